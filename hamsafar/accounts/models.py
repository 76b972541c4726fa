"""Who anyone is: organisations, officers, and proposals to clear an officer."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q

from hamsafar.accounts.enums import ROLES, Clearance, Permission, Role
from hamsafar.corridor.models import Side
from hamsafar.kit.privacy import Keep
from hamsafar.kit.refs import new_ref
from hamsafar.kit.words import Words


def new_officer_ref() -> str:
    return new_ref("O")


def new_organisation_ref() -> str:
    return new_ref("G")


def roles() -> list[tuple[str, Any]]:
    """The roles to choose from; a function, so that a new role needs no migration."""
    return list(Role.choices)


class Organisation(models.Model):
    """An office of one side: a ministry, a service, a secretariat."""

    ref = models.CharField(max_length=40, unique=True, default=new_organisation_ref, editable=False)
    side = models.ForeignKey(Side, on_delete=models.PROTECT, related_name="organisations")
    name = models.JSONField()
    synthetic = models.BooleanField(default=False)
    added_at = models.DateTimeField()

    class Privacy:
        personal: frozenset[str] = frozenset()
        keep = Keep(for_good="An office is not a person.")

    def __str__(self) -> str:
        return self.words.en

    @property
    def words(self) -> Words:
        return Words.of(self.name)


class UserQuerySet(models.QuerySet["User"]):
    def active(self) -> Self:
        return self.filter(is_active=True)

    def synthetic(self) -> Self:
        """Officers of the demonstration."""
        return self.filter(synthetic=True)

    def managers(self) -> Self:
        """Officers who can manage accounts today."""
        roles = [role for role, permissions in ROLES.items() if Permission.MANAGE_ACCOUNTS in permissions]
        return self.active().filter(role__in=roles)

    def locked(self, pk: int) -> User:
        """One officer, held until the transaction ends."""
        return self.select_for_update().get(pk=pk)

    def in_order(self) -> Self:
        return self.select_related("organisation").order_by("username")


class UserManager(BaseUserManager["User"].from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Finds a user by sign-in name. Officers are added by `actions.add_officer`, never here."""


class User(AbstractBaseUser):
    """An officer who can sign in. `ref` is what the ledger holds; `name` is how colleagues know them."""

    ref = models.CharField(max_length=40, unique=True, default=new_officer_ref, editable=False)
    username = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="officers")
    role = models.CharField(max_length=20, choices=roles)
    clearance = models.PositiveSmallIntegerField(choices=Clearance.choices, default=Clearance.OPEN)
    language = models.CharField(max_length=2, choices=settings.LANGUAGES, default="en")
    synthetic = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    added_at = models.DateTimeField()
    disabled_at = models.DateTimeField(null=True)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = UserManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="officer_is_disabled_from_a_moment_on",
                condition=Q(is_active=True, disabled_at__isnull=True) | Q(is_active=False, disabled_at__isnull=False),
            )
        ]

    class Privacy:
        personal = frozenset({"username", "name", "last_login"})
        keep = Keep(years=3, after="disabled_at")

    def __str__(self) -> str:
        return self.name

    @property
    def login(self) -> str:
        return self.username

    def has(self, permission: str) -> bool:
        """Whether the officer's role carries the permission; an officer who was disabled has none."""
        return self.is_active and permission in ROLES[self.role]

    def is_cleared_for(self, clearance: int) -> bool:
        """Whether the officer may read what needs this clearance."""
        return self.is_active and self.clearance >= clearance


class ClearanceProposalQuerySet(models.QuerySet["ClearanceProposal"]):
    def waiting(self) -> Self:
        """Proposals that nobody has confirmed or withdrawn."""
        return self.filter(confirmed_at__isnull=True, withdrawn_at__isnull=True)

    def locked(self, pk: int) -> ClearanceProposal:
        return self.select_for_update().get(pk=pk)


class ClearanceProposal(models.Model):
    """One officer proposes a clearance for another; a third confirms it."""

    officer = models.ForeignKey(User, on_delete=models.CASCADE, related_name="clearance_proposals")
    clearance = models.PositiveSmallIntegerField(choices=Clearance.choices)
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    confirmed_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = ClearanceProposalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="officer_has_one_waiting_clearance_proposal",
                fields=["officer"],
                condition=Q(confirmed_at__isnull=True, withdrawn_at__isnull=True),
            ),
            models.CheckConstraint(
                name="clearance_is_confirmed_by_a_second_officer",
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("proposed_by")),
            ),
            models.CheckConstraint(
                name="clearance_is_confirmed_by_somebody_at_a_moment",
                condition=Q(confirmed_by__isnull=True, confirmed_at__isnull=True)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False, withdrawn_at__isnull=True),
            ),
            models.CheckConstraint(
                name="nobody_proposes_or_confirms_their_own_clearance",
                condition=~Q(officer=F("proposed_by")) & (Q(confirmed_by__isnull=True) | ~Q(officer=F("confirmed_by"))),
            ),
        ]

    class Privacy:
        personal: frozenset[str] = frozenset()
        keep = Keep(years=7, after="proposed_at")

    @property
    def is_waiting(self) -> bool:
        return self.confirmed_at is None and self.withdrawn_at is None

    def __str__(self) -> str:
        return f"clearance {self.clearance} for officer {self.officer_id}"
