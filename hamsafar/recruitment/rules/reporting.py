"""The published report of a run: who was placed beside who was eligible, with small numbers put together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

SMALLEST = 5  # a line that counts fewer eligible people is put together with others
OTHERS = ""  # the key of the line that holds them


@dataclass(frozen=True)
class Line:
    """One line: a key of its kind, how many were eligible, how many of them were placed."""

    key: str
    eligible: int
    placed: int

    @property
    def rate(self) -> float:
        return self.placed / self.eligible if self.eligible else 0.0


def lines(keys: Sequence[str], eligible: Sequence[bool], placed: Sequence[bool]) -> tuple[Line, ...]:
    """A line for each key of the people in the roster; only who was eligible anywhere is counted."""
    counted: dict[str, list[int]] = {}
    for key, may, has in zip(keys, eligible, placed, strict=True):
        if may:
            pair = counted.setdefault(key, [0, 0])
            pair[0] += 1
            pair[1] += has
    return together(tuple(Line(key, *pair) for key, pair in sorted(counted.items())))


def together(some: Sequence[Line]) -> tuple[Line, ...]:
    """Lines with fewer than `SMALLEST` people made one, and the next smallest with it while that is too small itself.

    Nobody can take the shown lines from the total and learn of a small one: what remains is never small, or nothing.
    """
    small = [each for each in some if each.eligible < SMALLEST]
    large = sorted((each for each in some if each.eligible >= SMALLEST), key=lambda each: (each.eligible, each.key))
    while small and sum(each.eligible for each in small) < SMALLEST and large:
        small.append(large.pop(0))
    shown = sorted(large, key=lambda each: each.key)
    rest = Line(OTHERS, sum(each.eligible for each in small), sum(each.placed for each in small))
    if not small:
        return tuple(shown)
    return (*shown, rest) if rest.eligible >= SMALLEST else tuple(shown)


def as_data(found: Mapping[str, Sequence[Line]]) -> dict[str, list[dict[str, object]]]:
    """The report as it is kept."""
    return {
        kind: [{"key": each.key, "eligible": each.eligible, "placed": each.placed} for each in some]
        for kind, some in found.items()
    }


def age_group(years: int | None) -> str:
    """The group an age is counted in."""
    if years is None:
        return "not-known"
    return next((name for limit, name in ((25, "18-24"), (35, "25-34"), (45, "35-44")) if years < limit), "45+")
