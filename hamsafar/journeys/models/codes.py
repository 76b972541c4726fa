"""The codes that people sign in with to their own pages, as keyed digests: nobody reads a code from the database."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q

from hamsafar.journeys.enums import CodeKind
from hamsafar.journeys.models.people import WITH_THE_PERSON, Person
from hamsafar.journeys.rules.sign_in import Tries
from hamsafar.kit.privacy import Keep


class AccessCodeQuerySet(models.QuerySet["AccessCode"]):
    def good(self, *, at: datetime) -> Self:
        """Codes that can be used now: neither used nor withdrawn nor over, of a file that was not erased."""
        in_time = Q(expires_at__isnull=True) | Q(expires_at__gt=at)
        return self.filter(in_time, used_at__isnull=True, withdrawn_at__isnull=True, person__erased_at__isnull=True)

    def of_kind(self, kind: str) -> Self:
        return self.filter(kind=kind)


class AccessCode(models.Model):
    """One code of one person, good for one sign-in. `digest` is a keyed digest of reference and code together."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="codes")
    digest = models.BinaryField(max_length=32, unique=True)
    kind = models.CharField(max_length=10, choices=CodeKind.choices)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = AccessCodeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="code_by_sms_is_good_for_a_time",
                condition=Q(kind=CodeKind.PRINTED) | Q(expires_at__isnull=False),
            ),
        ]

    class Privacy:
        personal = frozenset({"digest"})
        keep = WITH_THE_PERSON

    def __str__(self) -> str:
        return f"code {self.pk}"


class TriesAtSignIn(models.Model):
    """Wrong tries for one reference, or from one address, in a row; forgotten after a day.

    `name` is a digest of either, whether a file has that reference or not: nobody is told from nobody.
    """

    name = models.CharField(max_length=64, primary_key=True)
    wrong = models.PositiveIntegerField()
    last_at = models.DateTimeField(db_index=True)

    class Privacy:
        personal: frozenset[str] = frozenset()
        keep = Keep(years=1, after="last_at")

    def __str__(self) -> str:
        return f"{self.wrong} wrong tries"

    @property
    def tries(self) -> Tries:
        return Tries(self.wrong, self.last_at)
