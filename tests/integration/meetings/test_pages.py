"""The pages of meetings: what everybody reads, what the secretariat does, what is refused."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from django.urls import reverse

from hamsafar.kit.words import Words
from hamsafar.ledger.models import Line
from hamsafar.meetings.actions import preparing
from hamsafar.meetings.models import AgendaItem, AnnexLine, FrozenDossier, Outcome
from tests.factories.meetings import meeting as a_meeting
from tests.integration.meetings.conftest import NOW, SLUG

pytestmark = pytest.mark.django_db
TEXT = Words("Name a contact.", "Назвать контакт.", "Масъули тамос таъин шавад.")
ON_THE_DAY = {"as_of": "2025-02-13"}


def url(name, *args):
    return reverse(f"meetings:{name}", args=[SLUG, *args])


def signed_in(officer) -> Client:
    client = Client()
    client.force_login(officer, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def visitor(moscow):
    return Client()


@pytest.fixture
def desk(moscow, secretary):
    return signed_in(secretary)


def test_everybody_reads_the_list_and_the_meeting(visitor):
    listed = visitor.get(reverse("meetings:index"))
    page = visitor.get(url("meeting"), ON_THE_DAY)

    assert listed.status_code == 200
    assert url("meeting") in listed.content.decode()
    assert "no outcome is on record" in page.content.decode()
    assert "Draft the agenda" not in page.content.decode()


@pytest.mark.parametrize("lang", ["en", "ru", "tg"])
def test_the_open_dossier_is_public_in_every_language_and_cut_to_the_day(visitor, lang):
    page = visitor.get(url("dossier"), ON_THE_DAY, headers={"accept-language": lang}).content.decode()

    assert f'<div class="sheets" lang="{lang}">' in page
    assert "Interfax" not in page
    boxes = {"as_of_day": "13", "as_of_month": "2", "as_of_year": "2025", "edition": "open"}
    assert visitor.get(url("dossier"), boxes, headers={"accept-language": lang}).content.decode().count(
        "sheet__rule"
    ) == (page.count("sheet__rule"))
    assert visitor.get(url("dossier"), {"as_of": "yesterday"}).status_code == 404
    assert visitor.get(url("dossier"), {"edition": "secret"}).status_code == 404


@pytest.mark.parametrize(("fmt", "begins"), [("pdf", b"%PDF"), ("docx", b"PK"), ("json", b"{"), ("html", b"<!DOCTYPE")])
def test_the_dossier_is_given_as_a_file(visitor, fmt, begins):
    answer = visitor.get(url("download", fmt), ON_THE_DAY | {"lang": "tg"})

    assert answer.content.lstrip().startswith(begins) or begins in answer.content[:200]
    assert f".tg.{fmt}" in answer["Content-Disposition"]
    assert visitor.get(url("download", "exe")).status_code == 404


def test_the_restricted_edition_is_for_cleared_readers(visitor, desk, moscow, secretary, desk_officer):
    preparing.write_annex(meeting=moscow, title=TEXT, text=TEXT, by=secretary, at=NOW)
    asked = ON_THE_DAY | {"edition": "restricted"}

    assert visitor.get(url("dossier"), asked).status_code == 409
    assert signed_in(desk_officer).get(url("dossier"), asked).status_code == 409
    assert visitor.get(url("download", "json"), asked).status_code == 409
    page = desk.get(url("dossier"), asked).content.decode()
    assert TEXT.en in page
    assert "synthetic" in page
    assert TEXT.en not in desk.get(url("dossier"), ON_THE_DAY).content.decode()
    assert Line.objects.filter(verb="restricted dossier opened").count() == 1


def test_programs_read_the_same_dossier(visitor):
    answer = visitor.get(f"/api/meetings/{SLUG}/dossier", ON_THE_DAY | {"lang": "ru"})
    file = visitor.get(url("download", "json"), ON_THE_DAY | {"lang": "ru"})

    assert answer.json() == json.loads(file.content)
    assert [each["slug"] for each in visitor.get("/api/meetings").json()] == [SLUG]
    assert visitor.get("/api/meetings/nowhere/dossier").status_code == 404
    assert visitor.get(f"/api/meetings/{SLUG}/dossier", {"edition": "restricted"}).status_code == 422


def test_the_secretary_drafts_orders_offers_and_drops_without_javascript(desk):
    desk.post(url("draft"))
    first, second = list(AgendaItem.objects.of(SLUG).in_order())[:2]
    desk.post(url("order", second.topic), {"step": "up"})
    desk.post(url("item", second.topic, "offer"))
    desk.post(url("item", first.topic, "drop"))

    states = {item.topic: (item.position, item.state) for item in AgendaItem.objects.of(SLUG)}
    assert states[second.topic] == (0, "offered")
    assert states[first.topic][1] == "dropped"
    page = desk.get(url("meeting"), ON_THE_DAY).content.decode()
    assert "Take the offer back" in page
    assert "Look for new items" in page


def test_an_outcome_is_recorded_resolved_and_carried_over_by_forms(desk, moscow, secretary):
    ahead = preparing.add_meeting(a_meeting(slug="ahead", on=NOW.date(), synthetic=True), by=secretary, at=NOW)
    words = {f"words_{lang}": TEXT[lang] for lang in ("en", "ru", "tg")}
    given = words | {"owner": "tj", "due_day": "1", "due_month": "6", "due_year": "2025", "topic": "trade"}

    assert desk.post(url("outcome"), given).status_code == 302
    desk.post(url("outcome"), words | {"owner": "both"})
    first, second = Outcome.objects.recorded_at(moscow)
    became = {f"became_{lang}": TEXT[lang] for lang in ("en", "ru", "tg")}
    desk.post(url("resolve", first.key), became | {"state": "done"})
    desk.post(url("carry", second.key), {"to": ahead.slug})

    assert [each.state for each in Outcome.objects.recorded_at(moscow)] == ["done", "carried-over"]
    page = desk.get(url("meeting")).content.decode()
    assert "synthetic" in page
    assert TEXT.en in page


def test_a_form_that_is_not_filled_in_says_what_is_missing(desk):
    page = desk.post(url("outcome"), {"owner": ""})

    assert page.status_code == 200
    assert "govuk-error-summary" in page.content.decode()


def test_an_annex_line_is_written_by_a_form(desk, moscow):
    given = {f"{part}_{lang}": TEXT[lang] for part in ("title", "text") for lang in ("en", "ru", "tg")}

    desk.post(url("annex"), given)

    assert AnnexLine.objects.get(meeting=moscow).synthetic


def test_a_copy_is_frozen_by_a_form_and_read_by_everybody_as_it_was_signed(desk, visitor, moscow):
    given = {"as_of_day": "13", "as_of_month": "2", "as_of_year": "2025", "edition": "open"}

    assert desk.post(url("freeze"), given).status_code == 302
    copy = FrozenDossier.objects.get()
    file = copy.files.get(name="dossier.en.json")
    served = visitor.get(url("frozen-file", copy.pk, file.name))

    assert served.content == file.bytes
    assert visitor.get(url("frozen-file", copy.pk, "manifest.cose")).content == bytes(copy.manifest)
    assert visitor.get(url("frozen-file", copy.pk, "other")).status_code == 404
    assert "manifest.cose" in visitor.get(url("meeting")).content.decode()
    compared = visitor.get(url("compare"), {"old": str(copy.pk), "new": "today"}).content.decode()
    assert "<del>" in compared
    assert (
        "Nothing differs" in visitor.get(url("compare"), {"old": str(copy.pk), "new": "meeting-day"}).content.decode()
    )


def test_a_restricted_copy_is_given_to_cleared_readers_only(desk, visitor, moscow, secretary):
    copy = preparing.freeze_dossier(
        meeting=moscow, as_of=moscow.on, edition="restricted", langs=("en",), by=secretary, at=NOW
    )

    assert visitor.get(url("frozen-file", copy.pk, "dossier.en.json")).status_code == 409
    assert desk.get(url("frozen-file", copy.pk, "dossier.en.json")).status_code == 200
    assert str(copy.pk) not in visitor.get(url("meeting")).content.decode()


def test_what_only_the_secretariat_does_is_refused_to_others(moscow, desk_officer):
    client = signed_in(desk_officer)

    for name in ("outcome", "annex", "freeze"):
        assert client.get(url(name)).status_code == 409
    assert client.post(url("draft")).status_code == 409
    assert Client().get(url("outcome")).status_code == 302


def test_a_compared_pair_lists_what_changed_between_the_day_and_today(visitor):
    page = visitor.get(url("compare"), {"old": "meeting-day", "new": "today"}).content.decode()

    assert "added" in page
    assert "changed" in page
