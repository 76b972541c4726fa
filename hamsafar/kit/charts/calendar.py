"""The events of a year: an outline where something was planned, a filled lozenge on the day it was held."""

from __future__ import annotations

from datetime import date, timedelta

from hamsafar.kit.charts import timeline
from hamsafar.kit.charts.canvas import Canvas, Frame, Run, Text, runs_width
from hamsafar.kit.charts.measure import Box, text_width, wrap
from hamsafar.kit.charts.timeline import Days
from hamsafar.kit.charts.values import Calendar, Event

BAR = 11.0


def draw(chart: Calendar, frame: Frame) -> str:
    """The picture as SVG: one line per event; on a phone its name stands above the line."""
    canvas = Canvas(frame)
    phone = timeline.is_phone(frame)
    first, last = timeline.span_of(_days(chart))
    left = 0.0 if phone else min(frame.width * 0.32, _widest_name(chart, frame) + frame.px(18))
    days = Days(first, last, left + frame.px(6), frame.width - frame.px(6))
    top = frame.px(24)
    y = top + frame.px(6)
    room = canvas.frame.width if phone else left - frame.px(12)
    for event in chart.events:
        y = _event(canvas, days, event, y, room)
    timeline.grid(canvas, days, chart.lang, top, y)
    height = timeline.today(canvas, days, chart.today, chart.today_words, (top, y)) if chart.today else y
    return canvas.svg(height + frame.px(4), chart.heading.sentence)


def _days(chart: Calendar) -> list[date]:
    found = [day for event in chart.events for pair in (event.planned, event.held) for day in pair or ()]
    today = chart.today
    near = today and found and min(found) - timedelta(days=62) <= today <= max(found) + timedelta(days=62)
    return [*found, today] if today and (near or not found) else found


def _widest_name(chart: Calendar, frame: Frame) -> float:
    names = [text_width(event.name, frame.px(11.5), bold=True) for event in chart.events]
    return max([*names, *(text_width(event.under, frame.px(10)) for event in chart.events)], default=0)


def _event(canvas: Canvas, days: Days, event: Event, y: float, width: float) -> float:
    px = canvas.frame.px
    phone = timeline.is_phone(canvas.frame)
    lines = [(line, Text(px(11.5), 700, halo=True)) for line in wrap(event.name, px(11.5), width, bold=True)]
    lines += [(line, Text(px(10), 400, "ink-2", halo=True)) for line in wrap(event.under, px(10), width)]
    for index, (line, look) in enumerate(lines):
        canvas.text(0, y + px(12) + index * px(14), line, look)
    named = y + px(14) * len(lines)
    bar = named + px(13) if phone else y + px(8)
    foot = _marks(canvas, days, event, bar)
    return max(foot, named) + px(12)


def _marks(canvas: Canvas, days: Days, event: Event, bar: float) -> float:
    """Planned and held on one line, the stretch beyond the plan in saffron, the words beside; gives the foot."""
    px = canvas.frame.px
    if event.planned and event.held and event.held[0] > event.planned[1]:
        canvas.line((days.end(event.planned[1]), bar), (days.x(event.held[0]), bar), colour="zarr-4", width=2.5)
    if event.planned:
        _planned(canvas, days, event.planned, bar)
    if event.held:
        canvas.lozenge(_middle(days, event.held), bar, radius=px(6), fill="firuza")
    words = event.held_words if event.held else event.planned_words
    if words and (event.held or event.planned):
        return _words(canvas, days, event, words, bar) + px(BAR)
    return bar + px(BAR)


def _middle(days: Days, term: tuple[date, date]) -> float:
    return (days.x(term[0]) + days.end(term[1])) / 2


def _words(canvas: Canvas, days: Days, event: Event, words: str, bar: float) -> float:
    """To the right of the last mark where there is room, else to its left, else under the line; gives the last line."""
    px = canvas.frame.px
    runs = [Run(words), Run(event.note, "raised")]
    look = Text(px(10), 600 if event.held else 400, "ink" if event.held else "ink-2", halo=True)
    width, away = runs_width(runs, look), px(10)
    spans = [(days.x(pair[0]) - away, days.end(pair[1]) + away) for pair in (event.planned, event.held) if pair]
    spans.sort()
    (first, first_end), (last, last_end) = spans[0], spans[-1]
    if last_end + width <= canvas.frame.width:
        canvas.text(last_end, bar + px(3.5), runs, look)
    elif (len(spans) == 1 or first_end >= last) and first - width >= days.left - away:
        canvas.text(first - width, bar + px(3.5), runs, look)
    elif last - width > first_end:
        canvas.text(last - width, bar - px(6), runs, look)  # over the stretch beyond the plan
    else:
        canvas.text(canvas.frame.width - width, bar + px(18), runs, look)
        return bar + px(14)
    return bar


def _planned(canvas: Canvas, days: Days, planned: tuple[date, date], bar: float) -> None:
    px = canvas.frame.px
    left, right = days.x(planned[0]), days.end(planned[1])
    if right - left < px(12):
        canvas.lozenge((left + right) / 2, bar, radius=px(6), fill="lapis-1", colour="lapis", width=1.4)
    else:
        canvas.box(Box(left, bar - px(BAR) / 2, right - left, px(BAR)), fill="lapis-1", colour="lapis", width=1.4)
