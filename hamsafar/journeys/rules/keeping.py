"""When the time of a file is over, and where its erasure stands. Plain Python."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from hamsafar.journeys.enums import ErasureState

FEBRUARY, LEAP_DAY = 2, 29


@dataclass(frozen=True)
class Holding:
    """What one app holds of a person in one table: how many rows, their last day, how many have none yet."""

    part: str
    model: str
    rows: int
    last_day: date | None
    open: int

    def is_over(self, *, on: date) -> bool:
        """Whether nothing of it may be kept any longer on that day."""
        return not self.rows or (not self.open and self.last_day is not None and self.last_day < on)


def years_after(day: date, years: int) -> date:
    """The same day so many years later; of a leap day the day before, so that nothing is kept a day too long."""
    if (day.month, day.day) == (FEBRUARY, LEAP_DAY):
        day = day.replace(day=LEAP_DAY - 1)
    return day.replace(year=day.year + years)


def years_before(day: date, years: int) -> date:
    """The day whose `years_after` is `day` or earlier: what began before it is over."""
    if (day.month, day.day) == (FEBRUARY, LEAP_DAY):
        day = day.replace(day=LEAP_DAY - 1)
    return day.replace(year=day.year - years)


def by_part(holdings: Sequence[Holding]) -> list[Holding]:
    """What is held, one line for each part that holds anything: its rows, and until when they are kept at most."""
    lines = []
    for name in dict.fromkeys(each.part for each in holdings if each.rows):
        held = [each for each in holdings if each.part == name and each.rows]
        last = max((each.last_day for each in held if each.last_day is not None), default=None)
        lines.append(Holding(name, "", sum(each.rows for each in held), last, sum(each.open for each in held)))
    return lines


def all_over(holdings: Sequence[Holding], *, on: date) -> bool:
    """Whether the time of everything held of a person is over."""
    return all(each.is_over(on=on) for each in holdings)


def kept_until(holdings: Sequence[Holding]) -> date | None:
    """The last day on which anything is kept; None while something has no last day."""
    held = [each for each in holdings if each.rows]
    days = [each.last_day for each in held if each.last_day is not None]
    return None if not days or any(each.open for each in held) else max(days)


@dataclass(frozen=True)
class ErasureFacts:
    """The instants of an erasure, each None where it has not come."""

    done_at: datetime | None
    withdrawn_at: datetime | None


def erasure_state(facts: ErasureFacts) -> ErasureState:
    if facts.done_at is not None:
        return ErasureState.DONE
    return ErasureState.WAITING if facts.withdrawn_at is None else ErasureState.WITHDRAWN
