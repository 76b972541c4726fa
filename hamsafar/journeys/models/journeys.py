"""A journey, what it asks for, what was met or waived and by whom, and the crossings that are known.

What is stored are facts and dates; where a journey and a requirement stand is derived from them (`rules.journeys`).
Rows stay when a person is erased, emptied of everything personal, so that sums still hold.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import F, Q

from hamsafar.accounts.models import Organisation, User
from hamsafar.corridor.models import Post
from hamsafar.files.models import StoredFile
from hamsafar.journeys.enums import (
    AttestationState,
    Direction,
    JourneyPurpose,
    JourneyState,
    Phase,
    RequirementKind,
    Standing,
    StayGround,
    ToldBy,
    WaiverState,
)
from hamsafar.journeys.models.people import WITH_THE_PERSON, Person
from hamsafar.journeys.rules.journeys import JourneyFacts, RequirementFacts, holds, journey_state, standing
from hamsafar.kit.because import from_data
from hamsafar.kit.privacy import Keep
from hamsafar.kit.refs import new_ref

WITH_THE_JOURNEY = Keep(along="journey")
WITH_THE_REQUIREMENT = Keep(along="requirement")


def new_journey_ref() -> str:
    return new_ref("J")


def new_waiver_ref() -> str:
    return new_ref("W")


class JourneyQuerySet(models.QuerySet["Journey"]):
    def of(self, person: Person) -> Self:
        """The journeys of a person, through every file of theirs."""
        return self.filter(person__in=person.same_as())

    def kept(self) -> Self:
        """Journeys of people who were not erased."""
        return self.filter(person__erased_at__isnull=True)

    def going_on(self) -> Self:
        """Journeys that were not cancelled and have not ended."""
        return self.kept().filter(cancelled_at__isnull=True, returned_on__isnull=True)

    def at_home(self) -> Self:
        """Journeys that go on and have not left."""
        return self.going_on().filter(left_on__isnull=True)

    def lost(self, *, on: date) -> Self:
        """Journeys ahead that lost their clearance and did not get it again, the nearest departure first."""
        return self.at_home().filter(lost_at__isnull=False, departs_on__gte=on).order_by("departs_on", "pk")

    def in_state(self, state: str, *, at: datetime) -> Self:
        """Journeys that stand in one state at a moment: what `rules.journeys.journey_state` derives, as a query."""
        holds = Q(cleared_until__gt=at, lost_at__isnull=True)
        return {
            JourneyState.OPEN: self.at_home().exclude(holds),
            JourneyState.CLEARED: self.at_home().filter(holds),
            JourneyState.ABROAD: self.going_on().filter(left_on__isnull=False),
            JourneyState.RETURNED: self.kept().filter(cancelled_at__isnull=True, returned_on__isnull=False),
            JourneyState.CANCELLED: self.kept().filter(cancelled_at__isnull=False),
        }[JourneyState(state)]

    def synthetic(self) -> Self:
        return self.filter(synthetic=True)

    def newest_first(self) -> Self:
        return self.order_by("-opened_at", "-pk")

    def locked(self, pk: int) -> Journey:
        """One journey, held until the transaction ends."""
        return self.select_for_update(of=("self",)).select_related("person").get(pk=pk)


class Journey(models.Model):
    """One journey of one person. `occupation` is a code of ISCO-08, of somebody who travels to work.

    `cleared_until` is when the newest paper expires; `lost_because` says why its ground fell away before.
    """

    ref = models.CharField(max_length=40, unique=True, default=new_journey_ref, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="journeys")
    purpose = models.CharField(max_length=10, choices=JourneyPurpose.choices, blank=True, default="")
    departs_on = models.DateField(null=True)
    occupation = models.CharField(max_length=4, blank=True, default="")
    office = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="journeys")
    synthetic = models.BooleanField(default=False)
    opened_by = models.CharField(max_length=64)
    opened_at = models.DateTimeField()
    first_cleared_at = models.DateTimeField(null=True)
    cleared_at = models.DateTimeField(null=True)
    cleared_until = models.DateTimeField(null=True)
    lost_at = models.DateTimeField(null=True)
    lost_because = models.JSONField(null=True)
    left_on = models.DateField(null=True)
    returned_on = models.DateField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    cancelled_because = models.CharField(max_length=300, blank=True, default="")

    objects = JourneyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="journey_returns_after_it_left",
                condition=Q(returned_on__isnull=True) | Q(returned_on__gte=F("left_on")),
            ),
            models.CheckConstraint(
                name="journey_is_cleared_from_a_moment_until_a_moment",
                condition=Q(cleared_at__isnull=True, cleared_until__isnull=True)
                | Q(cleared_at__isnull=False, cleared_until__gt=F("cleared_at"), first_cleared_at__lte=F("cleared_at")),
            ),
            models.CheckConstraint(
                name="journey_loses_only_what_it_had",
                condition=Q(lost_at__isnull=True) | Q(cleared_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(name="journey_newest_first", fields=["-opened_at", "-id"]),
            models.Index(name="journey_departs", fields=["departs_on", "id"], condition=Q(left_on__isnull=True)),
        ]

    class Privacy:
        personal = frozenset({"purpose", "departs_on", "occupation", "left_on", "returned_on"}) | frozenset(
            {"lost_because", "cancelled_because"}
        )
        keep = WITH_THE_PERSON

    def __str__(self) -> str:
        return self.ref

    def state(self, *, at: datetime) -> JourneyState:
        """Where it stands at a moment."""
        facts = JourneyFacts(self.cancelled_at, self.left_on, self.returned_on, self.cleared_until, self.lost_at)
        return journey_state(facts, at=at)

    @property
    def entry_on(self) -> date | None:
        """The day of entry: the first that is known, else the planned one."""
        return self.left_on or self.departs_on


class RequirementQuerySet(models.QuerySet["Requirement"]):
    def in_order(self) -> Self:
        return self.order_by("position", "pk")

    def asked(self) -> Self:
        return self.filter(needed=True)

    def before_departure(self) -> Self:
        """Those of the first phase: the only ones that clearing reads."""
        return self.filter(phase=Phase.BEFORE_DEPARTURE)

    def near(self, *, on: date, lapses: timedelta, due: timedelta) -> Self:
        """Those of journeys that go on which lapse, or are due, so soon after a day."""
        lapse = Q(until__gt=on, until__lte=on + lapses)
        wanted = Q(needed=True, due_on__gte=on, due_on__lte=on + due)
        return self.filter(lapse | wanted, journey__in=Journey.objects.going_on())

    def waived_too(self) -> Self:
        """Each with `is_waived` (by two officers) and `waits` (whether a word of an officer is to be confirmed)."""
        mine = {"requirement": models.OuterRef("pk")}
        return self.annotate(
            is_waived=models.Exists(Waiver.objects.filter(**mine, state=WaiverState.GRANTED)),
            waits=models.Exists(Attestation.objects.filter(**mine, state=AttestationState.WAITING)),
        )


class Requirement(models.Model):
    """One requirement of a journey, once for each kind: what asks it, when it is due, from when to when it is met.

    `rule` and `rule_from` name the row of the pack, `because` why it is asked or not. Whoever reads a row for its
    standing asks for it `waived_too()`.
    """

    journey = models.ForeignKey(Journey, on_delete=models.CASCADE, related_name="requirements")
    kind = models.CharField(max_length=20, choices=RequirementKind.choices)
    phase = models.CharField(max_length=20, choices=Phase.choices)
    position = models.PositiveSmallIntegerField(default=0)
    needed = models.BooleanField()
    established = models.BooleanField(default=True)
    because = models.JSONField(default=dict)
    rule = models.CharField(max_length=60, blank=True, default="")
    rule_from = models.DateField(null=True)
    source = models.CharField(max_length=80, blank=True, default="")
    term_rule = models.CharField(max_length=60, blank=True, default="")
    due_on = models.DateField(null=True)
    met_on = models.DateField(null=True)
    until = models.DateField(null=True)
    evidence = models.CharField(max_length=120, blank=True, default="")
    met_by = models.CharField(max_length=64, blank=True, default="")
    met_at = models.DateTimeField(null=True)
    unmet_because = models.JSONField(null=True)
    unmet_at = models.DateTimeField(null=True)

    objects = RequirementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="journey_asks_each_kind_once", fields=["journey", "kind"]),
            models.CheckConstraint(
                name="requirement_holds_for_a_day_at_least",
                condition=Q(until__isnull=True) | Q(until__gt=F("met_on")),
            ),
        ]
        indexes = [
            models.Index(name="requirement_lapses", fields=["until", "id"], condition=Q(until__isnull=False)),
            models.Index(name="requirement_due", fields=["due_on", "id"], condition=Q(met_on__isnull=True)),
        ]

    class Privacy:
        personal = frozenset({"due_on", "met_on", "until", "evidence", "unmet_because"})
        keep = WITH_THE_JOURNEY

    def __str__(self) -> str:
        return f"{self.kind} of journey {self.journey_id}"

    @property
    def facts(self) -> RequirementFacts:
        return RequirementFacts(
            kind=RequirementKind(self.kind),
            phase=Phase(self.phase),
            needed=self.needed,
            established=self.established,
            met_on=self.met_on,
            until=self.until,
            due_on=self.due_on,
            waived=getattr(self, "is_waived", False),
            waits=getattr(self, "waits", False),
        )

    def is_met(self, *, on: date) -> bool:
        """Whether this requirement holds on the given day."""
        return holds(self.facts, on=on)

    def standing(self, *, on: date) -> Standing:
        """How it stands on a day."""
        return standing(self.facts, on=on)

    @property
    def reason(self) -> str:
        """Why it is asked or not, to be said in the reader's language (`kit.because.said`)."""
        reason: str = from_data(self.because) if self.because else ""
        return reason


