"""`./run names`: what it prints and how it ends."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

ZONE = ("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10")


def names(*words: str) -> tuple[int, str]:
    """Exit code and standard output."""
    out = io.StringIO()
    try:
        call_command("names", *words, stdout=out, stderr=io.StringIO())
    except SystemExit as end:
        return int(end.code or 0), out.getvalue()
    except CommandError as end:
        return end.returncode, out.getvalue()
    return 0, out.getvalue()


def test_compare_prints_match_score_and_explanation_as_json():
    code, said = names("compare", "Сироҷиддин Муҳриддин", "SIRODZHIDDIN", "--format", "json")

    found = json.loads(said)
    assert code == 0
    assert (found["match"], found["score"]) == (True, 0.85)
    assert "ҷ was written дж, then dzh" in found["explanation"]


def test_compare_explains_in_the_language_asked_for():
    assert "записано как" in names("compare", "Сироҷиддин", "Сироджиддин", "--lang", "ru")[1]


def test_no_match_is_a_finding():
    code, said = names("compare", "Саидов Фирдавс", "Саидова Фирдавс")

    assert code == 1
    assert said.startswith("no match")


def test_pairs_are_answered_line_by_line(tmp_path: Path):
    file = tmp_path / "pairs.tsv"
    file.write_text("Саидов Фирдавс\tSAIDOV FIRDAVS\nСаидов Фирдавс\tСаидов Фирӯз\n")

    code, said = names("compare", "--pairs", str(file))

    assert code == 1
    assert [json.loads(line)["match"] for line in said.splitlines()] == [True, False]


def test_a_line_without_two_names_is_bad_input_and_the_rest_is_answered(tmp_path: Path):
    file = tmp_path / "pairs.tsv"
    file.write_text("Саидов Фирдавс\nСаидов Фирдавс\tSAIDOV FIRDAVS\n")

    code, said = names("compare", "--pairs", str(file))

    assert code == 2
    assert [json.loads(line).get("match") for line in said.splitlines()] == [None, True]


def test_forms_lists_spellings_by_standard():
    code, said = names("forms", "Сироҷиддин Муҳриддин")

    assert code == 0
    assert "SIRODZHIDDIN MUKHRIDDIN" in said
    assert len(json.loads(names("forms", "Сироҷиддин", "--format", "json")[1])["forms"]) == 11


def test_zones_are_read_from_a_file_whether_on_one_line_or_on_several(tmp_path: Path):
    file = tmp_path / "zones.txt"
    file.write_text("\n".join([*ZONE, "".join(ZONE), " ".join(ZONE), ""]))

    code, said = names("mrz", "--lines", str(file))

    assert code == 0
    assert [json.loads(line)["surname"] for line in said.splitlines()] == ["ERIKSSON"] * 3


def test_zones_are_read_from_standard_input(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(ZONE)))

    code, said = names("mrz", "--lines")

    assert (code, json.loads(said)["valid"]) == (0, True)


def test_a_zone_that_does_not_check_is_a_finding_with_suggestions(tmp_path: Path):
    file = tmp_path / "zones.txt"
    file.write_text("\n".join([ZONE[0], ZONE[1].replace("740812", "74O812")]))

    code, said = names("mrz", "--lines", str(file))

    found = json.loads(said)
    assert (code, found["valid"]) == (1, False)
    assert found["suggestions"][0]["perhaps"] == "0"


@pytest.mark.parametrize(
    "words",
    [
        ("compare", "one"),
        ("compare", "--pairs", "/no/such/file"),
        ("forms", "فردوس"),
        ("mrz", "P<UTO"),
        ("mrz",),
        ("mrz", "--lines", "/dev/null"),
    ],
    ids=" ".join,
)
def test_bad_input_ends_with_two(words):
    assert names(*words)[0] == 2


def test_text_that_is_not_utf_8_is_bad_input_whatever_the_language_of_the_machine(tmp_path: Path):
    file = tmp_path / "pairs.tsv"
    file.write_bytes("Саидов\tSaidov\n".encode("cp1251"))

    assert names("compare", "--pairs", str(file))[0] == 2


def test_names_are_written_in_full_on_a_machine_without_a_language():
    command = [sys.executable, "-m", "hamsafar.front", "names", "compare", "--pairs", "-"]
    environment = {**os.environ, "LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONPATH": str(settings.BASE_DIR)}
    done = subprocess.run(command, input="Саидов\tSaidov\n".encode(), env=environment, capture_output=True, check=False)

    assert (done.returncode, json.loads(done.stdout)["match"]) == (0, True)
