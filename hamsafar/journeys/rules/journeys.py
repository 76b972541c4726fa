"""Where a journey and each of its requirements stand on a day, from facts and dates alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from hamsafar.journeys.enums import JourneyState, Phase, RequirementKind, Standing

SOON = timedelta(days=14)
GOOD = frozenset({Standing.MET, Standing.LAPSES_SOON, Standing.WAIVED})
SETTLED = GOOD | {Standing.NOT_NEEDED, Standing.NOT_ESTABLISHED}


@dataclass(frozen=True)
class JourneyFacts:
    """The dates of a journey, each None where it has not come. `cleared_until` is when its paper expires."""

    cancelled_at: datetime | None = None
    left_on: date | None = None
    returned_on: date | None = None
    cleared_until: datetime | None = None
    lost_at: datetime | None = None


def journey_state(facts: JourneyFacts, *, at: datetime) -> JourneyState:
    """Where a journey stands at a moment."""
    if facts.cancelled_at is not None:
        return JourneyState.CANCELLED
    if facts.left_on is not None:
        return JourneyState.ABROAD if facts.returned_on is None else JourneyState.RETURNED
    cleared = facts.cleared_until is not None and at < facts.cleared_until and facts.lost_at is None
    return JourneyState.CLEARED if cleared else JourneyState.OPEN


@dataclass(frozen=True)
class RequirementFacts:
    """What is known of one requirement. `until` is half-open: on that day it no longer holds."""

    kind: RequirementKind
    phase: Phase
    needed: bool
    established: bool = True
    met_on: date | None = None
    until: date | None = None
    due_on: date | None = None
    waived: bool = False
    waits: bool = False


def holds(facts: RequirementFacts, *, on: date) -> bool:
    """Whether it is met on the day."""
    return facts.met_on is not None and facts.met_on <= on and (facts.until is None or on < facts.until)


def standing(facts: RequirementFacts, *, on: date) -> Standing:
    """How a requirement stands on a day."""
    if holds(facts, on=on):
        soon = facts.until is not None and facts.until - on <= SOON
        return Standing.LAPSES_SOON if soon else Standing.MET
    if facts.waived:
        return Standing.WAIVED
    if not facts.needed:
        return Standing.NOT_NEEDED if facts.established else Standing.NOT_ESTABLISHED
    return _still_asked(facts, on=on)


def _still_asked(facts: RequirementFacts, *, on: date) -> Standing:
    if facts.waits:
        return Standing.TO_CONFIRM
    if facts.met_on is not None and facts.met_on <= on:
        return Standing.LAPSED
    return Standing.OVERDUE if facts.due_on is not None and facts.due_on < on else Standing.MISSING


def not_in_hand(requirements: Iterable[RequirementFacts], *, departs_on: date, on: date) -> list[RequirementKind]:
    """What of the first phase does not hold both on the day it is asked and on the day of departure."""
    days = {on, max(on, departs_on)}
    return [
        each.kind
        for each in requirements
        if each.phase == Phase.BEFORE_DEPARTURE and any(standing(each, on=day) not in SETTLED for day in days)
    ]


def holds_until(requirements: Iterable[RequirementFacts]) -> date | None:
    """The first day on which something of the first phase no longer holds; None where nothing lapses."""
    ends = [
        each.until
        for each in requirements
        if each.phase == Phase.BEFORE_DEPARTURE and each.needed and not each.waived and each.until is not None
    ]
    return min(ends, default=None)
