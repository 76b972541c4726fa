"""The demonstration reaches every state, replays what was published and no number more, and crosses over."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings

from hamsafar.accounts.demo import make_demo as make_officers
from hamsafar.incidents.demo import answer_demo, make_demo
from hamsafar.incidents.demo.published import LET_IN, LISTED, MASS, REMOVED, published
from hamsafar.incidents.enums import (
    ClarificationState,
    EnquiryState,
    ExplanationKind,
    IncidentState,
    LetterState,
    PromiseState,
    ReportState,
    Substance,
    Wish,
)
from hamsafar.incidents.models import (
    Account,
    Affected,
    Clarification,
    Enquiry,
    EnquiryPoint,
    Explanation,
    Extension,
    Incident,
    OverdueClaim,
    Promise,
    Report,
)
from hamsafar.incidents.rules.counting import without_outcome
from hamsafar.ledger.models import Line
from tests.factories.exchange import two_nodes
from tests.factories.incidents import MONDAY, load_the_corridor

pytestmark = pytest.mark.django_db
AT = MONDAY + timedelta(hours=18)


def facts():
    found = published(settings.PACK)
    assert found is not None
    return found


def vnukovo(peer: str = "ru") -> Incident:
    return Incident.objects.mass().get(post="vnukovo", peer=peer)


@pytest.fixture
def made(db: None, tmp_path: Path) -> None:
    load_the_corridor()
    make_officers(folder=tmp_path, at=AT)
    make_demo(at=AT)


def test_every_state_of_every_machine_is_there(made):
    letters = {each.state for model in (Explanation, Extension, Account, OverdueClaim) for each in model.objects.all()}
    assert set(Report.objects.values_list("state", flat=True)) == set(ReportState.values)
    assert set(Incident.objects.values_list("state", flat=True)) == set(IncidentState.values)
    assert set(Enquiry.objects.values_list("state", flat=True)) == set(EnquiryState.values)
    assert set(Clarification.objects.values_list("state", flat=True)) == set(ClarificationState.values)
    assert letters == set(LetterState.values)
    assert {each.state_on(AT.date()) for each in Promise.objects.all()} == set(PromiseState)


def test_making_it_twice_changes_nothing(made):
    before = Line.objects.count()
    make_demo(at=AT + timedelta(days=1))
    assert Line.objects.count() == before


def test_everything_in_it_is_marked(made):
    assert not Incident.objects.live().exists()
    assert not Report.objects.filter(synthetic=False).exists()


def test_the_replay_has_the_published_totals_and_nobody_without_outcome_is_hidden(made):
    known = facts()
    incident = vnukovo()
    people = Affected.objects.filter(incident=incident)
    assert people.count() == known[MASS].people
    for key, outcome in ((LET_IN, "admitted"), (LISTED, "listed-for-expulsion"), (REMOVED, "removed")):
        assert people.with_outcome(outcome).count() == known[key].people
    between = without_outcome(known[MASS].people, [known[LET_IN].people, known[LISTED].people], [known[REMOVED].people])
    assert people.without_outcome().count() == between.low < between.high
    assert people.students().exists()


def test_dozens_stay_words(made):
    for post in ("zhukovsky", "domodedovo", "sheremetyevo"):
        incident = Incident.objects.mass().get(post=post)
        assert (incident.people_said, incident.affected.count()) == (None, 0)
        assert incident.people_words


def test_alone_the_explanation_by_telephone_is_entered_and_the_outcomes_stay_open(made):
    enquiry = vnukovo().enquiries.get()
    explanation = enquiry.explanations.get()
    assert (enquiry.state, explanation.kind) == (EnquiryState.PARTLY_ANSWERED, ExplanationKind.GENERAL)
    assert [each.standing for each in enquiry.points.all()] == [Substance.OPEN, Substance.GENERAL, Substance.GENERAL]
    assert EnquiryPoint.objects.left_open().filter(enquiry=enquiry, number=1).exists()


def test_who_was_against_telling_the_consul_has_no_name(made):
    opposed = Affected.objects.filter(notice_wish=Wish.OPPOSED)
    assert opposed.exists()
    assert set(opposed.values_list("name_given", "document_given")) == {("", "")}


def test_over_two_nodes_the_other_side_answers(db, tmp_path):
    load_the_corridor()
    ours, theirs = two_nodes(tmp_path)
    make_officers(folder=tmp_path, at=AT)
    with ours.here():
        make_demo(at=AT, alone=False)
    ours.deliver(theirs, at=AT)
    assert set(theirs.states()) == {"taken"}
    with theirs.here():
        assert answer_demo(at=AT) == 2
        assert answer_demo(at=AT) == 0
    theirs.deliver(ours, at=AT)
    assert set(ours.states()) == {"taken"}

    replay = vnukovo().enquiries.get()
    assert replay.state == EnquiryState.PARTLY_ANSWERED
    assert replay.explanations.get().kind == ExplanationKind.GENERAL
    assert vnukovo(peer="tj").affected.count() == facts()[MASS].people
    assert Account.objects.filter(incident__peer="ru", side="ru", state=LetterState.RECEIVED).exists()


def test_it_is_the_same_each_time(made, tmp_path):
    names = list(vnukovo().affected.in_order().values_list("name_given", flat=True))
    Report.objects.all().delete()
    Incident.objects.all().delete()
    make_demo(at=AT)
    assert list(vnukovo().affected.in_order().values_list("name_given", flat=True)) == names
