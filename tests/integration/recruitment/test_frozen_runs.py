"""A frozen run is verified years later; whatever was changed in it is named."""

from __future__ import annotations

import hashlib
import json
import zipfile
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from hamsafar.recruitment.formats.frozen_runs import freeze
from hamsafar.recruitment.rules.market import BadMarket
from hamsafar.recruitment.rules.placement import NOBODY, Placement, Status
from tests.integration.recruitment.test_placement_command import FILES, constrained, folder, run

__all__ = ["folder"]

RULES = {"quotas": [{"region": "Tver", "most": 0}]}


def call(*words: object, code: int = 0) -> dict[str, object]:
    out = StringIO()
    if code:
        with pytest.raises(SystemExit) as left:
            call_command("placement", *words, stdout=out)
        assert left.value.code == code
    else:
        call_command("placement", *words, stdout=out)
    return json.loads(out.getvalue())


def frozen(folder: Path, name: str = "run.zip", **rules: object) -> tuple[Path, str]:
    more = constrained(folder, **rules) if rules else ()
    answer = run(folder, "--freeze", str(folder / name), *more)
    return folder / name, str(answer["run"])


def rewritten(file: Path, **changed: bytes) -> Path:
    """The archive with other contents; `run.json` is left as it was unless it is among them."""
    with zipfile.ZipFile(file) as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}
    contents |= {name.replace("_", "."): content for name, content in changed.items()}
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return file


def forged(file: Path, **changed: bytes) -> Path:
    """As `rewritten`, with the digests of what was changed put right: only a noted digest, or the sums, tell."""
    with zipfile.ZipFile(file) as archive:
        manifest = json.loads(archive.read("run.json"))
    for name, content in changed.items():
        manifest["digests"][name.replace("_", ".")] = hashlib.sha256(content).hexdigest()
    return rewritten(file, **changed, run_json=json.dumps(manifest).encode())


def test_a_frozen_run_is_verified_and_solved_again(folder):
    file, named = frozen(folder, **RULES)

    assert call("verify", file, "--digest", named, "--again") == {
        "ok": True,
        "run": named,
        "objective": 5.0,
        "findings": [],
    }


def test_freezing_the_same_run_again_gives_the_same_bytes(folder):
    one, named = frozen(folder)
    other, again = frozen(folder, "again.zip")

    assert (named, one.read_bytes()) == (again, other.read_bytes())


def test_a_changed_input_is_named(folder):
    file, _ = frozen(folder)
    rewritten(file, eligibility_csv=b"candidate,vacancy,score\nali,v1,9\n", note_txt=b"x")

    found = call("verify", file, code=1)

    assert found["findings"] == [
        "eligibility.csv is not what was frozen.",
        "note.txt was added after the run was frozen.",
    ]


def test_a_run_whose_digests_were_put_right_has_another_name(folder):
    file, named = frozen(folder)
    forged(file, placement_csv=b"candidate,vacancy\nali,v1\nzafar,v2\n")

    (renamed, *_) = call("verify", file, "--digest", named, code=1)["findings"]
    assert renamed.endswith("and not as it was noted.")
    assert call("verify", file, code=1)["findings"] == ["The scores add up to 6, and not to what the run says."]


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("bound", 1.0, "The bound lies below the total."),
        ("objective", 6.0, "The scores add up to 9, and not to what the run says."),
    ],
)
def test_what_the_run_says_is_summed_again(folder, key, value, said):
    file, _ = frozen(folder)
    with zipfile.ZipFile(file) as archive:
        manifest = json.loads(archive.read("run.json"))
    rewritten(file, run_json=json.dumps(manifest | {key: value}).encode())

    assert said in call("verify", file, code=1)["findings"]


