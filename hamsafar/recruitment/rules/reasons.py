"""Why somebody is placed where they are, or nowhere; what a constraint costs; how two placements differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy

from hamsafar.kit.because import Because
from hamsafar.recruitment.rules import programme
from hamsafar.recruitment.rules.conflicts import words
from hamsafar.recruitment.rules.market import Constraints, Fairness, Market, Numbers, Whole
from hamsafar.recruitment.rules.placement import FOUND, Placement, solve
from hamsafar.recruitment.rules.programme import Constraint

SECONDS = 60.0  # for one question that is answered by solving again
NAMED = 5  # vacancies that one reason names

One = TypeVar("One")


@dataclass(frozen=True)
class Cost:
    """What one constraint costs in score: the total without it, less the total with it.

    `least` and `most` are the same where both were solved to the end, else proven limits.
    """

    constraint: Constraint
    least: float
    most: float

    @property
    def words(self) -> str:
        return words(self.constraint)


@dataclass(frozen=True)
class Difference:
    """What another placement of the same candidates changes, by their names."""

    placed: int
    joined: tuple[str, ...]
    left_out: tuple[str, ...]
    moved: tuple[str, ...]


# ── Reasons ──


class Reasons:
    """The reasons of one placement: what is looked up for everybody is counted once."""

    def __init__(self, market: Market, placement: Placement) -> None:
        self.market = market
        self.order = numpy.argsort(market.who, kind="stable")
        self.starts = numpy.searchsorted(market.who[self.order], numpy.arange(len(market.candidates) + 1))
        self.filled = numpy.bincount(placement.where, minlength=len(market.vacancies))
        self.placed = dict(zip(placement.who.tolist(), placement.where.tolist(), strict=True))
        self.numbers = {name: number for number, name in enumerate(market.candidates)}
        self.families = {member: each for each in market.constraints.families for member in each.members}

    def of(self, candidate: str) -> tuple[str, ...]:
        """Why a candidate is placed where they are; for one who is placed nowhere, what can be said at once."""
        person = self.numbers[candidate]
        mine = self.order[self.starts[person] : self.starts[person + 1]]
        where, scores = self.market.where[mine], self.market.scores[mine]
        if person not in self.placed:
            return tuple(self._unplaced(where, scores))
        return (*self._of_score(where, scores, self.placed[person]), *self._of_family(candidate))

    def _of_score(self, where: Whole, scores: Numbers, vacancy: int) -> Iterator[str]:
        score = float(scores[where == vacancy][0])
        higher = where[scores > score]
        if not len(higher):
            yield Because(
                "Score %(score)s: no vacancy open to them scores higher, of %(number)s.",
                score=f"{score:g}",
                number=len(where),
            )
            return
        yield Because(
            "Score %(score)s: %(higher)s of the %(number)s vacancies open to them score higher.",
            score=f"{score:g}",
            higher=len(higher),
            number=len(where),
        )
        yield from self._held(higher)

    def _unplaced(self, where: Whole, scores: Numbers) -> Iterator[str]:
        if not len(where):
            yield Because("No vacancy is open to them.")
        elif not (scores > 0).any():
            yield Because("No vacancy open to them has a score above nothing.")
        else:
            yield from self._held(where[scores > 0])

    def _held(self, vacancies: Whole) -> Iterator[str]:
        """Of vacancies somebody would rather have: those that are full, and those that a constraint holds."""
        is_full = self.filled[vacancies] >= self.market.places[vacancies]
        if is_full.any():
            yield Because(
                "Full, with people whose places raise the total more: %(vacancies)s.",
                vacancies=self._named(vacancies[is_full]),
            )
        if not is_full.all():
            yield Because(
                "Places are free, and a constraint holds them: %(vacancies)s.",
                vacancies=self._named(vacancies[~is_full]),
            )

    def _of_family(self, candidate: str) -> Iterator[str]:
        family = self.families.get(candidate)
        if family and len(family.members) > 1:
            others = ", ".join(member for member in family.members if member != candidate)
            yield Because("Placed together with %(members)s.", members=others)

    def _named(self, vacancies: Whole) -> str:
        names = ", ".join(self.market.vacancies[each] for each in vacancies[:NAMED].tolist())
        return names if len(vacancies) <= NAMED else f"{names}, … ({len(vacancies)})"


def why_not(market: Market, placement: Placement, candidate: str, *, seconds: float = SECONDS) -> tuple[str, ...]:
    """Why a candidate is placed nowhere, with what placing them would cost, and which constraint alone is between.

    Solves again, for this candidate and without each constraint that could matter: asked for, never made for all.
    """
    said = list(Reasons(market, placement).of(candidate))
    person = market.candidates.index(candidate)
    if person in placement.who or not (market.who == person).any():
        return tuple(said)
    loss = cost_of_placing(market, placement, person, seconds=seconds)
    if loss is None:
        said.append(Because("No placement that keeps every constraint has a place for them."))
    else:
        said.append(Because("Placing them would lower the total by %(loss)s.", loss=f"{loss:g}"))
    for constraint in programme.constraints_of(market):
        found = solve(without(market, constraint), seconds=seconds)
        if person in found.who:
            said.append(Because("Without this constraint they would be placed: %(words)s", words=words(constraint)))
    return tuple(said)


def cost_of_placing(market: Market, placement: Placement, person: int, *, seconds: float = SECONDS) -> float | None:
    """By how much the total is lower where this candidate must be placed; None where no placement has them."""
    mine = numpy.flatnonzero(market.who == person)
    model = programme.model_of(market, programme.constraints_of(market))
    model.add(mine, 1, 1)
    found = programme.run(model, seconds=seconds)
    if found.chosen is None:
        return None
    return max(0.0, placement.objective - float(market.scores[found.chosen].sum()))


# ── Costs ──


def costs(market: Market, placement: Placement, *, seconds: float = SECONDS) -> tuple[Cost, ...]:
    """What each constraint costs in score, by solving again without it."""
    return tuple(_cost(market, placement, each, seconds) for each in programme.constraints_of(market))


def _cost(market: Market, placement: Placement, constraint: Constraint, seconds: float) -> Cost:
    free = solve(without(market, constraint), seconds=seconds)
    reached = free.objective if free.status in FOUND else placement.objective
    most = max(0.0, free.bound - placement.objective)
    return Cost(constraint, min(max(0.0, reached - placement.bound), most), most)


def without(market: Market, constraint: Constraint) -> Market:
    """The same market, with one constraint left out."""
    every = market.constraints
    return replace(
        market,
        constraints=Constraints(
            quotas=_left(every.quotas, constraint),
            reserved=_left(every.reserved, constraint),
            families=_left(every.families, constraint),
            fairness=None if isinstance(constraint, Fairness) else every.fairness,
        ),
    )


def _left(some: tuple[One, ...], constraint: Constraint) -> tuple[One, ...]:
    return tuple(each for each in some if each is not constraint)


# ── Two placements ──


def difference(before: Mapping[str, str], after: Mapping[str, str]) -> Difference:
    """What changes from one placement to another, each as candidate and vacancy."""
    both = before.keys() & after.keys()
    return Difference(
        placed=len(after) - len(before),
        joined=tuple(sorted(after.keys() - before.keys())),
        left_out=tuple(sorted(before.keys() - after.keys())),
        moved=tuple(sorted(each for each in both if before[each] != after[each])),
    )
