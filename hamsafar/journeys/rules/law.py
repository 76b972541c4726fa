"""A dated rule of the corridor as the rules here read it: frozen, with what it counts, from when, and its source."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from hamsafar.corridor.rules import Calendar, after_working_days, in_force

ESTABLISHED, PROPOSED, NOT_ESTABLISHED, PRACTICE = "established", "proposed", "not-established", "practice"
YES = "yes"
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Law:
    """One row of the pack's rules. `valid_from` and `valid_to` are half-open; None is open on that end."""

    key: str
    value: str
    unit: str
    valid_from: date | None
    valid_to: date | None
    status: str
    act: str = ""
    source: str = ""

    @property
    def holds_as_law(self) -> bool:
        """Whether it was read in a source as law that took effect, and does not say no."""
        return self.status == ESTABLISHED and self.value != "no"

    @property
    def number(self) -> int | None:
        """The number of days it gives; None where it gives none, or more than one."""
        return int(self.value) if self.value.isdecimal() else None


def law_on(rows: Iterable[Law], key: str, *, on: date) -> Law | None:
    """The row of a rule that held on a day, whatever its status; None where none did."""
    return in_force(rows, key, on=on)


def last_day(law: Law, *, start: date, calendar: Calendar) -> date | None:
    """The last day of a term that runs from `start`; None where the rule gives no number.

    `start` itself counts as the first day. That is our reading, and the one that is safe for the person: no source
    that was read says how the days of these terms are counted.
    """
    if law.number is None:
        return None
    if law.unit.startswith("working"):
        return after_working_days(start - _DAY, law.number, calendar)
    return start + (law.number - 1) * _DAY
