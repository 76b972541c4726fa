"""Contracts: enter each state's copy, sign when nothing differs, note what was paid, end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hamsafar.corridor.codes import require_code
from hamsafar.journeys.actions.journeys import meet_requirement
from hamsafar.journeys.enums import RequirementKind
from hamsafar.kit.actor import Actor
from hamsafar.kit.refusal import Refusal
from hamsafar.kit.verdict import require
from hamsafar.ledger.actions import record
from hamsafar.recruitment import access
from hamsafar.recruitment.actions.telling import copy_said, tell_of_contract
from hamsafar.recruitment.enums import CandidateState, CodeList, ContractState, Copy
from hamsafar.recruitment.formats import bodies
from hamsafar.recruitment.models import Candidate, Contract, CostLine, JobOrder, Nominee, Proposal
from hamsafar.recruitment.rules.terms import TERMS, Compared, Paid, borne_by_worker, compared, monthly, months_of_wage


@transaction.atomic
def open_contract(*, proposal: Proposal, by: Actor, at: datetime) -> Contract:
    """Open the contract of an agreed place."""
    proposal = Proposal.objects.locked(proposal.pk)
    require(access.may_open_contract(by, proposal))
    contract = Contract.objects.create(proposal=proposal, opened_at=at)
    record("contract opened", about=contract, by=by, at=at, person=proposal.candidate.person.ref)
    return contract


def terms_of(order: JobOrder) -> dict[str, str]:
    """The terms that an order offers, each as text."""
    return {term: _as_text(getattr(order, term)) for term in TERMS}


def _as_text(value: object) -> str:
    if value is None:
        return ""
    return f"{value:.2f}" if isinstance(value, Decimal) else str(value)


def terms_beside(contract: Contract) -> tuple[Compared, ...]:
    """Every term as the offer and both copies say it."""
    return compared(terms_of(contract.proposal.order), contract.origin, contract.destination)


def written_terms(terms: Mapping[str, str]) -> dict[str, str]:
    """Every term as a copy says it; empty where it says nothing."""
    return {term: str(terms.get(term, "")).strip() for term in TERMS}


def require_settled(of: Contract | Nominee, beside: Sequence[Compared]) -> None:
    """Nothing is signed while a copy is missing or a term differs."""
    if not of.origin or not of.destination:
        raise Refusal(_("Enter both copies first: the origin's and the destination's."))
    if any(each.differs for each in beside):
        raise Refusal(_("The copies differ. Settle each term first: nothing is signed while they do."))


def is_since_signature(of: Contract | Nominee, on: date, *, at: datetime) -> bool:
    """Whether a day lies between the signature and today."""
    return of.signed_on is not None and of.signed_on <= on <= timezone.localdate(at)


@transaction.atomic
def enter_copy(*, contract: Contract, copy: str, terms: Mapping[str, str], by: Actor, at: datetime) -> Contract:
    """Enter what one state's copy says, term by term; entering it again is how a difference is settled.

    Where the employer's side keeps the case too, it enters its own copy, and hears of ours.
    """
    contract = Contract.objects.locked(contract.pk)
    require(access.may_enter_copy(by, contract, copy))
    said = written_terms(terms)
    setattr(contract, Copy(copy).value, said)
    contract.save(update_fields=[Copy(copy).value])
    record(f"contract copy entered: {Copy(copy).value}", about=contract, by=by, at=at)
    tell_of_contract(contract, copy_said(said), by=by, at=at)
    return contract


@transaction.atomic
def sign_contract(*, contract: Contract, on: date, by: Actor, at: datetime) -> Contract:
    """Note that both signed. Refused while a copy is missing or a term differs; the journey's requirement is met."""
    contract = Contract.objects.locked(contract.pk)
    require(access.may_write_contract(by, contract))
    require_settled(contract, terms_beside(contract))
    if not timezone.localdate(contract.opened_at) <= on <= timezone.localdate(at):
        raise Refusal(_("A contract is signed on a day between its opening and today."))
    contract.state, contract.signed_on = ContractState.SIGNED, on
    contract.save(update_fields=["state", "signed_on"])
    _leave_the_employer_before(contract, on=on, by=by, at=at)
    person, journey = contract.proposal.candidate.person, contract.proposal.journey
    record("contract signed", about=contract, by=by, at=at, person=person.ref)
    if journey is not None:
        evidence, until = f"contract {contract.ref}", contract.proposal.order.ends_on
        meet_requirement(
            journey=journey, kind=RequirementKind.CONTRACT, on=on, until=until, evidence=evidence, by=by, at=at
        )
    tell_of_contract(contract, bodies.ContractSigned(on), by=by, at=at)
    return contract


