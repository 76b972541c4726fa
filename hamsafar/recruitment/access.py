"""Who may do what in organised recruitment: each question gives a verdict with its reason."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from hamsafar.accounts.enums import Permission
from hamsafar.accounts.models import User
from hamsafar.kit.actor import Actor
from hamsafar.kit.moves import can_move
from hamsafar.kit.verdict import YES, Verdict, no
from hamsafar.recruitment.enums import CAN_BE_WRITTEN, ORDER_MOVES, TO_BE_VERIFIED, OrderState, Register, RemarkKind
from hamsafar.recruitment.models import Firm, FirmRemark, JobOrder

READERS = (Permission.KEEP_FIRMS, Permission.VERIFY_ORDERS, Permission.PLACE_PEOPLE)


def may_read(by: Actor) -> Verdict:
    """See firms, quotas, and the orders that were verified."""
    if not any(by.has(each) for each in READERS):
        return no(_("Only officers of recruitment see this."))
    return YES


def may_see_unverified(by: Actor) -> Verdict:
    """See orders before two institutions looked at them."""
    if not (by.has(Permission.KEEP_FIRMS) or by.has(Permission.VERIFY_ORDERS)):
        return no(_("An order is seen once two institutions have verified it."))
    return YES


def may_see_order(by: Actor, order: JobOrder) -> Verdict:
    if not (verdict := may_read(by)):
        return verdict
    return YES if order.second_at else may_see_unverified(by)


def may_keep_firms(by: Actor) -> Verdict:
    """Keep the registers and quotas, and write orders for employers."""
    if not by.has(Permission.KEEP_FIRMS):
        return no(_("Only an officer of the registers does this."))
    return YES


def may_strike(by: Actor, firm: Firm) -> Verdict:
    if not (verdict := may_keep_firms(by)):
        return verdict
    if firm.struck_on is not None:
        return no(_("This firm was struck off already."))
    return YES


def may_lift(by: Actor, remark: FirmRemark) -> Verdict:
    """Lift a sanction before its last day."""
    if not (verdict := may_keep_firms(by)):
        return verdict
    if remark.kind != RemarkKind.SANCTION or remark.lifted_on is not None:
        return no(_("Only a sanction that stands can be lifted."))
    return YES


def may_order(by: Actor, firm: Firm, *, on: date) -> Verdict:
    """Write an order of an employer."""
    if not (verdict := may_keep_firms(by)):
        return verdict
    if firm.register != Register.EMPLOYER:
        return no(_("An order is an employer's. Open the employer, and name the recruiter in the order."))
    return may_work(firm, on=on)


def may_work(firm: Firm, *, on: date) -> Verdict:
    """Whether a firm may offer or recruit on a day: standing, licensed, under no sanction of either side."""
    if firm.struck_on is not None:
        return no(_("%(firm)s was struck off the register.") % {"firm": firm.name})
    if not firm.is_licensed(on=on):
        return no(_("%(firm)s has no licence on this day. Enter the new one first.") % {"firm": firm.name})
    if firm.sanction(on=on) is not None:
        return no(_("A sanction against %(firm)s holds. It must be lifted, or end, first.") % {"firm": firm.name})
    return YES


def may_write_order(by: Actor, order: JobOrder) -> Verdict:
    """Change an order, and hand it to the institutions."""
    if not (verdict := may_keep_firms(by)):
        return verdict
    if order.state not in CAN_BE_WRITTEN:
        return no(_("An order that the institutions have cannot be changed. Close it and write another."))
    return YES


def may_verify(by: Actor, order: JobOrder) -> Verdict:
    """Verify an order or refuse to: two institutions, neither the writer's own officer."""
    if not by.has(Permission.VERIFY_ORDERS) or not isinstance(by, User):
        return no(_("Only an officer of a verifying institution does this."))
    if order.state not in TO_BE_VERIFIED:
        return no(_("This order does not wait to be verified."))
    if order.written_by_id == by.pk:
        return no(_("Whoever wrote an order does not verify it. Ask another officer."))
    if order.first_office_id == by.organisation_id:
        return no(_("Your institution has verified it: the other one comes now."))
    return YES


def may_close_order(by: Actor, order: JobOrder) -> Verdict:
    if not (verdict := may_keep_firms(by)):
        return verdict
    if not can_move(ORDER_MOVES, order.state, OrderState.CLOSED):
        return no(_("This order is closed already."))
    return YES
