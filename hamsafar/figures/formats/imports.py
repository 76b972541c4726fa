"""Reading figures that an officer hands in, in any of three layouts, into drafts and row errors.

`found`: a list as a person found it (topic, fact, value, unit, period, source, quality), with more columns where the
officer knows them. `pack`: the columns of the pack's figures.csv. `sdmx-csv`: what this node or another exports.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from hamsafar.corridor.formats.reading import (
    PackError,
    missing_columns,
    not_a_day,
    not_a_key,
    not_a_number,
    not_one_of,
    shown,
)
from hamsafar.figures.formats import sdmx
from hamsafar.figures.formats.pack_figures import FACT_KINDS, QUALITIES
from hamsafar.figures.formats.tables import Line, Table, read_table
from hamsafar.figures.rules import found
from hamsafar.figures.rules.found import Draft, NotRead
from hamsafar.figures.rules.labels import Labels
from hamsafar.figures.rules.periods import NotAPeriod, canonical, parse
from hamsafar.figures.rules.precision import QUALIFIERS
from hamsafar.figures.rules.values import Series
from hamsafar.kit.because import Because, about, as_data, from_data
from hamsafar.kit.refusal import Refusal
from hamsafar.kit.words import LANGUAGES, Words

LONGEST_KEY, LONGEST_ADDRESS, MOST_DECIMALS, LARGEST_VALUE = 120, 1000, 8, Decimal(10) ** 20
LAYOUTS = ("found", "pack", "sdmx-csv")
_CODED = {"unit": "unit", "scope": "scope", "counted_by": "authority", "said_by": "authority"}
_PACK_NEEDS = ("key", "kind", "series", "value", "unit", "period", "words_en")
_SDMX_NEEDS = ("FACT", "SERIES", sdmx.TIME, sdmx.MEASURE, "UNIT")
_KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True)
class RowError:
    """Why one row cannot be imported. `column` is empty where the row as a whole is meant."""

    line: int
    column: str
    reason: str  # `kit.because.said` gives it in the reader's language

    def as_data(self) -> dict[str, Any]:
        """The error as JSON data; `from_data` gives it back."""
        return {"line": self.line, "column": self.column, "reason": as_data(self.reason)}

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> RowError:
        """The error that `as_data` wrote."""
        return cls(data["line"], data["column"], from_data(data["reason"]))


@dataclass(frozen=True)
class Reading:
    """A whole file read: its layout, how many rows it has, what they say, and which of them cannot be read."""

    name: str
    layout: str
    rows: int
    drafts: tuple[Draft, ...]
    errors: tuple[RowError, ...]
    left_out: tuple[RowError, ...] = ()  # rows that are fine but not for import: computed and synthetic figures


@dataclass(frozen=True)
class Known:
    """What the reader may refer to: code lists and series."""

    codes: Labels
    series: Mapping[str, Series]


class _Bad(Exception):
    """One cell is wrong: which column, and why."""

    def __init__(self, column: str, reason: Because) -> None:
        self.column, self.reason = column, reason
        super().__init__(reason)


class _LeftOut(Exception):
    """A row that is fine but not for import, and why."""

    def __init__(self, reason: Because) -> None:
        self.reason = reason
        super().__init__(reason)


def read_import(name: str, content: bytes, known: Known, layout: str = "auto") -> Reading:
    """The drafts of a file and the rows that cannot be read. `PackError` where the file as a whole cannot be."""
    if not known.codes.keys("unit"):
        raise Refusal(Because("No corridor pack is loaded, so no unit is known: load one with ./run pack load."))
    table = read_table(name, content)
    kind = layout_of(table) if layout == "auto" else layout
    read = _READERS[kind]
    _need(table, {"found": found.COLUMNS, "pack": _PACK_NEEDS, "sdmx-csv": _SDMX_NEEDS}[kind])
    drafts: list[Draft] = []
    errors: list[RowError] = []
    left_out: list[RowError] = []
    for line in table.lines:
        try:
            _refuse_ours(line)
            drafts += [_checked(draft, known) for draft in read(line, known)]
        except _LeftOut as problem:
            left_out.append(RowError(line.number, "", problem.reason))
        except (_Bad, NotRead) as problem:
            errors.append(RowError(line.number, problem.column, problem.reason))
    return Reading(name, kind, len(table.lines), tuple(drafts), tuple(errors), tuple(left_out))


def _refuse_ours(line: Line) -> None:
    """Figures that this node computes itself are in its exports, and never imported."""
    if line.cells.get("FORMULA") or line.cells.get("formula"):
        raise _LeftOut(Because("A computed figure: it is computed here again from its inputs."))
    if "true" in {line.cells.get("SYNTHETIC"), line.cells.get("synthetic")}:
        raise _LeftOut(Because("Computed from invented records."))


def layout_of(table: Table) -> str:
    """The layout that the columns of a table give it; `PackError` where they fit none."""
    columns = set(table.columns)
    for layout, needs in (("sdmx-csv", _SDMX_NEEDS), ("pack", _PACK_NEEDS), ("found", found.COLUMNS)):
        if set(needs) <= columns:
            return layout
    wanted = ", ".join(found.COLUMNS)
    reason = Because("the columns fit no layout that we read; a list as found has: %(columns)s.", columns=wanted)
    raise PackError(table.name, 1, reason)


def _need(table: Table, columns: tuple[str, ...]) -> None:
    missing = [column for column in columns if column not in table.columns]
    if missing:
        raise PackError(table.name, 1, missing_columns(missing))


def _from_found(line: Line, known: Known) -> list[Draft]:
    cells = line.cells
    drafts = found.read_row(cells, line.number)
    own_day = _day(cells.get("published_on", ""), "published_on")
    return [
        replace(
            draft,
            series=cells.get("series", ""),
            scope=cells.get("scope", ""),
            counted_by=cells.get("counted_by", ""),
            said_by=cells.get("said_by", ""),
            unit=unit_of(draft.unit, known.codes),
            published_on=own_day or draft.published_on,
        )
        for draft in drafts
    ]


def unit_of(text: str, codes: Labels) -> str:
    """The key of the unit that a person wrote: `USD bn`, `persons`, `% y/y`; `_Bad` where the list has none such."""
    if not text:
        return ""
    per_cent = "percent" if text.startswith("%") else text
    for guess in (text, text.split("/", maxsplit=1)[0], per_cent, text.removesuffix(" no")):
        for key in codes.keys("unit"):
            names = (key, codes.long("unit", key, "en"), codes.short("unit", key, "en"))
            if any(_folded(guess) == _folded(name) for name in names):
                return key
    raise _Bad(
        "unit",
        Because("unit %(unit)s is not known; write a unit of the code list “unit”, or add it there.", unit=shown(text)),
    )


def _folded(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+|[%×]", text.lower().replace("_", " ")))


def _from_pack(line: Line, known: Known) -> list[Draft]:
    cells = {**dict.fromkeys((*_CODED, "source", "quality", "qualifier", "published_on"), ""), **line.cells}
    if not cells["words_en"]:
        raise _Bad("words_en", Because("%(column)s is empty; say what the value is.", column="words_en"))
    whole = Draft(
        line=line.number,
        key=cells["key"],
        kind=cells["kind"],
        words=cells["words_en"],
        words_ru=cells.get("words_ru", ""),
        words_tg=cells.get("words_tg", ""),
        note=_note(cells),
        series=cells["series"],
        qualifier=cells["qualifier"],
        period=_period(cells["period"]),
        quality=cells["quality"],
        source=cells.get("source_address") or cells["source"],
        published_on=_day(cells["published_on"], "published_on"),
        unit=cells["unit"],
        scope=cells["scope"],
        counted_by=cells["counted_by"],
        said_by=cells["said_by"],
    )
    return [_valued(whole, cells["value"])]


def _from_sdmx(line: Line, known: Known) -> list[Draft]:
    cells = {name: "" if cell == sdmx.NOT_APPLICABLE else cell for name, cell in line.cells.items()}
    measured = cells.get("TIME_BASIS") in {None, "", "measured"}
    try:
        period = sdmx.canonical_period(cells[sdmx.TIME]) if measured and cells[sdmx.TIME] else ""
    except NotAPeriod as problem:
        raise _Bad(sdmx.TIME, about(sdmx.TIME, problem.reason)) from problem
    whole = Draft(
        line=line.number,
        key=cells["FACT"].lower(),
        kind="number",
        words=cells.get("TITLE") or cells["FACT"],
        series=cells["SERIES"],
        qualifier=cells.get("QUALIFIER", ""),
        unit=cells["UNIT"],
        period=period,
        scope=cells.get("SCOPE", ""),
        counted_by=cells.get("COUNTED_BY", ""),
        said_by=cells.get("SAID_BY", ""),
        quality=cells.get("QUALITY", ""),
        source=cells.get("SOURCE_ADDRESS") or cells.get("SOURCE_TITLE") or cells.get("SOURCE", ""),
        published_on=_day(cells.get("PUBLISHED_ON", ""), "PUBLISHED_ON"),
    )
    return [_valued(whole, cells[sdmx.MEASURE])]


def _valued(draft: Draft, text: str) -> Draft:
    """The draft with its value, by its kind."""
    if draft.kind == "number":
        if not re.fullmatch(r"-?\d+(\.\d+)?", text):
            raise _Bad("value", not_a_number("value", text))
        return replace(draft, value=Decimal(text), decimals=len(text.partition(".")[2]))
    if draft.kind == "date":
        try:
            when = parse(text)
        except NotAPeriod as problem:
            raise _Bad("value", not_a_day("value", text)) from problem
        return replace(draft, day=when.start, until=when.end if when.end > when.start else None)
    if draft.kind == "note":
        if text:
            raise _Bad("value", Because("value is %(value)s; a note has none.", value=shown(text)))
        return draft
    raise _Bad("kind", not_one_of("kind", draft.kind, FACT_KINDS))


def _checked(draft: Draft, known: Known) -> Draft:
    """The draft, every code of which is known; `_Bad` names the first that is not."""
    if not _KEY.fullmatch(draft.key):
        raise _Bad("key", not_a_key("key", draft.key))
    for column, code_list in _CODED.items():
        code = getattr(draft, column)
        if code and code not in known.codes.keys(code_list):
            reason = Because(
                "%(column)s %(code)s is not known; add it to the code list “%(list)s” first.",
                column=column,
                code=shown(code),
                list=code_list,
            )
            raise _Bad(column, reason)
    if draft.series and draft.series not in known.series:
        reason = Because("series %(key)s is not known; write the key of a series.", key=shown(draft.series))
        raise _Bad("series", reason)
    if draft.quality and draft.quality not in QUALITIES:
        raise _Bad("quality", not_one_of("quality", draft.quality, QUALITIES))
    if draft.qualifier and draft.qualifier not in QUALIFIERS:
        raise _Bad("qualifier", not_one_of("qualifier", draft.qualifier, QUALIFIERS))
    if len(draft.key) > LONGEST_KEY or len(draft.source) > LONGEST_ADDRESS:
        reason = Because(
            "key or source is too long; at most %(key)s and %(source)s characters.",
            key=LONGEST_KEY,
            source=LONGEST_ADDRESS,
        )
        raise _Bad("key", reason)
    if draft.value is not None and (draft.decimals > MOST_DECIMALS or abs(draft.value) >= LARGEST_VALUE):
        reason = Because(
            "value has too many digits; at most %(decimals)s decimals and below %(largest)s.",
            decimals=MOST_DECIMALS,
            largest=f"{LARGEST_VALUE:.0e}",
        )
        raise _Bad("value", reason)
    if draft.kind == "number" and not draft.unit:
        raise _Bad("unit", Because("unit is empty; a number has one."))
    return replace(draft, qualifier=draft.qualifier or "exactly") if draft.kind == "number" else draft


def _period(text: str) -> str:
    try:
        return canonical(parse(text)) if text else ""
    except NotAPeriod as problem:
        raise _Bad("period", about("period", problem.reason)) from problem


def _day(text: str, column: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as problem:
        raise _Bad(column, not_a_day(column, text)) from problem


def _note(cells: Mapping[str, str]) -> Words | None:
    first = cells.get("note_en", "")
    return Words(*(cells.get(f"note_{lang}", "") or first for lang in LANGUAGES)) if first else None


_READERS: Mapping[str, Callable[[Line, Known], list[Draft]]] = {
    "found": _from_found,
    "pack": _from_pack,
    "sdmx-csv": _from_sdmx,
}
