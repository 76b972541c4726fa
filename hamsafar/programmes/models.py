"""What was promised, as rows: the pack's plans, and beside them what officers added.

Dates and figures are facts of `figures`, named by key and never copied. The pack's rows are replaced with the pack;
officers' rows name programmes and measures by key, so that a new pack leaves them as they are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Prefetch, Q
from django.utils import timezone

from hamsafar.corridor.models import Side
from hamsafar.figures.rules.book import Book
from hamsafar.kit.privacy import Keep
from hamsafar.kit.words import Words
from hamsafar.programmes.enums import (
    CLEARANCE_FOR,
    Classification,
    Entry,
    Forum,
    OfferState,
    ProgrammeKind,
    Progress,
    Track,
)
from hamsafar.programmes.rules import plans
from hamsafar.programmes.rules.pictures import ProgrammePicture, Promises
from hamsafar.programmes.rules.treaties import ORDER

OF_THE_PACK = Keep(for_good="Published promises; replaced with the pack.")
OF_THE_OFFICE = Keep(for_good="What a side said about its own promise; it names an officer by reference only.")
KEY, FACT = 60, 80  # characters


class AddedQuerySet(models.QuerySet[Any]):
    def to(self, programmes: Iterable[str]) -> Self:
        """What officers added to these programmes, oldest first."""
        return self.filter(programme__in=list(programmes)).order_by("at", "pk")

    def really_to(self, programmes: Iterable[str]) -> Self:
        """The same without what officers of a demonstration added."""
        return self.to(programmes).filter(synthetic=False)


# Which of the officers' rows a picture takes: `AddedQuerySet.to` or `AddedQuerySet.really_to`.
Added = Callable[[Any, list[str]], Any]


class ProgrammeQuerySet(models.QuerySet["Programme"]):
    def of_the_pack(self) -> Self:
        return self.filter(from_pack=True)

    def real(self) -> Self:
        """Without demonstrations."""
        return self.filter(synthetic=False)

    def in_order(self) -> Self:
        return self.order_by("position", "key")

    def whole(self) -> Self:
        """With everything that hangs on a programme, in a constant number of queries."""
        return self.in_order().prefetch_related(
            Prefetch("measures", Measure.objects.order_by("position")),
            Prefetch("measures__milestones", Milestone.objects.order_by("position")),
            Prefetch("measures__indicators", Indicator.objects.order_by("position")),
            Prefetch("steps", TreatyStep.objects.order_by("position")),
            Prefetch("texts", BilingualText.objects.order_by("position")),
            Prefetch("events", Event.objects.order_by("position")),
            Prefetch("events__offers", Offer.objects.order_by("position")),
            Prefetch("statements", Statement.objects.order_by("position")),
        )

    def promises(self) -> Promises:
        """These programmes as plans, with what officers added to them, demonstrations among it."""
        return self._promises(AddedQuerySet.to)

    def real_promises(self) -> Promises:
        """The same without demonstrations, and without what officers of a demonstration added: for a real dossier."""
        return self.real()._promises(AddedQuerySet.really_to)

    def _promises(self, added: Added) -> Promises:
        rows = tuple(self.whole())
        sides = tuple(Side.objects.order_by("-role").values_list("key", flat=True))  # origin, then destination
        return Promises(tuple(row.plan for row in rows), sides, records_of([row.key for row in rows], added))

    def picture(self, key: str, book: Book, on: date, clearance: int = 0) -> ProgrammePicture | None:
        """One programme as the book shows it on the day; None where there is none of that key."""
        return self.filter(key=key).promises().picture(key, book, on, clearance)

    def pictures(self, book: Book, on: date, clearance: int = 0) -> tuple[ProgrammePicture, ...]:
        """All programmes as the book shows them on the day."""
        return self.promises().pictures(book, on, clearance)


class Programme(models.Model):
    """A programme, a treaty or an event plan."""

    key = models.CharField(max_length=KEY, primary_key=True)
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=20, choices=ProgrammeKind.choices)
    name = models.JSONField()
    summary = models.JSONField(null=True)
    classification = models.CharField(max_length=20, choices=Classification.choices, default=Classification.OPEN)
    begins = models.CharField(max_length=FACT, blank=True)
    ends = models.CharField(max_length=FACT, blank=True)
    forum = models.CharField(max_length=20, choices=Forum.choices, blank=True)
    topic = models.CharField(max_length=KEY, blank=True)
    from_pack = models.BooleanField(default=True)
    added_on = models.DateField(null=True)  # by an office
    synthetic = models.BooleanField(default=False)

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="programme_that_is_synthetic_is_not_of_the_pack", condition=Q(synthetic=False) | Q(from_pack=False)
            ),
            models.CheckConstraint(
                name="programme_that_an_office_added_says_when",
                condition=Q(from_pack=True, added_on__isnull=True) | Q(from_pack=False, added_on__isnull=False),
            ),
        ]

    class Privacy:
        personal: frozenset[str] = frozenset()
        keep = OF_THE_PACK

    def __str__(self) -> str:
        return str(self.name["en"])

    @property
    def words(self) -> Words:
        return Words.of(self.name)

    @property
    def clearance_needed(self) -> int:
        """What a reader must be cleared for to see more than the thin tile."""
        return CLEARANCE_FOR[Classification(self.classification)]

    @property
    def plan(self) -> plans.ProgrammePlan:
        return plans.ProgrammePlan(
            key=self.key,
            kind=self.kind,
            name=self.words,
            summary=_words(self.summary),
            classification=self.classification,
            begins=self.begins,
            ends=self.ends,
            forum=self.forum,
            topic=self.topic,
            measures=tuple(row.plan for row in self.measures.all()),
            steps=tuple(row.plan for row in self.steps.all()),
            texts=tuple(row.plan for row in self.texts.all()),
            events=tuple(row.plan for row in self.events.all()),
            statements=tuple(row.fact for row in self.statements.all()),
            synthetic=self.synthetic,
            added_on=self.added_on,
        )


class MeasureQuerySet(models.QuerySet["Measure"]):
    def of(self, programme: str, key: str) -> Measure:
        """One measure, held until the transaction ends. `DoesNotExist` where there is none."""
        return self.select_for_update(of=("self",)).select_related("programme").get(programme_id=programme, key=key)


class Measure(models.Model):
    """One thing that a programme does, with an owner on each side."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="measures")
    key = models.CharField(max_length=KEY)
    position = models.PositiveIntegerField()
    name = models.JSONField()
    sector = models.CharField(max_length=KEY, blank=True)
    owners = models.JSONField(default=dict)

    objects = MeasureQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="measure_has_its_own_key_in_a_programme", fields=["programme", "key"]),
        ]

    class Privacy:
        personal: frozenset[str] = frozenset()
        keep = OF_THE_PACK

    def __str__(self) -> str:
        return f"{self.programme_id}/{self.key}"

    @property
    def words(self) -> Words:
        return Words.of(self.name)

    @property
    def plan(self) -> plans.MeasurePlan:
        return plans.MeasurePlan(
            key=self.key,
            name=self.words,
            sector=self.sector,
            owners={side: Words.of(words) for side, words in self.owners.items()},
            milestones=tuple(row.plan for row in self.milestones.all()),
            indicators=tuple(row.plan for row in self.indicators.all()),
        )


