"""Around the work: orientation, the group that leaves, arrival, complaints, another employer, and work again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hamsafar.journeys.models import Journey, Person
from hamsafar.kit.refusal import Refusal
from hamsafar.recruitment import access
from hamsafar.recruitment.actions import answering, contracts, roster, working
from hamsafar.recruitment.actions.person_part import erase_recruitment, export_recruitment, show_recruitment
from hamsafar.recruitment.enums import (
    CandidateState,
    ComplaintState,
    ContractState,
    PlacingPen,
    ProposalState,
)
from hamsafar.recruitment.models import Complaint, Contract, Proposal
from tests.factories.recruitment import MONDAY, TODAY, Office, candidate, open_order, person
from tests.integration.recruitment.test_contracts import written
from tests.integration.recruitment.test_register_pages import ROOT, day, now, officer, text

__all__ = ["now", "officer"]
LATER = MONDAY + timedelta(days=9)
TOMORROW = TODAY + timedelta(days=1)


def signed(desk: Office) -> Contract:
    return contracts.sign_contract(contract=written(desk), on=TODAY, by=desk.officer, at=MONDAY)


def with_employer(desk: Office, place: Proposal) -> Proposal:
    for each in (desk.officer, desk.second):
        answering.confirm_proposal(proposal=place, interest=False, by=each, at=MONDAY)
    return again(place)


def again(row):
    return type(row).objects.get(pk=row.pk)


def test_people_are_told_before_they_are_there_and_arrive_once(desk):
    contract = written(desk)
    step = {"contract": contract, "by": desk.officer, "at": MONDAY}
    with pytest.raises(Refusal, match="Nobody is expected"):
        contracts.confirm_arrival(on=TODAY, **step)
    with pytest.raises(Refusal, match="between the opening of the contract and today"):
        working.note_orientation(on=TOMORROW, **step)
    assert working.note_orientation(on=TODAY, **step).oriented_on == TODAY
    contracts.sign_contract(on=TODAY, **step)
    with pytest.raises(Refusal, match="between the signature and today"):
        contracts.confirm_arrival(on=TOMORROW, **step)
    assert contracts.confirm_arrival(on=TODAY, **step).arrived_on == TODAY
    with pytest.raises(Refusal, match="before they are there"):
        working.note_orientation(on=TODAY, **step)
    for asks in (access.may_note_orientation, access.may_confirm_arrival, access.may_take_complaint):
        assert not asks(desk.verifier, contract)


def test_a_group_leaves_on_one_day(desk):
    contract = signed(desk)
    order = contract.proposal.order
    on = order.begins_on - timedelta(days=2)

    assert working.plan_departure(order=order, on=on, by=desk.officer, at=MONDAY) == 1
    assert Journey.objects.get().departs_on == on
    Contract.objects.update(arrived_on=TODAY)
    with pytest.raises(Refusal, match="Nobody with a signed contract"):
        working.plan_departure(order=order, on=on, by=desk.officer, at=MONDAY)


def test_a_group_has_people_whose_journey_is_kept_elsewhere(desk):
    contract = signed(desk)
    Proposal.objects.update(journey=None)

    assert working.plan_departure(order=contract.proposal.order, on=TOMORROW, by=desk.officer, at=MONDAY) == 1


def test_a_complaint_is_taken_down_and_answered_and_the_worker_reads_it(desk):
    with pytest.raises(Refusal, match="not signed yet"):
        complained(desk, written(desk))
    contract = contracts.sign_contract(contract=Contract.objects.get(), on=TODAY, by=desk.officer, at=MONDAY)
    with pytest.raises(Refusal, match="Write what is wrong"):
        complained(desk, contract, words=" ")
    with pytest.raises(Refusal, match="cannot lie ahead"):
        complained(desk, contract, on=TOMORROW)
    found = complained(desk, contract)
    assert (str(found), found.pen) == (f"complaint {found.pk} about hours", PlacingPen.OFFICER)
    with pytest.raises(Refusal, match="Write what was done"):
        working.answer_complaint(complaint=found, answer=" ", by=desk.officer, at=MONDAY)
    assert not access.may_answer_complaint(desk.verifier, found)
    found = working.answer_complaint(complaint=found, answer="Paid", by=desk.officer, at=MONDAY)
    with pytest.raises(Refusal, match="answered already"):
        working.answer_complaint(complaint=found, answer="Paid", by=desk.officer, at=MONDAY)

    someone = contract.proposal.candidate.person
    assert any("Paid" in line.words for line in show_recruitment([someone]))
    assert export_recruitment([someone])["complaints"][0]["answer"] == "Paid"
    assert export_recruitment([someone])["contracts"][0]["ref"] == contract.ref


def complained(desk: Office, contract: Contract, words: str = "Sixty hours", on=TODAY) -> Complaint:
    return working.take_complaint(contract=contract, kind="hours", words=words, on=on, by=desk.officer, at=MONDAY)


def test_an_erased_worker_leaves_an_ended_contract_without_words(desk):
    contract = signed(desk)
    complained(desk, contract)
    contracts.end_contract(contract=contract, on=TODAY, because="Went home", by=desk.officer, at=MONDAY)

    erase_recruitment([Person.objects.get(pk=contract.proposal.candidate.person_id)], by=desk.officer, at=MONDAY)

    assert (again(contract).ended_because, Complaint.objects.get().words) == ("", "")


def test_who_changes_the_employer_keeps_the_journey_and_the_old_contract_until_the_new_one_is_signed(desk):
    old = signed(desk)
    order = open_order(desk, title="Another school")
    place = with_employer(desk, working.propose_again(contract=old, order=order, by=desk.officer, at=MONDAY))
    assert again(old).state == ContractState.SIGNED
    answering.accept_for_employer(proposal=place, on=TODAY, by=desk.officer, at=MONDAY)
    place = answering.agree_for_worker(proposal=place, on=TODAY, by=desk.officer, at=MONDAY)
    assert place.journey == old.proposal.journey
    new = contracts.open_contract(proposal=place, by=desk.officer, at=MONDAY)
    for copy in ("origin", "destination"):
        terms = contracts.terms_of(order)
        contracts.enter_copy(contract=new, copy=copy, terms=terms, by=desk.officer, at=MONDAY)
    contracts.sign_contract(contract=new, on=TODAY, by=desk.officer, at=MONDAY)

    assert (again(old).state, again(old).ended_because) == (ContractState.ENDED, "changed the employer")
    assert again(old.proposal.candidate).state == CandidateState.PLACED
    with pytest.raises(Refusal, match="works under another contract"):
        working.propose_again(contract=old, order=order, by=desk.officer, at=MONDAY)


def test_who_is_refused_by_the_next_employer_works_on_as_before(desk):
    old = signed(desk)
    order = open_order(desk)
    place = with_employer(desk, working.propose_again(contract=old, order=order, by=desk.officer, at=MONDAY))
    with pytest.raises(Refusal, match="is proposed to this person already"):
        working.propose_again(contract=old, order=order, by=desk.officer, at=MONDAY)

    answering.refuse_for_employer(proposal=place, code="place-gone", on=TODAY, by=desk.officer, at=MONDAY)

    assert again(place.candidate).state == CandidateState.PLACED
    assert again(old).state == ContractState.SIGNED


def test_who_went_home_is_hired_again_and_is_never_placed_unasked(desk):
    old = signed(desk)
    contracts.end_contract(contract=old, on=TODAY, because="The season is over", by=desk.officer, at=MONDAY)
    seeker = again(old.proposal.candidate)
    assert (seeker.state, seeker.is_expired(on=TODAY)) == (CandidateState.WAITING, True)

    place = working.propose_again(contract=old, order=old.proposal.order, by=desk.officer, at=MONDAY)

    assert (place.follows, place.run, place.state) == (old, None, ProposalState.PROPOSED)
    answering.turn_down_proposal(proposal=place, because="No", by=desk.officer, at=MONDAY)
    assert again(seeker).state == CandidateState.WAITING
    roster.withdraw_candidate(candidate=seeker, by=desk.officer, at=MONDAY)
    with pytest.raises(Refusal, match="This person withdrew"):
        working.propose_again(contract=old, order=old.proposal.order, by=desk.officer, at=MONDAY)


def test_another_place_is_open_fits_and_follows_a_signature(desk):
    contract = written(desk)
    order = contract.proposal.order
    with pytest.raises(Refusal, match="follows a signed contract"):
        working.propose_again(contract=contract, order=order, by=desk.officer, at=MONDAY)
    contracts.sign_contract(contract=contract, on=TODAY, by=desk.officer, at=MONDAY)
    assert not access.may_propose_again(desk.verifier, contract, contract.proposal.candidate)
    for unfit in (open_order(desk, occupation="7131"), open_order(desk, years_needed=20)):
        with pytest.raises(Refusal, match="does not fit this person"):
            working.propose_again(contract=contract, order=unfit, by=desk.officer, at=MONDAY)


def test_work_goes_its_way_on_pages(officer, desk):
    contract = signed(desk)
    order = contract.proposal.order
    path = f"{ROOT}contracts/{contract.ref}/"
    leaving = text(officer, f"{ROOT}orders/{order.ref}/departures/")
    assert contract.proposal.candidate.person.name in leaving
    assert "<form" in text(officer, f"{ROOT}orders/{order.ref}/departures/day/")
    officer.post(f"{ROOT}orders/{order.ref}/departures/day/", day("on", order.begins_on))
    assert "<form" in text(officer, f"{path}told/")
    officer.post(f"{path}told/", day("on", TODAY))
    assert "<form" in text(officer, f"{path}complaint/")
    officer.post(f"{path}complaint/", {"kind": "wage", "words": "Half was paid"} | day("on", TODAY))
    found = Complaint.objects.get()
    for which in ("open", "all"):
        assert "wage" in text(officer, f"{ROOT}complaints/?show={which}")
    assert "Half was paid" in text(officer, f"{ROOT}complaints/{found.pk}/answer/")
    officer.post(f"{ROOT}complaints/{found.pk}/answer/", {"answer": "Paid in full"})
    assert again(found).state == ComplaintState.ANSWERED
    assert "<form" in text(officer, f"{path}arrived/")
    officer.post(f"{path}arrived/", day("on", TODAY))
    page = text(officer, path)
    assert "Paid in full" in page
    assert "nobody waits to leave" in text(officer, f"{ROOT}orders/{order.ref}/departures/")
    other = open_order(desk, title="Another school")
    assert "Another school" in text(officer, f"{path}again/")
    officer.post(f"{path}again/", {"order": other.ref})
    assert Proposal.objects.get(follows=contract).order == other
    nowhere = signed_elsewhere(desk)
    assert "No open order fits" in text(officer, f"{ROOT}contracts/{nowhere.ref}/again/")


def signed_elsewhere(desk: Office) -> Contract:
    """A cook whose only order is full."""
    from_order = open_order(desk, occupation="5120", places=1)
    seeker = candidate(desk, person("Ошпаз"), occupation="5120")
    place = Proposal.objects.create(
        run=Proposal.objects.exclude(run=None).first().run,
        candidate=seeker,
        order=from_order,
        score=1,
        proposed_at=MONDAY,
        state=ProposalState.AGREED,
        first_by=desk.officer,
        second_by=desk.second,
        second_at=MONDAY,
        accepted_on=TODAY,
        agreed_on=TODAY,
    )
    return Contract.objects.create(proposal=place, opened_at=MONDAY, state=ContractState.SIGNED, signed_on=TODAY)
