"""The demonstration shows an import in every state, and nothing invented passes for published."""

from __future__ import annotations

import pytest

from hamsafar.figures.demo import make_demo
from hamsafar.figures.enums import MOVES, PEN, ImportState
from hamsafar.figures.models import ImportBatch, Observation
from tests.factories.accounts import OfficerFactory
from tests.integration.figures.conftest import NOW

pytestmark = pytest.mark.usefixtures("pack")


@pytest.fixture
def made():
    OfficerFactory(username="analyst", role="analyst")
    make_demo(at=NOW)


def test_the_demonstration_reaches_every_state_and_is_made_once(made):
    make_demo(at=NOW)

    assert {batch.state for batch in ImportBatch.objects.all()} == set(ImportState) == set(MOVES) == set(PEN)
    assert ImportBatch.objects.count() == 3


def test_every_figure_of_the_demonstration_is_marked_and_compared_with_nothing(made):
    book = Observation.objects.book()
    invented = [fact for fact in book.facts.values() if fact.key.startswith("example")]

    assert len(invented) == 3
    assert all(fact.synthetic and "synthetic" in fact.words.en for fact in invented)
    named = {key for finding in book.disagreements for key in finding.facts}
    assert not named & {fact.key for fact in invented}
