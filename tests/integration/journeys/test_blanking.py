"""Taking what is personal out of rows, as each model says."""

from __future__ import annotations

from pathlib import Path

import pytest

from hamsafar.files.models import StoredFile
from hamsafar.incidents.models import Incident
from hamsafar.journeys.actions import erasing, exporting
from hamsafar.journeys.actions.blanking import blank_rows, delete_rows, left_in
from hamsafar.journeys.actions.exporting import _files_of
from hamsafar.journeys.actions.sign_in import TheirOwn
from hamsafar.journeys.enums import RowKind
from hamsafar.journeys.models import ImportRow, PeopleImport, Registration
from hamsafar.journeys.parts import PersonPart
from hamsafar.kit.actor import SYSTEM
from tests.factories.accounts import OfficerFactory
from tests.factories.files import stored
from tests.factories.ledger import noon
from tests.factories.people import bare_person, marked_person

pytestmark = pytest.mark.django_db
AT = noon(2026, 3, 2)


@pytest.fixture(autouse=True)
def node(tmp_path: Path, settings) -> None:
    settings.VAR, settings.KEYS = tmp_path, tmp_path / "keys"


def test_a_row_whose_field_cannot_be_empty_is_deleted():
    marked_person()
    Registration.objects.update(person=None, state="waiting", decided_at=None)

    assert left_in(Registration, Registration.objects.values_list("pk", flat=True)) == 1
    assert blank_rows(rows=Registration.objects.all(), by=SYSTEM, at=AT) == 1
    assert not Registration.objects.exists()


def test_rows_without_anything_personal_are_left_alone():
    assert left_in(Incident, []) == 0
    assert blank_rows(rows=Incident.objects.all(), by=SYSTEM, at=AT) == 0
    assert delete_rows(rows=Incident.objects.all(), by=SYSTEM, at=AT) == 0


def listed(person, **more) -> ImportRow:
    batch = PeopleImport.objects.create(
        name="list", digest="d", received_by="O", received_at=AT, moved_at=AT, samples=[["x"]], state="imported", **more
    )
    batch.parts.create(
        number=1, rows_to=1, people=1, first_person=person.pk, last_person=person.pk,
        last_form=0, last_passport=0, last_contact=0, digest="d",
    )  # fmt: skip
    return ImportRow.objects.create(
        batch=batch, line=1, kind=RowKind.QUESTION, cells=["Номи дар рӯйхат"], person=person
    )


def test_what_hangs_on_a_row_is_emptied_with_it_and_stays_where_it_names_nobody():
    row = listed(bare_person())

    assert blank_rows(rows=PeopleImport.objects.all(), by=SYSTEM, at=AT) == 3

    assert ImportRow.objects.get(pk=row.pk).cells == []
    assert PeopleImport.objects.get().parts.count() == 1


def test_rows_go_with_the_row_they_are_kept_along_with_and_their_files_too():
    file = stored()
    row = listed(bare_person(), file=file)

    assert delete_rows(rows=PeopleImport.objects.all(), by=SYSTEM, at=AT) == 3
    assert not ImportRow.objects.filter(pk=row.pk).exists()
    assert StoredFile.objects.get(pk=file.pk).erased_at == AT


def test_the_list_that_a_person_came_in_names_them_no_longer():
    person = bare_person(closed_at=noon(2010, 3, 2))
    row = listed(person, ended_at=noon(2010, 3, 2))
    clerk = OfficerFactory(role="registration_clerk")

    erasing.erase_due(person=person, by=clerk, at=AT)

    assert ImportRow.objects.get(pk=row.pk).cells == []
    assert PeopleImport.objects.get().samples == []


def test_the_documents_of_a_person_are_those_that_hang_on_their_rows(monkeypatch):
    person, file = bare_person(), stored()
    listed(person, file=file)
    part = PersonPart("lists", (PeopleImport,), lambda p: [], lambda p: {}, lambda p, *, by, at: 0)
    monkeypatch.setattr(exporting, "parts", lambda: (part,))
    monkeypatch.setattr(exporting, "rows_of", lambda model, people: model.objects.all())

    assert _files_of([person]) == [file]


def test_a_person_at_their_own_pages_holds_no_permission():
    own = TheirOwn("P-1")

    assert not own.has("read_people")
    assert own.is_cleared_for(0)
    assert not own.is_cleared_for(1)


def test_a_file_kept_for_good_would_be_a_mistake(monkeypatch):
    monkeypatch.setattr(erasing, "term_of", lambda model: None)

    with pytest.raises(ValueError, match="kept for a term"):
        list(erasing.due(on=AT.date()))
