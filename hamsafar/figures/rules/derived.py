"""Computed figures: each from named facts by a formula that is shown beside it.

A computed figure exists only where all its inputs are visible, so the as-of cut of the inputs cuts it too. Its
`published_on` is that of its latest input.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from hamsafar.figures.rules.periods import parse
from hamsafar.figures.rules.precision import base_unit, in_base, number_of
from hamsafar.figures.rules.projection import FEWEST_LEVELS, project
from hamsafar.figures.rules.values import Derivation, Fact
from hamsafar.kit.words import Words

COMPUTED = "computed"  # stands where a published fact says whose count it is, who said it and who published it
_PERCENT = Decimal(100)
_MONTHS = 12


class NotComputed(Exception):
    """The formula cannot be applied to these inputs; `reason` says why in three languages."""

    def __init__(self, reason: Words) -> None:
        self.reason = reason
        super().__init__(reason.en)


@dataclass(frozen=True)
class Outcome:
    """What a formula gives, before rounding, and the formula as it is shown."""

    value: Decimal
    formula: str
    low: Decimal | None = None
    high: Decimal | None = None
    qualifier: str = ""  # where the formula decides it, not the inputs


def compute(derivations: Iterable[Derivation], visible: Mapping[str, Fact]) -> tuple[dict[str, Fact], dict[str, Words]]:
    """The computed figures by key, and for those that could not be computed the reason.

    Derivations stand in order: a later one may use an earlier one. One with an input that is not visible is in
    neither answer.
    """
    computed: dict[str, Fact] = {}
    refused: dict[str, Words] = {}
    for each in derivations:
        known = {**visible, **computed}
        if not all(key in known for key in needed(each)):
            continue
        try:
            computed[each.key] = derive(each, known)
        except NotComputed as problem:
            refused[each.key] = problem.reason
    return computed, refused


def needed(derivation: Derivation) -> tuple[str, ...]:
    """The keys of every fact that a derivation reads."""
    return (*derivation.inputs, *(key for key in (derivation.base, derivation.target) if key))


def derive(derivation: Derivation, known: Mapping[str, Fact]) -> Fact:
    """The computed figure; `NotComputed` where its inputs do not allow the formula."""
    inputs = [known[key] for key in derivation.inputs]
    if not inputs:
        raise NotComputed(_NO_INPUTS)
    used = [known[key] for key in needed(derivation)]
    try:
        outcome = FORMULAS[derivation.formula](derivation, inputs, known)
    except (ZeroDivisionError, InvalidOperation) as problem:
        raise NotComputed(_DIVIDES_BY_ZERO) from problem
    days = [fact.published_on for fact in used]
    step = Decimal(1).scaleb(-derivation.decimals)

    def rounded(value: Decimal | None) -> Decimal | None:
        return None if value is None else value.quantize(step, rounding=ROUND_HALF_UP)

    return Fact(
        key=derivation.key,
        kind="number",
        series=derivation.series,
        value=rounded(outcome.value),
        decimals=derivation.decimals,
        qualifier=outcome.qualifier or _qualifier(derivation.formula, inputs),
        unit=_unit(derivation, inputs),
        period=derivation.period,
        scope=derivation.scope,
        counted_by=COMPUTED,
        said_by=COMPUTED,
        quality=COMPUTED,
        source=None,
        published_on=max(day for day in days if day) if all(days) else None,
        words=derivation.words,
        formula=outcome.formula,
        inputs=tuple(dict.fromkeys(needed(derivation))),
        low=rounded(outcome.low),
        high=rounded(outcome.high),
        synthetic=any(fact.synthetic for fact in used),
        note=derivation.note,
    )


def _unit(derivation: Derivation, inputs: Sequence[Fact]) -> str:
    return derivation.unit or inputs[0].unit


def _qualifier(formula: str, inputs: Sequence[Fact]) -> str:
    """What the inputs' qualifiers leave of the result: one kept where the formula only scales it, else `about`."""
    loose = {fact.qualifier for fact in inputs} - {"exactly", ""}
    if not loose:
        return "exactly"
    return loose.pop() if formula in {"product", "sum"} and len(loose) == 1 else "about"


def _plain(value: Decimal) -> str:
    return f"{value:f}".replace("-", "−")


def _shown(fact: Fact) -> str:
    return _plain(number_of(fact))


def _numbers(inputs: Sequence[Fact]) -> list[Decimal]:
    if any(fact.value is None for fact in inputs):
        raise NotComputed(_NOT_A_NUMBER)
    return [in_base(fact) for fact in inputs]


