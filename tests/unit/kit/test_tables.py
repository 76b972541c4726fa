"""Tables that somebody hands in: read as they are meant, or refused in one sentence, whatever the bytes are."""

from __future__ import annotations

import io
import zipfile
from contextlib import suppress
from datetime import date, datetime, time

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from hamsafar.kit.tables import Limits, NotATable, guard
from hamsafar.kit.tables import sheets as sheets_module
from hamsafar.kit.tables.guard import TooMuch, look
from hamsafar.kit.tables.reading import read_rows
from tests.factories.lists import csv_of, xlsx_of

SMALL = Limits(size=3_000_000, rows=2_000, columns=50, cell=2_000, unpacked=20_000_000, memory=700_000_000, seconds=20)
HEAD, ROWS = ("Ном", "Born"), [["Ҷамшед", "1990-01-02"], ["A, “b”\nc", ""]]


def read(content: bytes, limits: Limits = SMALL, *, piece: int = 1000) -> list[list[str]]:
    pieces = [content[start : start + piece] for start in range(0, len(content), piece)]
    return [cells for _line, cells in read_rows("list", lambda: pieces, limits)]


def refused(content: bytes, limits: Limits = SMALL, *, piece: int = 1000) -> str:
    with pytest.raises(NotATable) as problem:
        read(content, limits, piece=piece)
    return str(problem.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_every_usual_csv_says_the_same(encoding, delimiter):
    content = csv_of(ROWS, headings=HEAD, encoding=encoding, delimiter=delimiter)
    if encoding == "utf-16-le":
        content = b"\xff\xfe" + content

    assert read(content, piece=7) == [list(HEAD), *ROWS]


def test_signs_that_part_cells_and_rows_on_their_way_are_blanks_within_a_cell():
    written = [["a\x1fb", "c"], ["d\x1e", "e\x1e\x1ff"], ["g", "h"]]

    assert read(xlsx_of(written, headings=HEAD)) == [list(HEAD), ["a b", "c"], ["d", "e  f"], ["g", "h"]]


def test_russian_offices_save_in_windows_1251():
    assert read("Фамилия;Имя\nПётр;Ёж №1\nплатон;ab\n".encode("cp1251")) == [
        ["Фамилия", "Имя"],
        ["Пётр", "Ёж №1"],
        ["платон", "ab"],
    ]


def test_a_line_that_says_which_sign_parts_the_cells_is_obeyed():
    assert list(read_rows("x", lambda: [b"sep=;\r\na,b;c\r\n1;2\r\n"], SMALL)) == [(2, ["a,b", "c"]), (3, ["1", "2"])]


def test_lines_are_counted_on_behind_the_first_quotation_mark():
    content = b'a,b\n1,2\n"3\n3",4\n\n"5",6\n7,"8'

    assert refused(content).startswith("list:7: this is not CSV")
    assert list(read_rows("x", lambda: [content + b'"'], SMALL)) == [
        *((1, ["a", "b"]), (2, ["1", "2"]), (3, ["3\n3", "4"]), (6, ["5", "6"]), (7, ["7", "8"])),
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("a,ғ\nб,в\n".encode() + "б,вгд\n".encode("cp1251"), "list:3: this line is in another encoding"),
        ("б,вгд\n".encode("cp1251") + "a,ғ\n".encode(), "list:2: this line is in another encoding"),
        (b"\xef\xbb\xbfa\n\xe0\xe1\n", "list:2: this line is in another encoding"),
        (b"\xff\xfea\x00\n\x00\x00\xd8\n\x00", "list:2: this is neither"),
        (b"a\nb\0c\n", "list:2: this is neither a spreadsheet nor text"),
        (b"\xe0\n\x98\n", "list:2: this is neither"),
        (b'a,b\n"x,y\n', "list:2: this is not CSV"),
        (b"", "the file is empty"),
        (b"\n , \n", "the file is empty"),
        (b"a" * 2_100_000, "list:1: a cell is longer"),
        ("я".encode("cp1251") * 2_100_000, "a cell is longer"),
        (b'a\n"' + b"x\n" * 100_000, "a cell is longer"),
        (b"a\n" + b"x" * 5_000, "list:2: a cell is longer"),
        (b"," * 1_000_000 + b"x", "more than 50 columns"),
        (b"a\n" * 2_002, "more than 2\u202f000 rows"),
        (b"a\n" * 1_600_000, "more than 3\u202f000\u202f000 bytes"),
        (b"PK\x03\x04 and no spreadsheet", "cannot be read"),
    ],
)
def test_what_is_no_table_is_refused_with_its_line(content, said):
    assert said in refused(content, piece=100_000)


