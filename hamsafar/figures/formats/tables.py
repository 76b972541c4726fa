"""A table from a file that an officer hands in: CSV or XLSX, with the line of every row.

Raises `PackError` (`FILE:LINE: reason`) for what is no table: wrong encoding, broken CSV, a formula, a second sheet
with rows, a file too large.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from hamsafar.corridor.formats.reading import (
    NO_NAME,
    NOT_UTF_8,
    PackError,
    columns_twice,
    uneven,
)
from hamsafar.kit.because import Because
from hamsafar.kit.tables import Limits, NotATable, sheets
from hamsafar.kit.tables.guard import NOT_A_SPREADSHEET
from hamsafar.kit.tables.limits import grouped
from hamsafar.kit.tables.text import NOT_CSV

LARGEST_FILE = 10_000_000  # bytes; a list of facts is a thousandth of it
LARGEST_SHEETS = 100_000_000  # bytes unpacked: a spreadsheet that says more is no list of facts
MOST_ROWS = 50_000
FORMULA_SIGNS = ("=", "@")
_FORMULA_CELL = re.compile(rb'<(?:\w+:)?c\s[^>]*?r="([A-Z]+)(\d+)"[^>]*>\s*<(?:\w+:)?f[\s>/]')
_LINES_END = re.compile(rb"\r\n|\r|\n")


@dataclass(frozen=True)
class Line:
    """One row: its cells by column, stripped, and the line or sheet row it stands on."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class Table:
    """A header and its rows."""

    name: str
    columns: tuple[str, ...]
    lines: tuple[Line, ...]


def read_table(name: str, content: bytes) -> Table:
    """The table of a file called `name`; by its first bytes a spreadsheet or else a CSV file in UTF-8."""
    if len(content) > LARGEST_FILE:
        raise PackError(
            name,
            0,
            Because(
                "the file has %(bytes)s bytes; hand in at most %(most)s.",
                bytes=grouped(len(content)),
                most=grouped(LARGEST_FILE),
            ),
        )
    rows = _sheet(name, content) if content.startswith(b"PK\x03\x04") else _csv(name, content)
    numbered = [(number, cells) for number, cells in rows if any(cells)]
    if not numbered:
        raise PackError(name, 0, Because("the file is empty; its first line must name the columns."))
    return _table(name, numbered)


def _table(name: str, rows: Sequence[tuple[int, list[str]]]) -> Table:
    number, header = rows[0]
    while header and not header[-1]:
        header = header[:-1]
    twice = sorted({each for each in header if header.count(each) > 1})
    if twice:
        raise PackError(name, number, columns_twice([each or NO_NAME for each in twice]))
    if len(rows) - 1 > MOST_ROWS:
        raise PackError(
            name,
            0,
            Because(
                "the file has %(rows)s rows; hand in at most %(most)s.",
                rows=grouped(len(rows) - 1),
                most=grouped(MOST_ROWS),
            ),
        )
    lines = []
    for number, cells in rows[1:]:
        if any(cells[len(header) :]) or len(cells) < len(header):
            raise PackError(name, number, uneven(cells, header))
        formulas = [column for column, cell in zip(header, cells, strict=False) if cell.startswith(FORMULA_SIGNS)]
        if formulas:
            raise PackError(name, number, Because("%(column)s holds a formula; write its value.", column=formulas[0]))
        if any("\0" in cell for cell in cells):
            raise PackError(name, number, Because("the row holds a character that is no text (NUL)."))
        lines.append(Line(number, dict(zip(header, cells, strict=False))))
    return Table(name, tuple(header), tuple(lines))


def _csv(name: str, content: bytes) -> Iterator[tuple[int, list[str]]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = len(_LINES_END.findall(content[: problem.start])) + 1
        raise PackError(name, line, NOT_UTF_8) from problem
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    begins = 1
    try:
        for cells in reader:
            yield begins, [cell.strip() for cell in cells]
            begins = reader.line_num + 1
    except csv.Error as problem:
        raise PackError(name, reader.line_num, NOT_CSV) from problem


def _sheet(name: str, content: bytes) -> Iterator[tuple[int, list[str]]]:
    _refuse_formulas(name, content)
    limits = Limits(size=LARGEST_FILE, unpacked=LARGEST_SHEETS)
    try:
        yield from sheets.rows(name, lambda: [content], limits)
    except NotATable as problem:
        raise PackError(name, problem.line, problem.reason) from problem


def _refuse_formulas(name: str, content: bytes) -> None:
    """A formula shows a value that nobody published; calamine gives only its last result, so we look ourselves."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            packed.getinfo("xl/workbook.xml")  # another kind of spreadsheet keeps its formulas elsewhere
            sheets = [each for each in packed.infolist() if each.filename.startswith("xl/worksheets/")]
            if sum(each.file_size for each in packed.infolist()) > LARGEST_SHEETS:
                most = grouped(LARGEST_SHEETS)
                raise PackError(name, 0, Because("the spreadsheet unpacks to more than %(most)s bytes.", most=most))
            for sheet in sheets:
                if found := _FORMULA_CELL.search(packed.read(sheet)):
                    column, line = found[1].decode(), int(found[2])
                    cell = f"{column}{line}"
                    raise PackError(name, line, Because("cell %(cell)s holds a formula; write its value.", cell=cell))
    except (zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError) as problem:
        raise PackError(name, 0, NOT_A_SPREADSHEET) from problem
