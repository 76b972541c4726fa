"""How far a milestone stands from its first plan."""

from __future__ import annotations

from datetime import date

import pytest

from hamsafar.programmes.enums import Entry, MilestoneState
from hamsafar.programmes.rules.dates import is_shown, own_term, said_on, term_of, whole_months
from hamsafar.programmes.rules.milestones import picture_of
from hamsafar.programmes.rules.plans import NOTHING_ADDED, Added, Record
from tests.factories.figures import book, count, day_fact, note
from tests.factories.programmes import milestone

PLANNED = day_fact("plan", "2025", published=date(2024, 11, 28))
DECEMBER = note("status-december", published=date(2025, 12, 17))
JANUARY = note("status-january", published=date(2026, 1, 31))
STAGE = milestone("stage-1-end", planned="plan", stated=("status-december", "status-january"))


def look(*facts, on, plan=STAGE, record=NOTHING_ADDED):
    return picture_of(plan, "stage-1", book(*facts, as_of=on), on, record)


def test_before_its_planned_day_is_over_it_is_planned():
    point = look(PLANNED, DECEMBER, on=date(2025, 12, 31))

    assert point.state == MilestoneState.PLANNED
    assert point.slip is None
    assert not point.slipped


def test_past_its_day_with_no_later_word_nothing_is_known():
    point = look(PLANNED, DECEMBER, JANUARY, on=date(2026, 1, 30))

    assert point.state == MilestoneState.UNKNOWN
    assert not point.slipped
    assert [each.day for each in point.stated] == [date(2025, 12, 17)]


def test_the_last_word_after_its_day_says_how_late_it_is_at_least():
    point = look(PLANNED, DECEMBER, JANUARY, on=date(2026, 11, 23))

    assert point.state == MilestoneState.AT_LEAST_LATE
    assert (point.slip.days, point.slip.months, point.slip.at_least) == (31, 1, True)
    assert point.slip.until == date(2026, 1, 31)
    assert point.slipped


def test_once_it_happened_the_slip_is_exact():
    happened = day_fact("reached", "2026-03-15", published=date(2026, 3, 20))
    plan = milestone(planned="plan", actual="reached")

    assert look(PLANNED, happened, plan=plan, on=date(2026, 3, 19)).state == MilestoneState.UNKNOWN
    point = look(PLANNED, happened, plan=plan, on=date(2026, 3, 20))
    assert point.state == MilestoneState.LATE
    assert (point.slip_days, point.slip.at_least) == (74, False)
    assert point.done
    assert point.slipped


def test_what_happened_on_its_day_or_earlier_is_done_and_not_slipped():
    early = day_fact("reached", "2025-06-30", published=date(2025, 7, 1))
    point = look(PLANNED, early, plan=milestone(planned="plan", actual="reached"), on=date(2025, 7, 1))

    assert point.state == MilestoneState.DONE
    assert point.slip_days == -184
    assert point.slip.months == -6
    assert not point.slipped


def test_a_later_plan_is_a_slip_at_once_and_keeps_it_planned():
    moved = day_fact("moved", "2026-06-30", published=date(2025, 10, 1))
    plan = milestone(planned="plan", replanned=("moved",))

    point = look(PLANNED, moved, plan=plan, on=date(2025, 11, 1))

    assert point.state == MilestoneState.PLANNED
    assert point.due.last == date(2026, 6, 30)
    assert (point.slip_days, point.slip.at_least, point.slip.until) == (181, True, date(2025, 11, 1))
    assert look(PLANNED, moved, plan=plan, on=date(2026, 7, 1)).state == MilestoneState.AT_LEAST_LATE


def test_a_plan_that_an_officer_moved_counts_from_the_day_it_was_recorded():
    moved = day_fact("moved", "2026-06-30", published=date(2025, 10, 1))
    record = Record(added=(Added("stage-1-end", Entry.REPLANNED, "moved", date(2025, 10, 5)),))

    assert look(PLANNED, moved, on=date(2025, 11, 1), record=record).due.fact == "moved"
    assert look(PLANNED, moved, on=date(2025, 11, 1), record=record.until(date(2025, 10, 4))).due.fact == "plan"


def test_what_an_officer_recorded_as_done_is_done():
    reached = day_fact("reached", "2025-12-20", published=date(2025, 12, 21))
    record = Record(
        added=(
            Added("stage-1-end", Entry.ACTUAL, "reached", date(2025, 12, 22)),
            Added("another", Entry.ACTUAL, "reached", date(2025, 12, 22)),
        )
    )

    assert look(PLANNED, reached, on=date(2026, 1, 1), record=record).state == MilestoneState.DONE


def test_a_day_still_to_come_has_not_happened():
    announced = day_fact("reached", "2025-12-20", published=date(2025, 1, 5))

    assert (
        look(PLANNED, announced, plan=milestone(planned="plan", actual="reached"), on=date(2025, 6, 1)).actual is None
    )


def test_without_a_plan_nothing_slips():
    reached = day_fact("adopted", "2024-11-28", published=date(2024, 11, 28))

    point = look(reached, plan=milestone(actual="adopted"), on=date(2025, 1, 1))
    assert (point.state, point.slip) == (MilestoneState.DONE, None)
    assert look(DECEMBER, plan=STAGE, on=date(2026, 1, 1)).state == MilestoneState.UNKNOWN


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [
        (date(2025, 12, 31), date(2026, 1, 31), 1),
        (date(2025, 12, 31), date(2026, 2, 28), 2),
        (date(2025, 12, 31), date(2026, 1, 30), 0),
        (date(2013, 9, 23), date(2024, 11, 28), 134),
        (date(2026, 3, 1), date(2026, 1, 15), -1),
    ],
)
def test_months_are_counted_in_full(first, last, months):
    assert whole_months(first, last) == months


def test_a_term_comes_from_the_days_or_the_period_of_a_fact():
    target = count("target", "2.5", key="target", period="2030")
    known = book(PLANNED, target, note("word"))

    assert term_of("plan", known).last == date(2025, 12, 31)
    assert term_of("target", known).last == date(2030, 12, 31)
    assert not term_of("target", known).is_one_day
    assert term_of("word", known) is None
    assert term_of("nothing", known) is None
    assert term_of("", known) is None


def test_a_day_may_stand_in_place_of_a_fact_and_what_is_no_day_is_a_key():
    assert own_term("2026-06").last == date(2026, 6, 30)
    assert own_term("2026-13-45") is None
    assert own_term("20th-commission") is None
    assert is_shown("2026-06-30", book())
    assert not is_shown("plan", book())
    plan = milestone(planned="2025-12-31", stated=("2026-01-15",))
    point = look(plan=plan, on=date(2026, 2, 1))
    assert (point.slip_days, point.stated[0].fact) == (15, "")


def test_a_past_day_speaks_for_itself_and_an_announced_one_from_when_it_was_said():
    assert said_on(day_fact("held", "2025-01-10", published=date(2025, 1, 12))) == date(2025, 1, 10)
    assert said_on(day_fact("planned", "2026-10-09", published=date(2025, 10, 10))) == date(2025, 10, 10)
    assert said_on(note("word", published=None, period="2025-12-17")) == date(2025, 12, 17)
    assert said_on(note("word", published=None)) is None