def _alike(derivation: Derivation, inputs: Sequence[Fact]) -> tuple[list[Decimal], list[str]]:
    """The inputs in the result's unit, as values and as shown; they must be of one kind of unit."""
    unit = _unit(derivation, inputs)
    base, factor = base_unit(unit)
    if any(base_unit(fact.unit)[0] != base for fact in inputs):
        raise NotComputed(_UNITS_DIFFER)
    values = [value / factor for value in _numbers(inputs)]
    shown = [
        _shown(fact) if fact.unit == unit else _plain(value.normalize())
        for fact, value in zip(inputs, values, strict=True)
    ]
    return values, shown


def _pair(inputs: Sequence[Fact]) -> tuple[Fact, Fact]:
    if len(inputs) != 2:  # noqa: PLR2004 - a pair
        raise NotComputed(_NEEDS_TWO)
    return inputs[0], inputs[1]


def _year(fact: Fact) -> int:
    if not fact.period or not parse(fact.period).is_a_year:
        raise NotComputed(_NOT_A_YEAR)
    return parse(fact.period).year


def _required_growth(derivation: Derivation, inputs: Sequence[Fact], known: Mapping[str, Fact]) -> Outcome:
    if not derivation.base:
        raise NotComputed(_NO_BASE)
    base, goal = known[derivation.base], known[derivation.target or derivation.inputs[0]]
    years = _year(goal) - _year(base)
    if derivation.target:
        (new, old), (new_shown, old_shown) = _alike(_in_unit(goal.unit, derivation), [goal, base])
        multiple, shown = new / old, f"({new_shown} ÷ {old_shown})"
    else:
        multiple, shown = _numbers(inputs)[0], _shown(goal)
    if years <= 0 or multiple <= 0:
        raise NotComputed(_NO_YEARS)
    return Outcome((multiple ** (Decimal(1) / years) - 1) * _PERCENT, f"({shown}^(1/{years}) − 1) × 100")


def _in_unit(unit: str, derivation: Derivation) -> Derivation:
    return replace(derivation, unit=unit)


def _product(derivation: Derivation, inputs: Sequence[Fact], known: Mapping[str, Fact]) -> Outcome:
    value = Decimal(1)
    for each in _numbers(inputs):
        value *= each
    return Outcome(value / base_unit(_unit(derivation, inputs))[1], " × ".join(map(_shown, inputs)))


def _sum(derivation: Derivation, inputs: Sequence[Fact], known: Mapping[str, Fact]) -> Outcome:
    values, shown = _alike(derivation, inputs)
    return Outcome(sum(values, Decimal(0)), " + ".join(shown))


def _difference(derivation: Derivation, inputs: Sequence[Fact], known: Mapping[str, Fact]) -> Outcome:
    (first, second), shown = _alike(derivation, _pair(inputs))
    return Outcome(first - second, " − ".join(shown))


def _gap(derivation: Derivation, inputs: Sequence[Fact], known: Mapping[str, Fact]) -> Outcome:
    values, shown = _alike(derivation, inputs)
    largest, least = values.index(max(values)), values.index(min(values))
    return Outcome(max(values) - min(values), f"{shown[largest]} − {shown[least]}")


def _ratio(derivation: Derivation, inputs: Sequence[Fact], known: Mapping[str, Fact]) -> Outcome:
    first, second = _numbers(_pair(inputs))
    same = inputs[0].unit == inputs[1].unit
    shown = [_shown(fact) for fact in inputs] if same else [_plain(first.normalize()), _plain(second.normalize())]
    return Outcome(first / second / base_unit(derivation.unit)[1], " ÷ ".join(shown))


def _growth(derivation: Derivation, inputs: Sequence[Fact], known: Mapping[str, Fact]) -> Outcome:
    (new, old), shown = _alike(_in_unit(inputs[0].unit, derivation), _pair(inputs))
    return Outcome((new / old - 1) * _PERCENT, f"({shown[0]} ÷ {shown[1]} − 1) × 100")


def _share(derivation: Derivation, inputs: Sequence[Fact], known: Mapping[str, Fact]) -> Outcome:
    (part, whole), shown = _alike(_in_unit(inputs[0].unit, derivation), _pair(inputs))
    return Outcome(part / whole * _PERCENT, f"{shown[0]} ÷ {shown[1]} × 100")


def _remainder(derivation: Derivation, inputs: Sequence[Fact], known: Mapping[str, Fact]) -> Outcome:
    (whole, *parts), shown = _alike(derivation, inputs)
    rest, formula = whole - sum(parts, Decimal(0)), " − ".join(shown)
    if derivation.note is None or not parts:
        return Outcome(rest, formula)
    # The note says that the last part may be among the others; then it covers nothing of its own.
    return Outcome(rest, formula, low=rest, high=rest + parts[-1], qualifier="at-least")


