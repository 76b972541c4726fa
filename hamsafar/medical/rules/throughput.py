"""Examinations that nobody can have done: too many by one officer in too short a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

# Practice, no act: three people by one officer in less than this cannot have been examined one after the other.
LEAST = timedelta(minutes=10)
IN_A_ROW = 3


@dataclass(frozen=True)
class Rush:
    """One run of acts that came too fast: whose, when it began and ended, how many there were."""

    officer: str
    began: datetime
    ended: datetime
    count: int


def rushes(acts: Iterable[tuple[str, datetime]]) -> list[Rush]:
    """Every run of at least three acts of one officer in which each three took less than ten minutes, by time."""
    by_officer: dict[str, list[datetime]] = defaultdict(list)
    for officer, at in acts:
        by_officer[officer].append(at)
    found = [rush for officer, moments in by_officer.items() for rush in _runs(officer, sorted(moments))]
    return sorted(found, key=lambda each: (each.began, each.officer))


def _runs(officer: str, moments: list[datetime]) -> list[Rush]:
    """Stretches of moments in which each three stand too close, overlapping ones joined."""
    ends: list[tuple[int, int]] = []
    for last in range(IN_A_ROW - 1, len(moments)):
        first = last - IN_A_ROW + 1
        if moments[last] - moments[first] < LEAST:
            begun = ends.pop()[0] if ends and ends[-1][1] >= first else first
            ends.append((begun, last))
    return [Rush(officer, moments[first], moments[last], last - first + 1) for first, last in ends]
