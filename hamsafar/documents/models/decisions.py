"""Decisions of the desk and exemptions from its checklists: what takes two officers cannot be written by one."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import F, Q

from hamsafar.accounts.models import User
from hamsafar.documents.enums import DecisionState, ExemptionState, Outcome
from hamsafar.documents.models.applications import WITH_IT, Application


class DecisionQuerySet(models.QuerySet["Decision"]):
    def in_force(self) -> Self:
        """Decisions that were made and that no other replaced."""
        return self.filter(state=DecisionState.MADE)

    def proposed(self) -> Self:
        return self.filter(state=DecisionState.PROPOSED)


class Decision(models.Model):
    """A decision with its coded ground. A refusal, and whatever corrects a decision, is confirmed by a second officer.

    `ground` is of the pack's list `desk-ground`; a grant has none. `until` is the last day for which it is good, where
    it has one.
    """

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="decisions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=DecisionState.choices)
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    ground = models.CharField(max_length=60, blank=True, default="")
    words = models.TextField(max_length=4000, blank=True, default="")
    until = models.DateField(null=True)
    corrects = models.ForeignKey("self", on_delete=models.SET_NULL, related_name="corrections", null=True)
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    made_at = models.DateTimeField(null=True)
    sent_back_because = models.CharField(max_length=300, blank=True, default="")

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(name="decision_has_its_number", fields=["application", "number"]),
            models.UniqueConstraint(
                name="application_has_one_decision_in_force",
                fields=["application"],
                condition=Q(state=DecisionState.MADE),
            ),
            models.CheckConstraint(
                name="refusal_names_its_ground", condition=~Q(outcome=Outcome.REFUSED) | ~Q(ground="")
            ),
            models.CheckConstraint(
                name="refusal_or_correction_is_made_by_two",
                condition=~Q(state=DecisionState.MADE)
                | Q(outcome=Outcome.GRANTED, corrects__isnull=True)
                | Q(confirmed_by__isnull=False),
            ),
            models.CheckConstraint(
                name="decision_is_confirmed_by_a_second_officer",
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("written_by")),
            ),
        ]

    class Privacy:
        personal = frozenset({"words", "sent_back_because"})
        keep = WITH_IT

    def __str__(self) -> str:
        return f"decision {self.number} of {self.application_id}"


class ExemptionQuerySet(models.QuerySet["Exemption"]):
    def granted(self) -> Self:
        return self.filter(state=ExemptionState.GRANTED)

    def asked(self) -> Self:
        return self.filter(state=ExemptionState.ASKED)


class Exemption(models.Model):
    """One document of the checklist is not asked for: by one officer with a reason, decided by another. Counted."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="exemptions")
    code = models.CharField(max_length=60)
    state = models.CharField(max_length=10, choices=ExemptionState.choices, default=ExemptionState.ASKED)
    because = models.CharField(max_length=300, blank=True)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    decided_at = models.DateTimeField(null=True)

    objects = ExemptionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="document_is_exempt_once",
                fields=["application", "code"],
                condition=~Q(state=ExemptionState.DECLINED),
            ),
            models.CheckConstraint(
                name="exemption_is_decided_by_a_second_officer",
                condition=Q(state=ExemptionState.ASKED, decided_by__isnull=True)
                | (Q(decided_by__isnull=False, decided_at__isnull=False) & ~Q(decided_by=F("asked_by"))),
            ),
        ]

    class Privacy:
        personal = frozenset({"because"})
        keep = WITH_IT

    def __str__(self) -> str:
        return f"exemption {self.pk}"
