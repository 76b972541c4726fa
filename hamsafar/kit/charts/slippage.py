"""Plan and fact: what was planned, what was stated on which day, and where nothing is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from hamsafar.kit.charts import timeline
from hamsafar.kit.charts.canvas import Canvas, Frame, Run, Text, runs_width
from hamsafar.kit.charts.measure import Box, text_width, wrap
from hamsafar.kit.charts.timeline import Days, Shelf
from hamsafar.kit.charts.values import Overlap, Slippage, Stated, Term

BAR = 14.0
SHELF = 14.0
SMALL = 10.0


@dataclass
class Row:
    """One line of the chart, laid out: its words above the bar, and where the bar lies."""

    term: Term
    top: float = 0
    bar: float = 0  # the middle of the bar
    foot: float = 0
    labels: list[tuple[Stated, float, int]] = field(default_factory=list)  # what was said, left edge, shelf


def draw(chart: Slippage, frame: Frame) -> str:
    """The picture as SVG. On a phone the names stand above their lines."""
    canvas = Canvas(frame)
    phone = timeline.is_phone(frame)
    first, last = timeline.span_of(_days(chart))
    left = 0.0 if phone else min(frame.width * 0.26, _widest_name(chart, frame) + frame.px(18))
    days = Days(first, last, left + frame.px(2), frame.width - frame.px(2))
    top = frame.px(26)
    rows, foot = _lay_out(chart, frame, days, top + frame.px(8), phone)
    timeline.grid(canvas, days, chart.lang, top, foot)
    for overlap in chart.overlaps:
        _overlap(canvas, days, rows, overlap)
    for row in rows:
        _name(canvas, row, left, phone)
        _bar(canvas, days, row, chart)
    height = timeline.today(canvas, days, chart.today, chart.today_words, (top, foot))
    for row in rows:
        _words(canvas, days, row, chart)
    return canvas.svg(height + frame.px(2), chart.heading.sentence)


def _days(chart: Slippage) -> list[date]:
    found = [chart.today]
    for term in chart.terms:
        for pair in (term.planned, term.replanned):
            found += pair or ()
        found += [stated.on for stated in term.stated]
        found += [term.actual] if term.actual else []
    return found


def _widest_name(chart: Slippage, frame: Frame) -> float:
    names = [text_width(term.name, frame.px(12), bold=True) for term in chart.terms]
    return max([*names, *(text_width(term.under, frame.px(SMALL)) for term in chart.terms)], default=0)


def _said(stated: Stated) -> list[Run]:
    return [Run(stated.words), Run(stated.note, "raised")]


def _lay_out(chart: Slippage, frame: Frame, days: Days, y: float, phone: bool) -> tuple[list[Row], float]:
    px = frame.px
    rows = []
    for term in chart.terms:
        row = Row(term, top=y)
        names = _name_lines(term, frame, frame.width if phone else days.left - px(12))
        if phone:
            y += len(names) * px(14) + px(2)
        shelf = Shelf(frame, days.left, frame.width, [])
        for stated in term.stated:
            leans_back = stated is not term.stated[-1]
            edge, level = shelf.put(days.x(stated.on), _said(stated), Text(px(SMALL), 600), leans_back=leans_back)
            row.labels.append((stated, edge, level))
        levels = 1 + max((level for _stated, _edge, level in row.labels), default=-1)
        row.bar = y + levels * px(SHELF) + px(5) + px(BAR) / 2
        tall = row.bar - y + px(BAR) / 2 + px(14) * _lines_below(row, chart, days, frame) + px(13)
        row.foot = y = y + max(tall, 0 if phone else len(names) * px(14) + px(14))
        rows.append(row)
    return rows, y


def _name_lines(term: Term, frame: Frame, width: float) -> list[tuple[str, Text]]:
    px = frame.px
    lines = [(line, Text(px(12), 700, halo=True)) for line in wrap(term.name, px(12), width, bold=True)]
    return lines + [(line, Text(px(SMALL), 400, "ink-2", halo=True)) for line in wrap(term.under, px(SMALL), width)]


def _name(canvas: Canvas, row: Row, left: float, phone: bool) -> None:
    px = canvas.frame.px
    lines = _name_lines(row.term, canvas.frame, canvas.frame.width if phone else left - px(12))
    y = row.top + px(10) if phone else max(row.top + px(10), row.bar + px(4) - (len(lines) - 1) * px(7))
    for line, look in lines:
        canvas.text(0, y, line, look)
        y += px(14)


def _after(row: Row) -> list[Run]:
    return [Run(row.term.words), Run(row.term.note, "raised")]


def _last_word(row: Row, chart: Slippage) -> date | None:
    """From which day on nothing is known: the end of the plan or the last thing said, where today lies beyond."""
    term = row.term
    if term.actual or not term.planned:
        return None
    known = max([term.planned[1], *(stated.on for stated in term.stated)])
    return known if chart.today > known else None


def _is_inside(row: Row, days: Days, frame: Frame) -> bool:
    """Whether the words on the plan fit into an outline that nothing else fills."""
    term = row.term
    if not term.planned or term.stated or term.actual:
        return False
    return days.end(term.planned[1]) - days.x(term.planned[0]) > runs_width(_after(row), Text(frame.px(SMALL))) + 12


def _broken(row: Row, days: Days, frame: Frame) -> list[str]:
    """The words on the plan in as many lines as they need under the bar."""
    return wrap(row.term.words, frame.px(SMALL), frame.width - days.left - frame.px(12))


def _is_beside(row: Row, days: Days, frame: Frame, chart: Slippage) -> bool:
    """Whether the words on the plan fit to the right of everything drawn on the line."""
    return _right_edge(row, days, chart) + frame.px(8) + runs_width(_after(row), Text(frame.px(SMALL))) <= frame.width


def _right_edge(row: Row, days: Days, chart: Slippage) -> float:
    term = row.term
    found = [days.end(pair[1]) for pair in (term.planned, term.replanned) if pair]
    found += [days.x(stated.on) for stated in term.stated]
    if term.actual:
        found.append(days.x(term.actual) + 8 + text_width(term.actual_words, 14, bold=True))
    if _last_word(row, chart):
        found.append(days.x(chart.today))
    return max(found, default=days.left)


def _lines_below(row: Row, chart: Slippage, days: Days, frame: Frame) -> int:
    below = bool(chart.unknown and _last_word(row, chart))
    fits = _is_beside(row, days, frame, chart) or _is_inside(row, days, frame)
    return below + (0 if fits or not row.term.words else len(_broken(row, days, frame)))


def _bar(canvas: Canvas, days: Days, row: Row, chart: Slippage) -> None:
    term, px = row.term, canvas.frame.px
    if term.planned:
        _planned(canvas, days, row, chart)
    if term.replanned:
        start = days.end(term.planned[1]) if term.planned else days.x(term.replanned[0])
        box = Box(start, row.bar - px(BAR) / 2, days.end(term.replanned[1]) - start, px(BAR))
        canvas.box(box, colour="lapis", width=1.4, dash="3 3")
    since = _last_word(row, chart)
    if since:
        canvas.line((days.x(since), row.bar), (days.x(chart.today), row.bar), colour="zarr", width=2.5, dash="3 5")
    for stated in term.stated:
        canvas.lozenge(days.x(stated.on), row.bar, radius=px(5), fill="sheet", colour="ink", width=1.6)
    if term.actual:
        canvas.lozenge(days.x(term.actual), row.bar, radius=px(6), fill="firuza")


def _planned(canvas: Canvas, days: Days, row: Row, chart: Slippage) -> None:
    """Solid up to today where anything was reported, saffron beyond the plan, outline where it is still to come."""
    term, px = row.term, canvas.frame.px
    assert term.planned is not None  # noqa: S101 (the caller asked)
    first, last = term.planned
    if first == last:
        canvas.lozenge(days.x(first), row.bar, radius=px(5.5), fill="lapis-1", colour="lapis", width=1.4)
    begun = bool(term.stated or term.actual)
    upto = min(term.actual or chart.today, last)
    solid = days.end(upto) if begun and upto >= first else days.x(first)
    top, end = row.bar - px(BAR) / 2, days.end(last)
    if first != last and end > solid:
        canvas.box(Box(solid, top, end - solid, px(BAR)), fill="lapis-1", colour="lapis", width=1.4)
    if first != last and solid > days.x(first):
        canvas.box(Box(days.x(first), top, solid - days.x(first), px(BAR)), fill="lapis", width=0)
    beyond = [stated.on for stated in term.stated if stated.on > last]
    beyond += [term.actual] if term.actual and term.actual > last else []
    if beyond:
        canvas.box(Box(end, top, days.x(max(beyond)) - end, px(BAR)), fill="zarr-4", colour="zarr", width=0.8)


def _words(canvas: Canvas, days: Days, row: Row, chart: Slippage) -> None:
    """Words stand over the rule of today, with a halo, so that they are drawn last."""
    term, px = row.term, canvas.frame.px
    for index, (stated, edge, level) in enumerate(row.labels):
        y = row.bar - px(BAR) / 2 - px(5) - level * px(SHELF)
        if level:
            canvas.line((days.x(stated.on), row.bar - px(6)), (days.x(stated.on), y + px(3)), colour="line-2")
        weight = 600 if index == len(row.labels) - 1 else 400
        canvas.text(edge, y, _said(stated), Text(px(SMALL), weight, halo=True))
    below = row.bar + px(BAR) / 2 + px(12)
    since = _last_word(row, chart)
    if since and chart.unknown:
        width = text_width(chart.unknown, px(SMALL), bold=True)
        left = min(days.x(since), canvas.frame.width - width)
        canvas.text(left, below, chart.unknown, Text(px(SMALL), 600, "zarr", halo=True))
        below += px(14)
    if term.actual and term.actual_words:
        width = text_width(term.actual_words, px(10.5), bold=True)
        fits = days.x(term.actual) + px(10) + width <= canvas.frame.width
        at, anchor = (px(10), "start") if fits else (-px(10), "end")
        runs = [Run(term.actual_words), Run("" if term.words else term.note, "raised")]
        canvas.text(days.x(term.actual) + at, row.bar + px(4), runs, Text(px(10.5), 600, "ink", anchor, halo=True))
    if term.words and _is_beside(row, days, canvas.frame, chart):
        at = _right_edge(row, days, chart) + px(8)
        canvas.text(at, row.bar + px(3.5), _after(row), Text(px(SMALL), 400, "ink-2", halo=True))
    elif term.words and term.planned and _is_inside(row, days, canvas.frame):
        at = days.x(term.planned[0]) + px(6)
        canvas.text(at, row.bar + px(3.5), _after(row), Text(px(SMALL), 400, "ink"))
    elif term.words:
        lines = _broken(row, days, canvas.frame)
        width = max(text_width(line, px(SMALL)) for line in lines) + px(12)
        start = days.x(term.planned[0]) if term.planned else days.left
        left = max(0.0, min(start, canvas.frame.width - width))
        for index, line in enumerate(lines):
            runs = [Run(line), Run(term.note if line is lines[-1] else "", "raised")]
            canvas.text(left, below + index * px(14), runs, Text(px(SMALL), 400, "ink-2", halo=True))


def _overlap(canvas: Canvas, days: Days, rows: Sequence[Row], overlap: Overlap) -> None:
    px = canvas.frame.px
    first, last = (rows[index] for index in overlap.rows)
    top, foot = first.bar - px(BAR) / 2 - px(5), last.bar + px(BAR) / 2 + px(5)
    left = days.x(overlap.first)
    canvas.box(Box(left, top, days.end(overlap.last) - left, foot - top), colour="ink-2", dash="3 3")
    y = (first.bar + px(BAR) / 2 + last.bar - px(BAR) / 2) / 2 + px(4)
    width = text_width(overlap.words, px(SMALL), bold=True)
    canvas.text(min(left + px(5), canvas.frame.width - width), y, overlap.words, Text(px(SMALL), 600, halo=True))
