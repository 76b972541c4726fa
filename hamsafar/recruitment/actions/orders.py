"""Job orders: write one for an employer, hand it on, have two institutions verify it, close it."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any, cast

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hamsafar.accounts.models import User
from hamsafar.corridor.codes import codes, require_code
from hamsafar.kit.actor import Actor
from hamsafar.kit.because import said as in_words
from hamsafar.kit.refusal import Refusal
from hamsafar.kit.verdict import require
from hamsafar.ledger.actions import record
from hamsafar.recruitment import access
from hamsafar.recruitment.actions.firms import is_demo
from hamsafar.recruitment.actions.telling import offer_to_other_side, tell_order_closed
from hamsafar.recruitment.enums import CodeList, OrderState
from hamsafar.recruitment.models import Firm, JobOrder
from hamsafar.recruitment.rules.orders import OrderText, wrong_with_order


@transaction.atomic
def write_order(
    *,
    employer: Firm,
    recruiter: Firm | None = None,
    said: OrderText,
    submit: bool = True,
    by: Actor,
    at: datetime,
) -> JobOrder:
    """Write what an employer offers and hand it to the institutions; with `submit=False` it stays a draft."""
    employer = Firm.objects.locked(employer.pk)
    require(access.may_order(by, employer, on=timezone.localdate(at)))
    if recruiter is not None:
        require(access.may_work(recruiter, on=timezone.localdate(at)))
    _require_sound(said, at=at)
    order = JobOrder.objects.create(
        employer=employer,
        recruiter=recruiter,
        state=OrderState.TO_VERIFY if submit else OrderState.DRAFT,
        synthetic=is_demo(by),
        written_by=cast(User, by) if isinstance(by, User) else None,
        written_at=at,
        **_fields(said),
    )
    record("order written", about=order, by=by, at=at)
    return order


@transaction.atomic
def rewrite_order(*, order: JobOrder, said: OrderText, submit: bool = True, by: Actor, at: datetime) -> JobOrder:
    """Change a draft, or an order that was not verified; whoever changes it is its writer from then on."""
    order = JobOrder.objects.locked(order.pk)
    require(access.may_write_order(by, order))
    require(access.may_work(order.employer, on=timezone.localdate(at)))
    _require_sound(said, at=at)
    for name, value in _fields(said).items():
        setattr(order, name, value)
    order.state = OrderState.TO_VERIFY if submit else order.state
    order.written_by, order.written_at, order.refused_because = cast(User, by), at, ""
    order.save()
    record("order rewritten", about=order, by=by, at=at)
    return order


def _fields(said: OrderText) -> dict[str, Any]:
    return asdict(said) | {"pays": dict(said.pays)}


def _require_sound(said: OrderText, *, at: datetime) -> None:
    on = timezone.localdate(at)
    wrong = wrong_with_order(said, costs=codes(CodeList.COST, on=on), on=on)
    if wrong is not None:
        raise Refusal(in_words(wrong, _))
    for which, given in ((CodeList.OCCUPATION, said.occupation), (CodeList.REGION, said.region)):
        require_code(which, given, on=on)
    require_code(CodeList.SECTOR, said.sector, on=on)


@transaction.atomic
def verify_order(*, order: JobOrder, by: User, at: datetime) -> JobOrder:
    """Say for an institution that the order holds good. With the second it is open, and offered to the other side."""
    order = JobOrder.objects.locked(order.pk)
    require(access.may_verify(by, order))
    for firm in (order.employer, order.recruiter):
        if firm is not None:
            require(access.may_work(firm, on=timezone.localdate(at)))
    if order.state == OrderState.TO_VERIFY:
        order.state, order.first_office, order.first_at = OrderState.HALF_VERIFIED, by.organisation, at
        order.save(update_fields=["state", "first_office", "first_at"])
        record("order verified by an institution", about=order, by=by, at=at)
        return order
    order.state, order.second_office, order.second_at = OrderState.OPEN, by.organisation, at
    order.save(update_fields=["state", "second_office", "second_at"])
    record("order verified by a second institution", about=order, by=by, at=at)
    offer_to_other_side(order, by=by, at=at)
    return order


@transaction.atomic
def refuse_order(*, order: JobOrder, because: str, by: User, at: datetime) -> JobOrder:
    """Not verify it, with what is to be mended. Both institutions look again at what is written anew."""
    order = JobOrder.objects.locked(order.pk)
    require(access.may_verify(by, order))
    if not because.strip():
        raise Refusal(_("Say what is to be mended."))
    order.state, order.refused_because, order.first_office, order.first_at = (
        OrderState.REFUSED,
        because.strip(),
        None,
        None,
    )
    order.save(update_fields=["state", "refused_because", "first_office", "first_at"])
    record("order not verified", about=order, by=by, at=at)
    return order


@transaction.atomic
def close_order(*, order: JobOrder, because: str, by: Actor, at: datetime) -> JobOrder:
    """Take an order from the list. Nobody is placed on it any more; who was placed keeps their place."""
    order = JobOrder.objects.locked(order.pk)
    require(access.may_close_order(by, order))
    if not because.strip():
        raise Refusal(_("Say why it is closed."))
    order.state, order.closed_at, order.closed_because = OrderState.CLOSED, at, because.strip()
    order.save(update_fields=["state", "closed_at", "closed_because"])
    record("order closed", about=order, by=by, at=at)
    tell_order_closed(order, by=by, at=at)
    return order
