"""The corridor pack as rows: sides, border posts, code lists, dated rules, holidays."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import F, Q

from hamsafar.corridor.enums import HolidayKind, PostKind, RuleStatus, SideRole
from hamsafar.corridor.rules import Calendar
from hamsafar.kit.privacy import Keep
from hamsafar.kit.words import Words

OF_THE_PACK = Keep(for_good="Published reference data; replaced with the pack.")


class DatedQuerySet(models.QuerySet[Any]):
    def in_force(self, *, on: date) -> Self:
        """Rows whose half-open period holds the day: from `valid_from`, up to but not on `valid_to`."""
        begun = Q(valid_from__isnull=True) | Q(valid_from__lte=on)
        not_ended = Q(valid_to__isnull=True) | Q(valid_to__gt=on)
        return self.filter(begun & not_ended)


class CodeQuerySet(DatedQuerySet):
    def of(self, code_list: str) -> Self:
        """The codes of one list, in the pack's order."""
        return self.filter(list=code_list).order_by("position")


class Side(models.Model):
    """One of the two states of the corridor. Its key is what other rows and settings name."""

    key = models.CharField(max_length=20, primary_key=True)
    role = models.CharField(max_length=20, choices=SideRole.choices)
    country = models.CharField(max_length=2)
    name = models.JSONField()
    adjective = models.JSONField()
    capital = models.JSONField()
    time_zone = models.CharField(max_length=50)

    class Meta:
        constraints = [
            # Deferred, so that a pack may hand a role from one side to another within its transaction.
            models.UniqueConstraint(
                name="side_is_alone_in_its_role", fields=["role"], deferrable=models.Deferrable.DEFERRED
            ),
        ]

    class Privacy:
        personal: frozenset[str] = frozenset()
        keep = OF_THE_PACK

    def __str__(self) -> str:
        return self.words.en

    @property
    def words(self) -> Words:
        return Words.of(self.name)


class Post(models.Model):
    """A border post or an airport, with the codes that timetables and registers use."""

    key = models.CharField(max_length=60, primary_key=True)
    side = models.ForeignKey(Side, on_delete=models.PROTECT, related_name="posts")
    kind = models.CharField(max_length=20, choices=PostKind.choices)
    iata = models.CharField(max_length=3, blank=True)
    icao = models.CharField(max_length=4, blank=True)
    unlocode = models.CharField(max_length=5, blank=True)
    name = models.JSONField()
    source = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="post_has_its_own_iata_code", fields=["iata"], condition=~Q(iata="")),
            models.UniqueConstraint(name="post_has_its_own_icao_code", fields=["icao"], condition=~Q(icao="")),
        ]

    class Privacy:
        personal: frozenset[str] = frozenset()
        keep = OF_THE_PACK

    def __str__(self) -> str:
        return self.words.en

    @property
    def words(self) -> Words:
        return Words.of(self.name)


class Code(models.Model):
    """One entry of a code list, with its label and the period in which it is used."""

    list = models.CharField(max_length=40)
    key = models.CharField(max_length=60)
    position = models.PositiveIntegerField()
    label = models.JSONField()
    short = models.JSONField()
    note = models.JSONField()
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    source = models.CharField(max_length=80, blank=True)

    objects = CodeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="code_starts_once_on_a_day", fields=["list", "key", "valid_from"], nulls_distinct=False
            ),
            models.CheckConstraint(
                name="code_ends_after_it_begins",
                condition=Q(valid_from__isnull=True) | Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
            ),
        ]

    class Privacy:
        personal: frozenset[str] = frozenset()
        keep = OF_THE_PACK

    def __str__(self) -> str:
        return f"{self.list}/{self.key}"


class Rule(models.Model):
    """One legal rule or practice of the corridor, with the period in which it held."""

    key = models.CharField(max_length=60)
    name = models.JSONField()
    value = models.CharField(max_length=200, blank=True)
    unit = models.CharField(max_length=60, blank=True)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    status = models.CharField(max_length=20, choices=RuleStatus.choices)
    act = models.CharField(max_length=300, blank=True)
    source = models.CharField(max_length=80, blank=True)
    note = models.JSONField()

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="rule_starts_once_on_a_day", fields=["key", "valid_from"], nulls_distinct=False
            ),
            models.CheckConstraint(
                name="rule_ends_after_it_begins",
                condition=Q(valid_from__isnull=True) | Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
            ),
            models.CheckConstraint(
                name="rule_that_is_established_has_a_source", condition=~Q(status="established") | ~Q(source="")
            ),
        ]

    class Privacy:
        personal: frozenset[str] = frozenset()
        keep = OF_THE_PACK

    def __str__(self) -> str:
        return self.key


class HolidayQuerySet(models.QuerySet["Holiday"]):
    def calendar(self, side: Side | str) -> Calendar:
        """The days on which a side's offices work, as the pack knows them."""
        days: dict[str, set[date]] = {kind: set() for kind in HolidayKind.values}
        for day, kind in self.filter(side=side).values_list("date", "kind"):
            days[kind].add(day)
        return Calendar(frozenset(days[HolidayKind.HOLIDAY]), frozenset(days[HolidayKind.MOVED_WORKING_DAY]))


class Holiday(models.Model):
    """A day on which a side's offices are closed, or a weekend day on which they work."""

    side = models.ForeignKey(Side, on_delete=models.CASCADE, related_name="holidays")
    date = models.DateField()
    kind = models.CharField(max_length=20, choices=HolidayKind.choices)
    name = models.JSONField()
    source = models.CharField(max_length=80, blank=True)

    objects = HolidayQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="holiday_stands_once_in_a_calendar", fields=["side", "date"]),
        ]

    class Privacy:
        personal: frozenset[str] = frozenset()
        keep = OF_THE_PACK

    def __str__(self) -> str:
        return f"{self.date} ({self.side_id})"
