"""Published values by year, and the dashed ways that lead from them to a target."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from hamsafar.kit.charts.axis import tick_labels, value_runs
from hamsafar.kit.charts.canvas import Canvas, Frame, Point, Run, Text, runs_width, side_colour
from hamsafar.kit.charts.measure import Box, apart, text_width, ticks, wrap
from hamsafar.kit.charts.values import Count, Path, PathToTarget

STEPS = 24  # straight pieces of one curve
ROOM_FOR_WORDS = 420  # px at paper scale: below this the words at the ends stand under the picture
HEIGHT = 236
TALL = 260  # on a phone


@dataclass(frozen=True)
class Plot:
    """Where years and values come to lie."""

    frame: Frame
    left: float
    right: float
    top: float
    base: float
    first: float
    last: float
    highest: float

    def x(self, year: float) -> float:
        return self.left + (year - self.first) / (self.last - self.first) * (self.right - self.left)

    def y(self, value: float) -> float:
        return self.base - value / self.highest * (self.base - self.top)

    def at(self, year: float, value: float) -> tuple[float, float]:
        return self.x(year), self.y(value)


def draw(chart: PathToTarget, frame: Frame) -> str:
    """The picture as SVG. On a phone the words at the ends move under it."""
    canvas = Canvas(frame)
    wide = frame.width / frame.scale >= ROOM_FOR_WORDS
    marks = ticks(0, _highest(chart), 6)
    plot = _plot(chart, frame, marks, wide)
    _grid(canvas, chart, plot, marks)
    _tint(canvas, chart, plot)
    for path in chart.paths:
        _way(canvas, plot, path)
    _published(canvas, chart, plot)
    _missing(canvas, chart, plot)
    _needed(canvas, chart, plot)
    height = _ends_beside(canvas, chart, plot) if wide else _ends_below(canvas, chart, plot)
    return canvas.svg(height, chart.heading.sentence)


def _highest(chart: PathToTarget) -> float:
    ends = [path.high if path.high is not None else path.end[1] for path in chart.paths]
    return max([*ends, *(count.value for line in chart.lines for _year, count in line.points)])


def _end_runs(path: Path) -> list[Run]:
    before = [Run(f"{path.before} ")] if path.before else []
    qualifier = [Run(f"{path.qualifier} ", "italic")] if path.qualifier else []
    return [*before, *qualifier, Run(path.words)]


def _plot(chart: PathToTarget, frame: Frame, marks: Sequence[float], wide: bool) -> Plot:
    px = frame.px
    shown = max((text_width(path.shown, px(12.5), bold=True) for path in chart.paths), default=0)
    words = [runs_width(_end_runs(path), Text(px(10.5))) + shown + px(10) for path in chart.paths]
    words.append(text_width(chart.apart, px(10.5), bold=True))
    room = max(words) + px(14) if wide else shown + px(14)
    label = max(text_width(text, px(10.5)) for text in tick_labels(marks, chart.lang))
    left = label + px(10)
    # Half a year of air before the first value, so that its label does not cover the axis.
    first = chart.first_year - 0.6
    right = frame.width - min(room, frame.width * 0.42)
    base = px((HEIGHT if wide else TALL) - 24)
    return Plot(frame, left, right, px(14), base, first, chart.last_year, marks[-1])


def _grid(canvas: Canvas, chart: PathToTarget, plot: Plot, marks: Sequence[float]) -> None:
    px = canvas.frame.px
    for mark, label in zip(marks[1:], tick_labels(marks, chart.lang)[1:], strict=True):
        canvas.line((plot.left, plot.y(mark)), (plot.right, plot.y(mark)))
        canvas.text(plot.left - px(7), plot.y(mark) + px(3.5), label, Text(px(10.5), 400, "ink-2", "end"))
    canvas.line((plot.left, plot.base), (plot.right, plot.base), colour="ink", width=1.2)
    wanted = range(chart.first_year, chart.last_year + 1)
    step = next(n for n in (1, 2, 3, 5, 10, 100) if (plot.x(n) - plot.x(0)) >= px(34))
    for year in wanted:
        heavy = year in chart.heavy_years
        if heavy or (chart.last_year - year) % step == 0:
            look = Text(px(10.5), 700 if heavy else 400, "ink-2", "middle")
            canvas.text(plot.x(year), plot.base + px(15), str(year), look)


def _curve(plot: Plot, start: tuple[float, float], end: tuple[float, float]) -> list[tuple[float, float]]:
    """The same growth every year from `start` to `end`."""
    (year, value), (last, target) = start, end
    steps = [step / STEPS for step in range(STEPS + 1)]
    if value <= 0 or target <= 0:
        return [plot.at(*start), plot.at(*end)]
    return [plot.at(year + (last - year) * t, value * (target / value) ** t) for t in steps]


def _tint(canvas: Canvas, chart: PathToTarget, plot: Plot) -> None:
    needed = sorted((path for path in chart.paths if path.kind == "needed"), key=lambda path: path.end[1])
    if len(needed) > 1:
        below, above = (_curve(plot, path.start, path.end) for path in (needed[0], needed[-1]))
        canvas.path([*above, *reversed(below)], fill="lapis-1", opacity=0.75, close=True, width=0)
    for path in chart.paths:
        if path.low is not None and path.high is not None:
            above = _curve(plot, path.start, (path.end[0], path.high))
            below = _curve(plot, path.start, (path.end[0], path.low))
            canvas.path([*above, *reversed(below)], fill="line", opacity=0.55, close=True, width=0)


def _way(canvas: Canvas, plot: Plot, path: Path) -> None:
    """A requirement is dashed in the side's colour; a forecast is dotted in grey: they never share a style."""
    needed = path.kind == "needed"
    colour = side_colour(path.side) if needed else "ink-2"
    canvas.path(_curve(plot, path.start, path.end), colour=colour, width=1.7, dash="5 4" if needed else "1.5 4")
    x, y = plot.at(*path.end)
    canvas.lozenge(x, y, radius=canvas.frame.px(4.6), fill="sheet", colour=colour, width=1.8)


