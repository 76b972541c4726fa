"""An application at the desk, what was handed in for it, questions to the applicant, and who worked on it."""

from __future__ import annotations

from datetime import date
from typing import Self
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from hamsafar.accounts.models import User
from hamsafar.appointments.models import Office
from hamsafar.documents.enums import APPLICATION_PEN, DECIDED, RUNNING, ApplicationState, HandedInState, Pen, Service
from hamsafar.journeys.models import Person, TripCheck
from hamsafar.kit.privacy import Keep
from hamsafar.kit.refs import new_ref

WITH_IT = Keep(along="application")


def new_application_ref() -> str:
    return new_ref("D")


class ApplicationQuerySet(models.QuerySet["Application"]):
    def at(self, office: Office) -> Self:
        return self.filter(office=office)

    def running(self) -> Self:
        """Applications that nobody has decided."""
        return self.filter(state__in=RUNNING)

    def decided(self) -> Self:
        return self.filter(state__in=DECIDED)

    def waiting_for(self, pen: Pen) -> Self:
        """Applications for which somebody holds the pen."""
        return self.filter(state__in=[state for state, whose in APPLICATION_PEN.items() if whose is pen])

    def overdue(self, *, on: date) -> Self:
        """Applications whose promised day has passed while the clock ran."""
        return self.running().exclude(state=ApplicationState.ASKED).filter(due_on__lt=on)

    def most_urgent_first(self) -> Self:
        return self.order_by(F("due_on").asc(nulls_last=True), "filed_at", "pk")

    def locked(self, pk: int) -> Application:
        """One application, held until the transaction ends."""
        return self.select_for_update(of=("self",)).select_related("office").get(pk=pk)


class Application(models.Model):
    """What somebody applies for, as they filed it. `secret` is a salted digest of the code that finds it again.

    `person` is their file on this node, once an officer saw the passport. `journey_ref` is the reference of their
    journey, here or on the other side's node, and `tells_origin` their wish that a decision be noted there. `days` are
    the working days promised when it was taken up, `due_on` the last of them as the clock stands.
    """

    ref = models.CharField(max_length=40, unique=True, default=new_application_ref, editable=False)
    subject = models.UUIDField(unique=True, default=uuid4, editable=False)
    secret = models.CharField(max_length=128, blank=True, default="")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="applications")
    service = models.CharField(max_length=20, choices=Service.choices)
    state = models.CharField(max_length=12, choices=ApplicationState.choices, default=ApplicationState.FILED)
    name = models.CharField(max_length=200, blank=True, default="")
    document = models.CharField(max_length=60, blank=True, default="")
    born = models.DateField(null=True)
    contact = models.CharField(max_length=254, blank=True, default="")
    language = models.CharField(max_length=2, choices=settings.LANGUAGES, default="tg")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="applications", null=True)
    journey_ref = models.CharField(max_length=40, blank=True, default="")
    tells_origin = models.BooleanField(default=False)
    officer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="applications", null=True)
    trip_check = models.ForeignKey(TripCheck, on_delete=models.SET_NULL, related_name="applications", null=True)
    fingerprints_on = models.DateField(null=True)  # that they were taken; no print is kept here
    days = models.PositiveIntegerField(null=True)
    filed_at = models.DateTimeField()
    taken_up_at = models.DateTimeField(null=True)
    due_on = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)
    synthetic = models.BooleanField(default=False)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="application_in_work_has_its_officer_and_its_days",
                condition=Q(state__in=[ApplicationState.FILED, ApplicationState.WITHDRAWN])
                | Q(taken_up_at__isnull=False, officer__isnull=False, days__isnull=False),
            ),
            models.CheckConstraint(
                name="application_ends_at_a_moment",
                condition=Q(state__in=sorted(RUNNING)) | Q(ended_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(name="application_by_state", fields=["office", "state", "due_on"]),
            models.Index(name="application_newest", fields=["-filed_at", "-id"]),
        ]

    class Privacy:
        personal = frozenset({"secret", "name", "document", "born", "contact", "journey_ref", "fingerprints_on"})
        keep = Keep(years=7, after="filed_at")  # practice of the desk, as long as evidence of a case

    def __str__(self) -> str:
        return self.ref

    @property
    def pen(self) -> Pen:
        """Whose turn it is."""
        return APPLICATION_PEN[self.state]


class HandedIn(models.Model):
    """One document of the checklist that was handed in: what it reads, whether it was checked, or why it went back."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="handed_in")
    code = models.CharField(max_length=60)
    state = models.CharField(max_length=10, choices=HandedInState.choices, default=HandedInState.RECEIVED)
    number = models.CharField(max_length=60, blank=True, default="")
    issued_on = models.DateField(null=True)
    expires_on = models.DateField(null=True)
    returned_because = models.CharField(max_length=300, blank=True, default="")
    received_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    received_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="document_goes_back_for_a_reason",
                condition=~Q(state=HandedInState.RETURNED) | ~Q(returned_because=""),
            ),
            models.CheckConstraint(
                name="document_expires_after_it_was_issued",
                condition=Q(issued_on__isnull=True) | Q(expires_on__isnull=True) | Q(expires_on__gt=F("issued_on")),
            ),
        ]

    class Privacy:
        personal = frozenset({"number", "issued_on", "expires_on"})
        keep = WITH_IT

    def __str__(self) -> str:
        return f"{self.code} of {self.application_id}"


class Question(models.Model):
    """A question to the applicant. From the day it is asked to the day of the answer the clock stands."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="questions")
    words = models.TextField(max_length=2000, blank=True)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    chased_at = models.DateTimeField(null=True)
    answer = models.TextField(max_length=4000, blank=True, default="")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="application_has_one_open_question", fields=["application"], condition=Q(answered_at__isnull=True)
            ),
            models.CheckConstraint(
                name="question_is_answered_after_it_was_asked",
                condition=Q(answered_at__isnull=True) | Q(answered_at__gte=F("asked_at")),
            ),
        ]

    class Privacy:
        personal = frozenset({"words", "answer"})
        keep = WITH_IT

    def __str__(self) -> str:
        return f"question {self.pk}"


class Handover(models.Model):
    """An application goes from one officer to another, and why."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="handovers")
    giver = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    taker = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    because = models.CharField(max_length=300)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="nobody_hands_over_to_themselves", condition=~Q(giver=F("taker"))),
        ]

    class Privacy:
        personal: frozenset[str] = frozenset()
        keep = WITH_IT

    def __str__(self) -> str:
        return f"handover {self.pk}"
