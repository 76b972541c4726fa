"""A count for each hour or day: bars from zero, the largest with its number, the axis named where there is room."""

from __future__ import annotations

from hamsafar.kit.charts.canvas import Canvas, Frame, Text
from hamsafar.kit.charts.measure import Box, text_width
from hamsafar.kit.charts.values import Tally

HEIGHT = 56  # of the tallest bar, at paper scale
GAP = 0.15  # of a bar's step
NARROWEST = 1.0  # px


def draw(chart: Tally, frame: Frame) -> str:
    """The picture as SVG. A bar of nothing is not drawn; its place stays."""
    canvas, px = Canvas(frame), frame.px
    most = max((bar.value for bar in chart.bars), default=0)
    top = px(16)
    foot = top + px(HEIGHT)
    step = frame.width / max(len(chart.bars), 1)
    width = max(step * (1 - GAP), NARROWEST)
    for place, bar in enumerate(chart.bars):
        if bar.value:
            tall = max(px(HEIGHT) * bar.value / most, 1)
            left = place * step + (step - width) / 2
            canvas.box(Box(left, foot - tall, width, tall), fill="lapis-4", width=0)
    canvas.line((0, foot + 0.5), (frame.width, foot + 0.5), colour="ink")
    _largest(canvas, chart, step, top)
    _axis(canvas, chart, step, foot + px(15))
    return canvas.svg(foot + px(20), chart.heading.sentence)


def _largest(canvas: Canvas, chart: Tally, step: float, top: float) -> None:
    """The number of the tallest bar, above it: the first of equals."""
    most = max((bar.value for bar in chart.bars), default=0)
    if not most:
        return
    place = next(place for place, bar in enumerate(chart.bars) if bar.value == most)
    look = Text(canvas.frame.px(10.5), 700, "ink", "middle")
    half = text_width(chart.bars[place].shown, look.size, bold=True) / 2
    x = min(max((place + 0.5) * step, half), canvas.frame.width - half)
    canvas.text(x, top - canvas.frame.px(4), chart.bars[place].shown, look)


def _axis(canvas: Canvas, chart: Tally, step: float, y: float) -> None:
    """Names under bars, every first, second, fourth … so that none touches another."""
    look = Text(canvas.frame.px(10.5), 400, "ink-2", "middle")
    widest = max((text_width(bar.label, look.size) for bar in chart.bars), default=0)
    every = 1
    while every * step < widest + canvas.frame.px(8) and every < len(chart.bars):
        every *= 2
    for place in range(0, len(chart.bars), every):
        half = text_width(chart.bars[place].label, look.size) / 2
        x = min(max((place + 0.5) * step, half), canvas.frame.width - half)
        canvas.text(x, y, chart.bars[place].label, look)
