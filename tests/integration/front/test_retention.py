"""`./run retention`: what may not be kept any longer is listed, and goes."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils.timezone import now

from hamsafar.accounts.models import User
from hamsafar.exchange.models import Arrival, InboxEnvelope, OutboxEnvelope
from hamsafar.files.models import StoredFile
from hamsafar.front import jobs, retention
from hamsafar.incidents.models import Incident
from hamsafar.journeys.models import Erasure, Person, Registration
from hamsafar.kit.actor import SYSTEM
from hamsafar.kit.refusal import Refusal
from hamsafar.notices.models import Notice
from tests.factories.accounts import OfficerFactory
from tests.factories.exchange import two_nodes
from tests.factories.files import stored
from tests.factories.ledger import noon
from tests.factories.people import bare_person, marked_person

pytestmark = pytest.mark.django_db
LONG_AGO = noon(2010, 3, 2)


@pytest.fixture(autouse=True)
def node(tmp_path: Path, settings) -> None:
    settings.VAR, settings.KEYS = tmp_path, tmp_path / "keys"


@pytest.fixture
def old(tmp_path: Path) -> Person:
    """A node on which the time of everything is over: a file, a notice, a form, a file of bytes, an officer, a case."""
    tj, ru = two_nodes(tmp_path)
    tj.ping()
    tj.deliver(ru)
    Arrival.objects.update(raw=b"kept", arrived_at=LONG_AGO)
    InboxEnvelope.objects.update(arrived_at=LONG_AGO)
    OutboxEnvelope.objects.update(made_at=LONG_AGO)
    stored(until=date(2020, 1, 1))
    OfficerFactory(is_active=False, disabled_at=LONG_AGO, name="Left long ago")
    Incident.objects.create(
        peer_id="ru",
        started_at=LONG_AGO,
        title="over",
        place="a gate",
        state="closed",
        closed_at=LONG_AGO,
        opened_at=LONG_AGO,
    )
    Person.objects.update(closed_at=LONG_AGO)
    person = marked_person(closed_at=LONG_AGO).person
    Registration.objects.update(person=None, state="waiting", decided_at=None)
    return person


def said(capsys) -> dict:
    return json.loads(capsys.readouterr().out)


def test_due_lists_rows_and_files_by_reference_and_changes_nothing(old: Person, capsys):
    with pytest.raises(SystemExit) as end:
        call_command("retention", "due", "--format", "json")

    listed = said(capsys)
    assert end.value.code == 1
    assert {each["model"] for each in listed["rows"]} == {
        *("accounts.User", "exchange.Arrival", "exchange.InboxEnvelope", "exchange.OutboxEnvelope"),
        *("files.StoredFile", "incidents.Incident", "journeys.Registration", "notices.Notice"),
    }
    assert listed["files"] == [old.ref]
    assert Person.objects.get(pk=old.pk).name
    assert StoredFile.objects.kept().exists()


def test_erase_takes_all_that_is_over_and_leaves_cases_to_two_officers(old: Person, capsys):
    call_command("retention", "erase", "--format", "json")

    erased = said(capsys)
    assert erased["erased"] == [old.ref]
    assert erased["waiting"] == []
    assert not StoredFile.objects.kept().exists()
    assert not Notice.objects.exists()
    assert not Registration.objects.exists()
    assert not OutboxEnvelope.objects.filter(wrapped_key__isnull=False).exists()
    assert not User.objects.filter(name="Left long ago").exists()
    assert {bytes(each) for each in Arrival.objects.values_list("raw", flat=True)} == {b""}
    assert [each.model for each in retention.due(on=now().date())] == ["incidents.Incident"]
    call_command("retention", "due", "--on", "2005-01-01")

    for missing in (["--officer", "one"], ["--officer", "one", "--second", "one"], ["--officer", "nobody"]):
        OfficerFactory(username="one", role="registration_clerk") if not User.objects.filter(username="one") else None
        with pytest.raises(SystemExit) as end:
            call_command("retention", "erase", "--cases", *missing)
        assert end.value.code == 2
    OfficerFactory(username="two", role="registration_clerk")
    call_command("retention", "erase", "--cases", "--officer", "one", "--second", "two")
    assert (Incident.objects.get().title, Incident.objects.get().place) == ("", "–")
    assert list(retention.due(on=now().date())) == []


def test_a_file_with_records_of_a_case_is_proposed_and_waits(capsys, monkeypatch):
    person = bare_person(closed_at=LONG_AGO)
    monkeypatch.setattr("hamsafar.journeys.actions.erasing.evidence_of", lambda people: 2)

    for _ in range(2):
        with pytest.raises(SystemExit) as end:
            call_command("retention", "erase")
        assert end.value.code == 1
        assert f"waiting: {person.ref}" in capsys.readouterr().out

    assert Erasure.objects.waiting().count() == 1


def test_nothing_is_erased_before_its_time(capsys):
    with pytest.raises(SystemExit) as end:
        call_command("retention", "erase", "--on", f"{now().date() + timedelta(days=2):%Y-%m-%d}")

    assert end.value.code == 2
    assert "has not come" in capsys.readouterr().err


def test_where_nothing_is_due_all_is_fine(capsys):
    call_command("retention", "due")

    assert capsys.readouterr().out == ""


def test_an_eraser_that_leaves_something_behind_is_found(monkeypatch):
    stored(until=date(2020, 1, 1))
    monkeypatch.setattr(retention, "ERASERS", {"files.StoredFile": lambda *, rows, by, at: 0})

    with pytest.raises(RuntimeError, match=r"files\.StoredFile still hold"):
        retention.erase_over(on=date(2026, 3, 2), by=SYSTEM, at=noon(2026, 3, 2))


def test_the_node_erases_by_night_and_tells_officers_once_a_month_that_files_wait():
    stored(until=date(2020, 1, 1))
    bare_person(closed_at=LONG_AGO)
    officer, other = OfficerFactory(role="registration_clerk", language="tg"), OfficerFactory()

    jobs.erase_over(timestamp=0)
    jobs.tell_what_is_due(timestamp=0)
    jobs.tell_what_is_due(timestamp=0)

    assert not StoredFile.objects.kept().exists()
    [told] = Notice.objects.for_officer(officer)
    assert told.body.startswith("1 ")
    assert not Notice.objects.for_officer(other).exists()


def test_an_officer_who_can_still_sign_in_is_not_forgotten():
    with pytest.raises(Refusal, match="still sign in"):
        retention.ERASERS["accounts.User"](rows=User.objects.filter(pk=OfficerFactory().pk), by=SYSTEM, at=LONG_AGO)
    with pytest.raises(Refusal, match="manage"):
        retention.ERASERS["accounts.User"](
            rows=User.objects.filter(pk=OfficerFactory().pk), by=OfficerFactory(), at=LONG_AGO
        )


def test_a_model_that_is_kept_for_good_has_no_end(monkeypatch):
    monkeypatch.setattr(retention, "term_of", lambda model: None)

    with pytest.raises(ValueError, match="kept for good"):
        list(retention.due(on=date(2026, 3, 2)))