@pytest.mark.parametrize(
    ("said", "status", "bound"),
    [
        ("Solved again the total is 9, above the bound.", "feasible", 6.0),
        ("Solved again the total is 9.", "optimal", 9.0),
    ],
)
def test_a_second_best_that_calls_itself_the_best_is_found_by_solving_again(folder, said, status, bound):
    file, _ = frozen(folder)
    worse = b"candidate,vacancy\nali,v1\nzafar,v2\n"
    forged(file, placement_csv=worse)
    with zipfile.ZipFile(file) as archive:
        manifest = json.loads(archive.read("run.json"))
    changed = manifest | {"objective": 6.0, "bound": bound, "status": status}
    rewritten(file, run_json=json.dumps(changed).encode())

    assert call("verify", file)["ok"]
    assert call("verify", file, "--again", code=1)["findings"] == [said]


def test_a_placement_that_breaks_a_constraint_is_named(folder):
    file, _ = frozen(folder, **RULES)
    forged(file, placement_csv=b"candidate,vacancy\nali,v2\nzafar,v1\n")

    assert "At most 0 places may be filled in Tver." in call("verify", file, code=1)["findings"]


@pytest.mark.parametrize("content", [b"no archive", b""])
def test_what_is_no_frozen_run_is_bad_input(tmp_path, content):
    (tmp_path / "run.zip").write_bytes(content)

    with pytest.raises(CommandError, match=r"run\.zip: it is no frozen run") as problem:
        call_command("placement", "verify", tmp_path / "run.zip")
    assert problem.value.returncode == 2


def test_an_archive_without_its_manifest_or_of_another_version_is_no_frozen_run(folder):
    file, _ = frozen(folder)
    for manifest in (b"{", b'{"version": 9, "digests": {}}'):
        rewritten(file, run_json=manifest)
        with pytest.raises(CommandError, match="no frozen run"):
            call_command("placement", "verify", file)


def test_what_if_runs_are_compared(folder):
    (before, _), (after, _) = frozen(folder), frozen(folder, "other.zip", **RULES)

    answer = call("compare", before, after)

    assert (answer["objective"], answer["placed"]) == (-4.0, -1)
    assert len(answer["left_out"]) == 1
    rewritten(after, placement_csv=b"candidate,vacancy\n")
    with pytest.raises(CommandError, match=r"placement\.csv is not what was frozen"):
        call_command("placement", "compare", before, after)


def test_one_candidate_is_told_why(folder):
    files = [word for name in FILES for word in (f"--{name}", folder / f"{name}.csv")]

    assert call("why", *files, "--candidate", "zafar") == {
        "candidate": "zafar",
        "vacancy": "v1",
        "reasons": ["Score 5: no vacancy open to them scores higher, of 2."],
    }
    with pytest.raises(CommandError, match="There is no candidate bob"):
        call_command("placement", "why", *files, "--candidate", "bob")
    rules = constrained(folder, quotas=[{"region": "Tula", "least": 2}])
    assert call("why", *files, *rules, "--candidate", "ali", code=1)["status"] == "infeasible"


def test_the_report_says_shares_costs_and_reasons(folder):
    run(folder, "--report", str(folder / "report.json"), *constrained(folder, **RULES))

    said = json.loads((folder / "report.json").read_text())

    assert sum(each["placed"] for each in said["groups"]) == 1
    assert said["constraints"] == [
        {"words": "At most 0 places may be filled in Tver.", "cost_at_least": 4.0, "cost_at_most": 4.0}
    ]
    assert [each["candidate"] for each in said["candidates"]] == ["ali", "zafar"]


def test_what_cannot_be_written_is_bad_input(folder):
    with pytest.raises(CommandError, match="cannot be written"):
        run(folder, "--report", str(folder / "nowhere" / "report.json"))
    with pytest.raises(CommandError, match="cannot be written"):
        run(folder, "--freeze", str(folder / "nowhere" / "run.zip"))
    with pytest.raises(BadMarket, match="cannot be read"):
        freeze(folder / "run.zip", [folder / "nothing.csv"], [], Placement(Status.OPTIMAL, NOBODY, NOBODY, 0.0, 0.0))
