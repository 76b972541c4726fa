"""Enquiries between the two sides and everything that answers them. The same rows serve asker and answerer."""

from __future__ import annotations

from datetime import date
from typing import Self, TypeVar
from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _

from hamsafar.accounts.models import User
from hamsafar.corridor.models import Side
from hamsafar.incidents.enums import (
    ENQUIRY_PEN,
    LEFT_OPEN,
    NOT_STATED,
    RUNNING,
    UNSENT,
    WITH_THE_ANSWERER,
    ClarificationState,
    ClosedFor,
    EnquiryState,
    ExplanationKind,
    LetterState,
    MeasureNow,
    Party,
    Pen,
    PromiseState,
    Substance,
    Via,
)
from hamsafar.incidents.models.incidents import Incident
from hamsafar.kit.privacy import Keep
from hamsafar.kit.refs import new_ref


def new_enquiry_ref() -> str:
    return new_ref("E")


def by_another_officer(name: str, writer: str = "written_by", second: str = "released_by") -> models.CheckConstraint:
    """The database's promise that nobody releases what they wrote themselves."""
    return models.CheckConstraint(
        name=name,
        condition=Q(**{f"{second}__isnull": True}) | Q(**{f"{writer}__isnull": True}) | ~Q(**{second: F(writer)}),
    )


class EnquiryQuerySet(models.QuerySet["Enquiry"]):
    def of_node(self, peer: models.Model) -> Self:
        """Those of this node: exchanged with this peer."""
        return self.filter(incident__peer=peer)

    def ours(self) -> Self:
        """What we ask."""
        return self.filter(we_are=Party.ASKER)

    def theirs(self) -> Self:
        """What we are asked."""
        return self.filter(we_are=Party.ANSWERER)

    def sent(self) -> Self:
        """Enquiries that have reached, or are on their way to, the answering side."""
        return self.exclude(state__in=UNSENT)

    def running(self) -> Self:
        """Enquiries that wait for an answer, whoever holds the pen."""
        return self.filter(state__in=RUNNING)

    def to_release(self) -> Self:
        """Enquiries that wait for a second officer of ours."""
        return self.filter(state=EnquiryState.TO_RELEASE)

    def with_the_answerer(self) -> Self:
        """Enquiries whose clock runs."""
        return self.filter(state__in=WITH_THE_ANSWERER)

    def our_turn(self) -> Self:
        """Enquiries for which this node holds the pen."""
        answers = Q(we_are=Party.ANSWERER, state__in=WITH_THE_ANSWERER)
        asks = Q(we_are=Party.ASKER, state__in=[state for state, pen in ENQUIRY_PEN.items() if pen is Pen.ASKER])
        return self.filter(answers | asks)

    def overdue(self, *, on: date) -> Self:
        """Enquiries whose last day has passed while the clock ran."""
        return self.with_the_answerer().filter(due_on__lt=on)

    def due_by(self, *, on: date) -> Self:
        """Enquiries whose last day is this one or earlier, while the clock runs."""
        return self.with_the_answerer().filter(due_on__lte=on)

    def live(self) -> Self:
        """Everything but the demonstration."""
        return self.filter(incident__synthetic=False)

    def newest_first(self) -> Self:
        return self.order_by("-written_at", "-pk")

    def locked(self, pk: int) -> Enquiry:
        """One enquiry, held until the transaction ends."""
        return self.select_for_update(of=("self",)).select_related("incident").get(pk=pk)


