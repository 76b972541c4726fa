"""Other ways to the same optimum: every placement tried, and SciPy's solver on a formulation of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations, product
from random import Random

import numpy
from scipy.optimize import Bounds, LinearConstraint, milp

from hamsafar.recruitment.rules.market import Constraints, Fairness, Family, Market, Quota, Reserved, Together

REGIONS, SECTORS, GROUPS = ("north", "south"), ("building", "farming"), ("hills", "valley", "town")


def random_market(seed: int, *, candidates: int, vacancies: int, coarse: bool, kinds: frozenset[str]) -> Market:
    """A small market with constraints of these kinds; some have no placement at all."""
    random = Random(seed)  # noqa: S311 (repeatable on purpose)
    people = [f"c{place}" for place in range(candidates)]
    pairs = [(who, where) for who in range(candidates) for where in range(vacancies) if random.random() < 0.6]
    scores = [float(random.randint(1, 4)) if coarse else random.uniform(0.1, 9) for _ in pairs]
    return Market(
        candidates=people,
        vacancies=[f"v{place}" for place in range(vacancies)],
        places=numpy.array([random.randint(0, 3) for _ in range(vacancies)], dtype=numpy.int64),
        who=numpy.array([who for who, _ in pairs], dtype=numpy.int64),
        where=numpy.array([where for _, where in pairs], dtype=numpy.int64),
        scores=numpy.array(scores),
        groups=[GROUPS[place % len(GROUPS)] for place in range(candidates)],
        regions=[REGIONS[place % 2] for place in range(vacancies)],
        sectors=[SECTORS[(place // 2) % 2] for place in range(vacancies)],
        constraints=_constraints(random, people, kinds, vacancies),
    )


def _constraints(random: Random, people: list[str], kinds: frozenset[str], vacancies: int) -> Constraints:
    quotas = [
        Quota("north", None, most=random.randint(0, 4), least=random.choice((0, 0, 1, 2))),
        Quota("south" if vacancies > 1 else "north", "building" if vacancies < 2 else None, most=random.randint(0, 4)),
        Quota(None, "building", least=random.choice((0, 1, 3))),
    ]
    family = random.sample(people, min(len(people), random.choice((2, 2, 3))))
    return Constraints(
        quotas=tuple(quotas) if "quotas" in kinds else (),
        reserved=(Reserved("hills", random.randint(0, 3), region="north"),) if "reserved" in kinds else (),
        families=(Family(tuple(family), random.choice(list(Together))),) if "families" in kinds else (),
        fairness=Fairness(Fraction(random.choice((1, 2, 5, 8)), 10)) if "fairness" in kinds else None,
    )


def holds(market: Market, placed: dict[int, int]) -> bool:
    """Whether a placement (candidate to vacancy) keeps everything; written apart from the solver's rows."""
    filled = Counter(placed.values())
    if any(number > market.places[vacancy] for vacancy, number in filled.items()):
        return False
    rules = market.constraints
    return (
        all(_keeps_quota(market, filled, quota) for quota in rules.quotas)
        and all(_keeps_reserved(market, placed, each) for each in rules.reserved)
        and all(_keeps_family(market, placed, family) for family in rules.families)
        and (rules.fairness is None or _is_fair(market, placed, rules.fairness))
    )


def _inside(market: Market, vacancy: int, each: Quota | Reserved) -> bool:
    return (
        (each.region is None or market.regions[vacancy] == each.region)
        and (each.sector is None or market.sectors[vacancy] == each.sector)
        and (getattr(each, "vacancy", None) is None or market.vacancies[vacancy] == each.vacancy)
    )


def _keeps_quota(market: Market, filled: Counter[int], quota: Quota) -> bool:
    number = sum(count for vacancy, count in filled.items() if _inside(market, vacancy, quota))
    return quota.least <= number and (quota.most is None or number <= quota.most)


