"""Who may do what with papers, their keys and their lists: each question gives a verdict with its reason."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from hamsafar.accounts.enums import Permission
from hamsafar.accounts.models import User
from hamsafar.exchange.rules.fingerprints import fingerprint, same_digits
from hamsafar.kit.actor import Actor
from hamsafar.kit.moves import can_move
from hamsafar.kit.verdict import YES, Verdict, no
from hamsafar.papers.enums import LIST_MOVES, PAPER_MOVES, KeyState, ListState, PaperState
from hamsafar.papers.models import Paper, PaperKey, PublishedTrust


def may_issue(by: Actor) -> Verdict:
    if not by.has(Permission.ISSUE_PAPERS):
        return no(_("Only a paper officer issues papers."))
    return YES


def may_keep_lists(by: Actor) -> Verdict:
    """Sign status lists again, and keep what the other side publishes: what the clock does as well."""
    if not by.has(Permission.APPROVE_PAPERS):
        return no(_("Only a paper officer publishes lists."))
    return YES


def may_approve(by: Actor) -> Verdict:
    """Take part in what needs two officers in person."""
    if not (verdict := may_keep_lists(by)):
        return verdict
    if not isinstance(by, User):
        return no(_("This is done by an officer in person."))
    return YES


def may_publish(by: Actor, wanted: PublishedTrust, *, root: bytes, heard: str, first: bool) -> Verdict:
    """Whether `by` may publish a list that came back signed by `root`. The first one needs its digits read aloud."""
    if not (verdict := may_approve(by)):
        return verdict
    if isinstance(by, User) and by.pk == wanted.requested_by_id:
        return no(_("A second officer must publish the list: the one who asked for it cannot."))
    if not can_move(LIST_MOVES, wanted.state, ListState.PUBLISHED):
        return no(_("This list does not wait for a signature."))
    if first and not same_digits(heard, fingerprint(wanted.side_id, root, b"")):
        return no(_("These are not the digits of the root key. Have them read again; if they differ, stop."))
    return YES


def may_drop(by: Actor, wanted: PublishedTrust) -> Verdict:
    if not (verdict := may_approve(by)):
        return verdict
    if not can_move(LIST_MOVES, wanted.state, ListState.DROPPED):
        return no(_("This list does not wait for a signature."))
    return YES


def may_withdraw(by: Actor, key: PaperKey, *, at: datetime) -> Verdict:
    """One officer is enough: waiting for a second would keep the risk open."""
    if not (verdict := may_approve(by)):
        return verdict
    if key.state(at=at) is KeyState.WITHDRAWN:
        return no(_("This key was withdrawn already."))
    return YES


def may_ask_revocation(by: Actor, paper: Paper, *, because: str) -> Verdict:
    if not (verdict := may_approve(by)):
        return verdict
    if not can_move(PAPER_MOVES, paper.state, PaperState.TO_REVOKE):
        return no(_("This paper is revoked, or its revocation waits for a second officer."))
    if not because.strip():
        return no(_("Say why this paper is to be revoked. The reason stays here and is never published."))
    return YES


def may_settle_revocation(by: Actor, paper: Paper) -> Verdict:
    """Whether `by` may be the second officer, who revokes the paper or leaves it as it is."""
    if not (verdict := may_approve(by)):
        return verdict
    if paper.state != PaperState.TO_REVOKE:
        return no(_("Nobody asked for this paper to be revoked."))
    if isinstance(by, User) and by.pk == paper.revoke_asked_by_id:
        return no(_("A second officer must decide: the one who asked cannot."))
    return YES
