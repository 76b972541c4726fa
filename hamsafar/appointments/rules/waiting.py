"""How long people waited: from the day they asked to the day they came. Plain Python."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

FEWEST = 5  # practice: of fewer people nothing is published, so that nobody can be told from a number


@dataclass(frozen=True)
class WaitingTime:
    """The middle wait in days and of how many people; `days` is None where they are too few to be published."""

    days: float | None
    people: int


def waiting_time(waits: Sequence[int]) -> WaitingTime:
    """What is published of these waits in days."""
    return WaitingTime(median(waits) if len(waits) >= FEWEST else None, len(waits))
