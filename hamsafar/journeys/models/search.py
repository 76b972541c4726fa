"""The register as it is searched: one row for each file, found by any of its codes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import or_
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from hamsafar.journeys.models.people import WITH_THE_PERSON, Person


class SearchEntryQuerySet(models.QuerySet["SearchEntry"]):
    def under(self, groups: Sequence[Sequence[int]]) -> Self:
        """Files under all the codes of any one group; none where there is no group."""
        alone = [group[0] for group in groups if len(group) == 1]
        together = [Q(codes__contains=list(group)) for group in groups if len(group) > 1]
        return self.filter(reduce(or_, together, Q(codes__overlap=alone) if alone else Q(pk__in=[])))

    def born_in(self, years: Sequence[int]) -> Self:
        """Files that name one of these years, or any where none is given."""
        return self.filter(birth_year__in=years) if years else self.all()


class SearchEntry(models.Model):
    """One file as the search knows it: the codes of `rules.filing`, and the forms of the name to rank by, one a line.

    All of it is derived and can be made anew; `rule` says by which version of the rules it was.
    """

    person = models.OneToOneField(Person, on_delete=models.CASCADE, primary_key=True, related_name="search_entry")
    codes = ArrayField(models.IntegerField())
    heard = models.TextField()
    birth_year = models.PositiveSmallIntegerField(null=True)
    rule = models.PositiveSmallIntegerField()

    objects = SearchEntryQuerySet.as_manager()

    class Meta:
        # Without the list of pending entries: a search never waits for somebody's import to be sorted in.
        indexes = [GinIndex(name="search_entry_by_code", fields=["codes"], fastupdate=False)]

    class Privacy:
        personal = frozenset({"codes", "heard", "birth_year"})
        keep = WITH_THE_PERSON

    def __str__(self) -> str:
        return f"search entry of person {self.person_id}"
