"""The days behind facts: terms, the day a fact speaks from, and whole months between two days."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from hamsafar.figures.rules.book import Book
from hamsafar.figures.rules.periods import parse
from hamsafar.figures.rules.values import Fact

MONTHS_OF_A_YEAR = 12


@dataclass(frozen=True)
class Term:
    """A first and a last day, both part of it, and the fact that says so."""

    first: date
    last: date
    fact: str

    @property
    def is_one_day(self) -> bool:
        return self.first == self.last


def term_of(key: str, book: Book) -> Term | None:
    """The term a fact states: its day or days, else its period; None where it is not visible or states none."""
    fact = book.get(key) if key else None
    if fact is None:
        return None
    if fact.day is not None:
        return Term(fact.day, fact.until or fact.day, fact.key)
    if fact.period:
        period = parse(fact.period)
        return Term(period.start, period.end, fact.key)
    return None


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
