"""What arrives from the other side: its orders, whom it nominates, its answers. Called by the handlers alone.

Each runs in the transaction that logs the envelope, once, in the order of its case. What comes too late to change
anything is put on record and keeps nobody up: the next envelope of the case is taken.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime, time
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hamsafar.accounts.actions import add_organisation
from hamsafar.accounts.models import Organisation
from hamsafar.corridor.codes import require_code
from hamsafar.corridor.models import Side
from hamsafar.kit.actor import Actor
from hamsafar.kit.refusal import Refusal
from hamsafar.kit.words import Words
from hamsafar.ledger.actions import record
from hamsafar.recruitment.actions import nominees
from hamsafar.recruitment.actions.answering import accept_proposal
from hamsafar.recruitment.actions.contracts import arrive, close_contract, return_to_roster
from hamsafar.recruitment.actions.ending import end_proposal
from hamsafar.recruitment.enums import (
    CodeList,
    ContractState,
    Copy,
    NomineeState,
    OrderState,
    ProposalState,
    Register,
)
from hamsafar.recruitment.formats import bodies
from hamsafar.recruitment.models import Contract, Firm, JobOrder, Nominee, Proposal

PLACE_GONE = "place-gone"  # of the list `recruitment-refusal`


@transaction.atomic
def mirror_order(*, said: bodies.OrderOffered, subject: UUID, sender: str, by: Actor, at: datetime) -> JobOrder:
    """Make our row of an order that two institutions of the other side verified: people can be placed on it."""
    if JobOrder.objects.filter(subject=subject, peer=sender).exists():
        raise Refusal(_("This order was taken before."))
    on = timezone.localdate(at)
    for which, given in ((CodeList.OCCUPATION, said.occupation), (CodeList.REGION, said.region)):
        require_code(which, given, on=on)
    require_code(CodeList.SECTOR, said.sector, on=on)
    first, second = (_institution(each, sender, synthetic=said.synthetic, by=by, at=at) for each in said.verified)
    order = JobOrder.objects.create(
        subject=subject,
        peer_id=sender,
        employer=_firm(said.employer, Register.EMPLOYER, synthetic=said.synthetic, by=by, at=at),
        recruiter=_firm(said.recruiter, Register.RECRUITER, synthetic=said.synthetic, by=by, at=at)
        if said.recruiter
        else None,
        state=OrderState.OPEN,
        wage=Decimal(said.wage),
        housing_cost=Decimal(said.housing_cost) if said.housing_cost else None,
        pays={each.cost: each.payer.value for each in said.pays},
        written_at=at,
        first_office=first,
        first_at=_noon(said.verified[0].on),
        second_office=second,
        second_at=_noon(said.verified[1].on),
        **{name: getattr(said, name) for name in AS_SAID},
    )
    record("order mirrored", about=order, by=by, at=at)
    return order


AS_SAID = (
    "occupation",
    "title",
    "region",
    "sector",
    "places",
    "currency",
    "wage_per",
    "paid_how",
    "housing",
    "hours_a_week",
    "begins_on",
    "ends_on",
    "expires_on",
    "russian",
    "years_needed",
    "requirements",
    "family",
    "synthetic",
)


def _noon(on: date) -> datetime:
    return timezone.make_aware(datetime.combine(on, time(12)))


def _institution(said: bodies.VerifiedSaid, sender: str, *, synthetic: bool, by: Actor, at: datetime) -> Organisation:
    """The institution as this node knows it by its name, or a new one of the other side."""
    known = Organisation.objects.filter(side=sender, name__en=said.en).first()
    words = Words(said.en, said.ru, said.tg)
    return known or add_organisation(side=Side.objects.get(pk=sender), name=words, by=by, at=at, synthetic=synthetic)


def _firm(said: bodies.FirmSaid, register: str, *, synthetic: bool, by: Actor, at: datetime) -> Firm:
    """The firm of that number as our register has it, with our own remarks; or a new one."""
    side = Side.objects.filter(pk=said.side).first()
    if side is None:
        raise Refusal(_("The firm is of no side of this corridor."))
    made, is_new = Firm.objects.get_or_create(
        register=register,
        side=side,
        number=said.number,
        defaults={
            "name": said.name,
            "licence": said.licence,
            "licence_from": said.licence_from,
            "licence_until": said.licence_until,
            "synthetic": synthetic,
            "added_by": by.ref,
            "added_at": at,
        },
    )
    if is_new:
        record("firm entered", about=made, by=by, at=at)
    return made


@transaction.atomic
def take_order_closed(*, said: bodies.OrderClosed, subject: UUID, sender: str, by: Actor, at: datetime) -> None:
    """Nobody is placed on it any more; who was placed keeps their place."""
    found = JobOrder.objects.filter(subject=subject, peer=sender).first()
    if found is None:
        raise Refusal(_("This belongs to no order that this node knows."))
    order = JobOrder.objects.locked(found.pk)
    if order.state != OrderState.CLOSED:
        order.state, order.closed_at = OrderState.CLOSED, at
        order.closed_because = _("closed by the other side on %(day)s") % {"day": said.on.isoformat()}
        order.save(update_fields=["state", "closed_at", "closed_because"])
    record("order closed by the other side", about=order, by=by, at=at)


# ── We are the employer's side ──


@transaction.atomic
def take_nomination(*, said: bodies.Nominated, subject: UUID, sender: str, by: Actor, at: datetime) -> Nominee:
    """Make our row of somebody whom the other side nominates. An order that is closed refuses them at once."""
    order = JobOrder.objects.filter(subject=said.order, peer=None).first()
    if order is None:
        raise Refusal(_("This belongs to no order that this node knows."))
    if Nominee.objects.filter(subject=subject).exists():
        raise Refusal(_("This nomination was taken before."))
    nominee = Nominee.objects.create(
        subject=subject,
        peer_id=sender,
        order=order,
        years=said.years,
        russian=said.russian,
        skills=list(said.skills),
        family=said.family,
        nominated_at=at,
        due_on=said.due_on,
        synthetic=said.synthetic,
    )
    record("nominee received", about=nominee, by=by, at=at)
    on = timezone.localdate(at)
    if order.state != OrderState.OPEN or order.is_expired(on=on):
        nominees.turn_away(nominee, code=PLACE_GONE, on=on, by=by, at=at)
    return nominee


@transaction.atomic
def take_agreement(*, said: bodies.WorkerAgreed, subject: UUID, sender: str, by: Actor, at: datetime) -> None:
    """The worker takes the place: from now on we know for whom the contract is."""
    nominee = _nominee(subject, sender)
    if nominee.state != NomineeState.ACCEPTED:
        raise Refusal(_("The employer has not accepted this nominee."))
    nominees.agree(nominee, name=said.name, on=said.on, by=by, at=at)


@transaction.atomic
def take_back(*, said: bodies.NomineeTakenBack, subject: UUID, sender: str, by: Actor, at: datetime) -> None:
    """They do not come; whatever the employer said meanwhile crossed with it."""
    nominee = _nominee(subject, sender)
    if nominee.state in {NomineeState.ASKED, NomineeState.ACCEPTED}:
        nominees.take_back_nominee(nominee, because=said.because, by=by, at=at)
    else:
        record("nominee taken back too late", about=nominee, by=by, at=at)


@transaction.atomic
def take_signature(*, said: bodies.ContractSigned, subject: UUID, sender: str, by: Actor, at: datetime) -> None:
    """Both have signed: the worker is expected."""
    nominee = _nominee(subject, sender)
    if nominee.state != NomineeState.AGREED:
        raise Refusal(_("Only an agreed contract is signed."))
    nominees.sign_nominee(nominee, on=said.on, by=by, at=at)


def _nominee(subject: UUID, sender: str) -> Nominee:
    """A nominee of the sender's, held. Raises `Refusal` where there is none."""
    found = Nominee.objects.filter(subject=subject, peer=sender).first()
    if found is None:
        raise Refusal(_("This belongs to no nominee that this node knows."))
    return Nominee.objects.locked(found.pk)


