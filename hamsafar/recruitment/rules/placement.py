"""The placement with the highest total score, with a proven bound: exact flow, or an integer programme.

Without side constraints the problem is a minimum-cost flow, which OR-Tools solves exactly in whole numbers. Quotas,
reserved places, families and fairness make it an integer programme for HiGHS, which proves how far from the best it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from hamsafar.kit.because import Because
from hamsafar.recruitment.rules import programme
from hamsafar.recruitment.rules.conflicts import conflict
from hamsafar.recruitment.rules.market import BadMarket, Market, Numbers, Whole

DECIMALS = 6  # of a score; a finer one is rounded, and the bound says by how much that may matter
SOME = 1_000  # scores that are looked at before all of them are: most scales fail at once
LARGEST_COST = 2**61  # of a flow: the largest cost times the number of nodes, in 64 bits


class Status(StrEnum):
    """What is known of a placement."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"  # time was up; the bound says how much better another one could be at most
    INFEASIBLE = "infeasible"
    UNKNOWN = "unknown"  # time was up before any was found


FOUND = frozenset({Status.OPTIMAL, Status.FEASIBLE})


@dataclass(frozen=True)
class Placement:
    """Who is placed (places in the lists of `Market`), the total score, and a proven bound that none can exceed.

    `gap` is how far the bound lies above the score, as a share of it. Where nothing can hold, `conflict` names, in
    words, constraints that cannot hold together, none of which can be left out of the list.
    """

    status: Status
    who: Whole
    where: Whole
    objective: float
    bound: float
    conflict: tuple[str, ...] = ()

    @property
    def gap(self) -> float:
        return max(0.0, self.bound - self.objective) / max(abs(self.objective), 1e-9)


NOBODY: Whole = numpy.empty(0, dtype=numpy.int64)


def solve(market: Market, *, seconds: float = 3_600.0) -> Placement:
    """The best placement, or the best that was found in `seconds` with a bound; the same input gives the same one."""
    if not market.constraints:
        return _by_flow(market)
    found = programme.solve(market, seconds=seconds)
    if found.infeasible:
        return Placement(Status.INFEASIBLE, NOBODY, NOBODY, 0.0, 0.0, conflict(market))
    if found.chosen is None:
        return Placement(Status.UNKNOWN, NOBODY, NOBODY, 0.0, found.bound)
    who, where = market.who[found.chosen], market.where[found.chosen]
    objective = float(market.scores[found.chosen].sum())
    status = Status.OPTIMAL if found.proven else Status.FEASIBLE
    return Placement(status, who, where, objective, max(objective, found.bound))


def _by_flow(market: Market) -> Placement:
    """Every candidate sends one unit to the end: through a vacancy, or past all of them for nothing."""
    useful = market.scores > 0
    who, where, scores = market.who[useful], market.where[useful], market.scores[useful]
    number, vacancies = len(market.candidates), len(market.vacancies)
    costs, scale = whole_costs(scores, nodes=number + vacancies + 1)
    end = number + vacancies
    flow = SimpleMinCostFlow()
    arcs = flow.add_arcs_with_capacity_and_unit_cost(who, number + where, numpy.ones_like(who), -costs)
    everybody, every_vacancy = numpy.arange(number), numpy.arange(vacancies)
    past = numpy.full(number, end)
    flow.add_arcs_with_capacity_and_unit_cost(everybody, past, numpy.ones(number, int), numpy.zeros(number, int))
    ends = numpy.full(vacancies, end)
    flow.add_arcs_with_capacity_and_unit_cost(number + every_vacancy, ends, market.places, numpy.zeros(vacancies, int))
    flow.set_nodes_supplies(numpy.append(everybody, end), numpy.append(numpy.ones(number, int), -number))
    if flow.solve() != flow.OPTIMAL:
        raise BadMarket(Because("The flow could not be solved: are the scores or places far too large?"))
    chosen = flow.flows(arcs) > 0 if len(arcs) else numpy.zeros(0, dtype=bool)
    objective = float(scores[chosen].sum())
    best = -flow.optimal_cost() / scale
    rounding = 0.0 if _is_exact(scores, scale) else market.most_placed / (2 * scale)
    return Placement(Status.OPTIMAL, who[chosen], where[chosen], objective, max(objective, best + rounding))


def whole_costs(scores: Numbers, *, nodes: int) -> tuple[Whole, int]:
    """Scores as whole numbers, and by what they were multiplied: as few decimals as say them exactly.

    Raises `BadMarket` where even whole scores are too large to be summed in 64 bits.
    """
    largest = float(numpy.abs(scores).max(initial=0.0))
    for decimals in range(DECIMALS + 1):
        scale = 10**decimals
        if largest * scale * max(nodes, 1) > LARGEST_COST:
            if not decimals:
                raise BadMarket(Because("The scores are too large to be summed exactly: divide all of them."))
            scale //= 10
            break
        if _is_exact(scores[:SOME], scale) and _is_exact(scores, scale):
            break
    return numpy.rint(scores * scale).astype(numpy.int64), scale


def _is_exact(scores: Numbers, scale: int) -> bool:
    scaled = scores * scale
    return bool(numpy.all(numpy.abs(scaled - numpy.rint(scaled)) <= 4 * numpy.spacing(numpy.abs(scaled))))


def pairs(market: Market, placement: Placement) -> Sequence[tuple[str, str]]:
    """Candidate and vacancy by their names, in the order of the candidates."""
    order = numpy.argsort(placement.who, kind="stable")
    names = zip(placement.who[order].tolist(), placement.where[order].tolist(), strict=True)
    return [(market.candidates[one], market.vacancies[other]) for one, other in names]
