"""Why somebody is placed or not, what a constraint costs, and what may not stand: in words, and right."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy
import pytest

from hamsafar.recruitment.rules import programme, reasons
from hamsafar.recruitment.rules.checking import broken, by_group
from hamsafar.recruitment.rules.market import Constraints, Fairness, Family, Quota, Reserved, Together
from hamsafar.recruitment.rules.placement import FOUND, Placement, Status, solve
from hamsafar.recruitment.rules.reasons import Reasons, costs, difference, why_not
from tests.unit.recruitment.peers import every_placement, holds, random_market
from tests.unit.recruitment.test_placement import ALL, KINDS, TWO, market

THREE = (("ali", "v1", 5.0), ("ali", "v2", 4.0), ("zafar", "v1", 5.0), ("zebo", "v1", 1.0))


def test_somebody_placed_is_told_how_good_it_is_for_them():
    orders = market(*TWO, places={"v1": 1, "v2": 1})

    why = Reasons(orders, solve(orders))

    assert why.of("zafar") == ("Score 5: no vacancy open to them scores higher, of 2.",)
    assert why.of("ali") == (
        "Score 4: 1 of the 2 vacancies open to them score higher.",
        "Full, with people whose places raise the total more: v1.",
    )


def test_a_family_is_told_with_whom_it_is_placed():
    orders = market(*TWO, places={"v1": 2, "v2": 2}, constraints=Constraints(families=(Family(("ali", "zafar")),)))

    assert Reasons(orders, solve(orders)).of("ali")[-1] == "Placed together with zafar."


def test_somebody_left_out_is_told_what_stood_between():
    orders = market(*THREE, places={"v1": 1, "v2": 1})
    assert why_not(orders, solve(orders), "zebo") == (
        "Full, with people whose places raise the total more: v1.",
        "Placing them would lower the total by 4.",
    )

    quota = Constraints(quotas=(Quota("Tver", most=0),))
    held = market(*TWO, places={"v1": 1, "v2": 1}, regions=["Tula", "Tver"], constraints=quota)
    held = replace(held, scores=numpy.array([4.0, 4.0, 5.0, 1.0]))
    assert why_not(held, solve(held), "ali") == (
        "Full, with people whose places raise the total more: v1.",
        "Places are free, and a constraint holds them: v2.",
        "Placing them would lower the total by 1.",
        "Without this constraint they would be placed: At most 0 places may be filled in Tver.",
    )


def test_nobody_with_no_vacancy_is_told_so():
    orders = market(*TWO, ("zebo", "v1", -1.0), places={"v1": 1, "v2": 1})
    apart = replace(orders, candidates=[*orders.candidates, "firuz"])

    assert why_not(apart, solve(apart), "firuz") == ("No vacancy is open to them.",)
    assert Reasons(apart, solve(apart)).of("zebo") == ("No vacancy open to them has a score above nothing.",)


def test_somebody_no_placement_can_have_is_told_so():
    rules = Constraints(reserved=(Reserved("hills", 1, vacancy="v1"),))
    groups = ["hills", "town", "town"]
    orders = market(*THREE, places={"v1": 1, "v2": 1}, groups=groups, constraints=rules)

    said = why_not(orders, solve(orders), "zafar")

    assert "No placement that keeps every constraint has a place for them." in said
    assert "Without this constraint they would be placed: 1 places in vacancy v1 are reserved for group hills." in said


def test_only_some_of_many_vacancies_are_named():
    eligible = [("ali", f"v{place}", 1.0) for place in range(7)]
    places = {f"v{place}": 1 for place in range(7)}
    orders = market(*eligible, places=places, constraints=Constraints(quotas=(Quota(most=0),)))

    assert Reasons(orders, solve(orders)).of("ali") == (
        "Places are free, and a constraint holds them: v0, v1, v2, v3, v4, … (7).",
    )


@pytest.mark.parametrize("seed", range(30))
def test_what_a_constraint_costs_is_right_by_trying_everything(seed):
    orders = random_market(seed, candidates=4, vacancies=3, coarse=True, kinds=ALL[seed % len(ALL)])
    found = solve(orders)
    if found.status not in FOUND:
        return

    for cost in costs(orders, found):
        best = max(score for score, _ in every_placement(reasons.without(orders, cost.constraint)))
        assert cost.least == pytest.approx(best - found.objective, abs=1e-4)
        assert cost.most == pytest.approx(best - found.objective, abs=1e-4)


def test_without_time_the_cost_has_limits_and_they_are_proven(monkeypatch):
    rules = Constraints(quotas=(Quota(most=1),), fairness=Fairness(Fraction(1)))
    orders = market(*TWO, places={"v1": 1, "v2": 1}, groups=["hills", "town"], constraints=rules)
    nothing = programme.Outcome(None, 12.0, proven=False, infeasible=False)
    found = solve(orders)
    monkeypatch.setattr(programme, "run", lambda model, seconds: nothing)

    quota, fairness = costs(orders, found)

    assert (quota.least, quota.most) == (0.0, 7.0)
    assert fairness.words == "The shares placed of any two groups differ by at most 1."


@pytest.mark.parametrize("seed", range(120))
def test_what_breaks_is_found_by_the_checker_as_by_another(seed):
    random = numpy.random.default_rng(seed)
    orders = random_market(seed, candidates=5, vacancies=3, coarse=True, kinds=frozenset(KINDS))
    picked = numpy.flatnonzero(random.random(len(orders.who)) < 0.3)
    _, first = numpy.unique(orders.who[picked], return_index=True)
    who, where = orders.who[picked][first], orders.where[picked][first]

    said = broken(orders, who, where)

    assert bool(said) is not holds(orders, dict(zip(who.tolist(), where.tolist(), strict=True)))


def test_a_placement_that_nobody_may_make_is_named():
    orders = market(*THREE, places={"v1": 1, "v2": 1})
    who, where = numpy.array([0, 0, 1, 2]), numpy.array([0, 1, 0, 1])

    assert broken(orders, who, where) == (
        "Candidate zebo is not eligible for vacancy v2.",
        "Candidate ali is placed twice.",
        "Vacancy v1 has more people than places.",
    )


def test_shares_of_groups_stand_beside_who_is_eligible():
    orders = market(*THREE, places={"v1": 1, "v2": 1}, groups=["hills", "town", "town"])

    assert by_group(orders, solve(orders).who) == {"hills": (1, 1), "town": (1, 2)}
    assert by_group(replace(orders, groups=()), solve(orders).who) == {}


def test_families_in_one_region_are_checked_by_region():
    rules = Constraints(families=(Family(("ali", "zafar"), Together.REGION),))
    orders = market(*TWO, places={"v1": 1, "v2": 1}, regions=["Tula", "Tver"], constraints=rules)
    both = numpy.array([0, 1]), numpy.array([1, 0])

    assert broken(orders, *both) == ("ali, zafar are placed in one region, or none of them.",)
    assert not broken(replace(orders, regions=["Tula", "Tula"]), *both)


def test_two_placements_are_compared_by_person():
    changed = difference({"ali": "v1", "zafar": "v2", "zebo": "v1"}, {"ali": "v2", "zafar": "v2", "anvar": "v1"})

    assert (changed.placed, changed.joined, changed.left_out, changed.moved) == (0, ("anvar",), ("zebo",), ("ali",))


def test_a_placement_of_nobody_has_reasons_too():
    orders = market(*TWO, places={"v1": 0, "v2": 0})
    none = numpy.zeros(0, dtype=numpy.int64)

    why = Reasons(orders, Placement(Status.OPTIMAL, none, none, 0.0, 0.0))

    assert why.of("ali") == ("Full, with people whose places raise the total more: v1, v2.",)
