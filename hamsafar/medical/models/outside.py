"""What everybody's process reads: what an examination costs, and the receipt for it. The same for each outcome."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q

from hamsafar.journeys.models import Person
from hamsafar.kit.privacy import Keep
from hamsafar.kit.refs import new_ref
from hamsafar.medical.enums import Payer


def new_receipt_ref() -> str:
    return new_ref("R")


class PriceQuerySet(models.QuerySet["Price"]):
    def of(self, office: str, *, on: date) -> Price | None:
        """The price that a centre had published for a day; none where it published none."""
        return self.filter(office=office, valid_from__lte=on).order_by("-valid_from").first()

    def newest_first(self) -> Self:
        return self.order_by("office", "-valid_from")


class Price(models.Model):
    """What an examination costs at a centre from a day on, as it was published."""

    office = models.CharField(max_length=60)
    amount = models.DecimalField(max_digits=10, decimal_places=2)
    currency = models.CharField(max_length=3)
    valid_from = models.DateField()
    published_at = models.DateTimeField()
    synthetic = models.BooleanField(default=False)

    objects = PriceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="centre_has_one_price_from_a_day_on", fields=["office", "valid_from"]),
            models.CheckConstraint(name="price_is_not_below_nothing", condition=Q(amount__gte=0)),
        ]

    class Privacy:
        personal: frozenset[str] = frozenset()
        keep = Keep(for_good="A published price.")

    def __str__(self) -> str:
        return f"{self.amount} {self.currency} from {self.valid_from}"


class ReceiptQuerySet(models.QuerySet["Receipt"]):
    def newest_first(self) -> Self:
        return self.order_by("-paid_on", "-pk")


class Receipt(models.Model):
    """That an examination was paid for, by whom; and from which day the person is asked to come back, as all are."""

    ref = models.CharField(max_length=40, unique=True, default=new_receipt_ref, editable=False)
    office = models.CharField(max_length=60)
    booking = models.CharField(max_length=40, unique=True)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="examination_receipts")
    amount = models.DecimalField(max_digits=10, decimal_places=2)
    currency = models.CharField(max_length=3)
    payer = models.CharField(max_length=10, choices=Payer.choices)
    paid_on = models.DateField()
    come_from = models.DateField(db_index=True)
    synthetic = models.BooleanField(default=False)

    objects = ReceiptQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="receipt_is_not_below_nothing", condition=Q(amount__gte=0)),
        ]

    class Privacy:
        personal = frozenset({"booking", "amount", "payer", "paid_on", "come_from"})
        keep = Keep(along="person")

    def __str__(self) -> str:
        return self.ref
