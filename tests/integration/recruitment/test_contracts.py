"""A contract: copies that differ are not signed, costs are noted as they were, and the journey's requirement is met."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from hamsafar.journeys.enums import RequirementKind
from hamsafar.kit.refusal import Refusal
from hamsafar.recruitment import access
from hamsafar.recruitment.actions import answering, contracts
from hamsafar.recruitment.enums import ContractState, PlacingPen
from hamsafar.recruitment.models import Contract
from tests.factories.recruitment import MONDAY, TODAY, Office, confirmed
from tests.integration.recruitment.test_register_pages import ROOT, day, now, officer, text

__all__ = ["now", "officer"]


def agreed(desk: Office):
    place = confirmed(desk)
    answering.accept_for_employer(proposal=place, on=TODAY, by=desk.officer, at=MONDAY)
    return answering.agree_for_worker(proposal=place, on=TODAY, by=desk.officer, at=MONDAY)


def written(desk: Office, **changed: str) -> Contract:
    """A contract with both copies; what is changed stands in the destination's."""
    found = contracts.open_contract(proposal=agreed(desk), by=desk.officer, at=MONDAY)
    terms = contracts.terms_of(found.proposal.order)
    for copy, said in (("origin", terms), ("destination", terms | changed)):
        found = contracts.enter_copy(contract=found, copy=copy, terms=said, by=desk.officer, at=MONDAY)
    return found


def test_a_contract_follows_when_all_three_have_agreed(desk):
    place = confirmed(desk)
    with pytest.raises(Refusal, match="when all three have agreed"):
        contracts.open_contract(proposal=place, by=desk.officer, at=MONDAY)
    assert not access.may_open_contract(desk.verifier, place)
    answering.accept_for_employer(proposal=place, on=TODAY, by=desk.officer, at=MONDAY)
    answering.agree_for_worker(proposal=place, on=TODAY, by=desk.officer, at=MONDAY)
    made = contracts.open_contract(proposal=place, by=desk.officer, at=MONDAY)
    assert (str(made), made.pen) == (made.ref, PlacingPen.OFFICER)

    with pytest.raises(Refusal, match="open already"):
        contracts.open_contract(proposal=place, by=desk.officer, at=MONDAY)
    with pytest.raises(Refusal, match="Enter both copies first"):
        contracts.sign_contract(contract=made, on=TODAY, by=desk.officer, at=MONDAY)


def test_copies_that_differ_are_not_signed_until_each_term_is_settled(desk):
    found = written(desk, wage="61000.00")
    with pytest.raises(Refusal, match="The copies differ"):
        contracts.sign_contract(contract=found, on=TODAY, by=desk.officer, at=MONDAY)

    terms = contracts.terms_of(found.proposal.order)
    contracts.enter_copy(contract=found, copy="destination", terms=terms, by=desk.officer, at=MONDAY)
    signed = contracts.sign_contract(contract=found, on=TODAY, by=desk.officer, at=MONDAY)

    met = signed.proposal.journey.requirements.get(kind=RequirementKind.CONTRACT)
    assert (signed.state, met.met_on, met.until) == (ContractState.SIGNED, TODAY, signed.proposal.order.ends_on)
    with pytest.raises(Refusal, match="A signed contract is not changed"):
        contracts.enter_copy(contract=found, copy="origin", terms=terms, by=desk.officer, at=MONDAY)
    for asks in (access.may_write_contract, access.may_end_contract):
        assert not asks(desk.verifier, signed)


def test_a_signature_and_an_end_are_of_true_days(desk):
    found = written(desk)
    with pytest.raises(Refusal, match="between its opening and today"):
        contracts.sign_contract(contract=found, on=TODAY - timedelta(days=1), by=desk.officer, at=MONDAY)
    with pytest.raises(Refusal, match="Only a signed contract ends"):
        contracts.end_contract(contract=found, on=TODAY, because="x", by=desk.officer, at=MONDAY)
    contracts.sign_contract(contract=found, on=TODAY, by=desk.officer, at=MONDAY)
    with pytest.raises(Refusal, match="Say why it ended"):
        contracts.end_contract(contract=found, on=TODAY, because=" ", by=desk.officer, at=MONDAY)
    with pytest.raises(Refusal, match="between the signature and today"):
        contracts.end_contract(contract=found, on=TODAY + timedelta(days=1), because="x", by=desk.officer, at=MONDAY)

    ended = contracts.end_contract(contract=found, on=TODAY, because="Went home", by=desk.officer, at=MONDAY)

    assert (ended.state, ended.ended_on, ended.pen) == (ContractState.ENDED, TODAY, PlacingPen.NOBODY)


def test_costs_are_noted_as_they_were_and_the_worker_s_part_is_counted(desk):
    found = written(desk)
    for cost, payer, amount in (("medical", "worker", 4_500), ("travel", "employer", 9_000)):
        contracts.note_cost(
            contract=found, cost=cost, payer=payer, amount=Decimal(amount), paid_on=TODAY, by=desk.officer, at=MONDAY
        )

    assert contracts.worker_share(found) == (Decimal(4_500), Decimal("0.05"))
    line = {"contract": found, "payer": "worker", "amount": Decimal(1), "by": desk.officer, "at": MONDAY}
    with pytest.raises(Refusal, match="cannot lie ahead"):
        contracts.note_cost(cost="travel", paid_on=TODAY + timedelta(days=1), **line)
    with pytest.raises(Refusal, match="not a code"):
        contracts.note_cost(cost="bribe", paid_on=TODAY, **line)
    assert str(found.costs.first()).startswith("medical of")


def test_a_contract_goes_its_way_on_pages(officer, desk):
    place = agreed(desk)
    opened = officer.post(f"{ROOT}places/{place.ref}/contract/")
    path = opened["Location"]
    assert f'href="{path}"' in text(officer, f"{ROOT}places/{place.ref}/")
    terms = contracts.terms_of(place.order)
    for whose, said in (("origin", terms), ("destination", terms | {"wage": "61000.00"})):
        assert "<form" in text(officer, f"{path}{whose}/")
        officer.post(f"{path}{whose}/", said)
    page = text(officer, path)
    assert "Terms that differ: 1." in page
    assert "61,000" in page
    assert "2026-" not in page
    assert officer.post(f"{path}sign/", day("on", TODAY)).status_code == 409
    officer.post(f"{path}destination/", terms)
    fee = {"cost": "recruitment-fee", "payer": "worker", "amount": "9000", "evidence": "told"} | day("paid_on", TODAY)
    officer.post(f"{path}cost/", fee)
    officer.post(f"{path}sign/", day("on", TODAY))
    page = text(officer, path)
    both = text(officer, f"{path}text/")
    for words in ("Касб", "Занятие", "Signature of the worker", place.candidate.person.name):
        assert words in both
    assert "0.10 of a month" in page
    for step in ("cost/", "end/"):
        assert "<form" in text(officer, f"{path}{step}")
    officer.post(f"{path}end/", {"because": "Went home"} | day("on", TODAY))
    assert "Went home" in text(officer, path)
