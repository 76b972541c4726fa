"""Periods in their canonical spelling, as first and last day.

`2024`, `2024-Q1`, `2024-H1`, `2024-04`, `2024-04-27`, and spans of two alike: `2024-01/2024-07`,
`2024-04-22/2024-04-26`, `2024/2027`.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from hamsafar.kit.because import Because

_FORMS = re.compile(r"(?P<year>\d{4})(?:-Q(?P<quarter>[1-4])|-H(?P<half>[12])|-(?P<month>\d{2})(?:-(?P<day>\d{2}))?)?")
_QUARTER, _HALF, _YEAR = 3, 6, 12


class NotAPeriod(ValueError):
    """The text is no canonical period; `reason` says so in one sentence."""

    def __init__(self, reason: Because) -> None:
        self.reason = reason
        super().__init__(reason)


@dataclass(frozen=True, order=True)
class Period:
    """Both days belong to it."""

    start: date
    end: date

    @property
    def year(self) -> int:
        """The year of its last day."""
        return self.end.year

    @property
    def is_a_year(self) -> bool:
        """Whether it is one calendar year."""
        return self == _months(self.start.year, 1, _YEAR)

    def a_year_earlier(self) -> Period:
        """The same period of the year before; a last day of February stays one."""
        return Period(_back(self.start), _back(self.end))


def parse(text: str) -> Period:
    """The period written `text`; `NotAPeriod` for anything that is not canonical, a 30 February among it."""
    first, slash, last = text.partition("/")
    if not slash:
        return _single(text, text)
    begin, end = _single(first, text), _single(last, text)
    if len(first) != len(last) or end.end <= begin.end:
        raise NotAPeriod(
            Because("“%(text)s” is no period: its two ends must be written alike, the earlier one first.", text=text)
        )
    return Period(begin.start, end.end)


def canonical(period: Period) -> str:
    """The shortest canonical spelling of a period; parsing it gives the same period."""
    start, end = period.start, period.end
    if start == end:
        return start.isoformat()
    if start.day != 1 or end.day != monthrange(end.year, end.month)[1]:
        return f"{start.isoformat()}/{end.isoformat()}"
    if start.month == 1 and end.month == _YEAR:
        return str(start.year) if start.year == end.year else f"{start.year}/{end.year}"
    if start.year == end.year:
        return _within_a_year(start.year, start.month, end.month - start.month + 1)
    return f"{start:%Y-%m}/{end:%Y-%m}"


def same(one: str, other: str) -> bool:
    """Whether two canonical texts mean the same days: `2024-H1` and `2024-01/2024-06` do."""
    return one == other or (bool(one and other) and parse(one) == parse(other))


def _within_a_year(year: int, month: int, count: int) -> str:
    if count == 1:
        return f"{year}-{month:02}"
    if count == _QUARTER and month % _QUARTER == 1:
        return f"{year}-Q{month // _QUARTER + 1}"
    if count == _HALF and month % _HALF == 1:
        return f"{year}-H{month // _HALF + 1}"
    return f"{year}-{month:02}/{year}-{month + count - 1:02}"


def _months(year: int, first: int, count: int) -> Period:
    last = first + count - 1
    return Period(date(year, first, 1), date(year, last, monthrange(year, last)[1]))


def _single(text: str, whole: str) -> Period:
    found = _FORMS.fullmatch(text)
    if found is None:
        raise NotAPeriod(
            Because(
                "“%(text)s” is no period: write 2024, 2024-Q1, 2024-H1, 2024-04, 2024-04-27 or two with a slash.",
                text=whole,
            )
        )
    year = int(found["year"])
    try:
        if found["day"]:
            day = date(year, int(found["month"]), int(found["day"]))
            return Period(day, day)
        if found["month"]:
            return _months(year, int(found["month"]), 1)
        if found["quarter"]:
            return _months(year, (int(found["quarter"]) - 1) * _QUARTER + 1, _QUARTER)
        if found["half"]:
            return _months(year, (int(found["half"]) - 1) * _HALF + 1, _HALF)
        return _months(year, 1, _YEAR)
    except ValueError as problem:  # month 13, 30 February, year 0
        raise NotAPeriod(Because("“%(text)s” is no period: there is no such day or month.", text=whole)) from problem


def _back(day: date) -> date:
    if (day + timedelta(days=1)).day == 1:
        return day.replace(year=day.year - 1, day=monthrange(day.year - 1, day.month)[1])
    return day.replace(year=day.year - 1)
