"""An incident at the border: where, when, which measures, who is in it and what became of each."""

from __future__ import annotations

from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery

from hamsafar.accounts.models import User
from hamsafar.corridor.models import Code, Post
from hamsafar.exchange.models import Peer
from hamsafar.files.models import StoredFile
from hamsafar.incidents.enums import (
    NOT_STATED,
    STILL_HELD,
    STUDY,
    Age,
    CodeList,
    IncidentState,
    ReportedBy,
    Via,
    Wish,
)
from hamsafar.journeys.models import Person
from hamsafar.kit.privacy import Keep
from hamsafar.kit.refs import new_ref


def new_incident_ref() -> str:
    return new_ref("I")


class IncidentQuerySet(models.QuerySet["Incident"]):
    def open(self) -> Self:
        """Incidents that are neither settled nor closed."""
        return self.filter(state=IncidentState.OPEN)

    def live(self) -> Self:
        """Everything but the demonstration."""
        return self.filter(synthetic=False)

    def mass(self) -> Self:
        return self.filter(mass=True)

    def of_node(self, peer: Peer) -> Self:
        """Those of this node: exchanged with this peer."""
        return self.filter(peer=peer)

    def newest_first(self) -> Self:
        return self.order_by("-started_at", "-pk")

    def with_counts(self) -> Self:
        """Each with `people` and `without`: how many stand in it, and for how many no outcome is known."""
        return self.annotate(
            people=_count(Affected.objects.counted().filter(incident=OuterRef("pk"))),
            without=_count(Affected.objects.without_outcome().filter(incident=OuterRef("pk"))),
        )

    def with_people_without_outcome(self) -> Self:
        """Incidents in which somebody has no outcome."""
        return self.filter(Exists(Affected.objects.without_outcome().filter(incident=OuterRef("pk"))))

    def locked(self, pk: int) -> Incident:
        """One incident, held until the transaction ends."""
        return self.select_for_update().get(pk=pk)


def _count(rows: models.QuerySet[Affected]) -> Subquery:
    counted = rows.order_by().annotate(n=models.Func(F("pk"), function="count")).values("n")
    return Subquery(counted, output_field=models.IntegerField())


class Incident(models.Model):
    """One event at the border. `subject` is random and the same on both nodes; `number` is for our officers.

    `post` is where it happened, or `place` in words. `day_only` says that only the day of the beginning is known.
    `people_said` is how many people a source speaks of, where it says a number; `people_words` what it says otherwise.
    """

    ref = models.CharField(max_length=40, unique=True, default=new_incident_ref, editable=False)
    subject = models.UUIDField(default=uuid4, editable=False)
    peer = models.ForeignKey(Peer, on_delete=models.PROTECT, related_name="incidents")
    number = models.CharField(max_length=20)
    state = models.CharField(max_length=10, choices=IncidentState.choices, default=IncidentState.OPEN)
    title = models.CharField(max_length=160, blank=True, default="")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, related_name="incidents")
    place = models.CharField(max_length=200, blank=True, default="")
    started_at = models.DateTimeField()
    day_only = models.BooleanField(default=False)
    ended_at = models.DateTimeField(null=True)
    ground = models.CharField(max_length=60, default=NOT_STATED)
    ground_words = models.TextField(max_length=2000, blank=True, default="")
    words = models.TextField(max_length=8000, blank=True, default="")
    mass = models.BooleanField(default=False)
    people_said = models.PositiveIntegerField(null=True)
    people_words = models.CharField(max_length=200, blank=True, default="")
    reported_via = models.CharField(max_length=12, choices=ReportedBy.choices)
    language = models.CharField(max_length=2, blank=True, default="")
    channel = models.CharField(max_length=60, blank=True, default="")
    settlement = models.CharField(max_length=60, blank=True, default="")
    settled_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)
    form_id = models.UUIDField(null=True, unique=True)
    synthetic = models.BooleanField(default=False)
    opened_by = models.CharField(max_length=64)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    objects = IncidentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="incident_stands_once_on_a_node", fields=["subject", "peer"]),
            models.UniqueConstraint(name="incident_has_its_own_number_on_a_node", fields=["number", "peer"]),
            models.CheckConstraint(
                name="incident_says_where_it_happened", condition=Q(post__isnull=False) | ~Q(place="")
            ),
            models.CheckConstraint(
                name="incident_ends_no_earlier_than_it_begins",
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("started_at")),
            ),
            models.CheckConstraint(
                name="incident_that_is_settled_says_by_which_channel",
                condition=~Q(state=IncidentState.SETTLED) | (~Q(channel="") & ~Q(settlement="")),
            ),
            models.CheckConstraint(
                name="incident_is_closed_at_a_moment",
                condition=Q(state=IncidentState.CLOSED, closed_at__isnull=False)
                | (~Q(state=IncidentState.CLOSED) & Q(closed_at__isnull=True)),
            ),
        ]
        indexes = [models.Index(name="incident_newest_first", fields=["-started_at", "-id"])]

    class Privacy:
        personal = frozenset({"words", "ground_words", "place", "title"})
        keep = Keep(years=7, after="closed_at")
        becomes = {"place": "–"}  # an incident says where it happened, or that nobody knows any more

    def __str__(self) -> str:
        return self.number


