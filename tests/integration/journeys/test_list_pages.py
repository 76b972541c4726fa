"""The pages of lists: handed in, looked at, decided, imported, taken back; closed to everybody else."""

from __future__ import annotations

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation

from hamsafar.accounts.enums import Role
from hamsafar.files.models import StoredFile
from hamsafar.journeys.jobs import apply_list, check_list, go_on_with_lists
from hamsafar.journeys.models import PeopleImport, Person
from hamsafar.kit.tables import Limits
from hamsafar.kit.tables.reading import read_rows
from hamsafar.ledger.models import Line
from tests.factories.accounts import OfficerFactory
from tests.factories.lists import csv_of, rows_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(db):
    return OfficerFactory(role=Role.REGISTRATION_CLERK)


@pytest.fixture
def at_the_desk(client, clerk):
    client.force_login(clerk)
    return client


def handed_in(client, rows, **options):
    file = SimpleUploadedFile("list.csv", csv_of(rows, **options))
    answer = client.post(reverse("lists:hand_in"), {"file": file})
    assert answer.status_code == 302, answer.content.decode()
    return PeopleImport.objects.newest_first().first()


def text(client, name, batch, *more):
    return client.get(reverse(f"lists:{name}", args=[batch.ref, *more])).content.decode()


def test_a_list_goes_from_the_desk_into_files_and_back(at_the_desk):
    rows = rows_of(41, 6)
    rows[0][3], rows[1][3], rows[2][0] = "03/04/1990", "31.02.1990", "=1+1"
    batch = handed_in(at_the_desk, rows)
    waiting = at_the_desk.get(reverse("lists:list", args=[batch.ref]))
    assert waiting["Refresh"] == "4"
    assert "at work" in waiting.content.decode()

    check_list(ref=batch.ref)
    page = text(at_the_desk, "list", batch)
    assert "is no day that can be meant" in page
    assert "Import 3 people" in page
    assert "Decide about one row" in page
    at_the_desk.post(reverse("lists:decide", args=[batch.ref, 2]), {"day:birth": "1990-04-03"})
    at_the_desk.post(reverse("lists:confirm", args=[batch.ref]))
    assert "0 of 6 rows are done" in text(at_the_desk, "list", batch)
    apply_list(ref=batch.ref)
    apply_list(ref=batch.ref)

    assert Person.objects.count() == 4
    assert not StoredFile.objects.kept().exists()
    assert "Undo the import" in text(at_the_desk, "list", batch)
    assert "list.csv" in at_the_desk.get(reverse("lists:index")).content.decode()
    at_the_desk.post(reverse("lists:undo", args=[batch.ref]))
    assert not Person.objects.exists()


def test_rows_to_mend_come_back_as_they_were_in_the_readers_language(at_the_desk, clerk):
    rows = rows_of(42, 4)
    rows[1][3], rows[2][0] = "31.02.1990", "=HYPERLINK(1)"
    batch = handed_in(at_the_desk, rows)
    check_list(ref=batch.ref)

    as_csv = at_the_desk.get(reverse("lists:errors_csv", args=[batch.ref])).content.decode("utf-8-sig")
    with translation.override("ru"):
        at_the_desk.cookies["django_language"] = "ru"
        as_xlsx = at_the_desk.get(reverse("lists:errors_xlsx", args=[batch.ref])).content

    found = list(csv.reader(io.StringIO(as_csv)))
    assert found[1][:7] == rows[1][:7]
    assert found[1][8] == "3"
    assert "Date of birth: “31.02.1990” is no day" in found[1][9]
    assert found[2][0] == "'=HYPERLINK(1)"
    packed = list(read_rows("x", lambda: [as_xlsx], Limits()))
    assert packed[2][1][0] == "=HYPERLINK(1)"


def test_columns_that_nobody_knows_are_said_on_a_page(at_the_desk):
    batch = handed_in(at_the_desk, [["Саидов", "Карим"]], headings=("A", "B"))
    check_list(ref=batch.ref)
    assert "No column holds a name" in text(at_the_desk, "list", batch)
    url = reverse("lists:columns", args=[batch.ref])
    wrong = {"authority": "this-office", "latin_authority": "tj-passport"}

    assert "No column holds a name" in at_the_desk.post(url, wrong).content.decode()
    twice = at_the_desk.post(url, {**wrong, "column_0": "family", "column_1": "family"}).content.decode()
    assert "Two columns are said to hold" in twice
    assert "Write three capital letters" in at_the_desk.post(url, {**wrong, "citizenship": "tj"}).content.decode()
    at_the_desk.post(url, {**wrong, "column_0": "family", "column_1": "given", "name_order": ""})

    check_list(ref=batch.ref)
    batch.refresh_from_db()
    assert batch.ready == 1


