"""The days behind facts: terms, the day a fact speaks from, and whole months between two days.

Where a fact key is wanted, a programme that an office added itself may write a day or term of its own instead, as a
canonical period such as `2026-06-30`. Such a day is the office's word and has no source. A pack may not do this.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from hamsafar.figures.rules.book import Book
from hamsafar.figures.rules.periods import NotAPeriod, parse
from hamsafar.figures.rules.values import Fact

MONTHS_OF_A_YEAR = 12
STARTS_AS_A_PERIOD = re.compile(r"\d{4}(?:[-/]|$)")


@dataclass(frozen=True)
class Term:
    """A first and a last day, both part of it, and the fact that says so; the fact is empty for an office's own day."""

    first: date
    last: date
    fact: str

    @property
    def is_one_day(self) -> bool:
        return self.first == self.last


def term_of(key: str, book: Book) -> Term | None:
    """The term a fact states: its day or days, else its period; None where it is not visible or states none."""
    own = own_term(key)
    if own is not None:
        return own
    fact = book.get(key) if key else None
    if fact is None:
        return None
    if fact.day is not None:
        return Term(fact.day, fact.until or fact.day, fact.key)
    if fact.period:
        period = parse(fact.period)
        return Term(period.start, period.end, fact.key)
    return None


def own_term(key: str) -> Term | None:
    """The term that an office wrote itself in place of a fact key; None for a fact key."""
    if not STARTS_AS_A_PERIOD.match(key):
        return None
    try:
        period = parse(key)
    except NotAPeriod:
        return None
    return Term(period.start, period.end, "")


def is_shown(key: str, book: Book) -> bool:
    """Whether what a key names can be seen: a fact of the book, or an office's own day."""
    return own_term(key) is not None or book.get(key) is not None


def said_on(fact: Fact) -> date | None:
    """The day a fact speaks from: a past day speaks for itself, all else from the day it was published."""
    if fact.kind == "date" and fact.day is not None:
        return min(fact.day, fact.published_on or fact.day)
    if fact.published_on is not None:
        return fact.published_on
    return parse(fact.period).end if fact.period else None


def whole_months(first: date, last: date) -> int:
    """Full months from day to day. The last day of a month closes it: 31 January to 28 February is one."""
    if last < first:
        return -whole_months(last, first)
    months = (last.year - first.year) * MONTHS_OF_A_YEAR + last.month - first.month
    at_months_end = last.day == monthrange(last.year, last.month)[1]
    return months if last.day >= first.day or at_months_end else months - 1
