"""The pages: a visitor takes a place, finds it again, moves it; the reception receives; who plans gives places."""

from __future__ import annotations

import re
from datetime import date, time, timedelta

import pytest
from django.test import Client
from django.utils.timezone import now

from hamsafar.accounts.enums import Role
from hamsafar.appointments.actions.booking import book_slot
from hamsafar.appointments.actions.waiting_list import join_waiting_list
from hamsafar.appointments.enums import BookingState, TicketState, WaitingState
from hamsafar.appointments.models import Booking, Slot, Ticket, WaitingEntry
from hamsafar.kit.actor import SYSTEM
from tests.factories.appointments import a_service, an_office, reception_of, with_places

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return an_office()


@pytest.fixture
def service():
    return a_service(asks_examiner=True)


@pytest.fixture
def tomorrow(office) -> date:
    return office.day_of(now()) + timedelta(days=1)


@pytest.fixture
def slots(office, service, tomorrow):
    return with_places(office, service, day=tomorrow, days=2, at=now() - timedelta(days=1))


def at(tomorrow) -> str:
    return f"/appointments/at/centre/examination/{tomorrow}/"


def booked_by(client, slots, tomorrow) -> tuple[Booking, str]:
    """A place that a visitor took, and the code that was shown once."""
    page = client.post(at(tomorrow), {"starts": slots[0].local_start.isoformat(), "examiner": ""})
    code = re.search(r"<b>(\d{8})</b>", page.content.decode())
    assert code is not None
    assert page["Cache-Control"] == "no-store"
    return Booking.objects.get(), code[1]


def officer(office, role: str = Role.RECEPTIONIST) -> Client:
    client = Client()
    client.force_login(reception_of(office, role))
    return client


def test_a_visitor_takes_a_place_and_nobody_asks_their_name(client, slots, tomorrow):
    assert str(tomorrow.day) in client.get("/appointments/at/centre/examination/").content.decode()
    page = client.get(at(tomorrow)).content.decode()
    assert "09:00" in page
    assert 'name="name"' not in page

    booking, _code = booked_by(client, slots, tomorrow)

    assert (booking.slot, booking.holder) == (slots[0], booking.ref)


def test_a_wrong_number_or_hour_is_said_in_the_form(client, slots, tomorrow):
    page = client.post(at(tomorrow), {"starts": "nonsense", "examiner": "", "contact": "12"})
    worse = client.post(at(tomorrow), {"starts": slots[0].local_start.isoformat(), "contact": "a@"})

    assert (page.status_code, worse.status_code) == (422, 422)
    assert "country code" in page.content.decode()
    assert not Booking.objects.exists()


@pytest.mark.parametrize("day", ["nonsense", "2026-13-01"])
def test_a_day_that_is_none_is_not_found(client, slots, day):
    assert client.get(at(day)).status_code == 404


def test_with_reference_and_code_the_place_is_found_moved_and_given_back(client, slots, tomorrow):
    booking, code = booked_by(client, slots, tomorrow)

    assert client.post("/appointments/mine/", {"ref": booking.ref, "code": "1"}).status_code == 422
    client.post("/appointments/mine/", {"ref": booking.ref.lower(), "code": code})
    assert "09:00" in client.get("/appointments/mine/").content.decode()
    assert "09:30" in client.get("/appointments/mine/move/").content.decode()
    client.post("/appointments/mine/move/", {"slot": slots[1].pk})
    assert "09:30" in client.get("/appointments/mine/").content.decode()
    client.post("/appointments/mine/give-up/")

    assert set(Booking.objects.values_list("state", flat=True)) == {BookingState.MOVED, BookingState.CANCELLED}


def test_without_the_code_nothing_is_shown_or_changed(client, slots, tomorrow):
    booked_by(Client(), slots, tomorrow)

    assert "code" in client.get("/appointments/mine/").content.decode()
    assert client.get("/appointments/mine/move/").status_code == 302
    client.post("/appointments/mine/give-up/")
    assert Booking.objects.get().state == BookingState.BOOKED


