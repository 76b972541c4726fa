"""Recovering: a node that was restored from an old backup gets the end of its own log back from the other node.

The other node holds every envelope that it took, with the signature it came under. What comes back is ours only by our
own signature; what we numbered anew meanwhile, and nobody took, is numbered again behind it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from uuid import UUID, uuid4

from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext as _
from nacl.public import PrivateKey

from hamsafar.exchange import access
from hamsafar.exchange.actions.delivering import NotCarried, take_receipt
from hamsafar.exchange.actions.keeping import ContentKeys
from hamsafar.exchange.actions.receiving import receipt_for
from hamsafar.exchange.actions.sending import recipient_key
from hamsafar.exchange.enums import Reason, Via
from hamsafar.exchange.formats import batches, bundles
from hamsafar.exchange.formats.reading import Unreadable
from hamsafar.exchange.models import Batch, InboxEnvelope, OutboxEnvelope, Peer, sent_log
from hamsafar.exchange.rules import chain
from hamsafar.exchange.rules.contents import BadContent, Content, read_content, write_content
from hamsafar.kit.actor import Actor
from hamsafar.kit.keys import KeyStore, Purpose
from hamsafar.kit.locks import hold
from hamsafar.kit.refusal import Refusal
from hamsafar.kit.verdict import require
from hamsafar.ledger.actions import record

RECOVERED = "recovered"  # what a sent envelope was about, where only the other node still knew of it


@dataclass(frozen=True)
class Returned:
    """What a returned log holds: batches, and the numbers up to `last`."""

    batches: int
    last: int


@dataclass(frozen=True)
class Recovered:
    """Envelopes that came back, envelopes of ours that had their place and were numbered anew, and what came back."""

    recovered: int
    had: int
    queued_again: int
    kinds: dict[str, int]
    receipt: str  # "taken", or why it was not


@transaction.atomic
def return_log(*, path: Path, peer: Peer, since: int, store: KeyStore, by: Actor, at: datetime) -> Returned:
    """Write what this node holds of the peer's own log behind number `since`, locked for the peer."""
    require(access.may_operate(by))
    recipient = recipient_key(peer, at=at)
    held = InboxEnvelope.objects.filter(peer=peer, number__gt=since)
    arrivals = held.order_by("arrival__first").values_list("arrival__first", "arrival__count", "arrival__signed")
    found = [(first or 0, count or 0, bytes(signed)) for first, count, signed in arrivals.distinct()]
    header = bundles.Header(sender=settings.THIS_SIDE, recipient=peer.pk, made_at=at, batches=len(found))
    receipt = receipt_for(peer, store=store, at=at)

    def messages() -> Iterator[bytes]:
        keys = ContentKeys()
        for first, count, signed in found:
            numbers = (first, first + count - 1)
            rows = list(InboxEnvelope.objects.filter(peer=peer, number__range=numbers).order_by("number"))
            yield batches.write(
                bytes(signed), [each.sealed for each in rows], [keys.of(each) for each in rows], recipient
            )

    try:
        bundles.write(path, header, receipt, messages(), name=bundles.RETURNED)
    except OSError as problem:
        raise Refusal(_("The bundle cannot be written to %(file)s.") % {"file": path}) from problem
    record("log returned to its sender", about=peer, by=by, at=at)
    return Returned(len(found), held.aggregate(last=models.Max("number"))["last"] or since)


@transaction.atomic
def recover_log(*, path: Path, peer: Peer, store: KeyStore, by: Actor, at: datetime) -> Recovered:
    """Take the end of our own log back from what the other node returned. Doing it twice changes nothing.

    Raises `Refusal`, with nothing changed, where the file is none for us, a batch is not signed by us, or what comes
    back does not follow from what we hold.
    """
    require(access.may_operate(by))
    hold(f"exchange.seal:{peer.pk}")
    receipt, returned = _read(path, peer, store)
    agreed = _common(peer, returned)
    lost = [each for each in returned if each.number > agreed]
    queued = _unnumbered(peer, agreed) if lost else 0
    _make_room(peer, lost)
    for each in lost:
        _put_back(peer, each, at=at)
    _put_back_batches(peer, lost, at=at)
    kinds: dict[str, int] = {}
    for each in lost:
        name = each.content.kind if each.content else "without content"
        kinds[name] = kinds.get(name, 0) + 1
    record(f"log recovered: {len(lost)} envelopes", about=peer, by=by, at=at)
    said = "taken"
    try:
        take_receipt(peer=peer, signed=receipt, via=Via.FILE, by=by, at=at)
    except NotCarried as problem:
        said = str(problem)
    return Recovered(len(lost), len(returned) - len(lost), queued, kinds, said)


@dataclass(frozen=True)
class _Back:
    """One envelope of ours as the other node returned it."""

    number: int
    link: bytes
    sealed: batches.Sealed
    key: bytes
    content: Content | None
    proven: batches.Proven


