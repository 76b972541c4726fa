"""What treaties promise: dated rows with a source; broken ones are incidents, counted, sent, and on the next agenda."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from hamsafar.corridor.models import Code
from hamsafar.figures import measures
from hamsafar.figures.rules.suppression import LEAST
from hamsafar.incidents.actions.asking import ask_enquiry, release_enquiry
from hamsafar.incidents.actions.opening import open_incident
from hamsafar.incidents.actions.reporting import ReportText, report_incident, take_report
from hamsafar.incidents.actions.sums import promises_broken
from hamsafar.incidents.enums import CodeList, ReportedBy
from hamsafar.incidents.models import Incident
from hamsafar.incidents.pages.promises import broken_by
from hamsafar.kit.actor import SYSTEM
from hamsafar.kit.ids import new_id
from hamsafar.kit.refusal import Refusal
from hamsafar.meetings.enums import Rule
from hamsafar.meetings.models import open_cases
from tests.factories.incidents import MONDAY, POINTS, arrived, said

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("corridor")]
DAY = timedelta(days=1)
REPEAT, RECOGNITION = "repeat-examination", "recognition"


def broken(*measures: str, **changed) -> Incident:
    return open_incident(said=said(**changed), measures=measures, by=SYSTEM, at=MONDAY)


def promises() -> dict[str, Code]:
    return {each.key: each for each in Code.objects.of(CodeList.PROMISE.value)}


def test_each_promise_with_a_source_has_its_day_and_the_measure_that_breaks_it():
    kinds = {each.key: each for each in Code.objects.of(CodeList.MEASURE.value)}
    with_source = {key: each for key, each in promises().items() if each.source}

    assert set(with_source) == {REPEAT, RECOGNITION}
    for key, each in with_source.items():
        assert (kinds[key].source, kinds[key].valid_from) == (each.source, each.valid_from)
        assert each.valid_from is not None
    assert not set(kinds) & (set(promises()) - set(with_source)), "what is not established cannot be broken"


def test_a_promise_cannot_be_broken_before_it_was_made():
    made = promises()[REPEAT].valid_from
    before = said().started_at.replace(year=made.year, month=made.month, day=made.day) - DAY

    with pytest.raises(Refusal, match="on that day"):
        broken(REPEAT, started_at=before)
    assert broken(REPEAT, started_at=before + DAY)

    text = ReportText(language="tg", relation=ReportedBy.PERSON, place="clinic", measure=REPEAT, started_at=before)
    with pytest.raises(Refusal, match="on that day"):
        report_incident(said=text, form_id=new_id(), at=MONDAY)
    assert report_incident(said=replace(text, started_at=before + DAY), form_id=new_id(), at=MONDAY)


def test_what_a_person_reports_counts_once_an_officer_has_taken_it_up():
    text = ReportText(language="tg", relation=ReportedBy.PERSON, place="clinic", measure=REPEAT, started_at=MONDAY)
    sent = report_incident(said=text, form_id=new_id(), at=MONDAY)
    assert promises_broken(synthetic=False) == ()

    incident = take_report(report=sent.report, by=SYSTEM, at=MONDAY)

    (found,) = promises_broken(synthetic=False)
    assert (found.promise, found.incidents, found.last_on) == (REPEAT, 1, MONDAY.date())
    assert [each.since for each in broken_by(incident)] == [promises()[REPEAT].valid_from]


def test_an_incident_counts_once_under_each_promise_and_only_from_the_day_on_which_it_was_noted():
    broken(REPEAT, RECOGNITION, "holding")
    broken(REPEAT)
    broken("holding")

    assert {each.promise: each.incidents for each in promises_broken(synthetic=False)} == {REPEAT: 2, RECOGNITION: 1}
    assert promises_broken(synthetic=True) == ()
    assert promises_broken(synthetic=False, known=MONDAY.date() - DAY) == ()


def test_the_other_side_learns_of_it_with_the_incident(desks):
    asker, answerer = desks
    with asker.here():
        about = open_incident(said=said(), measures=[REPEAT], by=asker.writer, at=MONDAY)
        written = ask_enquiry(incident=about, points=POINTS, by=asker.writer, at=MONDAY)
        enquiry = release_enquiry(enquiry=written, by=asker.second, at=MONDAY)

    asker.tell(answerer)

    with translation.override("ru"):
        assert [each.words for each in broken_by(arrived(enquiry).incident)] == [promises()[REPEAT].label["ru"]]


def test_a_promise_reported_broken_is_an_item_of_the_next_agenda():
    meeting = MONDAY.date() + 30 * DAY
    assert open_cases(as_of=MONDAY.date(), meeting_day=meeting, synthetic=False) == []
    broken(REPEAT)
    broken(REPEAT, started_at=said().started_at - DAY)

    (topic,) = open_cases(as_of=MONDAY.date(), meeting_day=meeting, synthetic=False)

    assert topic.propose[0].rule == Rule.PROMISE_BROKEN
    assert promises()[REPEAT].label["tg"] in topic.title.tg
    assert "2 incidents" in topic.propose[0].words.en
    assert topic.classification == "restricted"
    assert open_cases(as_of=MONDAY.date(), meeting_day=MONDAY.date(), synthetic=False) == []
    assert open_cases(as_of=MONDAY.date() - DAY, meeting_day=meeting, synthetic=False) == []
    assert open_cases(as_of=MONDAY.date(), meeting_day=meeting, synthetic=True) == []


def test_a_small_number_is_not_published_and_a_larger_one_is():
    for _n in range(LEAST - 1):
        broken(REPEAT)
    assert measures.broken_promises(synthetic=False) == {REPEAT: None}
    assert f"promise-broken-{REPEAT}" not in {each.key for each in measures.of_incidents()}

    broken(REPEAT)

    assert measures.broken_promises(synthetic=False) == {REPEAT: LEAST}
    assert {each.key: each.value for each in measures.of_incidents()}[f"promise-broken-{REPEAT}"] == LEAST


def test_everybody_reads_the_promises_and_reports_one_broken():
    for _n in range(LEAST):
        broken(REPEAT)
    visitor = Client()

    page = visitor.get(reverse("figures:promises")).content.decode()
    form = visitor.get(reverse("incidents:report"), {"measure": REPEAT}).content.decode()

    assert f"{LEAST} incidents" in page
    assert page.count("Not established") == len(promises()) - 2
    assert f"{reverse('incidents:report')}?measure={RECOGNITION}" in page
    assert f"{reverse('incidents:report')}?measure=repeat-fingerprinting" not in page
    assert f'<option value="{REPEAT}" selected>' in form
    assert date(2025, 10, 9) == promises()[REPEAT].valid_from
