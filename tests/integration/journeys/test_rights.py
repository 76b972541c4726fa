"""Who looked, all that is held, the end: as an officer answers a person, and as the person reads it."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest
from django.test import Client
from django.utils import translation

from hamsafar.accounts.models import User
from hamsafar.journeys.actions.exporting import export_person
from hamsafar.journeys.actions.looks import lines_about, looks, open_file_of
from hamsafar.journeys.enums import LookReason
from hamsafar.journeys.models import Erasure, Person
from hamsafar.journeys.rules.looks import SENTENCES, in_words
from hamsafar.kit.actor import SYSTEM, VISITOR
from hamsafar.kit.refusal import Refusal
from hamsafar.ledger.actions import record
from hamsafar.ledger.models import Line
from tests.factories.accounts import OfficerFactory, OrganisationFactory
from tests.factories.files import stored
from tests.factories.ledger import noon
from tests.factories.people import bare_person, marked_person

pytestmark = pytest.mark.django_db
NOW = noon(2026, 3, 2)
CLERK = "registration_clerk"


@pytest.fixture(autouse=True)
def node(tmp_path: Path, settings) -> None:
    settings.VAR, settings.KEYS = tmp_path, tmp_path / "keys"


def signed_in(officer: User) -> Client:
    client = Client()
    client.force_login(officer)
    return client


def test_every_look_is_on_record_and_says_why():
    person, officer = bare_person(), OfficerFactory(role=CLERK)

    open_file_of(person=person, why=LookReason.HELP, by=officer, at=NOW)

    line = Line.objects.concerning(person.ref).get()
    assert (line.verb, line.by) == ("file opened help", officer.ref)
    with pytest.raises(Refusal, match="may read people"):
        open_file_of(person=person, why=LookReason.HELP, by=OfficerFactory(), at=NOW)
    Person.objects.update(erased_at=NOW)
    with pytest.raises(Refusal, match="erased"):
        open_file_of(person=Person.objects.get(), why=LookReason.HELP, by=officer, at=NOW)


def test_the_owner_reads_when_which_office_did_what_and_no_officer_s_name():
    office = OrganisationFactory(name={"en": "Registration", "ru": "Учёт", "tg": "Бақайдгирӣ"})
    officer = OfficerFactory(role=CLERK, organisation=office, name="Somebody By Name")
    person = bare_person()
    merged = bare_person(merged_into=person)
    open_file_of(person=merged, why=LookReason.COMPARE, by=officer, at=NOW)
    for by in (SYSTEM, VISITOR, person):
        record("export made", about=person, by=by, at=NOW, person=person.ref)
    Line.objects.create(at=NOW, by="O-GONE", verb="something new", about="x", person=person.ref)
    people = [person, merged]

    with translation.override("tg"):
        said = looks(list(lines_about(people)), people)

    assert [(each.office, each.what) for each in said][-1] == (
        "Бақайдгирӣ",
        "парвандаи шуморо кушод, то бо парвандаи дигар муқоиса кунад",
    )
    assert said[-1].officer == officer.ref
    assert "Somebody" not in str(said)
    assert [each.office for each in said[:-1]] == [
        "Корманде, ки ҳисобаш дигар нест", "Худи шумо", "Касе дар саҳифаи кушода", "Худи ин гиреҳ",
    ]  # fmt: skip
    assert "something new" in said[0].what
    assert said[1].mine


def test_every_sentence_reads_on_from_who_did_it():
    assert all(sentence[0].islower() and not sentence.endswith(".") for sentence in SENTENCES.values())
    assert in_words("notice written for sms") == "wrote you a notice"


def test_an_export_holds_all_data_a_page_to_read_and_who_looked():
    marked, clerk = marked_person(), OfficerFactory(role=CLERK)

    made = zipfile.ZipFile(io.BytesIO(export_person(person=marked.person, by=clerk, at=NOW)))

    data, page = json.loads(made.read("person.json")), made.read("person.html").decode()
    desks = {"appointments", "documents", "examinations", "incidents", "recruitment"}
    assert set(data["held"]) == {"file", "journeys", "lists", "notices", "papers", *desks}
    whole = json.dumps(data, ensure_ascii=False)
    for value in marked.values:
        assert value in whole, value
        assert value.replace("<", "&lt;") in page, value
    scans = [made.read(each).decode() for each in made.namelist() if each.startswith("files/")]
    assert [marked.inside[0] in each for each in scans] == [True]
    assert data["who_looked"][0]["what"].startswith("took out all that is held on you")
    assert "Who opened your file" in page
    assert data["synthetic"] is True
    assert "sort_key" not in whole


def test_an_export_holds_the_person_s_documents_and_each_stands_in_the_ledger(monkeypatch):
    person, file = bare_person(), stored()
    monkeypatch.setattr("hamsafar.journeys.actions.exporting._files_of", lambda people: [file])

    made = zipfile.ZipFile(io.BytesIO(export_person(person=person, by=OfficerFactory(role=CLERK), at=NOW)))

    assert made.read(f"files/{file.ref}-note.txt") == b"Waited from six in the evening.\n"
    assert Line.objects.concerning(person.ref).filter(verb="file opened").count() == 1


def test_an_officer_answers_a_person_on_one_page():
    person = bare_person()
    officer = OfficerFactory(role=CLERK)
    client = signed_in(officer)

    page = client.get(f"/rights/{person.ref}/").content.decode()

    assert "opened your file to answer you about it" in page
    assert "its term has not begun" in page
    answer = client.post(f"/rights/{person.ref}/export/")
    assert answer["Content-Type"] == "application/zip"
    assert client.post(f"/rights/{person.ref}/close/").status_code == 302
    assert "Everything is erased after" in client.get(f"/rights/{person.ref}/").content.decode()
    assert client.post(f"/rights/{person.ref}/reopen/").status_code == 302
    assert client.get("/rights/P-0000/").status_code == 404


def test_a_wish_waits_for_the_second_officer_on_the_list():
    person = bare_person()
    first, second = (OfficerFactory(role=CLERK) for _ in range(2))

    signed_in(first).post(f"/rights/{person.ref}/wish/")
    erasure = Erasure.objects.get()

    assert "A second officer must confirm this" in signed_in(first).get("/rights/due/").content.decode()
    assert signed_in(first).post(f"/rights/erasures/{erasure.ref}/confirm/").status_code == 409
    assert "Confirm and erase" in signed_in(second).get("/rights/due/").content.decode()
    assert "waits for a second officer" in signed_in(first).get(f"/rights/{person.ref}/").content.decode()
    assert signed_in(second).post(f"/rights/erasures/{erasure.ref}/confirm/").status_code == 302
    assert Person.objects.get().erased_at
    assert signed_in(first).get(f"/rights/{person.ref}/").status_code == 409


def test_what_is_due_is_listed_by_reference_and_erased_by_a_button():
    person = bare_person("Номи Пинҳон", closed_at=noon(2010, 3, 2))
    client = signed_in(OfficerFactory(role=CLERK))

    page = client.get("/rights/due/").content.decode()

    assert person.ref in page
    assert "Номи Пинҳон" not in page
    assert client.post(f"/rights/{person.ref}/erase/").status_code == 302
    assert "No file is due." in client.get("/rights/due/").content.decode()


def test_a_proposal_is_taken_back_by_a_button():
    person = bare_person()
    client = signed_in(OfficerFactory(role=CLERK))
    client.post(f"/rights/{person.ref}/wish/")

    assert client.post(f"/rights/erasures/{Erasure.objects.get().ref}/withdraw/").status_code == 302
    assert "No erasure waits." in client.get("/rights/due/").content.decode()


def test_only_officers_who_answer_people_see_these_pages():
    person, client = bare_person(), signed_in(OfficerFactory(role="consul"))

    for path in ("/rights/due/", f"/rights/{person.ref}/"):
        assert client.get(path).status_code == 409
    assert client.post(f"/rights/{person.ref}/export/").status_code == 409
    assert Client().get("/rights/due/").status_code == 302
