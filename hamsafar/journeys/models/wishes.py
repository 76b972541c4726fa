"""What a person asks to have corrected in their own file, and what the office answered."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from hamsafar.accounts.models import User
from hamsafar.journeys.enums import FileField, WishState
from hamsafar.journeys.models.people import WITH_THE_PERSON, Person
from hamsafar.kit.refs import new_ref


def new_wish_ref() -> str:
    return new_ref("W")


class WishQuerySet(models.QuerySet["CorrectionWish"]):
    def waiting(self) -> Self:
        """Wishes that no officer has settled, the longest waiting first."""
        return self.filter(state=WishState.WAITING).order_by("wished_at", "pk")

    def newest_first(self) -> Self:
        return self.order_by("-wished_at", "-pk")

    def locked(self, pk: int) -> CorrectionWish:
        return self.select_for_update(of=("self",)).get(pk=pk)


class CorrectionWish(models.Model):
    """One wish: which line of the file, what it should say, in the person's words. `answer` is shown to the person."""

    ref = models.CharField(max_length=40, unique=True, default=new_wish_ref, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="wishes")
    field = models.CharField(max_length=10, choices=FileField.choices)
    words = models.CharField(max_length=500)
    state = models.CharField(max_length=10, choices=WishState.choices, default=WishState.WAITING)
    answer = models.CharField(max_length=300, blank=True, default="")
    wished_at = models.DateTimeField()
    settled_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    settled_at = models.DateTimeField(null=True)

    objects = WishQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="wish_is_settled_at_a_moment",
                condition=Q(state=WishState.WAITING, settled_at__isnull=True)
                | (~Q(state=WishState.WAITING) & Q(settled_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="wish_is_declined_with_an_answer", condition=~Q(state=WishState.DECLINED) | ~Q(answer="")
            ),
        ]
        indexes = [models.Index(name="wish_waiting", fields=["wished_at", "id"], condition=Q(state="waiting"))]

    class Privacy:
        personal = frozenset({"words", "answer"})
        keep = WITH_THE_PERSON

    def __str__(self) -> str:
        return self.ref
