"""Sources, series, published facts and how others are computed from them; files handed in by officers."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from hamsafar.corridor.models import Code
from hamsafar.figures.enums import FactKind, ImportState, Quality
from hamsafar.figures.rules import values
from hamsafar.figures.rules.book import Book, Facts
from hamsafar.figures.rules.labels import Label, Labels
from hamsafar.figures.rules.visibility import dated
from hamsafar.kit.ids import new_id
from hamsafar.kit.privacy import Keep
from hamsafar.kit.words import Words

PUBLISHED = Keep(for_good="Published figures and where they were read.")
KEY = 120  # characters


class Source(models.Model):
    """Where a fact was read."""

    key = models.CharField(max_length=KEY, primary_key=True)
    title = models.CharField(max_length=500)
    address = models.CharField(max_length=1000, blank=True)
    published_on = models.DateField(null=True)
    quality = models.CharField(max_length=20, choices=Quality.choices)
    host = models.CharField(max_length=20, default="own")
    is_the_source_document = models.BooleanField(default=False)
    of_the_pack = models.BooleanField(default=False)

    class Privacy:
        # An author or a speaker is named in public, in an office, by the source itself.
        personal: frozenset[str] = frozenset()
        keep = PUBLISHED

    def __str__(self) -> str:
        return self.title

    def as_value(self) -> values.Source:
        """The source as it leaves this app."""
        names = ("key", "title", "address", "published_on", "quality", "host", "is_the_source_document")
        return values.Source(**{name: getattr(self, name) for name in names})


class Series(models.Model):
    """What is counted, as series.csv of the pack says."""

    key = models.CharField(max_length=KEY, primary_key=True)
    position = models.PositiveIntegerField()
    name = models.JSONField()
    kind = models.CharField(max_length=20)
    unit = models.CharField(max_length=60, blank=True)
    measures = models.CharField(max_length=KEY, blank=True)
    part_of = models.CharField(max_length=KEY, blank=True)
    parts = models.CharField(max_length=20, blank=True)
    topic = models.CharField(max_length=60, blank=True)

    class Privacy:
        personal: frozenset[str] = frozenset()
        keep = PUBLISHED

    def __str__(self) -> str:
        return self.key

    def as_value(self) -> values.Series:
        """The series as it leaves this app."""
        names = ("key", "kind", "unit", "measures", "part_of", "parts", "topic")
        return values.Series(name=Words.of(self.name), **{name: getattr(self, name) for name in names})


class ImportBatch(models.Model):
    """A file of figures that an officer handed in: its drafts while it is looked at, and what became of it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=200)
    layout = models.CharField(max_length=20)
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=20, choices=ImportState.choices, default=ImportState.PREVIEWED)
    rows = models.PositiveIntegerField()
    drafts = models.JSONField()
    errors = models.JSONField()
    left_out = models.JSONField()
    started_by = models.CharField(max_length=60)  # a reference, as in the ledger
    started_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-started_at"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="import_that_is_confirmed_says_when",
                condition=Q(state=ImportState.PREVIEWED, confirmed_at__isnull=True)
                | ~Q(state=ImportState.PREVIEWED) & Q(confirmed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="import_that_is_undone_says_when",
                condition=Q(state=ImportState.UNDONE, undone_at__isnull=False)
                | ~Q(state=ImportState.UNDONE) & Q(undone_at__isnull=True),
            ),
            models.UniqueConstraint(
                name="file_is_imported_once_at_a_time",
                fields=["digest"],
                condition=Q(state=ImportState.CONFIRMED),
            ),
        ]

    class Privacy:
        personal: frozenset[str] = frozenset()
        keep = Keep(for_good="What was imported, when and by which officer's reference.")

    def __str__(self) -> str:
        return self.name


class ObservationQuerySet(models.QuerySet["Observation"]):
    def of_the_pack(self) -> ObservationQuerySet:
        """Facts that came with the pack and are replaced with it."""
        return self.filter(batch__isnull=True)

    def imported(self) -> ObservationQuerySet:
        """Facts that an officer imported; they stay when the pack is loaded again."""
        return self.filter(batch__isnull=False)

    def facts(self) -> Facts:
        """Everything these rows say, before any cut, with the series and formulas of the pack."""
        sources = {each.key: each.as_value() for each in Source.objects.all()}
        series = {each.key: each.as_value() for each in Series.objects.order_by("position")}
        rows = list(self)
        own_days = {row.key: row.own_day for row in rows if row.own_day is not None}
        facts = {row.key: row.as_fact(sources) for row in rows}
        derived = tuple(each.as_value() for each in DerivedFigure.objects.order_by("position"))
        return Facts(sources, series, dated(facts, own_days, series), derived, labels())

    def book(self, as_of: date | None = None, meeting_day: date | None = None) -> Book:
        """The book of a day; without a day, of everything known today."""
        return self.facts().book(as_of, meeting_day, today=timezone.localdate())


