"""Who holds a place, who waits for one, and who came without: a holder is a reference, nobody is named here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from hamsafar.appointments.enums import HOLDS_ITS_PLACE, BookingState, Examiner, TicketState, WaitingState
from hamsafar.appointments.models.offices import Office, Service, Slot
from hamsafar.kit.privacy import Keep
from hamsafar.kit.refs import new_ref

HOLDER = 64
A_YEAR = 1  # practice of the office: what happened is counted for a year, then nobody can be told from it


def new_booking_ref() -> str:
    return new_ref("T")


def new_waiting_ref() -> str:
    return new_ref("L")


PERSONAL = frozenset({"holder", "secret", "contact", "latitude", "longitude", "examiner"})


class Wished(models.Model):
    """What somebody who wants a place said of themselves: no name, only what it takes to give the right place.

    `secret` is a salted digest of the code by which somebody without a file finds it again; `contact` is a telephone
    number or an e-mail address, where they want to be reminded.
    """

    holder = models.CharField(max_length=HOLDER, blank=True)
    secret = models.CharField(max_length=128, blank=True, default="")
    language = models.CharField(max_length=2, choices=settings.LANGUAGES, default="tg")
    contact = models.CharField(max_length=254, blank=True, default="")
    district = models.CharField(max_length=120, blank=True, default="")
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    examiner = models.CharField(max_length=10, choices=Examiner.choices, blank=True, default="")
    asked_at = models.DateTimeField()

    class Meta:
        abstract = True

    class Privacy:
        personal = PERSONAL
        keep = Keep(years=A_YEAR, after="asked_at")


class BookingQuerySet(models.QuerySet["Booking"]):
    def booked(self) -> Self:
        """Bookings that are still ahead, or that nobody has marked."""
        return self.filter(state=BookingState.BOOKED)

    def holding(self) -> Self:
        """Bookings whose place nobody else can have."""
        return self.filter(state__in=HOLDS_ITS_PLACE)

    def kept(self) -> Self:
        """Bookings to which somebody came: what waiting times are computed from."""
        return self.filter(state__in=[BookingState.CAME, BookingState.SERVED])

    def of(self, service: Service) -> Self:
        return self.filter(service=service)

    def at(self, office: Office) -> Self:
        return self.filter(slot__office=office)

    def held_by(self, holders: Sequence[str]) -> Self:
        return self.filter(holder__in=holders)

    def between(self, first: datetime, last: datetime) -> Self:
        """Bookings of places that begin from one moment on, before another."""
        return self.filter(slot__starts__gte=first, slot__starts__lt=last)

    def in_order(self) -> Self:
        return self.order_by("slot__starts", "slot__room_id", "pk")

    def locked(self, pk: int) -> Booking:
        """One booking, held until the transaction ends."""
        return self.select_for_update(of=("self",)).select_related("slot__office", "service").get(pk=pk)


class Booking(Wished):
    """A place that somebody holds. The database gives a place to one holder, and a holder one place of a service.

    `reasons` are words of `enums.Reason`, where the place was allocated. `asked_at` is since when they wait:
    of one who moved, since the first booking.
    """

    ref = models.CharField(max_length=40, unique=True, default=new_booking_ref, editable=False)
    slot = models.ForeignKey(Slot, on_delete=models.PROTECT, related_name="bookings")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="bookings")
    group = models.CharField(max_length=HOLDER, blank=True, default="")
    state = models.CharField(max_length=10, choices=BookingState.choices, default=BookingState.BOOKED)
    reasons = ArrayField(models.CharField(max_length=20), default=list)
    moved_to = models.OneToOneField("self", on_delete=models.SET_NULL, related_name="moved_from", null=True)
    booked_by = models.CharField(max_length=64)
    booked_at = models.DateTimeField()
    came_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = BookingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="place_is_held_once", fields=["slot"], condition=Q(state__in=sorted(HOLDS_ITS_PLACE))
            ),
            models.UniqueConstraint(
                name="holder_has_one_place_of_a_service_ahead",
                fields=["holder", "service"],
                condition=Q(state=BookingState.BOOKED) & ~Q(holder=""),
            ),
            models.CheckConstraint(
                name="booking_that_was_kept_says_since_when",
                condition=~Q(state__in=[BookingState.CAME, BookingState.SERVED]) | Q(came_at__isnull=False),
            ),
            models.CheckConstraint(
                name="booking_ends_at_a_moment",
                condition=Q(state__in=[BookingState.BOOKED, BookingState.CAME], ended_at__isnull=True)
                | (~Q(state__in=[BookingState.BOOKED, BookingState.CAME]) & Q(ended_at__isnull=False)),
            ),
            models.CheckConstraint(name="nobody_books_before_they_ask", condition=Q(booked_at__gte=F("asked_at"))),
        ]
        indexes = [
            models.Index(name="booking_by_holder", fields=["holder"], condition=~Q(holder="")),
            models.Index(name="booking_by_group", fields=["group"], condition=~Q(group="")),
        ]

    class Privacy:
        personal = PERSONAL | {"group"}
        keep = Keep(years=A_YEAR, after="booked_at")

    def __str__(self) -> str:
        return self.ref


class WaitingQuerySet(models.QuerySet["WaitingEntry"]):
    def waiting(self) -> Self:
        return self.filter(state=WaitingState.WAITING)

    def of(self, service: Service) -> Self:
        return self.filter(service=service)

    def held_by(self, holders: Sequence[str]) -> Self:
        return self.filter(holder__in=holders)

    def in_order(self) -> Self:
        return self.order_by("asked_at", "pk")

    def locked(self, pk: int) -> WaitingEntry:
        return self.select_for_update(of=("self",)).select_related("service").get(pk=pk)


class WaitingEntry(Wished):
    """Somebody who waits for a place of a service, at whichever office: the nearest that has one."""

    ref = models.CharField(max_length=40, unique=True, default=new_waiting_ref, editable=False)
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="waiting")
    state = models.CharField(max_length=10, choices=WaitingState.choices, default=WaitingState.WAITING)
    booking = models.OneToOneField(Booking, on_delete=models.SET_NULL, related_name="waited", null=True)
    ended_at = models.DateTimeField(null=True)

    objects = WaitingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="holder_waits_once_for_a_service",
                fields=["holder", "service"],
                condition=Q(state=WaitingState.WAITING) & ~Q(holder=""),
            ),
            models.CheckConstraint(
                name="waiting_ends_at_a_moment",
                condition=Q(state=WaitingState.WAITING, ended_at__isnull=True)
                | (~Q(state=WaitingState.WAITING) & Q(ended_at__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(name="waiting_by_holder", fields=["holder"], condition=~Q(holder="")),
            models.Index(name="waiting_by_order", fields=["service", "state", "asked_at"]),
        ]

    class Privacy:
        personal = PERSONAL
        keep = Keep(years=A_YEAR, after="asked_at")

    def __str__(self) -> str:
        return self.ref


class TicketQuerySet(models.QuerySet["Ticket"]):
    def waiting(self) -> Self:
        return self.filter(state=TicketState.WAITING)

    def running(self) -> Self:
        """Tickets of people who are in the office now."""
        return self.filter(state__in=[TicketState.WAITING, TicketState.CALLED])

    def at(self, office: Office) -> Self:
        return self.filter(office=office)

    def in_order(self) -> Self:
        return self.order_by("on", "number")

    def locked(self, pk: int) -> Ticket:
        return self.select_for_update(of=("self",)).select_related("office", "service").get(pk=pk)


class Ticket(models.Model):
    """A number of the walk-in queue: who came without an appointment. Its number counts anew every day."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="tickets")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="tickets")
    on = models.DateField()
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=TicketState.choices, default=TicketState.WAITING)
    room = models.CharField(max_length=40, blank=True, default="")
    drawn_at = models.DateTimeField()
    called_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = TicketQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="ticket_has_its_number_on_its_day", fields=["office", "on", "number"]),
            models.CheckConstraint(
                name="ticket_that_was_called_says_where",
                condition=~Q(state__in=[TicketState.CALLED, TicketState.SERVED])
                | (Q(called_at__isnull=False) & ~Q(room="")),
            ),
        ]

    class Privacy:
        personal: frozenset[str] = frozenset()
        keep = Keep(for_good="A number of a day says nothing of who drew it.")

    def __str__(self) -> str:
        return f"{self.on} {self.number}"
