"""Reading a list of facts as a person found them: `>1.0`, `~+25`, `322 / 306 / 27`, `2024-H1`, `20000+`, `dozens`.

Every value of a row becomes a draft of its own, with its qualifier; what holds no value becomes a note; a row that
cannot be read is refused with the reason. Nothing is dropped: what a draft cannot hold in its fields is a remark.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from hamsafar.figures.rules.periods import NotAPeriod, Period, canonical, parse
from hamsafar.kit.because import Because, about
from hamsafar.kit.words import Words

COLUMNS = ("topic", "fact", "value", "unit", "period", "source", "quality")
# Units of values that are names or words, not quantities: order 1079n, “voluntary”, a list of diseases.
TEXT_UNITS = frozenset({"", "codes", "contradiction", "decree", "list", "note", "order", "plan", "rule", "status"})
DATE_UNITS = frozenset({"date", "day", "month", "period", "year", "years"})

_SIGNS = {
    ">": "over",
    "<": "at-most",
    "~": "about",
    "≈": "about",
    "≥": "at-least",
    ">=": "at-least",
    "≤": "at-most",
    "<=": "at-most",
}
_WORDS = {
    "nearly": "nearly",
    "almost": "nearly",
    "over": "over",
    "more than": "over",
    "about": "about",
    "around": "about",
    "at least": "at-least",
    "at most": "at-most",
    "up to": "at-most",
}
_QUALIFIER = re.compile("|".join(sorted(map(re.escape, [*_SIGNS, *_WORDS]), key=len, reverse=True)), re.IGNORECASE)
_DIGITS = r"\d{1,3}(?:[,\u00a0\u202f ]\d{3})+|\d{1,3}(?:\.\d{3}){2,}|\d+"
_NUMBER = re.compile(rf"(?P<sign>[+\-−]?)(?P<whole>{_DIGITS})(?:[.,](?P<decimals>\d+))?(?P<more>\+?)")
_RANGE = re.compile(r"(\d[\d.,]*)\s*[-–]\s*(\d[\d.,]*)")
_SPLIT = re.compile(r"\s*;\s*|\s+/\s+")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}(/(\d{4}-\d{2}-\d{2}|\d{2}))?")
_TIME = re.compile(r"\d{4}(-\d{2})?|\d{4}-\d{4}")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAMED_MONTH = re.compile(rf"({'|'.join(_MONTHS)})[a-z]*\.? (\d{{4}})(.*)", re.IGNORECASE)
_DAY_IN_ADDRESS = re.compile(r"(?<!\d)((?:19|20)\d{2})([/-]?)(\d{2})\2(\d{2})(?!\d)")
_FURTHER = re.compile(
    rf"(?<![\w.,/-])[~<>+\-−]*\d[\d.,]*(?:\s?(?:%|bn|mn))?(?![\w/-]|\s(?:{'|'.join(_MONTHS)}))", re.IGNORECASE
)


class NotRead(ValueError):
    """A row could not be read: which column, and why in one sentence."""

    def __init__(self, reason: Because, column: str = "value") -> None:
        self.reason, self.column = reason, column
        super().__init__(reason)


@dataclass(frozen=True)
class Draft:
    """One value of one row, ready to be looked at and imported. Empty fields are not known yet."""

    line: int
    key: str
    kind: str  # number, date, note
    words: str  # what the value is, in English or in the language it was found in
    topic: str = ""
    series: str = ""
    value: Decimal | None = None
    decimals: int = 0
    qualifier: str = ""
    unit: str = ""
    period: str = ""
    scope: str = ""
    counted_by: str = ""
    said_by: str = ""
    quality: str = ""
    source: str = ""  # as found: an address, or a title
    published_on: date | None = None
    day: date | None = None
    until: date | None = None
    words_ru: str = ""  # where the file has them; else the one text stands for all languages
    words_tg: str = ""
    note: Words | None = None
    remarks: tuple[str, ...] = field(default=())


def read_row(cells: Mapping[str, str], line: int) -> list[Draft]:
    """The drafts of one row of `COLUMNS` that stands on `line`; `NotRead` where a value cannot be made out."""
    if not cells["fact"]:
        raise NotRead(Because("%(column)s is empty; say what the value is.", column="fact"), "fact")
    period, remarks = read_period(cells["period"])
    whole = Draft(
        line=line,
        key="",
        kind="note",
        words=cells["fact"],
        topic=cells["topic"].replace("_", "-"),
        period=period,
        quality=cells["quality"],
        source=cells["source"],
        published_on=day_in_address(cells["source"]),
        remarks=remarks,
    )
    values = _values(whole, cells["value"].strip(), cells["unit"].strip())
    further = _further_numbers(cells["fact"], cells["value"])
    if further:
        values = [
            replace(each, remarks=(*each.remarks, f"The text holds further numbers: {further}.")) for each in values
        ]
    return [replace(each, key=_key(each, place)) for place, each in enumerate(values, start=1)]


def read_period(text: str) -> tuple[str, tuple[str, ...]]:
    """The canonical period, empty where the text is none, and a remark where something of the text is left over."""
    text = text.strip()
    if not text:
        return "", ()
    kept = (f"Period as found: {text}.",)
    for guess, remarks in (
        (text, ()),
        (_written_out(text), ()),
        (text.lstrip("~"), kept),
        (_from_month_name(text), kept),
    ):
        try:
            return canonical(parse(guess)), remarks
        except NotAPeriod:
            continue
    return "", kept


def day_in_address(address: str) -> date | None:
    """The day that an address carries (`/2024/03/20/`, `20240320`), None where it carries none or several."""
    days = set()
    for found in _DAY_IN_ADDRESS.finditer(address):
        try:
            days.add(date(int(found[1]), int(found[3]), int(found[4])))
        except ValueError:  # 13 is no month: the digits are an id
            continue
    return days.pop() if len(days) == 1 else None


def read_number(text: str) -> tuple[Decimal, int, str]:
    """Value, decimals as written, and qualifier of one number; `NotRead` where the text is none."""
    rest, qualifier = text.strip(), "exactly"
    if sign := _QUALIFIER.match(rest):
        qualifier = (_SIGNS | _WORDS)[sign[0].lower()]
        rest = rest[sign.end() :].strip()
    found = _NUMBER.fullmatch(rest)
    if found is None:
        raise NotRead(Because("value “%(value)s” is neither a number nor a date nor a word.", value=text))
    if found["more"]:
        qualifier = "at-least"
    decimals = found["decimals"] or ""
    digits = re.sub(r"\D", "", found["whole"]) + (f".{decimals}" if decimals else "")
    value = Decimal(digits)
    return (-value if found["sign"] in {"-", "−"} else value), len(decimals), qualifier


def _values(whole: Draft, value: str, unit: str) -> list[Draft]:
    if not value:
        return [whole]
    if unit.lower() in TEXT_UNITS or not re.search(r"\d", value):
        return [replace(whole, unit="", remarks=(*whole.remarks, f"Value as found: {f'{value} {unit}'.strip()}."))]
    parts = [part for each in _SPLIT.split(value) for part in _apart(each)]
    units = re.split(r"\s*/\s*", unit)
    if len(units) not in {1, len(parts)}:
        if len(parts) > 1:
            raise NotRead(
                Because(
                    "%(values)s values stand beside %(units)s units (“%(value)s”, “%(unit)s”).",
                    values=len(parts),
                    units=len(units),
                    value=value,
                    unit=unit,
                )
            )
        units = [unit]
    if len(units) == 1:
        units *= len(parts)
    return [draft for part, its in zip(parts, units, strict=True) for draft in _one(whole, part, its)]


def _apart(part: str) -> list[str]:
    """`90/180` holds two numbers; a date with a slash is one span."""
    return part.split("/") if re.fullmatch(r"\d+/\d+", part) else [part]


def _one(whole: Draft, part: str, unit: str) -> list[Draft]:
    if _ISO.fullmatch(part) or (unit.lower() in DATE_UNITS and _TIME.fullmatch(part)):
        return [_date(whole, part)]
    if ends := _RANGE.fullmatch(part):
        low, high = (read_number(end) for end in ends.groups())
        remarks = (*whole.remarks, f"One end of the range {part}.")
        return [
            replace(
                whole, kind="number", value=value, decimals=decimals, qualifier=qualifier, unit=unit, remarks=remarks
            )
            for (value, decimals, _), qualifier in ((low, "at-least"), (high, "at-most"))
        ]
    value, decimals, qualifier = read_number(part)
    return [replace(whole, kind="number", value=value, decimals=decimals, qualifier=qualifier, unit=unit)]


def _date(whole: Draft, part: str) -> Draft:
    try:
        when = _span(part)
    except NotAPeriod as problem:
        raise NotRead(about("value", problem.reason)) from problem
    return replace(whole, kind="date", day=when.start, until=when.end if when.end > when.start else None)


def _span(text: str) -> Period:
    try:
        return parse(text)
    except NotAPeriod:
        return parse(_written_out(text))


def _written_out(text: str) -> str:
    """`2025-09-26/27` as two full days, `2024-2027` and `2022-23` as two years; anything else as it is."""
    if days := re.fullmatch(r"(\d{4}-\d{2}-)(\d{2})/(\d{2})", text):
        return f"{days[1]}{days[2]}/{days[1]}{days[3]}"
    if years := re.fullmatch(r"(\d{2})(\d{2})-(\d{4}|\d{2})", text):
        return f"{years[1]}{years[2]}/{years[3] if len(years[3]) > len(years[1]) else years[1] + years[3]}"
    return text


def _from_month_name(text: str) -> str:
    found = _NAMED_MONTH.match(text)
    return f"{found[2]}-{_MONTHS.index(found[1].lower()) + 1:02}" if found else text


def _further_numbers(fact: str, value: str) -> str:
    """Numbers that the text holds beside those of the value, so that none is lost unseen; years are left out."""
    known = set(re.findall(r"\d+(?:\.\d+)?", value.replace(",", "")))
    found = []
    for match in _FURTHER.finditer(fact):
        text = match[0].rstrip(".,")
        digits = re.search(r"\d[\d.]*", text.replace(",", ""))
        if digits and digits[0].rstrip(".") not in known and not re.fullmatch(r"(19|20)\d{2}", text):
            found.append(text)
    return "; ".join(dict.fromkeys(found))


def _key(draft: Draft, place: int) -> str:
    words = re.sub(r"[^a-z0-9]+", "-", (draft.topic or "fact").lower()).strip("-") or "fact"
    return f"{words}-line-{draft.line}-{place}"
