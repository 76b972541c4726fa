"""The mirror view: every count of one thing on one axis, with the gap between them."""

from __future__ import annotations

from collections.abc import Sequence

from hamsafar.kit.charts.axis import Label, Scale, labels_for, place, span, tick_labels, value_runs
from hamsafar.kit.charts.canvas import Canvas, Frame, Text, side_colour
from hamsafar.kit.charts.measure import inner_ticks, text_width, wrap
from hamsafar.kit.charts.values import Count, Mirror

WIDE = 400  # px at paper's scale, from which an axis names its ticks
SIZES = (17, 10.5)  # of a figure and of who says so, px on paper
LINES = 2  # that a name may take
HEAD = 0.06  # of the spread of the values, left free at both ends of the axis


def draw(chart: Mirror, frame: Frame) -> str:
    """The picture as SVG. Names that cannot share one line take two; where that fails too, each count has its own."""
    canvas = Canvas(frame)
    counts = sorted(chart.counts, key=lambda count: count.value)
    scale, marks = _scale(counts, frame)
    labels = labels_for(canvas, counts, SIZES)
    places = place(canvas, [label.who for label in labels], scale, frame.px(10))
    if places is None:
        labels = labels_for(canvas, counts, SIZES, who_in=frame.width / len(counts) - frame.px(10))
        if all(len(label.lines) <= LINES for label in labels):
            places = place(canvas, [label.who for label in labels], scale, frame.px(8))
    y = _in_rows(canvas, counts, scale) if places is None else _on_one_line(canvas, labels, places, scale)
    y = _axis(canvas, chart, scale, marks, y)
    return canvas.svg(_gap(canvas, chart, counts, scale, y), chart.heading.sentence)


def _scale(counts: Sequence[Count], frame: Frame) -> tuple[Scale, list[float]]:
    """An axis a little longer than the counts reach, and the round values on it."""
    lows = [count.value if count.low is None else count.low for count in counts]
    highs = [count.value if count.high is None else count.high for count in counts]
    reach = (max(highs) - min(lows)) * HEAD or abs(highs[0]) * HEAD or 1.0
    low, high = min(lows) - reach, max(highs) + reach
    if min(lows) >= 0:
        low = max(low, 0)
    edge = frame.px(12)
    most = 6 if frame.width / frame.scale > 300 else 4  # noqa: PLR2004 (px: a phone holds fewer)
    return Scale(low, high, edge, frame.width - edge), inner_ticks(low, high, most)


def _on_one_line(canvas: Canvas, labels: Sequence[Label], places: Sequence[float], scale: Scale) -> float:
    px = canvas.frame.px
    deep = px(13) * (max(len(label.lines) for label in labels) - 1)
    y = px(52) + deep
    figures = place(canvas, [label.figure for label in labels], scale, px(8)) or places
    for label, x, figure in zip(labels, places, figures, strict=True):
        at = scale.x(label.count.value)
        canvas.text(figure, px(17), value_runs(label.count), label.big)
        for number, line in enumerate(label.lines):
            canvas.text(x, px(31) + number * px(13), line, label.small)
        if abs(figure - at) > px(14):  # the figure had to move away: a thread shows whose it is
            canvas.line((at, y - px(7)), (figure, px(35) + deep), colour="line-2", width=1)
    for label in labels:
        span(canvas, scale, y, label.count, px(6))
    for label in labels:
        colour = side_colour(label.count.side)
        canvas.lozenge(scale.x(label.count.value), y, radius=px(6), fill=colour)
    return y


def _in_rows(canvas: Canvas, counts: Sequence[Count], scale: Scale) -> float:
    px = canvas.frame.px
    y = 0.0
    for count in counts:
        colour = side_colour(count.side)
        y += px(15)
        canvas.text(0, y, value_runs(count), Text(px(13.5), 700, colour, halo=True))
        for line in wrap(count.who, px(10.5), canvas.frame.width):
            y += px(13)
            canvas.text(0, y, line, Text(px(10.5), 400, "ink-2"))
        y += px(13)
        canvas.line((scale.left, y), (scale.right, y), colour="line")
        span(canvas, scale, y, count, px(6))
        canvas.lozenge(scale.x(count.value), y, radius=px(6), fill=colour)
        y += px(10)
    return y + px(4)


def _axis(canvas: Canvas, chart: Mirror, scale: Scale, marks: Sequence[float], y: float) -> float:
    px = canvas.frame.px
    canvas.underlay(lambda below: below.line((scale.left, y), (scale.right, y), colour="ink", width=1.2))
    look = Text(px(10), 400, "ink-2", "middle")
    for x in map(scale.x, marks):
        canvas.line((x, y), (x, y + px(4)), colour="ink", width=1.2)
    if canvas.frame.width < px(WIDE):  # in half a page the counts are written out above; ticks alone are enough
        return y + px(4)
    for mark, label in zip(marks, tick_labels(marks, chart.lang), strict=True):
        half = text_width(label, look.size) / 2
        canvas.text(min(max(scale.x(mark), half), canvas.frame.width - half), y + px(18), label, look)
    return y + px(18)


def _gap(canvas: Canvas, chart: Mirror, counts: Sequence[Count], scale: Scale, y: float) -> float:
    px = canvas.frame.px
    first, last = scale.x(counts[0].value), scale.x(counts[-1].value)
    if chart.gap and last > first:
        top, base = y + px(8), y + px(14)
        canvas.path([(first, top), (first, base), (last, base), (last, top)], colour="ink", width=1.2)
        y = base
    middle = (first + last) / 2
    for words, look in (
        (chart.gap, Text(px(11), 600, "ink", "middle")),
        (chart.under, Text(px(10.5), 400, "ink-2", "middle")),
    ):
        for line in wrap(words, look.size, canvas.frame.width, bold=look.weight > 400):  # noqa: PLR2004
            half = text_width(line, look.size, bold=look.weight > 400) / 2  # noqa: PLR2004
            y += px(15)
            canvas.text(min(max(middle, half), canvas.frame.width - half), y, line, look)
    return y + px(6)
