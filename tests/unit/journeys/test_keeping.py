"""When the time of a file is over."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamsafar.journeys.enums import ErasureState
from hamsafar.journeys.rules.exporting import plain
from hamsafar.journeys.rules.keeping import (
    ErasureFacts,
    Holding,
    all_over,
    by_part,
    erasure_state,
    kept_until,
    years_after,
    years_before,
)
from tests.factories.ledger import noon

DAYS = st.dates(date(1990, 1, 1), date(2080, 1, 1))


def held(last: date | None, *, rows: int = 1, open_: int = 0) -> Holding:
    return Holding("file", "journeys.Person", rows, last, open_)


def test_a_term_ends_on_the_same_day_and_of_a_leap_day_one_earlier():
    assert years_after(date(2019, 3, 1), 7) == date(2026, 3, 1)
    assert years_after(date(2020, 2, 29), 7) == date(2027, 2, 28)
    assert years_before(date(2026, 3, 2), 7) == date(2019, 3, 2)
    assert years_before(date(2028, 2, 29), 7) == date(2021, 2, 28)


@given(DAYS, DAYS, st.integers(0, 20))
def test_what_began_before_the_day_so_many_years_back_is_over_and_nothing_else(began: date, on: date, years: int):
    is_over = years_after(began, years) < on

    if began < years_before(on, years):
        assert is_over
    if is_over:
        assert began <= years_before(on, years)


@pytest.mark.parametrize(
    ("holdings", "over", "until"),
    [
        ([held(date(2026, 3, 1))], True, date(2026, 3, 1)),
        ([held(date(2026, 3, 2))], False, date(2026, 3, 2)),
        ([held(date(2026, 3, 1)), held(date(2027, 3, 1))], False, date(2027, 3, 1)),
        ([held(date(2026, 3, 1)), held(None, open_=1)], False, None),
        ([held(date(2026, 3, 1)), held(None, rows=0)], True, date(2026, 3, 1)),
        ([held(None)], False, None),
        ([], True, None),
    ],
)
def test_a_file_is_over_when_everything_held_is(holdings: list[Holding], over: bool, until: date | None):
    assert all_over(holdings, on=date(2026, 3, 2)) is over
    assert kept_until(holdings) == until


def test_what_is_held_is_told_by_part():
    other = Holding("notices", "notices.Notice", 2, date(2027, 1, 1), 0)
    empty = Holding("papers", "papers.Paper", 0, None, 0)

    lines = by_part([held(date(2026, 3, 1)), held(None, open_=1), other, empty])

    assert lines == [Holding("file", "", 2, date(2026, 3, 1), 1), Holding("notices", "", 2, date(2027, 1, 1), 0)]


def test_an_erasure_waits_is_done_or_was_withdrawn():
    at = noon(2026, 3, 2)
    assert erasure_state(ErasureFacts(None, None)) is ErasureState.WAITING
    assert erasure_state(ErasureFacts(at, None)) is ErasureState.DONE
    assert erasure_state(ErasureFacts(None, at)) is ErasureState.WITHDRAWN


def test_a_row_is_handed_out_as_plain_data_without_what_is_empty():
    row = {
        "on": date(2026, 3, 2),
        "raw": b"\x01",
        "empty": "",
        "none": None,
        "list": [],
        "n": 0,
        "of": {},
        "id": UUID(int=1),
    }

    assert plain(row) == {"on": "2026-03-02", "raw": "01", "n": 0, "id": str(UUID(int=1))}
