"""How long somebody may stay without a visa: the days that count, the rule of the day, and the sum with its parts.

A day of entry and a day of exit both count, a day of two crossings once, and only days without a patent, a permit or an
extension for study: no source that was read says so, and pages call it assumed (`stay-counting`, `stay-counted`).
Whether somebody is cleared is another question, see `rules.journeys`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from hamsafar.journeys.rules.law import ESTABLISHED, Law, law_on

LIMIT = "stay-limit"
WINDOW = 180  # days of the rule before 2025, written as 90/180
LOOK_AHEAD = 2 * 366
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Stay:
    """One time in the other state: the days of entry and of exit; `left` is None while it goes on."""

    entered: date
    left: date | None


@dataclass(frozen=True)
class Ground:
    """A time for which somebody stays by a patent, a permit or an extension: `until` is half-open."""

    starts: date
    until: date


@dataclass(frozen=True)
class Run:
    """Days in a row that count: the first, the last, and how many."""

    first: date
    last: date
    days: int


@dataclass(frozen=True)
class StayClock:
    """The days without a visa as they stand on a day: those used in the rule's window, and the limit.

    `law` is None, and there is no limit, where no rule is established for the day. `last_day` is the last on which
    somebody who is there may stay without anything else; None for somebody who is not there.
    """

    law: Law | None
    since: date
    runs: tuple[Run, ...]
    used: int
    limit: int | None
    last_day: date | None

    @property
    def left(self) -> int | None:
        """How many days are left; below zero where it was exceeded."""
        return None if self.limit is None else self.limit - self.used


def days_counted(stays: Iterable[Stay], grounds: Sequence[Ground], *, on: date) -> frozenset[date]:
    """The days up to `on` that count, each once however the stays overlap."""
    days: set[date] = set()
    for stay in stays:
        last = min(on, stay.left or on)
        days |= {stay.entered + step * _DAY for step in range((last - stay.entered).days + 1)}
    return frozenset(day for day in days if not any(ground.starts <= day < ground.until for ground in grounds))


def window_start(law: Law | None, *, on: date) -> date:
    """The first day that the rule of a day looks back to."""
    if law is not None and "/" in law.value:
        return on - (WINDOW - 1) * _DAY
    first = date(on.year, 1, 1)
    return max(first, law.valid_from) if law is not None and law.valid_from else first


def stay_clock(stays: Sequence[Stay], grounds: Sequence[Ground], laws: Sequence[Law], *, on: date) -> StayClock:
    """The clock of the days without a visa on a day, by the rule that holds on it."""
    law = _established(laws, on)
    days = days_counted(stays, grounds, on=on)
    since = window_start(law, on=on)
    inside = sorted(day for day in days if day >= since)
    there = any(stay.entered <= on and (stay.left is None or stay.left > on) for stay in stays)
    last = _last_day(days, grounds, laws, on=on) if there else None
    return StayClock(law, since, _runs(inside), len(inside), _limit(law), last)


def _established(laws: Sequence[Law], on: date) -> Law | None:
    law = law_on(laws, LIMIT, on=on)
    return law if law is not None and law.status == ESTABLISHED else None


def _limit(law: Law | None) -> int | None:
    return None if law is None else int(law.value.partition("/")[0])


def _last_day(days: frozenset[date], grounds: Sequence[Ground], laws: Sequence[Law], *, on: date) -> date | None:
    """The day before the first on which the limit would be exceeded, if the person stays; by the rule of each day."""
    counted, day = set(days), on
    for _step in range(LOOK_AHEAD):
        law = _established(laws, day)
        limit = _limit(law)
        if limit is None:
            return None
        if not any(ground.starts <= day < ground.until for ground in grounds):
            counted.add(day)
        since = window_start(law, on=day)
        if sum(since <= each <= day for each in counted) > limit:
            return day - _DAY
        day += _DAY
    return None


def _runs(days: Sequence[date]) -> tuple[Run, ...]:
    runs: list[Run] = []
    for day in days:
        if runs and runs[-1].last + _DAY == day:
            runs[-1] = Run(runs[-1].first, day, runs[-1].days + 1)
        else:
            runs.append(Run(day, day, 1))
    return tuple(runs)
