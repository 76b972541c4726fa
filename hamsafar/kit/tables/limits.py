"""How much of a table is read, and the refusal of one that is more or is none."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from hamsafar.kit.because import Because, about
from hamsafar.kit.refusal import Refusal

Pieces = Callable[[], Iterable[bytes]]
Row = tuple[int, list[str]]  # the line or sheet row it begins on, and its cells, stripped

MEGABYTE = 1_000_000
CELL_END, ROW_END = "\x1f", "\x1e"  # between cells and rows on their way from the process that reads a sheet


class Limits(NamedTuple):
    """The most that is read. `unpacked` is what a spreadsheet may say and turn out to hold, in bytes."""

    size: int = 10 * MEGABYTE
    rows: int = 50_000
    columns: int = 200
    cell: int = 32_767  # characters: what a spreadsheet program itself takes in a cell
    unpacked: int = 100 * MEGABYTE
    memory: int = 1_000 * MEGABYTE  # bytes that reading a spreadsheet may take, in a process of its own
    seconds: int = 60


class NotATable(Refusal):
    """A file that cannot be read as a table: `FILE:LINE: reason`. Line 0 means the file as a whole."""

    def __init__(self, file: str, line: int, reason: str) -> None:
        self.file, self.line, self.reason = file, line, reason
        super().__init__(about(f"{file}:{line}" if line else file, reason))


def grouped(count: int) -> str:
    """A large count with narrow spaces, which every language of the corridor reads alike."""
    return f"{count:,}".replace(",", "\u202f")


def too_large(most: int) -> Because:
    return Because("the file has more than %(most)s bytes; hand it in as several.", most=grouped(most))


def too_many_rows(most: int) -> Because:
    return Because("the file has more than %(most)s rows; hand it in as several.", most=grouped(most))


def too_many_columns(most: int) -> Because:
    return Because("the row has more than %(most)s columns; a list of this kind has a few.", most=grouped(most))


def too_long_a_cell(most: int) -> Because:
    return Because("a cell is longer than %(most)s characters; mend it.", most=grouped(most))