class Enquiry(models.Model):
    """Questions of one side to the other about an incident. On both nodes `subject` and `number` are the same.

    `due_on` is the last day on which an answer is on time, by the answering side's calendar; while the clock stands
    (state “clarifying”) it says what it was before.
    """

    ref = models.CharField(max_length=40, unique=True, default=new_enquiry_ref, editable=False)
    subject = models.UUIDField(default=uuid4, editable=False)
    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="enquiries")
    we_are = models.CharField(max_length=10, choices=Party.choices)
    asker = models.ForeignKey(Side, on_delete=models.PROTECT, related_name="enquiries_asked")
    number = models.CharField(max_length=30)
    state = models.CharField(max_length=16, choices=EnquiryState.choices, default=EnquiryState.DRAFT)
    via = models.CharField(max_length=10, choices=Via.choices, default=Via.ENVELOPE)
    words = models.TextField(max_length=4000, blank=True, default="")
    note = models.TextField(max_length=4000, blank=True, default="")
    language = models.CharField(max_length=2, default="ru")
    names_people = models.BooleanField(default=True)
    days = models.PositiveIntegerField()
    follows = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="followed_by")
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField()
    released_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    returned_because = models.CharField(max_length=500, blank=True, default="")
    asked_at = models.DateTimeField(null=True)
    due_on = models.DateField(null=True)
    arrived_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_for = models.CharField(max_length=20, choices=ClosedFor.choices, blank=True, default="")

    objects = EnquiryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="enquiry_stands_once_on_each_side", fields=["subject", "we_are"]),
            models.UniqueConstraint(
                name="enquiry_has_its_own_number_of_its_asker", fields=["number", "asker", "we_are"]
            ),
            models.CheckConstraint(
                name="enquiry_has_a_due_date_once_asked",
                condition=Q(state__in=sorted(UNSENT)) | Q(asked_at__isnull=False, due_on__isnull=False),
            ),
            by_another_officer("enquiry_is_released_by_a_second_officer"),
            models.CheckConstraint(
                name="enquiry_is_closed_at_a_moment_for_a_reason",
                condition=Q(state=EnquiryState.CLOSED, closed_at__isnull=False) & ~Q(closed_for="")
                | ~Q(state=EnquiryState.CLOSED) & Q(closed_at__isnull=True, closed_for=""),
            ),
        ]
        indexes = [
            models.Index(name="enquiry_by_state_and_due", fields=["state", "due_on"]),
            models.Index(name="enquiry_newest_first", fields=["-written_at", "-id"]),
        ]

    class Privacy:
        personal = frozenset({"words", "note", "returned_because"})
        keep = Keep(along="incident")

    def __str__(self) -> str:
        return self.number

    @property
    def pen(self) -> Pen:
        """Whose turn it is, the same word on both nodes."""
        return ENQUIRY_PEN[self.state]

    @property
    def is_our_turn(self) -> bool:
        """Whether this node holds the pen."""
        return self.pen.value == self.we_are


class EnquiryPointQuerySet(models.QuerySet["EnquiryPoint"]):
    def of_sent(self) -> Self:
        """Points of enquiries that were sent."""
        return self.exclude(enquiry__state__in=UNSENT)

    def left_open(self) -> Self:
        """Points that were asked and not answered with substance: the next agenda proposes them."""
        return self.of_sent().filter(standing__in=LEFT_OPEN)

    def ours(self) -> Self:
        return self.filter(enquiry__we_are=Party.ASKER)


class EnquiryPoint(models.Model):
    """One thing asked. `standing` is how it stands: as the answer codes it, or as the asker reads it where they did.

    `code` is of the pack's list `point`, or empty where the words say it all.
    """

    enquiry = models.ForeignKey(Enquiry, on_delete=models.CASCADE, related_name="points")
    number = models.PositiveIntegerField()
    code = models.CharField(max_length=60, blank=True, default="")
    words = models.TextField(max_length=1000, blank=True, default="")
    standing = models.CharField(max_length=10, choices=Substance.choices, default=Substance.OPEN)
    read_as = models.CharField(max_length=10, choices=Substance.choices, blank=True, default="")

    objects = EnquiryPointQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(name="point_has_its_number_in_its_enquiry", fields=["enquiry", "number"]),
            models.CheckConstraint(name="point_asks_something", condition=~Q(code="") | ~Q(words="")),
        ]

    class Privacy:
        personal = frozenset({"words"})
        keep = Keep(along="enquiry")

    def __str__(self) -> str:
        return f"{self.enquiry_id}/{self.number}"


