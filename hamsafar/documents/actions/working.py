"""The desk's verbs on an application: take it up, receive and check documents, ask, note, hand over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from django.db import transaction
from django.utils.translation import gettext as _

from hamsafar.accounts.models import User
from hamsafar.corridor.models import Code
from hamsafar.documents import access
from hamsafar.documents.actions.law import days_promised, needed, renewed_due
from hamsafar.documents.actions.telling import tell_applicant
from hamsafar.documents.enums import ApplicationState, ExemptionState, HandedInState, Service
from hamsafar.documents.models import Application, Exemption, HandedIn, Handover, Question
from hamsafar.journeys.actions.trip_checks import ask_check
from hamsafar.journeys.models import Person
from hamsafar.kit.actor import Actor
from hamsafar.kit.refusal import Refusal
from hamsafar.kit.verdict import require
from hamsafar.ledger.actions import record


@dataclass(frozen=True)
class PaperText:
    """A document as it reads."""

    code: str
    number: str = ""
    issued_on: date | None = None
    expires_on: date | None = None


@transaction.atomic
def take_up(*, application: Application, by: Actor, at: datetime) -> Application:
    """Begin to work on an application: the promised working days run from here."""
    application = Application.objects.locked(application.pk)
    require(access.may_move(by, application, ApplicationState.IN_WORK))
    on = application.office.day_of(at)
    application.state, application.officer, application.taken_up_at = ApplicationState.IN_WORK, _officer(by), at
    application.days = days_promised(application.service, on=on)
    application.due_on = renewed_due(application)
    application.save(update_fields=["state", "officer", "taken_up_at", "days", "due_on"])
    record("application taken up", about=application, by=by, at=at, person=_person(application))
    return application


@transaction.atomic
def note_person(*, application: Application, person: Person, by: Actor, at: datetime) -> Application:
    """Note whose application it is, once the passport was seen: their file on this node."""
    application = Application.objects.locked(application.pk)
    require(access.may_work(by, application))
    if person.synthetic != application.synthetic:
        raise Refusal(_("One of these is of the demonstration: they are never put together."))
    application.person = person.head
    application.save(update_fields=["person"])
    record("passport seen at the desk", about=application, by=by, at=at, person=person.ref)
    return application


@transaction.atomic
def receive_paper(*, application: Application, said: PaperText, by: Actor, at: datetime) -> HandedIn:
    """Note that a document of the checklist was handed in."""
    application = Application.objects.locked(application.pk)
    require(access.may_work(by, application))
    codes = {each.code for each in needed(application.service, on=application.office.day_of(at))}
    if said.code not in codes:
        raise Refusal(_("This document is not on the checklist of this service."))
    if said.issued_on and said.expires_on and said.expires_on <= said.issued_on:
        raise Refusal(_("A document expires after it was issued. Check both days."))
    paper = HandedIn.objects.create(
        application=application,
        code=said.code,
        number=said.number,
        issued_on=said.issued_on,
        expires_on=said.expires_on,
        received_by=_officer(by),
        received_at=at,
    )
    record("document received", about=application, by=by, at=at, person=_person(application))
    return paper


@transaction.atomic
def settle_paper(*, paper: HandedIn, to: str, because: str = "", by: Actor, at: datetime) -> HandedIn:
    """Note that a document was checked against its original, or give it back with the reason."""
    application = Application.objects.locked(paper.application_id)
    paper = HandedIn.objects.select_related("application__office").get(pk=paper.pk)
    require(access.may_settle(by, paper, to))
    if to == HandedInState.RETURNED and not because.strip():
        raise Refusal(_("Say why the document goes back."))
    paper.state, paper.returned_because, paper.settled_at = to, because, at
    paper.save(update_fields=["state", "returned_because", "settled_at"])
    record(f"document {to}", about=application, by=by, at=at, person=_person(application))
    return paper


@transaction.atomic
def ask_applicant(*, application: Application, words: str, by: Actor, at: datetime) -> Question:
    """Ask the applicant something: the clock stands until they answer."""
    application = Application.objects.locked(application.pk)
    require(access.may_move(by, application, ApplicationState.ASKED))
    if not words.strip():
        raise Refusal(_("Write the question."))
    question = Question.objects.create(application=application, words=words, asked_by=_officer(by), asked_at=at)
    application.state = ApplicationState.ASKED
    application.save(update_fields=["state"])
    record("question asked", about=application, by=by, at=at, person=_person(application))
    tell_applicant(application, "question", once=f"{application.ref} question {question.pk}", by=by, at=at)
    return question


@transaction.atomic
def note_fingerprints(*, application: Application, on: date, by: Actor, at: datetime) -> Application:
    """Note that fingerprints and photograph were taken, and when. No print and no picture is kept here."""
    application = Application.objects.locked(application.pk)
    require(access.may_work(by, application))
    if application.service != Service.FINGERPRINTS:
        raise Refusal(_("This application is for another service."))
    if on > application.office.day_of(at):
        raise Refusal(_("This day has not come yet."))
    application.fingerprints_on = on
    application.save(update_fields=["fingerprints_on"])
    record("fingerprints noted", about=application, by=by, at=at, person=_person(application))
    return application


@transaction.atomic
def check_entry_ban(*, application: Application, consent: str, by: Actor, at: datetime) -> Application:
    """Ask whether the applicant stands on a list: the source and the receipt are those of a check before a trip."""
    application = Application.objects.locked(application.pk)
    require(access.may_work(by, application))
    if application.person is None:
        raise Refusal(_("See the passport first, and note whose application it is."))
    application.trip_check = ask_check(person=application.person, consent=consent, by=by, at=at)
    application.save(update_fields=["trip_check"])
    record("entry ban checked at the desk", about=application, by=by, at=at, person=application.person.ref)
    return application


@transaction.atomic
def ask_exemption(*, application: Application, code: str, because: str, by: Actor, at: datetime) -> Exemption:
    """Ask that one document of the checklist be done without. A second officer decides."""
    application = Application.objects.locked(application.pk)
    require(access.may_work(by, application))
    if code not in {each.code for each in needed(application.service, on=application.office.day_of(at))}:
        raise Refusal(_("This document is not on the checklist of this service."))
    if not because.strip():
        raise Refusal(_("Say why this document may be done without."))
    if application.exemptions.exclude(state=ExemptionState.DECLINED).filter(code=code).exists():
        raise Refusal(_("This exemption was asked for already."))
    made = Exemption.objects.create(
        application=application, code=code, because=because, asked_by=_officer(by), asked_at=at
    )
    record("exemption asked", about=application, by=by, at=at, person=_person(application))
    return made


@transaction.atomic
def decide_exemption(*, exemption: Exemption, grant: bool, by: Actor, at: datetime) -> Exemption:
    """Grant or decline an exemption that another officer asked for."""
    application = Application.objects.locked(exemption.application_id)
    exemption = Exemption.objects.select_related("application__office").get(pk=exemption.pk)
    require(access.may_decide_exemption(by, exemption))
    exemption.state = ExemptionState.GRANTED if grant else ExemptionState.DECLINED
    exemption.decided_by, exemption.decided_at = _officer(by), at
    exemption.save(update_fields=["state", "decided_by", "decided_at"])
    record(f"exemption {exemption.state}", about=application, by=by, at=at, person=_person(application))
    return exemption


@transaction.atomic
def hand_over(*, application: Application, to: User, because: str, by: Actor, at: datetime) -> Handover:
    """Give an application to another officer of the desk; the clock runs on as it did."""
    application = Application.objects.locked(application.pk)
    require(access.may_hand_over(by, application, to))
    if not because.strip():
        raise Refusal(_("Say why it goes to another officer."))
    giver = cast("User", application.officer)  # access has looked
    made = Handover.objects.create(application=application, giver=giver, taker=to, because=because, at=at)
    application.officer = to
    application.save(update_fields=["officer"])
    record("application handed over", about=application, by=by, at=at, person=_person(application))
    return made


@transaction.atomic
def chase(*, after: int, by: Actor, at: datetime) -> int:
    """Remind every applicant who was asked more than so many days ago, once; how many."""
    require(access.may_chase(by))
    told = 0
    waiting = Question.objects.filter(answered_at__isnull=True, chased_at__isnull=True)
    for question in waiting.select_related("application__office").select_for_update(of=("self",)):
        if (at - question.asked_at).days < after:
            continue
        question.chased_at = at
        question.save(update_fields=["chased_at"])
        record("applicant reminded of a question", about=question.application, by=by, at=at)
        once = f"{question.application.ref} chaser {question.pk}"
        told += tell_applicant(question.application, "chaser", once=once, by=by, at=at)
    return told


def words_of(code_list: str) -> dict[str, dict[str, str]]:
    """The labels of a code list, each in three languages."""
    return dict(Code.objects.of(code_list).values_list("key", "label"))


def _officer(by: Actor) -> User:
    if not isinstance(by, User):
        raise Refusal(_("An officer does this in person."))
    return by


def _person(application: Application) -> str:
    return application.person.ref if application.person else ""
