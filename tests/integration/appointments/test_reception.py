"""The reception's own pages: moving and giving back for a holder, booking for others, shifts and rooms."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from django.test import Client
from django.utils.timezone import now

from hamsafar.accounts.enums import Role
from hamsafar.appointments.actions import offices
from hamsafar.appointments.actions.booking import book_slot
from hamsafar.appointments.actions.waiting_list import join_waiting_list
from hamsafar.appointments.enums import BookingState
from hamsafar.appointments.models import Booking, Room, Shift, Slot
from hamsafar.kit.actor import SYSTEM
from hamsafar.kit.refs import new_ref
from hamsafar.kit.refusal import Refusal
from tests.factories.appointments import a_service, an_office, reception_of, with_places

pytestmark = pytest.mark.django_db
HERE = "/appointments/reception/centre/"


@pytest.fixture
def office():
    return an_office(rooms=("1", "2"))


@pytest.fixture
def service():
    return a_service()


@pytest.fixture
def tomorrow(office) -> date:
    return office.day_of(now()) + timedelta(days=1)


@pytest.fixture
def slots(office, service, tomorrow):
    return with_places(office, service, day=tomorrow, at=now() - timedelta(days=1))


def officer(office, role: str = Role.RECEPTIONIST) -> Client:
    client = Client()
    client.force_login(reception_of(office, role))
    return client


def boxes(day: date, *names: str) -> dict[str, int]:
    return {f"{name}_{part}": getattr(day, part) for name in names for part in ("day", "month", "year")}


def test_the_reception_finds_a_booking_by_its_reference_moves_it_and_gives_it_back(office, slots):
    client = officer(office)
    made = book_slot(slot=slots[0], holder="P-1", by=SYSTEM, at=now())

    found = client.get(f"{HERE}?ref={made.ref.lower()}")
    assert found["Location"] == f"/appointments/reception/bookings/{made.ref}/"
    assert slots[1].hour in client.get(found["Location"]).content.decode()
    moved = client.post(found["Location"], {"slot": slots[1].pk})
    assert client.get(f"{HERE}?ref={made.ref}")["Location"] == moved["Location"], (
        "the receipt's reference still finds it"
    )
    ref = moved["Location"].rstrip("/").rpartition("/")[2]
    page = client.post(f"/appointments/reception/bookings/{ref}/cancel/", follow=True).content.decode()

    assert "given back" in page
    assert "Give the place back" not in page
    assert set(Booking.objects.values_list("state", flat=True)) == {BookingState.MOVED, BookingState.CANCELLED}


def test_a_reference_that_nobody_here_holds_is_said(office, slots):
    assert "has this reference" in officer(office).get(f"{HERE}?ref={new_ref('T')}").content.decode()


def test_another_office_neither_sees_nor_changes_a_booking(office, slots):
    made = book_slot(slot=slots[0], holder="P-1", by=SYSTEM, at=now())
    client = officer(an_office("other"))

    assert client.get(f"/appointments/reception/bookings/{made.ref}/").status_code == 409
    assert client.post(f"/appointments/reception/bookings/{made.ref}/cancel/").status_code == 409
    assert client.get(f"{HERE}group/").status_code == 409
    assert Booking.objects.get().state == BookingState.BOOKED


def test_the_reception_takes_an_hour_for_somebody_also_while_others_wait(office, service, slots, tomorrow):
    join_waiting_list(service=service, holder="P-9", by=SYSTEM, at=now())
    hour = {"starts": slots[0].local_start.isoformat()}
    address = f"/appointments/at/centre/examination/{tomorrow}/"

    assert Client().post(address, hour).status_code == 409
    assert str(tomorrow.day) in officer(office).get("/appointments/at/centre/examination/").content.decode()
    assert officer(office).post(address, hour).status_code == 200
    assert Booking.objects.get().booked_by != ""


def test_a_group_gets_its_places_together_or_not_at_all(office, service, slots, tomorrow):
    client, people = officer(office), [new_ref("P") for _n in range(3)]
    asked = {"service": service.pk, "people": "\n".join([*people, ""]), **boxes(tomorrow, "first", "last")}

    there = client.post(f"{HERE}group/", asked)["Location"]
    page = client.get(there).content.decode()

    assert all(each in page for each in people)
    assert len(set(Booking.objects.values_list("group", flat=True))) == 1
    too_many = asked | {"people": "\n".join(new_ref("P") for _n in slots)}
    assert client.post(f"{HERE}group/", too_many).status_code == 409
    assert Booking.objects.count() == 3
    assert client.get(f"{HERE}group/{new_ref('G')}/").status_code == 404


@pytest.mark.parametrize("line", ["nonsense", "J-0000-0000-0000-0000-0"])
def test_a_line_that_is_no_reference_of_a_file_is_named(office, service, slots, tomorrow, line):
    asked = {"service": service.pk, "people": f"{new_ref('P')}\n{line}", **boxes(tomorrow, "first", "last")}

    page = officer(office).post(f"{HERE}group/", asked)

    assert page.status_code == 422
    assert f"no reference of a file: {line}" in page.content.decode()


def test_a_shift_is_added_and_ended_and_its_free_places_are_taken_back(office, service, slots, tomorrow):
    client = officer(office, Role.PLANNER)
    held = book_slot(slot=slots[0], holder="P-1", by=SYSTEM, at=now())
    shift = Shift.objects.get(room=held.slot.room, weekday=tomorrow.weekday())

    client.post(f"{HERE}plan/shift/{shift.pk}/end/")

    assert set(Slot.objects.open().filter(room=shift.room)) == {held.slot}
    assert Slot.objects.open().exclude(room=shift.room).exists(), "the other room works on"
    more = {"service": service.pk, "room": shift.room_id, "weekdays": ["0", "6"], "begins": "14:00", "ends": "13:00"}
    assert client.post(f"{HERE}plan/shift/", more).status_code == 409
    assert client.post(f"{HERE}plan/shift/", more | {"ends": "16:00"}).status_code == 302
    assert Shift.objects.filter(room=shift.room_id, begins=time(14)).count() == 2
    assert "14:00" in client.get(f"{HERE}plan/").content.decode()


def test_a_room_is_added_and_renamed_and_no_two_have_one_name(office):
    client = officer(office, Role.PLANNER)

    client.post(f"{HERE}plan/rooms/", {"name": " 3 "})
    room = Room.objects.get(name="3")
    assert client.post(f"{HERE}plan/rooms/{room.pk}/", {"name": "2"}).status_code == 409
    client.post(f"{HERE}plan/rooms/{room.pk}/", {"name": "3"})
    client.post(f"{HERE}plan/rooms/{room.pk}/", {"name": "three"})

    assert "three" in client.get(f"{HERE}plan/rooms/").content.decode()
    assert client.post(f"{HERE}plan/rooms/", {"name": "three"}).status_code == 409


def test_only_who_plans_the_office_changes_how_it_works(office, slots):
    clerk, shift, room = reception_of(office), Shift.objects.first(), Room.objects.first()

    for act in (
        lambda: offices.end_shift(shift=shift, by=clerk, at=now()),
        lambda: offices.add_room(office=office, name="3", by=clerk, at=now()),
        lambda: offices.rename_room(room=room, name="3", by=clerk, at=now()),
    ):
        with pytest.raises(Refusal, match="plans the work"):
            act()
    for page in ("plan/shift/", "plan/rooms/", f"plan/rooms/{room.pk}/"):
        assert officer(office).get(f"{HERE}{page}").status_code == 409
    with pytest.raises(Refusal, match="a name that no other"):
        offices.add_room(office=office, name=" ", by=SYSTEM, at=now())
