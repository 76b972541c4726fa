"""The conditions that a pack may set before a sentence, an ask or a proposal (`needs`, `unless`)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from hamsafar.figures.rules.book import Book

ANSWERED_ELSEWHERE = ("slipped:", "done:")  # by programmes, through the mapping handed in


def holds(condition: str, book: Book, extra: Mapping[str, bool]) -> bool:
    """Whether one condition holds in the book.

    A fact's key: it is visible. `disagrees:SERIES` and `disagrees:SERIES@PERIOD`: a disagreement was found.
    `after:FACT`: the view's day is later than the day of that date fact. `slipped:` and `done:` are looked up in
    `extra`, where what is missing does not hold.
    """
    kind, colon, named = condition.partition(":")
    if not colon:
        return book.get(condition) is not None
    if kind == "disagrees":
        series, _, period = named.partition("@")
        return bool(book.findings(series, period))
    if kind == "after":
        fact = book.get(named)
        return fact is not None and fact.day is not None and book.on > fact.day
    if condition.startswith(ANSWERED_ELSEWHERE):
        return extra.get(condition, False)
    raise ValueError(f"“{condition}” is no condition.")


def all_hold(needs: Iterable[str], unless: Iterable[str], book: Book, extra: Mapping[str, bool]) -> bool:
    """Whether every one of `needs` holds and none of `unless`."""
    return all(holds(each, book, extra) for each in needs) and not any(holds(each, book, extra) for each in unless)