class MilestoneQuerySet(models.QuerySet["Milestone"]):
    def of(self, programme: str, key: str) -> Milestone:
        """One milestone, held until the transaction ends. `DoesNotExist` where there is none."""
        held = self.select_for_update(of=("self",)).select_related("measure__programme")
        return held.get(measure__programme_id=programme, key=key)


class Milestone(models.Model):
    """A point a measure should reach; each date is a fact's key."""

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="milestones")
    key = models.CharField(max_length=KEY)
    position = models.PositiveIntegerField()
    name = models.JSONField()
    planned = models.CharField(max_length=FACT, blank=True)
    replanned = models.JSONField(default=list)
    stated = models.JSONField(default=list)
    actual = models.CharField(max_length=FACT, blank=True)

    objects = MilestoneQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="milestone_has_its_own_key_in_a_measure", fields=["measure", "key"]),
        ]

    class Privacy:
        personal: frozenset[str] = frozenset()
        keep = OF_THE_PACK

    def __str__(self) -> str:
        return f"{self.measure.programme_id}/{self.key}"

    @property
    def plan(self) -> plans.MilestonePlan:
        return plans.MilestonePlan(
            self.key, Words.of(self.name), self.planned, tuple(self.replanned), tuple(self.stated), self.actual
        )


class Indicator(models.Model):
    """A series with a base and a target."""

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="indicators")
    key = models.CharField(max_length=KEY)
    position = models.PositiveIntegerField()
    series = models.CharField(max_length=FACT)
    baseline = models.CharField(max_length=FACT, blank=True)
    target = models.CharField(max_length=FACT, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="indicator_has_its_own_key_in_a_measure", fields=["measure", "key"]),
        ]

    class Privacy:
        personal: frozenset[str] = frozenset()
        keep = OF_THE_PACK

    def __str__(self) -> str:
        return f"{self.measure_id}/{self.key}"

    @property
    def plan(self) -> plans.IndicatorPlan:
        return plans.IndicatorPlan(self.key, self.series, self.baseline, self.target)


