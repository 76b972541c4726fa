"""Sums of incidents: people without outcome, the hourly tally, days to explain, share of points answered."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from hamsafar.incidents.enums import STILL_HELD, SUBSTANTIAL

MOST_STEPS = 24 * 7  # of a tally: beyond a week of hours, days are drawn
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True)
class Became:
    """What became of one person (by any key) at a moment."""

    person: int
    at: datetime
    outcome: str


@dataclass(frozen=True)
class Hour:
    """One step of the tally, as of its end: people in it, those added within it, by newest outcome, and without one."""

    until: datetime
    people: int
    added: int
    outcomes: Mapping[str, int]

    @property
    def without(self) -> int:
        """People without an outcome: never hidden, never negative."""
        return max(self.people - sum(self.outcomes.values()), 0)


def tally(added: Iterable[datetime], became: Iterable[Became], *, until: datetime | None = None) -> tuple[Hour, ...]:
    """How an event grew and resolved, hour by hour from the first entry to the last (or `until`, if that is later).

    Being still held is no outcome. An outcome dated before its person was added counts from when it was dated.
    """
    arrivals = sorted(added)
    steps_left = sorted((each for each in became if each.outcome != STILL_HELD), key=lambda each: each.at)
    moments = [*arrivals, *(each.at for each in steps_left)]
    if not moments:
        return ()
    first = min(moments).astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    last = max([*moments, *([until] if until else [])])
    step = _HOUR if last - first <= MOST_STEPS * _HOUR else _DAY
    found: list[Hour] = []
    newest: dict[int, str] = {}
    counted = used = 0
    while first <= last:
        first += step
        before = counted
        while counted < len(arrivals) and arrivals[counted] < first:
            counted += 1
        while used < len(steps_left) and steps_left[used].at < first:
            newest[steps_left[used].person] = steps_left[used].outcome
            used += 1
        found.append(Hour(until=first, people=counted, added=counted - before, outcomes=Counter(newest.values())))
    return tuple(found)


@dataclass(frozen=True)
class Between:
    """A number that is known only to lie between two; `low == high` where it is known."""

    low: int
    high: int

    @property
    def is_known(self) -> bool:
        return self.low == self.high


def without_outcome(whole: int, apart: Sequence[int], maybe_among: Sequence[int] = ()) -> Between:
    """How many of `whole` no published part covers, where the parts in `maybe_among` may lie within the others."""
    high = max(whole - sum(apart), 0)
    return Between(low=max(high - sum(maybe_among), 0), high=high)


def median_days(days: Iterable[int]) -> Decimal | None:
    """The median of days, with a half where two lie in the middle; None of none."""
    known = sorted(days)
    return Decimal(str(statistics.median(known))) if known else None


@dataclass(frozen=True)
class Share:
    """A part of a whole. `percent` is None where there is no whole."""

    part: int
    whole: int

    @property
    def percent(self) -> Decimal | None:
        return Decimal(self.part) * 100 / Decimal(self.whole) if self.whole else None


def answered_with_substance(standings: Iterable[str]) -> Share:
    """How many of the points asked were answered with substance; general words, parts and silence are not."""
    known = list(standings)
    return Share(part=sum(each in SUBSTANTIAL for each in known), whole=len(known))
