"""How wide words are, where axes tick, and how labels share a line without covering one another."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

# Advance widths of Noto Sans in thousandths of an em, by kind of letter: close enough to keep labels apart.
NARROW = frozenset("iljtfrI.,:;'|!()[] \u00a0\u202f’“”‘·-–1/гїі")
WIDE = frozenset("mwMWжшщюфмдыЖШЩЮФМДЫЉ—%@&")
NARROW_EM, WIDE_EM, CAPITAL_EM, DIGIT_EM, OTHER_EM = 0.34, 0.83, 0.66, 0.572, 0.565
BOLD = 1.075


@dataclass(frozen=True)
class Box:
    """A rectangle by its upper left corner, in px."""

    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.left + self.width

    def meets(self, other: Box, gap: float = 0) -> bool:
        """Whether two boxes overlap, or come nearer than `gap`."""
        return (
            self.left < other.right + gap
            and other.left < self.right + gap
            and self.top < other.top + other.height
            and other.top < self.top + self.height
        )


def _em(letter: str) -> float:
    if letter.isdigit():
        return DIGIT_EM
    if letter in NARROW:
        return NARROW_EM
    if letter in WIDE:
        return WIDE_EM
    return CAPITAL_EM if letter.isupper() else OTHER_EM


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """The width of `text` in px when set in Noto Sans of `size` px."""
    return sum(_em(letter) for letter in text) * size * (BOLD if bold else 1)


def wrap(text: str, size: float, width: float, *, bold: bool = False) -> list[str]:
    """`text` in lines no wider than `width` px; a single longer word keeps its line."""
    lines: list[str] = []
    line = ""
    for word in text.split(" "):
        longer = f"{line} {word}" if line else word
        if line and text_width(longer, size, bold=bold) > width:
            lines.append(line)
            line = word
        else:
            line = longer
    return [*lines, line] if line else lines


def spread(
    centres: Sequence[float], widths: Sequence[float], bounds: tuple[float, float], gap: float
) -> list[float] | None:
    """Where to centre labels so that none meets another and all stay within `bounds`.

    Each keeps as near to its wish as its neighbours allow. None where they cannot all stand on one line.
    """
    left, right = bounds
    if sum(widths) + gap * (len(widths) - 1) > right - left:
        return None
    order = sorted(range(len(centres)), key=lambda index: centres[index])
    groups: list[tuple[list[int], float]] = []  # neighbours that touch, and the left edge of the first
    for index in order:
        groups.append(([index], _clamp(centres[index] - widths[index] / 2, left, right - widths[index])))
        while len(groups) > 1 and _end(groups[-2], widths, gap) > groups[-1][1]:
            last, before = groups.pop(), groups.pop()
            members = before[0] + last[0]
            groups.append((members, _best_start([(centres[index], widths[index]) for index in members], bounds, gap)))
    placed = [0.0] * len(centres)
    for members, start in groups:
        edge = start
        for index in members:
            placed[index] = edge + widths[index] / 2
            edge += widths[index] + gap
    return placed


def _clamp(value: float, low: float, high: float) -> float:
    return max(low, min(value, high))


def _end(group: tuple[list[int], float], widths: Sequence[float], gap: float) -> float:
    return group[1] + sum(widths[index] + gap for index in group[0])


def _best_start(labels: Sequence[tuple[float, float]], bounds: tuple[float, float], gap: float) -> float:
    """The left edge at which labels that touch lie nearest to what all of them (centre, width) wish."""
    offset, wishes = 0.0, []
    for centre, width in labels:
        wishes.append(centre - width / 2 - offset)
        offset += width + gap
    return _clamp(sum(wishes) / len(wishes), bounds[0], bounds[1] - (offset - gap))


def apart(wishes: Sequence[float], heights: Sequence[float], top: float, bottom: float) -> list[float]:
    """The same along a column: the middles of labels, moved until none covers another. Too many simply run on."""
    found = spread(wishes, heights, (top, max(bottom, top + sum(heights))), 0)
    return found if found is not None else list(wishes)


def ticks(low: float, high: float, most: int = 5) -> list[float]:
    """At most `most` round values that cover `low` to `high`, from the last round value below to the first above."""
    if high <= low:
        high = low + (abs(low) or 1)
    step = _round_step((high - low) / max(most - 1, 1))
    while True:
        first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
        if last - first + 1 <= most:
            return [round(index * step, 10) for index in range(first, last + 1)]
        step = _round_step(step * 1.01)


def inner_ticks(low: float, high: float, most: int = 5) -> list[float]:
    """At most `most` round values between `low` and `high`, two at least."""
    for more in (most, most + 2, most + 4, most * 3):
        found = [value for value in ticks(low, high, more) if low <= value <= high]
        if len(found) > 1:
            return found
    return [low, high]


def _round_step(rough: float) -> float:
    power: float = 10.0 ** math.floor(math.log10(rough))
    for factor in (1, 2, 2.5, 5, 10):
        if factor * power >= rough * (1 - 1e-9):
            return factor * power
    return 10 * power


def decimals_of(values: Sequence[float]) -> int:
    """How many decimals it takes to tell these ticks apart."""
    for count in range(7):
        if all(abs(value - round(value, count)) < 1e-9 for value in values):  # noqa: PLR2004 (rounding noise)
            return count
    return 6
