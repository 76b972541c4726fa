"""`./run placement solve`: files in, a file and one JSON document out; what is wrong is said with file and line."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from hamsafar.recruitment.formats.placement_files import read_market, write_placement
from hamsafar.recruitment.management.commands import placement as command
from hamsafar.recruitment.rules.market import BadMarket
from hamsafar.recruitment.rules.placement import NOBODY, Placement, Status

ROOT = Path(__file__).resolve().parents[3]
CANDIDATES = "id,group\nali,hills\nzafar,town\n"
VACANCIES = "id,places,region,sector\nv1,1,Tula,farming\nv2,1,Tver,building\n"
ELIGIBILITY = "candidate,vacancy,score\nali,v1,5\nali,v2,4\nzafar,v1,5\nzafar,v2,1\n"

FILES = ("candidates", "vacancies", "eligibility")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in (("candidates", CANDIDATES), ("vacancies", VACANCIES), ("eligibility", ELIGIBILITY)):
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    return tmp_path


def run(folder: Path, *more: str) -> dict[str, object]:
    out = StringIO()
    files = [
        word for name in ("candidates", "vacancies", "eligibility") for word in (f"--{name}", folder / f"{name}.csv")
    ]
    call_command("placement", "solve", *files, "--out", folder / "out.csv", *more, stdout=out)
    return json.loads(out.getvalue())


def constrained(folder: Path, **rules: object) -> tuple[str, str]:
    (folder / "rules.json").write_text(json.dumps(rules), encoding="utf-8")
    return "--constraints", str(folder / "rules.json")


def test_the_best_placement_is_written(folder):
    assert run(folder) == {"status": "optimal", "objective": 9.0, "bound": 9.0, "gap": 0.0, "placed": 2}
    assert (folder / "out.csv").read_text() == "candidate,vacancy\nali,v2\nzafar,v1\n"


def test_standard_output_holds_one_document_and_nothing_else(folder):
    files = [word for name in FILES for word in (f"--{name}", str(folder / f"{name}.csv"))]
    rules = constrained(folder, quotas=[{"region": "Tula", "most": 1}])
    command = [sys.executable, "-m", "hamsafar.front", "placement", "solve", *files, "--out", str(folder / "out.csv")]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "HAMSAFAR_VAR": str(folder / "var")}

    done = subprocess.run([*command, *rules], env=environment, capture_output=True, text=True, check=True)

    assert json.loads(done.stdout)["status"] == "optimal"


def test_every_kind_of_constraint_is_read(folder):
    rules = {
        "quotas": [{"region": "Tula", "most": 1, "least": 0}],
        "reserved": [{"group": "hills", "places": 1, "vacancy": "v1"}],
        "families": [{"members": ["ali", "zafar"], "together": "region"}],
        "fairness": {"most_gap": 1},
    }

    assert run(folder, *constrained(folder, **rules))["objective"] == 0.0
    assert run(folder, *constrained(folder, families=[["ali"], ["zafar"]]))["objective"] == 9.0


def test_what_cannot_be_is_said_and_nothing_is_written(folder):
    out = StringIO()
    files = [
        word for name in ("candidates", "vacancies", "eligibility") for word in (f"--{name}", folder / f"{name}.csv")
    ]
    rules = constrained(folder, quotas=[{"region": "Tula", "least": 2}])

    with pytest.raises(SystemExit) as left:
        call_command("placement", "solve", *files, "--out", folder / "out.csv", *rules, stdout=out)

    answer = json.loads(out.getvalue())
    assert left.value.code == 1
    assert (answer["status"], answer["objective"], answer["gap"]) == ("infeasible", None, None)
    assert answer["conflict"] == ["At least 2 places must be filled in Tula."]
    assert not (folder / "out.csv").exists()


def test_what_was_not_found_in_time_has_a_bound_and_no_score():
    said = command.said(Placement(Status.UNKNOWN, NOBODY, NOBODY, 0.0, 12.5))

    assert said == {"status": "unknown", "objective": None, "bound": 12.5, "gap": None, "placed": 0}


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("candidates", "name\nali\n", "candidates.csv: there is no column id"),
        ("candidates", "id\nali\nali\n", "candidates.csv:3: ali stands here again"),
        ("candidates", "id,group\nali,x\n,y\n", "candidates.csv:3: the id is empty"),
        ("candidates", "", "candidates.csv: it is no table of id"),
        ("candidates", b"\xff\xfeid", "candidates.csv: it is no UTF-8 text"),
        ("vacancies", "id,places\nv1,one\nv2,2\n", "vacancies.csv:2: one is no number of places"),
        ("vacancies", "id,places\nv1,-1\nv2,2\n", "vacancies.csv:2: -1 is no number of places"),
        ("vacancies", "id,places\nv1,1\nv2,\n", "vacancies.csv:3: – is no number of places"),
        ("eligibility", "candidate,vacancy,score\nbob,v1,5\n", "eligibility.csv:2: there is no candidate bob"),
        ("eligibility", "candidate,vacancy,score\nali,v9,5\n", "eligibility.csv:2: there is no vacancy v9"),
        ("eligibility", "candidate,vacancy,score\nali,v1,5\nali,v2,x\n", "eligibility.csv:3: the score is no number"),
        (
            "eligibility",
            "candidate,vacancy,score\nali,v1,5\nali,v2,inf\n",
            "eligibility.csv:3: the score is no number",
        ),
        (
            "eligibility",
            "candidate,vacancy,score\nali,v1,5\nali,v2,1\nali,v1,6\n",
            "eligibility.csv:4: this candidate and this vacancy stand in an earlier line as well",
        ),
    ],
)
def test_bad_input_is_named_by_file_and_line(folder, name, text, said):
    (folder / f"{name}.csv").write_bytes(text if isinstance(text, bytes) else text.encode())

    with pytest.raises(CommandError) as problem:
        run(folder)

    assert str(problem.value) == said
    assert problem.value.returncode == 2
    assert not (folder / "out.csv").exists()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "it is no JSON"),
        ("[]", "a constraint is not written as it must be"),
        ('{"quota": []}', "nobody knows what quota means here"),
        ('{"quotas": [{"region": "Tula", "max": 1}]}', "nobody knows what max means here"),
        ('{"quotas": [{"region": "Tula", "most": -1}]}', "a constraint is not written as it must be"),
        ('{"quotas": [3]}', "a constraint is not written as it must be"),
        ('{"reserved": [{"group": "hills"}]}', "a constraint is not written as it must be"),
        ('{"families": [{"members": ["ali"], "together": "train"}]}', "a constraint is not written as it must be"),
        ('{"fairness": {"most_gap": 2}}', "the gap of fairness lies between 0 and 1"),
        ('{"fairness": {"most_gap": "1/0"}}', "a constraint is not written as it must be"),
    ],
)
def test_bad_constraints_are_named(folder, text, said):
    (folder / "rules.json").write_text(text)

    with pytest.raises(CommandError) as problem:
        run(folder, "--constraints", str(folder / "rules.json"))

    assert str(problem.value) == f"rules.json: {said}"


def test_files_that_are_not_there_are_named(folder):
    with pytest.raises(CommandError, match=r"rules\.json: it cannot be read"):
        run(folder, "--constraints", str(folder / "rules.json"))
    (folder / "vacancies.csv").unlink()
    with pytest.raises(CommandError, match=r"vacancies\.csv: it cannot be read"):
        run(folder)


def test_a_folder_that_is_not_there_takes_no_placement(tmp_path):
    with pytest.raises(BadMarket, match="cannot be written"):
        write_placement(tmp_path / "nowhere" / "out.csv", [("ali", "v1")])


def test_columns_that_are_not_given_are_empty(folder):
    (folder / "candidates.csv").write_text("id\nali\nzafar\n")
    (folder / "vacancies.csv").write_text("id,places\nv1,1\nv2,1\n")

    market = read_market(*(folder / f"{name}.csv" for name in FILES))

    assert (market.groups, market.regions, market.sectors) == ((), (), ())
