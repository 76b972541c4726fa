"""Decisions: a grant by one officer whose checklist is complete; refusals and corrections by two; the origin is told
only where the applicant wished it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from hamsafar.accounts.models import User
from hamsafar.documents import access
from hamsafar.documents.actions.law import require_ground, standing
from hamsafar.documents.actions.telling import tell_applicant
from hamsafar.documents.enums import ApplicationState, DecisionState, Outcome, Service
from hamsafar.documents.formats.bodies import DecisionTold
from hamsafar.documents.models import Application, Decision
from hamsafar.documents.rules.checklists import is_complete
from hamsafar.exchange.actions.sending import send_envelope
from hamsafar.exchange.models import Peer
from hamsafar.journeys.actions.journeys import meet_requirement
from hamsafar.journeys.enums import RequirementKind
from hamsafar.journeys.models import Journey
from hamsafar.kit.actor import SYSTEM, Actor
from hamsafar.kit.refusal import Refusal
from hamsafar.kit.verdict import require
from hamsafar.ledger.actions import record

MEETS = {Service.FINGERPRINTS: RequirementKind.FINGERPRINTS}


@transaction.atomic
def decide(
    *,
    application: Application,
    outcome: str,
    ground: str = "",
    words: str = "",
    until: date | None = None,
    by: Actor,
    at: datetime,
) -> Decision:
    """Decide an application. A grant stands at once; a refusal, and whatever corrects a decision, waits for a second.

    Granted is only what is complete: each document checked and in date, or exempt by two officers.
    """
    application = Application.objects.locked(application.pk)
    require(access.may_decide(by, application))
    on = application.office.day_of(at)
    _require_sound(application, outcome, ground, until, on=on)
    before = application.decisions.in_force().first()
    alone = outcome == Outcome.GRANTED and before is None
    decision = Decision.objects.create(
        application=application,
        number=application.decisions.count() + 1,
        state=DecisionState.MADE if alone else DecisionState.PROPOSED,
        outcome=outcome,
        ground=ground if outcome == Outcome.REFUSED else "",
        words=words,
        until=until,
        corrects=before,
        written_by=_in_person(by),
        written_at=at,
        made_at=at if alone else None,
    )
    record("decision written", about=application, by=by, at=at, person=_person(application))
    if alone:
        return _made(application, decision, by=by, at=at)
    application.state = ApplicationState.TO_CONFIRM
    application.save(update_fields=["state"])
    return decision


def _require_sound(application: Application, outcome: str, ground: str, until: date | None, *, on: date) -> None:
    if outcome == Outcome.REFUSED:
        require_ground(ground, on=on)
        return
    if outcome != Outcome.GRANTED:
        raise Refusal(_("Choose what is decided."))
    if not is_complete(standing(application, on=on)):
        raise Refusal(_("The checklist is not complete: check what is missing, or ask for an exemption."))
    if application.service == Service.FINGERPRINTS and application.fingerprints_on is None:
        raise Refusal(_("Note first that the fingerprints were taken."))
    if until is not None and until <= on:
        raise Refusal(_("It would have ended before it began: the day it ends must be later."))


@transaction.atomic
def confirm_decision(*, decision: Decision, by: Actor, at: datetime) -> Decision:
    """Confirm what another officer decided: it stands, and what it corrects is replaced."""
    application = Application.objects.locked(decision.application_id)
    decision = Decision.objects.select_related("application__office").get(pk=decision.pk)
    require(access.may_confirm(by, decision))
    if decision.corrects is not None:
        decision.corrects.state = DecisionState.CORRECTED
        decision.corrects.save(update_fields=["state"])
    decision.state, decision.confirmed_by, decision.made_at = DecisionState.MADE, _in_person(by), at
    decision.save(update_fields=["state", "confirmed_by", "made_at"])
    return _made(application, decision, by=by, at=at)


@transaction.atomic
def send_back(*, decision: Decision, because: str, by: Actor, at: datetime) -> Decision:
    """Give a decision back to its writer with the reason; what stood before stands again."""
    application = Application.objects.locked(decision.application_id)
    decision = Decision.objects.select_related("application__office").get(pk=decision.pk)
    require(access.may_confirm(by, decision))
    if not because.strip():
        raise Refusal(_("Say why it goes back."))
    decision.state, decision.sent_back_because = DecisionState.SENT_BACK, because
    decision.save(update_fields=["state", "sent_back_because"])
    stands = decision.corrects.outcome if decision.corrects is not None else ApplicationState.IN_WORK
    application.state = stands
    application.save(update_fields=["state"])
    record("decision sent back", about=application, by=by, at=at, person=_person(application))
    return decision


def _made(application: Application, decision: Decision, *, by: Actor, at: datetime) -> Decision:
    application.state, application.ended_at = decision.outcome, at
    application.save(update_fields=["state", "ended_at"])
    record("decision made", about=application, by=by, at=at, person=_person(application))
    tell_applicant(application, "decided", once=f"{application.ref} decided {decision.number}", by=by, at=at)
    if decision.outcome == Outcome.GRANTED and application.tells_origin:
        _tell_the_journey(application, decision, by=by, at=at)
    return decision


def _tell_the_journey(application: Application, decision: Decision, *, by: Actor, at: datetime) -> None:
    """Note the decision on the applicant's journey: on this node where it is kept here, else on the other side's."""
    told = DecisionTold(
        journey=application.journey_ref,
        requirement=MEETS.get(Service(application.service), RequirementKind.DECISION),
        on=application.office.day_of(at),
        until=decision.until,
        evidence=application.ref,
    )
    if kept_here(told.journey):
        take_decision(told=told, by=SYSTEM, at=at)
    elif Peer.objects.exists():
        send_envelope(kind=told.NAME, body=told, subject=application.subject, about=application, by=by, at=at)


def kept_here(ref: str) -> bool:
    """Whether a journey of this reference is kept on this node."""
    return Journey.objects.kept().filter(ref=ref).exists()


@transaction.atomic
def take_decision(*, told: DecisionTold, by: Actor, at: datetime) -> Journey:
    """Note on a journey of this node what a documents desk decided, here or at the other side."""
    journey = Journey.objects.kept().filter(ref=told.journey).first()
    if journey is None:
        raise Refusal(_("No journey of this reference is kept on this node."))
    until = told.until + timedelta(days=1) if told.until else None  # a decision's last day is still a day of it
    kind = RequirementKind(told.requirement)
    meet_requirement(journey=journey, kind=kind, on=told.on, until=until, evidence=told.evidence, by=by, at=at)
    return journey


def _in_person(by: Actor) -> User:
    if not isinstance(by, User):
        raise Refusal(_("A decision is written by an officer in person."))
    return by


def _person(application: Application) -> str:
    return application.person.ref if application.person else ""
