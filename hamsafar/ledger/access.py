"""Who may read, seal and verify the ledger."""

from __future__ import annotations

from django.utils.translation import gettext as _

from hamsafar.kit.actor import Actor
from hamsafar.kit.verdict import YES, Verdict, no
from hamsafar.ledger.enums import OPERATE_NODE, READ_LEDGER


def may_read(by: Actor) -> Verdict:
    if not by.has(READ_LEDGER):
        return no(_("Only an officer who may read the ledger can open it. Ask the node operator."))
    return YES


def may_seal(by: Actor) -> Verdict:
    if not by.has(OPERATE_NODE):
        return no(_("Only the node operator can seal the ledger."))
    return YES


def may_change_key(by: Actor, *, meant: bool) -> Verdict:
    if not meant:
        return no(_("The last seal was made with another key. Restore that key, or say that a new one is meant."))
    return may_seal(by)
