"""Figures for tests, in desk words: `count("turnover", "1.9", unit="usd-bn", period="2024")`."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hamsafar.figures.rules.book import Book, Facts
from hamsafar.figures.rules.labels import Label, Labels
from hamsafar.figures.rules.periods import parse
from hamsafar.figures.rules.values import Derivation, Fact, Series, Source
from hamsafar.kit.words import Words


def same_words(text: str) -> Words:
    """One text in all three languages, for tests that do not look at language."""
    return Words(en=text, ru=text, tg=text)


def source(key: str = "gazette", published: date | None = date(2025, 2, 1), **given: object) -> Source:
    defaults = {"title": key, "address": f"https://{key}.example/1", "quality": "agency"}
    return Source(key=key, published_on=published, **(defaults | given))  # type: ignore[arg-type]


def _fact(key: str, kind: str, published: date | None, origin: Source | None, **given: object) -> Fact:
    defaults: dict[str, object] = {
        "series": "",
        "value": None,
        "decimals": 0,
        "qualifier": "exactly",
        "unit": "",
        "period": "",
        "scope": "",
        "counted_by": "",
        "said_by": "",
        "quality": "agency",
        "words": same_words(key),
    }
    return Fact(key=key, kind=kind, source=origin, published_on=published, **(defaults | given))  # type: ignore[arg-type]


def count(
    series: str,
    value: str,
    *,
    key: str = "",
    published: date | None = date(2025, 2, 1),
    origin: Source | None = None,
    **given: object,
) -> Fact:
    """A published number; `value` as written, so that `2.0` has one decimal."""
    given = {"unit": "persons", "period": "2024", "scope": "to-russia", "counted_by": "office-a"} | given
    decimals = len(value.partition(".")[2])
    key = key or f"{series}-{given['period']}-{value}-{given['counted_by']}".replace("/", "-")
    return _fact(key, "number", published, origin, series=series, value=Decimal(value), decimals=decimals, **given)


def day_fact(key: str, when: str, *, published: date | None = date(2025, 2, 1), **given: object) -> Fact:
    """A date fact; `when` is a day, a span, a month or a year."""
    span = parse(when)
    return _fact(
        key, "date", published, None, day=span.start, until=span.end if span.end > span.start else None, **given
    )


def note(key: str, words: str = "", *, published: date | None = date(2025, 2, 1), **given: object) -> Fact:
    return _fact(key, "note", published, None, words=same_words(words or key), **given)


def level(key: str, **given: object) -> Series:
    """A series; `part_of`, `parts`, `measures` and `kind` as in series.csv."""
    defaults = {"name": same_words(key), "kind": "level", "unit": "persons"}
    return Series(key=key, **(defaults | given))  # type: ignore[arg-type]


def computed(key: str, formula: str, inputs: str, **given: object) -> Derivation:
    """A row of derived.csv; `inputs` as there, separated by spaces."""
    return Derivation(key=key, formula=formula, inputs=tuple(inputs.split()), words=same_words(key), **given)  # type: ignore[arg-type]


LABELS = Labels(
    {
        "unit": {
            "usd-bn": Label(
                Words("billion US dollars", "миллиард долларов США", "миллиард доллари ИМА"),
                Words("bn USD", "млрд долл. США", "млрд долл. ИМА"),
            ),
            "percent": Label(same_words("per cent"), same_words("%")),
            "multiple": Label(same_words("times"), same_words("×")),
            "persons": Label(Words("people", "человек", "нафар"), Words("people", "чел.", "нафар")),
        },
        "qualifier": {
            "nearly": Label(*[Words("nearly", "почти", "қариб")] * 2),
            "over": Label(*[Words("over", "свыше", "зиёда аз")] * 2),
            "about": Label(*[Words("about", "около", "тақрибан")] * 2),
        },
        "authority": {
            "office-a": Label(*[Words("Office A", "Ведомство А", "Идораи А")] * 2),
            "minister": Label(*[Words("the minister", "министр", "вазир")] * 2),
        },
    }
)


def known(*facts: Fact, series: tuple[Series, ...] = (), derived: tuple[Derivation, ...] = ()) -> Facts:
    """Everything known, for cutting into books."""
    sources = {fact.source.key: fact.source for fact in facts if fact.source}
    return Facts(
        sources=sources,
        series={each.key: each for each in series},
        facts={fact.key: fact for fact in facts},
        derived=derived,
        codes=LABELS,
    )


def book(*facts: Fact, as_of: date | None = None, meeting_day: date | None = None, **given: object) -> Book:
    return known(*facts, **given).book(as_of, meeting_day)  # type: ignore[arg-type]
