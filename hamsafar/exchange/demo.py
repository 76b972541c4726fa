"""The demonstration's ceremony: two synthetic operators confirm the other demonstration node, without a telephone."""

from __future__ import annotations

from datetime import datetime

from nacl.signing import VerifyKey

from hamsafar.accounts.enums import Role
from hamsafar.accounts.models import User
from hamsafar.exchange.actions.peers import confirm_keys, propose_keys, set_address
from hamsafar.exchange.formats.key_documents import KeyDocument
from hamsafar.exchange.models import Peer, PeerKeys
from hamsafar.kit.actor import SYSTEM
from hamsafar.kit.keys import kid_of


def introduce(*, document: KeyDocument, address: str, at: datetime) -> Peer:
    """Make the other demonstration node known to this one. Doing it twice is harmless.

    Only synthetic operators do it, so it cannot happen on a node without the demonstration: there it raises
    `ValueError`.
    """
    operators = User.objects.synthetic().active().filter(role=Role.OPERATOR).order_by("username")
    first, second = operators[:2]
    peer = Peer.objects.the_other()
    key_id = kid_of(VerifyKey(document.signing))
    if not PeerKeys.objects.filter(peer=peer, key_id=key_id).exists():
        keys = propose_keys(document=document, by=first, at=at)
        confirm_keys(keys=keys, heard=document.fingerprint, by=second, at=at)
    if peer.address != address:
        peer = set_address(peer=peer, address=address, by=SYSTEM, at=at)
    return peer
