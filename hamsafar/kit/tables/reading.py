"""Rows of a file, whichever of the two kinds it is."""

from __future__ import annotations

from collections.abc import Iterator

from hamsafar.kit.because import Because
from hamsafar.kit.tables import sheets, text
from hamsafar.kit.tables.limits import Limits, NotATable, Pieces, Row, too_many_columns, too_many_rows

ZIP = b"PK\x03\x04"


def read_rows(name: str, pieces: Pieces, limits: Limits) -> Iterator[Row]:
    """Every row that has a filled cell, the header among them. By its first bytes a spreadsheet, or else CSV.

    Raises `NotATable` at the row that is too much or cannot be read; rows before it were given.
    """
    rows = sheets.rows(name, pieces, limits) if is_zip(pieces) else text.rows(name, pieces, limits)
    given = 0
    for number, cells in rows:
        if len(cells) > limits.columns and any(cells[limits.columns :]):
            raise NotATable(name, number, too_many_columns(limits.columns))
        if not any(cells):
            continue
        given += 1
        if given > limits.rows + 1:  # the header is one more
            raise NotATable(name, 0, too_many_rows(limits.rows))
        yield number, cells
    if not given:
        raise NotATable(name, 0, Because("the file is empty; its first line must name the columns."))


def is_zip(pieces: Pieces) -> bool:
    """Whether the file is packed as a spreadsheet is."""
    head = b""
    for piece in pieces():
        head += piece
        if len(head) >= len(ZIP):
            break
    return head.startswith(ZIP)
