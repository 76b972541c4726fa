"""Who is whose spouse, parent or child, as a document says it."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q

from hamsafar.journeys.enums import Kinship
from hamsafar.journeys.models.people import WITH_THE_PERSON, Person


class FamilyLinkQuerySet(models.QuerySet["FamilyLink"]):
    def standing(self, *, on: date) -> Self:
        """Links that had not ended by this day."""
        return self.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=on))

    def of(self, people: models.QuerySet[Person]) -> Self:
        """Links from or to one of these files."""
        return self.filter(Q(person__in=people) | Q(relative__in=people)).select_related("person", "relative")


class FamilyLink(models.Model):
    """`relative` is the `kinship` of `person`: their spouse, parent, child. Said once, read from both files."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="family_links")
    relative = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="relative_links")
    kinship = models.CharField(max_length=10, choices=Kinship.choices)
    document = models.CharField(max_length=120)  # the registry's certificate it was read from
    since = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    added_at = models.DateTimeField()

    objects = FamilyLinkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="family_link_ends_after_it_began",
                condition=Q(since__isnull=True) | Q(ended_on__isnull=True) | Q(ended_on__gte=F("since")),
            ),
            models.UniqueConstraint(name="family_link_stands_once", fields=["person", "relative", "kinship"]),
            models.CheckConstraint(name="nobody_is_their_own_relative", condition=~Q(person=F("relative"))),
        ]

    class Privacy:
        personal = frozenset({"kinship", "document", "since", "ended_on"})
        keep = WITH_THE_PERSON

    def __str__(self) -> str:
        return f"family link {self.pk}"
