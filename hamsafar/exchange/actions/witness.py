"""Witness: each node keeps the roots of the other's ledger, so that neither can rewrite its history unseen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _
from nacl.signing import SigningKey

from hamsafar.exchange import access
from hamsafar.exchange.actions.sending import send_envelope
from hamsafar.exchange.models import OutboxEnvelope, Peer, PeerKeys, WitnessedRoot
from hamsafar.kit.actor import Actor
from hamsafar.kit.refusal import Refusal
from hamsafar.kit.verdict import require
from hamsafar.ledger.actions import record, record_many, seal
from hamsafar.ledger.models import Seal
from hamsafar.ledger.rules import seal_digest

ROOT, PING = "ledger.root", "exchange.ping"
DIGEST_BYTES = 32
LONGEST_PING = 200


@dataclass(frozen=True)
class LedgerRoot:
    """One seal of the sender's ledger: its number, root, the digest of its signed message, and when it was made.

    How many lines it covers is not said: that would tell the other side how busy a desk is.
    """

    number: int
    root: bytes
    digest: bytes
    sealed_at: datetime

    def __post_init__(self) -> None:
        if self.number < 1 or len(self.root) != DIGEST_BYTES or len(self.digest) != DIGEST_BYTES:
            raise ValueError("these are not the number and the digests of a seal")


@dataclass(frozen=True)
class Ping:
    """A few words that show that envelopes arrive and are taken."""

    words: str

    def __post_init__(self) -> None:
        if len(self.words) > LONGEST_PING:
            raise ValueError(f"the words are longer than {LONGEST_PING} characters")


@transaction.atomic
def send_root(*, signer: SigningKey, by: Actor, at: datetime) -> OutboxEnvelope | None:
    """Seal the ledger, also where nothing happened, and send its newest root to be witnessed.

    The newest is enough: each seal names the one before it. Nothing is done where that root was sent before, or where
    no ceremony was held yet: nobody is there to witness it.
    """
    require(access.may_operate(by))
    peer = Peer.objects.locked(Peer.objects.the_other().pk)
    if not PeerKeys.objects.filter(peer=peer).trusted(at=at).exists():
        return None
    seal(signer=signer, by=by, at=at, also_when_empty=True)
    newest = Seal.objects.order_by("-number").first()
    if newest is None or newest.number <= peer.root_sent:
        return None
    peer.root_sent = newest.number
    peer.save(update_fields=["root_sent"])
    body = LedgerRoot(newest.number, bytes(newest.root), seal_digest(bytes(newest.signature)), newest.sealed_at)
    # A case of its own each time: a root that was refused must not hold up the next.
    return send_envelope(kind=ROOT, body=body, subject=uuid4(), about=newest, by=by, at=at)


@transaction.atomic
def keep_root(*, sender: str, root: LedgerRoot, by: Actor, at: datetime) -> WitnessedRoot:
    """Keep a root of the other node's ledger. Raises `Refusal` where it sent another for the same seal before."""
    peer = Peer.objects.locked(sender)
    kept, new = WitnessedRoot.objects.get_or_create(
        peer=peer,
        number=root.number,
        defaults={"root": root.root, "digest": root.digest, "sealed_at": root.sealed_at, "arrived_at": at},
    )
    if (bytes(kept.root), bytes(kept.digest)) != (root.root, root.digest):
        raise Refusal(
            _("The other node sent another root for its seal %(n)s before: its ledger was rewritten.")
            % {"n": root.number}
        )
    if new:
        record("ledger root witnessed", about=kept, by=by, at=at)
    return kept


@transaction.atomic
def send_ping(*, words: str, by: Actor, at: datetime) -> OutboxEnvelope:
    """Send a few words to the other node, to see that envelopes arrive."""
    require(access.may_operate(by))
    if len(words) > LONGEST_PING:
        raise Refusal(_("A ping holds %(n)s characters at most.") % {"n": LONGEST_PING})
    return send_envelope(kind=PING, body=Ping(words), subject=uuid4(), about="ping", by=by, at=at)


def take_pings(*, messages: Iterable[UUID], by: Actor, at: datetime) -> None:
    """Note that each of these pings was taken; its words stay in the envelope."""
    record_many("ping taken", about=(f"envelope:{message}" for message in messages), by=by, at=at)


def witnessed(peer: Peer) -> list[dict[str, object]]:
    """The roots we keep of the peer's ledger, in order: what `ledger verify --witness` reads."""
    return [
        {
            "number": each.number,
            "root": bytes(each.root).hex(),
            "digest": bytes(each.digest).hex(),
            "sealed_at": each.sealed_at.isoformat(),
            "arrived_at": each.arrived_at.isoformat(),
        }
        for each in WitnessedRoot.objects.filter(peer=peer).order_by("number")
    ]