class TreatyStep(models.Model):
    """One step of a treaty, proven by a fact."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="steps")
    position = models.PositiveIntegerField()
    state = models.CharField(max_length=20)
    side = models.CharField(max_length=20, blank=True)
    fact = models.CharField(max_length=FACT)

    class Meta:
        constraints = [
            models.CheckConstraint(name="treaty_step_is_one_of_the_pipeline", condition=Q(state__in=ORDER)),
            models.CheckConstraint(
                name="treaty_step_has_a_side_only_where_it_is_a_ratification",
                condition=Q(state="ratified") & ~Q(side="") | ~Q(state="ratified") & Q(side=""),
            ),
        ]

    class Privacy:
        personal: frozenset[str] = frozenset()
        keep = OF_THE_PACK

    def __str__(self) -> str:
        return f"{self.programme_id}: {self.state} {self.side}".strip()

    @property
    def plan(self) -> plans.StepPlan:
        return plans.StepPlan(self.state, self.fact, self.side)


class BilingualText(models.Model):
    """What is known of a document's wording in one language."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="texts")
    position = models.PositiveIntegerField()
    lang = models.CharField(max_length=2)
    title = models.TextField()
    body = models.TextField(blank=True)
    source = models.CharField(max_length=FACT, blank=True)

    class Privacy:
        personal: frozenset[str] = frozenset()
        keep = OF_THE_PACK

    def __str__(self) -> str:
        return f"{self.programme_id} ({self.lang})"

    @property
    def plan(self) -> plans.TextPlan:
        return plans.TextPlan(self.lang, self.title, self.body, self.source)


