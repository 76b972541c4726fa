"""The clock of an enquiry: working days of the answering side, stopped while a question back waits for its reply."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from hamsafar.corridor.rules import Calendar, after_working_days

REMIND_BEFORE = 2  # working days before the last one
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Stop:
    """A question back: the clock stands after the day it was asked, up to and including the day of the reply."""

    asked_on: date
    replied_on: date | None = None

    def holds(self, day: date) -> bool:
        """Whether the clock stands on this day."""
        return self.asked_on < day and (self.replied_on is None or day <= self.replied_on)


@dataclass(frozen=True)
class Clock:
    """When the enquiry was asked, and the working days allowed, extensions included."""

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
    """The last day on which an answer is on time; None while the clock stands before that day is known."""
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
    """Whether a question back waits for its reply on this day."""
    return any(stop.asked_on <= on and (stop.replied_on is None or on < stop.replied_on) for stop in clock.stops)


class Reminder(StrEnum):
    """What an officer is reminded of. Each is also the name of its template."""

    ARRIVED = "arrived"
    DUE = "due"
    OVERDUE = "overdue"


def reminder_of(due: date, *, on: date, calendar: Calendar, read: bool) -> Reminder | None:
    """What to remind of on a day: overdue, then due within two working days, then that nobody has opened it."""
    if due < on:
        return Reminder.OVERDUE
    if due <= after_working_days(on, REMIND_BEFORE, calendar):
        return Reminder.DUE
    return None if read else Reminder.ARRIVED
