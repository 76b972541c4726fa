"""`./run dossier` as it is typed."""

from __future__ import annotations

import io
import json
import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from hamsafar.kit.refusal import Refusal
from hamsafar.kit.words import Words
from hamsafar.ledger.models import Line
from hamsafar.meetings.actions import preparing
from hamsafar.meetings.models import FrozenDossier, Meeting
from tests.integration.meetings.conftest import NOW, SLUG

DAY = ("--as-of", "2025-02-13")
TEXT = Words("Name a contact.", "Назвать контакт.", "Масъули тамос таъин шавад.")


def run(*words: object) -> tuple[int, str]:
    """The exit code and what was printed."""
    out = io.StringIO()
    try:
        call_command("dossier", *map(str, words), stdout=out, stderr=io.StringIO())
    except SystemExit as ended:
        return int(ended.code or 0), out.getvalue()
    return 0, out.getvalue()


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(settings.PACK, tmp_path / "pack"))


def test_a_dossier_of_a_pack_is_built_frozen_verified_and_compared_without_a_database(copy, tmp_path):
    """No database mark stands here, so that any query would fail."""
    first, second = tmp_path / "first", tmp_path / "second"
    given = (SLUG, *DAY, "--pack", copy, "--lang", "en")

    assert run("freeze", *given, "--out", first)[0] == 0
    assert run("verify", first)[0] == 0
    assert run("verify", first, "--keys", first / "keys.json")[0] == 0
    figures = copy / "figures.csv"
    text = figures.read_text(encoding="utf-8")
    figures.write_text(text.replace("number,recruits,15000,", "number,recruits,14999,"), encoding="utf-8")
    assert run("freeze", *given, "--out", second)[0] == 0
    code, said = run("compare", first, second, "--format", "json")

    assert code == 1
    assert "recruitment/recruitment-2023" in {change["key"] for change in json.loads(said)["en"]}
    assert run("compare", first, first)[0] == 0
    assert "15,000" in run("compare", first, second)[1]
    shutil.copy(second / "dossier.en.json", first / "dossier.en.json")
    code, said = run("verify", first, "--format", "json")
    assert code == 1
    assert any(found["part"].startswith("statement") for found in json.loads(said)["findings"])
    assert "changed: dossier.en.json" in run("verify", first)[1]


def test_building_from_a_pack_that_does_not_know_the_meeting_is_refused(copy):
    with pytest.raises(Refusal, match="No meeting"):
        run("build", "nowhere", *DAY, "--pack", copy)


def test_a_fact_taken_out_of_a_copy_is_said_and_its_sentences_vanish(copy, tmp_path):
    figures = copy / "figures.csv"
    lines = figures.read_text(encoding="utf-8").splitlines(keepends=True)
    figures.write_text("".join(each for each in lines if not each.startswith("requests-aug-2024")), encoding="utf-8")

    assert run("build", SLUG, *DAY, "--pack", copy, "--out", tmp_path / "d.json")[0] == 0


def test_the_meetings_of_a_pack_are_listed(copy):
    assert SLUG in run("list", "--pack", copy)[1]
    assert json.loads(run("list", "--pack", copy, "--format", "json")[1])[0]["slug"] == SLUG


@pytest.mark.django_db
def test_the_restricted_edition_needs_a_cleared_officer_by_name(moscow, secretary, desk_officer, tmp_path):
    preparing.write_annex(meeting=moscow, title=TEXT, text=TEXT, by=secretary, at=NOW)
    asked = ("build", SLUG, *DAY, "--edition", "restricted", "--out", tmp_path / "r.json")

    for login in ((), ("--as", desk_officer.username), ("--as", "nobody")):
        with pytest.raises(Refusal):
            run(*asked, *login)
    assert run(*asked, "--as", secretary.username)[0] == 0
    document = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
    assert document["annex"][0] == {
        "no": 1,
        "title": TEXT.en,
        "text": TEXT.en,
        "classification": "restricted",
        "synthetic": True,
    }


@pytest.mark.django_db
def test_the_open_edition_of_a_pack_is_built_without_the_annex_in_the_database(moscow, secretary, tmp_path):
    build = ("build", SLUG, *DAY, "--format", "pdf", "--out")
    run(*build, tmp_path / "before.pdf")
    preparing.write_annex(meeting=moscow, title=TEXT, text=TEXT, by=secretary, at=NOW)
    run(*build, tmp_path / "after.pdf")

    assert (tmp_path / "before.pdf").read_bytes() == (tmp_path / "after.pdf").read_bytes()


@pytest.mark.django_db
def test_a_copy_of_what_the_node_holds_is_kept_and_on_record(moscow, desk_officer, tmp_path):
    asked = ("freeze", SLUG, *DAY, "--lang", "tg")

    with pytest.raises(Refusal, match="secretariat"):
        run(*asked, "--as", desk_officer.username, "--out", tmp_path / "refused")
    assert run(*asked, "--out", tmp_path / "copy")[0] == 0

    assert run("verify", tmp_path / "copy")[0] == 0
    assert FrozenDossier.objects.get().meeting == moscow
    assert Line.objects.filter(verb="dossier frozen").count() == 1


@pytest.mark.django_db
def test_a_meeting_that_nobody_knows_is_refused_and_the_known_ones_are_listed(moscow):
    with pytest.raises(Refusal, match="dossier list"):
        run("build", "nowhere")
    assert SLUG in run("list")[1]
    assert Meeting.objects.count() == 1
