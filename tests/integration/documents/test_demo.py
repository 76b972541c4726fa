"""The demonstration reaches every state of applications, documents, decisions and exemptions."""

from __future__ import annotations

import pytest

from hamsafar.accounts.demo import make_demo as make_officers
from hamsafar.documents.demo import make_demo
from hamsafar.documents.enums import ApplicationState, DecisionState, ExemptionState, HandedInState
from hamsafar.documents.models import Application, Decision, Exemption, HandedIn, Handover, Question
from hamsafar.ledger.models import Line
from tests.factories.incidents import load_the_corridor
from tests.factories.ledger import noon

pytestmark = pytest.mark.django_db
AT = noon(2026, 3, 4)


@pytest.fixture
def made(db, tmp_path):
    load_the_corridor()
    make_officers(folder=tmp_path, at=AT)
    make_demo(at=AT)


def test_every_state_of_every_machine_is_there(made):
    for model, states in (
        (Application, ApplicationState),
        (HandedIn, HandedInState),
        (Decision, DecisionState),
        (Exemption, ExemptionState),
    ):
        assert set(model.objects.values_list("state", flat=True)) == set(states.values)
    assert Question.objects.filter(chased_at__isnull=False).exists()
    assert Handover.objects.exists()


def test_everything_in_it_is_marked_and_making_it_twice_changes_nothing(made):
    before = Line.objects.count()
    make_demo(at=AT)

    assert not Application.objects.filter(synthetic=False).exists()
    assert Line.objects.count() == before
