"""The terms of a contract, compared between the offer and the copies of the two states; what a worker paid for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

# In the order in which they are read out. All of them are terms of the job order as well.
TERMS = (
    "occupation",
    "region",
    "wage",
    "wage_per",
    "paid_how",
    "hours_a_week",
    "housing",
    "housing_cost",
    "begins_on",
    "ends_on",
)
WEEKS_A_YEAR, MONTHS_A_YEAR = 52, 12
WORKER, FEE = "worker", "recruitment-fee"


@dataclass(frozen=True)
class Compared:
    """One term as each copy says it; empty where a copy is not there yet."""

    term: str
    offer: str
    origin: str
    destination: str

    @property
    def differs(self) -> bool:
        """Whether two copies that are there say different things."""
        return len({each for each in (self.offer, self.origin, self.destination) if each}) > 1


@dataclass(frozen=True)
class Paid:
    """One cost that was paid: its code of the pack, who bore it, and how much."""

    cost: str
    payer: str
    amount: Decimal


def compared(
    offer: Mapping[str, str], origin: Mapping[str, str], destination: Mapping[str, str]
) -> tuple[Compared, ...]:
    """Every term beside itself."""
    return tuple(Compared(term, *(copy.get(term, "") for copy in (offer, origin, destination))) for term in TERMS)


def monthly(wage: Decimal, per: str, hours_a_week: int) -> Decimal | None:
    """What is earned in a month; None for a wage by the shift, whose number nobody promised."""
    if per == "month":
        return wage
    return wage * hours_a_week * WEEKS_A_YEAR / MONTHS_A_YEAR if per == "hour" else None


def borne_by_worker(costs: Iterable[Paid]) -> Decimal:
    return sum((each.amount for each in costs if each.payer == WORKER), Decimal(0))


def months_of_wage(borne: Decimal, a_month: Decimal | None) -> Decimal | None:
    """SDG indicator 10.7.1: what the worker bore for being recruited, in months of their wage there."""
    return None if not a_month else (borne / a_month).quantize(Decimal("0.01"))


def is_forbidden(paid: Paid) -> bool:
    """Whether a worker paid for being recruited, which no worker may be asked to."""
    return paid.cost == FEE and paid.payer == WORKER
