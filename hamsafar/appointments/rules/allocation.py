"""Who of a waiting list gets which place: in order of asking, evened out between districts, near home. Plain Python.

Two questions, one after the other. On which day: in the order of asking. Where that lets the people of one district
wait longer in the middle than all together by more than a quarter, just over half of each district are first given
places within a wait that is neither above that quarter nor longer than it was by the order of asking (a flow through a
network finds them, or proves that there are none); the others follow in the order of asking. And where on that day:
near home, at the less crowded office where two are as near, with the examiner that was asked for.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from statistics import median

from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from hamsafar.appointments.enums import Reason

MOST_ABOVE_ALL = Fraction(5, 4)  # the middle wait of a district against that of all
NEAR_ENOUGH = 10.0  # kilometres: offices that differ by less are equally near


@dataclass(frozen=True)
class Asking:
    """Somebody who waits: since when, of which district, with which examiner (empty where any will do).

    `distances` are kilometres to each office by its key; an office that is not named is not asked for.
    """

    key: str
    district: str
    asked: date
    distances: Mapping[str, float] = field(hash=False)
    examiner: str = ""


@dataclass(frozen=True)
class Place:
    """A free place: on which day, at which office, with an examiner of which sex."""

    key: str
    day: date
    office: str
    examiner: str = ""


@dataclass(frozen=True)
class Given:
    """Who gets which place, and why."""

    asking: str
    place: str
    reasons: tuple[Reason, ...]


Days = dict[str, date]  # by key of who asks


def allocate(asking: Sequence[Asking], places: Sequence[Place]) -> tuple[Given, ...]:
    """A place for as many as there are places for, each with its reasons, in the order of asking."""
    first_come = days_by_order(asking, places)
    evened = even_out(asking, places, first_come)
    on_day: dict[date, list[Asking]] = defaultdict(list)
    for one in _in_order(asking):
        if one.key in evened:
            on_day[evened[one.key]].append(one)
    free: dict[date, list[Place]] = defaultdict(list)
    for place in sorted(places, key=lambda each: each.key):
        free[place.day].append(place)
    given: list[Given] = []
    for day in sorted(on_day):
        for one, place, where in _at_offices(on_day[day], free[day]):
            given.append(Given(one.key, place.key, (_when(one, first_come, evened), *where)))
    return tuple(given)


def _in_order(asking: Iterable[Asking]) -> list[Asking]:
    return sorted(asking, key=lambda each: (each.asked, each.key))


def _when(one: Asking, first_come: Days, evened: Days) -> Reason:
    before, now = first_come.get(one.key), evened[one.key]
    if before is None or now < before:
        return Reason.EVENED_OUT
    return Reason.GAVE_WAY if now > before else Reason.ORDER


# ---- on which day ----------------------------------------------------------------------------------------------------


def days_by_order(asking: Sequence[Asking], places: Sequence[Place]) -> Days:
    """The day of each in the order of asking: the first with a fitting place left. Who gets none is left out."""
    return _days(asking, _by_day(places))


def _by_day(places: Iterable[Place]) -> dict[date, Counter[str]]:
    """How many places each day has, by sex of the examiner."""
    found: dict[date, Counter[str]] = defaultdict(Counter)
    for place in places:
        found[place.day][place.examiner] += 1
    return found


def _days(asking: Iterable[Asking], open_days: Mapping[date, Counter[str]]) -> Days:
    waiting, found = _in_order(asking), {}
    for day in sorted(open_days):
        wanted: Counter[str] = Counter()
        left: list[Asking] = []
        for one in waiting:
            if one.asked <= day and _fits(wanted, one.examiner, open_days[day]):
                wanted[one.examiner] += 1
                found[one.key] = day
            else:
                left.append(one)
        waiting = left
    return found


def _fits(wanted: Counter[str], examiner: str, places: Counter[str]) -> bool:
    """Whether one more with this wish can come on a day: each wish has its places, and all together have theirs."""
    enough = not examiner or wanted[examiner] < places[examiner]
    return enough and wanted.total() < places.total()


def even_out(asking: Sequence[Asking], places: Sequence[Place], first_come: Days) -> Days:
    """The days of `first_come`, or such that no district's middle wait is far above that of all.

    What may be waited is measured against everybody's middle wait, which itself falls as districts are evened out:
    hence one wait after the other is tried. Where none will do, the best days found stay.
    """
    best = before = Waits(asking, first_come)
    days = first_come
    for most in range(int(before.most()), 0, -1):
        if best.is_even():
            break
        tried = _days_within(asking, places, first_come, most)
        waits = Waits(asking, tried, after=before.after)
        if not waits.is_worse_than(before) and waits.excess() < best.excess():
            best, days = waits, tried
    return days


class Waits:
    """How long everybody waits, by district. Who has no day waits until after the last one, at least."""

    def __init__(self, asking: Sequence[Asking], days: Days, *, after: int | None = None) -> None:
        self.after = after or max(days.values(), default=date.min).toordinal() + 1
        self.of_district: dict[str, list[int]] = defaultdict(list)
        for one in asking:
            day = days.get(one.key)
            self.of_district[one.district].append((day.toordinal() if day else self.after) - one.asked.toordinal())

    def middle(self, district: str) -> float:
        """The median wait of a district."""
        return median(self.of_district[district])

    def middle_of_all(self) -> float:
        return median(wait for waits in self.of_district.values() for wait in waits) if self.of_district else 0

    def most(self) -> float:
        """What the middle wait of a district may be."""
        return float(MOST_ABOVE_ALL * Fraction(self.middle_of_all()))

    def excess(self) -> float:
        """By how much the worst district is above that."""
        return max((self.middle(name) for name in self.of_district), default=0) - self.most()

    def is_even(self) -> bool:
        return self.excess() <= 0

    def is_worse_than(self, other: Waits) -> bool:
        """Whether some district waits longer in the middle than there."""
        return any(self.middle(name) > other.middle(name) for name in self.of_district)


Group = tuple[str, date, str]  # district, day of asking, examiner asked for
Free = tuple[date, str]  # day, sex of the examiner


def _days_within(asking: Sequence[Asking], places: Sequence[Place], first_come: Days, most: int) -> Days:
    """Just over half of each district within the wait it may have, as far as places reach; then all others.

    As many as possible keep the day that they have by order.
    """
    groups: dict[Group, list[str]] = defaultdict(list)
    for one in _in_order(asking):
        groups[one.district, one.asked, one.examiner].append(one.key)
    open_days = _by_day(places)
    found: Days = {}
    for group, (day, sex) in _flow(asking, groups, open_days, first_come, most):
        key = next((each for each in groups[group] if first_come.get(each) == day), groups[group][0])
        groups[group].remove(key)
        found[key] = day
        open_days[day][sex] -= 1
    return found | _days((one for one in asking if one.key not in found), open_days)


def _flow(
    asking: Sequence[Asking],
    groups: Mapping[Group, Sequence[str]],
    open_days: Mapping[date, Counter[str]],
    first_come: Days,
    most: int,
) -> list[tuple[Group, Free]]:
    """A place in time for one of each group, as often as is needed and possible: district → group → place."""
    before = Waits(asking, first_come)
    free = [(day, sex) for day in sorted(open_days) for sex in sorted(open_days[day])]
    names: list[object] = ["start", *before.of_district, *groups, *free, "end"]
    node = {name: number for number, name in enumerate(names)}
    network, arcs = SimpleMinCostFlow(), {}
    for district, waits in before.of_district.items():
        network.add_arc_with_capacity_and_unit_cost(node["start"], node[district], len(waits) // 2 + 1, 0)
    for day, sex in free:
        network.add_arc_with_capacity_and_unit_cost(node[day, sex], node["end"], open_days[day][sex], 0)
    for group, keys in groups.items():
        district, asked, examiner = group
        network.add_arc_with_capacity_and_unit_cost(node[district], node[group], len(keys), 0)
        may_be = min(most, before.middle(district))
        kept = Counter(first_come.get(key) for key in keys)
        for place in free:
            if 0 <= (place[0] - asked).days <= may_be and examiner in ("", place[1]):
                for capacity, cost in ((kept[place[0]], 0), (len(keys) - kept[place[0]], 1)):
                    arc = network.add_arc_with_capacity_and_unit_cost(node[group], node[place], capacity, cost)
                    arcs[arc] = (group, place)
    network.set_node_supply(node["start"], len(asking))
    network.set_node_supply(node["end"], -len(asking))
    network.solve_max_flow_with_min_cost()
    return [between for arc, between in arcs.items() for _one in range(network.flow(arc))]


# ---- where on that day -----------------------------------------------------------------------------------------------


def _at_offices(asking: Sequence[Asking], places: Sequence[Place]) -> list[tuple[Asking, Place, tuple[Reason, ...]]]:
    """A place of the day for each: those who asked for an examiner first, then those who would travel farthest more."""
    free = list(places)
    size = Counter(place.office for place in places)
    keep = Counter(one.examiner for one in asking if one.examiner)
    found = []
    for one in sorted(asking, key=lambda each: (not each.examiner, -_regret(each), each.asked, each.key)):
        keep[one.examiner] -= bool(one.examiner)
        fitting = [place for place in free if one.examiner in ("", place.examiner)]
        left = Counter(place.office for place in free)
        place = min(fitting, key=lambda each: (*_rank(one, each, left, size), each.key))
        free.remove(place)
        found.append((one, place, _where(one, place, places, free)))
    return sorted(found, key=lambda each: (each[0].asked, each[0].key))


def _regret(one: Asking) -> float:
    """How many kilometres more the second nearest office means."""
    near = sorted(one.distances.values())[:2]
    return near[-1] - near[0] if near else 0.0


def _rank(one: Asking, place: Place, left: Counter[str], size: Counter[str]) -> tuple[float, float, bool]:
    """Nearer first, in steps of what is equally near; then the less crowded office; then no examiner asked for."""
    far = one.distances.get(place.office, 0.0)
    return (far // NEAR_ENOUGH, -left[place.office] / size[place.office], bool(place.examiner))


def _where(one: Asking, place: Place, places: Sequence[Place], free: Sequence[Place]) -> tuple[Reason, ...]:
    """Why this office: the nearest of the day, a less crowded one as near, or the nearest that had a place left."""
    found = [Reason.EXAMINER] if one.examiner else []
    if one.distances:
        step = {each.office: one.distances.get(each.office, 0.0) // NEAR_ENOUGH for each in places}
        if step[place.office] > min(step.values()):
            found.append(Reason.NEXT_NEAREST)
        elif sum(each == step[place.office] for each in step.values()) > 1:
            found.append(Reason.LESS_CROWDED)
        else:
            found.append(Reason.NEAREST)
    return tuple(found)
