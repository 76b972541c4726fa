"""Delivering: offer what no receipt covers, take the receipts, note how it went."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from nacl.signing import SigningKey, VerifyKey

from hamsafar.exchange import access
from hamsafar.exchange.actions.sending import messages_after, messages_sealed_now, require_agreement
from hamsafar.exchange.enums import Reason, Via
from hamsafar.exchange.formats import receipts
from hamsafar.exchange.formats.reading import Unreadable
from hamsafar.exchange.models import Peer, PeerKeys, Receipt, receipted_upto, sent_log
from hamsafar.exchange.rules.pace import wait_after
from hamsafar.kit.actor import Actor
from hamsafar.kit.refusal import Refusal
from hamsafar.kit.verdict import require
from hamsafar.ledger.actions import record

LOOK_AGAIN = 3  # how often one delivery goes back to what the other side lacks before it waits for the next turn


class NotCarried(Exception):
    """A batch did not come through, or was not answered with a receipt. The message is one sentence."""


# Begins to carry a whole batch; what it gives back waits for the signed receipt, or raises `NotCarried`.
Carrier = Callable[[bytes], Callable[[], bytes]]


@dataclass(frozen=True)
class Delivery:
    """What one delivery did: batches offered, the number that receipts go up to now, and what went wrong, if so."""

    offered: int
    upto: int
    problem: str


def deliver_to(*, peer: Peer, carrier: Carrier, signer: SigningKey, by: Actor, at: datetime) -> Delivery:
    """Offer everything that no receipt covers, in order, and seal what waits; offering it twice is harmless.

    Each receipt is kept as it comes, in a transaction of its own. What goes wrong is noted on the peer with the
    moment of the next try, and is no exception.
    """
    require(access.may_operate(by))
    offered, problem = 0, ""
    try:
        require_agreement(peer)
        for _turn in range(LOOK_AGAIN):
            before = receipted_upto(peer)
            offered += _offer_after(before, peer=peer, carrier=carrier, signer=signer, by=by, at=at)
            # A node that was restored from a backup says that it holds less than it did: begin there again.
            if receipted_upto(peer) >= sent_log(peer).upto or receipted_upto(peer) == before:
                break
    except (NotCarried, Refusal) as reason:
        problem = str(reason)
    note_outcome(peer=peer, problem=problem, by=by, at=at)
    return Delivery(offered=offered, upto=receipted_upto(peer), problem=problem)


def _offer_after(number: int, *, peer: Peer, carrier: Carrier, signer: SigningKey, by: Actor, at: datetime) -> int:
    """How many batches were offered. While one is under way, the next is made ready."""
    offered, under_way = 0, None
    for message in chain(
        messages_after(number, peer=peer, signer=signer, by=by, at=at),
        messages_sealed_now(peer=peer, signer=signer, by=by, at=at),
    ):
        if under_way is not None and not _arrived(number, under_way(), peer=peer, by=by, at=at):
            return offered
        under_way = carrier(message)
        offered += 1
    if under_way is not None:
        _arrived(number, under_way(), peer=peer, by=by, at=at)
    return offered


def _arrived(number: int, signed: bytes, *, peer: Peer, by: Actor, at: datetime) -> bool:
    """Keep a receipt; whether to go on: not where the other side holds less than it did when this turn began."""
    receipt = take_receipt(peer=peer, signed=signed, via=Via.WIRE, by=by, at=at)
    require_agreement(peer)
    if receipt.reason:
        raise NotCarried(str(Reason(receipt.reason).label))
    return receipt.upto >= number


@transaction.atomic
def take_receipt(*, peer: Peer, signed: bytes, via: str, by: Actor, at: datetime) -> Receipt:
    """Keep a genuine receipt, and whether our own log agrees with it. Raises `NotCarried` where it is not genuine."""
    trusted = PeerKeys.objects.filter(peer=peer).trusted(at=at)
    keys = {bytes(each.key_id): VerifyKey(bytes(each.signing)) for each in trusted}
    try:
        said = receipts.read(signed, keys)
    except Unreadable as problem:
        raise NotCarried(_("The answer is no genuine receipt: %(why)s") % {"why": problem.detail}) from problem
    if (said.holder, said.sender) != (peer.pk, settings.THIS_SIDE):
        raise NotCarried(_("The receipt is of another node, or for another."))
    known = Receipt.objects.filter(peer=peer, signed=signed).first()
    if known is not None:
        return known
    log = sent_log(peer, at=said.upto)
    made = Receipt.objects.create(
        peer=peer,
        upto=said.upto,
        head=said.head,
        early=said.early,
        reason=said.reason if said.reason in Reason.values else "",
        agrees=0 <= said.upto <= log.upto and log.link_at(said.upto) == said.head,
        signed=signed,
        said_at=said.at,
        arrived_at=at,
        via=via,
    )
    record("receipt taken" if made.agrees else "receipt contradicts our log", about=made, by=by, at=at)
    return made


@transaction.atomic
def note_outcome(*, peer: Peer, problem: str, by: Actor, at: datetime) -> Peer:
    """Note how a delivery went: after a failure the next try waits longer each time, after a success not at all."""
    peer = Peer.objects.locked(peer.pk)
    before = peer.failures
    if problem:
        peer.failures = before + 1
        peer.failing_since = peer.failing_since or at
        peer.next_try_at = at + wait_after(peer.failures)
    else:
        peer.failures, peer.failing_since, peer.next_try_at = 0, None, None
    peer.problem = problem[:500]
    if before or problem:
        peer.save(update_fields=["failures", "failing_since", "next_try_at", "problem"])
    if bool(before) != bool(problem):
        record("delivery began to fail" if problem else "delivery works again", about=peer, by=by, at=at)
    return peer