# ── We place people: the employer's side answers ──


@transaction.atomic
def take_answer(*, said: bodies.EmployerAnswered, subject: UUID, sender: str, by: Actor, at: datetime) -> None:
    """The employer accepts or refuses. After silence ended the proposal, the answer is only put on record."""
    proposal = _proposal(subject, sender)
    person = proposal.candidate.person.ref
    if proposal.state != ProposalState.CONFIRMED:
        record("answer of the employer came too late", about=proposal, by=by, at=at, person=person)
    elif said.accepted:
        accept_proposal(proposal, on=said.on, by=by, at=at)
    else:
        require_code(CodeList.REFUSAL, said.refusal, on=timezone.localdate(at))
        proposal.refusal, proposal.refusal_words = said.refusal, said.words[:300]
        end_proposal(proposal, ProposalState.REFUSED, by=by, at=at)
        record("place refused", about=proposal, by=by, at=at, person=person)


@transaction.atomic
def take_arrival(*, said: bodies.WorkerArrived, subject: UUID, sender: str, by: Actor, at: datetime) -> None:
    """The employer's side saw the worker arrive."""
    contract = _contract(subject, sender, at=at)
    if contract.state == ContractState.WRITTEN:
        raise Refusal(_("Nobody arrives before the contract is signed."))
    arrive(contract, on=said.on, by=by, at=at)


