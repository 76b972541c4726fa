"""CSV as offices save it: UTF-8 with or without a mark, UTF-16 with one, or Windows-1251; commas, semicolons or tabs.

A file that is written in two encodings is refused with the line where the second begins: half of its names would
otherwise arrive as gibberish that nobody notices.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator
from itertools import chain, islice

from hamsafar.kit.because import Because
from hamsafar.kit.tables.limits import Limits, NotATable, Pieces, Row, too_large, too_long_a_cell

LONGEST_LINE = 1 << 20  # characters without a line's end: no list of people or figures has such a line
LOOKED_AT = 20  # lines by which the delimiter is told
DELIMITERS = ",;\t|"
MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
NOT_TEXT = Because("this is neither a spreadsheet nor text; save the list as XLSX, or as CSV in UTF-8.")
NOT_CSV = Because(
    "this is not CSV as we read it: mend the quotation marks of this line or of one above, or save it as CSV anew."
)
TWO_ENCODINGS = Because(
    "this line is in another encoding than the lines above it; open both parts rightly and save the file as UTF-8."
)
_HIGH = re.compile(rb"[\x80-\xff]")
# What a name or address of this corridor is written with: Latin with marks, Cyrillic, Arabic letters, usual signs.
_USUAL = re.compile("[\x00-\u024f\u02b0-\u036f\u0400-\u052f\u0600-\u06ff\u1e00-\u1eff\u2000-\u22ff\ufb50-\ufefc]*")


def rows(name: str, pieces: Pieces, limits: Limits) -> Iterator[Row]:
    """Every row with the line it begins on. Raises `NotATable` at the line that cannot be read."""
    encoding = encoding_of(name, pieces, limits)
    lines = _lines(name, pieces, encoding)
    first = list(islice(lines, LOOKED_AT))
    delimiter, skipped = delimiter_of(first)
    lines, begins = chain(first[skipped:], lines), 1 + skipped
    for line in lines:
        if '"' in line:  # until here a line was a row, as in most lists to their end
            yield from _quoted(name, chain((line,), lines), delimiter, begins, limits)
            return
        cells = list(map(str.strip, line.split(delimiter)))
        if len(line) > limits.cell:
            _require_short(name, begins, cells, limits)
        yield begins, cells
        begins += 1


def _quoted(name: str, lines: Iterator[str], delimiter: str, begins: int, limits: Limits) -> Iterator[Row]:
    """Rows whose cells may stand in quotation marks, and so go over lines."""
    before, reader = begins - 1, csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as problem:
            long = "field limit" in str(problem)
            reason = too_long_a_cell(csv.field_size_limit()) if long else NOT_CSV
            raise NotATable(name, before + reader.line_num, reason) from problem
        cells = list(map(str.strip, cells))
        _require_short(name, begins, cells, limits)
        yield begins, cells
        begins = before + reader.line_num + 1


def _require_short(name: str, line: int, cells: list[str], limits: Limits) -> None:
    if max(map(len, cells), default=0) > limits.cell:
        raise NotATable(name, line, too_long_a_cell(limits.cell))


def delimiter_of(lines: list[str]) -> tuple[str, int]:
    """What parts the cells, and how many lines only say so (`sep=;`, as a spreadsheet program writes)."""
    if lines and re.fullmatch(r"sep=(.)\s*", lines[0], re.IGNORECASE) and lines[0][4] in DELIMITERS:
        return lines[0][4], 1
    head = next((line for line in lines if line.strip()), "")
    bare = re.sub(r'"[^"]*"', "", head)
    return max(DELIMITERS, key=bare.count), 0  # of equal counts the first: a single column is as good with commas


def encoding_of(name: str, pieces: Pieces, limits: Limits) -> str:
    """`utf-8-sig`, `utf-16` or `cp1251`, for all of the file. Raises `NotATable` with the line that is another's."""
    head = next(iter(pieces()), b"")
    for mark, encoding in MARKS:
        if head.startswith(mark):
            _require_decodes(name, pieces, encoding, limits)
            return encoding
    try:
        _require_decodes(name, pieces, "utf-8", limits)
    except NotATable as problem:
        if problem.reason is not TWO_ENCODINGS:
            raise
        return _of_single_bytes(name, pieces)
    return "utf-8"


def _require_decodes(name: str, pieces: Pieces, encoding: str, limits: Limits) -> None:
    """Look at every byte: all of them text in this encoding, not too many, no NUL."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    size, line = 0, 1
    for piece in chain(pieces(), [b""]):
        size += len(piece)
        if size > limits.size:
            raise NotATable(name, 0, too_large(limits.size))
        try:
            text = decoder.decode(piece, final=not piece)
        except UnicodeDecodeError as problem:
            line += bytes(problem.object[: problem.start]).count(b"\n")
            reason = TWO_ENCODINGS if encoding.startswith("utf-8") else NOT_TEXT
            raise NotATable(name, line, reason) from problem
        if "\0" in text:
            raise NotATable(name, line + text[: text.index("\0")].count("\n"), NOT_TEXT)
        line += text.count("\n")


def _of_single_bytes(name: str, pieces: Pieces) -> str:
    """`cp1251`, where every line with a letter outside ASCII is written in it."""
    first = ""
    for number, line in enumerate(_byte_lines(name, pieces), start=1):
        if not _HIGH.search(line):
            continue
        found = "utf-8" if _is_utf_8(line) else "cp1251"
        if found == "cp1251":
            try:
                line.decode("cp1251")
            except UnicodeDecodeError as problem:
                raise NotATable(name, number, NOT_TEXT) from problem
        if first and found != first:
            raise NotATable(name, number, TWO_ENCODINGS)
        first = found
    return "cp1251"


def _is_utf_8(line: bytes) -> bool:
    try:
        return bool(_USUAL.fullmatch(line.decode("utf-8")))
    except UnicodeDecodeError:
        return False


def _byte_lines(name: str, pieces: Pieces) -> Iterator[bytes]:
    held = b""
    for piece in pieces():
        *whole, held = (held + piece).split(b"\n")
        yield from whole
        if len(held) > LONGEST_LINE:
            raise NotATable(name, 0, too_long_a_cell(LONGEST_LINE))
    yield held


def _lines(name: str, pieces: Pieces, encoding: str) -> Iterator[str]:
    """Lines with their ends, decoded, none of them longer than is held in memory."""
    stream = io.TextIOWrapper(io.BufferedReader(_Stream(pieces()), 1 << 16), encoding, newline="")
    number = 0
    while line := stream.readline(LONGEST_LINE):
        number += 1
        if len(line) == LONGEST_LINE:
            raise NotATable(name, number, too_long_a_cell(csv.field_size_limit()))
        yield line


class _Stream(io.RawIOBase):
    """Pieces of bytes as a stream to read from."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self.pieces, self.held = iter(pieces), memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        while not self.held:
            piece = next(self.pieces, None)
            if piece is None:
                return 0
            self.held = memoryview(piece)
        count = min(len(buffer), len(self.held))
        buffer[:count] = self.held[:count]
        self.held = self.held[count:]
        return count
