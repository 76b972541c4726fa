"""A check before a trip: asked, answered, and its signed receipt. Each is on the ledger and shown to the person."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from nacl.signing import SigningKey

from hamsafar.accounts.models import User
from hamsafar.corridor.models import Side
from hamsafar.exchange.actions.sending import send_envelope
from hamsafar.journeys import access
from hamsafar.journeys.actions.check_sources import SignedLists, Source, source_now
from hamsafar.journeys.actions.journeys import unmeet_requirement, write_as_met
from hamsafar.journeys.enums import CheckAnswer, CheckState, CheckVia, ConsentHow, RequirementKind
from hamsafar.journeys.formats.check_lists import moment
from hamsafar.journeys.formats.receipt_sheet import receipt_pdf
from hamsafar.journeys.formats.receipts import (
    Answer,
    NotListed,
    Question,
    Receipt,
    ReceiptOutcome,
    check_receipt,
    read_answer,
    seconds,
)
from hamsafar.journeys.formats.trip_bodies import MOST_DOCUMENTS, MOST_NAMES, TripCheckAnswered
from hamsafar.journeys.models import Journey, NameForm, Passport, Person, TripCheck
from hamsafar.journeys.rules.trip_checks import DAY, HOUR, MOST_A_DAY, MOST_OF_AN_OFFICER
from hamsafar.kit import cose
from hamsafar.kit.actor import SYSTEM, Actor
from hamsafar.kit.because import Because
from hamsafar.kit.keys import KeyStore, Purpose, kid_of
from hamsafar.kit.locks import hold
from hamsafar.kit.refusal import Refusal
from hamsafar.kit.verdict import require
from hamsafar.ledger.actions import record
from hamsafar.papers.actions.keys import require_listed
from hamsafar.papers.formats.container import Malformed
from hamsafar.papers.formats.keys import TrustedKey
from hamsafar.papers.models import PaperKey, PublishedTrust

OTHERWISE = Because("A later check before the trip was answered otherwise.")
ON_A_RECEIPT = 3  # forms of the name, and documents: more would make its code too dense to scan


@transaction.atomic
def ask_check(*, person: Person, consent: str, source: Source | None = None, by: Actor, at: datetime) -> TripCheck:
    """Ask whether a person stands on a list. A list on this node answers at once, the other side's node later.

    `consent` says how the person agreed: on their own page, or before the officer who asks for them.
    """
    hold(f"journeys.check:{person.ref}")
    require(access.may_ask_check(by, person))
    _require_not_too_often(person, by=by, at=at)
    source = source or source_now(at=at)
    question = _question(person, at=at)
    check = TripCheck.objects.create(
        person=person,
        via=source.via,
        consent=ConsentHow(consent),
        asked_by=by.ref,
        asked_from=by.organisation.words.ru if isinstance(by, User) else "",
        asked_at=at,
        question=asdict(question),
    )
    record("check before a trip asked", about=check, by=by, at=at, person=person.ref)
    answer = source.ask(question, check=check, by=by, at=at)
    return check if answer is None else _answered(check, answer, question, by=by, at=at)


@transaction.atomic
def answer_question(*, asked: Question, subject: UUID, by: Actor, at: datetime) -> Answer:
    """Answer the other side's node from the lists of this side. What was asked is kept nowhere.

    Raises `Refusal` where no list is in force: the question waits with the operator and can be taken up again.
    """
    answer = SignedLists(settings.THIS_SIDE).ask(asked, by=by, at=at)
    signer = _signer(at=at)
    body = TripCheckAnswered(answer.signed(signer))
    record("question before a trip answered", about=f"case:{subject}", by=by, at=at)
    send_envelope(kind=body.NAME, body=body, subject=subject, about=f"case:{subject}", by=by, at=at)
    return answer


@transaction.atomic
def take_answer(*, signed: bytes, subject: UUID, sender: str, by: Actor, at: datetime) -> TripCheck:
    """Keep the other side's answer and sign the receipt. One that its trust list does not vouch for is a `Refusal`."""
    check = TripCheck.objects.select_for_update().filter(subject=subject, via=CheckVia.NODE).first()
    if check is None:
        raise Refusal(_("Nobody asked this here, or the file was erased."))
    if check.state == CheckState.ANSWERED:
        return check
    newest = PublishedTrust.objects.newest(sender)
    try:
        answer = read_answer(signed, newest.trusted.keys if newest else ())
    except (cose.BadSignature, Malformed, NotListed) as problem:
        raise Refusal(_("The answer cannot be used: %(why)s") % {"why": problem}) from problem
    question = Question.from_plain(check.question)
    if answer.question != question.digest or answer.list.side != sender:
        raise Refusal(_("The answer is to another question than the one that was asked."))
    check.their_answer = signed
    check.save(update_fields=["their_answer"])
    return _answered(check, answer, question, by=by, at=at)


@transaction.atomic
def hand_out_receipt(*, check: TripCheck, by: Actor, at: datetime) -> bytes:
    """The receipt as PDF, to print and to carry. That it was handed out is on record."""
    require(access.may_read_check(by, check))
    return receipt_as_evidence(check=check, by=by, at=at)


