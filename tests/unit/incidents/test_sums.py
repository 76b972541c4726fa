"""Sums of incidents: nobody without outcome is lost in them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from hamsafar.incidents.enums import STILL_HELD, Substance
from hamsafar.incidents.rules.counting import (
    MOST_STEPS,
    Became,
    Share,
    answered_with_substance,
    median_days,
    tally,
    without_outcome,
)

START = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)

events = st.lists(
    st.tuples(st.integers(0, 20), st.integers(0, 100), st.sampled_from(["admitted", "removed", STILL_HELD])),
    max_size=40,
)


@given(st.lists(st.integers(0, 30), min_size=21, max_size=21), events)
def test_each_hour_of_the_tally_counts_everybody_once(arrivals, became):
    added = [START + hours * HOUR for hours in arrivals]
    hours = tally(added, [Became(who, START + (30 + after) * HOUR, what) for who, after, what in became])
    assert hours[-1].people == len(added)
    assert sum(each.added for each in hours) == len(added)
    for each in hours:
        assert each.without + sum(each.outcomes.values()) == max(each.people, sum(each.outcomes.values()))
    resolved = {who for who, _after, what in became if what != STILL_HELD}
    assert hours[-1].without == len(added) - len(resolved)


def test_a_later_outcome_of_one_person_replaces_the_earlier_one():
    hours = tally([START], [Became(1, START + HOUR, "listed"), Became(1, START + 3 * HOUR, "removed")])
    assert [dict(each.outcomes) for each in hours] == [{}, {"listed": 1}, {"listed": 1}, {"removed": 1}]


def test_nothing_gives_no_tally_and_until_draws_it_on():
    assert tally([], []) == ()
    assert len(tally([START], [], until=START + 4 * HOUR)) == 5


def test_a_long_event_is_drawn_by_days():
    hours = tally([START, START + (MOST_STEPS + 5) * HOUR], [])
    assert hours[1].until - hours[0].until == timedelta(days=1)


@given(st.integers(0, 2000), st.lists(st.integers(0, 500), max_size=4), st.lists(st.integers(0, 500), max_size=2))
def test_the_two_ends_of_those_without_outcome(whole, apart, among):
    between = without_outcome(whole, apart, among)
    assert 0 <= between.low <= between.high <= whole
    assert between.is_known == (between.low == between.high)
    if sum(apart) + sum(among) <= whole:
        assert between.high - between.low == sum(among)


def test_a_part_that_may_lie_among_others_widens_the_number():
    assert without_outcome(10, [3, 4], [2]).low == 1
    assert without_outcome(10, [3, 4], [2]).high == 3


def test_the_median_of_days():
    assert median_days([]) is None
    assert median_days([3]) == 3
    assert median_days([1, 4]) == Decimal("2.5")


def test_only_an_answer_with_substance_counts_as_one():
    share = answered_with_substance(
        [Substance.ANSWERED, Substance.GENERAL, Substance.IN_PART, Substance.OPEN, Substance.DECLINED]
    )
    assert (share.part, share.whole, share.percent) == (1, 5, 20)
    assert Share(0, 0).percent is None
