"""The demonstration's ceremony and what its operators find on their pages.

Two synthetic operators confirm the other demonstration node, without a telephone. What is refused here is made up and
unproven: nothing is put into the log of the real other node.
"""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from nacl.public import PrivateKey
from nacl.signing import SigningKey, VerifyKey

from hamsafar.accounts.enums import Role
from hamsafar.accounts.models import User
from hamsafar.exchange.actions.erasing import erase_sent
from hamsafar.exchange.actions.peers import confirm_keys, propose_keys, revoke_keys, set_address
from hamsafar.exchange.actions.receiving import receive_batch
from hamsafar.exchange.actions.witness import send_ping
from hamsafar.exchange.enums import Via
from hamsafar.exchange.formats.batches import Sealed, lock, new_content_key, sign, state, write
from hamsafar.exchange.formats.key_documents import KeyDocument
from hamsafar.exchange.models import Peer, PeerKeys
from hamsafar.exchange.rules.chain import commitment_of, first_link
from hamsafar.kit.actor import SYSTEM
from hamsafar.kit.keys import KeyStore, kid_of


def make_demo(*, at: datetime) -> None:
    """Keys that were handed over and revoked, a batch that was cut on its way, an envelope erased before it travels.

    Making it twice changes nothing.
    """
    operators = list(User.objects.synthetic().active().filter(role=Role.OPERATOR).order_by("username")[:1])
    peer = Peer.objects.the_other()
    if not operators or PeerKeys.objects.filter(peer=peer, revoked_at__isnull=False).exists():
        return
    stolen = SigningKey.generate()
    made_up = KeyDocument(
        side=peer.pk, signing=bytes(stolen.verify_key), locking=bytes(PrivateKey.generate().public_key)
    )
    revoke_keys(keys=propose_keys(document=made_up, by=operators[0], at=at), by=operators[0], at=at)
    whole = _batch(stolen, peer, at=at)
    for raw in (whole, whole[: len(whole) // 2]):
        receive_batch(raw=raw, via=Via.FILE, store=KeyStore(settings.KEYS), by=SYSTEM, at=at)
    erase_sent(envelope=send_ping(words="to be erased", by=SYSTEM, at=at), by=SYSTEM, at=at)


def _batch(signer: SigningKey, peer: Peer, *, at: datetime) -> bytes:
    """A batch as somebody might send who found a stolen key."""
    key = new_content_key()
    sealed = Sealed(commitment_of(key), lock(b"made up", key, sender=peer.pk, recipient=settings.THIS_SIDE))
    first = first_link(peer.pk, settings.THIS_SIDE)
    said = state([sealed], sender=peer.pk, recipient=settings.THIS_SIDE, first=1, before=first, made_at=at)
    return write(sign(said, signer), [sealed], [key], PrivateKey.generate().public_key)


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