def _published(canvas: Canvas, chart: PathToTarget, plot: Plot) -> None:
    radius = canvas.frame.px(4.6)
    for line in chart.lines:
        if len(line.points) > 1:
            points = [plot.at(year, count.value) for year, count in line.points]
            canvas.path(points, colour=side_colour(line.side), width=2.2)
    dots = [(plot.at(year, count.value), count) for line in chart.lines for year, count in line.points]
    for (x, y), count in dots:
        canvas.lozenge(x, y, radius=radius, fill=side_colour(count.side))
    taken = [Box(x - radius, y - radius, radius * 2, radius * 2) for (x, y), _count in dots]
    curves = [point for path in chart.paths for point in _curve(plot, path.start, path.end)[1:]]
    taken += [Box(x - 2, y - 2, 4, 4) for x, y in curves]
    strokes = [(plot.at(*a), plot.at(*b)) for line in chart.lines for a, b in _stretches(line.points)]
    for (x1, y1), (x2, y2) in strokes:
        taken += [Box(x1 + (x2 - x1) * t / 12 - 1, y1 + (y2 - y1) * t / 12 - 1, 2, 2) for t in range(1, 12)]
    for at, count in sorted(dots, key=lambda dot: dot[0]):
        taken.append(_label(canvas, plot, at, count, taken))


def _stretches(points: Sequence[tuple[float, Count]]) -> list[tuple[tuple[float, float], tuple[float, float]]]:
    values = [(year, count.value) for year, count in points]
    return list(itertools.pairwise(values))


def _label(canvas: Canvas, plot: Plot, at: Point, count: Count, taken: Sequence[Box]) -> Box:
    """Write a value where it covers least: near its point, or farther off at the end of a thread."""
    px = canvas.frame.px
    look = Text(px(11), 600, side_colour(count.side), "middle", halo=True)
    width, height = runs_width(value_runs(count), look), px(11)

    def box_at(spot: Point) -> Box:
        return Box(spot[0] - width / 2, spot[1] - height * 0.8, width, height)

    def cover(spot: Point) -> float:
        box = box_at(spot)
        outside = box.left < plot.left - px(4) or spot[1] > plot.base - px(2) or box.right > canvas.frame.width
        return 100 * outside + sum(_weight(other, px) for other in taken if box.meets(other, 1))

    spots = _spots(at, width, height, px)
    best = min(spots, key=lambda spot: cover(spot) + spots.index(spot) * 0.3)
    if spots.index(best) >= NEAR:
        canvas.underlay(lambda below: below.line(at, (best[0], best[1] - height * 0.3), colour="line-2"))
    canvas.text(*best, value_runs(count), look)
    return box_at(best)


def _weight(box: Box, px: Callable[[float], float]) -> int:
    """How bad it is to cover this: a label most, a point less, a stretch of line least."""
    return 8 if box.width > px(12) else 4 if box.width > px(6) else 1


