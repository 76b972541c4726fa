"""Figures from a file: looked at, imported, taken back; or refused with nothing half-written."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import pytest
import xlsxwriter

from hamsafar.corridor.formats.pack import Pack
from hamsafar.corridor.formats.reading import PackError
from hamsafar.figures.actions import confirm_import, doubts_of, drafts_of, load_figures, says, start_import, undo_import
from hamsafar.figures.enums import ImportState
from hamsafar.figures.formats.exports import plain_csv, sdmx_csv
from hamsafar.figures.models import ImportBatch, Observation, Source
from hamsafar.kit.actor import SYSTEM
from hamsafar.kit.refusal import Refusal
from hamsafar.ledger.models import Line
from tests.integration.figures.conftest import NOW

HEADER = "topic,fact,value,unit,period,source,quality"
WITH_SERIES = f"{HEADER},series,scope,counted_by"
NEW_COUNT = f"{WITH_SERIES}\ntrade,Turnover by a new count,3.1,USD bn,2024,https://new.example/2026/03/04/x,agency,trade-turnover,ru-tj,tj-stat\n"


def start(text, by, name="list.csv", **options):
    content = text if isinstance(text, bytes) else text.encode()
    return start_import(name=name, content=content, by=by, at=NOW, **options)


def test_a_file_is_looked_at_before_anything_of_it_is_a_figure(analyst):
    before = Observation.objects.count()

    batch = start(NEW_COUNT, analyst)

    assert batch.state == ImportState.PREVIEWED
    assert [(draft.value, draft.unit, draft.published_on) for draft in drafts_of(batch)] == [
        (Decimal("3.1"), "usd-bn", date(2026, 3, 4))
    ]
    assert Observation.objects.count() == before


def test_a_confirmed_import_changes_the_disagreements_and_leaves_one_line(analyst):
    batch = start(NEW_COUNT, analyst)
    before = Line.objects.count()

    confirm_import(batch=batch, by=analyst, at=NOW)

    (finding,) = Observation.objects.book().findings("trade-turnover", "2024")
    assert finding.values[-1].value == Decimal("3.1")
    assert str(finding.gap) == "1.6"
    line = Line.objects.latest("pk")
    assert Line.objects.count() == before + 1
    assert (line.verb, line.about) == ("figures imported", f"file:sha256:{batch.digest}")
    assert not Observation.objects.book(date(2026, 3, 3)).get("trade-line-2-1")
    assert Observation.objects.book(date(2026, 12, 31)).get("trade-line-2-1")


def test_an_undone_import_leaves_nothing_but_its_record(analyst):
    observations, sources = Observation.objects.count(), Source.objects.count()
    batch = confirm_import(batch=start(NEW_COUNT, analyst), by=analyst, at=NOW)

    batch = undo_import(batch=batch, by=analyst, at=NOW)

    assert batch.state == ImportState.UNDONE
    assert (Observation.objects.count(), Source.objects.count()) == (observations, sources)
    with pytest.raises(Refusal, match="was undone"):
        confirm_import(batch=batch, by=analyst, at=NOW)


def test_the_system_may_import_and_a_desk_officer_may_not(pack, desk_officer):
    batch = start(NEW_COUNT, SYSTEM)

    with pytest.raises(Refusal, match="Only an analyst"):
        start(NEW_COUNT, desk_officer)
    with pytest.raises(Refusal, match="Only an analyst"):
        confirm_import(batch=batch, by=desk_officer, at=NOW)


def test_an_import_moves_only_forward(analyst):
    batch = start(NEW_COUNT, analyst)

    with pytest.raises(Refusal, match="nothing to undo"):
        undo_import(batch=batch, by=analyst, at=NOW)
    confirm_import(batch=batch, by=analyst, at=NOW)
    with pytest.raises(Refusal, match="already imported"):
        confirm_import(batch=batch, by=analyst, at=NOW)


def test_the_same_file_is_imported_once(analyst):
    first, second = start(NEW_COUNT, analyst), start(NEW_COUNT, analyst)
    confirm_import(batch=first, by=analyst, at=NOW)

    with pytest.raises(Refusal, match="Exactly this file"):
        confirm_import(batch=second, by=analyst, at=NOW)


def test_a_row_that_cannot_be_read_stops_the_import_with_its_line(analyst):
    batch = start(
        f"{HEADER}\nt,Fine,1,persons,2024,,agency\nt,Odd,1.2.3,persons,2024,,agency\nt,Odd,1,parsecs,2024,,x\n", analyst
    )

    assert [error["line"] for error in batch.errors] == [3, 4]
    with pytest.raises(Refusal, match="line 3, 4"):
        confirm_import(batch=batch, by=analyst, at=NOW)
    assert not Observation.objects.imported().exists()


def test_a_file_without_values_is_not_imported(analyst):
    with pytest.raises(Refusal, match="holds nothing"):
        confirm_import(batch=start(f"{HEADER}\n", analyst), by=analyst, at=NOW)


def test_what_we_hold_already_stops_the_import(analyst):
    row = "t,The same,5,persons,2024,https://x.example/,agency\n"
    twice = start(f"{HEADER}\n{row}{row}", analyst)
    assert [says(doubt) for doubt in doubts_of(twice)] == ["Line 3 repeats line 2."]
    with pytest.raises(Refusal, match="Nothing was imported"):
        confirm_import(batch=twice, by=analyst, at=NOW)

    confirm_import(batch=start(f"{HEADER}\n{row}", analyst), by=analyst, at=NOW)
    moved = start(f"{HEADER}\n\n{row}", analyst, name="moved.csv")
    assert [says(doubt) for doubt in doubts_of(moved)] == [
        "Line 3 repeats what the fact “t-line-2-1” says from the same source."
    ]


def test_keys_that_are_taken_stop_the_import(analyst):
    header = "key,kind,series,value,unit,period,words_en,source"
    rows = "border-length-gsv,number,,7,km,,A length,s1\nnew,number,,7,km,,A length,s2\nnew,number,,8,km,,A length,s3\n"
    batch = start(f"{header}\n{rows}", analyst)

    assert batch.layout == "pack"
    assert [says(doubt) for doubt in doubts_of(batch)] == [
        "Line 2: a fact called “border-length-gsv” exists already.",
        "Line 4 has the key of line 3.",
    ]


def test_our_own_export_says_nothing_new(analyst):
    book = Observation.objects.book()

    for export in (sdmx_csv, plain_csv):
        batch = start(export(book, NOW), analyst)
        taken = {doubt.kind for doubt in doubts_of(batch)}
        assert not batch.errors
        assert taken == {"key_taken"}
        assert len(batch.left_out) == sum(bool(fact.formula) for fact in book.facts.values()) > 0


def test_another_nodes_export_is_imported_with_equal_values(analyst):
    book = Observation.objects.book()
    text = sdmx_csv(book, NOW)
    Observation.objects.all().delete()

    confirm_import(batch=start(text, analyst), by=analyst, at=NOW)

    for key, fact in Observation.objects.facts().facts.items():
        given = book.facts[key]
        assert (fact.value, fact.decimals, fact.qualifier, fact.unit) == (
            given.value,
            given.decimals,
            given.qualifier,
            given.unit,
        )
        assert (fact.period, fact.scope, fact.counted_by, fact.said_by, fact.series) == (
            given.period,
            given.scope,
            given.counted_by,
            given.said_by,
            given.series,
        )


def test_the_pack_is_loaded_again_around_what_was_imported(analyst, pack, copy):
    confirm_import(batch=start(NEW_COUNT, analyst), by=analyst, at=NOW)

    load_figures(pack, by=SYSTEM, at=NOW)
    assert Observation.objects.imported().count() == 1

    series = copy / "series.csv"
    lines = series.read_text().splitlines(keepends=True)
    used = "trade-turnover"
    series.write_text("".join(line for line in lines if not line.startswith(f"{used},")))
    figures = copy / "figures.csv"
    figures.write_text(figures.read_text().replace(f",{used},", ",trade-imports,"))
    with pytest.raises(Refusal, match="still use"):
        load_figures(Pack(copy), by=SYSTEM, at=NOW)


def test_a_pack_that_brings_an_imported_key_is_refused(analyst, pack):
    Observation.objects.filter(key="tass-materials").delete()
    header = "key,kind,series,value,unit,period,words_en"
    confirm_import(batch=start(f"{header}\ntass-materials,note,,,,,Words\n", analyst), by=analyst, at=NOW)

    with pytest.raises(Refusal, match="undo that import first"):
        load_figures(pack, by=SYSTEM, at=NOW)


def test_only_an_operator_loads_a_pack(pack, analyst):
    with pytest.raises(Refusal, match="node operator"):
        load_figures(pack, by=analyst, at=NOW)


def sheet(rows, **options):
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True, **options})
    page = book.add_worksheet()
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            page.write(number, column, cell)
    book.close()
    return content.getvalue()


def test_a_spreadsheet_is_read_like_a_list(analyst):
    rows = [
        HEADER.split(","),
        ["t", "A count", ">1.0", "USD bn", 2024, "", "agency"],
        ["t", "Another", 5, "persons", "2024-H1", "", ""],
    ]

    first, second = drafts_of(start(sheet(rows), analyst, name="list.xlsx"))

    assert (first.value, first.decimals, first.qualifier, first.period) == (Decimal("1.0"), 1, "over", "2024")
    assert (second.value, second.line) == (Decimal(5), 3)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (f"{HEADER}\nt,Ёлка,1,persons,2024,,agency\n".encode("cp1251"), r"list.csv:2: this is not UTF-8"),
        (b'topic,fact\n"open', r"list.csv:2: this is not CSV"),
        (b"", r"list.csv: the file is empty"),
        (b"a,b\n1,2\n", r"list.csv:1: the columns fit no layout"),
        (b"a,a\n1,2\n", r"list.csv:1: column written twice"),
        (f"{HEADER}\nt,x,1\n".encode(), r"list.csv:2: the row has 3 cells"),
        (f"{HEADER}\nt,x,=1+1,persons,2024,,agency\n".encode(), r"list.csv:2: value holds a formula"),
        (
            sheet([HEADER.split(","), ["t", "x", "=1+1", "persons", "2024", "", ""]]),
            r"list.csv:2: cell C2 holds a formula",
        ),
        (b"PK\x03\x04 no spreadsheet", r"list.csv: this spreadsheet cannot be read"),
    ],
)
def test_a_file_that_is_no_table_is_refused_with_its_line(analyst, content, reason):
    with pytest.raises(PackError, match=reason):
        start(content, analyst)
    assert not ImportBatch.objects.exists()


def test_without_a_pack_no_unit_is_known(db):
    with pytest.raises(Refusal, match="No corridor pack is loaded"):
        start(NEW_COUNT, SYSTEM)
