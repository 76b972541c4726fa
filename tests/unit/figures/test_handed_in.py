"""Files that officers hand in: every cell that cannot be read is named with its column and reason."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from decimal import Decimal

import pytest
import xlsxwriter

from hamsafar.corridor.formats.reading import PackError
from hamsafar.figures.formats import tables
from hamsafar.figures.formats.imports import Known, read_import
from tests.factories.figures import LABELS, level

KNOWN = Known(LABELS, {"recruits": level("recruits")})
PACK = (
    "key,kind,series,value,unit,period,words_en,words_ru,note_en,note_ru,qualifier,quality,said_by,published_on,source"
)
FINE = {
    "key": "new",
    "kind": "number",
    "series": "recruits",
    "value": "5.0",
    "unit": "persons",
    "period": "2024",
    "words_en": "People sent",
    "qualifier": "about",
    "quality": "agency",
    "said_by": "minister",
    "published_on": "2025-02-01",
}


def pack_row(**changed):
    cells = FINE | changed
    row = ",".join(cells.get(name, "") for name in PACK.split(","))
    return read_import("rows.csv", f"{PACK}\n{row}\n".encode(), KNOWN)


def test_a_row_of_a_pack_becomes_a_draft():
    (draft,) = pack_row(note_en="Rounded", words_ru="Направлены").drafts

    assert (draft.value, draft.decimals, draft.qualifier) == (Decimal("5.0"), 1, "about")
    assert (draft.words, draft.words_ru, draft.published_on) == ("People sent", "Направлены", date(2025, 2, 1))
    assert draft.note.ru == "Rounded"
    (dated,) = pack_row(kind="date", value="2024-05-06/2024-05-08", unit="").drafts
    assert (dated.day, dated.until) == (date(2024, 5, 6), date(2024, 5, 8))


@pytest.mark.parametrize(
    ("changed", "column", "reason"),
    [
        ({"words_en": ""}, "words_en", "words_en is empty"),
        ({"value": "five"}, "value", "digits and a point"),
        ({"kind": "date", "value": "soon"}, "value", "a date is written"),
        ({"kind": "note"}, "value", "a note has none"),
        ({"kind": "rumour"}, "kind", "must be one of: number, date, note"),
        ({"key": "New One"}, "key", "lower-case words"),
        ({"key": "k" * 121}, "key", "too long"),
        ({"unit": "parsecs"}, "unit", "is not known"),
        ({"unit": ""}, "unit", "unit is empty"),
        ({"said_by": "nobody"}, "said_by", "is not known"),
        ({"series": "unheard-of"}, "series", "is not known"),
        ({"quality": "gossip"}, "quality", "must be one of: official"),
        ({"qualifier": "roughly"}, "qualifier", "must be one of: exactly"),
        ({"value": "1" * 21}, "value", "too many digits"),
        ({"value": "0.123456789"}, "value", "too many digits"),
        ({"period": "2024-13"}, "period", "is no period"),
        ({"published_on": "yesterday"}, "published_on", "a date is written"),
    ],
)
def test_a_cell_that_cannot_be_read_is_named(changed, column, reason):
    reading = pack_row(**changed)

    assert reading.drafts == ()
    (error,) = reading.errors
    assert (error.line, error.column) == (2, column)
    assert reason in error.reason


SDMX = "STRUCTURE,STRUCTURE_ID,ACTION,SERIES,SCOPE,FACT,TIME_PERIOD,OBS_VALUE,UNIT,TIME_BASIS,FORMULA,SYNTHETIC"


def sdmx_row(**changed):
    cells = {
        "SERIES": "recruits",
        "SCOPE": "_Z",
        "FACT": "NEW",
        "TIME_PERIOD": "2024-S1",
        "OBS_VALUE": "5",
        "UNIT": "persons",
    }
    row = ",".join((cells | changed).get(name, "") for name in SDMX.split(","))
    return read_import("data.csv", f"{SDMX}\n{row}\n".encode(), KNOWN)


def test_a_row_of_sdmx_becomes_a_draft():
    (draft,) = sdmx_row().drafts

    assert (draft.key, draft.period, draft.scope, draft.qualifier) == ("new", "2024-H1", "", "exactly")
    (unmeasured,) = sdmx_row(TIME_PERIOD="2025-02-13", TIME_BASIS="published").drafts
    assert unmeasured.period == ""


def test_a_row_of_sdmx_that_is_none_is_named():
    assert sdmx_row(TIME_PERIOD="soon").errors[0].column == "TIME_PERIOD"
    assert "invented" in sdmx_row(SYNTHETIC="true").left_out[0].reason
    assert "computed here again" in sdmx_row(FORMULA="1 + 1").left_out[0].reason


def test_a_layout_that_was_named_must_have_its_columns():
    with pytest.raises(PackError, match="missing column: topic, fact"):
        read_import("rows.csv", f"{PACK}\n".encode(), KNOWN, "found")


def test_columns_beyond_those_of_a_list_as_found_are_used():
    header = "topic,fact,value,unit,period,source,quality,series,published_on"
    reading = read_import(
        "l.csv", f"{header}\nt,x,1,persons,2024,,,recruits,2024-09-08\nt,x,1,persons,2024,,,,8.9.\n".encode(), KNOWN
    )

    assert (reading.drafts[0].series, reading.drafts[0].published_on) == ("recruits", date(2024, 9, 8))
    assert reading.errors[0].column == "published_on"


def sheet(*pages):
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True})
    for rows in pages:
        page = book.add_worksheet()
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, date):
                    page.write_datetime(number, column, cell, book.add_format({"num_format": "yyyy-mm-dd"}))
                else:
                    page.write(number, column, cell)
    book.close()
    return content.getvalue()


def test_cells_of_a_spreadsheet_are_read_as_they_would_be_typed():
    rows = [["a", "b", "c", ""], [1.5, 2, date(2024, 5, 6), ""], ["2.0", " x ", True, ""]]

    table = tables.read_table("s.xlsx", sheet(rows, []))

    assert table.columns == ("a", "b", "c")
    assert table.lines[0].cells == {"a": "1.5", "b": "2", "c": "2024-05-06"}
    assert (table.lines[1].cells["a"], table.lines[1].cells["b"]) == ("2.0", "x")


def other_zip():
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as packed:
        packed.writestr("content.xml", "<x/>")
    return content.getvalue()


def spoiled_sheet():
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as packed:
        packed.writestr("xl/workbook.xml", "no workbook")
    return content.getvalue()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (sheet([["a"], ["1"]], [["a"], ["2"]]), "more than one sheet has rows"),
        (other_zip(), "save it as XLSX or CSV"),
        (spoiled_sheet(), "save it as XLSX or CSV"),
        (b"a,b\n1,\x00\n", r"s.csv:2: the row holds a character that is no text|line contains NUL"),
        (b"a,b\n1,2,3\n", r"s.csv:2: the row has 3 cells"),
    ],
)
def test_a_file_that_is_no_table_is_refused(content, reason):
    with pytest.raises(PackError, match=reason):
        tables.read_table("s.csv", content)


def test_a_file_that_is_too_large_is_refused(monkeypatch):
    monkeypatch.setattr(tables, "LARGEST_FILE", 10)
    with pytest.raises(PackError, match="hand in at most 10"):
        tables.read_table("s.csv", b"a,b\n1,2\n3,4\n")
    monkeypatch.setattr(tables, "LARGEST_FILE", 10**6)
    monkeypatch.setattr(tables, "MOST_ROWS", 1)
    with pytest.raises(PackError, match="hand in at most 1"):
        tables.read_table("s.csv", b"a,b\n1,2\n3,4\n")
    monkeypatch.setattr(tables, "LARGEST_SHEETS", 10)
    with pytest.raises(PackError, match="unpacks to more than 10"):
        tables.read_table("s.xlsx", sheet([["a"], ["1"]]))
