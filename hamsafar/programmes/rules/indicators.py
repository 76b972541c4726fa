"""Whether what was promised in numbers is on its way: base, target, the path between them, the latest figure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from hamsafar.figures.rules.book import Book
from hamsafar.figures.rules.derived import NotComputed, derive
from hamsafar.figures.rules.periods import parse
from hamsafar.figures.rules.precision import in_base, interval
from hamsafar.figures.rules.values import Derivation, Fact
from hamsafar.kit.words import Words
from hamsafar.programmes.enums import Track
from hamsafar.programmes.rules.plans import IndicatorPlan

REQUIRED = Words(
    en="Growth required every year to reach the target",
    ru="Рост, необходимый ежегодно для достижения цели",
    tg="Афзоише, ки ҳар сол барои расидан ба ҳадаф зарур аст",
)


@dataclass(frozen=True)
class PathPoint:
    """The level needed in a year, in the base unit of the baseline (dollars, not billions)."""

    year: int
    level: Decimal


@dataclass(frozen=True)
class IndicatorPicture:
    """An indicator on one day. A fact that is not visible is None, and what follows from it is absent."""

    key: str
    series: str
    baseline: Fact | None
    target: Fact | None
    required: Fact | None  # in % a year; computed, with its formula
    path: tuple[PathPoint, ...]
    latest: Fact | None  # the latest full year of the series, whoever counted it
    compared: Fact | None  # the latest full year by the authority of the baseline
    track: Track


def picture_of(plan: IndicatorPlan, book: Book) -> IndicatorPicture:
    """The indicator as the book shows it."""
    baseline = book.get(plan.baseline) if plan.baseline else None
    target = book.get(plan.target) if plan.target else None
    required = required_growth(plan, book) if baseline and target else None
    path = path_to(baseline, target, required)
    years = full_years(book.of_series(plan.series))
    compared = _after(baseline, [fact for fact in years if baseline and same_count(fact, baseline)])
    return IndicatorPicture(
        key=plan.key,
        series=plan.series,
        baseline=baseline,
        target=target,
        required=required,
        path=path,
        latest=years[-1] if years else None,
        compared=compared,
        track=track_of(path, compared, _after(baseline, years)),
    )


def required_growth(plan: IndicatorPlan, book: Book) -> Fact | None:
    """The yearly growth from base to target: the book's own computed figure, else computed the same way here."""
    ends = {plan.baseline, plan.target}
    for fact in book.facts.values():
        if fact.formula and fact.unit == "percent" and ends == set(fact.inputs):
            return fact
    target = book.get(plan.target)
    given = Derivation(
        key=f"{plan.key}-required",
        formula="required_growth",
        inputs=(plan.target,),
        words=REQUIRED,
        base=plan.baseline,
        target="" if target and target.unit == "multiple" else plan.target,
        unit="percent",
        decimals=1,
    )
    try:
        return derive(given, book.facts)
    except NotComputed:
        return None


def path_to(baseline: Fact | None, target: Fact | None, required: Fact | None) -> tuple[PathPoint, ...]:
    """The level needed in every year from the base to the target; empty where one of them is missing."""
    if baseline is None or target is None or required is None or required.value is None:
        return ()
    first, last = parse(baseline.period).year, parse(target.period).year  # full years, or nothing was required
    factor = 1 + required.value / 100
    return tuple(PathPoint(year, in_base(baseline) * factor ** (year - first)) for year in range(first, last + 1))


def full_years(facts: Iterable[Fact]) -> list[Fact]:
    """The published levels of whole years, by year, then by the day they became public."""
    levels = [fact for fact in facts if fact.value is not None and not fact.formula and _year(fact) is not None]
    return sorted(levels, key=lambda fact: (fact.period, str(fact.published_on or ""), fact.key))


def same_count(one: Fact, other: Fact) -> bool:
    """Whether two facts are the same authority's count, and so may be joined; “not stated” is nobody's count."""
    if one.counted_by == other.counted_by and one.counted_by not in ("", "not-stated"):
        return True
    return one.counted_by == other.counted_by and one.said_by == other.said_by


def track_of(path: tuple[PathPoint, ...], compared: Fact | None, any_later: Fact | None) -> Track:
    """Where the latest comparable figure stands: below the path only if nothing its precision allows reaches it."""
    if not path:
        return Track.NO_PATH
    if compared is None:
        return Track.NOT_COMPARABLE if any_later else Track.NO_LATER_FIGURE
    year = _year(compared)
    needed = next((point.level for point in path if point.year == year), path[-1].level)
    high = highest(compared)
    return Track.OFF if high is not None and high < needed else Track.ON


def highest(fact: Fact) -> Decimal | None:
    """The most that a published value allows, in its base unit; None where it is open upwards."""
    if fact.value is None or not fact.value:
        return fact.value
    high = interval(fact.value, fact.decimals, fact.qualifier).high
    return None if high is None else high * (in_base(fact) / fact.value)


def _after(baseline: Fact | None, years: list[Fact]) -> Fact | None:
    first = _year(baseline) if baseline else None
    later = [fact for fact in years if first is not None and (_year(fact) or 0) > first]
    return later[-1] if later else None


def _year(fact: Fact) -> int | None:
    if not fact.period:
        return None
    period = parse(fact.period)
    return period.year if period.is_a_year else None
