"""`./run people find` and `show`, as an operator types them."""

from __future__ import annotations

import json

import pytest
from django.core.management import call_command

from hamsafar.journeys.actions.filing import refile_person
from hamsafar.journeys.actions.merging import merge_people
from hamsafar.journeys.models import NameForm
from hamsafar.kit.actor import SYSTEM
from hamsafar.ledger.models import Line
from tests.factories.people import AT, bare_person, marked_person

pytestmark = pytest.mark.django_db


def _run(*words: str, code: int = 0) -> None:
    if code:
        with pytest.raises(SystemExit) as ended:
            call_command("people", *words)
        assert ended.value.code == code
    else:
        call_command("people", *words)


def _filed(name: str, **more):
    person = bare_person(name, **more)
    refile_person(person=person, by=SYSTEM, at=AT)
    return person


def test_a_name_in_another_script_finds_the_file_with_the_reason(capsys):
    person = _filed("Сироҷиддин Муҳриддин", birth_year=1990)

    _run("find", "SIRODZHIDDIN", "--format", "json")

    found = json.loads(capsys.readouterr().out)["found"]
    assert found[0]["ref"] == person.ref
    assert found[0]["synthetic"]
    assert found[0]["explanation"]


def test_a_search_is_on_the_ledger_without_what_was_typed(capsys):
    person = _filed("Сироҷиддин Муҳриддин")

    _run("find", "sirojiddin", "muhriddin")

    assert person.ref in capsys.readouterr().out
    line = Line.objects.newest_first()[0]
    assert line.verb == "people searched"
    assert "siroj" not in line.about


def test_nobody_found_is_a_finding(capsys):
    _run("find", "Ҷамшед", code=1)

    assert "Nobody" in capsys.readouterr().err


def test_a_file_is_shown_with_its_documents_and_the_look_is_recorded(capsys):
    person = marked_person().person

    _run("show", person.ref.lower())

    out = capsys.readouterr().out
    assert person.name in out
    assert "TJK" in out
    assert Line.objects.filter(person=person.ref, verb="file opened help", by="system").exists()


def test_a_merged_file_shows_the_one_it_was_merged_into_with_both_names(capsys):
    kept, merged = _filed("Сироҷиддин Муҳриддин"), _filed("SIRODZHIDDIN")
    NameForm.objects.create(person=merged, full="SIRODZHIDDIN", script="latin", authority="carrier", added_at=AT)
    merge_people(kept=kept, merged=merged, reason="One passport.", by=SYSTEM, at=AT)

    _run("show", merged.ref, "--format", "json")

    shown = json.loads(capsys.readouterr().out)
    assert shown["ref"] == kept.ref
    assert shown["files"] == [kept.ref, merged.ref]
    assert shown["names"][0]["full"] == "SIRODZHIDDIN"

    _run("show", merged.ref)
    assert "the same person's file" in capsys.readouterr().out


@pytest.mark.parametrize("ref", ["P-0000-0000-0000-0000-1", "nonsense"])
def test_a_reference_with_a_slip_is_bad_input(ref, capsys):
    _run("show", ref, code=2)

    assert "reference" in capsys.readouterr().err


def test_an_erased_file_is_not_shown(capsys):
    person = bare_person(erased_at=AT)

    _run("show", person.ref, code=1)

    assert "erased" in capsys.readouterr().err
