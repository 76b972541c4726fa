"""The places that follow from who works when: cut out of shifts, on the days on which an office is open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hamsafar.corridor.rules import Calendar

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Hours:
    """From hour to hour on a day of the week, Monday being 0, by the clock of the office."""

    weekday: int
    begins: time
    ends: time


@dataclass(frozen=True)
class Span:
    """From one moment to another."""

    starts: datetime
    ends: datetime


def is_open(day: date, *, calendar: Calendar, closed: frozenset[date], weekdays: frozenset[int]) -> bool:
    """Whether an office works on a day: somebody has a shift, and it is no holiday and no day of its own closing.

    An office with a shift on Saturdays works on Saturdays that are no holidays.
    """
    holiday = day in calendar.holidays
    return day.weekday() in weekdays and not holiday and day not in closed


def spans(
    hours: Hours, *, minutes: int, first: date, last: date, calendar: Calendar, closed: frozenset[date], zone: ZoneInfo
) -> Iterator[Span]:
    """Each whole stretch of so many minutes within the hours, on every open day from the first to the last."""
    length, day = timedelta(minutes=minutes), first
    while day <= last:
        if is_open(day, calendar=calendar, closed=closed, weekdays=frozenset({hours.weekday})):
            start, end = (datetime.combine(day, hour, tzinfo=zone) for hour in (hours.begins, hours.ends))
            while start + length <= end:
                yield Span(start, start + length)
                start += length
        day += _DAY


def collide(one: Hours, others: Iterable[Hours]) -> bool:
    """Whether hours overlap with any of the others on their day of the week."""
    return any(one.weekday == other.weekday and one.begins < other.ends and other.begins < one.ends for other in others)