def test_every_kind_of_question_is_asked_in_words(at_the_desk):
    rows = rows_of(43, 3)
    batch = handed_in(at_the_desk, rows[:1])
    check_list(ref=batch.ref)
    at_the_desk.post(reverse("lists:confirm", args=[batch.ref]))
    apply_list(ref=batch.ref)
    rows[1][3] = "03/04/1990"
    again = [rows[0], rows[1], rows[2], [*rows[2][:6], "XS7777777", ""]]
    batch = handed_in(at_the_desk, again)
    check_list(ref=batch.ref)
    before = Line.objects.filter(person=Person.objects.get().ref).count()

    page = text(at_the_desk, "rows", batch)

    assert "has a file here already: the same number of a passport" in page
    assert "Row 4 of this list seems to be the same person" in page
    assert "3 April 1990" in page
    assert "Somebody else: make a new file" in page
    assert Line.objects.filter(person=Person.objects.get().ref).count() == before + 1
    at_the_desk.post(reverse("lists:decide", args=[batch.ref, 2]), {"leave": "leave"})
    at_the_desk.post(reverse("lists:leave_out", args=[batch.ref]))
    assert "Every row is decided" in text(at_the_desk, "rows", batch)


def test_a_name_in_one_column_is_asked_for_its_order(at_the_desk):
    batch = handed_in(at_the_desk, [["Раҳим Карим"]], headings=("Name",))
    check_list(ref=batch.ref)

    assert "Which word is the family name?" in text(at_the_desk, "rows", batch)
    at_the_desk.post(reverse("lists:withdraw", args=[batch.ref]))
    assert "Nothing more can be done" in text(at_the_desk, "list", batch)


def test_decided_rows_follow_later(at_the_desk):
    rows = rows_of(44, 2)
    rows[0][3] = "03/04/1990"
    batch = handed_in(at_the_desk, rows)
    check_list(ref=batch.ref)
    at_the_desk.post(reverse("lists:confirm", args=[batch.ref]))
    apply_list(ref=batch.ref)
    at_the_desk.post(reverse("lists:decide", args=[batch.ref, 2]), {"day:birth": "1990-04-03"})

    at_the_desk.post(reverse("lists:decided", args=[batch.ref]))

    assert Person.objects.count() == 2


def test_what_is_no_list_is_refused_on_the_same_page(at_the_desk):
    url = reverse("lists:hand_in")
    for content in (b"%PDF-1.7 x", b"\x89PNG\r\n\x1a\n" + b"\0" * 20, b"\0\1\2\3\4"):
        answer = at_the_desk.post(url, {"file": SimpleUploadedFile("list.csv", content)})
        assert "This kind of file is not taken here" in answer.content.decode()
    assert "Choose a file" in at_the_desk.post(url).content.decode()
    assert not PeopleImport.objects.exists()


def test_lists_are_closed_to_other_offices_and_other_officers(client, at_the_desk, clerk):
    rows = rows_of(45, 2)
    batch = handed_in(at_the_desk, rows)
    pages = ("list", "columns", "rows", "errors_csv", "errors_xlsx")
    client.force_login(OfficerFactory(role=Role.REGISTRATION_CLERK))
    assert {client.get(reverse(f"lists:{name}", args=[batch.ref])).status_code for name in pages} == {404}
    client.force_login(OfficerFactory(role=Role.ANALYST))
    assert {client.get(reverse(f"lists:{name}", args=[batch.ref])).status_code for name in pages} == {409}
    assert client.get(reverse("lists:index")).status_code == 409


def test_a_list_whose_worker_was_killed_is_taken_up_again(at_the_desk, monkeypatch):
    batch = handed_in(at_the_desk, rows_of(46, 2))
    queued = []
    monkeypatch.setattr("hamsafar.journeys.jobs.queue", lambda name, **ids: queued.append((name, ids)))

    go_on_with_lists(timestamp=0)
    assert queued == []
    PeopleImport.objects.update(moved_at="2020-01-01T00:00:00Z")
    go_on_with_lists(timestamp=0)

    assert queued == [("journeys.check_list", {"ref": batch.ref})]
