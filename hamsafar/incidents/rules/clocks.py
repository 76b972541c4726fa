"""What an officer is reminded of, by working days of the answering side (`corridor.clocks`)."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from hamsafar.corridor.rules import Calendar, after_working_days

REMIND_BEFORE = 2  # working days before the last one


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
