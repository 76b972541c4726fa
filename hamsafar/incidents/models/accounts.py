"""The two accounts of one incident: each side's own signed statement, never merged."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from hamsafar.corridor.models import Side
from hamsafar.incidents.enums import NOT_STATED, LetterState, MeasureNow, Via
from hamsafar.incidents.models.enquiries import Letter, LetterQuerySet, by_another_officer
from hamsafar.incidents.models.incidents import Incident
from hamsafar.kit.privacy import Keep
from hamsafar.kit.refs import new_ref


def new_account_ref() -> str:
    return new_ref("N")


class AccountQuerySet(LetterQuerySet["Account"]):
    def newest_first(self) -> Self:
        return self.order_by("-version")

    def of_side(self, side: str) -> Self:
        return self.filter(side_id=side)


class Account(Letter):
    """What one side states of an incident, in one version. `signed` is the COSE message over exactly these values.

    Empty fields are what the side is silent about. `public_key` verifies `signed`; it came in the same envelope,
    whose own signature vouches for it.
    """

    ref = models.CharField(max_length=40, unique=True, default=new_account_ref, editable=False)
    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="accounts")
    side = models.ForeignKey(Side, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField()
    place = models.CharField(max_length=300, blank=True, default="")
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    people = models.PositiveIntegerField(null=True)
    students = models.PositiveIntegerField(null=True)
    measures = models.CharField(max_length=1000, blank=True, default="")
    ground = models.CharField(max_length=60, default=NOT_STATED)
    ground_words = models.CharField(max_length=1000, blank=True, default="")
    consul_told_at = models.DateTimeField(null=True)
    outcomes = models.CharField(max_length=1000, blank=True, default="")
    measure_now = models.CharField(max_length=10, choices=MeasureNow.choices, default=MeasureNow.NOT_SAID)
    words = models.TextField(max_length=8000, blank=True, default="")
    signed = models.BinaryField(null=True)
    public_key = models.BinaryField(max_length=32, null=True)

    objects = AccountQuerySet.as_manager()

    class Meta:
        ordering = ["side", "version"]
        constraints = [
            models.UniqueConstraint(name="account_has_its_version", fields=["incident", "side", "version"]),
            by_another_officer("account_is_released_by_a_second_officer"),
            models.CheckConstraint(
                name="account_is_signed_once_it_is_out",
                condition=Q(state__in=[LetterState.DRAFT, LetterState.TO_RELEASE], signed__isnull=True)
                | Q(state__in=[LetterState.SENT, LetterState.RECEIVED], signed__isnull=False, public_key__isnull=False)
                | (Q(state=LetterState.RECEIVED) & ~Q(via=Via.ENVELOPE)),  # on paper it bears another signature
            ),
        ]

    class Privacy:
        personal = frozenset({"words", "ground_words", "returned_because"})
        keep = Keep(along="incident")

    def __str__(self) -> str:
        return f"{self.side_id} {self.version}"