def test_a_cell_of_a_gigabyte_is_refused_long_before_its_end():
    taken = []

    def pieces():
        for _ in range(1 << 14):
            taken.append(1 << 16)
            yield b"x" * (1 << 16)

    with pytest.raises(NotATable, match="more than 3"):
        list(read_rows("list", pieces, SMALL))
    assert sum(taken) < 2 * SMALL.size


# ── Spreadsheets ──


def packed(sheet: bytes, **more: bytes) -> bytes:
    """A spreadsheet whose only sheet is these bytes."""
    with zipfile.ZipFile(io.BytesIO(xlsx_of([["x"]], headings=("a",)))) as good:
        parts = {name: good.read(name) for name in good.namelist()}
    parts |= {"xl/worksheets/sheet1.xml": sheet, **more}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return out.getvalue()


def sheet_of(rows: bytes) -> bytes:
    space = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    return b"<?xml version='1.0'?><worksheet " + space + b"><sheetData>" + rows + b"</sheetData></worksheet>"


def cell(place: bytes, text: bytes) -> bytes:
    return b'<c r="' + place + b'" t="inlineStr"><is><t>' + text + b"</t></is></c>"


def test_a_long_column_of_days_and_one_of_days_and_hours_say_the_same():
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet, day = book.add_worksheet(), book.add_format({"num_format": "dd.mm.yyyy"})
        hour = book.add_format({"num_format": "dd.mm.yyyy hh:mm"})
        for row in range(2_000):
            sheet.write_datetime(row, 0, date(1990, 4, 3), day)
            sheet.write_datetime(row, 1, datetime.combine(date(1990, 4, 3), time(12, 30)), hour)

    assert read(out.getvalue()) == [["1990-04-03", "1990-04-03"]] * 2_000


def test_a_spreadsheet_gives_text_days_and_whole_numbers():
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet, day = book.add_worksheet(), book.add_format({"num_format": "dd.mm.yyyy"})
        sheet.write(2, 1, "Ҷамшед")
        sheet.write_number(2, 2, 4012.0)
        sheet.write_number(2, 3, 1.5)
        sheet.write_number(2, 4, 32874, day)
        sheet.write_boolean(2, 5, True)
        book.add_worksheet()

    assert list(read_rows("x", lambda: [out.getvalue()], SMALL)) == [
        (3, ["Ҷамшед", "4012", "1.5", "1990-01-01", "TRUE"])
    ]


def test_more_than_one_filled_sheet_is_refused():
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        for name in ("One", "Two"):
            book.add_worksheet(name).write(0, 0, "x")

    assert "more than one sheet has rows: “One”, “Two”" in refused(out.getvalue())


NOISE_TEXT = bytes(65 + place * place % 7919 % 26 for place in range(2_000_000))  # packs badly, so that it is no bomb


@pytest.mark.parametrize(
    ("sheet", "said"),
    [
        (b" " * 30_000_000, "unpacks to more than"),
        (sheet_of(b"<row r='1'>" + cell(b"A1", NOISE_TEXT) + b"</row>"), "a cell is longer"),
        (sheet_of(b'<row r="1">' + b"<c><v>1</v></c>" * 1_000_000 + b"</row>"), "unpacks to more"),
        (sheet_of(b'<row r="1">' + b"<c><v>1</v></c>" * 60_000 + b"</row>"), "more than 50 columns"),
        (sheet_of(b'<row r="1">' + cell(b"A1", b"x") + cell(b"XFD1", b"x") + b"</row>"), "more than 50 columns"),
        (sheet_of(b'<row r="99999999">' + cell(b"A99999999", b"x") + b"</row>"), "rows"),
        (sheet_of(b'<row r="2000000">' + cell(b"ZZ2000000", b"x") + b"</row>"), "a few cells in far corners"),
        (b"no sheet at all", "cannot be read"),
        (sheet_of(b'<row r="1"><c r="A1" t="s"><v>999999</v></c></row>'), "cannot be read"),
    ],
)
def test_a_spreadsheet_made_to_hurt_is_refused(sheet, said):
    assert said in refused(packed(sheet), piece=1 << 16)


