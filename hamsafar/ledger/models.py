"""Who did what, when, about what: lines that nobody changes, and the seals that prove it.

No table here points at a table of another app, and none outside points here: a line holds references, never rows.
A trigger (migration 0001) forbids UPDATE and DELETE on all three tables.
"""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from hamsafar.kit.ids import new_id
from hamsafar.kit.privacy import Keep
from hamsafar.ledger.rules import LineValues, SealValues

FOR_GOOD = Keep(for_good="The record of what was done; it holds references and verbs, never personal data.")


class LineQuerySet(models.QuerySet["Line"]):
    def not_sealed(self) -> Self:
        """Lines that stand in no seal yet."""
        return self.filter(~Exists(Leaf.objects.filter(line_id=OuterRef("pk"))))

    def newest_first(self) -> Self:
        return self.order_by("-pk")

    def about(self, ref: str) -> Self:
        return self.filter(about=ref)

    def concerning(self, person: str) -> Self:
        """Lines that concern one person, by reference: the answer to "who opened my file"."""
        return self.filter(person=person)


class Line(models.Model):
    """One act or look: at this instant, this actor did this about that."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    at = models.DateTimeField()
    by = models.CharField(max_length=64)
    verb = models.CharField(max_length=120)
    about = models.CharField(max_length=200)
    person = models.CharField(max_length=64, blank=True, default="")

    objects = LineQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["about", "id"], name="line_about"),
            models.Index(fields=["person", "id"], name="line_person", condition=~Q(person="")),
        ]

    class Privacy:
        personal: frozenset[str] = frozenset()
        keep = FOR_GOOD

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.by} {self.verb} {self.about}"

    @property
    def values(self) -> LineValues:
        """What the line says, as its digest covers it."""
        return LineValues(self.pk, self.at, self.by, self.verb, self.about, self.person)


class Seal(models.Model):
    """A signed root over one batch of lines, chained to the seal before it."""

    number = models.PositiveBigIntegerField(primary_key=True)
    lines = models.PositiveIntegerField()
    first_at = models.DateTimeField(null=True)
    last_at = models.DateTimeField(null=True)
    root = models.BinaryField(max_length=32)
    previous = models.BinaryField(max_length=32)
    signature = models.BinaryField()
    key_id = models.BinaryField(max_length=8)
    sealed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="seal_has_both_instants_or_no_lines",
                condition=Q(lines=0, first_at__isnull=True, last_at__isnull=True)
                | Q(lines__gt=0, first_at__isnull=False, last_at__isnull=False),
            )
        ]

    class Privacy:
        personal: frozenset[str] = frozenset()
        keep = FOR_GOOD

    def __str__(self) -> str:
        return f"seal {self.number}"

    @property
    def values(self) -> SealValues:
        """What the seal's row says, as its signature covers it."""
        return SealValues(
            number=self.number,
            previous=bytes(self.previous),
            root=bytes(self.root),
            lines=self.lines,
            first_at=self.first_at,
            last_at=self.last_at,
            sealed_at=self.sealed_at,
        )


class Leaf(models.Model):
    """The place of one line in one seal, and the line's digest at that moment.

    `line_id` is no foreign key, so that a line which is gone can still be named.
    """

    seal = models.ForeignKey(Seal, on_delete=models.PROTECT, related_name="leaves", db_index=False)
    position = models.PositiveIntegerField()
    line_id = models.UUIDField(unique=True)
    digest = models.BinaryField(max_length=32)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="leaf_has_its_own_place_in_a_seal", fields=["seal", "position"]),
        ]

    class Privacy:
        personal: frozenset[str] = frozenset()
        keep = FOR_GOOD

    def __str__(self) -> str:
        return f"line {self.line_id} in seal {self.seal_id}"
