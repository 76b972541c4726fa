"""Opening hours, distances and waiting times: plain sums."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from hamsafar.appointments.enums import BOOKING_MOVES, BOOKING_PEN, TICKET_MOVES, TICKET_PEN, WAITING_MOVES, WAITING_PEN
from hamsafar.appointments.rules.distances import ELSEWHERE, how_far, kilometres
from hamsafar.appointments.rules.opening import Hours, collide, spans
from hamsafar.appointments.rules.waiting import WaitingTime, waiting_time
from hamsafar.corridor.rules import Calendar

ZONE = ZoneInfo("Asia/Dushanbe")
MORNING = Hours(0, time(9), time(10, 50))
MONDAY, NEXT = date(2026, 3, 2), date(2026, 3, 9)


def opened(*, holidays=(), closed=(), hours=MORNING):
    calendar = Calendar(frozenset(holidays))
    return list(
        spans(hours, minutes=30, first=MONDAY, last=NEXT, calendar=calendar, closed=frozenset(closed), zone=ZONE)
    )


def test_places_are_whole_stretches_of_the_shift_by_the_office_s_clock():
    found = opened()

    assert [each.starts.hour * 60 + each.starts.minute for each in found[:3]] == [540, 570, 600]
    assert found[0].starts == datetime(2026, 3, 2, 9, tzinfo=ZONE)
    assert [each.starts.date() for each in found] == [MONDAY] * 3 + [NEXT] * 3


def test_days_off_of_the_country_and_of_the_office_have_no_places():
    assert {each.starts.date() for each in opened(holidays=[MONDAY])} == {NEXT}
    assert {each.starts.date() for each in opened(closed=[NEXT])} == {MONDAY}


def test_a_shift_on_saturdays_opens_saturdays():
    assert {each.starts.weekday() for each in opened(hours=Hours(5, time(9), time(10)))} == {5}


@pytest.mark.parametrize(
    ("other", "is_so"),
    [
        (Hours(0, time(10), time(12)), True),
        (Hours(0, time(10, 50), time(12)), False),
        (Hours(1, time(9), time(10)), False),
    ],
)
def test_two_shifts_collide_where_an_hour_is_in_both(other, is_so):
    assert collide(MORNING, [other]) is is_so


def test_distance_is_by_coordinates_else_by_district():
    dushanbe, khujand = (38.56, 68.79), (40.28, 69.62)

    assert 195 < kilometres(dushanbe, khujand) < 210
    assert how_far(dushanbe, "x", khujand, "x") == kilometres(dushanbe, khujand)
    assert how_far(None, "x", khujand, "x") == 0
    assert how_far(None, "", khujand, "") == ELSEWHERE


def test_a_waiting_time_of_fewer_than_five_people_is_not_published():
    assert waiting_time([1, 2, 3, 4]) == WaitingTime(None, 4)
    assert waiting_time([1, 2, 9, 9, 9]) == WaitingTime(9, 5)


@pytest.mark.parametrize(
    ("moves", "pen"), [(BOOKING_MOVES, BOOKING_PEN), (WAITING_MOVES, WAITING_PEN), (TICKET_MOVES, TICKET_PEN)]
)
def test_every_move_leads_to_a_known_state(moves, pen):
    assert set(moves) == set(pen)
    assert {to for found in moves.values() for to in found} <= set(moves)
