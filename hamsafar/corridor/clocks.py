"""The clock of a term in working days, stopped while a question waits for its reply. Plain Python."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from hamsafar.corridor.rules import Calendar

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Stop:
    """A question: the clock stands after the day it was asked, up to and including the day of the reply."""

    asked_on: date
    replied_on: date | None = None

    def holds(self, day: date) -> bool:
        """Whether the clock stands on this day."""
        return self.asked_on < day and (self.replied_on is None or day <= self.replied_on)


@dataclass(frozen=True)
class Clock:
    """From which day the term runs, and the working days allowed, extensions included."""

    asked_on: date
    days: int
    calendar: Calendar
    stops: tuple[Stop, ...] = field(default=())

    def __post_init__(self) -> None:
        if self.days < 1:
            raise ValueError("Allow at least one working day.")

    def runs_on(self, day: date) -> bool:
        """Whether this day is one of those that are counted."""
        stands = any(stop.holds(day) for stop in self.stops)
        return day > self.asked_on and not stands and self.calendar.is_working_day(day)


def due_on(clock: Clock) -> date | None:
    """The last day that is on time; None while the clock stands before that day is known."""
    day, left = clock.asked_on, clock.days
    while left:
        day += _DAY
        if any(stop.replied_on is None and stop.holds(day) for stop in clock.stops):
            return None
        left -= clock.runs_on(day)
    return day


def days_used(clock: Clock, *, on: date) -> int:
    """How many of the allowed working days have been used up by the end of a day; it may be more than allowed."""
    span = (on - clock.asked_on).days
    return sum(clock.runs_on(clock.asked_on + timedelta(days=step)) for step in range(1, span + 1))


def is_stopped(clock: Clock, *, on: date) -> bool:
    """Whether a question waits for its reply on this day."""
    return any(stop.asked_on <= on and (stop.replied_on is None or on < stop.replied_on) for stop in clock.stops)
