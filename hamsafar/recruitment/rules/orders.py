"""What a job order must say before anybody looks at it, and what is told to whoever verifies it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from hamsafar.kit.because import Because

WORKER, FEE = "worker", "recruitment-fee"


@dataclass(frozen=True)
class OrderText:
    """A job order as it is written; the fields are those of the register."""

    occupation: str
    title: str
    region: str
    sector: str
    places: int
    wage: Decimal
    wage_per: str
    paid_how: str
    housing: str
    hours_a_week: int
    begins_on: date
    ends_on: date
    expires_on: date
    currency: str = "RUB"
    housing_cost: Decimal | None = None
    russian: str = "none"
    years_needed: int = 0
    requirements: str = ""
    family: str = "alone"
    pays: Mapping[str, str] = field(default_factory=dict)


def wrong_with_order(order: OrderText, *, costs: Collection[str], on: date) -> str | None:
    """What an officer must mend before the order can be handed on; None where nothing is wrong."""
    return next(_wrong(order, costs, on), None)


def _wrong(order: OrderText, costs: Collection[str], on: date) -> Iterator[str]:
    if order.places < 1:
        yield Because("Say for how many people there is work.")
    if order.wage <= 0:
        yield Because("Say what is paid.")
    if order.ends_on <= order.begins_on:
        yield Because("The work cannot end before it begins. Check both days.")
    if not on < order.expires_on <= order.ends_on:
        yield Because("The order must hold after today, and no longer than the work lasts.")
    if order.housing == "paid" and order.housing_cost is None:
        yield Because("Say what the housing costs.")
    if order.housing != "paid" and order.housing_cost is not None:
        yield Because("Housing that is not paid for has no price.")
    missing = sorted(set(costs) - set(order.pays))
    if missing:
        yield Because("Say who pays: %(cost)s.", cost=missing[0])
    if order.pays.get(FEE) == WORKER:
        yield Because("No worker pays for being recruited. Say who else bears the fee.")


def paid_by_worker(pays: Mapping[str, str]) -> tuple[str, ...]:
    """The kinds of cost that are left to the worker: whoever verifies is shown them."""
    return tuple(sorted(cost for cost, payer in pays.items() if payer == WORKER))
