"""What this desk counts: agreed places, days to them, departures; small counts are held back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hamsafar.figures import measures
from hamsafar.journeys.models import Journey
from hamsafar.recruitment.actions import answering, placing, sums
from hamsafar.recruitment.models import Proposal
from tests.factories.recruitment import MONDAY, TODAY, Office, candidate, open_order, person

LATER = MONDAY + timedelta(days=6)


@pytest.fixture
def placed(desk: Office) -> Office:
    """Six people with an agreed place and one whose employer refused."""
    for number in range(7):
        candidate(desk, person(f"Шахси {number}"))
    open_order(desk, places=7)
    for each in placing.make_run(by=desk.officer, at=MONDAY).proposals.order_by("pk"):
        for officer in (desk.officer, desk.second):
            answering.confirm_proposal(proposal=each, interest=False, by=officer, at=MONDAY)
    *agreed, refused = Proposal.objects.order_by("pk")
    for each in agreed:
        answering.accept_for_employer(proposal=each, on=TODAY, by=desk.officer, at=MONDAY)
        answering.agree_for_worker(proposal=each, on=LATER.date(), by=desk.officer, at=LATER)
    answering.refuse_for_employer(proposal=refused, code="place-gone", on=TODAY, by=desk.officer, at=MONDAY)
    return desk


def test_places_days_and_departures_are_counted(placed):
    Journey.objects.update(left_on=LATER.date())

    assert {each.key: each.value for each in measures.of_recruitment()} == {
        "places-agreed": 86,
        "days-to-place": 6,
        "departures-recruited": 6,
    }
    assert {each.synthetic for each in measures.of_recruitment()} == {False}
    assert set(measures.of_recruitment()) <= set(measures.of_desks())


def test_small_counts_are_held_back_and_nobody_gives_no_share(placed):
    Journey.objects.filter(pk=Journey.objects.first().pk).update(left_on=LATER.date())

    assert "departures-recruited" not in {each.key for each in measures.of_recruitment()}
    assert sums.acceptance(synthetic=True).percent == 0.0
    assert sums.days_to_place(synthetic=True) == sums.DaysToPlace(0.0, 0)
