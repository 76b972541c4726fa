"""Days as lists write them. A day that can be read two ways gives both readings; nobody picks one here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from hamsafar.journeys.rules.entries import EARLIEST_YEAR
from hamsafar.journeys.rules.import_columns import DAY_FIRST, MONTH_FIRST

CENTURY, LATEST = 100, 2100
TWO_DIGITS, MONTHS = 2, 12
_ISO = re.compile(r"(\d{4})[-./](\d{1,2})[-./](\d{1,2})(?:[T ]00:00(?::00)?(?:\.0+)?)?")
_DAY = re.compile(r"(\d{1,2})\s*([-./ ])\s*(\d{1,2})\s*\2\s*(\d{4}|\d{2})(?:\s*(?:г|г\.|с|с\.))?")
_WORDS = re.compile(r"(\d{1,2})\s+([^\W\d_]+)\.?,?\s+(\d{4})(?:\s*(?:г|г\.|года|с|с\.|соли))?", re.IGNORECASE)
_MONTH = re.compile(r"(\d{1,2})[-./](\d{4})")
_ISO_MONTH = re.compile(r"(\d{4})-(\d{1,2})")
_YEAR = re.compile(r"\d{4}")
# By their first three letters, in the three languages; Tajik takes the names from Russian.
# fmt: off
_MONTHS = {
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "oct": 10, "nov": 11,
    "dec": 12, "янв": 1, "фев": 2, "мар": 3, "апр": 4, "мая": 5, "май": 5, "маи": 5, "июн": 6, "июл": 7, "авг": 8,
    "сен": 9, "окт": 10, "ноя": 11, "дек": 12,
}
# fmt: on


class Day(NamedTuple):
    """A day as far as it is known: month and day are 0 where they are not."""

    year: int
    month: int = 0
    day: int = 0

    @property
    def text(self) -> str:
        """As ISO 8601 orders it."""
        return _text(self)

    @property
    def whole(self) -> date | None:
        return date(*self) if self.day else None


@lru_cache(maxsize=1 << 16)
def _text(day: Day) -> str:
    parts = [f"{day.year:04}", *(f"{part:02}" for part in (day.month, day.day) if part)]
    return "-".join(parts)


def readings(text: str, order: str = "") -> tuple[Day, ...]:
    """Every day that a text may say, likeliest century first; none where it says none. `order` settles 03/04."""
    return tuple(dict.fromkeys(each for each in _readings(" ".join(text.split()), order) if _exists(each)))


def order_told(text: str) -> str:
    """`day-first` or `month-first` where a number above twelve gives it away; else nothing."""
    found = _DAY.fullmatch(" ".join(text.split()))
    if not found or found[2] == ".":
        return ""
    one, other = int(found[1]), int(found[3])
    if one > MONTHS >= other:
        return DAY_FIRST
    return MONTH_FIRST if other > MONTHS >= one else ""


def _readings(text: str, order: str) -> Iterator[Day]:
    if found := _ISO.fullmatch(text):
        yield Day(int(found[1]), int(found[2]), int(found[3]))
    elif found := _DAY.fullmatch(text):
        one, sign, other, year = int(found[1]), found[2], int(found[3]), found[4]
        for full in _years(year):
            if order != MONTH_FIRST or sign == ".":  # with dots both states write the day first
                yield Day(full, other, one)
            if sign != "." and order != DAY_FIRST:
                yield Day(full, one, other)
    elif (found := _WORDS.fullmatch(text)) and found[2][:3].lower() in _MONTHS:
        yield Day(int(found[3]), _MONTHS[found[2][:3].lower()], int(found[1]))
    elif found := _MONTH.fullmatch(text):
        yield Day(int(found[2]), int(found[1]))
    elif found := _ISO_MONTH.fullmatch(text):
        yield Day(int(found[1]), int(found[2]))
    elif _YEAR.fullmatch(text):
        yield Day(int(text))


def _years(text: str) -> tuple[int, ...]:
    year = int(text)
    return (year,) if len(text) > TWO_DIGITS else (1900 + year, 2000 + year)


def _exists(day: Day) -> bool:
    """Whether there is such a day in the years that lists of living people speak of; 00 means that nobody knows it."""
    if not EARLIEST_YEAR <= day.year <= LATEST or day.month > MONTHS or (day.day and not day.month):
        return False
    try:
        date(day.year, day.month or 1, day.day or 1)
    except ValueError:
        return False
    return True
