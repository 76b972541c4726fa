"""Two files that look like one person's, and two files that an officer made one."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.db.models.expressions import RawSQL

from hamsafar.accounts.models import User
from hamsafar.journeys.enums import DuplicateState, FoundBy
from hamsafar.journeys.models.people import Person
from hamsafar.kit.privacy import Keep
from hamsafar.kit.refs import new_ref


def new_merge_ref() -> str:
    return new_ref("M")


def new_duplicate_ref() -> str:
    return new_ref("D")


class MergeQuerySet(models.QuerySet["Merge"]):
    def standing(self) -> Self:
        """Merges that nobody undid."""
        return self.filter(undone_at__isnull=True)

    def locked(self, pk: int) -> Merge:
        return self.select_for_update().get(pk=pk)

    def newest_first(self) -> Self:
        return self.order_by("-merged_at", "-pk")

    def of(self, people: models.QuerySet[Person]) -> Self:
        """Every merge, standing or undone, that touches one of these files."""
        return self.filter(Q(kept__in=people) | Q(merged__in=people))


class Merge(models.Model):
    """One officer's decision that two files are one person's; undone at will, by whoever may merge."""

    ref = models.CharField(max_length=40, unique=True, default=new_merge_ref, editable=False)
    kept = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="merges_kept")
    merged = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="merges_merged")
    reason = models.CharField(max_length=300)
    merged_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    merged_at = models.DateTimeField()
    undone_reason = models.CharField(max_length=300, blank=True, default="")
    undone_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    undone_at = models.DateTimeField(null=True)

    objects = MergeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="file_is_merged_into_one_other_at_a_time",
                fields=["merged"],
                condition=Q(undone_at__isnull=True),
            ),
            models.CheckConstraint(name="a_merge_has_two_files", condition=~Q(kept=F("merged"))),
            models.CheckConstraint(
                name="a_merge_is_undone_for_a_reason",
                condition=Q(undone_at__isnull=True, undone_reason="")
                | (Q(undone_at__isnull=False) & ~Q(undone_reason="")),
            ),
        ]

    class Privacy:
        personal = frozenset({"reason", "undone_reason"})
        keep = Keep(along="merged")

    def __str__(self) -> str:
        return self.ref


# Up from one file of a pair to the file that everybody reads.
_HEAD = """
    (with recursive up(id, merged_into_id) as (
        select id, merged_into_id from journeys_person where id = journeys_duplicate.{side}
        union select above.id, above.merged_into_id
        from journeys_person above join up on above.id = up.merged_into_id
    ) select id from up where merged_into_id is null)
"""


class DuplicateQuerySet(models.QuerySet["Duplicate"]):
    def open(self) -> Self:
        """Pairs that wait for a decision."""
        return self.filter(state=DuplicateState.OPEN).apart()

    def apart(self) -> Self:
        """Pairs of files that are read as two: what merges have made one needs no decision, until one is undone."""
        heads = {each: RawSQL(_HEAD.format(side=f"{each}_id"), []) for each in ("one", "other")}  # noqa: S611
        never_merged = Q(one__merged_into__isnull=True, other__merged_into__isnull=True)
        return self.alias(one_head=heads["one"], other_head=heads["other"]).filter(
            never_merged | ~Q(one_head=F("other_head"))
        )

    def likeliest_first(self) -> Self:
        return self.order_by("-score", "pk")

    def with_people(self) -> Self:
        return self.select_related("one__merged_into", "other__merged_into", "decided_by")

    def touching(self, people: models.QuerySet[Person]) -> Self:
        """Pairs with at least one of these files."""
        return self.filter(Q(one__in=people) | Q(other__in=people))

    def within(self, people: models.QuerySet[Person]) -> Self:
        """Pairs of which both files are among these."""
        return self.filter(one__in=people, other__in=people)

    def locked(self, pk: int) -> Duplicate:
        return self.select_for_update().get(pk=pk)


class Duplicate(models.Model):
    """Two files that look like one person's. `one` is the file with the smaller key, so that a pair stands once.

    `score` runs from 0 to 1. `reasons` is what was found then; the page lays today's evidence beside it.
    """

    ref = models.CharField(max_length=40, unique=True, default=new_duplicate_ref, editable=False)
    one = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    score = models.FloatField()
    reasons = models.JSONField(default=list)
    found_by = models.CharField(max_length=20, choices=FoundBy.choices)
    found_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=DuplicateState.choices, default=DuplicateState.OPEN)
    words = models.CharField(max_length=300, blank=True, default="")
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    decided_at = models.DateTimeField(null=True)
    merge = models.ForeignKey(Merge, on_delete=models.SET_NULL, related_name="duplicates", null=True)

    objects = DuplicateQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="pair_of_files_stands_once", fields=["one", "other"]),
            models.CheckConstraint(name="pair_begins_with_the_earlier_file", condition=Q(one__lt=F("other"))),
            models.CheckConstraint(name="pair_scores_between_0_and_1", condition=Q(score__gte=0, score__lte=1)),
            models.CheckConstraint(
                name="pair_is_decided_at_a_moment",
                condition=Q(state=DuplicateState.OPEN, decided_at__isnull=True)
                | (~Q(state=DuplicateState.OPEN) & Q(decided_at__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(name="pair_open_likeliest", fields=["-score", "id"], condition=Q(state=DuplicateState.OPEN))
        ]

    class Privacy:
        personal = frozenset({"reasons", "words"})
        keep = Keep(along="one")

    def __str__(self) -> str:
        return self.ref
