"""A journey: opened, moved to another day, each requirement met or no longer met, cleared for departure, cancelled.

Desks report through the journey: the only word that crosses from a desk is that a requirement is met, and until when.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time

from django.conf import settings
from django.db import transaction
from django.utils.timezone import localdate, make_aware
from django.utils.translation import gettext as _

from hamsafar.accounts.models import User
from hamsafar.journeys import access
from hamsafar.journeys.actions.needs import NO_LONGER, lose_what_fell_away, read_law_anew
from hamsafar.journeys.actions.telling import tell_person
from hamsafar.journeys.enums import JourneyPurpose, Phase, RequirementKind, Script, StayGround
from hamsafar.journeys.models import Journey, NameForm, Passport, Person, Requirement, StayPeriod
from hamsafar.journeys.rules.journeys import holds_until, not_in_hand
from hamsafar.journeys.rules.requirements import BY_A_DESK
from hamsafar.kit.actor import Actor
from hamsafar.kit.because import as_data
from hamsafar.kit.keys import KeyStore
from hamsafar.kit.refusal import Refusal
from hamsafar.kit.verdict import require
from hamsafar.ledger.actions import record
from hamsafar.papers.actions.issuing import Holder, issue_paper, lapse_papers
from hamsafar.papers.enums import PaperKind
from hamsafar.papers.models import Paper
from hamsafar.papers.rules.terms import PAPER_LIFE

LAST = len(RequirementKind)
ISCO_DIGITS = 4


@transaction.atomic
def open_journey(
    *, person: Person, purpose: JourneyPurpose, departs_on: date, occupation: str = "", by: Actor, at: datetime
) -> Journey:
    """Open a journey, and write down what the rules of its day ask. `occupation` is an ISCO-08 code of a worker."""
    person = Person.objects.locked(person.pk)
    require(access.may_open_journey(by, person))
    _require_sound(JourneyPurpose(purpose), departs_on, occupation, at=at)
    journey = Journey.objects.create(
        person=person,
        purpose=JourneyPurpose(purpose),
        departs_on=departs_on,
        occupation=occupation,
        office=by.organisation if isinstance(by, User) else None,
        synthetic=person.synthetic,
        opened_by=by.ref,
        opened_at=at,
    )
    record("journey opened", about=journey, by=by, at=at, person=person.ref)
    return read_law_anew(journey=journey, by=by, at=at)


def _require_sound(purpose: JourneyPurpose, departs_on: date, occupation: str, *, at: datetime) -> None:
    if departs_on < localdate(at):
        raise Refusal(_("The planned day of departure has passed. Write a day that is still to come."))
    if occupation and purpose != JourneyPurpose.WORKER:
        raise Refusal(_("Only somebody who travels to work has an occupation."))
    if occupation and not (occupation.isdecimal() and len(occupation) <= ISCO_DIGITS):
        raise Refusal(_("Write the occupation as a code of ISCO-08: up to four digits."))


@transaction.atomic
def move_departure(*, journey: Journey, departs_on: date, by: Actor, at: datetime) -> Journey:
    """Plan the departure for another day; what the rules of that day ask is written down anew."""
    journey = _locked(journey)
    require(access.may_change_journey(by, journey))
    _require_sound(JourneyPurpose(journey.purpose), departs_on, journey.occupation, at=at)
    if journey.left_on is not None:
        raise Refusal(_("This journey has begun."))
    journey.departs_on = departs_on
    journey.save(update_fields=["departs_on"])
    record("departure moved", about=journey, by=by, at=at, person=journey.person.ref)
    return read_law_anew(journey=journey, by=by, at=at)


@transaction.atomic
def cancel_journey(*, journey: Journey, because: str, by: Actor, at: datetime) -> Journey:
    """Cancel a journey that has not begun. A paper that was issued for it ends."""
    journey = _locked(journey)
    require(access.may_change_journey(by, journey))
    if journey.left_on is not None:
        raise Refusal(_("This journey has begun."))
    journey.cancelled_at, journey.cancelled_because = at, because.strip()
    journey.save(update_fields=["cancelled_at", "cancelled_because"])
    lapse_papers(subject=journey.ref, by=by, at=at)
    record("journey cancelled", about=journey, by=by, at=at, person=journey.person.ref)
    return journey


@transaction.atomic
def meet_requirement(
    *,
    journey: Journey,
    kind: RequirementKind,
    on: date,
    until: date | None = None,
    evidence: str = "",
    by: Actor,
    at: datetime,
) -> Requirement:
    """Note for a desk that a requirement is met from `on`, up to but not on `until`. Twice is harmless.

    Nothing else of what the desk knows comes here: `evidence` is a reference that means nothing outside the desk.
    """
    journey = _locked(journey)
    require(access.may_meet(by, journey))
    return write_as_met(journey=journey, kind=kind, on=on, until=until, evidence=evidence, by=by, at=at)


@transaction.atomic
def write_as_met(
    *, journey: Journey, kind: RequirementKind, on: date, until: date | None, evidence: str, by: Actor, at: datetime
) -> Requirement:
    """Write a requirement as met. `journey` is held, and whoever calls has asked whether `by` may."""
    if until is not None and until <= on:
        raise Refusal(_("It would have ended before it began: the day it ends must be later."))
    asked = _requirement(journey, RequirementKind(kind))
    said = (asked.met_on, asked.until, asked.evidence)
    if said == (on, until, evidence):
        return asked
    asked.met_on, asked.until, asked.evidence = on, until, evidence
    asked.met_by, asked.met_at = by.ref, at
    asked.unmet_because = asked.unmet_at = None
    asked.save()
    if kind == RequirementKind.PATENT and until is not None:
        ends = {"until": until, "noted_by": by.ref, "noted_at": at}
        StayPeriod.objects.update_or_create(journey=journey, ground=StayGround.PATENT, starts=on, defaults=ends)
    record("requirement met", about=asked, by=by, at=at, person=journey.person.ref)
    lose_what_fell_away(journey=journey, because=NO_LONGER, by=by, at=at)
    return asked


@transaction.atomic
def unmeet_requirement(
    *, journey: Journey, kind: RequirementKind, because: str, by: Actor, at: datetime
) -> Requirement:
    """Take back that a requirement is met. A journey that was cleared on it loses its paper, and the person is told.

    `because` is said to the person: whoever takes a word back writes nothing there that may not leave the desk.
    """
    journey = _locked(journey)
    require(access.may_unmeet(by, journey))
    if not because.strip():
        raise Refusal(_("Write why it no longer holds: the person is told so."))
    asked = _requirement(journey, RequirementKind(kind))
    if asked.met_on is None:
        return asked
    if kind == RequirementKind.PATENT:
        StayPeriod.objects.filter(journey=journey, ground=StayGround.PATENT, starts=asked.met_on).delete()
    asked.met_on = asked.until = asked.met_at = None
    asked.evidence, asked.met_by = "", ""
    asked.unmet_because, asked.unmet_at = as_data(because), at
    asked.save()
    record("requirement no longer met", about=asked, by=by, at=at, person=journey.person.ref)
    lose_what_fell_away(journey=journey, because=NO_LONGER, by=by, at=at)
    return asked


@transaction.atomic
def clear_for_departure(*, journey: Journey, by: Actor, at: datetime) -> Paper:
    """Issue the paper that says that everything needed before departure is in hand. It is no permission to leave.

    Only the phase before departure is read, as it holds today and on the day of departure. Refused with what is
    missing. Asked again, a new paper is issued: each lives a short time.
    """
    journey = _locked(journey)
    require(access.may_clear(by, journey, at=at))
    journey = read_law_anew(journey=journey, by=by, at=at)
    departs_on = journey.departs_on or localdate(at)
    facts = [each.facts for each in journey.requirements.before_departure().waived_too().in_order()]
    if missing := not_in_hand(facts, departs_on=departs_on, on=localdate(at)):
        raise Refusal(_("Not in hand for the day of departure: %(what)s.") % {"what": _named(missing)})
    ends = holds_until(facts)
    paper = issue_paper(
        subject=journey.ref,
        kind=PaperKind.CLEARANCE,
        holder=_holder(journey.person.head, on=departs_on),
        purpose=journey.purpose,
        until=make_aware(datetime.combine(ends, time.min)) if ends else at + PAPER_LIFE,
        synthetic=journey.synthetic,
        side=settings.THIS_SIDE,
        store=KeyStore(settings.KEYS),
        by=by,
        at=at,
    )
    journey.first_cleared_at = journey.first_cleared_at or at
    journey.cleared_at, journey.cleared_until, journey.lost_at, journey.lost_because = at, paper.expires_at, None, None
    journey.save(update_fields=["first_cleared_at", "cleared_at", "cleared_until", "lost_at", "lost_because"])
    record("journey cleared", about=journey, by=by, at=at, person=journey.person.ref)
    tell_person(journey=journey, template="journeys/cleared", context={}, by=by, at=at)
    return paper


def _named(kinds: Iterable[RequirementKind]) -> str:
    return ", ".join(str(each.label) for each in kinds)


def _holder(person: Person, *, on: date) -> Holder:
    """The person as a border officer compares them with the passport: a name in each script that an authority wrote."""
    people = person.same_as()
    passports = Passport.objects.present().filter(person__in=people).newest_first()
    passport = next((each for each in passports if each.is_valid(on=on)), None)
    forms = list(NameForm.objects.standing().filter(person__in=people).order_by("-added_at", "-pk"))
    russian = next((each.full for each in forms if each.authority.startswith("ru-")), "")
    latin = next((each.full for each in forms if each.script == Script.LATIN), "")
    names = (("tg", person.name), ("ru", russian), ("la", latin))
    return Holder(
        names=tuple((script, name) for script, name in names if name),
        born=person.born,
        document=passport.number if passport else "",
    )


def _requirement(journey: Journey, kind: RequirementKind) -> Requirement:
    """The requirement of a kind; where no rule asks it, a row that says that a desk noted it."""
    found, _new = Requirement.objects.select_for_update().get_or_create(
        journey=journey,
        kind=kind,
        defaults={
            "phase": Phase.BEFORE_DEPARTURE,
            "position": LAST,
            "needed": False,
            "because": as_data(BY_A_DESK),
        },
    )
    return found


def _locked(journey: Journey) -> Journey:
    return Journey.objects.locked(journey.pk)