class Observation(models.Model):
    """One published fact: a number, a date or a note, in the wording of whoever entered it."""

    key = models.CharField(max_length=KEY, primary_key=True)
    position = models.PositiveIntegerField(default=0)
    kind = models.CharField(max_length=10, choices=FactKind.choices)
    series = models.ForeignKey(Series, on_delete=models.PROTECT, null=True, related_name="observations")
    value = models.DecimalField(max_digits=30, decimal_places=8, null=True)
    decimals = models.PositiveSmallIntegerField(default=0)
    qualifier = models.CharField(max_length=20, blank=True)
    unit = models.CharField(max_length=60, blank=True)
    period = models.CharField(max_length=40, blank=True)
    scope = models.CharField(max_length=60, blank=True)
    counted_by = models.CharField(max_length=60, blank=True)
    said_by = models.CharField(max_length=60, blank=True)
    quality = models.CharField(max_length=20, choices=Quality.choices, blank=True)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, null=True, related_name="observations")
    own_day = models.DateField(null=True)  # overrides the source's date
    day = models.DateField(null=True)
    until = models.DateField(null=True)
    words = models.JSONField()
    note = models.JSONField(null=True)
    found = models.CharField(max_length=200, blank=True)
    synthetic = models.BooleanField(default=False)
    batch = models.ForeignKey(ImportBatch, on_delete=models.PROTECT, null=True, related_name="observations")

    objects = ObservationQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="fact_that_is_a_number_has_value_and_unit",
                condition=~Q(kind=FactKind.NUMBER) | Q(value__isnull=False, day__isnull=True) & ~Q(unit=""),
            ),
            models.CheckConstraint(
                name="fact_that_is_a_date_has_a_day",
                condition=~Q(kind=FactKind.DATE) | Q(day__isnull=False, value__isnull=True),
            ),
            models.CheckConstraint(
                name="fact_that_is_a_note_has_neither_value_nor_day",
                condition=~Q(kind=FactKind.NOTE) | Q(value__isnull=True, day__isnull=True),
            ),
            models.CheckConstraint(
                name="fact_that_is_a_term_ends_after_it_begins",
                condition=Q(until__isnull=True) | Q(until__gt=F("day")),
            ),
        ]

    class Privacy:
        # Public office-holders are named as sources of what they said in public; nobody else is.
        personal: frozenset[str] = frozenset()
        keep = PUBLISHED

    def __str__(self) -> str:
        return self.key

    def as_fact(self, sources: dict[str, values.Source]) -> values.Fact:
        """The fact as it leaves this app, not yet dated."""
        names = ("key", "kind", "decimals", "qualifier", "unit", "period", "scope", "counted_by", "said_by", "quality")
        more = ("day", "until", "found", "synthetic")
        return values.Fact(
            **{name: getattr(self, name) for name in (*names, *more)},
            series=self.series_id or "",
            value=_with_decimals(self.value, self.decimals),
            source=sources.get(self.source_id or ""),
            published_on=None,
            words=Words.of(self.words),
            note=Words.of(self.note) if self.note else None,
        )


class DerivedFigure(models.Model):
    """How a figure is computed, as derived.csv of the pack says. Its value is computed when it is read."""

    key = models.CharField(max_length=KEY, primary_key=True)
    position = models.PositiveIntegerField()
    formula = models.CharField(max_length=30)
    inputs = models.JSONField()
    base = models.CharField(max_length=KEY, blank=True)
    target = models.CharField(max_length=KEY, blank=True)
    series = models.CharField(max_length=KEY, blank=True)
    unit = models.CharField(max_length=60, blank=True)
    period = models.CharField(max_length=40, blank=True)
    scope = models.CharField(max_length=60, blank=True)
    decimals = models.PositiveSmallIntegerField(default=0)
    words = models.JSONField()
    note = models.JSONField(null=True)

    class Privacy:
        personal: frozenset[str] = frozenset()
        keep = PUBLISHED

    def __str__(self) -> str:
        return self.key

    def as_value(self) -> values.Derivation:
        """The derivation as it leaves this app."""
        names = ("key", "formula", "base", "target", "series", "unit", "period", "scope", "decimals")
        return values.Derivation(
            **{name: getattr(self, name) for name in names},
            inputs=tuple(self.inputs),
            words=Words.of(self.words),
            note=Words.of(self.note) if self.note else None,
        )


def labels() -> Labels:
    """The labels of every code list that is loaded; of a code with several periods the latest."""
    lists: dict[str, dict[str, Label]] = defaultdict(dict)
    codes = Code.objects.order_by("list", "position", F("valid_from").asc(nulls_first=True))
    for code_list, key, label, short in codes.values_list("list", "key", "label", "short"):
        lists[code_list][key] = Label(Words.of(label), Words.of(short))
    return Labels(lists)


def _with_decimals(value: Any, decimals: int) -> Decimal | None:
    return None if value is None else Decimal(value).quantize(Decimal(1).scaleb(-decimals))
