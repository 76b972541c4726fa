"""Centres and desks: their rooms, who works there when, the services they give, and the places that follow."""

from __future__ import annotations

from datetime import date, datetime
from typing import Self
from zoneinfo import ZoneInfo

from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.dates import WEEKDAYS

from hamsafar.accounts.models import Organisation
from hamsafar.appointments.enums import HOLDS_ITS_PLACE, Examiner, OfficeKind
from hamsafar.corridor.models import Side
from hamsafar.kit.privacy import Keep
from hamsafar.kit.words import Words

OF_THE_OFFICE = Keep(for_good="How an office works is not about a person.")
SUNDAY = 6


class OfficeQuerySet(models.QuerySet["Office"]):
    def giving(self, service: Service) -> Self:
        """Offices where somebody gives this service."""
        return self.filter(shifts__service=service).distinct()

    def of(self, organisation: Organisation) -> Self:
        return self.filter(organisation=organisation)

    def in_order(self) -> Self:
        return self.order_by("key")


class Office(models.Model):
    """A centre or a desk. Its officers are those of its organisation; its days off are its side's, and its closures.

    `district` and the coordinates say where it lies; both may be missing.
    """

    key = models.SlugField(max_length=60, unique=True)
    kind = models.CharField(max_length=10, choices=OfficeKind.choices)
    side = models.ForeignKey(Side, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="offices")
    name = models.JSONField()
    address = models.JSONField()
    district = models.CharField(max_length=120, blank=True, default="")
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    time_zone = models.CharField(max_length=50)
    synthetic = models.BooleanField(default=False)

    objects = OfficeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="office_lies_somewhere_or_nobody_knows_where",
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
            )
        ]

    class Privacy:
        personal: frozenset[str] = frozenset()
        keep = OF_THE_OFFICE

    def __str__(self) -> str:
        return self.words.en

    @property
    def words(self) -> Words:
        return Words.of(self.name)

    @property
    def zone(self) -> ZoneInfo:
        """The clock on the office's wall."""
        return ZoneInfo(self.time_zone)

    def day_of(self, moment: datetime) -> date:
        """The day a moment falls on at the office."""
        return moment.astimezone(self.zone).date()


class Service(models.Model):
    """What people come for, wherever it is given. `days_ahead` is how far ahead it can be booked."""

    key = models.SlugField(max_length=60, unique=True)
    name = models.JSONField()
    minutes = models.PositiveSmallIntegerField()
    days_ahead = models.PositiveSmallIntegerField(default=30)
    asks_examiner = models.BooleanField(default=False)

    class Meta:
        constraints = [models.CheckConstraint(name="service_takes_some_minutes", condition=Q(minutes__range=(5, 480)))]

    class Privacy:
        personal: frozenset[str] = frozenset()
        keep = OF_THE_OFFICE

    def __str__(self) -> str:
        return self.words.en

    @property
    def words(self) -> Words:
        return Words.of(self.name)


class Room(models.Model):
    """A room or counter of an office: one person is seen in it at a time."""

    office = models.ForeignKey(Office, on_delete=models.CASCADE, related_name="rooms")
    name = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(name="room_has_its_name_in_its_office", fields=["office", "name"])]

    class Privacy:
        personal: frozenset[str] = frozenset()
        keep = OF_THE_OFFICE

    def __str__(self) -> str:
        return self.name


class Shift(models.Model):
    """Somebody gives one service in one room from hour to hour on a day of the week (Monday is 0).

    Two people for a service on a morning are two shifts in two rooms. `examiner` is the sex of who sees people.
    """

    office = models.ForeignKey(Office, on_delete=models.CASCADE, related_name="shifts")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="shifts")
    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="shifts")
    weekday = models.PositiveSmallIntegerField()
    begins = models.TimeField()
    ends = models.TimeField()
    examiner = models.CharField(max_length=10, choices=Examiner.choices, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(name="shift_is_on_a_day_of_the_week", condition=Q(weekday__lte=SUNDAY)),
            models.CheckConstraint(name="shift_ends_after_it_begins", condition=Q(ends__gt=F("begins"))),
        ]

    class Privacy:
        personal: frozenset[str] = frozenset()
        keep = OF_THE_OFFICE

    def __str__(self) -> str:
        return f"shift {self.pk}"

    @property
    def weekday_words(self) -> str:
        return str(WEEKDAYS[self.weekday])


class Closure(models.Model):
    """A day on which one office is closed, beside the days off of its side, and why."""

    office = models.ForeignKey(Office, on_delete=models.CASCADE, related_name="closures")
    on = models.DateField()
    reason = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(name="office_is_closed_once_on_a_day", fields=["office", "on"])]

    class Privacy:
        personal: frozenset[str] = frozenset()
        keep = OF_THE_OFFICE

    def __str__(self) -> str:
        return f"{self.office_id} {self.on}"


class SlotQuerySet(models.QuerySet["Slot"]):
    def of(self, service: Service) -> Self:
        return self.filter(service=service)

    def at(self, office: Office) -> Self:
        return self.filter(office=office)

    def open(self) -> Self:
        """Places that were not taken back."""
        return self.filter(closed_at__isnull=True)

    def free(self) -> Self:
        """Places that nobody holds."""
        held = models.Q(bookings__state__in=HOLDS_ITS_PLACE)
        taken = Slot.objects.filter(held, pk=models.OuterRef("pk"))
        return self.open().filter(~models.Exists(taken))

    def after(self, moment: datetime) -> Self:
        return self.filter(starts__gt=moment)

    def between(self, first: datetime, last: datetime) -> Self:
        """Places that begin from one moment on, before another."""
        return self.filter(starts__gte=first, starts__lt=last)

    def with_examiner(self, examiner: str) -> Self:
        """Places where one is seen by whom one asked for; all of them where it does not matter."""
        return self.filter(examiner=examiner) if examiner else self.all()

    def in_order(self) -> Self:
        return self.order_by("starts", "room_id")


class Slot(models.Model):
    """One place: one person is seen in one room for one service. The database holds no two at once in one room."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="slots")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="slots")
    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="slots")
    starts = models.DateTimeField()
    ends = models.DateTimeField()
    examiner = models.CharField(max_length=10, choices=Examiner.choices, blank=True, default="")
    closed_at = models.DateTimeField(null=True)

    objects = SlotQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="place_ends_after_it_begins", condition=Q(ends__gt=F("starts"))),
            ExclusionConstraint(
                name="room_has_one_place_at_a_time",
                expressions=[
                    # A range of one number, so that no extension of PostgreSQL is needed.
                    (Func("room", "room", Value("[]"), function="int8range"), "&&"),
                    (Func("starts", "ends", function="tstzrange"), "&&"),
                ],
                condition=Q(closed_at__isnull=True),
            ),
        ]
        indexes = [
            models.Index(name="place_by_service_and_hour", fields=["service", "starts"]),
            models.Index(name="place_by_office_and_hour", fields=["office", "starts"]),
        ]

    class Privacy:
        personal: frozenset[str] = frozenset()
        keep = OF_THE_OFFICE

    def __str__(self) -> str:
        return f"place {self.pk}"

    @property
    def local_start(self) -> datetime:
        """When it begins by the clock of its office."""
        return self.starts.astimezone(self.office.zone)

    @property
    def day(self) -> date:
        return self.local_start.date()

    @property
    def hour(self) -> str:
        """The hour by the clock of its office, which need not be the node's."""
        return f"{self.local_start:%H:%M}"