def _days(inputs: Sequence[Fact]) -> tuple[date, date]:
    first, second = _pair(inputs)
    if first.day is None or second.day is None:
        raise NotComputed(_NOT_A_DATE)
    return first.day, second.day


def _days_between(derivation: Derivation, inputs: Sequence[Fact], known: Mapping[str, Fact]) -> Outcome:
    first, second = _days(inputs)
    return Outcome(Decimal((second - first).days), f"{second.isoformat()} − {first.isoformat()}")


def _months_between(derivation: Derivation, inputs: Sequence[Fact], known: Mapping[str, Fact]) -> Outcome:
    first, second = _days(inputs)
    months = (second.year - first.year) * _MONTHS + second.month - first.month - (second.day < first.day)
    return Outcome(Decimal(months), f"{second.isoformat()} − {first.isoformat()}")


def _projection(derivation: Derivation, inputs: Sequence[Fact], known: Mapping[str, Fact]) -> Outcome:
    if len({fact.counted_by for fact in inputs}) > 1:
        raise NotComputed(_MANY_COUNTERS)
    values, _ = _alike(derivation, inputs)
    levels = dict(zip(map(_year, inputs), values, strict=True))
    if len(levels) < FEWEST_LEVELS or min(values) <= 0:
        raise NotComputed(_TOO_FEW)
    target = parse(derivation.period).year if derivation.period else max(levels) + 1
    value, low, high = project(tuple(sorted(levels.items())), target)
    years = ", ".join(map(str, sorted(levels)))
    formula = f"exp(a + b × {target}); ln(y) = a + b × t, OLS: {years}; 80 %"
    return Outcome(value, formula, low=low, high=high, qualifier="about")


Formula = Callable[[Derivation, Sequence[Fact], Mapping[str, Fact]], Outcome]
FORMULAS: Mapping[str, Formula] = {
    "required_growth": _required_growth,
    "product": _product,
    "difference": _difference,
    "ratio": _ratio,
    "sum": _sum,
    "growth": _growth,
    "share": _share,
    "remainder": _remainder,
    "gap": _gap,
    "days_between": _days_between,
    "months_between": _months_between,
    "projection": _projection,
}

_NO_INPUTS = Words(
    en="It names no input.",
    ru="Не указано ни одного исходного значения.",
    tg="Ягон қимати ибтидоӣ нишон дода нашудааст.",
)
_NOT_A_NUMBER = Words(
    en="One of its inputs is not a number.",
    ru="Одно из исходных значений не является числом.",
    tg="Яке аз қиматҳои ибтидоӣ адад нест.",
)
_NOT_A_DATE = Words(
    en="One of its inputs is not a day.",
    ru="Одно из исходных значений не является датой.",
    tg="Яке аз қиматҳои ибтидоӣ сана нест.",
)
_NOT_A_YEAR = Words(
    en="One of its inputs does not measure a full year.",
    ru="Одно из исходных значений относится не к полному году.",
    tg="Яке аз қиматҳои ибтидоӣ ба соли пурра тааллуқ надорад.",
)
_UNITS_DIFFER = Words(
    en="Its inputs are in units that cannot be brought together.",
    ru="Исходные значения выражены в несопоставимых единицах.",
    tg="Қиматҳои ибтидоӣ дар воҳидҳои муқоисанашаванда оварда шудаанд.",
)
_NEEDS_TWO = Words(
    en="It needs exactly two inputs.",
    ru="Нужны ровно два исходных значения.",
    tg="Маҳз ду қимати ибтидоӣ лозим аст.",
)
_NO_BASE = Words(en="It names no base.", ru="Не указана база.", tg="Асос нишон дода нашудааст.")
_NO_YEARS = Words(
    en="The target does not lie after its base.",
    ru="Целевой год не позже базового.",
    tg="Соли ҳадаф пас аз соли асос нест.",
)
_DIVIDES_BY_ZERO = Words(
    en="It would divide by zero.", ru="Потребовалось бы деление на ноль.", tg="Тақсим ба сифр лозим меомад."
)
_MANY_COUNTERS = Words(
    en="Its levels were counted by more than one authority.",
    ru="Уровни подсчитаны более чем одним ведомством.",
    tg="Сатҳҳоро зиёда аз як мақом ҳисоб кардааст.",
)
_TOO_FEW = Words(
    en="A projection needs at least three yearly levels of one authority.",
    ru="Для прогноза нужны не менее трёх годовых уровней одного ведомства.",
    tg="Барои пешгӯӣ на камтар аз се сатҳи солонаи як мақом лозим аст.",
)
