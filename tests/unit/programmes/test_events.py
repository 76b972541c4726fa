"""Event plans, and who helps."""

from __future__ import annotations

from datetime import date

from hamsafar.kit.moves import can_move
from hamsafar.programmes.enums import OFFER_MOVES, EventState, OfferState, Pen
from hamsafar.programmes.rules.events import picture_of
from hamsafar.programmes.rules.plans import NOTHING_ADDED, OfferMove, Record
from tests.factories.figures import book, day_fact, note
from tests.factories.programmes import event, offer

PLANNED = day_fact("planned", "2025-05-30", published=date(2025, 1, 22))
HELD = day_fact("held", "2025-06-05", published=date(2025, 6, 5))
SUMMIT = event(planned="planned", held="held", replanned=("moved",), offers=(offer(),))


def look(*facts, on, plan=SUMMIT, record=NOTHING_ADDED):
    return picture_of(plan, book(*facts, as_of=on), on, record)


def test_an_event_is_planned_until_its_day_and_then_unknown():
    assert look(PLANNED, on=date(2025, 5, 30)).state == EventState.PLANNED
    passed = look(PLANNED, on=date(2025, 5, 31))
    assert passed.state == EventState.UNKNOWN
    assert passed.moved_days is None


def test_the_first_plan_stands_beside_what_was_held():
    summit = look(PLANNED, HELD, on=date(2025, 6, 6))

    assert summit.state == EventState.HELD
    assert (summit.planned.first, summit.held.first) == (date(2025, 5, 30), date(2025, 6, 5))
    assert summit.moved_days == 6
    assert summit.when == summit.held


def test_a_new_date_moves_it():
    moved = day_fact("moved", "2025-06-05", published=date(2025, 5, 20))

    summit = look(PLANNED, moved, on=date(2025, 5, 25))

    assert summit.state == EventState.MOVED
    assert summit.moved_days == 6
    assert summit.when.first == date(2025, 6, 5)


def test_a_day_inside_a_planned_month_is_the_plan_kept():
    month = day_fact("planned", "2025-06", published=date(2025, 1, 22))

    summit = look(month, HELD, on=date(2025, 6, 6))

    assert summit.state == EventState.HELD
    assert summit.moved_days is None


def test_the_only_date_of_an_event_to_come_is_its_plan():
    announced = day_fact("held", "2025-06-05", published=date(2025, 5, 1))

    alone = look(announced, on=date(2025, 5, 2))
    assert (alone.state, alone.planned.first, alone.held) == (EventState.PLANNED, date(2025, 6, 5), None)
    beside = look(PLANNED, announced, on=date(2025, 5, 2))
    assert (beside.state, beside.moved_days) == (EventState.MOVED, 6)


def test_an_event_without_any_date_is_unknown():
    undated = look(note("help", published=date(2025, 2, 1)), on=date(2025, 3, 1), plan=event())

    assert undated.state == EventState.UNKNOWN
    assert undated.when is None


def test_an_offer_waits_for_the_side_it_was_made_to():
    summit = look(PLANNED, note("help", published=date(2025, 2, 1)), on=date(2025, 3, 1))

    (help_offered,) = summit.offers
    assert (help_offered.state, help_offered.pen) == (OfferState.OFFERED, Pen.RECEIVER)
    assert help_offered.moved_on is None
    assert look(PLANNED, on=date(2025, 3, 1)).offers == ()


def test_an_offer_stands_where_its_last_move_put_it():
    moves = (
        OfferMove("summit", "ru", "help", OfferState.ACCEPTED, date(2025, 3, 2)),
        OfferMove("another", "ru", "help", OfferState.DECLINED, date(2025, 3, 3)),
    )

    summit = look(PLANNED, note("help"), on=date(2025, 4, 1), record=Record(offers=moves))

    assert summit.offers[0].state == OfferState.ACCEPTED
    assert summit.offers[0].pen == Pen.OFFERER
    assert summit.offers[0].moved_on == date(2025, 3, 2)


def test_an_offer_moves_by_its_table_only():
    assert can_move(OFFER_MOVES, OfferState.ACCEPTED, OfferState.DELIVERED)
    assert not can_move(OFFER_MOVES, OfferState.OFFERED, OfferState.DELIVERED)
    assert not can_move(OFFER_MOVES, OfferState.DECLINED, OfferState.ACCEPTED)
