"""Proving and reconciling: one envelope alone, or both logs line by line. Readers only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from nacl.signing import SigningKey, VerifyKey

from hamsafar.exchange.formats import holdings, proofs
from hamsafar.exchange.formats.holdings import Holdings
from hamsafar.exchange.formats.reading import Unreadable
from hamsafar.exchange.models import Batch, InboxEnvelope, OutboxEnvelope, Peer, PeerKeys
from hamsafar.exchange.rules import chain
from hamsafar.exchange.rules.compare import Difference, compare
from hamsafar.kit.refusal import Refusal


@dataclass(frozen=True)
class Reconciled:
    """How two nodes' holdings compare: lines that agree, lines still under way, and every difference."""

    agree: int
    under_way: int
    differences: tuple[Difference, ...]


def our_holdings(peer: Peer, *, at: datetime) -> Holdings:
    """Every digest that this node holds of both logs, in their numbers' order."""
    return Holdings(
        holder=settings.THIS_SIDE,
        peer=peer.pk,
        sent=_digests(OutboxEnvelope.objects.filter(peer=peer).numbered()),
        received=_digests(InboxEnvelope.objects.filter(peer=peer).order_by("number")),
        at=at,
    )


def _digests(rows: QuerySet[OutboxEnvelope] | QuerySet[InboxEnvelope]) -> tuple[bytes, ...]:
    return tuple(each.sealed.digest for each in rows.iterator(chunk_size=1_000))


def signed_holdings(peer: Peer, *, signer: SigningKey, at: datetime) -> bytes:
    """Our holdings, signed, to be handed to the other node."""
    return holdings.sign(our_holdings(peer, at=at), signer)


def reconcile(peer: Peer, theirs: bytes, *, at: datetime) -> Reconciled:
    """Compare the other node's signed holdings with ours, line by line. Raises `Refusal` where they are not genuine."""
    try:
        said = holdings.read(theirs, peer_keys(peer))
    except Unreadable as problem:
        raise Refusal(_("These are no genuine holdings: %(why)s") % {"why": problem.detail}) from problem
    if (said.holder, said.peer) != (peer.pk, settings.THIS_SIDE):
        raise Refusal(_("These holdings are of another node, or of another pair of nodes."))
    ours = our_holdings(peer, at=at)
    out, back = compare("sent", ours.sent, said.received), compare("received", said.sent, ours.received)
    return Reconciled(
        agree=out.agree + back.agree,
        under_way=out.under_way + back.under_way,
        differences=(*out.differences, *back.differences),
    )


def peer_keys(peer: Peer) -> Mapping[bytes, VerifyKey]:
    """Every key of the peer that was ever confirmed: what it signed then stays proven, though it is taken no more."""
    confirmed = PeerKeys.objects.filter(peer=peer, confirmed_at__isnull=False)
    return {bytes(each.key_id): VerifyKey(bytes(each.signing)) for each in confirmed}


def proof_of(peer: Peer, number: int, *, received: bool) -> bytes:
    """The proof of one envelope alone: of ours, or of one that we received. Raises `Refusal` where there is none."""
    rows = InboxEnvelope.objects if received else OutboxEnvelope.objects
    envelope = rows.filter(peer=peer, number=number).first()
    if envelope is None:
        raise Refusal(_("No envelope has the number %(n)s.") % {"n": number})
    if isinstance(envelope, InboxEnvelope):
        first, count, signed = envelope.arrival.first or 0, envelope.arrival.count or 0, envelope.arrival.signed
    else:
        batch = Batch.objects.filter(peer=peer, first__lte=number).order_by("-first", "-pk").first()
        if batch is None:
            raise Refusal(_("No envelope has the number %(n)s.") % {"n": number})
        first, count, signed = batch.first, batch.count, batch.signed
    beside = rows.filter(peer=peer, number__range=(first, first + count - 1)).order_by("number")
    path = chain.path_of(number, first, [each.sealed.digest for each in beside])
    return proofs.write(proofs.Proof(bytes(signed), number, envelope.sealed, path))
