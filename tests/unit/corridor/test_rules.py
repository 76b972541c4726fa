"""Days: what held, and which are working days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamsafar.corridor.rules import (
    Calendar,
    after_working_days,
    holds,
    in_force,
    overlap,
    overlapping,
    working_days_between,
)

NAVRUZ = date(2025, 3, 21)  # a Friday
CALENDAR = Calendar(holidays=frozenset({NAVRUZ}), moved_working_days=frozenset({date(2025, 3, 22)}))
days = st.dates(date(2025, 1, 1), date(2025, 12, 31))
ends = st.none() | days


@dataclass(frozen=True)
class Term:
    valid_from: date | None = None
    valid_to: date | None = None
    key: str = "stay"


@pytest.mark.parametrize(
    ("day", "held"),
    [(date(2025, 2, 4), False), (date(2025, 2, 5), True), (date(2025, 6, 29), True), (date(2025, 6, 30), False)],
)
def test_a_rule_holds_from_its_first_day_up_to_but_not_on_its_last(day: date, held: bool):
    assert holds(Term(date(2025, 2, 5), date(2025, 6, 30)), on=day) is held


def test_a_period_open_at_both_ends_holds_every_day():
    assert holds(Term(), on=date.min)
    assert holds(Term(), on=date.max)


def test_the_rule_in_force_is_that_of_the_day():
    old, new = Term(None, date(2025, 2, 5)), Term(date(2025, 2, 5), date(2026, 1, 1))

    assert in_force([old, new], "stay", on=date(2025, 2, 4)) is old
    assert in_force([old, new], "stay", on=date(2025, 2, 5)) is new
    assert in_force([old, new], "stay", on=date(2026, 1, 1)) is None
    assert in_force([old, new], "other", on=date(2025, 2, 5)) is None


@given(ends, ends, ends, ends)
def test_two_periods_overlap_exactly_where_some_day_lies_in_both(a: date, b: date, c: date, d: date):
    one, other = Term(a, b), Term(c, d)
    if (a and b and a >= b) or (c and d and c >= d):
        return
    every = [date(2024, 12, 31) + timedelta(days=step) for step in range(368)]

    assert overlap(one, other) == any(holds(one, on=day) and holds(other, on=day) for day in every)


def test_rows_in_force_twice_on_a_day_are_found():
    first, second = Term(None, date(2025, 2, 6)), Term(date(2025, 2, 5), None)
    elsewhere = Term(None, None, key="other")

    assert overlapping([second, elsewhere, first]) == [(first, second)]


def test_weekends_and_holidays_are_not_working_days_and_a_moved_day_is():
    assert CALENDAR.is_working_day(date(2025, 3, 20))
    assert not CALENDAR.is_working_day(NAVRUZ)
    assert CALENDAR.is_working_day(date(2025, 3, 22))
    assert not CALENDAR.is_working_day(date(2025, 3, 23))


def test_a_calendar_knows_only_the_years_it_lists():
    assert CALENDAR.covers(date(2025, 12, 1))
    assert not CALENDAR.covers(date(2026, 1, 1))
    assert not Calendar().covers(date(2026, 1, 1))


def test_working_days_are_counted_from_the_day_after():
    assert after_working_days(date(2025, 3, 20), 1, CALENDAR) == date(2025, 3, 22)
    assert after_working_days(date(2025, 3, 20), 2, CALENDAR) == date(2025, 3, 24)
    assert working_days_between(date(2025, 3, 20), date(2025, 3, 24), CALENDAR) == 2
    assert working_days_between(date(2025, 3, 24), date(2025, 3, 20), CALENDAR) == -2
    assert working_days_between(NAVRUZ, NAVRUZ, CALENDAR) == 0


@given(days, st.integers(1, 40))
def test_the_count_and_the_day_agree(start: date, count: int):
    due = after_working_days(start, count, CALENDAR)

    assert working_days_between(start, due, CALENDAR) == count
    assert CALENDAR.is_working_day(due)


def test_no_day_is_no_working_days_later():
    with pytest.raises(ValueError, match="at least one"):
        after_working_days(NAVRUZ, 0, CALENDAR)
