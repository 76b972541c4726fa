"""The end of a person's file: nothing of them is found anywhere, and every proof still holds."""

from __future__ import annotations

import logging
import shutil
import subprocess
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from hamsafar.front import dumps, export
from hamsafar.front.embedded import client_program
from hamsafar.journeys import parts
from hamsafar.journeys.actions import erasing
from hamsafar.journeys.actions.closing import close_file, reopen_file
from hamsafar.journeys.actions.exporting import export_person
from hamsafar.journeys.enums import ERASURE_MOVES, ErasureReason, ErasureState
from hamsafar.journeys.models import Erasure, Person
from hamsafar.kit.actor import SYSTEM
from hamsafar.kit.keys import KeyStore, Purpose
from hamsafar.kit.refusal import Refusal
from hamsafar.ledger.actions import seal, verify
from hamsafar.ledger.models import Line
from hamsafar.notices.actions import deliver
from hamsafar.notices.models import Notice
from hamsafar.notices.senders import senders
from hamsafar.papers.models import Paper, StatusPlace
from tests.factories.accounts import OfficerFactory
from tests.factories.ledger import noon
from tests.factories.papers import paper_office
from tests.factories.people import AT, bare_person, marked_person

NOW = noon(2026, 3, 2)
LONG_AGO = noon(2019, 3, 1)  # seven years and a day before
CLERK = "registration_clerk"


@pytest.fixture(autouse=True)
def node(tmp_path: Path, settings) -> Path:
    settings.VAR, settings.KEYS = tmp_path / "node", tmp_path / "node" / "keys"
    settings.VAR.mkdir()
    return settings.VAR


def erase(person: Person, reason: str = ErasureReason.RETENTION) -> Erasure:
    first, second = (OfficerFactory(role=CLERK) for _ in range(2))
    made = erasing.propose_erasure(person=person, reason=reason, by=first, at=NOW)
    return erasing.confirm_erasure(erasure=made, by=second, at=NOW)


def everything_the_node_holds(node: Path, to: Path) -> bytes:
    """A plain dump of the whole database, every file of the node's folder, and an export with all stored files."""
    shutil.rmtree(to, ignore_errors=True)
    to.mkdir()
    dumps.dump(to / "dump", lambda: None)
    plain = subprocess.run(
        [client_program("pg_restore"), "--file=-", str(to / "dump")], capture_output=True, check=True
    )
    export.write(to / "export", at=NOW, with_files=True)
    files = [each for folder in (node, to / "export") for each in folder.rglob("*") if each.is_file()]
    names = "\n".join(str(each) for each in files).encode()
    return plain.stdout + names + b"\n".join(each.read_bytes() for each in files)


@pytest.mark.django_db(transaction=True)
def test_the_values_of_an_erased_person_are_found_in_no_table_file_export_search_key_job_or_log(
    node: Path, tmp_path: Path, caplog
):
    caplog.set_level(logging.INFO)
    marked, other = marked_person(closed_at=LONG_AGO), marked_person(closed_at=LONG_AGO)
    for notice in Notice.objects.all():
        deliver(notice=notice, senders=senders(), by=SYSTEM, at=AT)
    store = KeyStore(node / "keys")
    seal(signer=store.signer(Purpose.LEDGER_SEAL), by=SYSTEM, at=NOW)
    before = everything_the_node_holds(node, tmp_path / "before")
    everything = marked.values + marked.inside
    assert [value for value in everything if value.encode() not in before] == []

    made = erase(marked.person)

    after = everything_the_node_holds(node, tmp_path / "after")
    assert [value for value in everything if value.encode() in after] == []
    assert [value for value in everything if value in caplog.text] == []
    assert [value for value in other.values + other.inside if value.encode() not in after] == []
    assert made.state is ErasureState.DONE
    assert made.rows > 12
    seal(signer=store.signer(Purpose.LEDGER_SEAL), by=SYSTEM, at=NOW)
    assert verify(keys=store.public_keys(), by=SYSTEM, at=NOW).ok
    assert Line.objects.concerning(marked.person.ref).filter(verb="file erased").exists()