class Clarification(models.Model):
    """A question back from the answering side. While it is asked and not replied to, the clock stands."""

    enquiry = models.ForeignKey(Enquiry, on_delete=models.CASCADE, related_name="clarifications")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=18, choices=ClarificationState.choices, default=ClarificationState.DRAFT)
    question = models.TextField(max_length=2000)
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    released_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    returned_because = models.CharField(max_length=500, blank=True, default="")
    asked_at = models.DateTimeField(null=True)
    reply = models.TextField(max_length=4000, blank=True, default="")
    reply_written_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    reply_released_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    replied_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(name="clarification_has_its_number", fields=["enquiry", "number"]),
            models.UniqueConstraint(
                name="enquiry_has_one_question_back_at_a_time",
                fields=["enquiry"],
                condition=~Q(state=ClarificationState.REPLIED),
            ),
            by_another_officer("clarification_is_released_by_a_second_officer"),
            by_another_officer(
                "clarification_reply_is_released_by_a_second_officer", "reply_written_by", "reply_released_by"
            ),
            models.CheckConstraint(
                name="clarification_is_replied_after_it_is_asked",
                condition=Q(replied_at__isnull=True) | Q(asked_at__isnull=False, replied_at__gte=F("asked_at")),
            ),
        ]

    class Privacy:
        personal = frozenset({"question", "reply", "returned_because"})
        keep = Keep(along="enquiry")

    def __str__(self) -> str:
        return f"clarification {self.number} of {self.enquiry_id}"


class Letter(models.Model):
    """Something written here that leaves only when a second officer releases it, or that came from the other side."""

    state = models.CharField(max_length=12, choices=LetterState.choices, default=LetterState.DRAFT)
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField()
    released_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    returned_because = models.CharField(max_length=500, blank=True, default="")
    sent_at = models.DateTimeField(null=True)
    via = models.CharField(max_length=10, choices=Via.choices, default=Via.ENVELOPE)

    class Meta:
        abstract = True

    class Privacy:
        personal = frozenset({"returned_because"})
        keep = Keep(years=7, after="written_at")

    @property
    def is_out(self) -> bool:
        """Whether both sides have it."""
        return self.state in {LetterState.SENT, LetterState.RECEIVED}


Row = TypeVar("Row", bound=models.Model)


class LetterQuerySet(models.QuerySet[Row]):
    def out(self) -> Self:
        """Sent or received: what both sides have."""
        return self.filter(state__in=[LetterState.SENT, LetterState.RECEIVED])

    def to_release(self) -> Self:
        """Waiting for a second officer."""
        return self.filter(state=LetterState.TO_RELEASE)


class Extension(Letter):
    """The answering side takes more working days and says why."""

    enquiry = models.ForeignKey(Enquiry, on_delete=models.CASCADE, related_name="extensions")
    days = models.PositiveIntegerField()
    reason = models.TextField(max_length=1000)

    objects = LetterQuerySet["Extension"].as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            by_another_officer("extension_is_released_by_a_second_officer"),
            models.CheckConstraint(
                name="extension_is_of_some_days_with_a_reason", condition=Q(days__gte=1) & ~Q(reason="")
            ),
        ]

    class Privacy:
        personal = frozenset({"reason", "returned_because"})
        keep = Keep(along="enquiry")

    def __str__(self) -> str:
        return f"{self.days} days more for {self.enquiry_id}"


class Explanation(Letter):
    """An answer, coded: individual or general, its ground, what becomes of the measure. It may be partial."""

    enquiry = models.ForeignKey(Enquiry, on_delete=models.CASCADE, related_name="explanations")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=ExplanationKind.choices)
    is_last = models.BooleanField(default=True)
    ground = models.CharField(max_length=60, default=NOT_STATED)
    ground_words = models.TextField(max_length=2000, blank=True, default="")
    measure_now = models.CharField(max_length=10, choices=MeasureNow.choices, default=MeasureNow.NOT_SAID)
    lifted_on = models.DateField(null=True)
    words = models.TextField(max_length=8000, blank=True, default="")
    outcomes = models.JSONField(default=list)

    objects = LetterQuerySet["Explanation"].as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(name="explanation_has_its_number", fields=["enquiry", "number"]),
            by_another_officer("explanation_is_released_by_a_second_officer"),
            models.CheckConstraint(
                name="explanation_dates_only_a_lifted_measure",
                condition=Q(lifted_on__isnull=True) | Q(measure_now=MeasureNow.LIFTED),
            ),
        ]

    class Privacy:
        personal = frozenset({"ground_words", "words", "outcomes", "returned_because"})
        keep = Keep(along="enquiry")

    def __str__(self) -> str:
        return f"explanation {self.number} of {self.enquiry_id}"


