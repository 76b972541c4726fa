"""Where the exchange stands, for the operator's page and the command line. Readers only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hamsafar.exchange.enums import InboxState
from hamsafar.exchange.models import (
    Arrival,
    InboxEnvelope,
    OutboxEnvelope,
    Peer,
    PeerKeys,
    Receipt,
    WitnessedRoot,
    receipted_upto,
    received_log,
    sent_log,
)


@dataclass(frozen=True)
class Standing:
    """One node's exchange with the other, in counts. Instants are None where there is nothing to date."""

    peer: str
    address: str
    keys_confirmed: bool
    queued: int
    sent_upto: int
    receipted_upto: int
    undelivered: int
    oldest_undelivered: datetime | None
    last_receipt: datetime | None
    agrees: bool
    received_upto: int
    taken: int
    early_batches: int
    waiting: int
    refused: int
    refused_batches: int
    roots_witnessed: int
    failing_since: datetime | None
    next_try_at: datetime | None
    problem: str

    @property
    def is_well(self) -> bool:
        """Whether nothing asks for the operator."""
        return self.agrees and not (self.refused or self.refused_batches or self.failing_since)


def standing(peer: Peer, *, at: datetime) -> Standing:
    """Where the exchange with one peer stands now."""
    upto = receipted_upto(peer)
    outbox = OutboxEnvelope.objects.filter(peer=peer)
    undelivered = outbox.not_receipted(upto)
    oldest = undelivered.order_by("made_at").first()
    newest = Receipt.objects.filter(peer=peer).newest_first().first()
    inbox = InboxEnvelope.objects.filter(peer=peer)
    return Standing(
        peer=peer.pk,
        address=peer.address,
        keys_confirmed=PeerKeys.objects.filter(peer=peer).trusted(at=at).exists(),
        queued=outbox.queued().count(),
        sent_upto=sent_log(peer).upto,
        receipted_upto=upto,
        undelivered=undelivered.count(),
        oldest_undelivered=oldest.made_at if oldest else None,
        last_receipt=newest.said_at if newest else None,
        agrees=newest.agrees if newest else True,
        received_upto=received_log(peer).upto,
        taken=inbox.filter(state=InboxState.TAKEN).count(),
        early_batches=Arrival.objects.filter(peer=peer).early().count(),
        waiting=inbox.waiting().count(),
        refused=inbox.refused().count(),
        refused_batches=Arrival.objects.turned_away().count(),
        roots_witnessed=WitnessedRoot.objects.filter(peer=peer).count(),
        failing_since=peer.failing_since,
        next_try_at=peer.next_try_at,
        problem=peer.problem,
    )
