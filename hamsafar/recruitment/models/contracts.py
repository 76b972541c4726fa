"""A contract as both states hold it, and what was paid so that somebody could work."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from hamsafar.kit.privacy import Keep
from hamsafar.kit.refs import new_ref
from hamsafar.recruitment.enums import (
    COMPLAINT_PEN,
    CONTRACT_PEN,
    ComplaintKind,
    ComplaintState,
    ContractState,
    Payer,
    PlacingPen,
)
from hamsafar.recruitment.models.runs import Proposal


def new_contract_ref() -> str:
    return new_ref("N")


class ContractQuerySet(models.QuerySet["Contract"]):
    def to_leave(self) -> Self:
        """Signed ones whose worker has not left for the work."""
        return self.filter(state=ContractState.SIGNED, arrived_on__isnull=True, proposal__journey__left_on__isnull=True)

    def by_departure(self) -> Self:
        related = ("proposal__candidate__person", "proposal__order__employer", "proposal__journey")
        return self.select_related(*related).order_by("proposal__journey__departs_on", "pk")

    def locked(self, pk: int) -> Contract:
        """One contract, held until the transaction ends."""
        related = ("proposal__candidate__person", "proposal__order__employer", "proposal__journey")
        return self.select_for_update(of=("self",)).select_related(*related).get(pk=pk)


class Contract(models.Model):
    """The contract of one agreed place. `origin` and `destination` are the terms as each state's copy says them.

    `arrived_on` is the day on which the employer's side saw the worker arrive.
    """

    ref = models.CharField(max_length=40, unique=True, default=new_contract_ref, editable=False)
    proposal = models.OneToOneField(Proposal, on_delete=models.PROTECT, related_name="contract")
    state = models.CharField(max_length=10, choices=ContractState.choices, default=ContractState.WRITTEN)
    origin = models.JSONField(default=dict)
    destination = models.JSONField(default=dict)
    opened_at = models.DateTimeField()
    signed_on = models.DateField(null=True)
    oriented_on = models.DateField(null=True)  # what was told about work and life there, before the departure
    arrived_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    ended_because = models.CharField(max_length=300, blank=True, default="")

    objects = ContractQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="contract_is_signed_on_a_day",
                condition=Q(state=ContractState.WRITTEN, signed_on__isnull=True)
                | Q(state__in=[ContractState.SIGNED, ContractState.ENDED], signed_on__isnull=False),
            ),
            models.CheckConstraint(
                name="nobody_arrives_without_a_signed_contract",
                condition=Q(arrived_on__isnull=True) | Q(signed_on__isnull=False),
            ),
            models.CheckConstraint(
                name="contract_ends_on_a_day",  # its reason is the worker's own, and goes with their file
                condition=Q(state=ContractState.ENDED, ended_on__isnull=False)
                | ~Q(state=ContractState.ENDED) & Q(ended_on__isnull=True, ended_because=""),
            ),
        ]

    class Privacy:
        personal = frozenset({"ended_because"})
        keep = Keep(along="proposal")

    def __str__(self) -> str:
        return self.ref

    @property
    def pen(self) -> PlacingPen:
        """Whose turn it is."""
        return CONTRACT_PEN[self.state]


class CostLine(models.Model):
    """One cost that was paid so that somebody could work: `cost` is a code of the pack's list `recruitment-cost`."""

    contract = models.ForeignKey(Contract, on_delete=models.CASCADE, related_name="costs")
    cost = models.CharField(max_length=60)
    payer = models.CharField(max_length=10, choices=Payer.choices)
    amount = models.DecimalField(max_digits=10, decimal_places=2)
    paid_on = models.DateField()
    evidence = models.CharField(max_length=200, blank=True, default="")
    entered_by = models.CharField(max_length=64)
    entered_at = models.DateTimeField()

    class Meta:
        ordering = ["paid_on", "pk"]
        constraints = [models.CheckConstraint(name="cost_is_an_amount", condition=Q(amount__gt=0))]

    class Privacy:
        personal = frozenset({"evidence"})
        keep = Keep(along="contract")

    def __str__(self) -> str:
        return f"{self.cost} of {self.contract_id}"


class Complaint(models.Model):
    """What a worker says is wrong with the work, and what was done. It is held against nobody who complains."""

    contract = models.ForeignKey(Contract, on_delete=models.CASCADE, related_name="complaints")
    kind = models.CharField(max_length=10, choices=ComplaintKind.choices)
    words = models.CharField(max_length=1000)
    said_on = models.DateField()
    state = models.CharField(max_length=10, choices=ComplaintState.choices, default=ComplaintState.OPEN)
    answer = models.CharField(max_length=1000, blank=True, default="")
    taken_by = models.CharField(max_length=64)
    taken_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-said_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="complaint_is_answered_in_words_at_a_moment",
                condition=Q(state=ComplaintState.OPEN, answered_at__isnull=True, answer="")
                | Q(state=ComplaintState.ANSWERED, answered_at__isnull=False),
            )
        ]

    class Privacy:
        personal = frozenset({"words", "answer"})
        keep = Keep(along="contract")

    def __str__(self) -> str:
        return f"complaint {self.pk} about {self.kind}"

    @property
    def pen(self) -> PlacingPen:
        """Whose turn it is."""
        return COMPLAINT_PEN[self.state]
