"""Where a journey and its requirements stand follows from dates alone."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from hamsafar.journeys.enums import JOURNEY_MOVES, JourneyState, Phase, RequirementKind, Standing
from hamsafar.journeys.rules.journeys import (
    JourneyFacts,
    RequirementFacts,
    holds_until,
    journey_state,
    not_in_hand,
    standing,
)
from tests.factories.ledger import noon

AT = noon(2026, 3, 2)
TODAY = AT.date()
TOMORROW, YESTERDAY = TODAY + timedelta(days=1), TODAY - timedelta(days=1)
LATER = AT + timedelta(days=20)


def asked(**more) -> RequirementFacts:
    known = {"kind": RequirementKind.EXAMINATION, "phase": Phase.BEFORE_DEPARTURE, "needed": True} | more
    return RequirementFacts(**known)


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        (JourneyFacts(), JourneyState.OPEN),
        (JourneyFacts(cleared_until=LATER), JourneyState.CLEARED),
        (JourneyFacts(cleared_until=AT), JourneyState.OPEN),
        (JourneyFacts(cleared_until=LATER, lost_at=AT), JourneyState.OPEN),
        (JourneyFacts(left_on=TODAY), JourneyState.ABROAD),
        (JourneyFacts(left_on=TODAY, cleared_until=LATER), JourneyState.ABROAD),
        (JourneyFacts(left_on=YESTERDAY, returned_on=TODAY), JourneyState.RETURNED),
        (JourneyFacts(cancelled_at=AT, cleared_until=LATER), JourneyState.CANCELLED),
    ],
)
def test_a_journey_stands_where_its_dates_say(facts: JourneyFacts, state: JourneyState):
    assert journey_state(facts, at=AT) is state


def test_nobody_needs_to_be_cleared_to_leave():
    assert JourneyState.ABROAD in JOURNEY_MOVES[JourneyState.OPEN]


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        (asked(), Standing.MISSING),
        (asked(met_on=TODAY), Standing.MET),
        (asked(met_on=TOMORROW), Standing.MISSING),
        (asked(met_on=YESTERDAY, until=TODAY + timedelta(days=15)), Standing.MET),
        (asked(met_on=YESTERDAY, until=TODAY + timedelta(days=14)), Standing.LAPSES_SOON),
        (asked(met_on=YESTERDAY, until=TOMORROW), Standing.LAPSES_SOON),
        (asked(met_on=YESTERDAY, until=TODAY), Standing.LAPSED),
        (asked(met_on=YESTERDAY, until=TODAY, waits=True), Standing.TO_CONFIRM),
        (asked(waived=True), Standing.WAIVED),
        (asked(waived=True, met_on=TODAY), Standing.MET),
        (asked(needed=False), Standing.NOT_NEEDED),
        (asked(needed=False, established=False), Standing.NOT_ESTABLISHED),
        (asked(needed=False, met_on=TODAY), Standing.MET),
        (asked(waits=True), Standing.TO_CONFIRM),
        (asked(due_on=YESTERDAY), Standing.OVERDUE),
        (asked(due_on=TODAY), Standing.MISSING),
    ],
)
def test_a_requirement_stands_where_its_dates_say(facts: RequirementFacts, said: Standing):
    assert standing(facts, on=TODAY) is said


def test_what_lapses_before_the_day_of_departure_is_not_in_hand():
    lapses = asked(met_on=YESTERDAY, until=TOMORROW)

    assert not_in_hand([lapses], departs_on=TODAY, on=TODAY) == []
    assert not_in_hand([lapses], departs_on=TOMORROW, on=TODAY) == [RequirementKind.EXAMINATION]


def test_what_is_due_after_entry_holds_nobody_up():
    assert not_in_hand([asked(phase=Phase.AFTER_ENTRY)], departs_on=TOMORROW, on=TODAY) == []


def test_the_paper_ends_with_the_first_requirement_that_lapses():
    one, other = asked(met_on=TODAY, until=date(2026, 9, 1)), asked(met_on=TODAY, until=date(2026, 6, 1))
    waived, later = asked(waived=True, until=date(2026, 4, 1)), asked(phase=Phase.AFTER_ENTRY, until=date(2026, 4, 1))

    assert holds_until([one, other, waived, later, asked(needed=False)]) == date(2026, 6, 1)
    assert holds_until([asked(met_on=TODAY)]) is None


def test_times_are_those_of_the_moment_asked():
    facts = JourneyFacts(cleared_until=datetime(2026, 3, 2, 12, 0, 1, tzinfo=AT.tzinfo))

    assert journey_state(facts, at=AT) is JourneyState.CLEARED
