"""The conditions that a pack may set before a sentence, an ask or a proposal (`needs`, `unless`)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from hamsafar.figures.rules.book import Book

ANSWERED_ELSEWHERE = ("slipped:", "done:")  # by programmes, through the mapping handed in


def holds(condition: str, book: Book, extra: Mapping[str, bool]) -> bool:
    """Whether one condition holds in the book.

    A fact's key: it is visible. `disagrees:SERIES` and `disagrees:SERIES@PERIOD`: a disagreement was found.
    `after:FACT`: the view's day is later than the day of that date fact. `ended:FACT`: it is later than the last day
    of that term. `ending:FACT@DAYS`: the term has not ended and at most so many days are left. `slipped:` and
    `done:` are looked up in `extra`, where what is missing does not hold.
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
    if kind == "ended":
        return (left := _days_left(named, book)) is not None and left < 0
    if kind == "ending":
        fact_key, _, days = named.partition("@")
        return (left := _days_left(fact_key, book)) is not None and 0 <= left <= int(days)
    if condition.startswith(ANSWERED_ELSEWHERE):
        return extra.get(condition, False)
    raise ValueError(f"“{condition}” is no condition.")


def _days_left(key: str, book: Book) -> int | None:
    fact = book.get(key)
    if fact is None or fact.day is None:
        return None
    return ((fact.until or fact.day) - book.on).days


def all_hold(needs: Iterable[str], unless: Iterable[str], book: Book, extra: Mapping[str, bool]) -> bool:
    """Whether every one of `needs` holds and none of `unless`."""
    return all(holds(each, book, extra) for each in needs) and not any(holds(each, book, extra) for each in unless)
