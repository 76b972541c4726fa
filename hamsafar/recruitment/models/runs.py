"""A placement run with what it was made from, the places it proposes, and who said what to each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Self
from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from hamsafar.accounts.models import Organisation, User
from hamsafar.journeys.models import Journey
from hamsafar.kit.privacy import Keep
from hamsafar.kit.refs import new_ref
from hamsafar.recruitment.enums import HOLDS_A_PLACE, LIVE, PROPOSAL_PEN, PlacingPen, ProposalState
from hamsafar.recruitment.models.orders import JobOrder
from hamsafar.recruitment.models.roster import Candidate


def new_run_ref() -> str:
    return new_ref("R")


def new_proposal_ref() -> str:
    return new_ref("Q")


class Run(models.Model):
    """One placement run. `frozen` is the archive of its inputs and placement, `digest` names it, `report` sums it up.

    Inputs name people and orders by their references only. What is frozen never changes: the database refuses it.
    """

    ref = models.CharField(max_length=40, unique=True, default=new_run_ref, editable=False)
    what_if = models.BooleanField(default=False)
    frozen = models.BinaryField()
    digest = models.CharField(max_length=64)
    status = models.CharField(max_length=12)
    objective = models.FloatField()
    bound = models.FloatField()
    report = models.JSONField()
    words = models.CharField(max_length=200, blank=True, default="")
    synthetic = models.BooleanField(default=False)
    made_by = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="run_has_a_bound_above_its_score", condition=Q(bound__gte=F("objective"))),
            models.UniqueConstraint(name="run_is_made_once_of_the_same_inputs", fields=["digest", "what_if"]),
        ]
        indexes = [models.Index(name="run_newest_first", fields=["-made_at", "-id"])]

    class Privacy:
        personal: frozenset[str] = frozenset()
        keep = Keep(for_good="References and scores: whom a reference names goes with that person's file.")

    def __str__(self) -> str:
        return self.ref


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def live(self) -> Self:
        """Those that somebody still has to say something about."""
        return self.filter(state__in=LIVE)

    def holding(self) -> Self:
        """Those that hold a place of their order."""
        return self.filter(state__in=HOLDS_A_PLACE)

    def silent(self, *, on: date) -> Self:
        """Those whose last day passed in silence."""
        return self.filter(state__in=[ProposalState.CONFIRMED, ProposalState.ACCEPTED], due_on__lt=on)

    def newest_first(self) -> Self:
        return self.select_related("candidate__person", "order__employer", "run").order_by("-proposed_at", "-pk")

    def locked(self, pk: int) -> Proposal:
        """One proposal, held until the transaction ends."""
        related = ("candidate__person", "order__employer", "run", "follows")
        return self.select_for_update(of=("self",)).select_related(*related).get(pk=pk)


class Proposal(models.Model):
    """One place for one candidate: why, and each yes or no with its day. `due_on` is whose turn's last day.

    `subject` is the case's name on both nodes; of an order that the other side verified, the employer answers there.
    A change of employer or a re-hire comes from no run: it `follows` the contract that was before.
    """

    ref = models.CharField(max_length=40, unique=True, default=new_proposal_ref, editable=False)
    subject = models.UUIDField(default=uuid4, unique=True, editable=False)
    run = models.ForeignKey(Run, on_delete=models.PROTECT, null=True, related_name="proposals")
    follows = models.ForeignKey("Contract", on_delete=models.PROTECT, null=True, related_name="followed_by")
    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="proposals")
    order = models.ForeignKey(JobOrder, on_delete=models.PROTECT, related_name="proposals")
    score = models.FloatField()
    reasons = models.JSONField(default=list)
    state = models.CharField(max_length=16, choices=ProposalState.choices, default=ProposalState.PROPOSED)
    proposed_at = models.DateTimeField()
    first_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    first_at = models.DateTimeField(null=True)
    second_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    second_at = models.DateTimeField(null=True)
    due_on = models.DateField(null=True)
    journey = models.ForeignKey(Journey, on_delete=models.PROTECT, null=True, related_name="proposals")
    accepted_on = models.DateField(null=True)
    agreed_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    refusal = models.CharField(max_length=60, blank=True, default="")  # a code of `recruitment-refusal`
    refusal_words = models.CharField(max_length=300, blank=True, default="")

    objects = ProposalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="candidate_has_one_proposal_at_a_time", fields=["candidate"], condition=Q(state__in=sorted(LIVE))
            ),
            models.CheckConstraint(
                name="proposal_comes_from_a_run_or_follows_a_contract",
                condition=Q(run__isnull=False, follows__isnull=True) | Q(run__isnull=True, follows__isnull=False),
            ),
            models.CheckConstraint(
                name="proposal_is_confirmed_by_two_officers",
                condition=Q(second_by__isnull=True)
                | Q(first_by__isnull=False, second_at__isnull=False) & ~Q(second_by=F("first_by")),
            ),
            models.CheckConstraint(
                name="nobody_is_placed_before_all_three_said_yes",
                condition=~Q(state=ProposalState.AGREED)
                | Q(second_by__isnull=False, accepted_on__isnull=False, agreed_on__isnull=False),
            ),
            models.CheckConstraint(
                name="proposal_waits_until_a_day",
                condition=~Q(state__in=[ProposalState.CONFIRMED, ProposalState.ACCEPTED]) | Q(due_on__isnull=False),
            ),
            models.CheckConstraint(
                name="refusal_has_its_code",
                condition=~Q(state__in=[ProposalState.REFUSED, ProposalState.DECLINED]) | ~Q(refusal=""),
            ),
        ]
        indexes = [
            models.Index(name="proposal_newest_first", fields=["-proposed_at", "-id"]),
            models.Index(name="proposal_due", fields=["state", "due_on"]),
        ]

    class Privacy:
        personal = frozenset({"refusal_words", "reasons"})
        becomes: Mapping[str, Any] = {"reasons": []}
        keep = Keep(along="candidate")

    def __str__(self) -> str:
        return self.ref

    @property
    def pen(self) -> PlacingPen:
        """Whose turn it is."""
        return PROPOSAL_PEN[self.state]

    def is_silent(self, *, on: date) -> bool:
        """Whether whoever had to answer let the last day pass."""
        waits = self.state in {ProposalState.CONFIRMED, ProposalState.ACCEPTED}
        return waits and self.due_on is not None and self.due_on < on


class Interest(models.Model):
    """What an officer answered before confirming: whether they have an interest in this placement."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="interests")
    officer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    declared = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="officer_is_asked_once_for_each_proposal", fields=["proposal", "officer"])
        ]

    class Privacy:
        personal: frozenset[str] = frozenset()
        keep = Keep(along="proposal")

    def __str__(self) -> str:
        return f"interest of {self.officer_id} in {self.proposal_id}"


class Exemption(models.Model):
    """One requirement of an order that is not asked of one candidate, for a reason, by two officers."""

    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="exemptions")
    order = models.ForeignKey(JobOrder, on_delete=models.PROTECT, related_name="exemptions")
    misfit = models.CharField(max_length=12)  # a word of `rules.fitting.Misfit`
    because = models.CharField(max_length=300)
    office = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    granted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    granted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="exemption_is_asked_once", fields=["candidate", "order", "misfit"]),
            models.CheckConstraint(
                name="exemption_is_granted_by_a_second_officer",
                condition=Q(granted_by__isnull=True, granted_at__isnull=True)
                | Q(granted_by__isnull=False, granted_at__isnull=False) & ~Q(granted_by=F("asked_by")),
            ),
        ]

    class Privacy:
        personal = frozenset({"because"})
        keep = Keep(along="candidate")

    def __str__(self) -> str:
        return f"exemption {self.pk}"
