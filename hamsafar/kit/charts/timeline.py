"""A scale of days with its years or months: shared by the slippage chart and the calendar."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from hamsafar.kit import formats
from hamsafar.kit.charts.canvas import Canvas, Frame, Run, Text, runs_width
from hamsafar.kit.charts.measure import Box, text_width

LONG = 550  # days: a longer plan is ruled by years, a shorter one by months
PHONE = 420  # px at paper scale: below this the names stand above their lines


@dataclass(frozen=True)
class Days:
    """Days to px."""

    first: date
    last: date
    left: float
    right: float

    def x(self, day: date) -> float:
        share = (day - self.first).days / max((self.last - self.first).days, 1)
        return self.left + share * (self.right - self.left)

    def end(self, day: date) -> float:
        """The right edge of a day: a term ends with its last day."""
        return self.x(day + timedelta(days=1))


def is_phone(frame: Frame) -> bool:
    return frame.width / frame.scale < PHONE


def span_of(days: Iterable[date]) -> tuple[date, date]:
    """Whole years (of a long plan) or whole months (of a short one) that hold all these days."""
    found = sorted(days)
    first, last = found[0], found[-1]
    if (last - first).days > LONG:
        # A lone early day, such as a signature in November, does not draw a whole empty year.
        start = first.replace(day=1) if first.month > 6 else date(first.year, 1, 1)  # noqa: PLR2004 (second half)
        return start, date(last.year + 1, 1, 1)
    begin = first.replace(day=1)
    return begin, (last.replace(day=1) + timedelta(days=32)).replace(day=1)


def months_between(first: date, last: date) -> list[date]:
    """The first day of every month from `first` to `last`."""
    months, day = [], first.replace(day=1)
    while day <= last:
        months.append(day)
        day = (day + timedelta(days=32)).replace(day=1)
    return months


def grid(canvas: Canvas, days: Days, lang: str, top: float, foot: float) -> None:
    """Hairlines at the years or months, their names above, behind everything else."""
    px = canvas.frame.px
    months = months_between(days.first, days.last)
    by_year = (days.last - days.first).days > LONG
    lines = [month for month in months if month.month == 1 or not by_year]
    # Months that would crowd each other are named every second or third time.
    names = [_name(month, lang, by_year) for month in lines]
    look = Text(px(10.5), 400, "ink-2", "middle")
    room = days.x(lines[1]) - days.x(lines[0]) if len(lines) > 1 else days.right - days.left
    widest = max(text_width(name, look.size) for name in names)
    every = 1 + int((widest + px(4)) // room) if room > 0 else 1
    for index, (line, name) in enumerate(zip(lines, names, strict=True)):
        x = days.x(line)
        canvas.underlay(_ruled(x, top, foot))
        following = lines[index + 1] if index + 1 < len(lines) else None
        if following and index % every == 0:
            middle = (x + days.x(following)) / 2 if every == 1 else x + text_width(name, look.size) / 2
            canvas.text(middle, top - px(6), name, look)


def _ruled(x: float, top: float, foot: float) -> Callable[[Canvas], None]:
    return lambda below: below.line((x, top), (x, foot))


def _name(day: date, lang: str, by_year: bool) -> str:
    if by_year:
        return str(day.year)
    return formats.AXIS_MONTHS[lang][day.month - 1] + (f" {day.year}" if day.month == 1 else "")


def today(canvas: Canvas, days: Days, day: date, words: str, ends: tuple[float, float]) -> float:
    """The ink rule of today, behind what was drawn before, with its words under it; gives the height used."""
    px = canvas.frame.px
    top, foot = ends
    if not days.first <= day <= days.last:
        return foot
    x = days.x(day)
    canvas.underlay(lambda below: below.line((x, top), (x, foot), colour="ink", width=1.4))
    half = text_width(words, px(10.5), bold=True) / 2
    at = min(max(x, half), canvas.frame.width - half)
    canvas.text(at, foot + px(14), words, Text(px(10.5), 700, "ink", "middle"))
    return foot + px(20)


@dataclass
class Shelf:
    """Labels above a line, each on the lowest shelf where it meets no other."""

    frame: Frame
    left: float
    right: float
    taken: list[Box]

    def put(self, at: float, runs: list[Run], look: Text, *, leans_back: bool) -> tuple[float, int]:
        """The left edge of a label for the point `at`, and its shelf from 0 up. It ends or begins at its point."""
        width = runs_width(runs, look)
        back, forth = at + 2 - width, at - 2
        for level in range(20):
            for wish in (back, forth) if leans_back else (forth, back):
                left = max(self.left, min(wish, self.right - width))
                box = Box(left, level * 10, width, 9)
                if not any(box.meets(other, self.frame.px(4)) for other in self.taken):
                    self.taken.append(box)
                    return left, level
        return forth, 0
