"""The list of facts as found, kept beside the project: the converter copes with it, and the pack carries all of it."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from hamsafar.figures.formats.drafts import as_data, as_pack_rows, from_data
from hamsafar.figures.formats.imports import Known, Reading, read_import
from hamsafar.figures.formats.pack_figures import read_figures

SHARED = Path(os.environ.get("HAMSAFAR_SHARED", settings.BASE_DIR.parent / "shared"))
LIST = SHARED / "facts" / "facts.csv"
pytestmark = pytest.mark.skipif(not LIST.exists(), reason=f"the list of facts is not kept here: {LIST}")


@pytest.fixture(scope="module")
def reading() -> Reading:
    known = read_figures(settings.PACK)
    return read_import("facts.csv", LIST.read_bytes(), Known(known.codes, known.series))


def test_every_row_becomes_drafts(reading):
    with LIST.open(newline="", encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))

    assert reading.errors == ()
    assert {draft.line for draft in reading.drafts} == set(range(2, len(rows) + 2))
    assert len(reading.drafts) > len(rows)


def test_no_value_of_a_cell_is_dropped(reading):
    by_line = {
        line: [draft for draft in reading.drafts if draft.line == line] for line in {d.line for d in reading.drafts}
    }

    assert [str(draft.value) for draft in by_line[141]] == ["322", "306", "27"]
    assert [str(draft.value) for draft in by_line[175]] == ["954", "322", "306", "27"]
    assert [(draft.value, draft.qualifier) for draft in by_line[56]] == [(46, "at-least"), (20000, "at-least")]
    assert by_line[142][0].remarks == ("Value as found: dozens persons.",)


def test_drafts_survive_being_kept(reading):
    assert tuple(from_data(as_data(draft)) for draft in reading.drafts) == reading.drafts


def test_drafts_are_rows_of_a_pack(reading):
    rows = list(csv.DictReader(as_pack_rows(reading.drafts).splitlines()))

    assert len(rows) == len(reading.drafts)
    assert len({row["key"] for row in rows}) == len(rows)


def test_the_pack_names_every_line_of_the_list(reading):
    named = set(_lines(fact.found for fact in read_figures(settings.PACK).facts.values()))

    assert sorted({draft.line for draft in reading.drafts} - named) == []


def _lines(found: Iterator[str]) -> Iterator[int]:
    for text in found:
        for part in text.replace(",", " ").replace(";", " ").split():
            first, _, last = part.partition("-")
            yield from range(int(first), int(last or first) + 1)