class BorderMeasureQuerySet(models.QuerySet["BorderMeasure"]):
    def breaking_promises(self) -> Self:
        """Measures that a treaty, as its source says, promised not to take: those with the key of such a promise."""
        return self.filter(kind__in=Code.objects.of(CodeList.PROMISE).exclude(source="").values("key"))


class BorderMeasure(models.Model):
    """One measure taken in an incident, against everybody in it or one person, with its own beginning and end."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="measures")
    affected = models.ForeignKey("Affected", on_delete=models.CASCADE, null=True, related_name="measures")
    kind = models.CharField(max_length=60)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ground = models.CharField(max_length=60, default=NOT_STATED)
    ground_words = models.TextField(max_length=2000, blank=True, default="")
    recorded_at = models.DateTimeField()

    objects = BorderMeasureQuerySet.as_manager()

    class Meta:
        ordering = ["started_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="measure_ends_no_earlier_than_it_begins",
                condition=Q(ended_at__isnull=True) | Q(started_at__isnull=True) | Q(ended_at__gte=F("started_at")),
            ),
        ]
        indexes = [models.Index(name="border_measure_kind", fields=["kind", "incident"])]

    class Privacy:
        personal = frozenset({"ground_words"})
        keep = Keep(along="incident")

    def __str__(self) -> str:
        return self.kind


class AffectedQuerySet(models.QuerySet["Affected"]):
    def counted(self) -> Self:
        """Each person once: rows that were marked as the same as another one are left out."""
        return self.filter(same_as__isnull=True)

    def named(self) -> Self:
        """People who may be named to anybody: those who were against telling the consul are counted only."""
        return self.counted().exclude(notice_wish=Wish.OPPOSED)

    def opposed(self) -> Self:
        """People who were against telling the consul: a number, never names."""
        return self.counted().filter(notice_wish=Wish.OPPOSED)

    def students(self) -> Self:
        return self.counted().filter(purpose=STUDY)

    def minors(self) -> Self:
        return self.counted().filter(age=Age.MINOR)

    def without_outcome(self) -> Self:
        """People for whom no outcome is known; being held still is none."""
        return self.counted().filter(~Exists(AffectedOutcome.objects.final().filter(affected=OuterRef("pk"))))

    def with_outcome(self, outcome: str) -> Self:
        """People whose newest outcome is this one."""
        return self.counted().with_latest().filter(latest=outcome)

    def with_latest(self) -> Self:
        """Each with `latest` and `latest_at`: the newest outcome that is known, or None."""
        newest = AffectedOutcome.objects.final().filter(affected=OuterRef("pk")).order_by("-at", "-pk")
        return self.annotate(latest=Subquery(newest.values("outcome")[:1]), latest_at=Subquery(newest.values("at")[:1]))

    def in_order(self) -> Self:
        return self.order_by("number")

    def locked(self, pk: int) -> Affected:
        return self.select_for_update().get(pk=pk)


class Affected(models.Model):
    """One person in one incident, by name and document as they were given. `person` is set by an officer alone.

    Who was against telling the consul stands here without name and document, so that they are counted and not named.
    A row that turned out to be the same person as another keeps its place and points to it.
    """

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="affected")
    number = models.PositiveIntegerField()
    name_given = models.CharField(max_length=200, blank=True, default="")
    document_given = models.CharField(max_length=60, blank=True, default="")
    birth_given = models.DateField(null=True)
    purpose = models.CharField(max_length=60, default=NOT_STATED)
    age = models.CharField(max_length=10, choices=Age.choices, default=Age.NOT_KNOWN)
    language = models.CharField(max_length=2, blank=True, default="")
    notice_wish = models.CharField(max_length=10, choices=Wish.choices, default=Wish.NOT_ASKED)
    notice_asked_at = models.DateTimeField(null=True)
    family_wish = models.CharField(max_length=10, choices=Wish.choices, default=Wish.NOT_ASKED)
    family_told_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=400, blank=True, default="")
    same_as = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="doubles")
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="affected")
    version = models.PositiveIntegerField(default=1)
    added_at = models.DateTimeField()

    objects = AffectedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="affected_has_a_number_of_their_own", fields=["incident", "number"]),
            models.CheckConstraint(
                name="affected_who_opposed_notice_is_not_named",
                condition=~Q(notice_wish=Wish.OPPOSED)
                | Q(name_given="", document_given="", birth_given__isnull=True, note="", person__isnull=True),
            ),
            models.CheckConstraint(
                name="affected_is_not_the_same_as_themselves", condition=Q(same_as__isnull=True) | ~Q(same_as=F("pk"))
            ),
        ]

    class Privacy:
        personal = frozenset({"name_given", "document_given", "birth_given", "language", "note"})
        keep = Keep(along="incident")

    def __str__(self) -> str:
        return f"{self.incident_id}/{self.number}"


class AffectedOutcomeQuerySet(models.QuerySet["AffectedOutcome"]):
    def final(self) -> Self:
        """What counts as an outcome: everything but “still held”."""
        return self.exclude(outcome=STILL_HELD)

    def in_order(self) -> Self:
        return self.order_by("at", "pk")

    def newest(self) -> Self:
        """The last outcome of each person."""
        return self.order_by("affected", "-at", "-pk").distinct("affected")


class AffectedOutcome(models.Model):
    """What became of one person, as of a moment, and who said so. Successive ones are all kept."""

    affected = models.ForeignKey(Affected, on_delete=models.CASCADE, related_name="outcomes")
    outcome = models.CharField(max_length=60)
    at = models.DateTimeField()
    source = models.CharField(max_length=200)
    recorded_by = models.CharField(max_length=64)
    recorded_at = models.DateTimeField()

    objects = AffectedOutcomeQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(name="outcome_newest_of_a_person", fields=["affected", "-at", "-id"]),
            models.Index(name="outcome_by_kind", fields=["outcome", "affected"]),
        ]

    class Privacy:
        personal = frozenset({"source"})
        keep = Keep(along="affected")

    def __str__(self) -> str:
        return self.outcome


class StatedCount(models.Model):
    """How many people somebody said were in one state at a moment: a number, or words where no number was said.

    `outcome` is a code of the list `outcome`; empty means all who were there.
    """

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="stated_counts")
    at = models.DateTimeField()
    outcome = models.CharField(max_length=60, blank=True, default="")
    people = models.PositiveIntegerField(null=True)
    words = models.CharField(max_length=200, blank=True, default="")
    source = models.CharField(max_length=200)
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="stated_count_says_a_number_or_words", condition=Q(people__isnull=False) | ~Q(words="")
            ),
        ]

    class Privacy:
        personal: frozenset[str] = frozenset()
        keep = Keep(along="incident")

    def __str__(self) -> str:
        return str(self.people if self.people is not None else self.words)


class Evidence(models.Model):
    """A file that shows something of an incident. Its bytes are `files`' matter; who reads it is ours."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, null=True, related_name="evidence")
    report = models.ForeignKey("incidents.Report", on_delete=models.CASCADE, null=True, related_name="evidence")
    affected = models.ForeignKey(Affected, on_delete=models.SET_NULL, null=True, related_name="evidence")
    enquiry = models.ForeignKey("incidents.Enquiry", on_delete=models.SET_NULL, null=True, related_name="evidence")
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="evidence")
    words = models.CharField(max_length=300, blank=True, default="")
    added_by = models.CharField(max_length=64)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["added_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="evidence_belongs_to_an_incident_or_a_report",
                condition=Q(incident__isnull=False) | Q(report__isnull=False),
            ),
        ]

    class Privacy:
        personal = frozenset({"words"})
        keep = Keep(years=7, after="added_at")

    def __str__(self) -> str:
        return f"evidence {self.pk}"


