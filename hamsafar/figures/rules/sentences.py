"""Sentences that take their numbers from the book, so that none is ever typed.

`{key}` is the figure in full, `{key:value}` without its unit, `{key:bare}` the number alone, `{key:low}` and
`{key:high}` the ends of its interval; `{key:date}`, `{key:year}`, `{key:period}` its time; `{key:end}` the last day
of a term and `{key:left}` the days from the view's day to it; `{key:said}` and `{key:count}` who said it and whose
count it is; `{key:formula}` how it was computed.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from hamsafar.figures.rules.book import Book
from hamsafar.figures.rules.periods import Period, canonical, parse
from hamsafar.figures.rules.values import Fact
from hamsafar.kit import formats

NO_BREAK_SPACE = "\u00a0"
COMPUTED_MARK = "ƒ"
BEFORE_THE_NUMBER = ("×", "№")  # short units that stand before their number
_PLACE = re.compile(r"\{([a-z0-9-]+)(?::([a-z]+))?\}")


@dataclass(frozen=True)
class Segment:
    """A stretch of a rendered sentence. `fact` names the fact it came from, empty for the sentence's own text.

    A `source` segment marks where a source number belongs: its text is the source's key, or ƒ for a computed
    figure. It is no part of the sentence's text.
    """

    kind: str  # text, qualifier, number, unit, source
    text: str
    fact: str = ""


@dataclass(frozen=True)
class Rendered:
    """A sentence in one language with the facts it names and the sources behind them."""

    text: str
    segments: tuple[Segment, ...]
    facts: tuple[str, ...]
    sources: tuple[str, ...]


def named(template: str) -> tuple[tuple[str, str], ...]:
    """The places of a sentence as (fact key, form), form empty for the figure in full."""
    return tuple((key, form or "") for key, form in _PLACE.findall(template))


def render(template: str, book: Book, lang: str) -> Rendered | None:
    """The sentence in `lang`, or None where a fact it names is not visible in the book.

    `ValueError` for a form that does not exist, and for one that the fact cannot give (the date of a number).
    """
    keys = tuple(dict.fromkeys(key for key, _ in named(template)))
    if any(book.get(key) is None for key in keys):
        return None
    segments: list[Segment] = []
    at = 0
    for place in _PLACE.finditer(template):
        segments += _text(template[at : place.start()])
        segments += _place(book.facts[place[1]], place[2] or "", book, lang)
        at = place.end()
    segments += _text(template[at:])
    text = "".join(segment.text for segment in segments if segment.kind != "source")
    return Rendered(text, tuple(segments), keys, tuple(source.key for source in book.sources_of(*keys)))


def figure(fact: Fact, book: Book, lang: str) -> tuple[Segment, ...]:
    """A fact as it stands in a sentence: qualifier, number and unit, or its day, or a note's words."""
    return tuple(_place(fact, "", book, lang))


def written(fact: Fact, book: Book, lang: str) -> str:
    """`figure` as plain text."""
    return "".join(segment.text for segment in figure(fact, book, lang) if segment.kind != "source")


def day_written(fact: Fact, lang: str) -> str:
    """The day or term of a date fact in words: a day, a span of days, a month, a year, a span of years."""
    if fact.day is None:
        raise ValueError(f"{fact.key} is not a date.")
    until = fact.until or fact.day
    if _whole_months(fact.day, until):
        return formats.period(canonical(Period(fact.day, until)), lang)
    return formats.day_range(fact.day, until, lang)


def _whole_months(first: date, last: date) -> bool:
    return first.day == 1 and last.day == monthrange(last.year, last.month)[1]


def _text(text: str) -> list[Segment]:
    return [Segment("text", text)] if text else []


def _place(fact: Fact, form: str, book: Book, lang: str) -> list[Segment]:
    if form not in FORMS:
        raise ValueError(f"“{form}” is no form of a figure; use one of: {', '.join(filter(None, FORMS))}.")
    segments = FORMS[form](fact, book, lang)
    return [*segments, *_marks(fact)] if form in _WITH_MARK else segments


