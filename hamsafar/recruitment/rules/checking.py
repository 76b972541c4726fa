"""Whether a placement keeps everything it must, looked at apart from the solver that found it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Any

import numpy

from hamsafar.kit.because import Because
from hamsafar.recruitment.rules.conflicts import words
from hamsafar.recruitment.rules.market import Fairness, Family, Market, Quota, Reserved, Together, Whole
from hamsafar.recruitment.rules.programme import Constraint, constraints_of


def broken(market: Market, who: Whole, where: Whole) -> tuple[str, ...]:
    """What a placement breaks, in words; nothing where it may stand."""
    return (*_basic(market, who, where), *(words(each) for each in breaks(market, who, where)))


def breaks(market: Market, who: Whole, where: Whole) -> Iterator[Constraint]:
    """The side constraints that a placement does not keep."""
    return (each for each in constraints_of(market) if not KEEPS[type(each)](market, who, where, each))


def _basic(market: Market, who: Whole, where: Whole) -> Iterator[str]:
    width = max(len(market.vacancies), 1)
    strange = ~numpy.isin(who * width + where, market.who * width + market.where)
    if strange.any():
        first = int(numpy.flatnonzero(strange)[0])
        yield Because(
            "Candidate %(one)s is not eligible for vacancy %(other)s.",
            one=market.candidates[int(who[first])],
            other=market.vacancies[int(where[first])],
        )
    people, times = numpy.unique(who, return_counts=True)
    if (times > 1).any():
        yield Because("Candidate %(name)s is placed twice.", name=market.candidates[int(people[times > 1][0])])
    over = numpy.flatnonzero(numpy.bincount(where, minlength=len(market.vacancies)) > market.places)
    if len(over):
        yield Because("Vacancy %(name)s has more people than places.", name=market.vacancies[int(over[0])])


def inside(market: Market, each: Quota | Reserved) -> numpy.ndarray:
    """The vacancies a constraint speaks of."""
    spoken = numpy.ones(len(market.vacancies), dtype=bool)
    if each.region is not None:
        spoken &= numpy.array(market.regions) == each.region
    if each.sector is not None:
        spoken &= numpy.array(market.sectors) == each.sector
    if isinstance(each, Reserved) and each.vacancy is not None:
        spoken &= numpy.array(market.vacancies) == each.vacancy
    return spoken


def _keeps_quota(market: Market, _who: Whole, where: Whole, quota: Quota) -> bool:
    filled = int(inside(market, quota)[where].sum())
    return quota.least <= filled and (quota.most is None or filled <= quota.most)


def _keeps_reserved(market: Market, who: Whole, where: Whole, reserved: Reserved) -> bool:
    spoken = inside(market, reserved)
    others = (numpy.array(market.groups)[who] != reserved.group) & spoken[where]
    return int(others.sum()) <= max(0, int(market.places[spoken].sum()) - reserved.places)


def _keeps_family(market: Market, who: Whole, where: Whole, family: Family) -> bool:
    placed = dict(zip(who.tolist(), where.tolist(), strict=True))
    spots = {placed.get(market.candidates.index(member)) for member in family.members}
    if family.together is Together.REGION:
        return len({None if spot is None else market.regions[spot] for spot in spots}) == 1
    return len(spots) == 1


def _keeps_fairness(market: Market, who: Whole, _where: Whole, fairness: Fairness) -> bool:
    shares = [Fraction(placed, eligible) for placed, eligible in by_group(market, who).values() if eligible]
    return not shares or max(shares) - min(shares) <= fairness.most_gap


def by_group(market: Market, who: Whole) -> Mapping[str, tuple[int, int]]:
    """For each group, by name, how many are placed, and how many are eligible anywhere."""
    if not len(market.groups):
        return {}
    names, codes = numpy.unique(numpy.array(market.groups), return_inverse=True)
    eligible = numpy.bincount(codes[numpy.unique(market.who)], minlength=len(names)).tolist()
    placed = numpy.bincount(codes[who], minlength=len(names)).tolist()
    return {name: (some, of) for name, some, of in zip(names.tolist(), placed, eligible, strict=True)}


KEEPS: Mapping[type, Callable[[Market, Whole, Whole, Any], bool]] = {
    Quota: _keeps_quota,
    Reserved: _keeps_reserved,
    Family: _keeps_family,
    Fairness: _keeps_fairness,
}
