"""Offices with places for tests, in desk words, through the app's own actions."""

from __future__ import annotations

import random
from datetime import date, datetime, time, timedelta

from django.utils.timezone import now

from hamsafar.accounts.enums import Role
from hamsafar.accounts.models import User
from hamsafar.appointments.actions.offices import (
    OfficeText,
    ShiftText,
    add_office,
    add_service,
    add_shifts,
    open_slots,
)
from hamsafar.appointments.enums import OfficeKind
from hamsafar.appointments.models import Office, Service, Slot
from hamsafar.appointments.rules.allocation import Asking, Place
from hamsafar.kit.actor import SYSTEM
from hamsafar.kit.words import Words
from tests.factories.accounts import OfficerFactory, OrganisationFactory, SideFactory
from tests.factories.ledger import noon

MONDAY = noon(2026, 3, 2)
NAME = Words("Centre (example)", "Центр (пример)", "Марказ (намуна)")
ADDRESS = Words("1 Example Street", "улица Примерная, 1", "кӯчаи Намуна, 1")


def a_service(key: str = "examination", *, minutes: int = 30, **more) -> Service:
    return add_service(
        key=key, name=Words("Examination", "Обследование", "Муоина"), minutes=minutes, by=SYSTEM, at=MONDAY, **more
    )


def an_office(key: str = "centre", *, rooms: tuple[str, ...] = ("1",), **more) -> Office:
    """An office of its own organisation, without shifts."""
    said = OfficeText(key=key, kind=OfficeKind.CENTRE, name=NAME, address=ADDRESS, rooms=rooms, **more)
    return add_office(said=said, organisation=OrganisationFactory(), side=SideFactory(), by=SYSTEM, at=MONDAY)


def with_places(
    office: Office,
    service: Service,
    *,
    day: date = date(2026, 3, 3),
    hours: tuple[time, time] = (time(9), time(11)),
    days: int = 1,
    at: datetime = MONDAY,
    examiner: str = "",
) -> list[Slot]:
    """Places in every room of the office at these hours, on so many days from one on."""
    weekdays = tuple(range(7))
    shifts = [ShiftText(service, room.name, weekdays, *hours, examiner=examiner) for room in office.rooms.all()]
    add_shifts(office=office, shifts=shifts, by=SYSTEM, at=at)
    open_slots(office=office, first=day, last=day + timedelta(days=days - 1), by=SYSTEM, at=at)
    return list(Slot.objects.at(office).of(service).in_order())


def last_places(count: int) -> str:
    """Tomorrow's last places, so many at one hour in as many rooms; the address of the page that gives them."""
    service, rooms = a_service(), tuple(str(number) for number in range(count))
    office = an_office("crowded", rooms=rooms)
    day = office.day_of(now()) + timedelta(days=1)
    with_places(office, service, day=day, hours=(time(9), time(9, 30)), at=now())
    return f"/appointments/at/crowded/examination/{day}/"


def reception_of(office: Office, role: str = Role.RECEPTIONIST) -> User:
    return OfficerFactory(role=role, organisation=office.organisation)


def a_week(seed: int) -> tuple[list[Asking], list[Place]]:
    """A week of asking and the places of the days after: everybody may go anywhere, and no district is half of all.

    Each district asks in a rhythm of its own, as when a bus goes on Thursdays; places are fewer than people.
    """
    dice, monday = random.Random(seed), date(2026, 3, 2)  # noqa: S311 - the same week for the same seed
    districts = [f"district {number}" for number in range(dice.randint(4, 8))]
    weights = [dice.uniform(0.6, 1.5) for _ in districts]
    rhythms = [[dice.uniform(0.1, 1) ** dice.choice((1, 3)) for _ in range(6)] for _ in districts]
    people = dice.randint(120, 300)
    asking = []
    for number in range(people):
        which = dice.choices(range(len(districts)), weights)[0]
        day = monday + timedelta(days=dice.choices(range(6), rhythms[which])[0])
        asking.append(Asking(f"{number:04}", districts[which], day, {"a": 1.0, "b": 1.0}))
    days = [monday + timedelta(days=each) for each in (2, 3, 4, 5, 7, 8, 9, 10)]
    places = [
        Place(f"{number:04}", days[number % len(days)], "ab"[number // len(days) % 2])
        for number in range(int(people * dice.uniform(0.6, 1.0)))
    ]
    return asking, places
