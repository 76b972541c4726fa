"""A place has one holder: booked, moved, given back, received; refused with a sentence, and by the database itself."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from django.db import IntegrityError, transaction

from hamsafar.accounts.enums import Role
from hamsafar.appointments.actions import attending, booking, holders, offices
from hamsafar.appointments.actions.holders import Holder, Wishes
from hamsafar.appointments.actions.published import choices, day_of, free_hours, waiting_times
from hamsafar.appointments.actions.reminding import remind
from hamsafar.appointments.actions.waiting_list import join_waiting_list
from hamsafar.appointments.enums import BookingState, OfficeKind, TicketState
from hamsafar.appointments.models import Booking, Slot, Ticket
from hamsafar.corridor.models import Holiday
from hamsafar.kit.actor import SYSTEM, VISITOR
from hamsafar.kit.refusal import Refusal
from hamsafar.ledger.models import Line
from hamsafar.notices.models import Notice
from tests.factories.accounts import OfficerFactory, OrganisationFactory
from tests.factories.appointments import ADDRESS, MONDAY, NAME, a_service, an_office, reception_of, with_places

pytestmark = pytest.mark.django_db
TUESDAY = date(2026, 3, 3)


@pytest.fixture
def office():
    return an_office()


@pytest.fixture
def service():
    return a_service()


@pytest.fixture
def slots(office, service):
    return with_places(office, service)


def book(slot, holder="P-1", **more):
    return booking.book_slot(slot=slot, holder=holder, by=SYSTEM, at=MONDAY, **more)


def test_a_place_that_somebody_holds_is_refused(slots):
    held = book(slots[0])

    with pytest.raises(Refusal, match="just been taken"):
        book(slots[0], "P-2")

    assert held.state == BookingState.BOOKED
    assert Line.objects.filter(verb="place booked", person="P-1").count() == 1


def test_the_database_itself_refuses_a_second_holder(slots):
    first = book(slots[0])
    same = {"slot": first.slot, "service": first.service, "asked_at": MONDAY, "booked_at": MONDAY, "booked_by": "x"}

    with pytest.raises(IntegrityError, match="place_is_held_once"), transaction.atomic():
        Booking.objects.create(holder="P-2", **same)


def test_the_database_itself_refuses_two_places_at_once_in_one_room(slots):
    one = slots[0]

    with pytest.raises(IntegrityError, match="room_has_one_place_at_a_time"), transaction.atomic():
        Slot.objects.create(
            office=one.office, service=one.service, room=one.room,
            starts=one.starts + timedelta(minutes=10), ends=one.ends + timedelta(minutes=10),
        )  # fmt: skip


def test_a_holder_has_one_place_of_a_service_ahead(slots):
    book(slots[0])

    with pytest.raises(Refusal, match="booked already"):
        book(slots[1])


def test_an_hour_that_passed_or_is_too_far_ahead_is_refused(slots):
    with pytest.raises(Refusal, match="has passed"):
        booking.book_slot(slot=slots[0], holder="P-1", by=SYSTEM, at=slots[0].starts)
    with pytest.raises(Refusal, match="cannot be booked yet"):
        booking.book_slot(slot=slots[0], holder="P-1", by=SYSTEM, at=MONDAY - timedelta(days=40))


def test_a_place_that_was_taken_back_is_refused(office, slots):
    slot = slots[0]
    offices.close_day(office=office, on=TUESDAY, by=SYSTEM, at=MONDAY)

    with pytest.raises(Refusal, match="taken back"):
        book(slot)


def test_only_the_reception_of_the_office_books_for_others(office, slots):
    other = OfficerFactory(role=Role.RECEPTIONIST, organisation=OrganisationFactory())
    desk = OfficerFactory(role=Role.DESK_OFFICER, organisation=office.organisation)

    with pytest.raises(Refusal, match="another office"):
        booking.book_slot(slot=slots[0], holder="P-1", by=other, at=MONDAY)
    with pytest.raises(Refusal, match="Only the reception"):
        booking.book_slot(slot=slots[0], holder="P-1", by=desk, at=MONDAY)
    assert booking.book_slot(slot=slots[0], holder="P-1", by=reception_of(office), at=MONDAY)


def test_a_visitor_gets_a_reference_and_a_code_that_find_the_place_again(office, service, slots):
    booked = booking.book_hour(office=office, service=service, starts=slots[0].starts, by=VISITOR, at=MONDAY)

    assert holders.find(ref=booked.booking.ref.lower(), code=booked.code) == booked.booking
    assert holders.find(ref=booked.booking.ref, code="00000000" if booked.code != "00000000" else "1") is None
    assert holders.find(ref="T-0000-0000-0000-0000-0", code=booked.code) is None
    assert holders.find(ref="nonsense", code=booked.code) is None
    assert holders.held(booked.booking.ref) == booked.booking
    assert holders.held("T-nothing") is None


def test_the_last_place_of_an_hour_is_refused_to_the_next(office, service, slots):
    booking.book_hour(office=office, service=service, starts=slots[0].starts, by=VISITOR, at=MONDAY)

    with pytest.raises(Refusal, match="last place of this hour"):
        booking.book_hour(office=office, service=service, starts=slots[0].starts, by=VISITOR, at=MONDAY)
    with pytest.raises(Refusal, match="no such hour"):
        booking.book_hour(office=office, service=service, starts=MONDAY, by=VISITOR, at=MONDAY)


def test_who_finds_a_place_taken_between_looking_and_taking_gets_the_next(service, monkeypatch):
    office = an_office(rooms=("1", "2"))
    first, second = with_places(office, service, hours=(time(9), time(9, 30)))
    real, tries = booking.take, []

    def slow(slot, holder, **more):
        tries.append(slot)
        if len(tries) == 1:
            real(slot, "P-faster", by=SYSTEM, at=MONDAY, asked_at=MONDAY)
        return real(slot, holder, **more)

    monkeypatch.setattr(booking, "take", slow)
    booked = booking.book_hour(office=office, service=service, starts=first.starts, by=VISITOR, at=MONDAY)

    assert tries == [first, second]
    assert booked.booking.slot == second


def test_while_others_wait_nobody_passes_them(office, service, slots):
    join_waiting_list(service=service, holder="P-9", by=SYSTEM, at=MONDAY)

    with pytest.raises(Refusal, match="Others wait"):
        booking.book_hour(office=office, service=service, starts=slots[0].starts, by=VISITOR, at=MONDAY)
    with pytest.raises(Refusal, match="Others wait"):
        booking.book_slot(slot=slots[0], holder="P-1", by=Holder("P-1"), at=MONDAY)


def test_a_group_gets_the_earliest_places_or_none(office, service, slots):
    ends = MONDAY + timedelta(days=3)
    same = {
        "office": office,
        "service": service,
        "group": "G-1",
        "first": MONDAY,
        "last": ends,
        "by": SYSTEM,
        "at": MONDAY,
    }

    with pytest.raises(Refusal, match="Only 4 places"):
        booking.book_group(holders=[f"P-{n}" for n in range(5)], **same)
    with pytest.raises(Refusal, match="at most"):
        booking.book_group(holders=[], **same)
    made = booking.book_group(holders=["P-1", "P-2"], wishes=Wishes(), **same)

    assert [each.slot for each in made] == slots[:2]
    assert {each.group for each in made} == {"G-1"}
    with pytest.raises(Refusal, match="Only the reception"):
        booking.book_group(holders=["P-7"], **{**same, "by": VISITOR})


def test_a_booking_is_moved_by_its_holder_and_keeps_its_code(office, service, slots):
    booked = booking.book_hour(office=office, service=service, starts=slots[0].starts, by=VISITOR, at=MONDAY)
    later = MONDAY + timedelta(hours=1)

    moved = booking.move_booking(booking=booked.booking, slot=slots[1], by=Holder(booked.booking.holder), at=later)

    assert holders.find(ref=booked.booking.ref, code=booked.code) == moved
    assert (moved.asked_at, moved.slot) == (MONDAY, slots[1])
    assert slots[0] in Slot.objects.free()
    with pytest.raises(Refusal, match="is over"):
        booking.cancel_booking(booking=booked.booking, by=SYSTEM, at=later)


def test_a_booking_is_not_moved_to_a_held_place_or_another_service_nor_by_strangers(office, slots):
    mine = book(slots[0])
    book(slots[1], "P-2")
    other = with_places(an_office("other"), a_service("visa"))[0]

    with pytest.raises(Refusal, match="just been taken"):
        booking.move_booking(booking=mine, slot=slots[1], by=SYSTEM, at=MONDAY)
    with pytest.raises(Refusal, match="another service"):
        booking.move_booking(booking=mine, slot=other, by=SYSTEM, at=MONDAY)
    with pytest.raises(Refusal, match="Only who holds"):
        booking.move_booking(booking=mine, slot=slots[2], by=Holder("P-3"), at=MONDAY)
    with pytest.raises(Refusal, match="another office"):
        booking.cancel_booking(booking=mine, by=reception_of(other.office), at=MONDAY)
    assert Booking.objects.get(pk=mine.pk).state == BookingState.BOOKED


def test_a_place_given_back_is_free_at_once(slots):
    mine = book(slots[0])
    booking.cancel_booking(booking=mine, by=Holder("P-1"), at=MONDAY)

    assert book(slots[0], "P-2").slot == slots[0]


def test_who_came_is_seen_and_who_did_not_is_noted_after_the_hour(office, slots):
    desk = reception_of(office)
    came, missed = book(slots[0]), book(slots[1], "P-2")
    at = slots[1].starts

    with pytest.raises(Refusal, match="another day"):
        attending.check_in(booking=came, by=desk, at=MONDAY)
    with pytest.raises(Refusal, match="has not come"):
        attending.mark_no_show(booking=missed, by=desk, at=MONDAY)
    with pytest.raises(Refusal, match="not in a state"):
        attending.serve(booking=came, by=desk, at=at)
    attending.check_in(booking=came, by=desk, at=at)
    attending.serve(booking=came, by=desk, at=at)
    attending.mark_no_show(booking=missed, by=desk, at=at)

    assert set(Booking.objects.values_list("state", flat=True)) == {BookingState.SERVED, BookingState.NO_SHOW}
    with pytest.raises(Refusal, match="another office"):
        attending.check_in(booking=came, by=reception_of(an_office("other")), at=at)
    found = day_of(office, TUESDAY)
    assert (found.served, found.missed, found.free) == (1, 1, 2)


def test_waiting_times_are_computed_from_who_came(office, service, slots):
    for number, slot in enumerate([*slots, *with_places(an_office("b"), service, at=MONDAY)]):
        mine = book(slot, f"P-{number}")
        attending.check_in(booking=mine, by=SYSTEM, at=slot.starts)

    later = MONDAY + timedelta(days=2)
    assert waiting_times(at=later)["centre", "examination"].days is None  # four people are too few
    assert {each.waited.people for each in choices(at=later)} == {4}
    assert waiting_times(at=MONDAY + timedelta(days=200)) == {}
    assert waiting_times(at=later, synthetic=True) == {}


def test_free_hours_are_by_the_office_s_clock(office, service, slots):
    book(slots[0])

    hours = free_hours(office, service, first=TUESDAY, days=1, at=MONDAY)[TUESDAY]

    assert [f"{each:%H:%M}" for each in hours] == ["09:30", "10:00", "10:30"]


def test_who_left_a_number_is_reminded_once(slots):
    book(slots[0], wishes=Wishes(language="tg", contact="+992000000001"))
    book(slots[1], "P-2", wishes=Wishes(language="ru", contact="somebody@people.example"))
    book(slots[2], "P-3")

    assert remind(by=SYSTEM, at=MONDAY) == 2
    assert remind(by=SYSTEM, at=MONDAY + timedelta(hours=1)) == 2
    assert Notice.objects.count() == 2
    with pytest.raises(Refusal, match="clock"):
        remind(by=VISITOR, at=MONDAY)


def test_the_queue_counts_anew_every_day_and_two_rooms_call_two_numbers(service):
    office = an_office(rooms=("1", "2"))
    desk = reception_of(office)
    first, second = (attending.draw_ticket(office=office, service=service, by=desk, at=MONDAY) for _ in range(2))
    tomorrow = attending.draw_ticket(office=office, service=service, by=desk, at=MONDAY + timedelta(days=1))

    assert (first.number, second.number, tomorrow.number) == (1, 2, 1)
    called = [attending.call_next(office=office, room=room, by=desk, at=MONDAY) for room in ("1", "2")]
    assert called == [first, second]
    with pytest.raises(Refusal, match="Nobody waits"):
        attending.call_next(office=office, room="1", by=desk, at=MONDAY)
    with pytest.raises(Refusal, match="no room"):
        attending.call_next(office=office, room="9", by=desk, at=MONDAY)

    attending.settle_ticket(ticket=first, to=TicketState.WAITING, by=desk, at=MONDAY)
    attending.settle_ticket(ticket=second, to=TicketState.SERVED, by=desk, at=MONDAY)
    with pytest.raises(Refusal, match="called or closed"):
        attending.settle_ticket(ticket=second, to=TicketState.LEFT, by=desk, at=MONDAY)
    with pytest.raises(Refusal, match="Only the reception"):
        attending.settle_ticket(ticket=first, to=TicketState.LEFT, by=VISITOR, at=MONDAY)
    assert Ticket.objects.waiting().get(on=MONDAY.date()) == first


# ---- offices ---------------------------------------------------------------------------------------------------------


def test_opening_places_twice_opens_them_once(office, slots):
    planner = reception_of(office, Role.PLANNER)

    assert offices.open_slots(office=office, first=TUESDAY, last=TUESDAY, by=planner, at=MONDAY) == 0
    with pytest.raises(Refusal, match="92 days"):
        offices.open_slots(office=office, first=TUESDAY, last=TUESDAY + timedelta(days=92), by=planner, at=MONDAY)
    with pytest.raises(Refusal, match="plans the work"):
        offices.open_slots(office=office, first=TUESDAY, last=TUESDAY, by=reception_of(office), at=MONDAY)


def test_the_country_s_days_off_have_no_places(office, service):
    Holiday.objects.create(side=office.side, date=TUESDAY, kind="holiday", name={"en": "x", "ru": "x", "tg": "x"})

    assert with_places(office, service) == []


def test_one_room_has_one_shift_at_an_hour_and_must_exist(office, service, slots):
    def add(room="1", begins=time(10), ends=time(12)):
        shift = offices.ShiftText(service, room, (1,), begins, ends)
        offices.add_shifts(office=office, shifts=[shift], by=SYSTEM, at=MONDAY)

    with pytest.raises(Refusal, match="works in room"):
        add()
    with pytest.raises(Refusal, match="no room"):
        add("9")
    with pytest.raises(Refusal, match="ends after"):
        add(begins=time(12), ends=time(11))


def test_offices_and_services_are_added_by_the_operator_once(office):
    said = offices.OfficeText(key="centre", kind=OfficeKind.DESK, name=NAME, address=ADDRESS)
    place = {"organisation": office.organisation, "side": office.side, "at": MONDAY}

    with pytest.raises(Refusal, match="exists already"):
        offices.add_office(said=said, by=SYSTEM, **place)
    with pytest.raises(Refusal, match="operator"):
        offices.add_office(said=said, by=reception_of(office), **place)
    assert a_service() == a_service(minutes=60)