def _leave_the_employer_before(contract: Contract, *, on: date, by: Actor, at: datetime) -> None:
    """With the new contract the old one ends; the journey, and with it the right to stay and work, goes on."""
    before = contract.proposal.follows
    if before is not None and before.state == ContractState.SIGNED:
        before = Contract.objects.locked(before.pk)
        close_contract(before, on=on, because=_("changed the employer"), by=by, at=at)
        tell_of_contract(before, bodies.WorkEnded(on), by=by, at=at)


@transaction.atomic
def confirm_arrival(*, contract: Contract, on: date, by: Actor, at: datetime) -> Contract:
    """Enter that the worker arrived at the employer, where no envelope says so."""
    contract = Contract.objects.locked(contract.pk)
    require(access.may_confirm_arrival(by, contract))
    if not is_since_signature(contract, on, at=at):
        raise Refusal(_("Somebody arrives on a day between the signature and today."))
    return arrive(contract, on=on, by=by, at=at)


def arrive(contract: Contract, *, on: date, by: Actor, at: datetime) -> Contract:
    """Note on a contract that is held that the worker arrived."""
    contract.arrived_on = on
    contract.save(update_fields=["arrived_on"])
    record("arrival confirmed", about=contract, by=by, at=at, person=contract.proposal.candidate.person.ref)
    return contract


@transaction.atomic
def end_contract(*, contract: Contract, on: date, because: str, by: Actor, at: datetime) -> Contract:
    """Note that the work ended, also before its day."""
    contract = Contract.objects.locked(contract.pk)
    require(access.may_end_contract(by, contract))
    if not because.strip():
        raise Refusal(_("Say why it ended."))
    if not is_since_signature(contract, on, at=at):
        raise Refusal(_("Work ends on a day between the signature and today."))
    close_contract(contract, on=on, because=because.strip(), by=by, at=at)
    return_to_roster(contract, on=timezone.localdate(at))
    tell_of_contract(contract, bodies.WorkEnded(on), by=by, at=at)
    return contract


def return_to_roster(contract: Contract, *, on: date) -> None:
    """Whoever worked may look again: their entry waits to be renewed, so that nobody is placed unasked."""
    worked = Candidate.objects.filter(pk=contract.proposal.candidate_id, state=CandidateState.PLACED)
    worked.update(state=CandidateState.WAITING, expires_on=on)


def close_contract(contract: Contract, *, on: date, because: str, by: Actor, at: datetime) -> Contract:
    """Note the end of a signed contract that is held."""
    contract.state, contract.ended_on, contract.ended_because = ContractState.ENDED, on, because
    contract.save(update_fields=["state", "ended_on", "ended_because"])
    record("contract ended", about=contract, by=by, at=at, person=contract.proposal.candidate.person.ref)
    return contract


@transaction.atomic
def note_cost(
    *,
    contract: Contract,
    cost: str,
    payer: str,
    amount: Decimal,
    paid_on: date,
    evidence: str = "",
    by: Actor,
    at: datetime,
) -> CostLine:
    """Note what was paid and by whom, as it was: also what no worker should have paid."""
    contract = Contract.objects.locked(contract.pk)
    require(access.may_note_cost(by))
    require_code(CodeList.COST, cost, on=timezone.localdate(at))
    if paid_on > timezone.localdate(at):
        raise Refusal(_("What is noted was paid: the day cannot lie ahead."))
    line = CostLine.objects.create(
        contract=contract,
        cost=cost,
        payer=payer,
        amount=amount,
        paid_on=paid_on,
        evidence=evidence.strip(),
        entered_by=by.ref,
        entered_at=at,
    )
    record("recruitment cost noted", about=contract, by=by, at=at)
    return line


def worker_share(contract: Contract) -> tuple[Decimal, Decimal | None]:
    """What the worker bore, in the order's currency, and in months of their wage (SDG indicator 10.7.1)."""
    order = contract.proposal.order
    borne = borne_by_worker(Paid(each.cost, each.payer, each.amount) for each in contract.costs.all())
    return borne, months_of_wage(borne, monthly(order.wage, order.wage_per, order.hours_a_week))
