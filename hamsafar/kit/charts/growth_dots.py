"""Growth rates as stated, on one axis, against the rate that is needed."""

from __future__ import annotations

from collections.abc import Sequence

from hamsafar.kit.charts.axis import Label, Scale, labels_for, value_runs
from hamsafar.kit.charts.canvas import Canvas, Frame, Text, side_colour
from hamsafar.kit.charts.measure import spread, text_width, wrap
from hamsafar.kit.charts.values import Count, GrowthDots

LINE = 40  # where the axis lies, at paper scale


def draw(chart: GrowthDots, frame: Frame) -> str:
    """The picture as SVG: labels above and below the line in turn; a line each where they do not fit."""
    canvas = Canvas(frame)
    dots = sorted(chart.dots, key=lambda dot: dot.value)
    scale = _scale(chart, frame)
    above, below = dots[0::2], dots[1::2]
    rows = [labels_for(canvas, part, (12, 10)) for part in (above, below)]
    placed = [_place(canvas, chart, row, scale) for row in rows]
    if None in placed:
        return canvas.svg(_in_rows(canvas, chart, dots, scale), chart.heading.sentence)
    return canvas.svg(_on_one_line(canvas, chart, rows, [p or [] for p in placed], scale), chart.heading.sentence)


def _scale(chart: GrowthDots, frame: Frame) -> Scale:
    values = [dot.value for dot in chart.dots] + ([] if chart.needed is None else [chart.needed])
    low, high = min(0.0, *values, 0.0), max(values)
    edge = frame.px(14)
    return Scale(low, high + (high - low) * 0.08 or 1.0, edge, frame.width - edge)


def _place(canvas: Canvas, chart: GrowthDots, labels: Sequence[Label], scale: Scale) -> list[float] | None:
    """Where labels stand: those below the needed rate to the left of its rule, the others to the right."""
    px = canvas.frame.px
    rule = scale.left if chart.needed is None else scale.x(chart.needed)
    short = [label for label in labels if chart.needed is not None and label.count.value < chart.needed]
    enough = labels[len(short) :]
    left = _spread(short, scale, (0, rule - px(6)), px(10))
    right = _spread(enough, scale, (rule + px(6) if chart.needed is not None else 0, canvas.frame.width), px(10))
    return None if left is None or right is None else [*left, *right]


def _spread(labels: Sequence[Label], scale: Scale, bounds: tuple[float, float], gap: float) -> list[float] | None:
    return spread([scale.x(label.count.value) for label in labels], [label.width for label in labels], bounds, gap)


def _on_one_line(
    canvas: Canvas, chart: GrowthDots, rows: Sequence[Sequence[Label]], placed: Sequence[Sequence[float]], scale: Scale
) -> float:
    px = canvas.frame.px
    y = px(LINE)
    canvas.line((scale.left, y), (scale.right, y), colour="line", width=2)
    for row, places, (figure, who) in zip(rows, placed, ((17, 29), (58, 70)), strict=True):
        for label, x in zip(row, places, strict=True):
            canvas.text(x, px(figure), value_runs(label.count), label.big)
            canvas.text(x, px(who), label.count.who, label.small)
            canvas.lozenge(scale.x(label.count.value), y, radius=px(5), fill=side_colour(label.count.side))
    return _needed(canvas, chart, scale, (px(4), px(78)))


def _in_rows(canvas: Canvas, chart: GrowthDots, dots: Sequence[Count], scale: Scale) -> float:
    px = canvas.frame.px
    y = 0.0
    for dot in dots:
        y += px(15)
        canvas.text(0, y, value_runs(dot), Text(px(13), 700, side_colour(dot.side), halo=True))
        for line in wrap(dot.who, px(10.5), canvas.frame.width):
            y += px(13)
            canvas.text(0, y, line, Text(px(10.5), 400, "ink-2", halo=True))
        y += px(12)
        canvas.line((scale.left, y), (scale.right, y), colour="line", width=2)
        canvas.lozenge(scale.x(dot.value), y, radius=px(5), fill=side_colour(dot.side))
        y += px(9)
    return _needed(canvas, chart, scale, (px(2), y))


def _needed(canvas: Canvas, chart: GrowthDots, scale: Scale, ends: tuple[float, float]) -> float:
    """The rule of the needed rate, with its words under it; gives the height."""
    px = canvas.frame.px
    top, foot = ends
    words_at = foot + px(14)
    if chart.needed is None:
        return foot
    x = scale.x(chart.needed)
    canvas.underlay(lambda below: below.line((x, top), (x, foot), colour="ink", width=1.4))
    look = Text(px(10.5), 600, "ink", "middle", halo=True)
    half = text_width(chart.needed_words, look.size, bold=True) / 2
    canvas.text(min(max(x, half), canvas.frame.width - half), words_at, chart.needed_words, look)
    return words_at + px(6)
