"""Sending: write an envelope beside the change that it reports, give it its number, sign what waits in batches."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext as _
from nacl.public import PublicKey
from nacl.signing import SigningKey

from hamsafar.exchange import access, kinds
from hamsafar.exchange.actions.keeping import ContentKeys
from hamsafar.exchange.formats import batches
from hamsafar.exchange.models import (
    Batch,
    OutboxEnvelope,
    Peer,
    PeerKeys,
    Receipt,
    sent_log,
)
from hamsafar.exchange.rules import chain
from hamsafar.exchange.rules.contents import LARGEST_CONTENT, Content, write_content
from hamsafar.exchange.rules.schemas import plain
from hamsafar.kit.actor import Actor
from hamsafar.kit.bulk import set_each
from hamsafar.kit.ids import new_id
from hamsafar.kit.keys import kid_of
from hamsafar.kit.locks import hold
from hamsafar.kit.queue import queue
from hamsafar.kit.refusal import Refusal
from hamsafar.kit.verdict import require
from hamsafar.ledger.actions import record, ref_of

# Both at once and as they are written: every desk's transaction waits for this, and the two queries cost it a third.
PEER_AND_LAST = """
SELECT peer.*, (
    SELECT max(position) FROM exchange_outboxenvelope AS sent
    WHERE sent.peer_id = peer.side_id AND sent.subject = %s
) AS last FROM exchange_peer AS peer WHERE side_id <> %s ORDER BY side_id LIMIT 1
"""


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
    said = plain(body)
    largest = Content(new_id(), kind, known.newest, subject, sys.maxsize, at, said)
    if (size := len(write_content(largest))) > LARGEST_CONTENT:
        raise Refusal(_("This is too large for one envelope: %(n)s bytes.") % {"n": size})
    # No savepoint: the envelope stands or falls with the change that it reports, and a round trip is spared.
    with transaction.atomic(savepoint=False):
        peer, position = _peer_and_position(subject)
        made = _written(peer, replace(largest, position=position), about)
        record("envelope written", about=made, by=by, at=at)
        if peer.address:
            queue("exchange.deliver", peer=peer.pk)
    return made


def _peer_and_position(subject: UUID) -> tuple[Peer, int]:
    """The other node and the next place in a case. Two senders of one case go one after the other, to the end of
    their change."""
    hold(f"exchange.subject:{subject}")
    for peer in Peer.objects.raw(PEER_AND_LAST, [subject, settings.THIS_SIDE]):
        return peer, (peer.last or 0) + 1  # type: ignore[attr-defined]  # a column of this query alone
    return Peer.objects.the_other(), 1


def _written(peer: Peer, content: Content, about: models.Model | str) -> OutboxEnvelope:
    key = batches.new_content_key()
    commitment = chain.commitment_of(key)
    return OutboxEnvelope.objects.create(
        id=content.id,
        peer=peer,
        kind=content.kind,
        version=content.version,
        subject=content.subject,
        position=content.position,
        about=ref_of(about),
        ciphertext=batches.lock(write_content(content), key, sender=settings.THIS_SIDE, recipient=peer.pk),
        commitment=commitment,
        wrapped_key=ContentKeys().locked(key, commitment),
        made_at=content.made_at,
    )


@transaction.atomic
def seal_waiting(*, peer: Peer, signer: SigningKey, by: Actor, at: datetime) -> tuple[Batch, ...]:
    """Give every waiting envelope its number and link, and sign them in batches. Doing it twice seals nothing twice.

    Raises `Refusal` where the other side's newest receipt contradicts our own log: numbering on would fork it.
    """
    made: list[Batch] = []
    while sealed := _seal_next(peer, signer=signer, by=by, at=at):
        made.append(sealed.batch)
    return tuple(made)


@transaction.atomic
def _seal_next(peer: Peer, *, signer: SigningKey, by: Actor, at: datetime) -> _Made | None:
    """The same for one batch; None where nothing waits."""
    require(access.may_operate(by))
    hold(f"exchange.seal:{peer.pk}")
    require_agreement(peer)
    taken = _next_batch(peer)
    return _Made(_seal(peer, taken, signer=signer, at=at), taken) if taken else None


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


class Locked(NamedTuple):
    """What is read of an envelope of ours to number, sign and send it: thousands at once, so no whole row."""

    id: UUID
    commitment: bytes
    ciphertext: bytes
    wrapped_key: bytes | None

    @property
    def sealed(self) -> batches.Sealed:
        return batches.Sealed(self.commitment, self.ciphertext)


@dataclass(frozen=True)
class _Made:
    """A batch with the envelopes in it."""

    batch: Batch
    envelopes: list[Locked]


def _locked(envelopes: models.QuerySet[OutboxEnvelope]) -> Iterator[Locked]:
    return map(Locked._make, envelopes.values_list(*Locked._fields))


def _next_batch(peer: Peer) -> list[Locked]:
    """The envelopes of one more batch: at most so many, and not beyond the size, but at least one."""
    found: list[Locked] = []
    size = 0
    for each in _locked(OutboxEnvelope.objects.filter(peer=peer).queued()[: batches.MOST_ENVELOPES]):
        size += len(each.ciphertext)
        if found and size > batches.MOST_BYTES:
            break
        found.append(each)
    return found


def _seal(peer: Peer, taken: list[Locked], *, signer: SigningKey, at: datetime) -> Batch:
    log = sent_log(peer)
    digests = [each.sealed.digest for each in taken]
    run = chain.run_of(log.upto + 1, log.link_at(log.upto), digests)
    numbers = range(run.first, run.last + 1)
    ids = [each.id for each in taken]
    set_each(OutboxEnvelope, "id", ["number", "link"], list(zip(ids, numbers, run.links, strict=True)))
    return _signed(peer, run, digests, signer=signer, at=at)


def _signed(peer: Peer, run: chain.Run, digests: list[bytes], *, signer: SigningKey, at: datetime) -> Batch:
    said = batches.state_run(run, digests, sender=settings.THIS_SIDE, recipient=peer.pk, made_at=at)
    return Batch.objects.create(
        peer=peer,
        first=said.first,
        count=said.count,
        signed=batches.sign(said, signer),
        key_id=kid_of(signer.verify_key),
        sealed_at=at,
    )


def messages_after(number: int, *, peer: Peer, signer: SigningKey, by: Actor, at: datetime) -> Iterator[bytes]:
    """Every sealed batch with envelopes behind `number`, whole and locked for the peer's newest keys, in order.

    A batch that was signed with a key since rolled over is signed anew. Raises `Refusal` where no keys of the peer
    are confirmed.
    """
    recipient = recipient_key(peer, at=at)
    firsts = Batch.objects.filter(peer=peer, first__gt=number + 1 - models.F("count"))
    for first, count in firsts.values_list("first", "count").distinct().order_by("first"):
        batch = _present_batch(peer, first, count, signer=signer, by=by, at=at)
        yield _message(_Made(batch, _envelopes_of(peer, first, count)), recipient)


def messages_sealed_now(*, peer: Peer, signer: SigningKey, by: Actor, at: datetime) -> Iterator[bytes]:
    """Every batch of what waits, sealed as it is asked for, whole and locked, in order."""
    recipient = recipient_key(peer, at=at)
    while made := _seal_next(peer, signer=signer, by=by, at=at):
        yield _message(made, recipient)


def _message(made: _Made, recipient: PublicKey) -> bytes:
    held = ContentKeys()
    keys = [held.of(each) for each in made.envelopes]
    return batches.write(bytes(made.batch.signed), [each.sealed for each in made.envelopes], keys, recipient)


def recipient_key(peer: Peer, *, at: datetime) -> PublicKey:
    """The key that locks what is sent to the peer. Raises `Refusal` where no ceremony confirmed one."""
    keys = PeerKeys.objects.filter(peer=peer).trusted(at=at).newest_first().first()
    if keys is None:
        raise Refusal(_("No keys of the other node are confirmed: hold the key ceremony first."))
    return PublicKey(bytes(keys.locking))


def _envelopes_of(peer: Peer, first: int, count: int) -> list[Locked]:
    numbers = (first, first + count - 1)
    return list(_locked(OutboxEnvelope.objects.filter(peer=peer, number__range=numbers).order_by("number")))


@transaction.atomic
def _present_batch(peer: Peer, first: int, count: int, *, signer: SigningKey, by: Actor, at: datetime) -> Batch:
    hold(f"exchange.seal:{peer.pk}")
    found = Batch.objects.filter(peer=peer, first=first, key_id=kid_of(signer.verify_key)).first()
    if found is not None:
        return found
    digests = [each.sealed.digest for each in _envelopes_of(peer, first, count)]
    run = chain.run_of(first, sent_log(peer, at=first - 1).link_at(first - 1), digests)
    record("batch signed anew", about=f"batch:{first}", by=by, at=at)
    return _signed(peer, run, digests, signer=signer, at=at)