class Event(models.Model):
    """Something that is to happen, or happened, on a day in a place."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="events")
    key = models.CharField(max_length=KEY)
    position = models.PositiveIntegerField()
    name = models.JSONField()
    place = models.JSONField(null=True)
    planned = models.CharField(max_length=FACT, blank=True)
    replanned = models.JSONField(default=list)
    held = models.CharField(max_length=FACT, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="event_has_its_own_key_in_a_programme", fields=["programme", "key"]),
        ]

    class Privacy:
        personal: frozenset[str] = frozenset()
        keep = OF_THE_PACK

    def __str__(self) -> str:
        return f"{self.programme_id}/{self.key}"

    @property
    def plan(self) -> plans.EventPlan:
        return plans.EventPlan(
            key=self.key,
            name=Words.of(self.name),
            planned=self.planned,
            held=self.held,
            replanned=tuple(self.replanned),
            place=_words(self.place),
            offers=tuple(row.plan for row in self.offers.all()),
        )


class OfferQuerySet(models.QuerySet["Offer"]):
    def of(self, programme: str, event: str, side: str, fact: str) -> Offer:
        """One offer, held until the transaction ends. `DoesNotExist` where there is none."""
        held = self.select_for_update(of=("self",)).select_related("event__programme")
        return held.get(event__programme_id=programme, event__key=event, side=side, fact=fact)


class Offer(models.Model):
    """Help that a side offers for an event. `state` is the pack's; what became of it since stands in `OfferMove`."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="offers")
    position = models.PositiveIntegerField()
    side = models.CharField(max_length=20)
    words = models.JSONField()
    fact = models.CharField(max_length=FACT)
    state = models.CharField(max_length=20, choices=OfferState.choices, default=OfferState.OFFERED)

    objects = OfferQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="offer_stands_once_at_an_event", fields=["event", "side", "fact"]),
        ]

    class Privacy:
        personal: frozenset[str] = frozenset()
        keep = OF_THE_PACK

    def __str__(self) -> str:
        return f"{self.event.programme_id}/{self.event.key}/{self.side}/{self.fact}"

    @property
    def plan(self) -> plans.OfferPlan:
        return plans.OfferPlan(self.side, Words.of(self.words), self.fact, OfferState(self.state))


class Statement(models.Model):
    """A fact that says something about a programme."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="statements")
    position = models.PositiveIntegerField()
    fact = models.CharField(max_length=FACT)

    class Privacy:
        personal: frozenset[str] = frozenset()
        keep = OF_THE_PACK

    def __str__(self) -> str:
        return f"{self.programme_id}: {self.fact}"


class Report(models.Model):
    """What an officer of one side reports on a measure. A later report of the same side stands in its place."""

    programme = models.CharField(max_length=KEY)
    measure = models.CharField(max_length=KEY)
    side = models.CharField(max_length=20)
    progress = models.CharField(max_length=20, choices=Progress.choices)
    words = models.TextField()
    classification = models.CharField(max_length=20, choices=Classification.choices, default=Classification.OPEN)
    synthetic = models.BooleanField(default=False)
    by = models.CharField(max_length=64)
    at = models.DateTimeField()

    objects = AddedQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["programme", "at"], name="report_programme")]
        constraints = [
            models.CheckConstraint(name="report_says_something_in_words", condition=~Q(words="")),
        ]

    class Privacy:
        personal: frozenset[str] = frozenset()
        keep = OF_THE_OFFICE

    def __str__(self) -> str:
        return f"{self.programme}/{self.measure} ({self.side})"

    @property
    def value(self) -> plans.Report:
        return plans.Report(
            measure=self.measure,
            side=self.side,
            progress=Progress(self.progress),
            words=self.words,
            at=self.at,
            day=timezone.localdate(self.at),
            by=self.by,
            classification=self.classification,
            synthetic=self.synthetic,
        )


class MilestoneEntry(models.Model):
    """A fact that an officer tied to a milestone: a new plan, or that it happened."""

    programme = models.CharField(max_length=KEY)
    milestone = models.CharField(max_length=KEY)
    entry = models.CharField(max_length=20, choices=Entry.choices)
    fact = models.CharField(max_length=FACT)
    synthetic = models.BooleanField(default=False)
    by = models.CharField(max_length=64)
    at = models.DateTimeField()

    objects = AddedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="milestone_happens_once", fields=["programme", "milestone"], condition=Q(entry=Entry.ACTUAL)
            ),
            models.UniqueConstraint(
                name="milestone_is_moved_once_by_a_fact", fields=["programme", "milestone", "entry", "fact"]
            ),
        ]

    class Privacy:
        personal: frozenset[str] = frozenset()
        keep = OF_THE_OFFICE

    def __str__(self) -> str:
        return f"{self.programme}/{self.milestone}: {self.entry}"

    @property
    def value(self) -> plans.Added:
        return plans.Added(self.milestone, Entry(self.entry), self.fact, timezone.localdate(self.at))


class OfferMove(models.Model):
    """An answer to an offer of help, or its delivery."""

    programme = models.CharField(max_length=KEY)
    event = models.CharField(max_length=KEY)
    side = models.CharField(max_length=20)
    fact = models.CharField(max_length=FACT)
    state = models.CharField(max_length=20, choices=OfferState.choices)
    synthetic = models.BooleanField(default=False)
    by = models.CharField(max_length=64)
    at = models.DateTimeField()

    objects = AddedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="offer_comes_into_a_state_once", fields=["programme", "event", "side", "fact", "state"]
            ),
            models.CheckConstraint(name="offer_does_not_move_back_to_offered", condition=~Q(state=OfferState.OFFERED)),
        ]

    class Privacy:
        personal: frozenset[str] = frozenset()
        keep = OF_THE_OFFICE

    def __str__(self) -> str:
        return f"{self.programme}/{self.event}/{self.side}: {self.state}"

    @property
    def value(self) -> plans.OfferMove:
        day = timezone.localdate(self.at)
        return plans.OfferMove(self.event, self.side, self.fact, OfferState(self.state), day)


class Review(models.Model):
    """The day on which a side will look at a programme again; a later row of the side stands in its place."""

    programme = models.CharField(max_length=KEY)
    side = models.CharField(max_length=20)
    on = models.DateField()
    synthetic = models.BooleanField(default=False)
    by = models.CharField(max_length=64)
    at = models.DateTimeField()

    objects = AddedQuerySet.as_manager()

    class Privacy:
        personal: frozenset[str] = frozenset()
        keep = OF_THE_OFFICE

    def __str__(self) -> str:
        return f"{self.programme} ({self.side}): {self.on}"

    @property
    def value(self) -> plans.Review:
        return plans.Review(self.side, self.on, timezone.localdate(self.at))


class ReadingQuerySet(models.QuerySet["Reading"]):
    def of(self, programme: str) -> Self:
        """The readings of a programme's indicators, newest first."""
        return self.filter(programme=programme).order_by("-on", "indicator")