NEAR = 4  # of the spots lie so near that no thread is needed


def _spots(at: Point, width: float, height: float, px: Callable[[float], float]) -> list[Point]:
    """Places for a label, the best first: above, below, left, right, then rings farther out."""
    x, y = at
    beside = px(9) + width / 2
    spots = [(x, y - px(8)), (x, y + px(8) + height * 0.8), (x - beside, y + px(4)), (x + beside, y + px(4))]
    for ring in (22, 36, 50, 64):
        for aside in (0, -beside * 0.7, beside * 0.7):
            spots += [(x + aside, y - px(ring)), (x + aside, y + px(ring) + height * 0.8)]
    return spots


def _missing(canvas: Canvas, chart: PathToTarget, plot: Plot) -> None:
    px = canvas.frame.px
    for gap in chart.missing:
        x, tall = plot.x(gap.year), min(px(38), (plot.base - plot.top) * 0.2)
        canvas.box(Box(x - px(15), plot.base - tall, px(30), tall), colour="line-2", dash="2.5 2.5")
        lines = wrap(gap.words, px(10.5), min(px(120), plot.right - x - px(22)))
        for index, words in enumerate(lines):
            y = plot.base - tall + px(15) + index * px(13)
            canvas.text(x + px(22), y, words, Text(px(10.5), 400, "ink-2", halo=True))


def _needed(canvas: Canvas, chart: PathToTarget, plot: Plot) -> None:
    ways = [path for path in chart.paths if path.kind == "needed"]
    if not (ways and chart.needed):
        return
    px = canvas.frame.px
    top = max(ways, key=lambda path: path.end[1])
    look = Text(px(11), 600, "ink", "end", halo=True)
    least = plot.left + text_width(chart.needed, look.size, bold=True) + px(6)
    # From the middle of the way on, the first place that leaves room for the words to its left.
    later = _curve(plot, top.start, top.end)[STEPS // 2 :]
    x, y = next(((x, y) for x, y in later if x >= least), later[-1])
    canvas.text(x, y - px(16), chart.needed, look)


def _ends_beside(canvas: Canvas, chart: PathToTarget, plot: Plot) -> float:
    px = canvas.frame.px
    ways = sorted(chart.paths, key=lambda path: -path.end[1])
    x = plot.right + px(12)
    words_at = x + max((text_width(path.shown, px(12.5), bold=True) for path in ways), default=0) + px(8)
    lines: list[tuple[float, Path | None]] = [(plot.y(path.end[1]), path) for path in ways]
    if chart.apart and len(ways) > 1:
        lines.append(((lines[0][0] + lines[-1][0]) / 2, None))
    lines.sort(key=lambda line: line[0])
    placed = apart([y for y, _path in lines], [px(15)] * len(lines), 0, plot.base)
    for y, (_wish, path) in zip(placed, lines, strict=True):
        if path is None:
            canvas.text(x, y + px(4), chart.apart, Text(px(10.5), 600))
            continue
        colour = side_colour(path.side) if path.kind == "needed" else "ink-2"
        canvas.text(x, y + px(4.5), path.shown, Text(px(12.5), 700, colour))
        canvas.text(words_at, y + px(4.5), _end_runs(path), Text(px(10.5), 400, "ink-2"))
    return plot.base + px(24)


def _ends_below(canvas: Canvas, chart: PathToTarget, plot: Plot) -> float:
    px = canvas.frame.px
    ways = sorted(chart.paths, key=lambda path: -path.end[1])
    placed = apart([plot.y(path.end[1]) for path in ways], [px(14)] * len(ways), 0, plot.base)
    y = plot.base + px(24)
    for at, path in zip(placed, ways, strict=True):
        colour = side_colour(path.side) if path.kind == "needed" else "ink-2"
        canvas.text(plot.right + px(8), at + px(4.5), path.shown, Text(px(12), 700, colour))
        y += px(16)
        canvas.lozenge(px(5), y - px(4), radius=px(4.2), fill="sheet", colour=colour, width=1.8)
        runs = [Run(f"{path.shown} ", "bold"), *_end_runs(path)]
        canvas.text(px(15), y, runs, Text(px(10.5), 400, "ink-2"))
    if chart.apart and len(ways) > 1:
        y += px(16)
        canvas.text(0, y, chart.apart, Text(px(10.5), 600))
    return y + px(6)
