"""Checklists and the clock of the desk: questions, chasers and holidays never cost the applicant a promised day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamsafar.corridor.clocks import Clock, Stop, days_used, due_on
from hamsafar.corridor.rules import Calendar
from hamsafar.documents.enums import (
    APPLICATION_MOVES,
    APPLICATION_PEN,
    DECISION_MOVES,
    DECISION_PEN,
    EXEMPTION_MOVES,
    EXEMPTION_PEN,
    HANDED_IN_MOVES,
    HANDED_IN_PEN,
)
from hamsafar.documents.rules.checklists import Line, Needed, Paper, Wrong, checklist, is_complete, share_in_time

TODAY = date(2026, 3, 2)
days = st.integers(min_value=0, max_value=40).map(lambda n: TODAY + timedelta(days=n))


@st.composite
def clocks(draw) -> Clock:
    """A term with holidays and some questions, each answered some days after it was asked, one after the other."""
    stops, last = [], TODAY
    for _number in range(draw(st.integers(0, 3))):
        asked = last + timedelta(days=draw(st.integers(0, 6)))
        last = asked + timedelta(days=draw(st.integers(0, 6)))
        stops.append(Stop(asked, last))
    holidays = frozenset(draw(st.sets(days, max_size=8)))
    return Clock(TODAY, draw(st.integers(1, 15)), Calendar(holidays), tuple(stops))


@given(clocks())
def test_on_the_last_promised_day_exactly_the_promised_days_are_used_up(clock):
    due = due_on(clock)

    assert due is not None
    assert days_used(clock, on=due) == clock.days
    assert days_used(clock, on=due - timedelta(days=1)) == clock.days - 1
    assert clock.runs_on(due)


@given(clocks(), days)
def test_a_question_never_brings_the_last_day_nearer_and_while_it_is_open_there_is_none(clock, asked):
    due = due_on(clock)
    open_question = Clock(clock.asked_on, clock.days, clock.calendar, (*clock.stops, Stop(asked)))
    answered = Clock(clock.asked_on, clock.days, clock.calendar, (*clock.stops, Stop(asked, asked + timedelta(days=9))))

    assert due_on(answered) >= due
    assert due_on(open_question) is None if asked < due else due_on(open_question) == due


@given(clocks(), days)
def test_one_more_holiday_never_brings_the_last_day_nearer(clock, holiday):
    calendar = Calendar(clock.calendar.holidays | {holiday})

    assert due_on(Clock(clock.asked_on, clock.days, calendar, clock.stops)) >= due_on(clock)


@pytest.mark.parametrize(
    ("papers", "wrong"),
    [
        ([], Wrong.MISSING),
        ([Paper("p", checked=False)], Wrong.NOT_CHECKED),
        ([Paper("p", checked=True)], None),
        ([Paper("p", checked=True, expires_on=TODAY)], None),
        ([Paper("p", checked=True, expires_on=TODAY - timedelta(days=1))], Wrong.EXPIRED),
        ([Paper("p", checked=True, issued_on=TODAY - timedelta(days=30))], None),
        ([Paper("p", checked=True, issued_on=TODAY - timedelta(days=31))], Wrong.TOO_OLD),
        ([Paper("p", checked=True, issued_on=TODAY - timedelta(days=31)), Paper("p", checked=True)], None),
    ],
)
def test_a_document_serves_when_it_is_checked_and_in_date(papers, wrong):
    assert checklist([Needed("p", window=30)], papers, exempt=frozenset(), on=TODAY) == (Line("p", wrong),)


def test_what_two_officers_did_without_is_complete():
    lines = checklist([Needed("p"), Needed("q")], [Paper("q", checked=True)], exempt=frozenset({"p"}), on=TODAY)

    assert is_complete(lines)
    assert lines[0].exempt
    assert not is_complete(checklist([Needed("p")], [], exempt=frozenset(), on=TODAY))


def test_in_time_is_on_the_promised_day_or_before_and_without_a_promise_nothing_is_counted():
    day = timedelta(days=1)

    assert share_in_time([(TODAY, TODAY), (TODAY + day, TODAY), (TODAY, None)]) == {"part": 1, "whole": 2}


@pytest.mark.parametrize(
    ("moves", "pen"),
    [
        (APPLICATION_MOVES, APPLICATION_PEN),
        (HANDED_IN_MOVES, HANDED_IN_PEN),
        (DECISION_MOVES, DECISION_PEN),
        (EXEMPTION_MOVES, EXEMPTION_PEN),
    ],
)
def test_every_move_leads_to_a_known_state(moves, pen):
    assert set(moves) == set(pen)
    assert {to for found in moves.values() for to in found} <= set(moves)
