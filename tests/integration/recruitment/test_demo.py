"""The demonstration of recruitment reaches every state, and is made once."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from hamsafar.accounts.demo import make_demo as make_officers
from hamsafar.journeys.demo import make_demo as make_people
from hamsafar.ledger.models import Line
from hamsafar.recruitment.demo import make_demo
from hamsafar.recruitment.enums import (
    CandidateState,
    ComplaintState,
    ContractState,
    NomineeState,
    OrderState,
    ProposalState,
    Register,
    RemarkKind,
)
from hamsafar.recruitment.models import (
    Candidate,
    Complaint,
    Contract,
    Exemption,
    Firm,
    FirmRemark,
    JobOrder,
    Nominee,
    Proposal,
    Run,
)
from tests.factories.incidents import load_the_corridor
from tests.factories.recruitment import MONDAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(db: None, tmp_path: Path) -> None:
    load_the_corridor()
    make_officers(folder=tmp_path, at=MONDAY)
    make_people(at=MONDAY - timedelta(days=30))
    make_demo(at=MONDAY)


def test_every_state_of_every_machine_is_there(made):
    assert set(JobOrder.objects.values_list("state", flat=True)) == set(OrderState.values)
    assert set(Firm.objects.values_list("register", flat=True)) == set(Register.values)
    assert {RemarkKind.COMPLAINT, RemarkKind.SANCTION} <= set(FirmRemark.objects.values_list("kind", flat=True))
    assert Firm.objects.standing().count() < Firm.objects.count()
    assert set(Candidate.objects.values_list("state", flat=True)) == set(CandidateState.values)
    assert set(Proposal.objects.values_list("state", flat=True)) == set(ProposalState.values)
    assert set(Run.objects.values_list("what_if", flat=True)) == {True, False}
    assert set(Contract.objects.values_list("state", flat=True)) == set(ContractState.values)
    assert set(Nominee.objects.values_list("state", flat=True)) == set(NomineeState.values)
    assert set(Complaint.objects.values_list("state", flat=True)) == set(ComplaintState.values)
    assert Nominee.objects.filter(arrived_on__isnull=False).exists()
    assert Exemption.objects.filter(granted_at__isnull=False).count() == 1


def test_everything_in_it_is_marked_and_made_once(made):
    before = Line.objects.count()

    make_demo(at=MONDAY + timedelta(days=1))

    assert Line.objects.count() == before
    assert not Firm.objects.filter(synthetic=False).exists()
    assert not JobOrder.objects.filter(synthetic=False).exists()
    assert not Candidate.objects.filter(synthetic=False).exists()
    assert not Run.objects.filter(synthetic=False).exists()
    assert not Nominee.objects.filter(synthetic=False).exists()