def _read(path: Path, peer: Peer, store: KeyStore) -> tuple[bytes, list[_Back]]:
    own = store.keys_for(Purpose.ENVELOPE_SIGNING)
    openers = store.openers(Purpose.ENVELOPE_OPENING)
    found: list[_Back] = []
    try:
        with path.open("rb") as file:
            header, receipt = bundles.read_header(file, name=bundles.RETURNED)
            if (header.sender, header.recipient) != (peer.pk, settings.THIS_SIDE):
                raise Refusal(_("This returned log is not from the other node, or not for this one."))
            for raw in bundles.read_batches(file):
                found += _batch_back(batches.prove(batches.read(raw), own), openers, peer)
    except OSError as problem:
        raise Refusal(_("The file %(file)s cannot be read.") % {"file": path}) from problem
    except Unreadable as problem:
        if problem.reason is Reason.UNKNOWN_KEY:
            raise Refusal(_("A batch in it is not signed with this node's own key: it is not ours.")) from problem
        why = problem.detail or Reason(problem.reason).label
        raise Refusal(_("The file %(file)s is no returned log: %(why)s") % {"file": path, "why": why}) from problem
    return receipt, found


def _batch_back(proven: batches.Proven, openers: Sequence[PrivateKey], peer: Peer) -> Iterator[_Back]:
    said, run = proven.statement, proven.run
    if (said.sender, said.recipient) != (settings.THIS_SIDE, peer.pk):
        raise Refusal(_("A batch in it is of another log than ours to this node."))
    keys = batches.open_keys(proven.message, openers)
    for place, (sealed, key) in enumerate(zip(proven.message.envelopes, keys, strict=True)):
        content = _content(sealed, key, peer) if key else None
        yield _Back(run.first + place, run.links[place], sealed, key, content, proven)


def _content(sealed: batches.Sealed, key: bytes, peer: Peer) -> Content:
    try:
        return read_content(batches.unlock(sealed.ciphertext, key, sender=settings.THIS_SIDE, recipient=peer.pk))
    except BadContent as problem:
        raise Refusal(_("An envelope in it cannot be read.")) from problem


def _common(peer: Peer, returned: list[_Back]) -> int:
    """The last number up to which our log and what came back are the same. Raises `Refusal` where they do not meet."""
    rows = OutboxEnvelope.objects.filter(peer=peer).numbered().values_list("number", "link")
    held = {number: bytes(link) for number, link in rows if number and link}
    agreed = returned[0].number - 1 if returned else max(held, default=0)
    before = returned[0].proven.run.before if returned else b""
    ours = sent_log(peer, at=agreed)
    if returned and (agreed > ours.upto or ours.link_at(agreed) != before):
        raise Refusal(_("What came back does not follow from what this node holds: ask for it from an earlier number."))
    for each in returned:
        if held.get(each.number) != each.link:
            break
        agreed = each.number
    return agreed


def _unnumbered(peer: Peer, agreed: int) -> int:
    """Take their numbers from envelopes of ours that the other node does not hold under them."""
    Batch.objects.filter(peer=peer, first__gt=agreed + 1 - models.F("count")).delete()
    return OutboxEnvelope.objects.filter(peer=peer, number__gt=agreed).update(number=None, link=None)


def _make_room(peer: Peer, lost: list[_Back]) -> None:
    """Put what waits behind what comes back, in the cases that both have."""
    back = {each.content.id for each in lost if each.content}
    last: dict[UUID, int] = {}
    for each in lost:
        if each.content:
            last[each.content.subject] = max(last.get(each.content.subject, 0), each.content.position)
    waiting = OutboxEnvelope.objects.filter(peer=peer, subject__in=last).queued().exclude(pk__in=back)
    keys = ContentKeys()
    for envelope in waiting.order_by("-position"):
        shifted = last[envelope.subject] + envelope.position
        if key := keys.of(envelope):
            content = _content(envelope.sealed, key, peer)
            fresh = batches.new_content_key()
            data = write_content(replace(content, position=shifted))
            envelope.ciphertext = batches.lock(data, fresh, sender=settings.THIS_SIDE, recipient=peer.pk)
            envelope.commitment = chain.commitment_of(fresh)
            envelope.wrapped_key = keys.locked(fresh, envelope.commitment)
        envelope.position = shifted
        envelope.save(update_fields=["ciphertext", "commitment", "wrapped_key", "position"])


def _put_back(peer: Peer, back: _Back, *, at: datetime) -> None:
    """Give an envelope its number again, or write the row that this node lost."""
    content = back.content
    known = OutboxEnvelope.objects.filter(pk=content.id).first() if content else None
    if known is not None:
        known.number, known.link = back.number, back.link
        known.save(update_fields=["number", "link"])
        return
    OutboxEnvelope.objects.create(
        **({"id": content.id} if content else {}),
        peer=peer,
        kind=content.kind if content else "",
        version=content.version if content else 0,
        subject=content.subject if content else uuid4(),
        position=content.position if content else 1,
        about=RECOVERED,
        ciphertext=back.sealed.ciphertext,
        commitment=back.sealed.commitment,
        wrapped_key=ContentKeys().locked(back.key, back.sealed.commitment) if content else None,
        erased_at=None if content else at,
        made_at=content.made_at if content else back.proven.statement.made_at,
        number=back.number,
        link=back.link,
    )


def _put_back_batches(peer: Peer, lost: list[_Back], *, at: datetime) -> None:
    for proven in {each.proven.statement.first: each.proven for each in lost}.values():
        said = proven.statement
        Batch.objects.get_or_create(
            peer=peer,
            first=said.first,
            key_id=proven.kid,
            defaults={"count": said.count, "signed": proven.message.signed, "sealed_at": said.made_at},
        )
