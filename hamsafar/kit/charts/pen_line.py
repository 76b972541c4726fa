"""One case over time: a lane for each side, coloured while the pen is there; where the clock stood; who writes next.

Where the labels fit, time runs to the right and the lanes lie one above the other. Elsewhere, and on a phone, it runs
down, and every label stands beside its point.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from hamsafar.kit.charts.canvas import Canvas, Frame, Text, side_colour
from hamsafar.kit.charts.measure import Box, spread, text_width
from hamsafar.kit.charts.timeline import is_phone
from hamsafar.kit.charts.values import Handing, PenLine, Standstill

UPPER, LOWER, FOOT = 62, 122, 172  # of the lanes, at paper scale
CLOSEST = 16  # px at paper scale between two points, however near their days
STEP = 40  # of one point where time runs down


@dataclass(frozen=True)
class Label:
    """Two lines of words at a point of a lane."""

    at: datetime
    words: str
    under: str
    colour: str = "ink"

    def width(self, frame: Frame) -> float:
        return max(text_width(self.words, frame.px(11), bold=True), text_width(self.under, frame.px(10.5)))


class Times:
    """Moments to px: in proportion, except that no two points come closer than can be told apart."""

    def __init__(self, moments: Sequence[datetime], left: float, right: float, closest: float) -> None:
        self.moments = sorted(set(moments))
        closest = min(closest, (right - left) / max(len(self.moments), 1))
        free = right - left - closest * (len(self.moments) - 1)
        whole = (self.moments[-1] - self.moments[0]).total_seconds() or 1.0
        self.places = {
            moment: left + place * closest + free * ((moment - self.moments[0]).total_seconds() / whole)
            for place, moment in enumerate(self.moments)
        }

    def x(self, moment: datetime) -> float:
        """Where a known moment stands."""
        return self.places[moment]


def draw(chart: PenLine, frame: Frame) -> str:
    """The picture as SVG."""
    if not is_phone(frame):
        drawn = _across(chart, frame)
        if drawn:
            return drawn
    return _down(chart, frame)


def _moments(chart: PenLine) -> list[datetime]:
    found = [each.at for each in chart.handings]
    found += [moment for stop in chart.stops for moment in (stop.since, stop.until) if moment]
    return found + [moment for moment in (chart.today, chart.due) if moment]


def _held(chart: PenLine) -> list[tuple[int, datetime, datetime]]:
    """Lane, beginning and end of each stretch that somebody held the pen, up to today."""
    ends = [each.at for each in chart.handings[1:]] + [chart.today or chart.handings[-1].at]
    return [
        (each.pen, each.at, end)
        for each, end in zip(chart.handings, ends, strict=True)
        if each.pen is not None and end > each.at
    ]


# ---- time to the right -----------------------------------------------------------------------------------------------


def _across(chart: PenLine, frame: Frame) -> str:
    """The picture with lanes above each other; empty where the labels of a lane would touch."""
    canvas, px = Canvas(frame), frame.px
    names = Text(px(12), 700)
    left = max(text_width(name, names.size, bold=True) for name, _ in chart.lanes) + px(20)
    times = Times(_moments(chart), left + px(8), frame.width - px(34), px(CLOSEST))
    labels = [_labels(chart, lane) for lane in (0, 1)]
    places = [_spread(each, times, frame, left) for each in labels]
    if None in places:
        return ""
    lanes = [px(UPPER), px(LOWER)]
    for (name, side), y in zip(chart.lanes, lanes, strict=True):
        canvas.text(0, y + px(4), name, Text(px(12), 700, side_colour(side)))
        canvas.line((left, y), (frame.width, y), colour="line")
    _stretches(canvas, chart, times, lanes)
    rows = (px(UPPER) - px(27), px(LOWER) + px(20))
    for found, centres, y in zip(labels, places, rows, strict=True):
        for label, x in zip(found, centres or (), strict=True):
            canvas.text(x, y, label.words, Text(px(11), 600, label.colour, "middle", halo=True))
            canvas.text(x, y + px(13), label.under, Text(px(10.5), 400, "ink-2", "middle", halo=True))
    _points(canvas, chart, times, lanes)
    _today(canvas, chart, times, lanes)
    return canvas.svg(px(FOOT), chart.heading.sentence)


def _labels(chart: PenLine, lane: int) -> list[Label]:
    found = [Label(each.at, each.words, each.under) for each in chart.handings if each.lane == lane]
    if lane == 0:
        found += [Label(_middle(stop, chart), stop.words, stop.under, "zarr") for stop in chart.stops]
    if chart.due and chart.due_lane == lane:
        found.append(Label(chart.due, chart.due_words, chart.due_under))
    return sorted(found, key=lambda label: label.at)


def _middle(stop: Standstill, chart: PenLine) -> datetime:
    until = stop.until or chart.today or stop.since
    return stop.since + (until - stop.since) / 2


def _spread(labels: Sequence[Label], times: Times, frame: Frame, left: float) -> list[float] | None:
    if not labels:
        return []
    wishes = [times.places.get(label.at, _between(times, label.at)) for label in labels]
    return spread(wishes, [label.width(frame) for label in labels], (left, frame.width), frame.px(10))


def _between(times: Times, moment: datetime) -> float:
    """Where a moment that is no point of its own lies: between its neighbours."""
    before = max((each for each in times.moments if each <= moment), default=times.moments[0])
    after = min((each for each in times.moments if each >= moment), default=times.moments[-1])
    return (times.x(before) + times.x(after)) / 2


def _runs(chart: PenLine) -> bool:
    """Whether the answer is still to come, and in time."""
    return bool(chart.due and chart.today and chart.due > chart.today and chart.pen == chart.due_lane)


def _stretches(canvas: Canvas, chart: PenLine, times: Times, lanes: Sequence[float]) -> None:
    """The pen's way: coloured along the lane that holds it, grey where it is handed over; the clock's standstills."""
    px = canvas.frame.px
    for stop in chart.stops:
        until = stop.until or chart.today or stop.since
        wide = max(times.x(until) - times.x(stop.since), 2)
        box = Box(times.x(stop.since), lanes[0] - px(6), wide, px(12))
        canvas.box(box, fill="zarr-1", colour="zarr", width=1)
    held = _held(chart)
    for (lane, _, end), (following, _, _) in pairwise(held):
        if following != lane:
            canvas.line((times.x(end), lanes[lane]), (times.x(end), lanes[following]), colour="line-2", width=px(3))
    first = chart.handings[0]
    if first.pen is not None and first.pen != first.lane:
        x = times.x(first.at)
        canvas.line((x, lanes[first.lane]), (x, lanes[first.pen]), colour="line-2", width=px(3))
    for lane, begin, end in held:
        colour = side_colour(chart.lanes[lane][1])
        canvas.line((times.x(begin), lanes[lane]), (times.x(end), lanes[lane]), colour=colour, width=px(3))
    if _runs(chart) and chart.due and chart.today:
        y, colour = lanes[chart.due_lane], side_colour(chart.lanes[chart.due_lane][1])
        canvas.line((times.x(chart.today), y), (times.x(chart.due), y), colour=colour, width=px(3), dash="3 4")


def _points(canvas: Canvas, chart: PenLine, times: Times, lanes: Sequence[float]) -> None:
    radius = canvas.frame.px(5.5)
    for each in chart.handings:
        colour = side_colour(chart.lanes[each.lane][1])
        canvas.lozenge(times.x(each.at), lanes[each.lane], radius=radius, fill=colour, width=1.4)
    if chart.due:
        canvas.lozenge(times.x(chart.due), lanes[chart.due_lane], radius=radius, fill="sheet", colour="ink", width=1.6)


def _today(canvas: Canvas, chart: PenLine, times: Times, lanes: Sequence[float]) -> None:
    px = canvas.frame.px
    if chart.today is None:
        return
    x = times.x(chart.today)
    canvas.underlay(lambda below: below.line((x, px(18)), (x, lanes[1] + px(10)), colour="ink", width=1.3))
    half = text_width(chart.today_words, px(11), bold=True) / 2
    at = min(max(x, half), canvas.frame.width - half)
    canvas.text(at, px(12), chart.today_words, Text(px(11), 700, "ink", "middle", halo=True))
    if chart.pen is None:
        return
    y, colour = lanes[chart.pen], side_colour(chart.lanes[chart.pen][1])
    _pen(canvas, x, y, colour, up=chart.pen == 1)
    wide = text_width(chart.writes_next, px(11), bold=True)
    middle = (lanes[0] + lanes[1]) / 2 + px(4)
    fits = x + px(26) + wide <= canvas.frame.width
    anchor, at = ("start", x + px(26)) if fits else ("end", x - px(12))
    canvas.text(at, middle, chart.writes_next, Text(px(11), 700, colour, anchor, halo=True))


def _pen(canvas: Canvas, x: float, y: float, colour: str, *, up: bool) -> None:
    """A pen that writes on the lane: its nib at the point, its shaft away from it at a slant."""
    px, sign = canvas.frame.px, -1 if up else 1
    canvas.path([(x, y), (x + px(2.6), y + sign * px(9.6)), (x + px(9.4), y + sign * px(4.2))], fill="ink", close=True)
    shaft = [(x + px(3.4), y + sign * px(10.6)), (x + px(10.2), y + sign * px(5.4))]
    shaft += [(x + px(25), y + sign * px(22.6)), (x + px(18.2), y + sign * px(27.8))]
    canvas.path(shaft, fill=colour, close=True)


# ---- time down -------------------------------------------------------------------------------------------------------


def _down(chart: PenLine, frame: Frame) -> str:
    canvas, px = Canvas(frame), frame.px
    lanes = [px(12), px(44)]
    points = _points_down(chart)
    y = {index: px(14) + index * px(STEP) for index in range(len(points))}
    height = px(14) + (len(points) - 1) * px(STEP) + px(26)
    for lane in lanes:
        canvas.line((lane, px(6)), (lane, height - px(6)), colour="line")
    _stretches_down(canvas, chart, points, y, lanes)
    for index, point in enumerate(points):
        colour = side_colour(chart.lanes[point.lane][1])
        if point.kind == "today":
            canvas.underlay(_rule(y[index], px(56)))
        elif point.kind == "due":
            canvas.lozenge(lanes[point.lane], y[index], radius=px(5.5), fill="sheet", colour="ink", width=1.6)
        else:
            canvas.lozenge(lanes[point.lane], y[index], radius=px(5.5), fill=colour, width=1.4)
        words = Text(px(11.5), 700 if point.kind == "today" else 600, "ink", halo=True)
        canvas.text(px(64), y[index] + px(1), point.words, words)
        canvas.text(px(64), y[index] + px(14.5), point.under, Text(px(10.5), 400, "ink-2", halo=True))
    return canvas.svg(height, chart.heading.sentence)


@dataclass(frozen=True)
class PointDown:
    """One line of the picture that runs down."""

    at: datetime
    kind: str  # handing, today or due
    lane: int
    words: str
    under: str


def _points_down(chart: PenLine) -> list[PointDown]:
    """Every point from the first to the last; the side stands with the day, since a lane has no room for a name."""
    found = [_handing_down(chart, each) for each in chart.handings]
    if chart.today:
        lane = chart.pen if chart.pen is not None else 0
        found.append(PointDown(chart.today, "today", lane, chart.today_words, chart.writes_next))
    if chart.due:
        found.append(PointDown(chart.due, "due", chart.due_lane, chart.due_words, chart.due_under))
    return sorted(found, key=lambda point: point.at)


def _handing_down(chart: PenLine, each: Handing) -> PointDown:
    under = f"{chart.lanes[each.lane][0]} · {each.under}"
    stop = next((stop for stop in chart.stops if stop.since == each.at), None)
    words = f"{each.words} ({stop.words})" if stop else each.words
    return PointDown(each.at, "handing", each.lane, words, under)


def _stretches_down(
    canvas: Canvas, chart: PenLine, points: Sequence[PointDown], y: dict[int, float], lanes: Sequence[float]
) -> None:
    px = canvas.frame.px
    place = {point.at: y[index] for index, point in reversed(list(enumerate(points)))}
    held = _held(chart)
    for (lane, _, end), (following, _, _) in pairwise(held):
        if lane != following:
            canvas.line((lanes[lane], place[end]), (lanes[following], place[end]), colour="line-2", width=px(3))
    first = chart.handings[0]
    if first.pen is not None and first.pen != first.lane:
        begin = place[first.at]
        canvas.line((lanes[first.lane], begin), (lanes[first.pen], begin), colour="line-2", width=px(3))
    for lane, begun, end in held:
        colour = side_colour(chart.lanes[lane][1])
        canvas.line((lanes[lane], place[begun]), (lanes[lane], place[end]), colour=colour, width=px(3))
    if _runs(chart) and chart.due and chart.today:
        colour, x = side_colour(chart.lanes[chart.due_lane][1]), lanes[chart.due_lane]
        canvas.line((x, place[chart.today]), (x, place[chart.due]), colour=colour, width=px(3), dash="3 4")


def _rule(y: float, width: float) -> Callable[[Canvas], None]:
    return lambda below: below.line((0, y), (width, y), colour="ink", width=1.3)