def test_who_waits_sees_the_list_in_place_of_days_and_may_leave_it(client, service, slots):
    page = client.post("/appointments/wait/examination/", {"district": "district A", "examiner": "woman"})
    entry = WaitingEntry.objects.get()
    code = re.search(r"<b>(\d{8})</b>", page.content.decode())[1]

    assert "Join the waiting list" in client.get("/appointments/at/centre/examination/").content.decode()
    client.post("/appointments/mine/", {"ref": entry.ref, "code": code})
    assert "You wait for a place" in client.get("/appointments/mine/").content.decode()
    client.post("/appointments/mine/give-up/")
    assert WaitingEntry.objects.get().state == WaitingState.LEFT


def test_too_many_from_one_address_are_asked_to_wait(client, slots, tomorrow, monkeypatch):
    monkeypatch.setattr("hamsafar.appointments.pages.public.BOOKINGS_AN_HOUR", 1)
    booked_by(client, slots, tomorrow)

    page = client.post(at(tomorrow), {"starts": slots[1].local_start.isoformat(), "examiner": ""})

    assert page.status_code == 409
    assert "Too many" in page.content.decode()


def test_the_reception_receives_people_and_calls_the_queue(office, service):
    today = office.day_of(now())
    client = officer(office)
    hours = (time(0), time(23, 50))
    slot = with_places(office, service, day=today, hours=hours, at=now() - timedelta(days=2))[0]
    made = book_slot(slot=slot, holder="P-1", by=SYSTEM, at=slot.starts - timedelta(hours=1))

    assert made.ref in client.get("/appointments/reception/centre/").content.decode()
    client.post(f"/appointments/reception/bookings/{made.ref}/came/")
    client.post(f"/appointments/reception/bookings/{made.ref}/served/")
    assert Booking.objects.get().state == BookingState.SERVED
    client.post("/appointments/reception/centre/draw/", {"service": "examination"})
    client.post("/appointments/reception/centre/call/", {"room": "1"})
    assert '<b class="num">1</b>' in Client().get("/appointments/queue/centre/").content.decode()
    client.post(f"/appointments/reception/tickets/{Ticket.objects.get().pk}/", {"to": "served"})
    assert Ticket.objects.get().state == TicketState.SERVED


def test_another_office_sees_nothing_of_it(office, slots):
    client = officer(an_office("other"))

    assert client.get("/appointments/reception/centre/").status_code == 409
    assert client.get("/appointments/reception/centre/plan/").status_code == 409
    assert client.get("/appointments/reception/waiting/examination/").status_code == 409
    assert "centre/" not in client.get("/appointments/reception/").content.decode()


def boxes(day: date, *names: str) -> dict[str, int]:
    """A day as the three boxes of each of these fields send it."""
    return {f"{name}_{part}": getattr(day, part) for name in names for part in ("day", "month", "year")}


def test_who_plans_opens_places_closes_a_day_and_gives_places(office, service, slots, tomorrow):
    client = officer(office, Role.PLANNER)
    after = tomorrow + timedelta(days=2)
    days = boxes(after, "first", "last")

    assert client.post("/appointments/reception/centre/plan/", {"open": "yes", **days}).status_code == 302
    assert Slot.objects.filter(starts__date=after).exists()
    closed = boxes(after, "closing-on")
    assert client.post("/appointments/reception/centre/plan/", {"close": "yes", **closed}).status_code == 302
    assert not Slot.objects.free().filter(starts__date=after).exists()

    join_waiting_list(service=service, holder="P-1", by=SYSTEM, at=now())
    near = boxes(tomorrow, "first", "last")
    assert client.post("/appointments/reception/waiting/examination/", near).status_code == 302
    assert "order in which people asked" in client.get("/appointments/reception/waiting/examination/").content.decode()
    assert client.post("/appointments/reception/waiting/examination/", {"x": "x"}).status_code == 422


def test_the_lists_ask_the_same_number_of_questions_however_long(office, service, slots, django_assert_max_num_queries):
    client = officer(office)
    for number, slot in enumerate(slots[:6]):
        book_slot(slot=slot, holder=f"P-{number}", by=SYSTEM, at=now())

    with django_assert_max_num_queries(24):
        client.get(f"/appointments/reception/centre/?on={slots[0].day}")
    with django_assert_max_num_queries(12):
        Client().get("/appointments/")
