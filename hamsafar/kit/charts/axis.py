"""A horizontal scale, the dots on it and the labels above: shared by the mirror view and the growth dots."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from hamsafar.kit import formats
from hamsafar.kit.charts.canvas import Canvas, Run, Text, runs_width, side_colour
from hamsafar.kit.charts.measure import Box, decimals_of, spread, text_width, wrap
from hamsafar.kit.charts.values import Count

TINT = 0.2


@dataclass(frozen=True)
class Scale:
    """Values to px along a line."""

    low: float
    high: float
    left: float
    right: float

    def x(self, value: float) -> float:
        return self.left + (value - self.low) / (self.high - self.low) * (self.right - self.left)


def tick_labels(values: Sequence[float], lang: str) -> list[str]:
    """The values of an axis as the reader writes them, all with the same decimals."""
    decimals = decimals_of(values)
    return [formats.number(Decimal(str(value)), decimals, lang) for value in values]


def value_runs(count: Count) -> list[Run]:
    """Qualifier, number and source number, as one line."""
    qualifier = [Run(f"{count.qualifier} ", "italic")] if count.qualifier else []
    return [*qualifier, Run(count.shown), Run(count.note, "raised")]


def span(canvas: Canvas, scale: Scale, y: float, count: Count, half: float) -> None:
    """What rounding allows as a tint; what "nearly" or "over" leaves open as an arrow."""
    colour, x = side_colour(count.side), scale.x(count.value)
    if count.opens:
        reach = canvas.frame.px(20) * (-1 if count.opens == "down" else 1)
        tip = reach + half * (-1 if count.opens == "down" else 1)
        points = [(x, y - half), (x + reach, y - half), (x + tip, y), (x + reach, y + half), (x, y + half)]
        canvas.path(points, fill=colour, opacity=TINT, close=True, width=0)
    elif count.low is not None and count.high is not None:
        left = scale.x(count.low)
        canvas.box(Box(left, y - half, scale.x(count.high) - left, half * 2), fill=colour, opacity=TINT, width=0)


@dataclass(frozen=True)
class Wish:
    """A text of some width that would like to stand over a value."""

    value: float
    width: float


@dataclass(frozen=True)
class Label:
    """The two lines above a dot: the figure, and who says so."""

    count: Count
    big: Text
    small: Text
    lines: tuple[str, ...]  # who says so

    @property
    def figure(self) -> Wish:
        """The figure alone: it stands as near above its dot as its neighbours allow."""
        return Wish(self.count.value, runs_width(value_runs(self.count), self.big))

    @property
    def who(self) -> Wish:
        """The line under it, which is longer and moves first."""
        return Wish(self.count.value, max(text_width(line, self.small.size) for line in self.lines))

    @property
    def width(self) -> float:
        return max(self.figure.width, self.who.width)


def labels_for(
    canvas: Canvas, counts: Sequence[Count], sizes: tuple[float, float], *, who_in: float = math.inf
) -> list[Label]:
    """Labels of figures and names in `sizes` (px on paper); names broken into lines of at most `who_in` px."""
    big, small = (canvas.frame.px(size) for size in sizes)
    return [
        Label(
            count,
            Text(big, 700, side_colour(count.side), "middle"),
            Text(small, 400, "ink-2", "middle", halo=True),
            tuple(wrap(count.who, small, who_in)) or ("",),
        )
        for count in counts
    ]


def place(canvas: Canvas, texts: Sequence[Wish], scale: Scale, gap: float) -> list[float] | None:
    """Where texts of one line stand so that none covers another; None where the line cannot hold them."""
    bounds = (0, canvas.frame.width)
    return spread([scale.x(text.value) for text in texts], [text.width for text in texts], bounds, gap)