def _marks(fact: Fact) -> list[Segment]:
    if fact.formula:
        return [Segment("source", COMPUTED_MARK, fact.key)]
    return [Segment("source", fact.source.key, fact.key)] if fact.source else []


def _full(fact: Fact, book: Book, lang: str) -> list[Segment]:
    if fact.kind == "date":
        return [Segment("number", day_written(fact, lang), fact.key)]
    if fact.kind == "note":
        return [Segment("text", fact.words[lang], fact.key)]
    unit = book.codes.short("unit", fact.unit, lang) if fact.unit else ""
    number = _bare(fact, book, lang)
    before = [*_qualifier(fact, book, lang)]
    if not unit:
        return [*before, *number]
    if unit.startswith(BEFORE_THE_NUMBER):
        return [*before, Segment("unit", unit, fact.key), *number]
    return [*before, *number, Segment("unit", NO_BREAK_SPACE + unit, fact.key)]


def _value(fact: Fact, book: Book, lang: str) -> list[Segment]:
    if fact.kind != "number":
        return _full(fact, book, lang)
    return [*_qualifier(fact, book, lang), *_bare(fact, book, lang)]


def _bare(fact: Fact, book: Book, lang: str) -> list[Segment]:
    return [_number(fact, fact.value, lang)]


def _number(fact: Fact, value: Decimal | None, lang: str) -> Segment:
    if value is None:
        raise ValueError(f"{fact.key} has no such number.")
    return Segment("number", formats.number(value, fact.decimals, lang), fact.key)


def _qualifier(fact: Fact, book: Book, lang: str) -> list[Segment]:
    if fact.qualifier in {"", "exactly"}:
        return []
    label = book.codes.short("qualifier", fact.qualifier, lang)
    return [Segment("qualifier", f"{label} ", fact.key)]


def _date(fact: Fact, book: Book, lang: str) -> list[Segment]:
    return [Segment("number", day_written(fact, lang), fact.key)]


def _year(fact: Fact, book: Book, lang: str) -> list[Segment]:
    if fact.day is not None:
        return [Segment("number", str(fact.day.year), fact.key)]
    if not fact.period:
        raise ValueError(f"{fact.key} has neither day nor period.")
    return [Segment("number", str(parse(fact.period).year), fact.key)]


def _period(fact: Fact, book: Book, lang: str) -> list[Segment]:
    if not fact.period and fact.day is not None:
        return _date(fact, book, lang)
    return [Segment("text", formats.period(fact.period, lang), fact.key)]


def _last_day(fact: Fact) -> date:
    if fact.day is None:
        raise ValueError(f"{fact.key} is not a date.")
    return fact.until or fact.day


def _end(fact: Fact, book: Book, lang: str) -> list[Segment]:
    return [Segment("number", formats.day(_last_day(fact), lang), fact.key)]


def _left(fact: Fact, book: Book, lang: str) -> list[Segment]:
    return [Segment("number", formats.number(Decimal((_last_day(fact) - book.on).days), 0, lang), fact.key)]


def _said(fact: Fact, book: Book, lang: str) -> list[Segment]:
    return [Segment("text", book.codes.long("authority", fact.said_by, lang), fact.key)]


def _count(fact: Fact, book: Book, lang: str) -> list[Segment]:
    return [Segment("text", book.codes.long("authority", fact.counted_by, lang), fact.key)]


def _low(fact: Fact, book: Book, lang: str) -> list[Segment]:
    return [_number(fact, fact.low, lang)]


def _high(fact: Fact, book: Book, lang: str) -> list[Segment]:
    return [_number(fact, fact.high, lang)]


def _formula(fact: Fact, book: Book, lang: str) -> list[Segment]:
    return [Segment("text", fact.formula, fact.key)]


FORMS: Mapping[str, Callable[[Fact, Book, str], list[Segment]]] = {
    "": _full,
    "value": _value,
    "bare": _bare,
    "date": _date,
    "year": _year,
    "period": _period,
    "end": _end,
    "left": _left,
    "said": _said,
    "count": _count,
    "low": _low,
    "high": _high,
    "formula": _formula,
}
_WITH_MARK = frozenset({"", "value", "bare", "date", "end", "left", "low", "high"})
