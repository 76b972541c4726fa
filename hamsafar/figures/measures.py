"""Live figures: sums over this node's own records, each defined once, the same number for the minister and the public.

A measure reads a book, so that the as-of day cuts it too. One that was computed from invented records says so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from hamsafar.figures.enums import Quality
from hamsafar.figures.rules.book import Book
from hamsafar.figures.rules.values import Fact
from hamsafar.kit.words import Words


@dataclass(frozen=True)
class Measure:
    """What is counted, in three languages, and how."""

    key: str
    words: Words
    compute: Callable[[Book], int]
    counts: Callable[[Fact], bool]  # which facts it looks at, to know whether invented ones are among them


@dataclass(frozen=True)
class Value:
    """A measure computed from a book."""

    key: str
    words: Words
    value: int
    synthetic: bool


def _published(fact: Fact) -> bool:
    return not fact.formula


def _of_quality(quality: str) -> Callable[[Fact], bool]:
    return lambda fact: _published(fact) and fact.quality == quality


def _undated(fact: Fact) -> bool:
    return _published(fact) and fact.published_on is None


def _number_of(counts: Callable[[Fact], bool]) -> Callable[[Book], int]:
    return lambda book: sum(map(counts, book.facts.values()))


def _measure(key: str, counts: Callable[[Fact], bool], en: str, ru: str, tg: str) -> Measure:
    return Measure(key, Words(en, ru, tg), _number_of(counts), counts)


MEASURES: Mapping[str, Measure] = MappingProxyType(
    {
        each.key: each
        for each in (
            _measure("facts", _published, "Published facts", "Опубликованные факты", "Далелҳои нашршуда"),
            _measure(
                "facts-official",
                _of_quality(Quality.OFFICIAL),
                "From official sources",
                "Из официальных источников",
                "Аз манбаъҳои расмӣ",
            ),
            _measure(
                "facts-agency",
                _of_quality(Quality.AGENCY),
                "From agencies",
                "Из агентств",
                "Аз оҷонсиҳо",
            ),
            _measure(
                "facts-secondary",
                _of_quality(Quality.SECONDARY),
                "From secondary sources",
                "Из вторичных источников",
                "Аз манбаъҳои дуюмдараҷа",
            ),
            _measure(
                "facts-undated",
                _undated,
                "Without a date",
                "Без даты",
                "Бе сана",
            ),
            Measure(
                "disagreements",
                Words("Disagreements found", "Найденные расхождения", "Ихтилофҳои ёфтшуда"),
                lambda book: len(book.disagreements),
                lambda fact: False,  # synthetic facts are compared with nothing
            ),
        )
    }
)


def live(book: Book) -> tuple[Value, ...]:
    """Every measure, computed from the book."""
    return tuple(
        Value(
            key=each.key,
            words=each.words,
            value=each.compute(book),
            synthetic=any(fact.synthetic and each.counts(fact) for fact in book.facts.values()),
        )
        for each in MEASURES.values()
    )