@pytest.mark.django_db
def test_what_stays_of_a_file_is_a_reference_and_the_instant_of_its_end():
    person = marked_person(closed_at=LONG_AGO).person

    erase(person)

    left = Person.objects.get(pk=person.pk)
    assert (left.ref, left.erased_at, left.name, left.sort_key, left.birth_date, left.born) == (
        person.ref, NOW, "", "", None, "",
    )  # fmt: skip
    assert not hasattr(left, "search_entry")
    assert not Person.objects.kept().filter(pk=person.pk).exists()
    with pytest.raises(Refusal, match="was erased"):
        erasing.propose_erasure(person=left, reason=ErasureReason.RETENTION, by=OfficerFactory(role=CLERK), at=NOW)
    with pytest.raises(Refusal, match="was erased"):
        export_person(person=left, by=OfficerFactory(role=CLERK), at=NOW)


@pytest.mark.django_db
def test_a_file_is_due_only_when_the_time_of_everything_held_is_over():
    closed, recent, open_ = (bare_person(closed_at=each) for each in (LONG_AGO, NOW, None))
    late = bare_person(closed_at=LONG_AGO)
    bare_person(closed_at=NOW, merged_into=late)
    on = NOW.date()

    assert list(erasing.due(on=on)) == [closed]
    assert not erasing.is_due(recent, on=on)
    assert not erasing.is_due(open_, on=on)
    assert not erasing.is_due(late, on=on)
    assert not erasing.is_due(closed, on=date(2026, 3, 1))
    with pytest.raises(Refusal, match="not over yet"):
        erase(recent)


@pytest.mark.django_db
def test_what_another_app_still_keeps_holds_the_file(monkeypatch):
    person = bare_person(closed_at=LONG_AGO)
    notice = marked_person(closed_at=LONG_AGO)
    Notice.objects.about_person([notice.person.ref]).update(made_at=NOW - timedelta(days=30))

    assert list(erasing.due(on=NOW.date())) == [person]
    assert person in erasing.due(on=NOW.date())


@pytest.mark.django_db
def test_one_officer_erases_what_is_over_and_two_what_takes_a_case_s_records_with_it(monkeypatch):
    clerk = OfficerFactory(role=CLERK)
    simple = erasing.erase_due(person=bare_person(closed_at=LONG_AGO), by=clerk, at=NOW)
    assert simple.state is ErasureState.DONE

    monkeypatch.setattr(erasing, "evidence_of", lambda people: 3)
    waiting = erasing.erase_due(person=bare_person(closed_at=LONG_AGO), by=clerk, at=NOW)

    assert (waiting.state, waiting.case_records) == (ErasureState.WAITING, 3)
    with pytest.raises(Refusal, match="second officer"):
        erasing.confirm_erasure(erasure=waiting, by=clerk, at=NOW)
    with pytest.raises(Refusal, match="second officer"):
        erasing.confirm_erasure(erasure=waiting, by=SYSTEM, at=NOW)
    with pytest.raises(IntegrityError, match="has_two_officers"), transaction.atomic():
        Erasure.objects.filter(pk=waiting.pk).update(done_at=NOW, confirmed_by=clerk)
    done = erasing.confirm_erasure(erasure=waiting, by=OfficerFactory(role=CLERK), at=NOW)
    assert done.state is ErasureState.DONE
    with pytest.raises(Refusal, match="decided already"):
        erasing.confirm_erasure(erasure=done, by=OfficerFactory(role=CLERK), at=NOW)


@pytest.mark.django_db
def test_a_person_s_own_wish_needs_no_term_but_two_officers():
    person = bare_person()
    clerk = OfficerFactory(role=CLERK)
    wish = erasing.propose_erasure(person=person, reason=ErasureReason.REQUEST, by=clerk, at=NOW)

    with pytest.raises(Refusal, match="proposed already"):
        erasing.propose_erasure(person=person, reason=ErasureReason.REQUEST, by=clerk, at=NOW)
    with pytest.raises(Refusal, match="second officer"):
        erasing.confirm_erasure(erasure=wish, by=clerk, at=NOW)

    assert erasing.confirm_erasure(erasure=wish, by=OfficerFactory(role=CLERK), at=NOW).state is ErasureState.DONE


