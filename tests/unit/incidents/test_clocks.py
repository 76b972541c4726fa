"""The clock of an enquiry, by property: stop, resume, holiday, extension; and what is reminded of."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamsafar.corridor.clocks import Clock, Stop, days_used, due_on, is_stopped
from hamsafar.corridor.rules import Calendar, working_days_between
from hamsafar.incidents.rules.clocks import Reminder, reminder_of

MONDAY = date(2026, 3, 2)
DAY = timedelta(days=1)
PLAIN = Calendar()

days = st.dates(date(2026, 1, 1), date(2026, 12, 31))
calendars = st.builds(
    lambda holidays, moved: Calendar(frozenset(holidays), frozenset(moved)),
    st.sets(days, max_size=30),
    st.sets(days.filter(lambda day: day.weekday() >= 5), max_size=6),
)


@st.composite
def clocks(draw, *, may_stand: bool = False):
    asked = draw(days)
    stops, after = [], asked
    for _ in range(draw(st.integers(0, 3))):
        begun = after + draw(st.integers(0, 10)) * DAY
        after = begun + draw(st.integers(0, 15)) * DAY
        stops.append(Stop(begun, after))
    if may_stand and draw(st.booleans()):
        stops.append(Stop(after + draw(st.integers(0, 5)) * DAY))
    return Clock(asked, draw(st.integers(1, 30)), draw(calendars), tuple(stops))


@given(clocks())
def test_exactly_the_allowed_days_are_used_up_on_the_last_day(clock):
    last = due_on(clock)
    assert days_used(clock, on=last) == clock.days
    assert days_used(clock, on=last - DAY) == clock.days - 1


@given(clocks())
def test_the_last_day_is_a_working_day_on_which_the_clock_runs(clock):
    assert clock.runs_on(due_on(clock))


@given(clocks(), st.integers(1, 10))
def test_an_extension_moves_the_last_day_by_so_many_days_that_count(clock, more):
    longer = replace(clock, days=clock.days + more)
    assert days_used(clock, on=due_on(longer)) - days_used(clock, on=due_on(clock)) == more


@given(clocks(), days)
def test_one_holiday_more_never_makes_an_answer_due_earlier(clock, day):
    more = replace(clock.calendar, holidays=clock.calendar.holidays | {day})
    assert due_on(replace(clock, calendar=more)) >= due_on(clock)


@given(clocks(), st.integers(0, 40), st.integers(0, 40))
def test_a_question_back_moves_the_last_day_by_what_it_took_and_no_more(clock, after, length):
    clock = replace(clock, stops=())
    before = due_on(clock)
    stop = Stop(clock.asked_on + after * DAY, clock.asked_on + (after + length) * DAY)
    stopped = due_on(replace(clock, stops=(stop,)))
    if stop.asked_on >= before:
        assert stopped == before
    else:
        lost = working_days_between(stop.asked_on, stop.replied_on, clock.calendar)
        assert days_used(clock, on=stopped) == clock.days + lost


@given(clocks())
def test_a_question_replied_to_on_its_own_day_costs_nothing(clock):
    same_day = Stop(clock.asked_on + 3 * DAY, clock.asked_on + 3 * DAY)
    assert due_on(replace(clock, stops=(same_day,))) == due_on(replace(clock, stops=()))


@given(clocks(may_stand=True))
def test_while_the_clock_stands_no_last_day_is_known_unless_it_came_before(clock):
    standing = [stop for stop in clock.stops if stop.replied_on is None]
    last = due_on(clock)
    assert last is None or all(stop.asked_on >= last for stop in standing)


@given(clocks(), clocks())
def test_two_questions_at_once_stop_one_clock_once(clock, other):
    doubled = replace(clock, stops=(*clock.stops, *clock.stops))
    assert due_on(doubled) == due_on(clock)


def test_weekends_and_holidays_are_not_counted():
    assert due_on(Clock(MONDAY, 5, PLAIN)) == date(2026, 3, 9)
    assert due_on(Clock(MONDAY, 5, Calendar(frozenset({date(2026, 3, 9)})))) == date(2026, 3, 10)


def test_no_day_allowed_is_no_clock():
    with pytest.raises(ValueError, match="at least one"):
        Clock(MONDAY, 0, PLAIN)


def test_it_is_said_whether_the_clock_stands():
    clock = Clock(MONDAY, 5, PLAIN, (Stop(MONDAY + DAY, MONDAY + 3 * DAY),))
    stands = [is_stopped(clock, on=MONDAY + n * DAY) for n in range(5)]
    assert stands == [False, True, True, False, False]


@pytest.mark.parametrize(
    ("on", "read", "reason"),
    [
        (date(2026, 3, 2), False, Reminder.ARRIVED),
        (date(2026, 3, 2), True, None),
        (date(2026, 3, 6), True, Reminder.DUE),
        (date(2026, 3, 9), False, Reminder.DUE),
        (date(2026, 3, 10), True, Reminder.OVERDUE),
    ],
)
def test_reminders_go_by_how_near_the_last_day_is(on, read, reason):
    assert reminder_of(date(2026, 3, 9), on=on, calendar=PLAIN, read=read) is reason
