"""A report from a person or family without an account: once, findable with its word, its sender never leaving."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from hamsafar.files.models import StoredFile
from hamsafar.incidents.actions import reporting
from hamsafar.incidents.actions.evidence import Handed
from hamsafar.incidents.actions.reporting import ReportText, follow_report, report_incident
from hamsafar.incidents.enums import ReportState, Wish
from hamsafar.incidents.models import Report, Reporter
from hamsafar.kit.actor import SYSTEM
from hamsafar.kit.refusal import Refusal
from tests.factories.accounts import OfficerFactory
from tests.factories.incidents import MONDAY, again, incident

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("corridor")]
HOUR = timedelta(hours=1)
DONE = {"by": SYSTEM, "at": MONDAY}


def text(**changed) -> ReportText:
    return ReportText(**({"language": "tg", "place": "the airport", "name_given": "Synthetic person"} | changed))


def sent(**changed):
    form = changed.pop("form_id", None) or uuid4()
    return report_incident(said=text(**changed), form_id=form, reporter_name="A relative", at=MONDAY)


def test_a_report_is_found_again_with_its_reference_and_its_word():
    made = sent()
    assert follow_report(ref=made.report.ref.lower(), secret=made.secret) == made.report
    assert follow_report(ref=made.report.ref, secret="0") is None
    assert follow_report(ref="B-0000-0000-0000-0000-0", secret=made.secret) is None
    assert follow_report(ref="nonsense", secret=made.secret) is None


def test_the_same_form_sent_twice_is_one_report():
    form = uuid4()
    first, second = sent(form_id=form), sent(form_id=form, words="later words")
    assert (first.report, second.secret) == (second.report, "")
    assert Report.objects.count() == Reporter.objects.count() == 1


def test_two_at_the_same_moment_are_one_report(monkeypatch):
    form = uuid4()
    first = sent(form_id=form)
    monkeypatch.setattr(reporting, "_sent_before", lambda form_id: None)
    assert sent(form_id=form).report == first.report


def test_a_report_may_leave_out_who_sends_it():
    made = report_incident(said=text(), form_id=uuid4(), at=MONDAY)
    assert not Reporter.objects.filter(report=made.report).exists()


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"place": " "}, "where it is happening"),
        ({"started_at": MONDAY + 2 * HOUR}, "future"),
        ({"words": "x" * 4001}, "at most"),
        ({"notice_wish": Wish.OPPOSED}, "leave out their name"),
        ({"purpose": "whim"}, "purpose"),
        ({"measure": "scolding"}, "measure"),
    ],
)
def test_a_report_that_cannot_be(changed, why):
    with pytest.raises(Refusal, match=why):
        sent(**changed)
    assert not Report.objects.exists()


def test_a_report_is_taken_up_in_a_new_incident_with_its_person_and_its_files():
    note = Handed(b"a note\n", "note.txt")
    made = report_incident(said=text(measure="holding"), form_id=uuid4(), file=note, at=MONDAY)
    event = reporting.take_report(report=made.report, **DONE)
    report = again(made.report)
    assert (report.state, report.incident, report.affected.name_given) == ("taken", event, "Synthetic person")
    assert event.day_only
    assert event.evidence.get().affected == report.affected
    with pytest.raises(Refusal, match="taken up already"):
        reporting.take_report(report=report, **DONE)
    with pytest.raises(Refusal, match="Only a new report"):
        reporting.set_aside_report(report=report, **DONE)


def test_a_report_with_a_file_of_another_kind_is_refused_whole():
    with pytest.raises(Refusal, match="kind"):
        report_incident(said=text(), form_id=uuid4(), file=Handed(b"MZ\x90\0", "photo.jpg"), at=MONDAY)
    assert not Report.objects.exists()
    assert not StoredFile.objects.exists()


def test_a_report_joins_an_incident_that_is_open_also_after_it_was_set_aside():
    event = incident(people=1)
    made = sent(notice_wish=Wish.OPPOSED, name_given="", words="He is held.", place="", started_at=MONDAY)
    aside = reporting.set_aside_report(report=made.report, **DONE)
    assert aside.state == ReportState.SET_ASIDE
    assert reporting.take_report(report=aside, incident=event, **DONE) == event
    assert [each.notice_wish for each in event.affected.in_order()] == [Wish.NOT_ASKED, Wish.OPPOSED]


def test_a_report_without_place_opens_an_incident_that_says_so():
    event = reporting.take_report(report=sent(place="", words="He is held.").report, **DONE)
    assert event.place == "place not stated"


def test_only_the_desk_takes_reports_up():
    with pytest.raises(Refusal, match="consul or an incident officer"):
        reporting.take_report(report=sent().report, by=OfficerFactory(), at=MONDAY)
    with pytest.raises(Refusal, match="consul or an incident officer"):
        reporting.set_aside_report(report=sent().report, by=OfficerFactory(), at=MONDAY)
