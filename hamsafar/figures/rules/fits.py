"""Do a counter's own words fit? What a published level says of the year before, by the growth said beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from hamsafar.figures.rules.disagreements import EXHAUSTIVE, MAY_OVERLAP, counter_of, is_comparable
from hamsafar.figures.rules.periods import canonical, parse, same
from hamsafar.figures.rules.precision import Interval, allowed, base_unit, in_base
from hamsafar.figures.rules.values import Fact, Series

GROWTH, INCREASE, PARTS = "growth", "increase", "parts"
_PERCENT = Decimal(100)


@dataclass(frozen=True)
class Fit:
    """One check: what `level` and `beside` give for `period`, and which published counts that agrees with."""

    kind: str  # growth, increase, parts
    level: Fact
    beside: tuple[Fact, ...]
    result: Decimal  # in the unit of the level
    period: str
    matches: tuple[Fact, ...]
    compared: tuple[Fact, ...]  # the published counts that it could have agreed with


def own_words(levels: Iterable[Fact], facts: Iterable[Fact], series: Mapping[str, Series]) -> tuple[Fit, ...]:
    """Every check that the published facts allow of these levels, in their order."""
    numbers = [fact for fact in facts if is_comparable(fact)]
    found: list[Fit] = []
    for level in levels:
        if is_comparable(level) and level.period and allowed(level).low is not None:
            found += _against_the_year_before(level, numbers, series)
            found += _against_its_parts(level, numbers, series)
    return tuple(found)


def _against_the_year_before(level: Fact, facts: Sequence[Fact], series: Mapping[str, Series]) -> list[Fit]:
    before = canonical(parse(level.period).a_year_earlier())
    counts = tuple(
        fact
        for fact in facts
        if fact.series == level.series and fact.scope == level.scope and fact.period and same(fact.period, before)
    )
    found = []
    for change in facts:
        kind = series[change.series].kind if change.series in series else ""
        if change.series not in series or series[change.series].measures != level.series:
            continue
        same_unit = base_unit(change.unit)[0] == base_unit(level.unit)[0]
        if not _said_together(level, change) or not (kind == "growth" or (kind == "event" and same_unit)):
            continue
        ends, middle = _before(level, change, is_growth=kind == "growth")
        found.append(
            Fit(
                kind=GROWTH if kind == "growth" else INCREASE,
                level=level,
                beside=(change,),
                result=middle / base_unit(level.unit)[1],
                period=before,
                matches=tuple(fact for fact in counts if allowed(fact).touches(ends)),
                compared=counts,
            )
        )
    return found


def _before(level: Fact, change: Fact, *, is_growth: bool) -> tuple[Interval, Decimal]:
    """What the level and its change leave for the period before, as an interval and its middle, in base units."""
    now, moved = allowed(level), allowed(change)
    if is_growth:
        return (
            Interval(_shrunk(now.low, moved.high), _shrunk(now.high, moved.low)),
            in_base(level) / (1 + in_base(change) / _PERCENT),
        )
    low = None if now.low is None or moved.high is None else now.low - moved.high
    high = None if now.high is None or moved.low is None else now.high - moved.low
    return Interval(low, high), in_base(level) - in_base(change)


def _shrunk(value: Decimal | None, percent: Decimal | None) -> Decimal | None:
    return None if value is None or percent is None or percent <= -_PERCENT else value / (1 + percent / _PERCENT)


def _against_its_parts(level: Fact, facts: Sequence[Fact], series: Mapping[str, Series]) -> list[Fit]:
    parts = [each for each in series.values() if each.part_of == level.series]
    if level.series not in series or series[level.series].parts != EXHAUSTIVE or not parts:
        return []
    chosen = []
    for part in parts:
        given = [
            fact
            for fact in facts
            if fact.series == part.key and counter_of(fact) == counter_of(level) and _same_place(level, fact)
        ]
        if not given or part.parts == MAY_OVERLAP:
            return []
        chosen.append(given[0])
    lows, highs = [allowed(each).low for each in chosen], [allowed(each).high for each in chosen]
    total = Interval(
        None if None in lows else sum((low for low in lows if low is not None), Decimal(0)),
        None if None in highs else sum((high for high in highs if high is not None), Decimal(0)),
    )
    result = sum((in_base(each) for each in chosen), Decimal(0)) / base_unit(level.unit)[1]
    matches = (level,) if allowed(level).touches(total) else ()
    return [Fit(PARTS, level, tuple(chosen), result, canonical(parse(level.period)), matches, (level,))]


def _said_together(level: Fact, change: Fact) -> bool:
    """Same period and scope, by one counter or in one breath of one source."""
    one_breath = level.source is not None and level.source == change.source and level.said_by == change.said_by
    return _same_place(level, change) and (counter_of(level) == counter_of(change) or one_breath)


def _same_place(one: Fact, other: Fact) -> bool:
    return one.scope == other.scope and bool(other.period) and same(one.period, other.period)
