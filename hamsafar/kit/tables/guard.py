"""Whether a spreadsheet may be opened: told from its directory and by streaming its parts, before any parser does.

A kilobyte can unpack to gigabytes, one cell can be all of them, and two cells in far corners make a parser that keeps
a full rectangle ask for all between them.
"""

from __future__ import annotations

import re
import zipfile
from functools import partial
from typing import IO

from hamsafar.kit.because import Because
from hamsafar.kit.tables.limits import Limits, grouped, too_long_a_cell, too_many_columns, too_many_rows

NOT_A_SPREADSHEET = Because("this spreadsheet cannot be read; save it as XLSX or CSV.")
MOST_PARTS = 2_000
PIECE = 1 << 20
WINDOW = 1 << 14
RATIO = 400  # a sheet of people packs to a tenth; what packs better than this by far was made to be unpacked
SMALL = 1_000_000  # bytes that may pack as well as they like
SPARE = 64  # empty places that the rectangle of a sheet may have for each cell that is filled
_ROW = re.compile(rb'<(?:\w+:)?row\s[^>]*?r="(\d{1,12})"')
_PLACE = re.compile(rb'r="([A-Z]{2,7})\d{1,12}"')
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)


class TooMuch(Exception):
    """The spreadsheet is too much to open, or is none. `line` is the row, 0 for the file as a whole."""

    def __init__(self, reason: Because, line: int = 0) -> None:
        self.reason, self.line = reason, line
        super().__init__(reason)


def look(packed: zipfile.ZipFile, limits: Limits) -> None:
    """Raise `TooMuch` where opening this spreadsheet would take more than the limits allow."""
    parts = packed.infolist()
    said = sum(part.file_size for part in parts)
    if len(parts) > MOST_PARTS or said > limits.unpacked or any(_is_bomb(part) for part in parts):
        raise TooMuch(_unpacks_to_more(limits))
    if "xl/workbook.xml" not in {part.filename for part in parts}:
        raise TooMuch(NOT_A_SPREADSHEET)
    left = limits.unpacked
    for part in parts:
        with packed.open(part) as stream:
            unpacked, places = _streamed(stream, limits, left, is_sheet=bool(_SHEET.fullmatch(part.filename)))
        left -= unpacked
        if places > SPARE * PIECE and places > SPARE * _cells_in(packed, part):
            raise TooMuch(Because("the sheet has a few cells in far corners; copy the list into a new sheet."))


def _is_bomb(part: zipfile.ZipInfo) -> bool:
    return part.file_size > SMALL and part.file_size > RATIO * max(part.compress_size, 1)


def _unpacks_to_more(limits: Limits) -> Because:
    return Because("the spreadsheet unpacks to more than %(most)s bytes.", most=grouped(limits.unpacked))


def _streamed(stream: IO[bytes], limits: Limits, left: int, *, is_sheet: bool) -> tuple[int, int]:
    """How many bytes a part really has, and how many places the rectangle of its cells, once neither is too much."""
    seen, height, width = 0, 0, 1
    while piece := stream.read(PIECE):
        seen += len(piece)
        if seen > left:
            raise TooMuch(_unpacks_to_more(limits))
        _require_short_texts(piece, limits)
        if is_sheet:
            _require_rows(piece, limits)
            height = max(height, _height(piece, limits))
            width = max(width, _width(piece, limits))
    return seen, height * width


def _require_short_texts(piece: bytes, limits: Limits) -> None:
    """No stretch without a tag that is longer than a cell; a window of it would hold none."""
    longest = max(limits.cell * 6, WINDOW)  # a letter may be written as `&#1234;`
    for start in range(0, len(piece) - longest + 1, WINDOW):
        if piece.find(b"<", start, start + longest) < 0:
            raise TooMuch(too_long_a_cell(limits.cell))


def _require_rows(piece: bytes, limits: Limits) -> None:
    """The cells of one row alone must not fill a piece."""
    if b"row" not in piece and _cells_of(piece) > limits.columns * 2:
        raise TooMuch(too_many_columns(limits.columns))


def _cells_of(piece: bytes) -> int:
    """How many cells begin in this piece."""
    return piece.count(b"<c") + piece.count(b":c ")


def _cells_in(packed: zipfile.ZipFile, part: zipfile.ZipInfo) -> int:
    """The same of a whole part. It is asked of large sheets alone, since counting costs a third of the look."""
    with packed.open(part) as stream:
        return sum(map(_cells_of, iter(partial(stream.read, PIECE), b"")))


def _height(piece: bytes, limits: Limits) -> int:
    """The number of the last row that begins in this piece."""
    start = max(piece.rfind(b"<row "), piece.rfind(b":row "))
    found = _ROW.match(piece, piece.rfind(b"<", 0, start + 1)) if start >= 0 else None
    height = int(found[1]) if found else 0
    if height > max(limits.rows, PIECE) * 2:
        raise TooMuch(too_many_rows(limits.rows))
    return height


def _width(piece: bytes, limits: Limits) -> int:
    """The column of the last cell of this piece, and a refusal where any stands behind the last one allowed."""
    for found in _PLACE.finditer(piece):
        column = _column(found[1])
        if column > max(limits.columns, 256) * 64:
            raise TooMuch(too_many_columns(limits.columns))
        if column > limits.columns:
            return column
    return min(limits.columns, 26)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
