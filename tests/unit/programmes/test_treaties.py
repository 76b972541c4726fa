"""The pipeline of a treaty on a day."""

from __future__ import annotations

from datetime import date

import pytest

from hamsafar.kit.moves import can_move
from hamsafar.programmes.enums import TREATY_MOVES, TreatyState
from hamsafar.programmes.rules.plans import TextPlan
from hamsafar.programmes.rules.treaties import out_of_order, picture_of
from tests.factories.figures import book, count, day_fact, note, source
from tests.factories.programmes import SIDES, step

SIGNED = day_fact("signed", "2019-04-17", published=date(2019, 4, 18))
LAW = day_fact("ratified-ru", "2019-12-28", published=date(2019, 12, 30))
OURS = day_fact("ratified-tj", "2020-02-01", published=date(2020, 2, 2))
FORCE = day_fact("in-force", "2020-03-01", published=date(2020, 2, 10))
ALL = (step("in-force"), step("ratified", side="ru"), step("ratified", side="tj"), step("signed"))


def look(*facts, on, steps=ALL, texts=()):
    return picture_of(steps, texts, SIDES, book(*facts, as_of=on), on)


def test_nothing_is_known_before_the_first_fact_is_public():
    treaty = look(SIGNED, on=date(2019, 4, 17))

    assert treaty.state == TreatyState.NOT_BEGUN
    assert treaty.last is None


def test_the_furthest_step_is_the_state_and_steps_stand_in_order():
    treaty = look(SIGNED, LAW, on=date(2020, 1, 1))

    assert treaty.state == TreatyState.RATIFIED_BY_ONE
    assert [(each.state, each.side) for each in treaty.steps] == [("signed", ""), ("ratified", "ru")]
    assert treaty.missing == (("ratified", "tj"), ("in-force", ""))
    assert treaty.step("ratified", "ru").day == date(2019, 12, 28)
    assert treaty.step("ratified", "tj") is None


def test_either_side_may_ratify_first():
    assert look(SIGNED, OURS, on=date(2020, 2, 5)).state == TreatyState.RATIFIED_BY_ONE
    both = look(SIGNED, OURS, LAW, on=date(2020, 2, 5))
    assert both.state == TreatyState.RATIFIED_BY_BOTH
    assert out_of_order(both.steps) == ()


def test_a_day_still_to_come_is_no_step_yet_and_in_force_nothing_is_missing():
    assert look(SIGNED, OURS, LAW, FORCE, on=date(2020, 2, 29)).state == TreatyState.RATIFIED_BY_BOTH
    treaty = look(SIGNED, OURS, LAW, FORCE, on=date(2020, 3, 1))
    assert treaty.state == TreatyState.IN_FORCE
    assert treaty.missing == ()


def test_a_step_known_only_from_a_note_has_no_day():
    noted = note("agreed", published=date(2019, 4, 1))

    treaty = look(noted, steps=(step("agreed"),), on=date(2019, 5, 1))

    assert treaty.state == TreatyState.AGREED
    assert treaty.last.day is None
    assert treaty.missing == (("signed", ""), ("ratified", "tj"), ("ratified", "ru"), ("in-force", ""))


def test_a_step_may_be_dated_by_the_offices_own_day():
    treaty = look(steps=(step("signed", "2019-04-17"), step("in-force", "2020-01-01")), on=date(2019, 5, 1))

    assert treaty.state == TreatyState.SIGNED
    assert (treaty.last.day, treaty.last.fact) == (date(2019, 4, 17), "")


def test_an_amendment_comes_last():
    amended = day_fact("amended", "2025-10-09", published=date(2025, 10, 9))

    treaty = look(SIGNED, amended, steps=(*ALL, step("amended")), on=date(2025, 11, 1))

    assert treaty.state == TreatyState.AMENDED
    assert treaty.missing == ()


def test_steps_that_contradict_their_order_are_named():
    early = day_fact("in-force", "2018-01-01", published=date(2018, 1, 2))

    treaty = look(SIGNED, early, on=date(2020, 1, 1))

    assert [(one.state, other.state) for one, other in out_of_order(treaty.steps)] == [("signed", "in-force")]


def test_a_text_is_shown_once_its_source_is_visible():
    origin = source("gazette", published=date(2019, 4, 18))
    facts = (SIGNED, count("length", "1344", origin=origin, published=date(2019, 4, 20)))
    texts = (TextPlan("ru", "Соглашение", source="gazette"), TextPlan("en", "Agreement"))

    assert [each.lang for each in look(*facts, texts=texts, on=date(2019, 4, 19)).texts] == ["en"]
    assert [each.lang for each in look(*facts, texts=texts, on=date(2019, 4, 20)).texts] == ["ru", "en"]


@pytest.mark.parametrize(
    ("now", "to", "allowed"),
    [
        (TreatyState.DRAFT, TreatyState.AGREED, True),
        (TreatyState.SIGNED, TreatyState.IN_FORCE, True),
        (TreatyState.DRAFT, TreatyState.IN_FORCE, False),
        (TreatyState.IN_FORCE, TreatyState.SIGNED, False),
    ],
)
def test_the_pipeline_moves_forward_only(now, to, allowed):
    assert can_move(TREATY_MOVES, now, to) is allowed
