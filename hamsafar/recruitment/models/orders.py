"""Job orders: what an employer offers, and the two institutions that looked at it."""

from __future__ import annotations

from datetime import date
from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from hamsafar.accounts.models import Organisation, User
from hamsafar.exchange.models import Peer
from hamsafar.kit.privacy import Keep
from hamsafar.kit.refs import new_ref
from hamsafar.recruitment.enums import (
    ORDER_PEN,
    TO_BE_VERIFIED,
    FamilyPolicy,
    Housing,
    OrderState,
    PaidHow,
    Pen,
    RussianLevel,
    WagePer,
)
from hamsafar.recruitment.models.firms import Firm, FirmRemark


def new_order_ref() -> str:
    return new_ref("V")


class JobOrderQuerySet(models.QuerySet["JobOrder"]):
    def seen(self) -> Self:
        """Orders that two institutions verified: all that anybody else ever sees."""
        return self.filter(second_at__isnull=False)

    def open(self, *, on: date) -> Self:
        """Verified orders that nobody closed and that have not expired."""
        return self.filter(state=OrderState.OPEN, expires_on__gt=on)

    def of_firms_in_good_standing(self, *, on: date) -> Self:
        """Orders of employers that stand in the register under no sanction of either side."""
        sanctioned = FirmRemark.objects.sanctions(on=on).values("firm")
        return self.filter(employer__struck_on__isnull=True).exclude(employer__in=sanctioned)

    def expired(self, *, on: date) -> Self:
        """Orders whose last day has passed before anybody closed them."""
        return self.filter(expires_on__lte=on).exclude(state=OrderState.CLOSED)

    def to_verify(self) -> Self:
        """Orders that wait for an institution."""
        return self.filter(state__in=TO_BE_VERIFIED)

    def newest_first(self) -> Self:
        return self.select_related("employer__side", "recruiter").order_by("-written_at", "-pk")

    def locked(self, pk: int) -> JobOrder:
        """One order, held until the transaction ends."""
        return self.select_for_update(of=("self",)).select_related("employer", "recruiter").get(pk=pk)


class JobOrder(models.Model):
    """What one employer offers. `occupation` is a code of ISCO-08; `pays` says for each kind of cost who bears it.

    `expires_on` is the first day on which it no longer holds. `peer` is the other side's node where it was verified
    there: then `subject` is the same on both, and what is answered about it travels.
    """

    ref = models.CharField(max_length=40, unique=True, default=new_order_ref, editable=False)
    subject = models.UUIDField(default=uuid4, editable=False)
    peer = models.ForeignKey(Peer, on_delete=models.PROTECT, null=True, related_name="+")
    employer = models.ForeignKey(Firm, on_delete=models.PROTECT, related_name="orders")
    recruiter = models.ForeignKey(Firm, on_delete=models.PROTECT, null=True, related_name="recruits_for")
    state = models.CharField(max_length=14, choices=OrderState.choices, default=OrderState.DRAFT)
    occupation = models.CharField(max_length=4)
    title = models.CharField(max_length=160)
    region = models.CharField(max_length=20)
    sector = models.CharField(max_length=60)
    places = models.PositiveIntegerField()
    wage = models.DecimalField(max_digits=10, decimal_places=2)
    currency = models.CharField(max_length=3)
    wage_per = models.CharField(max_length=6, choices=WagePer.choices)
    paid_how = models.CharField(max_length=6, choices=PaidHow.choices)
    housing = models.CharField(max_length=6, choices=Housing.choices)
    housing_cost = models.DecimalField(max_digits=10, decimal_places=2, null=True)
    hours_a_week = models.PositiveSmallIntegerField()
    begins_on = models.DateField()
    ends_on = models.DateField()
    russian = models.CharField(max_length=6, choices=RussianLevel.choices, default=RussianLevel.NONE)
    years_needed = models.PositiveSmallIntegerField(default=0)
    requirements = models.CharField(max_length=500, blank=True, default="")
    family = models.CharField(max_length=6, choices=FamilyPolicy.choices, default=FamilyPolicy.ALONE)
    pays = models.JSONField(default=dict)
    expires_on = models.DateField()
    synthetic = models.BooleanField(default=False)
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField()
    first_office = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    first_at = models.DateTimeField(null=True)
    second_office = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    second_at = models.DateTimeField(null=True)
    refused_because = models.CharField(max_length=500, blank=True, default="")
    closed_at = models.DateTimeField(null=True)
    closed_because = models.CharField(max_length=300, blank=True, default="")

    objects = JobOrderQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="order_stands_once_for_each_node", fields=["subject", "peer"], nulls_distinct=False
            ),
            models.CheckConstraint(
                name="order_is_verified_by_two_institutions",
                condition=Q(second_office__isnull=True)
                | Q(first_office__isnull=False, first_at__isnull=False, second_at__isnull=False)
                & ~Q(second_office=F("first_office")),
            ),
            models.CheckConstraint(
                name="order_is_open_only_when_verified",
                condition=~Q(state=OrderState.OPEN) | Q(second_office__isnull=False),
            ),
            models.CheckConstraint(name="order_has_places_and_a_wage", condition=Q(places__gte=1, wage__gt=0)),
            models.CheckConstraint(name="order_ends_after_it_begins", condition=Q(ends_on__gt=F("begins_on"))),
            models.CheckConstraint(
                name="order_says_what_housing_costs",
                condition=Q(housing=Housing.PAID, housing_cost__isnull=False)
                | ~Q(housing=Housing.PAID) & Q(housing_cost__isnull=True),
            ),
            models.CheckConstraint(
                name="order_is_closed_at_a_moment_for_a_reason",
                condition=Q(state=OrderState.CLOSED, closed_at__isnull=False) & ~Q(closed_because="")
                | ~Q(state=OrderState.CLOSED) & Q(closed_at__isnull=True, closed_because=""),
            ),
        ]
        indexes = [
            models.Index(name="order_newest_first", fields=["-written_at", "-id"]),
            models.Index(name="order_open_by_occupation", fields=["state", "occupation", "expires_on"]),
        ]

    class Privacy:
        personal: frozenset[str] = frozenset()
        keep = Keep(for_good="An order is about work, not about a person.")

    def __str__(self) -> str:
        return self.ref

    @property
    def pen(self) -> Pen:
        """Whose turn it is."""
        return ORDER_PEN[self.state]

    def is_expired(self, *, on: date) -> bool:
        return self.expires_on <= on
