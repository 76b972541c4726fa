"""Around the work: what people are told before they leave, the day a group leaves, complaints, another employer."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hamsafar.journeys.actions.journeys import move_departure
from hamsafar.kit.actor import Actor
from hamsafar.kit.refusal import Refusal
from hamsafar.kit.verdict import require
from hamsafar.ledger.actions import record
from hamsafar.recruitment import access
from hamsafar.recruitment.actions.placing import offer
from hamsafar.recruitment.actions.roster import seeker
from hamsafar.recruitment.actions.settings import points
from hamsafar.recruitment.enums import CandidateState, ComplaintKind, ComplaintState
from hamsafar.recruitment.models import Candidate, Complaint, Contract, JobOrder, Proposal
from hamsafar.recruitment.rules.fitting import misfits


@transaction.atomic
def note_orientation(*, contract: Contract, on: date, by: Actor, at: datetime) -> Contract:
    """Note that the worker was told what awaits them: the contract, the law there, whom to turn to."""
    contract = Contract.objects.locked(contract.pk)
    require(access.may_note_orientation(by, contract))
    if not timezone.localdate(contract.opened_at) <= on <= timezone.localdate(at):
        raise Refusal(_("People are told on a day between the opening of the contract and today."))
    contract.oriented_on = on
    contract.save(update_fields=["oriented_on"])
    record("orientation noted", about=contract, by=by, at=at, person=contract.proposal.candidate.person.ref)
    return contract


@transaction.atomic
def plan_departure(*, order: JobOrder, on: date, by: Actor, at: datetime) -> int:
    """Plan one day of departure for everybody with a signed contract who has not left; how many they are."""
    require(access.may_place(by))
    leaving = list(Contract.objects.to_leave().filter(proposal__order=order).by_departure())
    if not leaving:
        raise Refusal(_("Nobody with a signed contract waits to leave for this order."))
    for contract in leaving:
        if contract.proposal.journey is not None:
            move_departure(journey=contract.proposal.journey, departs_on=on, by=by, at=at)
    record("group departure planned", about=order, by=by, at=at)
    return len(leaving)


@transaction.atomic
def take_complaint(*, contract: Contract, kind: str, words: str, on: date, by: Actor, at: datetime) -> Complaint:
    """Take down what a worker says is wrong, in their words."""
    contract = Contract.objects.locked(contract.pk)
    require(access.may_take_complaint(by, contract))
    if not words.strip():
        raise Refusal(_("Write what is wrong."))
    if on > timezone.localdate(at):
        raise Refusal(_("What is noted has happened: the day cannot lie ahead."))
    made = Complaint.objects.create(
        contract=contract, kind=ComplaintKind(kind), words=words.strip(), said_on=on, taken_by=by.ref, taken_at=at
    )
    record("complaint taken", about=contract, by=by, at=at, person=contract.proposal.candidate.person.ref)
    return made


@transaction.atomic
def answer_complaint(*, complaint: Complaint, answer: str, by: Actor, at: datetime) -> Complaint:
    """Write what was done about a complaint; the worker reads it in their own pages."""
    complaint = (
        Complaint.objects.select_for_update(of=("self",))
        .select_related("contract__proposal__candidate__person")
        .get(pk=complaint.pk)
    )
    require(access.may_answer_complaint(by, complaint))
    if not answer.strip():
        raise Refusal(_("Write what was done."))
    complaint.state, complaint.answer, complaint.answered_at = ComplaintState.ANSWERED, answer.strip(), at
    complaint.save(update_fields=["state", "answer", "answered_at"])
    person = complaint.contract.proposal.candidate.person
    record("complaint answered", about=complaint.contract, by=by, at=at, person=person.ref)
    return complaint


@transaction.atomic
def propose_again(*, contract: Contract, order: JobOrder, by: Actor, at: datetime) -> Proposal:
    """Propose a place to somebody who works, or worked: a change of employer, or work again with the same one.

    Two officers, the employer and the worker say yes as always. The journey stays, so no status is lost meanwhile, and
    the old contract ends when the new one is signed.
    """
    contract = Contract.objects.locked(contract.pk)
    candidate = Candidate.objects.locked(contract.proposal.candidate_id)
    order = JobOrder.objects.locked(order.pk)
    require(access.may_propose_again(by, contract, candidate))
    on = timezone.localdate(at)
    if not fits(candidate, order, on=on):
        raise Refusal(_("This order is not open, is full, or does not fit this person."))
    made = Proposal.objects.create(
        follows=contract,
        candidate=candidate,
        order=order,
        score=points(on=on).for_order(seeker(candidate), offer(order)),
        proposed_at=at,
    )
    candidate.state = CandidateState.PROPOSED
    candidate.save(update_fields=["state"])
    record("place proposed", about=made, by=by, at=at, person=candidate.person.ref)
    return made


def fits(candidate: Candidate, order: JobOrder, *, on: date) -> bool:
    """Whether an order is open on a day, has a place left, and fits. Reads only."""
    is_open = JobOrder.objects.open(on=on).filter(pk=order.pk, synthetic=candidate.synthetic).exists()
    left = order.places - order.proposals.holding().count()
    return is_open and left > 0 and not misfits(seeker(candidate), offer(order))