class PointAnswer(models.Model):
    """What one explanation says to one point, and how its writer codes that."""

    explanation = models.ForeignKey(Explanation, on_delete=models.CASCADE, related_name="answers")
    point = models.ForeignKey(EnquiryPoint, on_delete=models.CASCADE, related_name="answers")
    substance = models.CharField(max_length=10, choices=Substance.choices)
    words = models.TextField(max_length=4000, blank=True, default="")

    class Meta:
        ordering = ["point__number"]
        constraints = [
            models.UniqueConstraint(name="point_is_answered_once_in_an_explanation", fields=["explanation", "point"]),
            models.CheckConstraint(
                name="point_that_is_answered_says_how",
                condition=Q(substance__in=[Substance.DECLINED, Substance.OPEN]) | ~Q(words=""),
            ),
        ]

    class Privacy:
        personal = frozenset({"words"})
        keep = Keep(along="explanation")

    def __str__(self) -> str:
        return f"answer to {self.point_id}"


class PromiseQuerySet(models.QuerySet["Promise"]):
    def made(self) -> Self:
        """Promises of explanations that both sides have."""
        return self.filter(explanation__state__in=[LetterState.SENT, LetterState.RECEIVED])

    def open(self) -> Self:
        """Promises made and not known to be kept: the next agenda proposes them."""
        return self.made().filter(kept_on__isnull=True)

    def overdue(self, *, on: date) -> Self:
        return self.open().filter(due_on__lt=on)


class Promise(models.Model):
    """What an explanation promises, and by when if it says so."""

    explanation = models.ForeignKey(Explanation, on_delete=models.CASCADE, related_name="promises")
    words = models.TextField(max_length=1000)
    due_on = models.DateField(null=True)
    kept_on = models.DateField(null=True)

    objects = PromiseQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]

    class Privacy:
        personal = frozenset({"words"})
        keep = Keep(along="explanation")

    def __str__(self) -> str:
        return _("promise %(n)s") % {"n": self.pk}

    def state_on(self, day: date) -> PromiseState:
        """Kept, overdue or open on a day."""
        if self.kept_on is not None and self.kept_on <= day:
            return PromiseState.KEPT
        return PromiseState.OVERDUE if self.due_on is not None and self.due_on < day else PromiseState.OPEN


class OverdueClaim(Letter):
    """The asker says that the answer is overdue; the answering side may contest it with a reason. Both are kept.

    The letter is the contest; the claim itself is coded and needs no second officer.
    """

    enquiry = models.ForeignKey(Enquiry, on_delete=models.CASCADE, related_name="overdue_claims")
    claimed_at = models.DateTimeField()
    due_on = models.DateField()
    contested = models.BooleanField(default=False)
    reason = models.TextField(max_length=2000, blank=True, default="")

    objects = LetterQuerySet["OverdueClaim"].as_manager()

    class Meta:
        ordering = ["claimed_at", "pk"]
        constraints = [
            models.UniqueConstraint(name="overdue_is_claimed_once_for_a_due_date", fields=["enquiry", "due_on"]),
            by_another_officer("contest_is_released_by_a_second_officer"),
            models.CheckConstraint(
                name="overdue_is_contested_with_a_reason", condition=Q(contested=False) | ~Q(reason="")
            ),
        ]

    class Privacy:
        personal = frozenset({"reason", "returned_because"})
        keep = Keep(along="enquiry")

    def __str__(self) -> str:
        return f"overdue claim on {self.enquiry_id}"