@pytest.mark.django_db
def test_a_proposal_is_taken_back():
    clerk = OfficerFactory(role=CLERK)
    wish = erasing.propose_erasure(person=bare_person(), reason=ErasureReason.REQUEST, by=clerk, at=NOW)

    taken_back = erasing.withdraw_erasure(erasure=wish, by=clerk, at=NOW)

    assert taken_back.state is ErasureState.WITHDRAWN
    assert not Erasure.objects.waiting().exists()
    with pytest.raises(Refusal, match="decided already"):
        erasing.withdraw_erasure(erasure=wish, by=clerk, at=NOW)
    assert set(ERASURE_MOVES) == set(ErasureState)


@pytest.mark.django_db
def test_only_an_officer_who_answers_people_closes_proposes_confirms_and_withdraws():
    person, nobody, clerk = bare_person(), OfficerFactory(role="consul"), OfficerFactory(role=CLERK)
    wish = erasing.propose_erasure(person=person, reason=ErasureReason.REQUEST, by=clerk, at=NOW)

    for act in (
        lambda: close_file(person=person, by=nobody, at=NOW),
        lambda: reopen_file(person=person, by=nobody, at=NOW),
        lambda: erasing.propose_erasure(person=person, reason=ErasureReason.REQUEST, by=nobody, at=NOW),
        lambda: erasing.confirm_erasure(erasure=wish, by=nobody, at=NOW),
        lambda: erasing.withdraw_erasure(erasure=wish, by=nobody, at=NOW),
        lambda: export_person(person=person, by=nobody, at=NOW),
    ):
        with pytest.raises(Refusal, match="answers people about their files"):
            act()


@pytest.mark.django_db
def test_a_file_is_closed_and_opened_again_with_every_file_merged_into_it():
    clerk, person = OfficerFactory(role=CLERK), bare_person()
    merged = bare_person(merged_into=person)

    close_file(person=person, by=clerk, at=NOW)
    assert set(Person.objects.values_list("closed_at", flat=True)) == {NOW}
    with pytest.raises(Refusal, match="closed already"):
        close_file(person=Person.objects.get(pk=merged.pk), by=clerk, at=NOW)
    reopen_file(person=Person.objects.get(pk=merged.pk), by=clerk, at=NOW)
    assert set(Person.objects.values_list("closed_at", flat=True)) == {None}
    with pytest.raises(Refusal, match="is open"):
        reopen_file(person=person, by=clerk, at=NOW)
    Person.objects.update(erased_at=NOW)
    gone = Person.objects.get(pk=person.pk)
    for act in (close_file, reopen_file):
        with pytest.raises(Refusal, match="was erased"):
            act(person=gone, by=clerk, at=NOW)


@pytest.mark.django_db
def test_a_part_that_leaves_something_behind_stops_the_whole_erasure(monkeypatch):
    marked = marked_person(closed_at=LONG_AGO)
    forgetful = parts.PersonPart(
        "forgetful", (Notice,), lambda p: [], lambda p: {}, lambda p, *, by, at: 0, by_reference={Notice: "person"}
    )
    monkeypatch.setattr(erasing, "parts", lambda: (forgetful,))

    with pytest.raises(erasing.NotErased, match=r"forgetful left something personal in 1 rows of notices\.Notice"):
        erase(marked.person)

    assert Person.objects.get(pk=marked.person.pk).name == marked.values[0]


@pytest.mark.django_db
def test_a_paper_that_still_holds_goes_on_the_status_list_without_a_name_when_its_person_is_erased(node: Path):
    office, person = paper_office(node / "keys", at=NOW), bare_person()
    paper, ended = office.issue(at=NOW, subject=person.ref), office.issue(at=NOW, subject=person.ref)
    Paper.objects.filter(pk=ended.pk).update(issued_at=AT, expires_at=AT + timedelta(days=1))
    office.publish_status(at=NOW)
    assert office.check(paper, at=NOW).valid

    erase(person, ErasureReason.REQUEST)

    assert not Paper.objects.exists()
    assert list(StatusPlace.objects.exclude(revoked_at=None)) == [paper.place]
    later = NOW + timedelta(minutes=1)
    office.publish_status(at=later)
    assert office.check(paper, at=later).reason == "revoked"
    lines = Line.objects.filter(verb="place of an erased paper set")
    assert [(each.person, person.ref in each.about) for each in lines] == [("", False)]