class Reading(models.Model):
    """Which figure an indicator stood at on a day, and whether that was on the path; one row a month."""

    programme = models.CharField(max_length=KEY)
    indicator = models.CharField(max_length=KEY)
    month = models.DateField()  # its first day
    on = models.DateField()
    fact = models.CharField(max_length=FACT, blank=True)
    track = models.CharField(max_length=20, choices=Track.choices)
    at = models.DateTimeField()

    objects = ReadingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="indicator_is_read_once_a_month", fields=["programme", "indicator", "month"]),
            models.CheckConstraint(name="reading_stands_at_the_first_of_its_month", condition=Q(month__day=1)),
        ]

    class Privacy:
        personal: frozenset[str] = frozenset()
        keep = OF_THE_OFFICE

    def __str__(self) -> str:
        return f"{self.programme}/{self.indicator} {self.on}"


def records_of(programmes: list[str], added: Added = AddedQuerySet.to) -> dict[str, plans.Record]:
    """What officers added to these programmes, by programme, in a constant number of queries."""
    parts: dict[str, Mapping[str, list[Any]]] = {
        "reports": _by_programme(added(Report.objects.all(), programmes)),
        "added": _by_programme(added(MilestoneEntry.objects.all(), programmes)),
        "offers": _by_programme(added(OfferMove.objects.all(), programmes)),
        "reviews": _by_programme(added(Review.objects.all(), programmes)),
    }
    return {key: plans.Record(**{name: tuple(rows[key]) for name, rows in parts.items()}) for key in programmes}


def _by_programme(rows: Iterable[Any]) -> Mapping[str, list[Any]]:
    found: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.programme].append(row.value)
    return found


def _words(given: dict[str, str] | None) -> Words | None:
    return Words.of(given) if given else None
