"""Who may do what at the exchange: each question gives a verdict with its reason."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from hamsafar.accounts.enums import Permission
from hamsafar.accounts.models import User
from hamsafar.exchange.enums import KeysState
from hamsafar.exchange.models import InboxEnvelope, PeerKeys
from hamsafar.exchange.rules.fingerprints import same_digits
from hamsafar.kit.actor import Actor
from hamsafar.kit.verdict import YES, Verdict, no


def may_operate(by: Actor) -> Verdict:
    """See the queues, carry bundles, try again what was refused."""
    if not by.has(Permission.OPERATE_NODE):
        return no(_("Only the node operator works at the exchange."))
    return YES


def may_propose_keys(by: Actor) -> Verdict:
    if not (verdict := may_operate(by)):
        return verdict
    if not isinstance(by, User):
        return no(_("Keys are proposed by an officer in person."))
    return YES


def may_confirm_keys(by: Actor, keys: PeerKeys, *, heard: str, at: datetime) -> Verdict:
    """Whether `by` may confirm keys whose fingerprint they `heard` read aloud."""
    if not (verdict := may_stand_second(by, keys, at=at)):
        return verdict
    if not same_digits(heard, keys.fingerprint):
        return no(_("These are not the digits of the proposed keys. Have them read again; if they differ, stop."))
    return YES


def may_stand_second(by: Actor, keys: PeerKeys, *, at: datetime) -> Verdict:
    """Whether `by` may be the second officer of this ceremony, before any digit is typed."""
    if not (verdict := may_operate(by)):
        return verdict
    if not isinstance(by, User) or by.pk == keys.proposed_by_id:
        return no(_("A second officer must confirm the keys: the one who proposed them cannot."))
    if keys.state(at=at) is not KeysState.PROPOSED:
        return no(_("These keys were confirmed or revoked already."))
    return YES


def may_revoke_keys(by: Actor, keys: PeerKeys) -> Verdict:
    """One officer is enough: waiting for a second would keep the risk open."""
    if not (verdict := may_propose_keys(by)):
        return verdict
    if keys.revoked_at is not None:
        return no(_("These keys were revoked already."))
    return YES


def may_retry(by: Actor, envelope: InboxEnvelope) -> Verdict:
    if not (verdict := may_operate(by)):
        return verdict
    if envelope.erased_at is not None:
        return no(_("The content of this envelope was erased: there is nothing left to take."))
    if not envelope.reason:
        return no(_("This envelope was not refused."))
    return YES
