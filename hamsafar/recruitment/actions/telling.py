"""What the other node is told: an order that was verified here, and what becomes of a case that both nodes keep.

Nothing is told about an order that this node keeps alone: then an officer enters the other side's answers.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import models
from django.utils import timezone

from hamsafar.accounts.models import Organisation
from hamsafar.exchange.actions.sending import send_envelope
from hamsafar.kit.actor import Actor
from hamsafar.recruitment.enums import FamilyPolicy, Housing, PaidHow, Payer, RussianLevel, TakenBack, Via, WagePer
from hamsafar.recruitment.formats import bodies
from hamsafar.recruitment.models import Contract, Firm, JobOrder, Nominee, Proposal
from hamsafar.recruitment.rules.terms import TERMS


def tell(body: Any, *, subject: UUID, about: models.Model, by: Actor, at: datetime) -> None:
    """Put one envelope about a case into the running transaction."""
    send_envelope(kind=body.NAME, body=body, subject=subject, about=about, by=by, at=at)


def offer_to_other_side(order: JobOrder, *, by: Actor, at: datetime) -> None:
    """Offer a verified order to the other side, where its employer is of this side."""
    if is_ours_to_offer(order):
        tell(order_said(order), subject=order.subject, about=order, by=by, at=at)


def is_ours_to_offer(order: JobOrder) -> bool:
    """Whether people of the other side are placed on it: the employer is of this side, and the order was made here."""
    return order.peer_id is None and order.employer.side_id == settings.THIS_SIDE


def order_said(order: JobOrder) -> bodies.OrderOffered:
    return bodies.OrderOffered(
        employer=_firm_said(order.employer),
        recruiter=_firm_said(order.recruiter) if order.recruiter else None,
        occupation=order.occupation,
        title=order.title,
        region=order.region,
        sector=order.sector,
        places=order.places,
        wage=f"{order.wage:.2f}",
        currency=order.currency,
        wage_per=WagePer(order.wage_per),
        paid_how=PaidHow(order.paid_how),
        housing=Housing(order.housing),
        housing_cost="" if order.housing_cost is None else f"{order.housing_cost:.2f}",
        hours_a_week=order.hours_a_week,
        begins_on=order.begins_on,
        ends_on=order.ends_on,
        expires_on=order.expires_on,
        russian=RussianLevel(order.russian),
        years_needed=order.years_needed,
        requirements=order.requirements,
        family=FamilyPolicy(order.family),
        pays=tuple(bodies.CostSaid(cost, Payer(payer)) for cost, payer in sorted(order.pays.items())),
        verified=_verified_said(order),
        synthetic=order.synthetic,
    )


def _firm_said(firm: Firm) -> bodies.FirmSaid:
    return bodies.FirmSaid(
        side=firm.side_id,
        number=firm.number,
        name=firm.name,
        licence=firm.licence,
        licence_from=firm.licence_from,
        licence_until=firm.licence_until,
    )


def _verified_said(order: JobOrder) -> tuple[bodies.VerifiedSaid, ...]:
    def said(office: Organisation, at: datetime) -> bodies.VerifiedSaid:
        return bodies.VerifiedSaid(**office.words.as_dict(), on=timezone.localdate(at))

    pairs = ((order.first_office, order.first_at), (order.second_office, order.second_at))
    return tuple(said(office, at) for office, at in pairs if office and at)


def tell_order_closed(order: JobOrder, *, by: Actor, at: datetime) -> None:
    """Say that an order takes nobody any more, where the other side was offered it."""
    if order.second_at is not None and is_ours_to_offer(order):
        tell(bodies.OrderClosed(timezone.localdate(at)), subject=order.subject, about=order, by=by, at=at)


# ── People: from the side that places them ──


def nominate(proposal: Proposal, *, due_on: date, by: Actor, at: datetime) -> None:
    """Ask the employer on the other node about a candidate, without a name."""
    if proposal.order.peer_id is None:
        return
    candidate = proposal.candidate
    said = bodies.Nominated(
        order=proposal.order.subject,
        years=candidate.years,
        russian=RussianLevel(candidate.russian),
        skills=tuple(words for words, _evidence in candidate.skills),
        family=_family(proposal),
        due_on=due_on,
        synthetic=candidate.synthetic,
    )
    tell(said, subject=proposal.subject, about=proposal, by=by, at=at)


def _family(proposal: Proposal) -> UUID | None:
    """A random name shared by all who are placed together in this order: the case of one of them."""
    one = proposal.candidate
    key = one.together_with_id or (one.pk if one.joined_by.exists() else None)
    if key is None:
        return None
    together = models.Q(candidate=key) | models.Q(candidate__together_with=key)
    cases = proposal.order.proposals.filter(together, run=proposal.run).values_list("subject", flat=True)
    return min(cases)


def tell_agreed(proposal: Proposal, *, on: date, by: Actor, at: datetime) -> None:
    """Say that the worker takes the place, and their name, for which the contract is written."""
    if proposal.order.peer_id is not None:
        body = bodies.WorkerAgreed(on, proposal.candidate.person.name)
        tell(body, subject=proposal.subject, about=proposal, by=by, at=at)


def tell_taken_back(proposal: Proposal, because: TakenBack, *, by: Actor, at: datetime) -> None:
    """Say that somebody who was nominated does not come."""
    if proposal.order.peer_id is not None and proposal.second_at is not None:
        body = bodies.NomineeTakenBack(because, timezone.localdate(at))
        tell(body, subject=proposal.subject, about=proposal, by=by, at=at)


def tell_of_contract(contract: Contract, body: Any, *, by: Actor, at: datetime) -> None:
    """Say what was entered about a contract, where the employer's side keeps the case too."""
    if contract.proposal.order.peer_id is not None:
        tell(body, subject=contract.proposal.subject, about=contract, by=by, at=at)


# ── Answers: from the employer's side ──


def tell_of_nominee(nominee: Nominee, body: Any, *, by: Actor, at: datetime) -> None:
    """Say what was entered about a nominee, where they came by envelope."""
    if nominee.via == Via.ENVELOPE:
        tell(body, subject=nominee.subject, about=nominee, by=by, at=at)


def copy_said(terms: dict[str, str]) -> bodies.CopyEntered:
    return bodies.CopyEntered(bodies.TermsSaid(**{term: terms.get(term, "") for term in TERMS}))
