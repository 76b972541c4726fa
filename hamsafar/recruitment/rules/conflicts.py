"""Why no placement exists: constraints that cannot hold together, of which none can be left out, in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy

from hamsafar.kit.because import Because
from hamsafar.recruitment.rules import programme
from hamsafar.recruitment.rules.market import Fairness, Family, Market, Quota, Reserved, Together
from hamsafar.recruitment.rules.programme import Constraint

SECONDS = 60.0  # for one question whether some of the constraints can hold together


def conflict(market: Market) -> tuple[str, ...]:
    """An irreducible infeasible set. What always holds beside it, places and eligibility, is not named."""
    halves = [half for each in programme.constraints_of(market) for half in _halves(each)]
    return tuple(words(each) for each in smallest(halves, lambda some: not _can_hold(market, some)))


def smallest(constraints: Sequence[Constraint], conflicts: Callable[[Sequence[Constraint]], bool]) -> list[Constraint]:
    """A part of the constraints that still conflicts and no longer does without any one of them (QuickXplain).

    Junker, QuickXplain: preferred explanations and relaxations for over-constrained problems, AAAI 2004.
    """
    return _needed([], [], list(constraints), conflicts)


def _needed(
    sure: list[Constraint],
    added: Sequence[Constraint],
    left: list[Constraint],
    conflicts: Callable[[Sequence[Constraint]], bool],
) -> list[Constraint]:
    if added and conflicts(sure):
        return []
    if len(left) == 1:
        return left
    half = len(left) // 2
    first, second = left[:half], left[half:]
    needed_second = _needed(sure + first, first, second, conflicts)
    needed_first = _needed(sure + needed_second, needed_second, first, conflicts)
    return needed_first + needed_second


def _halves(constraint: Constraint) -> list[Constraint]:
    """A quota's upper and lower limit apart, so that only the one that conflicts is named."""
    if isinstance(constraint, Quota) and constraint.most is not None and constraint.least:
        return [replace(constraint, least=0), replace(constraint, most=None)]
    return [constraint]


def _can_hold(market: Market, constraints: Sequence[Constraint]) -> bool:
    model = programme.model_of(market, constraints)
    model.objective = numpy.zeros_like(model.objective)
    return not programme.run(model, seconds=SECONDS).infeasible


def words(constraint: Constraint) -> str:
    """A constraint as a sentence."""
    if isinstance(constraint, Quota):
        scope = _scope(constraint.region, constraint.sector)
        if constraint.most is None:
            return Because(
                "At least %(number)s places must be filled in %(scope)s.", number=constraint.least, scope=scope
            )
        return Because("At most %(number)s places may be filled in %(scope)s.", number=constraint.most, scope=scope)
    if isinstance(constraint, Reserved):
        scope = _scope(constraint.region, constraint.sector, constraint.vacancy)
        return Because(
            "%(number)s places in %(scope)s are reserved for group %(group)s.",
            number=constraint.places,
            scope=scope,
            group=constraint.group,
        )
    if isinstance(constraint, Family):
        return _of_family(constraint)
    return _of_fairness(constraint)


def _scope(region: str | None, sector: str | None, vacancy: str | None = None) -> str:
    if vacancy is not None:
        return Because("vacancy %(name)s", name=vacancy)
    if region is not None and sector is not None:
        return Because("%(region)s, sector %(sector)s", region=region, sector=sector)
    if region is not None:
        return Because("%(region)s", region=region)
    return Because("sector %(sector)s", sector=sector) if sector is not None else Because("all vacancies")


def _of_family(family: Family) -> str:
    members = ", ".join(family.members)
    if family.together is Together.REGION:
        return Because("%(members)s are placed in one region, or none of them.", members=members)
    return Because("%(members)s are placed in one vacancy, or none of them.", members=members)


def _of_fairness(fairness: Fairness) -> str:
    return Because(
        "The shares placed of any two groups differ by at most %(gap)s.", gap=f"{float(fairness.most_gap):g}"
    )
