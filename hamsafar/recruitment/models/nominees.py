"""Whom the other side nominates for an order that was verified here: what they can do, and a name once all agreed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Self
from uuid import uuid4

from django.db import models
from django.db.models import Q

from hamsafar.exchange.models import Peer
from hamsafar.kit.privacy import Keep
from hamsafar.kit.refs import new_ref
from hamsafar.recruitment.enums import NOMINEE_PEN, NomineeState, PlacingPen, RussianLevel, TakenBack, Via
from hamsafar.recruitment.models.orders import JobOrder

LIVE_NOMINEES = (NomineeState.ASKED, NomineeState.ACCEPTED)
NAMED = (NomineeState.AGREED, NomineeState.SIGNED, NomineeState.ENDED)


def new_nominee_ref() -> str:
    return new_ref("M")


class NomineeQuerySet(models.QuerySet["Nominee"]):
    def live(self) -> Self:
        """Those about whom the employer or the worker still has to say something."""
        return self.filter(state__in=LIVE_NOMINEES)

    def asked(self) -> Self:
        """Those about whom the employer is asked."""
        return self.filter(state=NomineeState.ASKED)

    def expected(self) -> Self:
        """Those whose contract is signed and who were not seen to arrive."""
        return self.filter(state=NomineeState.SIGNED, arrived_on__isnull=True)

    def newest_first(self) -> Self:
        return self.select_related("order__employer").order_by("-nominated_at", "-pk")

    def locked(self, pk: int) -> Nominee:
        """One nominee, held until the transaction ends."""
        return self.select_for_update(of=("self",)).select_related("order__employer").get(pk=pk)


class Nominee(models.Model):
    """One person nominated for one of our orders. Their file stays with the other side; `subject` is the case's name.

    The employer decides without a name. `family` is shared by those who come together or not at all; `origin` and
    `destination` are the terms of the contract as each state's copy says them.
    """

    ref = models.CharField(max_length=40, unique=True, default=new_nominee_ref, editable=False)
    subject = models.UUIDField(default=uuid4, unique=True, editable=False)
    peer = models.ForeignKey(Peer, on_delete=models.PROTECT, related_name="+")
    via = models.CharField(max_length=8, choices=Via.choices, default=Via.ENVELOPE)
    order = models.ForeignKey(JobOrder, on_delete=models.PROTECT, related_name="nominees")
    state = models.CharField(max_length=10, choices=NomineeState.choices, default=NomineeState.ASKED)
    years = models.PositiveSmallIntegerField(default=0)
    russian = models.CharField(max_length=6, choices=RussianLevel.choices, default=RussianLevel.NONE)
    skills = models.JSONField(default=list)
    family = models.UUIDField(null=True)
    name = models.CharField(max_length=200, blank=True, default="")
    nominated_at = models.DateTimeField()
    due_on = models.DateField(null=True)
    accepted_on = models.DateField(null=True)
    agreed_on = models.DateField(null=True)
    refusal = models.CharField(max_length=60, blank=True, default="")  # a code of `recruitment-refusal`
    refusal_words = models.CharField(max_length=300, blank=True, default="")
    taken_back = models.CharField(max_length=10, choices=TakenBack.choices, blank=True, default="")
    origin = models.JSONField(default=dict)
    destination = models.JSONField(default=dict)
    signed_on = models.DateField(null=True)
    arrived_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    synthetic = models.BooleanField(default=False)

    objects = NomineeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="nominee_has_a_name_once_all_three_agreed",
                condition=Q(state__in=NAMED, agreed_on__isnull=False) | ~Q(state__in=NAMED) & Q(name=""),
            ),
            models.CheckConstraint(
                name="nominee_is_refused_with_a_code", condition=~Q(state=NomineeState.REFUSED) | ~Q(refusal="")
            ),
            models.CheckConstraint(
                name="nominee_is_taken_back_for_a_reason",
                condition=Q(state=NomineeState.TAKEN_BACK) & ~Q(taken_back="")
                | ~Q(state=NomineeState.TAKEN_BACK) & Q(taken_back=""),
            ),
            models.CheckConstraint(
                name="nominee_arrives_with_a_signed_contract",
                condition=Q(arrived_on__isnull=True) | Q(signed_on__isnull=False),
            ),
            models.CheckConstraint(
                name="nominee_ends_on_a_day",
                condition=~Q(state__in=[NomineeState.ENDED, NomineeState.REFUSED, NomineeState.TAKEN_BACK])
                | Q(ended_on__isnull=False),
            ),
        ]
        indexes = [
            models.Index(name="nominee_newest_first", fields=["-nominated_at", "-id"]),
            models.Index(name="nominee_due", fields=["state", "due_on"]),
        ]

    class Privacy:
        personal = frozenset({"name", "years", "russian", "skills", "family", "refusal_words"})
        becomes: Mapping[str, Any] = {"years": 0, "skills": [], "name": ""}
        keep = Keep(years=5, after="ended_on")

    def __str__(self) -> str:
        return self.ref

    @property
    def pen(self) -> PlacingPen:
        """Whose turn it is."""
        return NOMINEE_PEN[self.state]

    def is_silent(self, *, on: date) -> bool:
        """Whether whoever had to answer let the last day pass; the side that nominated them ends it."""
        return self.state in LIVE_NOMINEES and self.due_on is not None and self.due_on < on