@transaction.atomic
def receipt_as_evidence(*, check: TripCheck, by: Actor, at: datetime) -> bytes:
    """The same for a desk above, which has asked whether `by` may: a border incident takes it by its reference."""
    if not check.text:
        raise Refusal(_("There is no answer yet, so there is no receipt."))
    record("receipt handed out", about=check, by=by, at=at, person=check.person.head.ref)
    found = verified(check.text, at=at).receipt
    if found is None:
        raise Refusal(_("The key of this receipt is no longer on the trust list: ask the operator of the node."))
    return receipt_pdf(found, check.text)


def verified(text: str, *, at: datetime) -> ReceiptOutcome:
    """What a receipt is worth by everything that both sides published."""
    return check_receipt(text, published_keys(), at=at.timestamp())


def published_keys() -> Iterator[TrustedKey]:
    """Every key that a published trust list names."""
    for side in Side.objects.values_list("pk", flat=True):
        newest = PublishedTrust.objects.newest(side)
        if newest is not None:
            yield from newest.trusted.keys


def _answered(check: TripCheck, answer: Answer, question: Question, *, by: Actor, at: datetime) -> TripCheck:
    """Write down the answer and sign its receipt."""
    signer = _signer(at=at)
    theirs = hashlib.sha256(bytes(check.their_answer)).digest() if check.their_answer else b""
    receipt = Receipt(
        ref=check.ref,
        side=settings.THIS_SIDE,
        asked_by=check.asked_from,
        names=question.names[:ON_A_RECEIPT],
        born=question.born,
        documents=question.documents[:ON_A_RECEIPT],
        via=CheckVia(check.via),
        list=answer.list,
        answer=answer.answer,
        asked=seconds(check.asked_at),
        answered=seconds(at),
        until=answer.until,
        theirs=theirs,
        synthetic=question.synthetic,
    )
    check.state, check.answer, check.answered_at = CheckState.ANSWERED, answer.answer, at
    check.until, check.text = moment(answer.until), receipt.text(signer)
    check.list_maker, check.list_as_of = answer.list.maker, moment(answer.list.as_of)
    check.save()
    record("check before a trip answered", about=check, by=by, at=at, person=check.person.head.ref)
    _tell_journeys(check, by=by, at=at)
    return check


def _tell_journeys(check: TripCheck, *, by: Actor, at: datetime) -> None:
    """Meet the check that a journey asks for while the answer holds; take it back where a later one says otherwise."""
    on, until = localdate(at), localdate(check.until)
    asked = {"requirements__kind": RequirementKind.PRE_TRIP}
    for journey in Journey.objects.of(check.person).at_home().filter(**asked):
        held = Journey.objects.locked(journey.pk)
        if check.answer != CheckAnswer.NOT_FOUND:
            unmeet_requirement(journey=held, kind=RequirementKind.PRE_TRIP, because=OTHERWISE, by=SYSTEM, at=at)
        elif on < until:
            write_as_met(
                journey=held, kind=RequirementKind.PRE_TRIP, on=on, until=until, evidence=check.ref, by=by, at=at
            )


def _signer(*, at: datetime) -> SigningKey:
    """The key that signs receipts. Raises `Refusal` while no published trust list names it, or it is withdrawn."""
    signer = KeyStore(settings.KEYS).signer(Purpose.PAPER_RECEIPTS)
    kid = kid_of(signer.verify_key)
    require_listed(kid, side=settings.THIS_SIDE)
    if not PaperKey.objects.present(at=at).filter(kid=kid).exists():
        raise Refusal(_("The key that signs receipts was withdrawn or has ended: roll over to the next one first."))
    return signer


def _question(person: Person, *, at: datetime) -> Question:
    """Who is asked about: every form of the name, the birth as far as it is known, every passport."""
    people = person.same_as()
    forms = NameForm.objects.standing().filter(person__in=people).order_by("pk").values_list("full", flat=True)
    numbers = Passport.objects.filter(person__in=people).newest_first().values_list("number", flat=True)
    return Question(
        names=tuple(dict.fromkeys((person.name, *forms)))[:MOST_NAMES],
        born=person.born,
        documents=tuple(dict.fromkeys(numbers))[:MOST_DOCUMENTS],
        asked=seconds(at),
        synthetic=person.synthetic,
    )


def _require_not_too_often(person: Person, *, by: Actor, at: datetime) -> None:
    """Enough for whoever travels; too few for whoever wants to copy a list by asking."""
    if TripCheck.objects.of(person.same_as()).since(at - DAY).count() >= MOST_A_DAY:
        raise Refusal(_("This was asked three times within a day. Ask again tomorrow."))
    if (
        isinstance(by, User)
        and TripCheck.objects.filter(asked_by=by.ref).since(at - HOUR).count() >= MOST_OF_AN_OFFICER
    ):
        raise Refusal(_("You asked very often within an hour. Wait a while, or let a colleague ask."))