class AttestationQuerySet(models.QuerySet["Attestation"]):
    def waiting(self) -> Self:
        """Those that wait for a second officer."""
        return self.filter(state=AttestationState.WAITING)

    def locked(self, pk: int) -> Attestation:
        return self.select_for_update(of=("self",)).get(pk=pk)


class Attestation(models.Model):
    """One officer's word that a requirement is met, with a scan, until a second officer holds it against the original.

    `met_on` and `until` are what the document says; `scan` is None where the original was only seen.
    """

    requirement = models.ForeignKey(Requirement, on_delete=models.CASCADE, related_name="attestations")
    state = models.CharField(max_length=10, choices=AttestationState.choices, default=AttestationState.WAITING)
    met_on = models.DateField(null=True)
    until = models.DateField(null=True)
    words = models.CharField(max_length=120, blank=True, default="")  # what the document is
    scan = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_because = models.CharField(max_length=300, blank=True, default="")

    objects = AttestationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="requirement_has_one_word_that_waits",
                fields=["requirement"],
                condition=Q(state=AttestationState.WAITING),
            ),
            models.CheckConstraint(
                name="word_is_decided_by_a_second_officer",
                condition=Q(state=AttestationState.WAITING)
                | (Q(decided_by__isnull=False, decided_at__isnull=False) & ~Q(decided_by=F("recorded_by"))),
            ),
        ]

    class Privacy:
        personal = frozenset({"met_on", "until", "words", "decided_because"})
        keep = WITH_THE_REQUIREMENT

    def __str__(self) -> str:
        return f"attestation {self.pk}"


