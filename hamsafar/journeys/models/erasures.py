"""The end of a file: who asked for it and why, who stood second, and when nothing personal was left."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import F, Q

from hamsafar.accounts.models import User
from hamsafar.journeys.enums import ErasureReason, ErasureState
from hamsafar.journeys.models.people import Person
from hamsafar.journeys.rules.keeping import ErasureFacts, erasure_state
from hamsafar.kit.privacy import Keep
from hamsafar.kit.refs import new_ref


def new_erasure_ref() -> str:
    return new_ref("X")


class ErasureQuerySet(models.QuerySet["Erasure"]):
    def waiting(self) -> Self:
        """Proposals that nobody confirmed or withdrew."""
        return self.filter(done_at__isnull=True, withdrawn_at__isnull=True)

    def newest_first(self) -> Self:
        return self.order_by("-pk")

    def locked(self, pk: int) -> Erasure:
        return self.select_for_update(of=("self",)).get(pk=pk)


class Erasure(models.Model):
    """One erasure of one file. The row stays as proof; it names the file by reference and nobody by name."""

    ref = models.CharField(max_length=40, unique=True, default=new_erasure_ref, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="erasures")
    reason = models.CharField(max_length=10, choices=ErasureReason.choices)
    case_records = models.PositiveIntegerField(default=0)  # of border cases, which go with it
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    proposed_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    done_at = models.DateTimeField(null=True)
    rows = models.PositiveIntegerField(default=0)
    withdrawn_at = models.DateTimeField(null=True)

    objects = ErasureQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="file_has_one_waiting_erasure",
                fields=["person"],
                condition=Q(done_at__isnull=True, withdrawn_at__isnull=True),
            ),
            models.CheckConstraint(
                name="erasure_is_done_or_withdrawn_but_not_both",
                condition=Q(done_at__isnull=True) | Q(withdrawn_at__isnull=True),
            ),
            models.CheckConstraint(
                name="erasure_of_case_records_or_on_request_has_two_officers",
                condition=Q(done_at__isnull=True)
                | Q(reason=ErasureReason.RETENTION, case_records=0)
                | (Q(confirmed_by__isnull=False) & ~Q(confirmed_by=F("proposed_by"))),
            ),
        ]

    class Privacy:
        personal: frozenset[str] = frozenset()
        keep = Keep(for_good="The proof that a file was erased; it holds references only.")

    def __str__(self) -> str:
        return self.ref

    @property
    def state(self) -> ErasureState:
        """Where it stands."""
        return erasure_state(ErasureFacts(self.done_at, self.withdrawn_at))

    @property
    def needs_two(self) -> bool:
        """Whether a second officer must confirm it."""
        return bool(self.case_records) or self.reason == ErasureReason.REQUEST
