"""What a placement is asked for, as frozen values: candidates, vacancies, eligibility, and side constraints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

import numpy
from numpy.typing import NDArray

from hamsafar.kit.because import Because

Whole = NDArray[numpy.int64]
Numbers = NDArray[numpy.float64]


class BadMarket(ValueError):
    """What was handed in cannot be solved. The message says what to mend."""


class Together(StrEnum):
    """How near a family is placed."""

    VACANCY = "vacancy"
    REGION = "region"


@dataclass(frozen=True)
class Quota:
    """At most `most` and at least `least` places filled, over the vacancies of a region, of a sector, or of both."""

    region: str | None = None
    sector: str | None = None
    most: int | None = None
    least: int = 0


@dataclass(frozen=True)
class Reserved:
    """`places` kept for candidates of a group: nobody else may take them, also where they stay empty."""

    group: str
    places: int
    vacancy: str | None = None
    region: str | None = None
    sector: str | None = None


@dataclass(frozen=True)
class Family:
    """Candidates who are all placed in one vacancy or one region, or none of them is."""

    members: tuple[str, ...]
    together: Together = Together.VACANCY


@dataclass(frozen=True)
class Fairness:
    """The share placed of any two groups differs by at most `most_gap`. Only who is eligible anywhere is counted."""

    most_gap: Fraction


@dataclass(frozen=True)
class Constraints:
    """Everything beside places and eligibility."""

    quotas: tuple[Quota, ...] = ()
    reserved: tuple[Reserved, ...] = ()
    families: tuple[Family, ...] = ()
    fairness: Fairness | None = None

    def __bool__(self) -> bool:
        return bool(self.quotas or self.reserved or self.families or self.fairness)


@dataclass(frozen=True)
class Market:
    """Candidates and vacancies by their places in a list; `who[i]` may be placed in `where[i]` for `scores[i]`."""

    candidates: Sequence[str]
    vacancies: Sequence[str]
    places: Whole
    who: Whole
    where: Whole
    scores: Numbers
    groups: Sequence[str] = ()
    regions: Sequence[str] = ()
    sectors: Sequence[str] = ()
    constraints: Constraints = field(default_factory=Constraints)

    def __post_init__(self) -> None:
        check(self)

    @property
    def most_placed(self) -> int:
        """More than these can never be placed."""
        return int(min(len(self.candidates), self.places.sum()))


def check(market: Market) -> None:
    """Raise `BadMarket` where a constraint names what does not exist, or a number cannot be."""
    known: Mapping[str, set[str]] = {
        "group": set(market.groups),
        "region": set(market.regions),
        "sector": set(market.sectors),
        "vacancy": set(market.vacancies),
        "candidate": set(market.candidates),
    }
    for each in (*market.constraints.quotas, *market.constraints.reserved):
        for kind in ("vacancy", "region", "sector", "group"):
            named = getattr(each, kind, None)
            if named is not None and named not in known[kind]:
                raise BadMarket(
                    Because("A constraint names %(kind)s %(name)s, which is not there.", kind=kind, name=named)
                )
    _check_families(market.constraints.families, known["candidate"])
    if market.constraints.fairness and not market.groups:
        raise BadMarket(Because("Fairness needs a column group in the file of candidates."))


def _check_families(families: Sequence[Family], candidates: set[str]) -> None:
    seen: set[str] = set()
    for family in families:
        for member in family.members:
            if member not in candidates:
                raise BadMarket(
                    Because("A constraint names %(kind)s %(name)s, which is not there.", kind="candidate", name=member)
                )
            if member in seen:
                raise BadMarket(Because("Candidate %(name)s stands in two families, or twice in one.", name=member))
            seen.add(member)
