"""What this desk counts: agreed places, days to them, departures; small counts are held back."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from hamsafar.figures import measures
from hamsafar.journeys.models import Journey
from hamsafar.recruitment.actions import answering, contracts, placing, sums, working
from hamsafar.recruitment.models import Contract, Firm, JobOrder, Proposal
from tests.factories.recruitment import MONDAY, TODAY, Office, candidate, firm, open_order, person

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
        "departures-employer": 6,
    }
    assert {each.synthetic for each in measures.of_recruitment()} == {False}
    assert set(measures.of_recruitment()) <= set(measures.of_desks())


def test_small_counts_are_held_back_and_nobody_gives_no_share(placed):
    Journey.objects.filter(pk=Journey.objects.first().pk).update(left_on=LATER.date())

    assert "departures-recruited" not in {each.key for each in measures.of_recruitment()}
    assert sums.acceptance(synthetic=True).percent == 0.0
    assert sums.days_to_place(synthetic=True) == sums.DaysToPlace(0.0, 0)


def test_departures_are_counted_by_channel_and_nobody_twice(placed):
    Journey.objects.update(left_on=LATER.date())
    assert sums.departures_by_channel(synthetic=False) == sums.Channels(0, 6, 0)
    JobOrder.objects.update(recruiter=firm(placed.officer, register="recruiter"))
    one = Proposal.objects.exclude(journey=None).first()
    Proposal.objects.filter(pk=one.pk).update(journey=None)

    assert sums.departures_by_channel(synthetic=False) == sums.Channels(5, 0, 1)
    assert sums.departures_by_channel(synthetic=True) == sums.Channels(0, 0, 0)


def test_what_follows_the_contract_is_counted(placed):
    by = {"by": placed.officer, "at": LATER}
    for number, place in enumerate(Proposal.objects.filter(journey__isnull=False).order_by("pk")):
        contract = contracts.open_contract(proposal=place, **by)
        for copy in ("origin", "destination"):
            contracts.enter_copy(contract=contract, copy=copy, terms=contracts.terms_of(place.order), **by)
        contracts.sign_contract(contract=contract, on=LATER.date(), **by)
        contracts.confirm_arrival(contract=contract, on=LATER.date(), **by)
        cost = {"cost": "recruitment-fee" if number == 0 else "medical", "payer": "worker", "amount": Decimal(9_000)}
        contracts.note_cost(contract=contract, paid_on=LATER.date(), **cost, **by)
        working.take_complaint(contract=contract, kind="wage", words="x", on=LATER.date(), **by)
        if number == 0:
            contracts.end_contract(contract=contract, on=LATER.date(), because="x", **by)

    assert sums.days_to_arrival(synthetic=False) == sums.Median(6, 6)
    assert sums.worker_cost(synthetic=False) == sums.WorkerCost(10.0, 6, 1)
    assert sums.early_returns(synthetic=False) == sums.EarlyReturns(1, 6)
    assert sums.early_returns(synthetic=True).percent == 0.0
    assert {each.key: each.value for each in measures.of_recruitment()} == {
        "places-agreed": 86,
        "days-to-place": 6,
        "days-to-arrival": 6,
        "worker-cost": 10,
        "recruitment-complaints": 6,
        "early-returns": 17,
    }
    JobOrder.objects.update(wage_per="shift")
    assert sums.worker_cost(synthetic=False).contracts == 0
    assert Contract.objects.count() == 6
    assert Firm.objects.count() == 1


def test_anybody_reads_this_node_s_count_beside_the_published_ones(client, placed):
    Journey.objects.update(left_on=LATER.date())

    page = client.get("/figures/recruited/").content.decode()

    assert "Departures by organised recruitment, counted by this node" in page
    assert "Why they may differ" in page
