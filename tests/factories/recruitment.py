"""Recruitment for tests, in desk words, through the app's own actions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from hamsafar.accounts.enums import Role
from hamsafar.accounts.models import User
from hamsafar.corridor.models import Side
from hamsafar.kit.actor import Actor
from hamsafar.recruitment.actions.firms import Licence, add_firm
from hamsafar.recruitment.actions.orders import verify_order, write_order
from hamsafar.recruitment.enums import Register
from hamsafar.recruitment.models import Firm, JobOrder
from hamsafar.recruitment.rules.orders import OrderText
from tests.factories.accounts import OfficerFactory, OrganisationFactory
from tests.factories.ledger import noon

MONDAY = noon(2026, 3, 2)
TODAY = MONDAY.date()
COSTS = ("recruitment-fee", "medical", "insurance", "tests", "training", "equipment", "travel", "administration")
_numbers = count(7_700_000_001)


@dataclass
class Office:
    """Two officers of recruitment, and a verifier in each of two institutions."""

    officer: User
    second: User
    verifier: User
    other_verifier: User


def office() -> Office:
    ministry, service = OrganisationFactory(), OrganisationFactory()
    officer, second = (
        OfficerFactory(role=Role.RECRUITMENT_OFFICER, organisation=ministry, synthetic=False) for _ in range(2)
    )
    verifiers = (
        OfficerFactory(role=Role.ORDER_VERIFIER, organisation=each, synthetic=False) for each in (ministry, service)
    )
    return Office(officer, second, *verifiers)


def firm(by: Actor, *, register: str = Register.EMPLOYER, name: str = "Sample works", side: str = "ru") -> Firm:
    licence = Licence("L-1", date(2026, 1, 1), date(2027, 1, 1)) if register == Register.RECRUITER else None
    number = str(next(_numbers))
    return add_firm(
        register=register,
        side=Side.objects.get(key=side),
        name=name,
        number=number,
        licence=licence,
        by=by,
        at=MONDAY,
    )


def offer(**changed: Any) -> OrderText:
    """What an employer offers: bricklayers in Tula, everything paid by the employer."""
    known: dict[str, Any] = {
        "occupation": "7112",
        "title": "Bricklayers for a school",
        "region": "ru-tul",
        "sector": "construction",
        "places": 2,
        "wage": Decimal(90_000),
        "wage_per": "month",
        "paid_how": "bank",
        "housing": "free",
        "hours_a_week": 40,
        "begins_on": TODAY + timedelta(days=45),
        "ends_on": TODAY + timedelta(days=300),
        "expires_on": TODAY + timedelta(days=40),
        "pays": dict.fromkeys(COSTS, "employer"),
    }
    return OrderText(**(known | changed))


def open_order(desk: Office, employer: Firm | None = None, **changed: Any) -> JobOrder:
    """An order that two institutions verified."""
    order = write_order(employer=employer or firm(desk.officer), said=offer(**changed), by=desk.officer, at=MONDAY)
    verify_order(order=order, by=desk.verifier, at=MONDAY)
    return verify_order(order=order, by=desk.other_verifier, at=MONDAY)
