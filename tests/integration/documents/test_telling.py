"""The journey learns of a decision only by its owner's wish: on the same node, or by an envelope that names nobody."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hamsafar.documents.actions import deciding
from hamsafar.documents.actions.deciding import take_decision
from hamsafar.documents.enums import Outcome
from hamsafar.documents.formats.bodies import DecisionTold
from hamsafar.journeys.enums import RequirementKind
from hamsafar.journeys.models import Requirement
from hamsafar.kit.actor import SYSTEM
from hamsafar.kit.refusal import Refusal
from tests.factories.appointments import MONDAY
from tests.factories.documents import Desk, a_desk
from tests.factories.exchange import two_nodes
from tests.factories.journeys import a_journey

pytestmark = pytest.mark.django_db
UNTIL = MONDAY.date() + timedelta(days=90)


def grant(desk: Desk, **more):
    application = desk.complete(**more)
    return deciding.decide(application=application, outcome=Outcome.GRANTED, until=UNTIL, by=desk.officer, at=MONDAY)


def met(journey) -> Requirement:
    return journey.requirements.get(kind=RequirementKind.DECISION)


def test_on_one_node_alone_a_grant_meets_the_requirement_of_the_journey():
    desk, journey = a_desk(), a_journey(at=MONDAY)
    grant(desk, journey_ref=journey.ref, tells_origin=True)

    assert (met(journey).met_on, met(journey).until) == (MONDAY.date(), UNTIL + timedelta(days=1))


def test_without_the_wish_nothing_is_told():
    desk, journey = a_desk(), a_journey(at=MONDAY)
    grant(desk, journey_ref=journey.ref)

    assert not journey.requirements.filter(kind=RequirementKind.DECISION, met_on__isnull=False).exists()


def test_a_refusal_is_never_told():
    desk, journey = a_desk(), a_journey(at=MONDAY)
    decision = desk.refusal(desk.in_work(journey_ref=journey.ref, tells_origin=True))
    deciding.confirm_decision(decision=decision, by=desk.head, at=MONDAY)

    assert not journey.requirements.filter(kind=RequirementKind.DECISION, met_on__isnull=False).exists()


def test_the_desk_of_one_node_tells_a_journey_of_the_other_by_an_envelope(tmp_path, monkeypatch):
    ours, theirs = two_nodes(tmp_path)
    journey, desk = a_journey(at=MONDAY), a_desk()
    with theirs.here(), monkeypatch.context() as apart:  # one database holds both nodes here
        apart.setattr("hamsafar.documents.actions.deciding.kept_here", lambda ref: False)
        grant(desk, journey_ref=journey.ref, tells_origin=True)
    assert met(journey).met_on is None
    theirs.deliver(ours, at=MONDAY)

    assert ours.states() == ["taken"]
    assert met(journey).met_on == MONDAY.date()


def test_a_journey_that_is_not_kept_here_is_refused():
    with pytest.raises(Refusal, match="No journey"):
        take_decision(told=DecisionTold("J-1", "fingerprints", MONDAY.date(), None, "D"), by=SYSTEM, at=MONDAY)
