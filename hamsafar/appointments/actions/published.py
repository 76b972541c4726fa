"""Waiting times as they were, and what an office's days look like: computed from what happened. Readers only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Q

from hamsafar.appointments.enums import BookingState
from hamsafar.appointments.models import Booking, Office, Service, Slot, Ticket, WaitingEntry
from hamsafar.appointments.rules.waiting import WaitingTime, waiting_time

LOOK_BACK = timedelta(days=90)


def waiting_times(*, at: datetime, synthetic: bool | None = None) -> Mapping[tuple[str, str], WaitingTime]:
    """Days from asking to coming by office and service, of everybody who came within ninety days."""
    rows = Booking.objects.kept().filter(came_at__gt=at - LOOK_BACK, came_at__lte=at)
    if synthetic is not None:
        rows = rows.filter(slot__office__synthetic=synthetic)
    waits: dict[tuple[str, str], list[int]] = defaultdict(list)
    for row in rows.values_list("slot__office__key", "service__key", "asked_at", "came_at"):
        office, service, asked, came = row
        if came is not None:
            waits[office, service].append((came - asked).days)
    return {which: waiting_time(known) for which, known in sorted(waits.items())}


@dataclass(frozen=True)
class Choice:
    """One office that gives a service: when the next place is free, and how long people waited."""

    office: Office
    service: Service
    next_free: date | None
    waited: WaitingTime | None
    waiting: int


def choices(*, at: datetime) -> list[Choice]:
    """Every service at every office that gives it, in three queries whatever their number."""
    times = waiting_times(at=at)
    offices = {each.pk: each for each in Office.objects.in_order()}
    services = {each.pk: each for each in Service.objects.order_by("pk")}
    free: dict[tuple[int, int], date] = {}
    for office, service, starts in (
        Slot.objects.free().after(at).order_by("-starts").values_list("office_id", "service_id", "starts")
    ):
        free[office, service] = offices[office].day_of(starts)
    given = Slot.objects.after(at - LOOK_BACK).values_list("office_id", "service_id").distinct()
    waiting = dict(WaitingEntry.objects.waiting().values_list("service_id").annotate(n=Count("pk")))
    return [
        Choice(
            offices[office],
            services[service],
            free.get((office, service)),
            times.get((offices[office].key, services[service].key)),
            waiting.get(service, 0),
        )
        for office, service in sorted(given)
    ]


def free_hours(
    office: Office, service: Service, *, first: date, days: int, at: datetime
) -> dict[date, dict[datetime, int]]:
    """How many places are free at each hour of so many days, by the office's clock."""
    begins = datetime.combine(first, time.min, tzinfo=office.zone)
    rows = Slot.objects.at(office).of(service).between(max(begins, at), begins + timedelta(days=days)).free()
    found: dict[date, dict[datetime, int]] = defaultdict(dict)
    for starts, count in rows.values_list("starts").annotate(n=Count("pk")).order_by("starts"):
        here = starts.astimezone(office.zone)
        found[here.date()][here] = count
    return dict(found)


@dataclass(frozen=True)
class Day:
    """An office's day in numbers."""

    booked: int
    came: int
    served: int
    missed: int
    free: int
    queue: int


def day_of(office: Office, on: date) -> Day:
    """How a day goes at an office."""
    begins = datetime.combine(on, time.min, tzinfo=office.zone)
    ends = begins + timedelta(days=1)
    counts = (
        Booking.objects.at(office)
        .between(begins, ends)
        .aggregate(
            **{
                state.name.lower(): Count("pk", filter=Q(state=state))
                for state in (BookingState.BOOKED, BookingState.CAME, BookingState.SERVED, BookingState.NO_SHOW)
            }
        )
    )
    return Day(
        booked=counts["booked"],
        came=counts["came"],
        served=counts["served"],
        missed=counts["no_show"],
        free=Slot.objects.at(office).between(begins, ends).free().count(),
        queue=Ticket.objects.at(office).running().filter(on=on).count(),
    )
