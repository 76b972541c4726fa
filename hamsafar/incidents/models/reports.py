"""What a person or their family reports, and who they are: the second part never leaves this node."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from hamsafar.corridor.models import Post
from hamsafar.incidents.enums import NOT_STATED, Age, ReportedBy, ReportState, Wish
from hamsafar.incidents.models.incidents import Affected, Incident
from hamsafar.kit.privacy import Keep
from hamsafar.kit.refs import new_ref


def new_report_ref() -> str:
    return new_ref("B")


class ReportQuerySet(models.QuerySet["Report"]):
    def new(self) -> Self:
        """Reports that nobody has looked at."""
        return self.filter(state=ReportState.NEW)

    def oldest_first(self) -> Self:
        return self.order_by("sent_at", "pk")

    def newest_first(self) -> Self:
        return self.order_by("-sent_at", "-pk")

    def locked(self, pk: int) -> Report:
        """One report, held until the transaction ends."""
        return self.select_for_update().get(pk=pk)


class Report(models.Model):
    """What somebody says is happening to a person at the border, as they wrote it; nobody has checked it yet.

    `form_id` is made by the form before it is sent, so that sending it twice over a poor connection gives one report.
    `secret` is a salted digest of the word by which the reporter finds it again.
    """

    ref = models.CharField(max_length=40, unique=True, default=new_report_ref, editable=False)
    form_id = models.UUIDField(unique=True)
    secret = models.CharField(max_length=128)
    state = models.CharField(max_length=10, choices=ReportState.choices, default=ReportState.NEW)
    incident = models.ForeignKey(Incident, on_delete=models.SET_NULL, null=True, related_name="reports")
    affected = models.ForeignKey(Affected, on_delete=models.SET_NULL, null=True, related_name="reports")
    language = models.CharField(max_length=2)
    relation = models.CharField(max_length=12, choices=ReportedBy.choices)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, related_name="+")
    place = models.CharField(max_length=200, blank=True, default="")
    measure = models.CharField(max_length=60, blank=True, default="")
    started_at = models.DateTimeField(null=True)
    name_given = models.CharField(max_length=200, blank=True, default="")
    document_given = models.CharField(max_length=60, blank=True, default="")
    purpose = models.CharField(max_length=60, default=NOT_STATED)
    age = models.CharField(max_length=10, choices=Age.choices, default=Age.NOT_KNOWN)
    notice_wish = models.CharField(max_length=10, choices=Wish.choices, default=Wish.NOT_KNOWN)
    words = models.TextField(max_length=4000, blank=True, default="")
    synthetic = models.BooleanField(default=False)
    sent_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="report_that_is_taken_up_has_its_incident",
                condition=~Q(state=ReportState.TAKEN) | Q(incident__isnull=False),
            ),
            models.CheckConstraint(
                name="report_of_an_opposed_person_is_not_named",
                condition=~Q(notice_wish=Wish.OPPOSED) | Q(name_given="", document_given=""),
            ),
        ]
        indexes = [models.Index(name="report_by_state", fields=["state", "sent_at"])]

    class Privacy:
        personal = frozenset({"place", "name_given", "document_given", "words", "secret"})
        keep = Keep(years=3, after="sent_at")

    def __str__(self) -> str:
        return self.ref


class Reporter(models.Model):
    """Who sent a report and how they can be reached. No envelope, export or other node ever holds this."""

    report = models.OneToOneField(Report, on_delete=models.CASCADE, related_name="reporter")
    name = models.CharField(max_length=200, blank=True, default="")
    contact = models.CharField(max_length=200, blank=True, default="")

    class Privacy:
        personal = frozenset({"name", "contact"})
        keep = Keep(along="report")

    def __str__(self) -> str:
        return f"reporter of {self.report_id}"