def test_a_large_sheet_is_opened_as_far_as_it_is_filled(monkeypatch):
    monkeypatch.setattr(guard, "PIECE", 4_096)
    monkeypatch.setattr(guard, "SPARE", 2)

    def rows_of(cells: int) -> bytes:
        row = b"".join(b'<c r="%c%%d"><v>1</v></c>' % (65 + place) for place in range(cells))
        return b"".join(b'<row r="%d">' % number + row % ((number,) * cells) + b"</row>" for number in range(1, 1_001))

    def looked_at(cells: int) -> None:
        with zipfile.ZipFile(io.BytesIO(packed(sheet_of(rows_of(cells))))) as opened:
            look(opened, SMALL)

    looked_at(26)
    with pytest.raises(TooMuch, match="far corners"):
        looked_at(2)


def test_a_gigabyte_in_a_kilobyte_is_refused_before_it_is_unpacked():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("xl/workbook.xml", b"<x/>")
        with made.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            for _ in range(64):
                part.write(b"x" * (1 << 20))
    content = out.getvalue()

    assert len(content) < 100_000
    assert "unpacks to more than" in refused(content)


def test_a_directory_that_lies_about_sizes_is_not_believed():
    content = bytearray(packed(sheet_of(b"<row r='1'>" + cell(b"A1", b"x" * 3_000_000) + b"</row>")))
    place = content.rindex(b"xl/worksheets/sheet1.xml") - 46
    content[place + 24 : place + 28] = (1000).to_bytes(4, "little")

    assert refused(bytes(content))


def test_a_parser_that_takes_too_much_is_ended():
    limits = Limits(memory=1_000_000)  # less than the process holds already

    assert "more memory or time" in refused(xlsx_of([["x"]]), limits)


def test_a_file_that_cannot_be_read_to_its_end_is_refused():
    def broken():
        yield xlsx_of([["x"]])[:100]
        raise OSError("the disk is gone")

    def heavy():
        yield b"PK\x03\x04" + b"x" * 4_000_000

    with pytest.raises(NotATable):
        list(sheets_module.rows("x", broken, SMALL))
    with pytest.raises(NotATable, match="bytes"):
        list(sheets_module.rows("x", heavy, SMALL))


def test_a_spreadsheet_of_another_kind_is_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("content.xml", b"<x/>")
    with zipfile.ZipFile(out) as opened, pytest.raises(TooMuch, match="cannot be read"):
        look(opened, SMALL)


# ── Whatever the bytes are: rows or one sentence, and soon ──

NOISE = settings(max_examples=120)


@NOISE
@given(st.one_of(st.binary(max_size=400), st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace"))))
def test_any_bytes_as_csv_are_rows_or_a_sentence(content):
    with suppress(NotATable):
        assert all(isinstance(each, str) for row in read(content.removeprefix(b"PK\x03\x04"), piece=3) for each in row)


@NOISE
@given(
    st.lists(st.lists(st.text("абғҷ,;\"'\n\t xyz1", max_size=8), min_size=2, max_size=4), min_size=1, max_size=6),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_what_was_written_as_csv_is_read_back(rows, encoding):
    width = max(map(len, rows))
    rows = [[*row, *[""] * (width - len(row))] for row in rows]
    headings = [f"h{number}" for number in range(width)]

    found = read(csv_of(rows, headings=headings, encoding=encoding))

    wanted = [[each.strip().replace("\r", "") for each in row] for row in rows]
    assert found[1:] == [row for row in wanted if any(row)]


@settings(max_examples=12)
@given(st.data())
def test_a_damaged_spreadsheet_is_rows_or_a_sentence(data):
    content = bytearray(xlsx_of([["Ҷамшед", "1990"]] * 3, headings=HEAD))
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(4, len(content) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(4, len(content)))
    with suppress(NotATable):
        read(bytes(content[:cut]))
