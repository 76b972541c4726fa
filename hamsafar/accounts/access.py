"""Who may change accounts: each question gives a verdict with its reason."""

from __future__ import annotations

from django.utils.translation import gettext as _

from hamsafar.accounts.enums import ROLES, Clearance, Permission, Role
from hamsafar.accounts.models import ClearanceProposal, User
from hamsafar.kit.actor import Actor
from hamsafar.kit.verdict import YES, Verdict, no


def may_manage(by: Actor) -> Verdict:
    """Add organisations and officers, and see the list of officers."""
    if not by.has(Permission.MANAGE_ACCOUNTS):
        return no(_("Only an officer who manages accounts can do this. Ask the node operator."))
    return YES


def may_change_role(by: Actor, officer: User, role: str) -> Verdict:
    if not (verdict := may_manage(by)):
        return verdict
    if by.ref == officer.ref:
        return no(_("Nobody changes their own role. Ask another officer who manages accounts."))
    if not officer.is_active:
        return no(_("This officer is disabled. Enable the account first."))
    if Permission.MANAGE_ACCOUNTS not in ROLES[Role(role)]:
        return _may_lose_manager(officer)
    return YES


def may_disable(by: Actor, officer: User) -> Verdict:
    if not (verdict := may_manage(by)):
        return verdict
    if by.ref == officer.ref:
        return no(_("Nobody disables their own account. Ask another officer who manages accounts."))
    if not officer.is_active:
        return no(_("This officer is disabled already."))
    return _may_lose_manager(officer)


def may_enable(by: Actor, officer: User) -> Verdict:
    if not (verdict := may_manage(by)):
        return verdict
    if officer.is_active:
        return no(_("This officer is not disabled."))
    return YES


def may_give_new_password(by: Actor, officer: User) -> Verdict:
    if not (verdict := may_manage(by)):
        return verdict
    if by.ref == officer.ref:
        return no(_("Change your own password on your account's page."))
    return YES


def may_propose_clearance(by: Actor, officer: User, clearance: int) -> Verdict:
    if not (verdict := _may_touch_clearance(by, officer)):
        return verdict
    if not isinstance(by, User):
        return no(_("A clearance is proposed by an officer in person."))
    if clearance <= officer.clearance:
        return no(_("This officer has that clearance already. To take a clearance away, lower it."))
    if ClearanceProposal.objects.waiting().filter(officer=officer).exists():
        return no(_("A proposal for this officer waits already. Confirm or withdraw it first."))
    return YES


def may_confirm_clearance(by: Actor, proposal: ClearanceProposal) -> Verdict:
    if not (verdict := _may_touch_clearance(by, proposal.officer)):
        return verdict
    if not isinstance(by, User) or by.pk == proposal.proposed_by_id:
        return no(_("A second officer must confirm: the one who proposed it cannot."))
    if not proposal.is_waiting:
        return no(_("This proposal was confirmed or withdrawn already."))
    if not proposal.proposed_by.has(Permission.MANAGE_ACCOUNTS):
        return no(_("The officer who proposed this no longer manages accounts. Withdraw it and propose it anew."))
    return YES


def may_withdraw_clearance(by: Actor, proposal: ClearanceProposal) -> Verdict:
    if not (verdict := may_manage(by)):
        return verdict
    if not proposal.is_waiting:
        return no(_("This proposal was confirmed or withdrawn already."))
    return YES


def may_lower_clearance(by: Actor, officer: User) -> Verdict:
    """One officer is enough to take a clearance away: waiting for a second would keep the risk open."""
    if not (verdict := may_manage(by)):
        return verdict
    if officer.clearance == Clearance.OPEN:
        return no(_("This officer has no clearance to lower."))
    return YES


def may_set_language(by: Actor, officer: User) -> Verdict:
    if by.ref != officer.ref:
        return no(_("Each officer chooses their own language."))
    return YES


def _may_touch_clearance(by: Actor, officer: User) -> Verdict:
    if not (verdict := may_manage(by)):
        return verdict
    if by.ref == officer.ref:
        return no(_("Nobody clears themselves. Ask two other officers who manage accounts."))
    if not officer.is_active:
        return no(_("This officer is disabled. Enable the account first."))
    return YES


def _may_lose_manager(officer: User) -> Verdict:
    if officer.has(Permission.MANAGE_ACCOUNTS) and not User.objects.managers().exclude(pk=officer.pk).exists():
        return no(_("This is the last officer who manages accounts. Give that role to somebody else first."))
    return YES


def may_forget(by: Actor, officer: User) -> Verdict:
    """Whether the name of an officer may go: only of one who cannot sign in any more."""
    if not (verdict := may_manage(by)):
        return verdict
    if officer.is_active:
        return no(_("This officer can still sign in. Disable the account first."))
    return YES