def _keeps_reserved(market: Market, placed: dict[int, int], each: Reserved) -> bool:
    places = sum(int(market.places[v]) for v in range(len(market.vacancies)) if _inside(market, v, each))
    others = sum(_inside(market, v, each) and market.groups[c] != each.group for c, v in placed.items())
    return others <= max(0, places - each.places)


def _keeps_family(market: Market, placed: dict[int, int], family: Family) -> bool:
    members = [market.candidates.index(member) for member in family.members]
    spots = {placed.get(member) for member in members}
    if family.together is Together.REGION:
        spots = {None if spot is None else market.regions[spot] for spot in spots}
    return len(spots) == 1


def _is_fair(market: Market, placed: dict[int, int], fairness: Fairness) -> bool:
    eligible = set(market.who.tolist())
    sizes = Counter(market.groups[each] for each in eligible)
    taken = Counter(market.groups[each] for each in placed)
    shares = [Fraction(taken[group], size) for group, size in sizes.items()]
    return not shares or max(shares) - min(shares) <= fairness.most_gap


def every_placement(market: Market) -> Iterator[tuple[float, dict[int, int]]]:
    """All placements that keep everything, with their scores."""
    choices: list[list[tuple[int | None, float]]] = [[(None, 0.0)] for _ in market.candidates]
    for who, where, score in zip(market.who.tolist(), market.where.tolist(), market.scores.tolist(), strict=True):
        choices[who].append((where, score))
    for chosen in product(*choices):
        placed = {who: where for who, (where, _) in enumerate(chosen) if where is not None}
        if holds(market, placed):
            yield sum(score for _, score in chosen), placed


def by_scipy(market: Market) -> float | None:
    """The best score by `scipy.optimize.milp`, dense and with fairness between every two groups; None where none is."""
    number = len(market.who)
    if not number:
        return 0.0 if holds(market, {}) else None
    rows, least, most = [], [], []

    def add(weights: numpy.ndarray, low: float, high: float) -> None:
        rows.append(weights), least.append(low), most.append(high)

    for candidate in range(len(market.candidates)):
        add((market.who == candidate).astype(float), 0, 1)
    for vacancy in range(len(market.vacancies)):
        add((market.where == vacancy).astype(float), 0, market.places[vacancy])
    rules = market.constraints
    for quota in rules.quotas:
        inside = numpy.array([_inside(market, v, quota) for v in market.where.tolist()], dtype=float)
        add(inside, quota.least, numpy.inf if quota.most is None else quota.most)
    for each in rules.reserved:
        places = sum(int(market.places[v]) for v in range(len(market.vacancies)) if _inside(market, v, each))
        inside = [
            float(_inside(market, v, each) and market.groups[c] != each.group)
            for c, v in zip(market.who.tolist(), market.where.tolist(), strict=True)
        ]
        add(numpy.array(inside), 0, max(0, places - each.places))
    for family in rules.families:
        spots = market.regions if family.together is Together.REGION else market.vacancies
        where = numpy.array([spots[v] for v in market.where.tolist()])
        for one, other in combinations(family.members, 2):
            for spot in set(spots):
                mine, theirs = (market.who == market.candidates.index(each) for each in (one, other))
                add(((where == spot) & mine).astype(float) - ((where == spot) & theirs), 0, 0)
    if rules.fairness:
        eligible = sorted(set(market.who.tolist()))
        sizes = Counter(market.groups[each] for each in eligible)
        shares = {
            group: numpy.array([market.groups[c] == group for c in market.who.tolist()]) / size
            for group, size in sizes.items()
        }
        for one, other in combinations(sorted(sizes), 2):
            gap = float(rules.fairness.most_gap)
            add(shares[one] - shares[other], -gap - 1e-9, gap + 1e-9)
    kept = LinearConstraint(numpy.array(rows), least, most)
    found = milp(-market.scores, integrality=numpy.ones(number), bounds=Bounds(0, 1), constraints=kept)
    return None if found.x is None else -float(found.fun)
