"""Checks before a trip: whose lists are taken, the lists, whom they name, and each check with its receipt."""

from __future__ import annotations

from datetime import datetime
from typing import Self
from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from hamsafar.accounts.models import User
from hamsafar.corridor.models import Side
from hamsafar.journeys.enums import CheckAnswer, CheckState, CheckVia, ConsentHow, MakerState
from hamsafar.journeys.models.people import WITH_THE_PERSON, Person
from hamsafar.kit.privacy import Keep
from hamsafar.kit.refs import new_ref

PROOF = Keep(for_good="Which list answered on which day: its digest, and nobody that it names.")


def new_check_ref() -> str:
    return new_ref("K")


class ListMakerQuerySet(models.QuerySet["ListMaker"]):
    def accepted(self) -> Self:
        return self.filter(state=MakerState.ACCEPTED)

    def locked(self, pk: int) -> ListMaker:
        return self.select_for_update().get(pk=pk)


class ListMaker(models.Model):
    """An authority whose lists are taken here, by the public key it signs them with. Two officers accept it."""

    side = models.ForeignKey(Side, on_delete=models.PROTECT, related_name="list_makers")
    name = models.CharField(max_length=200)
    public = models.BinaryField(max_length=32, unique=True)
    state = models.CharField(max_length=10, choices=MakerState.choices, default=MakerState.PROPOSED)
    synthetic = models.BooleanField(default=False)
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    accepted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    accepted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = ListMakerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="maker_of_lists_is_accepted_by_a_second_officer",
                condition=Q(accepted_by__isnull=True) | ~Q(accepted_by=F("proposed_by")),
            ),
            models.CheckConstraint(
                name="maker_of_lists_is_accepted_by_somebody_at_a_moment",
                condition=~Q(state=MakerState.ACCEPTED) | Q(accepted_by__isnull=False, accepted_at__isnull=False),
            ),
            models.CheckConstraint(
                name="maker_of_lists_is_withdrawn_at_a_moment",
                condition=Q(state=MakerState.WITHDRAWN, withdrawn_at__isnull=False)
                | (~Q(state=MakerState.WITHDRAWN) & Q(withdrawn_at__isnull=True)),
            ),
        ]

    class Privacy:
        personal: frozenset[str] = frozenset()
        keep = Keep(for_good="Whose lists were taken here, and since when.")

    def __str__(self) -> str:
        return f"maker {self.pk}"


class CheckListQuerySet(models.QuerySet["CheckList"]):
    def in_force(self, *, at: datetime) -> Self:
        """Lists that may answer now: not followed by another, not over, of a maker whose lists are taken."""
        return self.filter(replaced_at__isnull=True, expires_at__gt=at, maker__state=MakerState.ACCEPTED)

    def newest_first(self) -> Self:
        return self.order_by("-loaded_at", "-pk")


class CheckList(models.Model):
    """One list as it was loaded. Whom it names is dropped when the next one comes, or when it is over."""

    maker = models.ForeignKey(ListMaker, on_delete=models.PROTECT, related_name="lists")
    number = models.PositiveIntegerField()
    digest = models.BinaryField(max_length=32)
    entries = models.PositiveIntegerField()
    as_of = models.DateTimeField()
    expires_at = models.DateTimeField()
    loaded_by = models.CharField(max_length=64)
    loaded_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True)

    objects = CheckListQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="list_of_a_maker_has_a_number_of_its_own", fields=["maker", "number"]),
            models.UniqueConstraint(
                name="maker_has_one_list_that_counts", fields=["maker"], condition=Q(replaced_at__isnull=True)
            ),
            models.CheckConstraint(name="list_ends_after_its_day", condition=Q(expires_at__gt=F("as_of"))),
        ]

    class Privacy:
        personal: frozenset[str] = frozenset()
        keep = PROOF

    def __str__(self) -> str:
        return f"list {self.maker_id}/{self.number}"


class ListedQuerySet(models.QuerySet["Listed"]):
    def under(self, codes: tuple[int, ...]) -> Self:
        """Entries under any of these codes."""
        return self.filter(codes__overlap=list(codes))


class Listed(models.Model):
    """One person of a list, as the list writes them."""

    of_list = models.ForeignKey(CheckList, on_delete=models.CASCADE, related_name="listed")
    names = ArrayField(models.CharField(max_length=200))
    born = models.CharField(max_length=10, blank=True, default="")
    documents = ArrayField(models.CharField(max_length=40), default=list)
    codes = ArrayField(models.IntegerField())
    until = models.DateTimeField()

    objects = ListedQuerySet.as_manager()

    class Meta:
        indexes = [GinIndex(name="listed_by_code", fields=["codes"], fastupdate=False)]

    class Privacy:
        personal = frozenset({"names", "born", "documents", "codes"})
        keep = Keep(until="until")  # the list's own end

    def __str__(self) -> str:
        return f"entry {self.pk} of list {self.of_list_id}"


class TripCheckQuerySet(models.QuerySet["TripCheck"]):
    def of(self, people: models.QuerySet[Person]) -> Self:
        return self.filter(person__in=people)

    def answered(self) -> Self:
        return self.filter(state=CheckState.ANSWERED)

    def waiting(self) -> Self:
        return self.filter(state=CheckState.ASKED)

    def since(self, at: datetime) -> Self:
        return self.filter(asked_at__gt=at)

    def newest_first(self) -> Self:
        return self.order_by("-asked_at", "-pk")

    def locked(self, pk: int) -> TripCheck:
        return self.select_for_update().get(pk=pk)


class TripCheck(models.Model):
    """One check before a trip, asked by the person or by an officer for them. `text` is the signed receipt.

    `their_answer` is the other side's answer as its node signed it; None where a list on this node answered.
    """

    ref = models.CharField(max_length=40, unique=True, default=new_check_ref, editable=False)
    subject = models.UUIDField(unique=True, default=uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="trip_checks")
    state = models.CharField(max_length=10, choices=CheckState.choices, default=CheckState.ASKED)
    via = models.CharField(max_length=10, choices=CheckVia.choices)
    consent = models.CharField(max_length=10, choices=ConsentHow.choices)
    asked_by = models.CharField(max_length=64)
    asked_from = models.CharField(max_length=200)  # the office in words, or “the person”
    asked_at = models.DateTimeField()
    question = models.JSONField(default=dict)  # who was asked about, as `formats.receipts.Question`
    answer = models.CharField(max_length=10, choices=CheckAnswer.choices, blank=True, default="")
    answered_at = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)
    list_maker = models.CharField(max_length=200, blank=True, default="")
    list_as_of = models.DateTimeField(null=True)
    text = models.TextField(blank=True, default="")
    their_answer = models.BinaryField(null=True)

    objects = TripCheckQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="check_once_answered_has_a_receipt",
                condition=Q(state=CheckState.ASKED, answer="", answered_at__isnull=True)
                | (Q(state=CheckState.ANSWERED, answered_at__isnull=False, until__isnull=False) & ~Q(answer="")),
            ),
        ]
        indexes = [
            models.Index(name="check_of_a_person", fields=["person", "-asked_at"]),
            models.Index(name="check_by_asker", fields=["asked_by", "-asked_at"]),
        ]

    class Privacy:
        personal = frozenset({"text", "question", "their_answer"})
        keep = WITH_THE_PERSON

    def __str__(self) -> str:
        return self.ref

    def holds(self, *, at: datetime) -> bool:
        """Whether the answer may still be relied on."""
        return self.until is not None and at < self.until
