"""Numbers, days and periods as a reader of each language writes them.

English groups thousands by comma and marks decimals by point; Russian and Tajik group by a narrow no-break space
and mark decimals by comma. Dates are absolute and written out; nothing here knows the clock.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import ROUND_HALF_EVEN, Decimal

NARROW_SPACE = "\u202f"
MINUS = "\u2212"
DASH = "\u2013"


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split())


MONTHS = {
    "en": _names("January February March April May June July August September October November December"),
    "ru": _names("январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь"),
    "tg": _names("январ феврал март апрел май июн июл август сентябр октябр ноябр декабр"),
}
# After a day Russian takes the genitive; Tajik joins the month to its year by the izofat.
MONTHS_OF_A_DAY = {
    "en": MONTHS["en"],
    "ru": _names("января февраля марта апреля мая июня июля августа сентября октября ноября декабря"),
    "tg": tuple(month + "и" for month in MONTHS["tg"]),
}
SHORT_MONTHS = {
    "en": _names("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"),
    "ru": _names("янв. февр. марта апр. мая июня июля авг. сент. окт. нояб. дек."),
    "tg": _names("янв. фев. марти апр. майи июни июли авг. сен. окт. ноя. дек."),
}
WEEKDAYS = {
    "en": _names("Monday Tuesday Wednesday Thursday Friday Saturday Sunday"),
    "ru": _names("Понедельник Вторник Среда Четверг Пятница Суббота Воскресенье"),
    "tg": _names("Душанбе Сешанбе Чоршанбе Панҷшанбе Ҷумъа Шанбе Якшанбе"),
}
# An axis names months alone, so they stand in the nominative.
AXIS_MONTHS = {
    "en": SHORT_MONTHS["en"],
    "ru": _names("янв фев мар апр май июн июл авг сен окт ноя дек"),
    "tg": _names("янв фев мар апр май июн июл авг сен окт ноя дек"),
}
QUARTERS = {
    "en": "first quarter of {year}|second quarter of {year}|third quarter of {year}|fourth quarter of {year}",
    "ru": "I квартал {year} года|II квартал {year} года|III квартал {year} года|IV квартал {year} года",
    "tg": "семоҳаи якуми соли {year}|семоҳаи дуюми соли {year}|семоҳаи сеюми соли {year}|семоҳаи чоруми соли {year}",
}
HALVES = {
    "en": "first half of {year}|second half of {year}",
    "ru": "первое полугодие {year} года|второе полугодие {year} года",
    "tg": "нимсолаи якуми соли {year}|нимсолаи дуюми соли {year}",
}
SHORT_PARTS = {
    "en": {"Q": "Q{n} {year}", "H": "H{n} {year}"},
    "ru": {"Q": "{n} кв. {year}", "H": "{n} пол. {year}"},
    "tg": {"Q": "с. {n} {year}", "H": "н. {n} {year}"},
}

YEAR = re.compile(r"(\d{4})")
PART = re.compile(r"(\d{4})-([QH])([1-4])")
MONTH = re.compile(r"(\d{4})-(\d{2})")
DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


class UnknownPeriod(ValueError):
    """The text is no canonical period; the message repeats it."""


def number(value: Decimal, decimals: int, lang: str) -> str:
    """`value` with exactly `decimals` decimals: `15,000` and `2.0` in English, `15 000` and `2,0` in ru and tg."""
    rounded = abs(value).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_EVEN)
    text = f"{rounded:,f}"
    if lang != "en":
        text = text.replace(",", NARROW_SPACE).replace(".", ",")
    return MINUS + text if value < 0 and rounded else text


def day(when: date, lang: str) -> str:
    """A day written out: `9 October 2025`, `9 октября 2025`, `9 октябри 2025`."""
    return f"{when.day} {MONTHS_OF_A_DAY[lang][when.month - 1]} {when.year}"


def day_with_weekday(when: date, lang: str) -> str:
    """A day with its name, as the title of a page: `Monday 23 November 2026`, `Понедельник, 23 ноября 2026`."""
    comma = "" if lang == "en" else ","
    return f"{WEEKDAYS[lang][when.weekday()]}{comma} {day(when, lang)}"


def day_short(when: date, lang: str) -> str:
    """A day for a narrow place: `9 Oct 2025`, `9 окт. 2025`."""
    return f"{when.day} {SHORT_MONTHS[lang][when.month - 1]} {when.year}"


def moment(when: datetime, lang: str) -> str:
    """A day and hour as the clock of `when` shows them: `27 April 2024, 15:00`."""
    return f"{day(when.date(), lang)}, {when:%H:%M}"


def day_range(first: date, last: date, lang: str) -> str:
    """Two days as one span, without repeating what they share: `24–26 March 2025`."""
    months = MONTHS_OF_A_DAY[lang]
    if first == last:
        return day(first, lang)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}{DASH}{day(last, lang)}"
    if first.year == last.year:
        return f"{first.day} {months[first.month - 1]} {DASH} {day(last, lang)}"
    return f"{day(first, lang)} {DASH} {day(last, lang)}"


def month(year: int, which: int, lang: str) -> str:
    """A month and its year: `April 2024`, `апрель 2024`, `апрели 2024`."""
    names = MONTHS_OF_A_DAY if lang == "tg" else MONTHS
    return f"{names[lang][which - 1]} {year}"


def period(canonical: str, lang: str) -> str:
    """A canonical period in words; empty stays empty. `UnknownPeriod` where the text is none.

    `2024`, `2024-Q1`, `2024-H1`, `2024-04`, `2024-01/2024-06`, `2024-04-27`, `2024-04-22/2024-04-26`.
    """
    if not canonical:
        return ""
    first, slash, last = canonical.partition("/")
    return _span(first, last, lang) if slash else _single(first, lang)


def period_short(canonical: str, lang: str) -> str:
    """A canonical period for a table or an axis: `H1 2024`, `27 Apr 2024`; spans fall back to `period`."""
    if part := PART.fullmatch(canonical):
        return SHORT_PARTS[lang][part[2]].format(n=part[3], year=part[1])
    if DAY.fullmatch(canonical):
        return day_short(_date(canonical), lang)
    return period(canonical, lang)


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UnknownPeriod(text) from error


def _month_index(text: str, found: re.Match[str]) -> int:
    which = int(found[2])
    if not 1 <= which <= len(MONTHS["en"]):
        raise UnknownPeriod(text)
    return which


def _single(text: str, lang: str) -> str:
    if YEAR.fullmatch(text):
        return text
    if part := PART.fullmatch(text):
        forms = (QUARTERS if part[2] == "Q" else HALVES)[lang].split("|")
        if int(part[3]) > len(forms):
            raise UnknownPeriod(text)
        return forms[int(part[3]) - 1].format(year=part[1])
    if found := MONTH.fullmatch(text):
        return month(int(found[1]), _month_index(text, found), lang)
    if DAY.fullmatch(text):
        return day(_date(text), lang)
    raise UnknownPeriod(text)


def _span(first: str, last: str, lang: str) -> str:
    if YEAR.fullmatch(first) and YEAR.fullmatch(last):
        return f"{first}{DASH}{last}"
    if DAY.fullmatch(first) and DAY.fullmatch(last):
        return day_range(_date(first), _date(last), lang)
    begin, end = MONTH.fullmatch(first), MONTH.fullmatch(last)
    if begin and end and begin[1] == end[1]:
        opening = MONTHS[lang][_month_index(first, begin) - 1]
        return f"{opening}{DASH}{_single(last, lang)}"
    return f"{_single(first, lang)} {DASH} {_single(last, lang)}"
