"""Disagreements between published facts, found by rule and never typed in.

Only numbers that were published take part: a computed figure, a synthetic one and a number without a series are
compared with nothing. The cut of an as-of day is made before, by handing in visible facts only.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import combinations, product
from typing import NamedTuple

from hamsafar.figures.rules.periods import canonical, parse
from hamsafar.figures.rules.precision import Interval, allowed, base_unit, can_both_hold, in_base
from hamsafar.figures.rules.values import Fact, Finding, Series

CANNOT_BOTH_HOLD = "cannot_both_hold"
PARTS_DO_NOT_ADD_UP = "parts_do_not_add_up"
GROWTH_CONTRADICTS_LEVELS = "growth_contradicts_levels"
EXHAUSTIVE, OUTCOMES, MAY_OVERLAP = "exhaustive", "outcomes", "may-overlap"
ORDINALS = frozenset({"number", "session"})  # units of names: order 384 and order 1079 do not disagree
NOT_STATED = "not-stated"
_PERCENT = Decimal(100)


class Count(NamedTuple):
    """What makes two numbers counts of one thing, and `counter` whose count it is (empty: anybody's)."""

    series: str
    period: str
    scope: str
    unit: str
    counter: str = ""


def disagreements(facts: Iterable[Fact], series: Mapping[str, Series]) -> tuple[Finding, ...]:
    """Every finding of the three rules, ordered by series, period, scope and rule."""
    numbers = [fact for fact in facts if is_comparable(fact)]
    found = [
        *cannot_both_hold(numbers),
        *parts_do_not_add_up(numbers, series),
        *growth_contradicts_levels(numbers, series),
    ]
    return tuple(sorted(found, key=lambda each: (each.series, each.period, each.scope, each.rule, each.facts)))


def is_comparable(fact: Fact) -> bool:
    """Whether a fact is a published quantity of a series, and so may be compared."""
    return (
        fact.kind == "number"
        and fact.value is not None
        and bool(fact.series)
        and fact.unit not in ORDINALS
        and not fact.formula
        and not fact.synthetic
    )


def counter_of(fact: Fact) -> str:
    """Whose count it is; where that is not stated, the source alone vouches for it and is taken for the counter."""
    if fact.counted_by not in {"", NOT_STATED}:
        return fact.counted_by
    return f"{NOT_STATED}:{fact.source.address or fact.source.key}" if fact.source else f"{NOT_STATED}:{fact.key}"


def counts_of_one_thing(facts: Iterable[Fact]) -> dict[Count, list[Fact]]:
    """The facts by series, period (however spelt), scope and base unit, smallest value first."""
    groups: dict[Count, list[Fact]] = defaultdict(list)
    for fact in facts:
        groups[_count(fact)].append(fact)
    return {count: sorted(group, key=lambda fact: (in_base(fact), fact.key)) for count, group in groups.items()}


def cannot_both_hold(facts: Iterable[Fact]) -> Iterator[Finding]:
    """One finding for each thing that has two counts which leave no room for each other; it lists all its counts."""
    for count, group in counts_of_one_thing(facts).items():
        if not all(can_both_hold(one, other) for one, other in combinations(group, 2)):
            gap = in_base(group[-1]) - in_base(group[0])
            yield _finding(CANNOT_BOTH_HOLD, count, group, gap=gap, unit=group[-1].unit)


def parts_do_not_add_up(facts: Sequence[Fact], series: Mapping[str, Series]) -> Iterator[Finding]:
    """Exhaustive parts that miss their whole, and outcomes that leave a remainder of it.

    A whole and its parts are compared where one counter gave both, for one period and scope; the same statement
    repeated elsewhere counts once. A part that says `may-overlap` may be contained in the others, so the gap has
    two ends: without it among them, and with it.
    """
    by_counter: dict[Count, list[Fact]] = defaultdict(list)
    for fact in facts:
        by_counter[_count(fact)._replace(counter=counter_of(fact))].append(fact)
    for count, wholes in by_counter.items():
        parts = [each for each in series.values() if each.part_of == count.series]
        given = {
            each.key: by_counter[count._replace(series=each.key)]
            for each in parts
            if count._replace(series=each.key) in by_counter
        }
        if given:
            yield from _whole_and_parts(count, wholes, parts, given, _manner(series, count.series, parts))


def growth_contradicts_levels(facts: Sequence[Fact], series: Mapping[str, Series]) -> Iterator[Finding]:
    """Growth by a counter that none of the same counter's levels of this and the last year's period allows."""
    levels: dict[Count, list[Fact]] = defaultdict(list)
    for fact in facts:
        levels[Count(fact.series, _period(fact), fact.scope, "", counter_of(fact))].append(fact)
    for fact in facts:
        kind = series.get(fact.series)
        if kind is None or kind.kind != "growth" or not kind.measures or not fact.period:
            continue
        before = canonical(parse(fact.period).a_year_earlier())
        here = Count(kind.measures, _period(fact), fact.scope, "", counter_of(fact))
        pairs = list(product(levels.get(here._replace(period=before), []), levels.get(here, [])))
        if pairs and not any(_allows(old, new, fact) for old, new in pairs):
            yield _growth_finding(fact, pairs)


def _count(fact: Fact) -> Count:
    return Count(fact.series, _period(fact), fact.scope, base_unit(fact.unit)[0])


def _period(fact: Fact) -> str:
    return canonical(parse(fact.period)) if fact.period else ""


def _finding(
    rule: str, count: Count, values: Sequence[Fact], *, gap: Decimal, unit: str, gap_high: Decimal | None = None
) -> Finding:
    factor = base_unit(unit)[1]
    return Finding(
        rule=rule,
        series=count.series,
        period=count.period,
        scope=count.scope,
        values=tuple(values),
        gap=gap / factor,
        unit=unit,
        facts=tuple(fact.key for fact in values),
        gap_high=None if gap_high is None else gap_high / factor,
    )


def _manner(series: Mapping[str, Series], whole: str, parts: Sequence[Series]) -> str:
    """How the parts make up the whole; said by the whole or, where it says nothing, by a part."""
    said = [series[whole].parts] if whole in series else []
    said += [part.parts for part in parts]
    return next((manner for manner in said if manner in {EXHAUSTIVE, OUTCOMES}), EXHAUSTIVE)


def _whole_and_parts(
    count: Count, wholes: list[Fact], parts: Sequence[Series], given: Mapping[str, list[Fact]], manner: str
) -> Iterator[Finding]:
    whole = _most_precise(wholes)
    chosen = {key: _most_precise(values) for key, values in given.items()}
    covered = sum((in_base(fact) for fact in chosen.values()), Decimal(0))
    total = _sum(_hull(values) for values in given.values())
    overlapping = {part.key for part in parts if part.parts == MAY_OVERLAP}
    too_much = all(_is_above(total, allowed(each)) for each in wholes) and not overlapping & set(given)
    too_little = all(_is_above(allowed(each), total) for each in wholes)
    complete = manner == OUTCOMES or len(given) == len(parts)
    if not (too_much or (too_little and complete)):
        return
    gap = abs(in_base(whole) - covered)
    among_others = sum((in_base(fact) for key, fact in chosen.items() if key in overlapping), Decimal(0))
    values = [fact for group in (wholes, *given.values()) for fact in sorted(group, key=_precision)]
    high = gap + among_others if too_little and among_others else None
    yield _finding(PARTS_DO_NOT_ADD_UP, count, values, gap=gap, unit=whole.unit, gap_high=high)


def _most_precise(facts: Sequence[Fact]) -> Fact:
    """The fact that leaves least open; of equals the first by key."""
    return min(facts, key=_precision)


def _precision(fact: Fact) -> tuple[Decimal, str]:
    """Sorts facts by how much they leave open."""
    ends = allowed(fact)
    return (Decimal("Infinity") if ends.low is None or ends.high is None else ends.high - ends.low, fact.key)


def _hull(facts: Sequence[Fact]) -> Interval:
    lows, highs = zip(*((ends.low, ends.high) for ends in map(allowed, facts)), strict=True)
    known_lows, known_highs = [low for low in lows if low is not None], [high for high in highs if high is not None]
    return Interval(
        min(known_lows) if len(known_lows) == len(lows) else None,
        max(known_highs) if len(known_highs) == len(highs) else None,
    )


def _sum(intervals: Iterable[Interval]) -> Interval:
    low: Decimal | None = Decimal(0)
    high: Decimal | None = Decimal(0)
    for each in intervals:
        low = None if low is None or each.low is None else low + each.low
        high = None if high is None or each.high is None else high + each.high
    return Interval(low, high)


def _is_above(one: Interval, other: Interval) -> bool:
    return one.low is not None and other.high is not None and one.low > other.high


def _allows(old: Fact, new: Fact, growth: Fact) -> bool:
    before, after = allowed(old), allowed(new)
    if before.low is None or before.low <= 0 or after.low is None:
        return True  # levels that say too little contradict nothing
    least = None if before.high is None else (after.low / before.high - 1) * _PERCENT
    most = None if after.high is None else (after.high / before.low - 1) * _PERCENT
    return allowed(growth).touches(Interval(least, most))


def _growth_finding(growth: Fact, pairs: Sequence[tuple[Fact, Fact]]) -> Finding:
    gap, (old, new) = min(
        ((abs((in_base(new) / in_base(old) - 1) * _PERCENT - in_base(growth)), (old, new)) for old, new in pairs),
        key=lambda each: each[0],
    )
    count = Count(growth.series, _period(growth), growth.scope, "")
    return _finding(
        GROWTH_CONTRADICTS_LEVELS, count, (growth, old, new), gap=gap.quantize(Decimal("0.1")), unit=growth.unit
    )