class PhoneCheck(models.Model):
    """That a device was checked: taken, returned, on what ground, what was asked. Never what was on it."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="phone_checks")
    affected = models.ForeignKey(Affected, on_delete=models.CASCADE, null=True, related_name="phone_checks")
    devices = models.PositiveIntegerField(default=1)
    taken_at = models.DateTimeField(null=True)
    returned_at = models.DateTimeField(null=True)
    code_asked = models.BooleanField(null=True)
    ground = models.CharField(max_length=60, default=NOT_STATED)
    ground_words = models.CharField(max_length=500, blank=True, default="")
    questions = models.TextField(max_length=2000, blank=True, default="")
    recorded_by = models.CharField(max_length=64)
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["taken_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="phone_is_returned_no_earlier_than_taken",
                condition=Q(returned_at__isnull=True) | Q(taken_at__isnull=True) | Q(returned_at__gte=F("taken_at")),
            ),
            models.CheckConstraint(name="phone_check_is_of_a_device", condition=Q(devices__gte=1)),
        ]

    class Privacy:
        personal = frozenset({"ground_words", "questions"})
        keep = Keep(along="incident")

    def __str__(self) -> str:
        return f"phone check {self.pk}"


class ConsularNotice(models.Model):
    """That the consul was told of an incident, or of one person in it: when, by whom, how, with what proof."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="notices")
    affected = models.ForeignKey(Affected, on_delete=models.CASCADE, null=True, related_name="notices")
    told_at = models.DateTimeField()
    told_by = models.CharField(max_length=200)
    via = models.CharField(max_length=10, choices=Via.choices)
    proof = models.ForeignKey(StoredFile, on_delete=models.SET_NULL, null=True, related_name="+")
    words = models.CharField(max_length=500, blank=True, default="")
    recorded_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["told_at", "pk"]

    class Privacy:
        personal = frozenset({"told_by", "words"})
        keep = Keep(along="incident")

    def __str__(self) -> str:
        return f"consul told {self.told_at:%Y-%m-%d %H:%M}"
