"""Bodies of the envelopes of recruitment: what the other side needs, and no field more.

An order travels from the node on which two institutions verified it; people travel the other way. An employer decides
about somebody by what they can do: no name, no document, no birth, no district and nothing of health crosses for that.
The name follows once the officers, the employer and the worker have all said yes, because a contract is written for
somebody. Why an officer closed an order, turned a place down or noted an end in words stays where it was written.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import ClassVar
from uuid import UUID

from hamsafar.recruitment.enums import FamilyPolicy, Housing, PaidHow, Payer, RussianLevel, TakenBack, WagePer
from hamsafar.recruitment.rules.terms import TERMS

MOST_PLACES, MOST_YEARS, MOST_SKILLS, MOST_COSTS, MOST_HOURS = 100_000, 80, 50, 50, 168
LENGTHS = {"number": 40, "code": 60, "short": 200, "middle": 500}


def _check(wrong: bool, why: str) -> None:
    if wrong:
        raise ValueError(why)


def _amount(said: str) -> Decimal:
    try:
        return Decimal(said)
    except InvalidOperation as problem:
        raise ValueError("an amount is no number") from problem


@dataclass(frozen=True)
class FirmSaid:
    """A firm of the register of one side, by its number there."""

    side: str
    number: str
    name: str
    licence: str
    licence_from: date | None
    licence_until: date | None

    def __post_init__(self) -> None:
        _check(not self.name or len(self.name) > LENGTHS["short"], "the name of a firm is missing or too long")
        _check(not 0 < len(self.number) <= LENGTHS["number"], "the number of a firm is missing or too long")
        _check(len(self.licence) > LENGTHS["code"], "a licence is too long")


@dataclass(frozen=True)
class CostSaid:
    """Who bears one kind of cost."""

    cost: str
    payer: Payer


@dataclass(frozen=True)
class VerifiedSaid:
    """One institution that verified the order, in three languages, and the day."""

    en: str
    ru: str
    tg: str
    on: date

    def __post_init__(self) -> None:
        names = (self.en, self.ru, self.tg)
        _check(not all(names) or max(map(len, names)) > LENGTHS["short"], "an institution has no name, or a long one")


@dataclass(frozen=True)
class OrderOffered:
    """A job order that two institutions of the sender verified: the receiver's officers may place people on it."""

    NAME: ClassVar[str] = "recruitment.order_offered"
    employer: FirmSaid
    recruiter: FirmSaid | None
    occupation: str
    title: str
    region: str
    sector: str
    places: int
    wage: str
    currency: str
    wage_per: WagePer
    paid_how: PaidHow
    housing: Housing
    housing_cost: str
    hours_a_week: int
    begins_on: date
    ends_on: date
    expires_on: date
    russian: RussianLevel
    years_needed: int
    requirements: str
    family: FamilyPolicy
    pays: tuple[CostSaid, ...]
    verified: tuple[VerifiedSaid, ...]
    synthetic: bool

    def __post_init__(self) -> None:
        _check(not 0 < self.places <= MOST_PLACES, "the places are out of range")
        _check(_amount(self.wage) <= 0, "it pays nothing")
        _check((self.housing == Housing.PAID) != bool(self.housing_cost), "housing and its price do not fit")
        _check(bool(self.housing_cost) and _amount(self.housing_cost) < 0, "housing has a price below nothing")
        _check(not 0 < self.hours_a_week <= MOST_HOURS, "the hours are out of range")
        _check(self.ends_on <= self.begins_on, "the work ends before it begins")
        _check(not 0 <= self.years_needed <= MOST_YEARS, "the years are out of range")
        _check(len(self.pays) > MOST_COSTS, "it names too many costs")
        _check(len({each.en for each in self.verified}) != 2, "it is not verified by two institutions")  # noqa: PLR2004
        _check(len(self.title) > LENGTHS["short"] or len(self.requirements) > LENGTHS["middle"], "it is too long")


@dataclass(frozen=True)
class OrderClosed:
    """The order of this case takes nobody any more."""

    NAME: ClassVar[str] = "recruitment.order_closed"
    on: date


@dataclass(frozen=True)
class Nominated:
    """Somebody for an order of the receiver, without a name. `family` is shared by those who come together."""

    NAME: ClassVar[str] = "recruitment.nominated"
    order: UUID
    years: int
    russian: RussianLevel
    skills: tuple[str, ...]
    family: UUID | None
    due_on: date
    synthetic: bool

    def __post_init__(self) -> None:
        _check(not 0 <= self.years <= MOST_YEARS, "the years are out of range")
        _check(len(self.skills) > MOST_SKILLS, "it names too many skills")
        _check(any(not 0 < len(each) <= LENGTHS["short"] for each in self.skills), "a skill is empty or too long")


@dataclass(frozen=True)
class EmployerAnswered:
    """What the employer said of the nominee of this case; a refusal has a code that the person is shown."""

    NAME: ClassVar[str] = "recruitment.employer_answered"
    accepted: bool
    on: date
    refusal: str
    words: str

    def __post_init__(self) -> None:
        _check(self.accepted == bool(self.refusal), "it is no answer, or two")
        _check(len(self.refusal) > LENGTHS["code"] or len(self.words) > LENGTHS["middle"], "the reason is too long")


@dataclass(frozen=True)
class WorkerAgreed:
    """The worker of this case takes the place: the contract is written for this name."""

    NAME: ClassVar[str] = "recruitment.worker_agreed"
    on: date
    name: str

    def __post_init__(self) -> None:
        _check(not 0 < len(self.name) <= LENGTHS["short"], "the name is missing or too long")


@dataclass(frozen=True)
class NomineeTakenBack:
    """The nominee of this case does not come."""

    NAME: ClassVar[str] = "recruitment.nominee_taken_back"
    because: TakenBack
    on: date


@dataclass(frozen=True)
class TermsSaid:
    """The terms of a contract as one state's copy says them."""

    occupation: str
    region: str
    wage: str
    wage_per: str
    paid_how: str
    hours_a_week: str
    housing: str
    housing_cost: str
    begins_on: str
    ends_on: str

    def __post_init__(self) -> None:
        _check(any(len(getattr(self, term)) > LENGTHS["code"] for term in TERMS), "a term is too long")


@dataclass(frozen=True)
class CopyEntered:
    """What the sender's copy of the contract of this case says."""

    NAME: ClassVar[str] = "recruitment.contract_copy"
    terms: TermsSaid


@dataclass(frozen=True)
class ContractSigned:
    """Both have signed the contract of this case."""

    NAME: ClassVar[str] = "recruitment.contract_signed"
    on: date


@dataclass(frozen=True)
class WorkerArrived:
    """The worker of this case arrived at the employer."""

    NAME: ClassVar[str] = "recruitment.worker_arrived"
    on: date


@dataclass(frozen=True)
class WorkEnded:
    """The work of this case ended."""

    NAME: ClassVar[str] = "recruitment.work_ended"
    on: date
