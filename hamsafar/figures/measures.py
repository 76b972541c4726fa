"""Live figures: sums over this node's own records, each defined once, the same number for the minister and the public.

A measure reads a book, so that the as-of day cuts it too. Invented records are never summed with published ones: they
have measures of their own, marked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from hamsafar.figures.enums import Quality
from hamsafar.figures.rules.book import Book
from hamsafar.figures.rules.values import Fact
from hamsafar.kit.words import Words


@dataclass(frozen=True)
class Measure:
    """What is counted, in three languages, and how: from the facts that are looked at, and the book they stand in."""

    key: str
    words: Words
    compute: Callable[[Sequence[Fact], Book], int]
    synthetic: bool = False


@dataclass(frozen=True)
class Value:
    """A measure computed from a book."""

    key: str
    words: Words
    value: int
    synthetic: bool


def _count_where(holds: Callable[[Fact], bool]) -> Callable[[Sequence[Fact], Book], int]:
    return lambda facts, book: sum(map(holds, facts))


def _of_quality(quality: str) -> Callable[[Sequence[Fact], Book], int]:
    return _count_where(lambda fact: fact.quality == quality)


def _measure(
    key: str, compute: Callable[[Sequence[Fact], Book], int], en: str, ru: str, tg: str, *, synthetic: bool = False
) -> Measure:
    return Measure(key, Words(en, ru, tg), compute, synthetic)


MEASURES: Mapping[str, Measure] = MappingProxyType(
    {
        each.key: each
        for each in (
            _measure(
                "facts", lambda facts, book: len(facts), "Published facts", "Опубликованные факты", "Далелҳои нашршуда"
            ),
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
                _count_where(lambda fact: fact.published_on is None),
                "Without a date",
                "Без даты",
                "Бе сана",
            ),
            _measure(
                "disagreements",
                lambda facts, book: len(book.disagreements),
                "Disagreements found",
                "Найденные расхождения",
                "Ихтилофҳои ёфтшуда",
            ),
            _measure(
                "facts-synthetic",
                lambda facts, book: len(facts),
                "Invented facts",
                "Вымышленные факты",
                "Далелҳои сохта",
                synthetic=True,
            ),
        )
    }
)


def live(book: Book) -> tuple[Value, ...]:
    """Every measure, computed from the book; those of invented records only where there are some."""
    published = {
        invented: [fact for fact in book.facts.values() if not fact.formula and fact.synthetic is invented]
        for invented in (False, True)
    }
    return tuple(
        Value(each.key, each.words, each.compute(published[each.synthetic], book), each.synthetic)
        for each in MEASURES.values()
        if published[True] or not each.synthetic
    )
