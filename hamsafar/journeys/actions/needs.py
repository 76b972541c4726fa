"""What a journey asks for, written down from the law of its day of entry, and read anew when law or day changes.

A cleared journey that no longer has what it had loses its paper in the same transaction, and the person is told why.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import override

from hamsafar.corridor.rules import Calendar
from hamsafar.journeys.actions.law import calendar_of_entry, laws
from hamsafar.journeys.actions.telling import language_of, tell_person
from hamsafar.journeys.enums import JourneyState, Phase, RequirementKind
from hamsafar.journeys.models import Journey, Passport, Requirement
from hamsafar.journeys.rules.journeys import not_in_hand
from hamsafar.journeys.rules.law import Law, last_day
from hamsafar.journeys.rules.requirements import Need, Trip, requirements_for, term_of
from hamsafar.kit.actor import Actor
from hamsafar.kit.because import Because, as_data, from_data, said
from hamsafar.ledger.actions import record
from hamsafar.papers.actions.issuing import lapse_papers

NO_LONGER = Because("It no longer holds on the day of departure.")
BY_LAW = Because("The rule that holds on the day of departure asks for it now.")
NO_PASSPORT = Because("No passport in the file is in force on the day of departure.")
_DAY = timedelta(days=1)


@transaction.atomic
def read_law_anew(*, journey: Journey, by: Actor, at: datetime) -> Journey:
    """Write down what the journey asks by the law of its day of entry. Twice is harmless.

    What was met stays met; what the law no longer asks is marked as not needed. `journey` is held by the caller.
    """
    if journey.departs_on is None or journey.cancelled_at is not None:
        return journey
    day = _Day(journey.entry_on or journey.departs_on, laws(), calendar_of_entry())
    trip = Trip(journey.purpose, journey.person.head.citizenship, day.entry)
    for position, need in enumerate(requirements_for(trip, day.laws)):
        _write(journey, need, position, day)
    _hold_against_the_passport(journey, by=by, at=at)
    return lose_what_fell_away(journey=journey, because=BY_LAW, by=by, at=at)


@dataclass(frozen=True)
class _Day:
    """The day of entry, and the law and the calendar it is looked at with."""

    entry: date
    laws: tuple[Law, ...]
    calendar: Calendar


def _write(journey: Journey, need: Need, position: int, day: _Day) -> None:
    term = term_of(need, day.laws, entry=day.entry)
    law = need.law
    Requirement.objects.update_or_create(
        journey=journey,
        kind=need.kind,
        defaults={
            "phase": need.phase,
            "position": position,
            "needed": need.needed,
            "established": need.established,
            "because": as_data(need.because),
            "rule": law.key if law else "",
            "rule_from": law.valid_from if law else None,
            "source": law.source if law else "",
            "term_rule": term.key if term else "",
            "due_on": _due(need, term, day, departs_on=journey.departs_on),
        },
    )


def _due(need: Need, term: Law | None, day: _Day, *, departs_on: date | None) -> date | None:
    if not need.needed:
        return None
    if need.phase == Phase.BEFORE_DEPARTURE:
        return departs_on
    if need.phase == Phase.AT_BORDER:
        return day.entry
    return last_day(term, start=day.entry, calendar=day.calendar) if term else None


def _hold_against_the_passport(journey: Journey, *, by: Actor, at: datetime) -> None:
    """The passport is met by what stands in the file: a clerk held it in hand."""
    asked = journey.requirements.get(kind=RequirementKind.PASSPORT)
    departs_on = journey.departs_on or localdate(at)
    held = Passport.objects.present().filter(person__in=journey.person.same_as()).newest_first()
    good = next((each for each in held if each.is_valid(on=max(departs_on, localdate(at)))), None)
    found = (localdate(at), good.expires + _DAY if good.expires else None) if good else None
    if found is None and asked.met_on is not None:
        asked.met_on = asked.until = asked.met_at = None
        asked.evidence, asked.unmet_because, asked.unmet_at = "", as_data(NO_PASSPORT), at
    elif found is not None and (asked.met_on is None or asked.until != found[1]):
        asked.met_on, asked.until = found
        asked.evidence, asked.met_by, asked.met_at = "passport", by.ref, at
        asked.unmet_because = asked.unmet_at = None
    else:
        return
    asked.save()


@transaction.atomic
def lose_what_fell_away(*, journey: Journey, because: Because, by: Actor, at: datetime) -> Journey:
    """End the clearance of a journey that no longer has what is needed before departure: its paper, then a notice.

    Nothing happens where it was not cleared, or still has everything. `because` is why, if the requirement says none.
    """
    if journey.state(at=at) is not JourneyState.CLEARED or journey.departs_on is None:
        return journey
    asked = list(journey.requirements.before_departure().waived_too().in_order())
    missing = not_in_hand([each.facts for each in asked], departs_on=journey.departs_on, on=localdate(at))
    if not missing:
        return journey
    lost = next(each for each in asked if each.kind == missing[0])
    reason = lost.unmet_because or as_data(because if lost.met_on is None else NO_LONGER)
    journey.lost_at, journey.lost_because = at, {"kind": lost.kind, "because": reason}
    journey.save(update_fields=["lost_at", "lost_because"])
    lapse_papers(subject=journey.ref, by=by, at=at)
    record("journey lost its clearance", about=journey, by=by, at=at, person=journey.person.ref)
    with override(language_of(journey.person.head)):
        context = {"what": str(RequirementKind(lost.kind).label), "why": said_of(reason)}
    tell_person(journey=journey, template="journeys/clearance_lost", context=context, by=by, at=at)
    return journey


def said_of(reason: object) -> str:
    """A stored reason in the language that is set."""
    return said(from_data(reason), _)
