"""What a person typed on a phone, before an officer saw the passport."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from hamsafar.accounts.models import User
from hamsafar.journeys.enums import Purpose, RegistrationState, Sex
from hamsafar.journeys.models.people import Person
from hamsafar.kit.privacy import Keep
from hamsafar.kit.refs import new_ref


def new_registration_ref() -> str:
    return new_ref("R")


class RegistrationQuerySet(models.QuerySet["Registration"]):
    def waiting(self) -> Self:
        return self.filter(state=RegistrationState.WAITING)

    def newest_first(self) -> Self:
        return self.order_by("-entered_at", "-pk")

    def locked(self, pk: int) -> Registration:
        return self.select_for_update().get(pk=pk)


class Registration(models.Model):
    """A person's own words, kept apart from the files until they are confirmed against the passport.

    The reference is what the person brings to the office. Nobody can look a registration up by it without signing in.
    """

    ref = models.CharField(max_length=40, unique=True, default=new_registration_ref, editable=False)
    name = models.CharField(max_length=200)
    sex = models.CharField(max_length=1, choices=Sex.choices)
    birth_date = models.DateField()
    citizenship = models.CharField(max_length=3)
    district = models.CharField(max_length=120, blank=True, default="")
    passport_number = models.CharField(max_length=40, blank=True, default="")
    phone = models.CharField(max_length=20, blank=True, default="")
    language = models.CharField(max_length=2, choices=settings.LANGUAGES)
    helper = models.CharField(max_length=120, blank=True, default="")  # who typed for the person
    consents = ArrayField(models.CharField(max_length=20, choices=Purpose.choices), default=list)
    state = models.CharField(max_length=12, choices=RegistrationState.choices, default=RegistrationState.WAITING)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="registrations", null=True)
    reason = models.CharField(max_length=300, blank=True, default="")
    synthetic = models.BooleanField(default=False)
    entered_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    decided_at = models.DateTimeField(null=True)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="registration_is_decided_at_a_moment",
                condition=Q(state=RegistrationState.WAITING, decided_at__isnull=True)
                | (~Q(state=RegistrationState.WAITING) & Q(decided_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="registration_confirmed_has_a_person",
                condition=~Q(state=RegistrationState.CONFIRMED) | Q(person__isnull=False),
            ),
        ]
        indexes = [models.Index(name="registration_by_state", fields=["state", "-entered_at"])]

    class Privacy:
        personal = frozenset(
            {"name", "sex", "birth_date", "citizenship", "district", "passport_number", "phone", "helper", "reason"}
        )
        keep = Keep(years=1, after="entered_at")  # practice of the office: what was confirmed stands in the file

    def __str__(self) -> str:
        return self.ref
