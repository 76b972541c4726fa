"""Who looks for work, what they can do and wish, and which file is an officer's own."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q

from hamsafar.accounts.models import User
from hamsafar.journeys.models import Person
from hamsafar.kit.privacy import Keep
from hamsafar.kit.refs import new_ref
from hamsafar.recruitment.enums import CANDIDATE_PEN, CandidateState, PlacingPen, RussianLevel


def new_candidate_ref() -> str:
    return new_ref("K")


class CandidateQuerySet(models.QuerySet["Candidate"]):
    def looking(self, *, on: date) -> Self:
        """Those who wait for a place and whose entry has not expired."""
        return self.filter(state=CandidateState.WAITING, expires_on__gt=on, person__erased_at__isnull=True)

    def expired(self, *, on: date) -> Self:
        """Those who wait and must say again that they do."""
        return self.filter(state=CandidateState.WAITING, expires_on__lte=on)

    def most_points_first(self) -> Self:
        return self.select_related("person").order_by("-points", "entered_at", "pk")

    def locked(self, pk: int) -> Candidate:
        """One candidate, held until the transaction ends."""
        return self.select_for_update(of=("self",)).select_related("person").get(pk=pk)


class Candidate(models.Model):
    """One person on the roster. Of health it knows a last day and nothing else (`medical_until`).

    `wishes` and `not_regions` are codes of regions; `skills` are pairs of words and evidence. `together_with` is a
    relative with whom they are placed in one order or not at all. `points` are those of the rule on `points_on`.
    """

    ref = models.CharField(max_length=40, unique=True, default=new_candidate_ref, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="candidates")
    state = models.CharField(max_length=10, choices=CandidateState.choices, default=CandidateState.WAITING)
    occupation = models.CharField(max_length=4)
    years = models.PositiveSmallIntegerField(default=0)
    russian = models.CharField(max_length=6, choices=RussianLevel.choices, default=RussianLevel.NONE)
    skills = models.JSONField(default=list)
    wishes = models.JSONField(default=list)
    not_regions = models.JSONField(default=list)
    together_with = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="joined_by")
    medical_until = models.DateField(null=True)
    points = models.PositiveIntegerField(default=0)
    points_on = models.DateField()
    synthetic = models.BooleanField(default=False)
    entered_by = models.CharField(max_length=64)
    entered_at = models.DateTimeField()
    expires_on = models.DateField()
    withdrawn_at = models.DateTimeField(null=True)

    objects = CandidateQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="person_stands_once_on_the_roster",
                fields=["person"],
                condition=~Q(state=CandidateState.WITHDRAWN),
            ),
            models.CheckConstraint(
                name="candidate_withdrew_at_a_moment",
                condition=Q(state=CandidateState.WITHDRAWN, withdrawn_at__isnull=False)
                | ~Q(state=CandidateState.WITHDRAWN) & Q(withdrawn_at__isnull=True),
            ),
            models.CheckConstraint(
                name="nobody_is_placed_together_with_themselves",
                condition=Q(together_with__isnull=True) | ~Q(together_with=models.F("id")),
            ),
        ]
        indexes = [models.Index(name="candidate_by_points", fields=["state", "-points", "entered_at", "id"])]

    class Privacy:
        personal = frozenset(
            {"occupation", "years", "russian", "skills", "wishes", "not_regions", "together_with", "medical_until"}
        )
        becomes = {"occupation": "", "years": 0, "skills": [], "wishes": [], "not_regions": [], "together_with": None}
        keep = Keep(along="person")

    def __str__(self) -> str:
        return self.ref

    @property
    def pen(self) -> PlacingPen:
        """Whose turn it is."""
        return CANDIDATE_PEN[self.state]

    def is_expired(self, *, on: date) -> bool:
        return self.state == CandidateState.WAITING and self.expires_on <= on


class OfficerFile(models.Model):
    """Which person's file is an officer's own, so that their relatives are known. Another officer says so."""

    officer = models.OneToOneField(User, on_delete=models.PROTECT, related_name="own_file")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="officer_files")
    said_by = models.CharField(max_length=64)
    said_at = models.DateTimeField()

    class Privacy:
        personal = frozenset({"person"})
        keep = Keep(along="person")

    def __str__(self) -> str:
        return f"file of officer {self.officer_id}"
