"""Employers and recruiters with their history, and how many people a region takes in a year."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q

from hamsafar.corridor.models import Side
from hamsafar.kit.privacy import Keep
from hamsafar.kit.refs import new_ref
from hamsafar.recruitment.enums import Register, RemarkKind

OF_A_FIRM = Keep(for_good="A firm is not a person; its history is what people are sent by.")


def new_firm_ref() -> str:
    return new_ref("F")


class FirmQuerySet(models.QuerySet["Firm"]):
    def of(self, register: str) -> Self:
        """One of the two registers."""
        return self.filter(register=register)

    def standing(self) -> Self:
        """Firms that were not struck off."""
        return self.filter(struck_on__isnull=True)

    def in_order(self) -> Self:
        return self.select_related("side").order_by("name", "pk")

    def locked(self, pk: int) -> Firm:
        """One firm, held until the transaction ends."""
        return self.select_for_update(of=("self",)).get(pk=pk)


class Firm(models.Model):
    """An employer or a recruiter, of one side. `number` is that of its own state's register of firms."""

    ref = models.CharField(max_length=40, unique=True, default=new_firm_ref, editable=False)
    register = models.CharField(max_length=10, choices=Register.choices)
    side = models.ForeignKey(Side, on_delete=models.PROTECT, related_name="firms")
    name = models.CharField(max_length=200)
    number = models.CharField(max_length=40)
    licence = models.CharField(max_length=60, blank=True, default="")
    licence_from = models.DateField(null=True)
    licence_until = models.DateField(null=True)
    synthetic = models.BooleanField(default=False)
    added_by = models.CharField(max_length=64)
    added_at = models.DateTimeField()
    struck_on = models.DateField(null=True)
    struck_because = models.CharField(max_length=300, blank=True, default="")

    objects = FirmQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="firm_stands_once_in_a_register", fields=["register", "side", "number"]),
            models.CheckConstraint(
                name="recruiter_has_a_licence_with_its_days",
                condition=~Q(register=Register.RECRUITER)
                | ~Q(licence="") & Q(licence_from__isnull=False, licence_until__gt=F("licence_from")),
            ),
            models.CheckConstraint(
                name="firm_is_struck_off_for_a_reason",
                condition=Q(struck_on__isnull=True, struck_because="")
                | Q(struck_on__isnull=False) & ~Q(struck_because=""),
            ),
        ]
        indexes = [models.Index(name="firm_by_name", fields=["register", "name", "id"])]

    class Privacy:
        personal: frozenset[str] = frozenset()
        keep = OF_A_FIRM

    def __str__(self) -> str:
        return self.ref

    def is_licensed(self, *, on: date) -> bool:
        """Whether it may recruit on that day; an employer needs no licence."""
        if self.register == Register.EMPLOYER:
            return True
        return bool(self.licence_from and self.licence_until and self.licence_from <= on < self.licence_until)

    def sanction(self, *, on: date) -> FirmRemark | None:
        """The sanction that holds on that day, of either side; the newest of several."""
        return self.remarks.sanctions(on=on).newest_first().first()  # type: ignore[no-any-return]


class FirmRemarkQuerySet(models.QuerySet["FirmRemark"]):
    def sanctions(self, *, on: date) -> Self:
        """Sanctions that hold on this day."""
        holds = Q(until__isnull=True) | Q(until__gt=on)
        lifted = Q(lifted_on__isnull=True) | Q(lifted_on__gt=on)
        return self.filter(holds, lifted, kind=RemarkKind.SANCTION, since__lte=on)

    def newest_first(self) -> Self:
        return self.select_related("side").order_by("-since", "-pk")


class FirmRemark(models.Model):
    """One line of a firm's history, said by one side: a complaint, a sanction with its days, a note."""

    firm = models.ForeignKey(Firm, on_delete=models.CASCADE, related_name="remarks")
    kind = models.CharField(max_length=10, choices=RemarkKind.choices)
    side = models.ForeignKey(Side, on_delete=models.PROTECT, related_name="+")
    words = models.CharField(max_length=500)
    since = models.DateField()
    until = models.DateField(null=True)
    lifted_on = models.DateField(null=True)
    lifted_because = models.CharField(max_length=300, blank=True, default="")
    entered_by = models.CharField(max_length=64)
    entered_at = models.DateTimeField()

    objects = FirmRemarkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="remark_ends_after_it_begins", condition=Q(until__isnull=True) | Q(until__gt=F("since"))
            ),
            models.CheckConstraint(
                name="sanction_is_lifted_for_a_reason",
                condition=Q(lifted_on__isnull=True, lifted_because="")
                | Q(kind=RemarkKind.SANCTION, lifted_on__gte=F("since")) & ~Q(lifted_because=""),
            ),
        ]
        indexes = [models.Index(name="remark_of_a_firm", fields=["firm", "-since", "-id"])]

    class Privacy:
        personal: frozenset[str] = frozenset()
        keep = OF_A_FIRM

    def __str__(self) -> str:
        return f"{self.kind} {self.pk} of {self.firm_id}"


class ReservedPlacesQuerySet(models.QuerySet["ReservedPlaces"]):
    def of_year(self, year: int) -> Self:
        return self.filter(year=year).order_by("district", "region", "sector")


class ReservedPlaces(models.Model):
    """Places kept in a year for people of one home district: in a region, in a sector, in both, or (empty) anywhere."""

    district = models.CharField(max_length=120)
    region = models.CharField(max_length=20, blank=True, default="")
    sector = models.CharField(max_length=60, blank=True, default="")
    year = models.PositiveSmallIntegerField()
    places = models.PositiveIntegerField()
    act = models.CharField(max_length=300)
    entered_by = models.CharField(max_length=64)
    entered_at = models.DateTimeField()

    objects = ReservedPlacesQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="places_are_reserved_once_in_a_year", fields=["district", "region", "sector", "year"]
            ),
            models.CheckConstraint(name="reserved_places_have_the_act_that_says_so", condition=~Q(act="")),
        ]

    class Privacy:
        personal: frozenset[str] = frozenset()
        keep = Keep(for_good="A share is about no person.")

    def __str__(self) -> str:
        return f"{self.places} for {self.district} {self.year}"


class RegionQuotaQuerySet(models.QuerySet["RegionQuota"]):
    def of_year(self, year: int) -> Self:
        return self.filter(year=year).order_by("region", "sector")


class RegionQuota(models.Model):
    """At most so many people in a region in a year, in one sector or (sector empty) in all of them together."""

    region = models.CharField(max_length=20)
    sector = models.CharField(max_length=60, blank=True, default="")
    year = models.PositiveSmallIntegerField()
    most = models.PositiveIntegerField()
    act = models.CharField(max_length=300)  # the act or letter that says so, as it was read
    entered_by = models.CharField(max_length=64)
    entered_at = models.DateTimeField()

    objects = RegionQuotaQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="quota_stands_once_in_a_year", fields=["region", "sector", "year"]),
            models.CheckConstraint(name="quota_has_the_act_that_says_so", condition=~Q(act="")),
        ]

    class Privacy:
        personal: frozenset[str] = frozenset()
        keep = Keep(for_good="A quota is about no person.")

    def __str__(self) -> str:
        return f"{self.region}/{self.sector or 'all'} {self.year}"