class WaiverQuerySet(models.QuerySet["Waiver"]):
    def waiting(self) -> Self:
        """Those that wait for a second officer."""
        return self.filter(state=WaiverState.ASKED)

    def granted(self) -> Self:
        return self.filter(state=WaiverState.GRANTED)

    def locked(self, pk: int) -> Waiver:
        return self.select_for_update(of=("self",)).get(pk=pk)


class Waiver(models.Model):
    """A wish to do without a requirement, by one officer with a reason, decided by another. Counted by office."""

    ref = models.CharField(max_length=40, unique=True, default=new_waiver_ref, editable=False)
    requirement = models.ForeignKey(Requirement, on_delete=models.CASCADE, related_name="waivers")
    state = models.CharField(max_length=10, choices=WaiverState.choices, default=WaiverState.ASKED)
    because = models.CharField(max_length=500, blank=True, default="")
    office = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="waivers")
    synthetic = models.BooleanField(default=False)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    objects = WaiverQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="requirement_has_one_waiver_that_stands",
                fields=["requirement"],
                condition=~Q(state=WaiverState.REFUSED),
            ),
            models.CheckConstraint(
                name="waiver_is_decided_by_a_second_officer",
                condition=Q(state=WaiverState.ASKED)
                | (Q(decided_by__isnull=False, decided_at__isnull=False) & ~Q(decided_by=F("asked_by"))),
            ),
        ]
        indexes = [models.Index(name="waiver_by_office", fields=["office", "state"])]

    class Privacy:
        personal = frozenset({"because"})
        keep = WITH_THE_REQUIREMENT

    def __str__(self) -> str:
        return self.ref


class CrossingQuerySet(models.QuerySet["Crossing"]):
    def of(self, person: Person) -> Self:
        """Every known crossing of a person, through every file and journey of theirs."""
        return self.filter(journey__person__in=person.same_as())

    def in_order(self) -> Self:
        """As they happened; of one day, as they were told."""
        return self.order_by("on", "pk")


class Crossing(models.Model):
    """One crossing of the border of the state that is travelled to, and how this node knows of it."""

    journey = models.ForeignKey(Journey, on_delete=models.CASCADE, related_name="crossings")
    direction = models.CharField(max_length=10, choices=Direction.choices)
    on = models.DateField()
    post = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, related_name="crossings")
    told_by = models.CharField(max_length=10, choices=ToldBy.choices)
    told_at = models.DateTimeField()

    objects = CrossingQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(name="crossing_in_order", fields=["journey", "on", "id"])]

    class Privacy:
        personal = frozenset({"direction", "on", "post"})
        keep = WITH_THE_JOURNEY

    def __str__(self) -> str:
        return f"crossing {self.pk}"


class StayPeriod(models.Model):
    """A time for which somebody stays by a patent, a permit or an extension for study: `until` is half-open."""

    journey = models.ForeignKey(Journey, on_delete=models.CASCADE, related_name="stay_periods")
    ground = models.CharField(max_length=10, choices=StayGround.choices)
    starts = models.DateField()
    until = models.DateField()
    noted_by = models.CharField(max_length=64)
    noted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="ground_of_a_stay_starts_once", fields=["journey", "ground", "starts"]),
            models.CheckConstraint(name="ground_of_a_stay_ends_after_it_starts", condition=Q(until__gt=F("starts"))),
        ]

    class Privacy:
        personal = frozenset({"ground", "starts", "until"})
        keep = WITH_THE_JOURNEY

    def __str__(self) -> str:
        return f"ground of stay {self.pk}"
