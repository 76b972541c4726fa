"""Figures as SDMX: which dimensions and attributes they have, and how a fact becomes a record of them and back.

An observation is told apart by series, scope, whose count, who said it, period and fact, so that two counts of one
thing never collide. Only numbers are observations; dates and notes go out as CSV and JSON.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from hamsafar.figures.rules.book import Book
from hamsafar.figures.rules.periods import Period, canonical, parse
from hamsafar.figures.rules.values import Fact

AGENCY, FLOW, STRUCTURE, VERSION = "HAMSAFAR", "FIGURES", "DSD_FIGURES", "1.0"
NOT_APPLICABLE = "_Z"  # SDMX's own code, in every code list of ours
TIME = "TIME_PERIOD"
MEASURE = "OBS_VALUE"
_DURATION = re.compile(r"(\d{4}-\d{2}-\d{2})/P(?:(\d+)Y|(\d+)M|(\d+)D)")


@dataclass(frozen=True)
class Component:
    """One dimension or attribute: its id, its name, and the code list its values come from (empty: free text)."""

    id: str
    name: str
    codes: str = ""


DIMENSIONS = (
    Component("SERIES", "What is counted", "SERIES"),
    Component("SCOPE", "Of whom or where", "SCOPE"),
    Component("COUNTED_BY", "Whose count it is", "AUTHORITY"),
    Component("SAID_BY", "Who said it", "AUTHORITY"),
    Component("FACT", "The fact: one statement by one source", "FACT"),
    Component(TIME, "Period measured"),
)
ATTRIBUTES = (
    Component("UNIT", "Unit", "UNIT"),
    Component("QUALIFIER", "Precision as published", "QUALIFIER"),
    Component("DECIMALS", "Decimals as published"),
    Component("QUALITY", "Who published it", "QUALITY"),
    Component("SOURCE", "Key of the source"),
    Component("SOURCE_TITLE", "Title of the source"),
    Component("SOURCE_ADDRESS", "Address of the source"),
    Component("PUBLISHED_ON", "Day it became public"),
    Component("TIME_BASIS", "What the period is: measured, or where none is measured the day of publication"),
    Component("FORMULA", "How it was computed; empty where it was published"),
    Component("LOW", "Lower end of its interval"),
    Component("HIGH", "Upper end of its interval"),
    Component("SYNTHETIC", "Whether it was computed from invented records"),
    Component("TITLE", "What the fact is"),
)


def numbers(book: Book) -> tuple[Fact, ...]:
    """The facts that are observations, by series, period and key."""
    chosen = (fact for fact in book.facts.values() if fact.kind == "number" and fact.value is not None)
    return tuple(sorted(chosen, key=lambda fact: (fact.series, fact.period, fact.key)))


def record_of(fact: Fact) -> dict[str, str]:
    """A number as text by component id, `OBS_VALUE` among them; empty where an attribute has nothing to say."""
    source = fact.source
    period, basis = _period_of(fact)
    return {
        "SERIES": fact.series or NOT_APPLICABLE,
        "SCOPE": fact.scope or NOT_APPLICABLE,
        "COUNTED_BY": fact.counted_by or NOT_APPLICABLE,
        "SAID_BY": fact.said_by or NOT_APPLICABLE,
        "FACT": fact.key,
        TIME: period,
        MEASURE: f"{fact.value:f}",
        "UNIT": fact.unit or NOT_APPLICABLE,
        "QUALIFIER": fact.qualifier or "exactly",
        "DECIMALS": str(fact.decimals),
        "QUALITY": fact.quality or NOT_APPLICABLE,
        "SOURCE": source.key if source else "",
        "SOURCE_TITLE": source.title if source else "",
        "SOURCE_ADDRESS": source.address if source else "",
        "PUBLISHED_ON": fact.published_on.isoformat() if fact.published_on else "",
        "TIME_BASIS": basis,
        "FORMULA": fact.formula,
        "LOW": _plain(fact.low),
        "HIGH": _plain(fact.high),
        "SYNTHETIC": "true" if fact.synthetic else "false",
        "TITLE": fact.words.en,
    }


def codes_of(book: Book) -> dict[str, dict[str, Mapping[str, str]]]:
    """Every code list of the structure: code to names by language. Each starts with “not applicable”."""
    lists: dict[str, dict[str, Mapping[str, str]]] = {
        "SERIES": {key: each.name.as_dict() for key, each in book.series.items()},
        "FACT": {fact.key: fact.words.as_dict() for fact in numbers(book)},
    }
    for name in ("scope", "authority", "unit", "qualifier", "quality"):
        labels = book.codes.by_list.get(name, {})
        lists[name.upper()] = {key: label.long.as_dict() for key, label in labels.items()}
    used = {
        component.codes: {record[component.id] for record in map(record_of, numbers(book))}
        for component in (*DIMENSIONS, *ATTRIBUTES)
        if component.codes
    }
    for name, codes in lists.items():
        for code in sorted(used.get(name, set()) - set(codes) - {NOT_APPLICABLE}):
            codes[code] = {"en": code.replace("-", " ")}
        lists[name] = {NOT_APPLICABLE: {"en": "not applicable"}, **codes}
    return lists


def sdmx_period(text: str) -> str:
    """A canonical period as SDMX writes it: `2024-S1`, and a span as its first day with a duration."""
    if "/" not in text:
        return text.replace("-H", "-S")
    period = parse(text)
    years, months = _whole_months(period)
    start = period.start.isoformat()
    if years:
        return f"{start}/P{years}Y"
    return f"{start}/P{months}M" if months else f"{start}/P{(period.end - period.start).days + 1}D"


def canonical_period(text: str) -> str:
    """The canonical spelling of a period as SDMX writes it; `ValueError` where it is none."""
    found = _DURATION.fullmatch(text)
    if found is None:
        return canonical(parse(re.sub(r"^(\d{4})-S([12])$", r"\1-H\2", text)))
    start = parse(found[1]).start
    if found[4]:
        return canonical(Period(start, type(start).fromordinal(start.toordinal() + int(found[4]) - 1)))
    months = int(found[3] or 0) + 12 * int(found[2] or 0)
    last = start.year * 12 + start.month - 1 + months - 1
    return canonical(Period(start, parse(f"{last // 12:04}-{last % 12 + 1:02}").end))


def _whole_months(period: Period) -> tuple[int, int]:
    """The length in whole years, or in whole months; zero where it is not whole."""
    after = type(period.end).fromordinal(period.end.toordinal() + 1)
    if period.start.day != 1 or after.day != 1:
        return 0, 0
    months = (after.year - period.start.year) * 12 + after.month - period.start.month
    return (months // 12, 0) if months % 12 == 0 else (0, months)


def _period_of(fact: Fact) -> tuple[str, str]:
    if fact.period:
        return sdmx_period(fact.period), "measured"
    if fact.published_on:  # a length measures no period, but SDMX wants one for every observation
        return fact.published_on.isoformat(), "published"
    return NOT_APPLICABLE, "unknown"


def _plain(value: Decimal | None) -> str:
    return "" if value is None else f"{value:f}"
