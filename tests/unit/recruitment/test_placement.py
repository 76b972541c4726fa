"""The best placement: as good as every other solver's, within every constraint, and explained where there is none."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy
import pytest

from hamsafar.recruitment.rules import placement, programme
from hamsafar.recruitment.rules.conflicts import conflict, smallest, words
from hamsafar.recruitment.rules.market import (
    BadMarket,
    Constraints,
    Fairness,
    Family,
    Market,
    Quota,
    Reserved,
    Together,
)
from hamsafar.recruitment.rules.placement import Status, pairs, solve, whole_costs
from tests.unit.recruitment.peers import by_scipy, every_placement, holds, random_market

KINDS = ("quotas", "reserved", "families", "fairness")
ALL = [frozenset(), *(frozenset({kind}) for kind in KINDS), frozenset(KINDS)]


def market(*eligible: tuple[str, str, float], places: dict[str, int], **more) -> Market:
    candidates = sorted({one for one, _, _ in eligible})
    vacancies = list(places)
    return Market(
        candidates=candidates,
        vacancies=vacancies,
        places=numpy.array(list(places.values()), dtype=numpy.int64),
        who=numpy.array([candidates.index(one) for one, _, _ in eligible], dtype=numpy.int64),
        where=numpy.array([vacancies.index(other) for _, other, _ in eligible], dtype=numpy.int64),
        scores=numpy.array([score for *_, score in eligible], dtype=float),
        **more,
    )


TWO = (("ali", "v1", 5.0), ("ali", "v2", 4.0), ("zafar", "v1", 5.0), ("zafar", "v2", 1.0))


def test_the_total_counts_and_not_each_candidates_best():
    orders = market(*TWO, places={"v1": 1, "v2": 1})

    found = solve(orders)

    assert pairs(orders, found) == [("ali", "v2"), ("zafar", "v1")]
    assert (found.status, found.objective, found.bound, found.gap) == (Status.OPTIMAL, 9.0, 9.0, 0.0)


@pytest.mark.parametrize("seed", range(200))
def test_two_hundred_small_markets_are_solved_as_well_as_by_scipy(seed):
    kinds, coarse = ALL[seed % len(ALL)], seed % 2 == 0
    orders = random_market(seed, candidates=9, vacancies=5, coarse=coarse, kinds=kinds)

    found, best = solve(orders), by_scipy(orders)

    if best is None:
        assert found.status is Status.INFEASIBLE
        assert found.conflict
        return
    assert found.status is Status.OPTIMAL
    assert found.objective == pytest.approx(best, abs=2e-5)
    assert found.objective <= found.bound + 1e-9
    assert found.gap < 1e-4
    assert holds(orders, dict(zip(found.who.tolist(), found.where.tolist(), strict=True)))


@pytest.mark.parametrize("seed", range(60))
def test_tiny_markets_are_solved_as_by_trying_everything(seed):
    orders = random_market(seed, candidates=4, vacancies=3, coarse=seed % 3 == 0, kinds=ALL[seed % len(ALL)])

    found = solve(orders)
    best = max((score for score, _ in every_placement(orders)), default=None)

    if best is None:
        assert found.status is Status.INFEASIBLE
    else:
        assert found.objective == pytest.approx(best, abs=2e-5)


@pytest.mark.parametrize("seed", range(0, 120, 2))
def test_a_conflict_cannot_be_made_smaller(seed):
    orders = random_market(seed, candidates=3, vacancies=3, coarse=True, kinds=frozenset(KINDS))
    if solve(orders).status is not Status.INFEASIBLE:
        return

    units = [half for each in programme.constraints_of(orders) for half in _halves(each)]
    named = [each for each in units if words(each) in conflict(orders)]

    assert not _can_hold(orders, named)
    assert all(_can_hold(orders, [other for other in named if other is not each]) for each in named)


def _halves(each):
    if isinstance(each, Quota) and each.most is not None and each.least:
        return [replace(each, least=0), replace(each, most=None)]
    return [each]


def _can_hold(orders: Market, constraints) -> bool:
    sorts = {Quota: "quotas", Reserved: "reserved", Family: "families"}
    parts = {name: tuple(each for each in constraints if isinstance(each, kind)) for kind, name in sorts.items()}
    fairness = next((each for each in constraints if isinstance(each, Fairness)), None)
    return any(True for _ in every_placement(replace(orders, constraints=Constraints(**parts, fairness=fairness))))


def test_what_conflicts_is_said_in_words():
    rules = Constraints(
        quotas=(
            Quota("Tula", None, most=1),
            Quota("Tula", "farming", least=2),
            Quota("Tver", None, most=5),
        ),
        families=(Family(("ali", "zafar")),),
    )
    orders = market(
        *TWO, places={"v1": 2, "v2": 2}, regions=["Tula", "Tver"], sectors=["farming"] * 2, constraints=rules
    )

    found = solve(orders)

    assert found.status is Status.INFEASIBLE
    assert found.conflict == (
        "At most 1 places may be filled in Tula.",
        "At least 2 places must be filled in Tula, sector farming.",
    )


def test_every_kind_of_constraint_has_words():
    assert [
        words(each)
        for each in (
            Quota(least=3),
            Quota(sector="farming", most=3),
            Reserved("hills", 2, vacancy="v1"),
            Family(("ali", "zafar"), Together.REGION),
            Family(("ali", "zafar")),
            Fairness(Fraction(1, 10)),
        )
    ] == [
        "At least 3 places must be filled in all vacancies.",
        "At most 3 places may be filled in sector farming.",
        "2 places in vacancy v1 are reserved for group hills.",
        "ali, zafar are placed in one region, or none of them.",
        "ali, zafar are placed in one vacancy, or none of them.",
        "The shares placed of any two groups differ by at most 0.1.",
    ]


def test_one_constraint_can_conflict_with_the_places_alone():
    orders = market(*TWO, places={"v1": 1, "v2": 0}, constraints=Constraints(quotas=(Quota(least=2),)))

    assert solve(orders).conflict == ("At least 2 places must be filled in all vacancies.",)


def test_the_smallest_conflict_is_found_among_many():
    numbers = [Quota(most=number) for number in range(30)]

    found = smallest(numbers, lambda some: {3, 17, 29} <= {each.most for each in some})

    assert [each.most for each in found] == [3, 17, 29]


def test_a_family_is_placed_together_or_not_at_all():
    eligible = (("ali", "v1", 9.0), ("ali", "v2", 2.0), ("zafar", "v2", 2.0))
    together = Constraints(families=(Family(("ali", "zafar")),))
    orders = market(*eligible, places={"v1": 1, "v2": 2}, constraints=together)

    assert pairs(orders, solve(orders)) == [("ali", "v2"), ("zafar", "v2")]
    assert pairs(orders, solve(replace(orders, places=numpy.array([1, 1])))) == []


def test_a_family_of_one_is_no_constraint():
    orders = market(*TWO, places={"v1": 1, "v2": 1}, constraints=Constraints(families=(Family(("ali",)),)))

    assert solve(orders).objective == 9.0


def test_reserved_places_stay_empty_rather_than_go_to_others():
    kept = Constraints(reserved=(Reserved("hills", 1, vacancy="v1"),))
    eligible = (("ali", "v1", 5.0), ("zafar", "v1", 5.0), ("zebo", "v2", 1.0))
    orders = market(*eligible, places={"v1": 2, "v2": 1}, groups=["town", "town", "hills"], constraints=kept)

    assert solve(orders).objective == 6.0


def test_fairness_costs_score_and_holds():
    eligible = [(f"c{place}", "v1", 9.0 if place < 4 else 1.0) for place in range(8)]
    groups = ["hills"] * 4 + ["town"] * 4
    orders = market(*eligible, places={"v1": 4}, groups=groups)

    assert solve(orders).objective == 36.0
    fair = replace(orders, constraints=Constraints(fairness=Fairness(Fraction(0))))
    assert solve(fair).objective == 20.0


def test_nobody_eligible_is_a_placement_of_nobody():
    empty = numpy.zeros(0, dtype=numpy.int64)
    orders = Market(["ali"], ["v1"], numpy.array([1]), empty, empty, numpy.zeros(0))

    assert solve(orders).status is Status.OPTIMAL
    ruled = replace(orders, constraints=Constraints(quotas=(Quota(most=1),)))
    assert solve(ruled).objective == 0.0
    assert solve(replace(orders, constraints=Constraints(quotas=(Quota(least=1),)))).status is Status.INFEASIBLE


def test_nobody_is_placed_at_a_loss():
    orders = market(("ali", "v1", -1.0), places={"v1": 1})

    assert solve(orders).objective == 0.0
    assert solve(replace(orders, constraints=Constraints(quotas=(Quota(least=1),)))).objective == -1.0


def test_fine_scores_are_rounded_and_the_bound_says_so():
    orders = market(("ali", "v1", 1 / 3), ("zafar", "v1", 2 / 3), places={"v1": 1})

    found = solve(orders)

    assert found.objective == 2 / 3
    assert 0 < found.gap < 1e-5


def test_scores_become_whole_with_as_few_decimals_as_needed():
    assert whole_costs(numpy.array([1.0, 2.0]), nodes=9)[1] == 1
    assert whole_costs(numpy.array([0.25, 2.0]), nodes=9)[1] == 100
    assert whole_costs(numpy.array([1e11 + 0.5]), nodes=9)[1] == 10
    assert whole_costs(numpy.array([1e16, 0.123]), nodes=20)[1] == 10


def test_scores_too_large_for_a_sum_are_refused():
    with pytest.raises(BadMarket, match="too large"):
        whole_costs(numpy.array([1e18]), nodes=100)


def test_a_flow_that_fails_is_no_placement(monkeypatch):
    monkeypatch.setattr(placement.SimpleMinCostFlow, "solve", lambda self: self.BAD_COST_RANGE)

    with pytest.raises(BadMarket, match="could not be solved"):
        solve(market(*TWO, places={"v1": 1, "v2": 1}))


def test_without_time_the_bound_is_still_proven(monkeypatch):
    monkeypatch.setattr(
        programme, "run", lambda model, seconds: programme.Outcome(None, 12.0, proven=False, infeasible=False)
    )
    orders = market(*TWO, places={"v1": 1, "v2": 1}, constraints=Constraints(quotas=(Quota(most=1),)))

    found = solve(orders, seconds=0.001)

    assert (found.status, found.bound, len(found.who)) == (Status.UNKNOWN, 12.0, 0)


def test_what_was_found_in_time_has_its_gap(monkeypatch):
    chosen = numpy.array([False, True, False, False])
    outcome = programme.Outcome(chosen, 5.0, proven=False, infeasible=False)
    monkeypatch.setattr(programme, "run", lambda model, seconds: outcome)
    orders = market(*TWO, places={"v1": 1, "v2": 1}, constraints=Constraints(quotas=(Quota(most=1),)))

    found = solve(orders)

    assert (found.status, found.objective, found.gap) == (Status.FEASIBLE, 4.0, 0.25)


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        (Constraints(quotas=(Quota("Omsk", most=1),)), "region Omsk, which is not there"),
        (Constraints(reserved=(Reserved("hills", 1),)), "group hills, which is not there"),
        (Constraints(families=(Family(("ali", "nobody")),)), "candidate nobody, which is not there"),
        (Constraints(families=(Family(("ali", "zafar")), Family(("ali",)))), "ali stands in two families"),
        (Constraints(fairness=Fairness(Fraction(1, 2))), "column group"),
    ],
)
def test_a_constraint_about_nothing_is_refused(rules, said):
    with pytest.raises(BadMarket, match=said):
        market(*TWO, places={"v1": 1, "v2": 1}, constraints=rules)
