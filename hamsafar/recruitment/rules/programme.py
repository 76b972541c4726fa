"""The integer programme of a placement under side constraints, row by row."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import highspy
import numpy
from numpy.typing import NDArray

from hamsafar.recruitment.rules.market import Fairness, Family, Market, Numbers, Quota, Reserved, Together, Whole

SEED = 1
NO_LIMIT = highspy.kHighsInf
HALF = 0.5

Constraint = Quota | Reserved | Family | Fairness
Mask = NDArray[numpy.bool_]


@dataclass(frozen=True)
class Row:
    """`least` <= sum of `weights` times the variables in `columns` <= `most`."""

    columns: Whole
    weights: Numbers
    least: float
    most: float


@dataclass(frozen=True)
class Outcome:
    """Which eligibilities were chosen; None where none was found. `bound` cannot be exceeded."""

    chosen: Mask | None
    bound: float
    proven: bool
    infeasible: bool


@dataclass
class Model:
    """Rows and columns as HiGHS takes them. The first columns are the eligibilities, in their order."""

    objective: Numbers
    rows: list[Row] = field(default_factory=list)
    more: int = 0  # further columns, each between 0 and 1 and not whole

    def add(self, columns: Whole, least: float, most: float, weights: Numbers | None = None) -> None:
        ones = numpy.ones(len(columns)) if weights is None else weights
        self.rows.append(Row(columns, ones, least, most))


def solve(market: Market, *, seconds: float) -> Outcome:
    """The best choice of eligibilities under all constraints."""
    return run(model_of(market, constraints_of(market)), seconds=seconds)


def constraints_of(market: Market) -> list[Constraint]:
    """Every constraint on its own, in the order given."""
    all_of = market.constraints
    return [*all_of.quotas, *all_of.reserved, *all_of.families, *([all_of.fairness] if all_of.fairness else [])]


def model_of(market: Market, constraints: Sequence[Constraint]) -> Model:
    """The programme with these constraints; places and one vacancy each always hold."""
    model = Model(market.scores)
    for columns in _grouped(market.who, len(market.candidates)):
        if len(columns) > 1:
            model.add(columns, 0, 1)
    for columns, places in zip(_grouped(market.where, len(market.vacancies)), market.places.tolist(), strict=True):
        if len(columns) > places:
            model.add(columns, 0, places)
    for constraint in constraints:
        ADD[type(constraint)](model, market, constraint)
    return model


def run(model: Model, *, seconds: float) -> Outcome:
    """Hand the programme to HiGHS; one thread and a fixed seed, so that a run can be repeated."""
    if not len(model.objective):  # nobody is eligible anywhere, and HiGHS takes no programme without columns
        return Outcome(
            numpy.zeros(0, dtype=bool), 0.0, proven=True, infeasible=any(row.least > 0 for row in model.rows)
        )
    with _banner_apart():
        solver = highspy.Highs()
        solver.setOptionValue("output_flag", False)
    options = {"threads": 1, "random_seed": SEED, "time_limit": seconds, "mip_rel_gap": 0.0}
    for name, value in {**options, "mip_abs_gap": 1e-7}.items():
        solver.setOptionValue(name, value)
    solver.passModel(_lp(model))
    solver.run()
    status, info = solver.getModelStatus(), solver.getInfo()
    if status == highspy.HighsModelStatus.kInfeasible:
        return Outcome(None, 0.0, proven=True, infeasible=True)
    found = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    values = numpy.array(solver.getSolution().col_value) if found else None
    chosen = None if values is None else values[: len(model.objective)] > HALF
    proven = status == highspy.HighsModelStatus.kOptimal
    return Outcome(chosen, float(info.mip_dual_bound), proven=proven, infeasible=False)


@contextmanager
def _banner_apart() -> Iterator[None]:
    """HiGHS says its name on standard output, once, whatever it is told; that belongs to our own result."""
    sys.stdout.flush()
    kept = os.dup(1)
    os.dup2(2, 1)
    try:
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)


def _lp(model: Model) -> highspy.HighsLp:
    whole, number = len(model.objective), len(model.objective) + model.more
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = number, len(model.rows)
    lp.col_cost_ = numpy.append(model.objective, numpy.zeros(model.more))
    lp.col_lower_, lp.col_upper_ = numpy.zeros(number), numpy.ones(number)
    lp.row_lower_ = numpy.array([row.least for row in model.rows], dtype=float)
    lp.row_upper_ = numpy.array([row.most for row in model.rows], dtype=float)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = numpy.cumsum([0, *(len(row.columns) for row in model.rows)])
    lp.a_matrix_.index_ = _joined([row.columns for row in model.rows], numpy.int32)
    lp.a_matrix_.value_ = _joined([row.weights for row in model.rows], numpy.float64)
    integer, real = highspy.HighsVarType.kInteger, highspy.HighsVarType.kContinuous
    lp.integrality_ = [integer] * whole + [real] * model.more
    lp.sense_ = highspy.ObjSense.kMaximize
    return lp


def _joined(arrays: Sequence[NDArray], kind: type) -> NDArray:
    return numpy.concatenate(arrays).astype(kind) if arrays else numpy.empty(0, dtype=kind)


def _grouped(keys: Whole, number: int) -> Iterator[Whole]:
    """For each key from 0 the columns that have it."""
    order = numpy.argsort(keys, kind="stable")
    starts = numpy.searchsorted(keys[order], numpy.arange(number + 1))
    yield from (order[start:end] for start, end in pairwise(starts.tolist()))


# ── One constraint each ──


def _scope(market: Market, each: Quota | Reserved) -> tuple[Whole, Mask]:
    """The eligibilities a constraint speaks of, and its vacancies."""
    inside = numpy.ones(len(market.vacancies), dtype=bool)
    if each.region is not None:
        inside &= numpy.array(market.regions) == each.region
    if each.sector is not None:
        inside &= numpy.array(market.sectors) == each.sector
    if isinstance(each, Reserved) and each.vacancy is not None:
        inside &= numpy.array(market.vacancies) == each.vacancy
    return numpy.flatnonzero(inside[market.where]), inside


def _add_quota(model: Model, market: Market, quota: Quota) -> None:
    columns, _ = _scope(market, quota)
    model.add(columns, quota.least, NO_LIMIT if quota.most is None else quota.most)


def _add_reserved(model: Model, market: Market, reserved: Reserved) -> None:
    columns, inside = _scope(market, reserved)
    others = numpy.array(market.groups)[market.who[columns]] != reserved.group
    model.add(columns[others], 0, max(0, int(market.places[inside].sum()) - reserved.places))


def _add_family(model: Model, market: Market, family: Family) -> None:
    """Wherever the first member is, there is each other one."""
    spots = numpy.arange(len(market.vacancies))
    if family.together is Together.REGION:
        names = sorted(set(market.regions))
        spots = numpy.searchsorted(names, numpy.array(market.regions))
    members = [market.candidates.index(member) for member in family.members]
    first, *others = (numpy.flatnonzero(market.who == member) for member in members)
    for columns in others:
        for spot in numpy.union1d(spots[market.where[first]], spots[market.where[columns]]):
            here, there = (each[spots[market.where[each]] == spot] for each in (first, columns))
            weights = numpy.append(numpy.ones(len(here)), -numpy.ones(len(there)))
            model.add(numpy.append(here, there), 0, 0, weights)


def _add_fairness(model: Model, market: Market, fairness: Fairness) -> None:
    """Every group's share lies between a level, which is found with the rest, and that level plus the gap."""
    level = len(model.objective) + model.more
    model.more += 1
    eligible = numpy.unique(market.who)
    groups = numpy.array(market.groups)
    for group in sorted(set(groups[eligible].tolist())):
        size = int((groups[eligible] == group).sum())
        columns = numpy.flatnonzero(groups[market.who] == group)
        weights = numpy.append(numpy.full(len(columns), 1 / size), -1.0)
        model.add(numpy.append(columns, level), 0.0, float(fairness.most_gap), weights)


ADD: Mapping[type, Callable[[Model, Market, Any], None]] = {
    Quota: _add_quota,
    Reserved: _add_reserved,
    Family: _add_family,
    Fairness: _add_fairness,
}
