"""Days without a visa: each day counts once, by the rule of the day, and the sum is shown with its parts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as some

from hamsafar.journeys.rules.law import Law
from hamsafar.journeys.rules.stay import Ground, Run, Stay, days_counted, stay_clock
from tests.unit.journeys.test_requirements import pack_laws

DAY = timedelta(days=1)
NEW_YEARS_EVE, NEW_YEAR = date(2024, 12, 31), date(2025, 1, 1)
days = some.dates(date(2023, 1, 1), date(2028, 12, 31))


@some.composite
def stays(draw) -> Stay:
    entered = draw(days)
    return Stay(entered, draw(some.none() | some.integers(0, 400).map(lambda more: entered + more * DAY)))


@some.composite
def grounds(draw) -> Ground:
    starts = draw(days)
    return Ground(starts, starts + draw(some.integers(1, 400)) * DAY)


def test_the_ninety_days_change_on_new_year_2025_and_each_rule_names_its_source():
    stay = [Stay(date(2024, 11, 2), None)]

    before, after = (stay_clock(stay, [], pack_laws(), on=on) for on in (NEW_YEARS_EVE, NEW_YEAR))

    assert (before.law.value, before.since, before.used, before.limit) == ("90/180", date(2024, 7, 5), 60, 90)
    assert (after.law.value, after.since, after.used, after.limit) == ("90", NEW_YEAR, 1, 90)
    assert (before.law.act, after.law.act) == ("earlier wording of 115-FZ", "260-FZ of 8 August 2024")
    assert before.law.source == after.law.source == "nakanune-22801843"
    assert before.last_day == after.last_day == date(2025, 3, 31)


def test_days_of_2024_do_not_carry_into_2025():
    long_stay = [Stay(date(2024, 9, 1), date(2025, 1, 10))]

    assert stay_clock(long_stay, [], pack_laws(), on=date(2025, 1, 10)).used == 10


def test_a_stay_under_the_old_rule_that_is_over_its_days_is_told_so():
    clock = stay_clock([Stay(date(2024, 9, 1), None)], [], pack_laws(), on=date(2024, 12, 1))

    assert (clock.used, clock.left) == (92, -2)
    assert clock.last_day == date(2024, 11, 30)


def test_the_sum_shows_its_parts():
    visits = [Stay(date(2026, 2, 1), date(2026, 2, 10)), Stay(date(2026, 3, 1), None)]

    clock = stay_clock(visits, [], pack_laws(), on=date(2026, 3, 5))

    assert clock.runs == (Run(date(2026, 2, 1), date(2026, 2, 10), 10), Run(date(2026, 3, 1), date(2026, 3, 5), 5))
    assert (clock.used, clock.left, clock.last_day) == (15, 75, date(2026, 5, 19))


def test_nobody_who_is_away_has_a_last_day():
    clock = stay_clock([Stay(date(2026, 2, 1), date(2026, 2, 10))], [], pack_laws(), on=date(2026, 3, 5))

    assert (clock.last_day, clock.left) == (None, 80)


def test_with_a_patent_for_years_there_is_no_last_day_within_sight():
    patent = [Ground(date(2026, 2, 5), date(2029, 1, 1))]

    clock = stay_clock([Stay(date(2026, 2, 1), None)], patent, pack_laws(), on=date(2026, 3, 5))

    assert (clock.used, clock.last_day) == (4, None)


def test_without_an_established_rule_there_is_no_limit():
    proposed = [replace(each, status="proposed") for each in pack_laws() if each.key == "stay-limit"]

    clock = stay_clock([Stay(date(2026, 2, 1), None)], [], proposed, on=date(2026, 3, 5))

    assert (clock.law, clock.limit, clock.left, clock.last_day) == (None, None, None, None)
    assert clock.since == date(2026, 1, 1)


def test_a_rule_that_ends_before_the_days_do_says_no_last_day():
    ends = Law("stay-limit", "90", "days", date(2026, 1, 1), date(2026, 2, 1), "established", "", "a")

    assert stay_clock([Stay(date(2026, 1, 10), None)], [], [ends], on=date(2026, 1, 20)).last_day is None


@settings(max_examples=60)
@given(some.lists(stays(), max_size=5), some.lists(grounds(), max_size=3), days)
def test_each_day_counts_once_and_only_where_somebody_was_there_without_a_ground(visits, kept, on):
    counted = days_counted(visits, kept, on=on)

    for day in counted:
        assert day <= on
        assert any(stay.entered <= day and (stay.left is None or day <= stay.left) for stay in visits)
        assert not any(ground.starts <= day < ground.until for ground in kept)
    assert days_counted([*visits, *visits], kept, on=on) == counted
    assert days_counted(list(reversed(visits)), kept, on=on) == counted


@settings(max_examples=40)
@given(stays(), days)
def test_a_stay_cut_in_two_on_one_day_counts_no_day_twice(stay, cut):
    end = stay.left or date(2029, 1, 1)
    if not stay.entered <= cut <= end:
        return

    halves = [Stay(stay.entered, cut), Stay(cut, stay.left)]

    assert days_counted(halves, [], on=end) == days_counted([stay], [], on=end)


@given(days, some.integers(0, 800))
def test_a_single_stay_has_as_many_days_as_the_calendar_leap_years_too(entered, more):
    left = entered + more * DAY

    assert len(days_counted([Stay(entered, left)], [], on=left)) == more + 1


@settings(max_examples=40)
@given(some.lists(stays(), max_size=4), days)
def test_the_parts_add_up_to_the_sum_and_lie_in_the_window(visits, on):
    clock = stay_clock(visits, [], pack_laws(), on=on)

    assert sum(run.days for run in clock.runs) == clock.used
    assert all(clock.since <= run.first <= run.last <= on for run in clock.runs)
    assert clock.since.year == on.year or on < NEW_YEAR


@settings(max_examples=25)
@given(some.dates(date(2025, 1, 1), date(2028, 6, 1)), some.integers(0, 60))
def test_who_stays_until_the_last_day_is_within_the_limit_and_a_day_longer_is_not(entered, stayed):
    on = entered + stayed * DAY
    clock = stay_clock([Stay(entered, None)], [], pack_laws(), on=on)

    assert clock.last_day is not None
    assert stay_clock([Stay(entered, None)], [], pack_laws(), on=clock.last_day).left == 0
    longer = stay_clock([Stay(entered, None)], [], pack_laws(), on=clock.last_day + DAY)
    assert longer.left == -1
