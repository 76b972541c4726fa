"""`./run people import` and its companions."""

from __future__ import annotations

import io
import json

import pytest
from django.core.management import call_command

from hamsafar.journeys.enums import ImportState
from hamsafar.journeys.models import PeopleImport, Person
from hamsafar.kit.refusal import Refusal
from tests.factories.lists import csv_of, rows_of

pytestmark = pytest.mark.django_db


def run(*words):
    out, code = io.StringIO(), 0
    try:
        call_command("people", *map(str, words), stdout=out, stderr=io.StringIO())
    except SystemExit as end:
        code = end.code
    return code, out.getvalue()


@pytest.fixture
def file(tmp_path):
    rows = rows_of(31, 6)
    rows[1][3] = "31.02.1990"
    path = tmp_path / "list.csv"
    path.write_bytes(csv_of(rows))
    return path


def test_a_list_goes_in_and_out_again(file):
    code, out = run("import", file, "--format", "json", "--synthetic")

    said = json.loads(out)
    assert code == 1
    assert (said["state"], said["people"], said["unreadable"]) == ("imported", 5, 1)
    assert said["set_aside"][0]["line"] == 3
    assert Person.objects.filter(synthetic=True).count() == 5
    assert json.loads(run("imports", "--format", "json")[1])[0]["ref"] == said["ref"]
    assert run("import-undo", said["ref"]) == (0, out_of(said["ref"]))
    assert not Person.objects.exists()


def out_of(ref):
    return f"{ref}: undone. 6 rows, 5 people imported, 1 unreadable, 0 to decide.\n"


def test_a_dry_run_keeps_nothing(file):
    code, out = run("import", file, "--dry-run")

    assert (code, Person.objects.count()) == (1, 0)
    assert "6 rows, 0 people imported, 1 unreadable" in out
    assert PeopleImport.objects.get().state == ImportState.WITHDRAWN


def test_a_mapping_names_columns_by_heading_or_number(tmp_path):
    path, mapping = tmp_path / "list.csv", tmp_path / "mapping.json"
    path.write_bytes(csv_of([["Карим", "Саидов"]], headings=("Erste", "Zweite")))
    mapping.write_text(json.dumps({"columns": {"given": "ERSTE", "family": 1}, "citizenship": "TJK"}))

    assert run("import", path, "--mapping", mapping)[0] == 0

    assert (Person.objects.get().name, Person.objects.get().citizenship) == ("Саидов Карим", "TJK")


@pytest.mark.parametrize(
    ("mapping", "said"),
    [("[]", "is no mapping"), ("{", "cannot be read"), ('{"columns": {"name": "X"}}', "no column “X”"),
     ('{"columns": {"rank": 0}}', "a field that nobody knows")],
)  # fmt: skip
def test_a_bad_mapping_is_refused(file, tmp_path, mapping, said):
    path = tmp_path / "mapping.json"
    path.write_text(mapping)

    with pytest.raises(Refusal, match=said):
        run("import", file, "--mapping", path)


def test_what_cannot_be_read_is_refused_and_nothing_is_kept(tmp_path):
    path = tmp_path / "list.csv"
    path.write_bytes(csv_of([["1", "2"]], headings=("A", "B")))

    with pytest.raises(Refusal, match="No column holds a name"):
        run("import", path)
    with pytest.raises(Refusal, match="cannot be read"):
        run("import", tmp_path / "none.csv")
    with pytest.raises(Refusal, match="There is no list"):
        run("import-undo", "I-1")
    with pytest.raises(Refusal, match="No officer"):
        run("import", path, "--as", "nobody")
    assert PeopleImport.objects.get().state == ImportState.WITHDRAWN


def test_what_was_interrupted_goes_on(file, monkeypatch):
    run("import", file, "--dry-run")
    PeopleImport.objects.all().delete()
    from_start = run("import", file)
    assert from_start[0] == 1
    assert run("import-go-on") == (0, "")
