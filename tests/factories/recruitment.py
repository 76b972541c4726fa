"""Recruitment for tests, in desk words, through the app's own actions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any

from hamsafar.accounts.enums import Role
from hamsafar.accounts.models import User
from hamsafar.corridor.models import Side
from hamsafar.journeys.enums import ConsentHow, Purpose
from hamsafar.journeys.models import Consent, Person
from hamsafar.kit.actor import Actor
from hamsafar.recruitment.actions.answering import confirm_proposal
from hamsafar.recruitment.actions.firms import Licence, add_firm
from hamsafar.recruitment.actions.orders import verify_order, write_order
from hamsafar.recruitment.actions.placing import make_run
from hamsafar.recruitment.actions.roster import CandidateText, enter_candidate
from hamsafar.recruitment.enums import Register
from hamsafar.recruitment.models import Candidate, Firm, JobOrder, Proposal
from hamsafar.recruitment.rules.orders import OrderText
from tests.factories.accounts import OfficerFactory, OrganisationFactory, SideFactory
from tests.factories.exchange import Node, two_nodes
from tests.factories.ledger import noon
from tests.factories.people import bare_person

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


@dataclass
class There:
    """One node with its office of recruitment."""

    node: Node
    desk: Office

    def here(self):
        return self.node.here()

    def tell(self, other: There, *, at: datetime = MONDAY) -> None:
        """Carry what waits to the other node; everything must be taken."""
        assert not self.node.deliver(other.node, at=at).problem
        assert set(other.node.states()) <= {"taken"}, other.node.inbox()[-1].reason


def two_offices(folder: Path) -> tuple[There, There]:
    """The side that places people and the employer's side; their nodes trust each other."""
    home, abroad = two_nodes(folder)
    return There(home, office("tj")), There(abroad, office("ru"))


@contextmanager
def elsewhere(order: JobOrder) -> Iterator[None]:
    """Inside the block, the other node's own row of an order is out of sight: the two share one database."""
    rows = JobOrder.objects.filter(pk=order.pk)
    rows.update(expires_on=date(2000, 1, 1))
    yield
    rows.update(expires_on=order.expires_on)


def office(side: str = "tj") -> Office:
    ministry, service = (
        OrganisationFactory(side=SideFactory(key=side), name=dict.fromkeys(("en", "ru", "tg"), f"{name} (example)"))
        for name in ("Ministry", "Service")
    )
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


def person(name: str = "Ҳамроҳи Намунавӣ", *, district: str = "hills", born: int = 1990, sex: str = "M") -> Person:
    """A file with a consent to recruitment."""
    made = bare_person(name, district=district, birth_year=born, sex=sex)
    made.synthetic = False  # officers of these tests are real ones, and place nobody who is generated
    made.save(update_fields=["synthetic"])
    Consent.objects.create(
        person=made, purpose=Purpose.RECRUITMENT, language="tg", how=ConsentHow.SPOKEN, given_at=MONDAY
    )
    return made


def candidate(
    desk: Office, someone: Person | None = None, together_with: Candidate | None = None, **said: Any
) -> Candidate:
    """A bricklayer on the roster, unless said otherwise."""
    text = CandidateText(**({"occupation": "7112", "years": 3} | said))
    return enter_candidate(
        person=someone or person(), said=text, together_with=together_with, by=desk.officer, at=MONDAY
    )


def proposed(desk: Office, **said: Any) -> Proposal:
    """One candidate, one open order, and the place that a run proposes."""
    candidate(desk, **said)
    open_order(desk)
    return make_run(by=desk.officer, at=MONDAY).proposals.get()


def confirmed(desk: Office) -> Proposal:
    """A place that two officers confirmed."""
    found = proposed(desk)
    confirm_proposal(proposal=found, interest=False, by=desk.officer, at=MONDAY)
    return confirm_proposal(proposal=found, interest=False, by=desk.second, at=MONDAY)
