"""Sending: write an envelope beside the change that it reports, seal what waits, offer it, take the receipt."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext as _
from nacl.public import PublicKey
from nacl.signing import SigningKey, VerifyKey

from hamsafar.exchange import access, kinds
from hamsafar.exchange.enums import Reason, Via
from hamsafar.exchange.formats import batches, receipts
from hamsafar.exchange.formats.reading import Unreadable
from hamsafar.exchange.models import (
    Batch,
    OutboxEnvelope,
    Peer,
    PeerKeys,
    Receipt,
    receipted_upto,
    sent_log,
)
from hamsafar.exchange.rules import chain
from hamsafar.exchange.rules.contents import LARGEST_CONTENT, Content, write_content
from hamsafar.exchange.rules.pace import wait_after
from hamsafar.exchange.rules.schemas import plain
from hamsafar.kit.actor import Actor
from hamsafar.kit.ids import new_id
from hamsafar.kit.keys import kid_of
from hamsafar.kit.locks import hold
from hamsafar.kit.queue import queue
from hamsafar.kit.refusal import Refusal
from hamsafar.kit.verdict import require
from hamsafar.ledger.actions import record, ref_of

LOOK_AGAIN = 3  # how often one delivery goes back to what the other side lacks before it waits for the next turn


class NotCarried(Exception):
    """A batch did not come through, or was not answered with a receipt. The message is one sentence."""


Carrier = Callable[[bytes], bytes]  # a whole batch out, a signed receipt back; raises `NotCarried`


@dataclass(frozen=True)
class Delivery:
    """What one delivery did: batches offered, the number that receipts go up to now, and what went wrong, if so."""

    offered: int
    upto: int
    problem: str


@transaction.atomic
def send_envelope(
    *, kind: str, body: Any, subject: UUID, about: models.Model | str, by: Actor, at: datetime
) -> OutboxEnvelope:
    """Write an envelope to the other node, as part of the running transaction: envelope, ledger line and job.

    `body` is an instance of the newest schema of `kind`; `subject` is random and of one case. Envelopes of one
    subject are taken in the order in which they were sent. Who may send is asked by the action that calls this.
    """
    known = kinds.kind_called(kind)
    if known is None or type(body) is not known.schemas[known.newest]:
        raise ValueError(f"{kind} is no kind of envelope here, or its newest schema is not {type(body).__name__}.")
    peer = Peer.objects.the_other()
    hold(f"exchange.subject:{subject}")  # two senders of one case go one after the other, to the end of their change
    last = OutboxEnvelope.objects.filter(peer=peer, subject=subject).aggregate(models.Max("position"))["position__max"]
    made = _written(peer, Content(new_id(), kind, known.newest, subject, (last or 0) + 1, at, plain(body)), about)
    record("envelope written", about=made, by=by, at=at)
    if peer.address:
        queue("exchange.deliver", peer=peer.pk)
    return made


def _written(peer: Peer, content: Content, about: models.Model | str) -> OutboxEnvelope:
    data = write_content(content)
    if len(data) > LARGEST_CONTENT:
        raise Refusal(_("This is too large for one envelope: %(n)s bytes.") % {"n": len(data)})
    key = batches.new_content_key()
    return OutboxEnvelope.objects.create(
        id=content.id,
        peer=peer,
        kind=content.kind,
        version=content.version,
        subject=content.subject,
        position=content.position,
        about=ref_of(about),
        ciphertext=batches.lock(data, key, sender=settings.THIS_SIDE, recipient=peer.pk),
        commitment=chain.commitment_of(key),
        content_key=key,
        made_at=content.made_at,
    )


@transaction.atomic
def seal_waiting(*, peer: Peer, signer: SigningKey, by: Actor, at: datetime) -> tuple[Batch, ...]:
    """Give every waiting envelope its number and link, and sign them in batches. Doing it twice seals nothing twice.

    Raises `Refusal` where the other side's newest receipt contradicts our own log: numbering on would fork it.
    """
    require(access.may_operate(by))
    hold(f"exchange.seal:{peer.pk}")
    require_agreement(peer)
    made: list[Batch] = []
    while taken := _next_batch(peer):
        made.append(_seal(peer, taken, signer=signer, at=at))
    return tuple(made)


def require_agreement(peer: Peer) -> None:
    """Raise `Refusal` where the newest receipt says that the other side holds another log of ours than we do."""
    newest = Receipt.objects.filter(peer=peer).newest_first().first()
    if newest is not None and not newest.agrees:
        raise Refusal(
            _(
                "The other node holds another history of what we sent, up to number %(n)s: was this node restored "
                "from an old backup? Nothing is sent until the two are reconciled."
            )
            % {"n": newest.upto}
        )


def _next_batch(peer: Peer) -> list[OutboxEnvelope]:
    """The envelopes of one more batch: at most so many, and not beyond the size, but at least one."""
    found: list[OutboxEnvelope] = []
    size = 0
    for each in OutboxEnvelope.objects.filter(peer=peer).queued()[: batches.MOST_ENVELOPES]:
        size += len(each.ciphertext)
        if found and size > batches.MOST_BYTES:
            break
        found.append(each)
    return found


def _seal(peer: Peer, taken: list[OutboxEnvelope], *, signer: SigningKey, at: datetime) -> Batch:
    log = sent_log(peer)
    first, before = log.upto + 1, log.link_at(log.upto)
    run = chain.run_of(first, before, [each.sealed.digest for each in taken])
    for number, (each, link) in enumerate(zip(taken, run.links, strict=True), first):
        each.number, each.link = number, link
    OutboxEnvelope.objects.bulk_update(taken, ["number", "link"], batch_size=500)
    return _signed(peer, taken, first=first, before=before, signer=signer, at=at)


def _signed(
    peer: Peer, envelopes: list[OutboxEnvelope], *, first: int, before: bytes, signer: SigningKey, at: datetime
) -> Batch:
    statement = batches.state(
        [each.sealed for each in envelopes],
        sender=settings.THIS_SIDE,
        recipient=peer.pk,
        first=first,
        before=before,
        made_at=at,
    )
    return Batch.objects.create(
        peer=peer,
        first=first,
        count=len(envelopes),
        signed=batches.sign(statement, signer),
        key_id=kid_of(signer.verify_key),
        sealed_at=at,
    )


def messages_after(number: int, *, peer: Peer, signer: SigningKey, by: Actor, at: datetime) -> Iterator[bytes]:
    """Every batch with envelopes behind `number`, whole and locked for the peer's newest keys, in order.

    A batch that was signed with a key since rolled over is signed anew. Raises `Refusal` where no keys of the peer
    are confirmed.
    """
    recipient = recipient_key(peer, at=at)
    firsts = Batch.objects.filter(peer=peer, first__gt=number + 1 - models.F("count"))
    for first, count in firsts.values_list("first", "count").distinct().order_by("first"):
        batch = _present_batch(peer, first, count, signer=signer, by=by, at=at)
        envelopes = _envelopes_of(peer, first, count)
        keys = [each.travelling_key for each in envelopes]
        yield batches.write(bytes(batch.signed), [each.sealed for each in envelopes], keys, recipient)


def recipient_key(peer: Peer, *, at: datetime) -> PublicKey:
    """The key that locks what is sent to the peer. Raises `Refusal` where no ceremony confirmed one."""
    keys = PeerKeys.objects.filter(peer=peer).trusted(at=at).newest_first().first()
    if keys is None:
        raise Refusal(_("No keys of the other node are confirmed: hold the key ceremony first."))
    return PublicKey(bytes(keys.locking))


def _envelopes_of(peer: Peer, first: int, count: int) -> list[OutboxEnvelope]:
    numbers = (first, first + count - 1)
    return list(OutboxEnvelope.objects.filter(peer=peer, number__range=numbers).order_by("number"))


@transaction.atomic
def _present_batch(peer: Peer, first: int, count: int, *, signer: SigningKey, by: Actor, at: datetime) -> Batch:
    hold(f"exchange.seal:{peer.pk}")
    found = Batch.objects.filter(peer=peer, first=first, key_id=kid_of(signer.verify_key)).first()
    if found is not None:
        return found
    before = sent_log(peer, at=first - 1).link_at(first - 1)
    record("batch signed anew", about=f"batch:{first}", by=by, at=at)
    return _signed(peer, _envelopes_of(peer, first, count), first=first, before=before, signer=signer, at=at)


def deliver_to(*, peer: Peer, carrier: Carrier, signer: SigningKey, by: Actor, at: datetime) -> Delivery:
    """Seal what waits and offer everything that no receipt covers, in order; offering it twice is harmless.

    Each receipt is kept as it comes, in a transaction of its own. What goes wrong is noted on the peer with the
    moment of the next try, and is no exception.
    """
    require(access.may_operate(by))
    offered, problem = 0, ""
    try:
        seal_waiting(peer=peer, signer=signer, by=by, at=at)
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
    offered = 0
    for message in messages_after(number, peer=peer, signer=signer, by=by, at=at):
        receipt = take_receipt(peer=peer, signed=carrier(message), via=Via.WIRE, by=by, at=at)
        offered += 1
        require_agreement(peer)
        if receipt.reason:
            raise NotCarried(str(Reason(receipt.reason).label))
        if receipt.upto < number:
            break
    return offered


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
