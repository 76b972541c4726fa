"""Reading a pack's files: rows and tables that remember their line, and errors a person can act on.

Pure: it opens files below the pack's folder and touches nothing else.
"""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from hamsafar.kit.because import Because, about
from hamsafar.kit.refusal import Refusal
from hamsafar.kit.words import LANGUAGES, Words

KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
NO_NAME = "(no name)"
_SHOWN = 40  # characters of a cell that an error quotes
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


class PackError(Refusal):
    """One thing that is wrong with a pack: `FILE:LINE: reason`. Line 0 means the file as a whole."""

    def __init__(self, file: Path | str, line: int, reason: str) -> None:
        self.file, self.line, self.reason = str(file), line, reason
        super().__init__(about(f"{self.file}:{line}" if line else self.file, reason))


class PackErrors(PackError):
    """Everything that is wrong with a pack, one sentence a line."""

    def __init__(self, errors: Sequence[PackError]) -> None:
        first = errors[0]
        super().__init__(first.file, first.line, first.reason)
        self.errors = tuple(errors)
        self.args = ("\n".join(str(each) for each in errors),)


class Row(Mapping[str, str]):
    """One row of a CSV file: its cells by column, stripped, and the line it stands on."""

    def __init__(self, cells: Mapping[str, str], *, path: Path, line: int) -> None:
        self._cells, self.path, self.line = dict(cells), path, line

    def __getitem__(self, column: str) -> str:
        return self._cells[column]

    def __iter__(self) -> Iterator[str]:
        return iter(self._cells)

    def __len__(self) -> int:
        return len(self._cells)

    def error(self, reason: str) -> PackError:
        """The error to raise about this row."""
        return PackError(self.path, self.line, reason)

    def words(self, name: str) -> Words:
        """The three language columns of `name`, all filled. Raises `PackError` naming the missing language."""
        return words_of(self, name, required=True)

    def words_or_empty(self, name: str) -> Words:
        """The three language columns of `name`: all filled or all empty."""
        return words_of(self, name, required=False)

    def key(self, column: str = "key") -> str:
        """A key: lower-case words joined by hyphens."""
        value = self[column]
        if not KEY.fullmatch(value):
            raise self.error(not_a_key(column, value))
        return value

    def day(self, column: str) -> date | None:
        """A date `YYYY-MM-DD`, or None where the cell is empty."""
        return day_of(self[column], self, column) if self[column] else None

    def number(self, column: str) -> Decimal | None:
        """A plain decimal with the decimals as written, or None where the cell is empty."""
        return number_of(self[column], self, column) if self[column] else None

    def one_of(self, column: str, allowed: Sequence[str]) -> str:
        """The cell, which must be one of `allowed`."""
        if self[column] not in allowed:
            raise self.error(not_one_of(column, self[column], allowed))
        return self[column]


class Document(Mapping[str, Any]):
    """One TOML file: its tables, and the line on which a value most probably stands."""

    def __init__(self, tables: Mapping[str, Any], *, path: Path, text: str) -> None:
        self._tables, self.path, self._lines = dict(tables), path, text.splitlines()

    def __getitem__(self, name: str) -> Any:
        return self._tables[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._tables)

    def __len__(self) -> int:
        return len(self._tables)

    def line_of(self, *needles: str) -> int:
        """The first line that holds all needles, else the first that holds the last one, else 0.

        TOML's reader keeps no line numbers; a key or value that is unique in the file is found exactly.
        """
        for wanted in (needles, needles[-1:]):
            for number, line in enumerate(self._lines, start=1):
                if wanted and all(needle in line for needle in wanted):
                    return number
        return 0

    def error(self, reason: str, *needles: str) -> PackError:
        """The error to raise about this file, at the line that holds the needles."""
        return PackError(self.path, self.line_of(*needles), reason)


def read_rows(path: Path, columns: Sequence[str]) -> list[Row]:
    """The rows of a CSV file whose header holds exactly `columns`, in any order.

    Raises `PackError` for a missing file, an encoding other than UTF-8, a column that is missing, unknown or
    written twice, and a row with too many or too few cells. Empty lines are skipped.
    """
    reader = csv.reader(read_text(path).splitlines(keepends=True), strict=True)
    try:
        header = [name.strip() for name in next(reader, [])]
        _check_header(path, header, columns)
        return list(_rows(path, header, reader))
    except csv.Error as problem:
        reason = Because("this is not CSV as we read it: %(problem)s.", problem=str(problem))
        raise PackError(path, reader.line_num, reason) from problem


def read_toml(path: Path) -> Document:
    """The tables of a TOML file. Raises `PackError` with the line where it is not TOML or not UTF-8."""
    text = read_text(path)
    try:
        return Document(tomllib.loads(text), path=path, text=text)
    except tomllib.TOMLDecodeError as problem:
        found = re.search(r"line (\d+)", str(problem))
        line = int(found.group(1)) if found else len(text.splitlines())
        raise PackError(path, line, Because("this is not TOML: %(problem)s.", problem=str(problem))) from problem


