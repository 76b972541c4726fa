"""Decisions about days: what rule held, which days are working days, when a term ends. Days are passed in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from typing import Protocol, TypeVar

_SATURDAY = 5


class Dated(Protocol):
    """Anything with a half-open period of validity; None is open on that end."""

    @property
    def valid_from(self) -> date | None: ...

    @property
    def valid_to(self) -> date | None: ...


class DatedUnderKey(Dated, Protocol):
    """Something dated that answers to a key."""

    @property
    def key(self) -> str: ...


Something = TypeVar("Something", bound=DatedUnderKey)


def holds(dated: Dated, *, on: date) -> bool:
    """Whether the period holds the day: from `valid_from` on, up to but not on `valid_to`."""
    begun = dated.valid_from is None or dated.valid_from <= on
    return begun and (dated.valid_to is None or on < dated.valid_to)


def overlap(one: Dated, other: Dated) -> bool:
    """Whether some day lies in both periods."""
    one_before_other = one.valid_to is not None and other.valid_from is not None and one.valid_to <= other.valid_from
    other_before_one = other.valid_to is not None and one.valid_from is not None and other.valid_to <= one.valid_from
    return not (one_before_other or other_before_one)


def in_force(rules: Iterable[Something], key: str, *, on: date) -> Something | None:
    """The rule with this key that held on the day, or None where none did."""
    return next((rule for rule in rules if rule.key == key and holds(rule, on=on)), None)


@dataclass(frozen=True)
class Calendar:
    """The days on which a side's offices work: Monday to Friday, less holidays, plus moved working days."""

    holidays: frozenset[date] = field(default=frozenset())
    moved_working_days: frozenset[date] = field(default=frozenset())

    def covers(self, day: date) -> bool:
        """Whether the calendar lists anything for the day's year. Elsewhere only weekends are known."""
        return any(day.year == listed.year for listed in self.holidays | self.moved_working_days)

    def is_working_day(self, day: date) -> bool:
        if day in self.moved_working_days:
            return True
        return day.weekday() < _SATURDAY and day not in self.holidays


def after_working_days(start: date, count: int, calendar: Calendar) -> date:
    """The day that is `count` working days after `start`; `start` itself is never counted. Count is at least 1."""
    if count < 1:
        raise ValueError("Count at least one working day.")
    day, left = start, count
    while left:
        day += timedelta(days=1)
        left -= calendar.is_working_day(day)
    return day


def working_days_between(start: date, end: date, calendar: Calendar) -> int:
    """How many working days lie after `start` and up to and including `end`; negative where `end` is earlier."""
    if end < start:
        return -working_days_between(end, start, calendar)
    days = (start + timedelta(days=step) for step in range(1, (end - start).days + 1))
    return sum(calendar.is_working_day(day) for day in days)


def overlapping(rows: Sequence[Something]) -> list[tuple[Something, Something]]:
    """Each pair of neighbours with the same key whose periods share a day, in order of their beginning."""
    ordered = sorted(rows, key=lambda row: (row.key, row.valid_from or date.min))
    return [(one, other) for one, other in pairwise(ordered) if one.key == other.key and overlap(one, other)]