def _proposal(subject: UUID, sender: str) -> Proposal:
    """A proposal whose employer is of the sender's side, held. Raises `Refusal` where there is none."""
    found = Proposal.objects.filter(subject=subject, order__peer=sender).first()
    if found is None:
        raise Refusal(_("This belongs to no proposal that this node knows."))
    return Proposal.objects.locked(found.pk)


def _contract(subject: UUID, sender: str, *, at: datetime) -> Contract:
    """The contract of an agreed place, held; it opens with the first word about it."""
    proposal = _proposal(subject, sender)
    if proposal.state != ProposalState.AGREED:
        raise Refusal(_("A contract follows when all three have agreed."))
    contract, _made = Contract.objects.get_or_create(proposal=proposal, defaults={"opened_at": at})
    return Contract.objects.locked(contract.pk)


# ── Both ──


@transaction.atomic
def take_copy(*, said: bodies.CopyEntered, subject: UUID, sender: str, by: Actor, at: datetime) -> None:
    """Keep what the other side's copy of the contract says; after the signature it changes nothing."""
    found = Nominee.objects.filter(subject=subject, peer=sender).first()
    if found is not None:
        nominee = Nominee.objects.locked(found.pk)
        is_open = nominee.state == NomineeState.AGREED
        _keep_copy(nominee, Copy.ORIGIN, said, is_open=is_open, by=by, at=at)
        return
    contract = _contract(subject, sender, at=at)
    is_open = contract.state == ContractState.WRITTEN
    _keep_copy(contract, Copy.DESTINATION, said, is_open=is_open, by=by, at=at)


def _keep_copy(
    of: Nominee | Contract, whose: Copy, said: bodies.CopyEntered, *, is_open: bool, by: Actor, at: datetime
) -> None:
    if not is_open:
        record("contract copy came too late", about=of, by=by, at=at)
        return
    setattr(of, whose.value, asdict(said.terms))
    of.save(update_fields=[whose.value])
    record(f"contract copy received: {whose.value}", about=of, by=by, at=at)


@transaction.atomic
def take_end(*, said: bodies.WorkEnded, subject: UUID, sender: str, by: Actor, at: datetime) -> None:
    """The work ended, as the other side says; where we noted an end before, ours stands."""
    nominee = Nominee.objects.filter(subject=subject, peer=sender).first()
    if nominee is not None:
        nominee = Nominee.objects.locked(nominee.pk)
        if nominee.state == NomineeState.SIGNED:
            nominees.end_nominee(nominee, on=said.on, by=by, at=at)
        return
    contract = _contract(subject, sender, at=at)
    if contract.state == ContractState.SIGNED:
        because = _("as the other side says")
        close_contract(contract, on=said.on, because=because, by=by, at=at)
        return_to_roster(contract, on=timezone.localdate(at))