def read_text(path: Path) -> str:
    """The text of a UTF-8 file (a byte order mark is dropped). Raises `PackError` with the line of a bad byte."""
    try:
        raw = path.read_bytes()
    except FileNotFoundError as problem:
        raise PackError(path, 0, Because("the file is missing from the pack.")) from problem
    except OSError as problem:
        reason = Because("the file cannot be read: %(problem)s.", problem=problem.strerror or "")
        raise PackError(path, 0, reason) from problem
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = raw[: problem.start].count(b"\n") + 1
        raise PackError(path, line, NOT_UTF_8) from problem


def words_of(row: Row, name: str, *, required: bool) -> Words:
    """The columns `name_en`, `name_ru`, `name_tg` of a row, which are all filled or, if not required, all empty."""
    given = {lang: row[f"{name}_{lang}"] for lang in LANGUAGES}
    missing = [f"{name}_{lang}" for lang, text in given.items() if not text]
    if missing and (required or len(missing) < len(LANGUAGES)):
        reason = Because("%(columns)s is empty; every text needs all three languages.", columns=", ".join(missing))
        raise row.error(reason)
    return Words.of(given)


def day_of(text: str, row: Row, column: str) -> date:
    """A date written `YYYY-MM-DD`; raises `PackError` for anything else, such as 30 February."""
    try:
        if _DATE.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise row.error(not_a_day(column, text))


def number_of(text: str, row: Row, column: str) -> Decimal:
    """A plain decimal such as 2.0; raises `PackError` for signs of thousands, exponents and words."""
    try:
        if re.fullmatch(r"-?\d+(\.\d+)?", text):
            return Decimal(text)
    except InvalidOperation:  # pragma: no cover - the pattern lets nothing through that Decimal refuses
        pass
    raise row.error(not_a_number(column, text))


def shown(text: str) -> str:
    """A cell as an error shows it: quoted, and cut where it is long."""
    if not text:
        return Because("empty")
    return Because("“%(text)s”", text=f"{text[:_SHOWN]}…" if len(text) > _SHOWN else text)


NOT_UTF_8 = Because("this is not UTF-8; save the file as UTF-8.")


def not_a_key(column: str, text: str) -> Because:
    return Because(
        "%(column)s must be lower-case words joined by hyphens, not %(value)s.", column=column, value=shown(text)
    )


def not_one_of(column: str, text: str, allowed: Sequence[str]) -> Because:
    return Because(
        "%(column)s is %(value)s; it must be one of: %(allowed)s.",
        column=column,
        value=shown(text),
        allowed=", ".join(allowed),
    )


def not_a_day(column: str, text: str) -> Because:
    return Because("%(column)s is %(value)s; a date is written YYYY-MM-DD.", column=column, value=shown(text))


def not_a_number(column: str, text: str) -> Because:
    return Because(
        "%(column)s is %(value)s; a number is written with digits and a point, such as 1344 or 2.0.",
        column=column,
        value=shown(text),
    )


def missing_columns(columns: Sequence[str]) -> Because:
    return Because("missing column: %(columns)s.", columns=", ".join(columns))


def columns_twice(columns: Sequence[str]) -> Because:
    return Because("column written twice: %(columns)s.", columns=", ".join(columns))


def uneven(cells: Sequence[str], header: Sequence[str]) -> Because:
    return Because("the row has %(cells)s cells, the header %(columns)s.", cells=len(cells), columns=len(header))


def _check_header(path: Path, header: Sequence[str], columns: Sequence[str]) -> None:
    if not header:
        wanted = ", ".join(columns)
        reason = Because("the file is empty; its first line must name the columns: %(columns)s.", columns=wanted)
        raise PackError(path, 0, reason)
    missing = [name for name in columns if name not in header]
    unknown = [name or NO_NAME for name in header if name not in columns]
    twice = sorted({name for name in header if header.count(name) > 1})
    if unknown:
        raise PackError(path, 1, Because("unknown column: %(columns)s.", columns=", ".join(unknown)))
    if missing:
        raise PackError(path, 1, missing_columns(missing))
    if twice:
        raise PackError(path, 1, columns_twice(twice))


def _rows(path: Path, header: Sequence[str], reader: Any) -> Iterator[Row]:
    begins = reader.line_num + 1
    for cells in reader:
        if any(cell.strip() for cell in cells):
            if len(cells) != len(header):
                raise PackError(path, begins, uneven(cells, header))
            stripped = {name: cell.strip() for name, cell in zip(header, cells, strict=True)}
            yield Row(stripped, path=path, line=begins)
        begins = reader.line_num + 1
