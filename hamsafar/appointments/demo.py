"""Two examination centres of the demonstration and their days, in every state, made through actions. All invented."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from django.conf import settings
from django.utils.timezone import localdate

from hamsafar.accounts.models import Organisation, User
from hamsafar.appointments.actions import attending, booking, offices, waiting_list
from hamsafar.appointments.actions.holders import Holder, Wishes
from hamsafar.appointments.enums import EXAMINATION, Examiner, OfficeKind, TicketState
from hamsafar.appointments.models import Booking, Office, Service, Slot, WaitingEntry
from hamsafar.corridor.models import Side
from hamsafar.kit.actor import SYSTEM
from hamsafar.kit.words import Words

PLANNER, RECEPTION = "planner", "reception"
WEEKDAYS = (0, 1, 2, 3, 4, 5)
MORNING, AFTERNOON = (time(8), time(12)), (time(13), time(16))
BEGAN = timedelta(days=21)
DISTRICTS = ("district A (example)", "district B (example)", "district C (example)")
NAME = {
    "centre-a": Words("Examination centre A (example)", "Центр обследования А (пример)", "Маркази муоинаи А (намуна)"),
    "centre-b": Words("Examination centre B (example)", "Центр обследования Б (пример)", "Маркази муоинаи Б (намуна)"),
}
ADDRESS = Words("1 Example Street", "улица Примерная, 1", "кӯчаи Намуна, 1")
SERVICE = Words("Examination", "Обследование", "Муоина")


def make_demo(*, at: datetime) -> None:
    """Make the offices and three weeks of their work. Making them twice changes nothing."""
    if Office.objects.filter(synthetic=True).exists():
        return
    planner = User.objects.get(username=PLANNER, synthetic=True)
    service = offices.add_service(key=EXAMINATION, name=SERVICE, minutes=30, asks_examiner=True, by=SYSTEM, at=at)
    made = [_office(key, place, service, planner, at=at) for place, key in enumerate(NAME)]
    _three_weeks(made[0], service, at=at)
    _today(made[0], service, at=at)
    _waiting(service, at=at)


def _office(key: str, place: int, service: Service, planner: User, *, at: datetime) -> Office:
    side = Side.objects.get(pk=settings.THIS_SIDE)
    organisation: Organisation = planner.organisation
    office = offices.add_office(
        said=offices.OfficeText(
            key=key,
            kind=OfficeKind.CENTRE,
            name=NAME[key],
            address=ADDRESS,
            district=DISTRICTS[place],
            rooms=("1", "2"),
        ),
        organisation=organisation,
        side=side,
        synthetic=True,
        by=SYSTEM,
        at=at - BEGAN,
    )
    shifts = [
        offices.ShiftText(service, room, WEEKDAYS, *hours, examiner=examiner)
        for room, examiner in (("1", Examiner.WOMAN), ("2", Examiner.MAN))
        for hours in (MORNING, AFTERNOON)
    ]
    offices.add_shifts(office=office, shifts=shifts, by=planner, at=at - BEGAN)
    first = office.day_of(at - BEGAN)
    offices.open_slots(office=office, first=first, last=first + timedelta(days=40), by=planner, at=at - BEGAN)
    return office


def _three_weeks(office: Office, service: Service, *, at: datetime) -> None:
    """Who asked and came within the last weeks: what waiting times are computed from."""
    reception = User.objects.get(username=RECEPTION, synthetic=True)
    past = Slot.objects.at(office).of(service).between(at - BEGAN, at - timedelta(days=1)).in_order()
    for number, slot in enumerate(past[:36:3]):
        asked = max(slot.starts - timedelta(days=1 + number % 6), at - BEGAN)
        made = _book(slot, f"demo-past-{number}", at=min(asked, slot.starts - timedelta(minutes=1)))
        if number % 6 == 5:  # noqa: PLR2004 (every sixth)
            attending.mark_no_show(booking=made, by=reception, at=slot.ends)
        else:
            attending.check_in(booking=made, by=reception, at=slot.starts)
            attending.serve(booking=made, by=reception, at=slot.ends)


def _book(slot: Slot, holder: str, *, at: datetime) -> Booking:
    return booking.book_slot(slot=slot, holder=holder, wishes=Wishes(language="tg"), by=SYSTEM, at=at)


def _today(office: Office, service: Service, *, at: datetime) -> None:
    """A place ahead, one that was moved, one given back, one who came; and numbers of the queue in every state."""
    reception = User.objects.get(username=RECEPTION, synthetic=True)
    ahead: Sequence[Slot] = list(Slot.objects.at(office).of(service).free().after(at).in_order()[:8])
    _book(ahead[0], "demo-ahead", at=at)
    moved = _book(ahead[1], "demo-moved", at=at)
    booking.move_booking(booking=moved, slot=ahead[2], by=Holder("demo-moved"), at=at)
    given = _book(ahead[3], "demo-given-back", at=at)
    booking.cancel_booking(booking=given, by=Holder("demo-given-back"), at=at)
    came = _book(ahead[4], "demo-came", at=at)
    attending.check_in(booking=came, by=reception, at=came.slot.starts)
    numbers = [attending.draw_ticket(office=office, service=service, by=reception, at=at) for _n in range(4)]
    for _n in range(2):
        attending.call_next(office=office, room="1", by=reception, at=at)
    attending.settle_ticket(ticket=numbers[0], to=TicketState.SERVED, by=reception, at=at)
    attending.settle_ticket(ticket=numbers[3], to=TicketState.LEFT, by=reception, at=at)


def _waiting(service: Service, *, at: datetime) -> None:
    """People of three districts who wait; the places of one day are given, and some go on waiting."""
    planner = User.objects.get(username=PLANNER, synthetic=True)
    for number in range(60):
        wishes = Wishes(
            language=("tg", "ru")[number % 2],
            district=DISTRICTS[number % 3],
            examiner=(Examiner.ANY, Examiner.ANY, Examiner.WOMAN)[number % 3],
        )
        asked = at - timedelta(days=6 - number % 5, minutes=number)
        waiting_list.join_waiting_list(
            service=service, holder=f"demo-waits-{number}", wishes=wishes, by=SYSTEM, at=asked
        )
    first = WaitingEntry.objects.waiting().of(service).in_order()[0]
    waiting_list.leave_waiting_list(entry=first, by=Holder(first.holder), at=at)
    day = localdate(at) + timedelta(days=2)
    while not Slot.objects.of(service).free().filter(starts__date=day).exists():
        day += timedelta(days=1)
    waiting_list.allocate(service=service, first=day, by=planner, at=at)
