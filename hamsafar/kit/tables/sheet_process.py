"""The process that opens a spreadsheet: `python -m hamsafar.kit.tables.sheet_process LIMITS`, bytes in, rows out.

Rows leave in batches: a line `FIRST-NUMBER LENGTH`, then so many bytes of text. The last line is a JSON object, with
a reason where the file could not be read. Without that line the process was ended.
"""

from __future__ import annotations

import contextlib
import gc
import io
import json
import re
import resource
import sys
import threading
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import IO, Any

import python_calamine

from hamsafar.kit.because import Because, as_data
from hamsafar.kit.tables.guard import NOT_A_SPREADSHEET, TooMuch, look
from hamsafar.kit.tables.limits import CELL_END, ROW_END, Limits

AT_A_TIME = 2_000
_ENDS = re.compile("[\x1e\x1f]")


def main(words: list[str]) -> None:
    """Read the spreadsheet on standard input within the limits."""
    gc.disable()  # cells make no circles
    limits = Limits(**json.loads(words[0]))
    out = sys.stdout.buffer
    _confine(limits)
    try:
        _write_all(out, sys.stdin.buffer.read(limits.size + 1), limits)
    except TooMuch as problem:
        _say(out, {"line": problem.line, "reason": as_data(problem.reason)})
    except (python_calamine.CalamineError, zipfile.BadZipFile, zlib.error, OSError, NotImplementedError, RuntimeError):
        _say(out, {"line": 0, "reason": as_data(NOT_A_SPREADSHEET)})
    except (EOFError, ValueError, OverflowError):
        _say(out, {"line": 0, "reason": as_data(NOT_A_SPREADSHEET)})
    except MemoryError:
        sys.exit(1)  # without a last line: whoever reads says that it was too much
    else:
        _say(out, {})


def _confine(limits: Limits) -> None:
    """Take no more memory and time than is given. Where a system has no such limit, the guard alone holds."""
    for kind, most in ((resource.RLIMIT_AS, limits.memory), (resource.RLIMIT_CPU, limits.seconds)):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(kind, (most, most))
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _write_all(out: IO[bytes], content: bytes, limits: Limits) -> None:
    opening = _Opening(content)
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        look(packed, limits)
    book = opening.done()
    filled = [(sheet, sheet.height) for sheet in map(book.get_sheet_by_name, book.sheet_names)]
    with_rows = [sheet for sheet, height in filled if height]
    if len(with_rows) > 1:
        names = ", ".join(f"“{sheet.name[:40]}”" for sheet in with_rows)
        raise TooMuch(Because("more than one sheet has rows: %(names)s. Keep one.", names=names))
    for sheet in with_rows:
        _write_rows(out, sheet.iter_rows(), 1)


class _Opening(threading.Thread):
    """Opens the book while it is looked at: that reads its texts, and no sheet yet."""

    def __init__(self, content: bytes) -> None:
        super().__init__(daemon=True)  # who is refused does not wait for it
        self._content = content
        self._found: python_calamine.CalamineWorkbook | BaseException | None = None
        self.start()

    def run(self) -> None:
        try:
            self._found = python_calamine.load_workbook(io.BytesIO(self._content))
        except BaseException as problem:
            self._found = problem

    def done(self) -> python_calamine.CalamineWorkbook:
        """The book; raises what opening it raised."""
        self.join()
        if not isinstance(self._found, python_calamine.CalamineWorkbook):
            raise self._found or RuntimeError
        return self._found


def _write_rows(out: IO[bytes], rows: Iterable[list[Any]], first: int) -> None:
    rows = iter(rows)
    while batch := list(islice(rows, AT_A_TIME)):
        text = _joined(batch).encode("utf-8", "replace")
        out.write(b"%d %d\n" % (first, len(text)))
        out.write(text)
        first += len(batch)


def _joined(batch: list[list[Any]]) -> str:
    """Rows of one width, read column by column: a column mostly holds one kind of cell."""
    columns = [_texts(column) for column in zip(*batch, strict=True)]
    text = ROW_END.join(map(CELL_END.join, zip(*columns, strict=True)))
    ends = len(batch) * max(len(columns) - 1, 0), len(batch) - 1
    if (text.count(CELL_END), text.count(ROW_END)) == ends:
        return text
    clean = [[_ENDS.sub(" ", cell) for cell in column] for column in columns]
    return ROW_END.join(map(CELL_END.join, zip(*clean, strict=True)))


def _texts(column: Sequence[Any]) -> list[str]:
    kinds = set(map(type, column))
    if kinds == {str}:
        return list(map(str.strip, column))
    if kinds == {date}:
        return list(map(date.isoformat, column))
    return [cell.strip() if type(cell) is str else _text(cell) for cell in column]


def _text(cell: Any) -> str:
    """A cell as it would be typed: a day without its moment, a whole number without decimals."""
    if isinstance(cell, (datetime, date)):
        return cell.isoformat()[:10]
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, (time, timedelta)):
        return str(cell)
    return str(cell).strip()


def _say(out: IO[bytes], words: dict[str, Any]) -> None:
    out.write(json.dumps(words).encode() + b"\n")
    out.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
