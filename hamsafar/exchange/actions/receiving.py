"""Receiving: prove a batch, decide the fate of each envelope, hand it to its kind, answer with a signed receipt."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from datetime import datetime

import structlog
from django.conf import settings
from django.db import transaction
from nacl.signing import VerifyKey

from hamsafar.exchange import access
from hamsafar.exchange.actions.keeping import ContentKeys
from hamsafar.exchange.actions.settling import TURN, Entry, as_detail, settle
from hamsafar.exchange.enums import ArrivalState, Fate, InboxState, KeysState, Reason, Via
from hamsafar.exchange.formats import batches, receipts
from hamsafar.exchange.formats.reading import Unreadable
from hamsafar.exchange.models import Arrival, Peer, PeerKeys, received_log
from hamsafar.exchange.rules import chain
from hamsafar.exchange.rules.contents import wrong_with_clock
from hamsafar.kit.actor import Actor
from hamsafar.kit.keys import KeyStore, Purpose
from hamsafar.kit.locks import hold
from hamsafar.kit.queue import queue
from hamsafar.kit.verdict import require
from hamsafar.ledger.actions import record

MOST_UNPROVEN = 200  # refused messages of nobody known that are kept: anybody can send them, and fill a disk
log = structlog.get_logger("hamsafar.exchange")


@dataclass(frozen=True)
class Received:
    """What became of one message: envelopes taken into the log, had before, waiting, refused; and the receipt.

    `reason` is empty, or why the message was refused whole. The receipt is empty where the sender is not proven.
    """

    taken: int = 0
    had: int = 0
    waiting: int = 0
    refused: int = 0
    reason: str = ""
    receipt: bytes = b""

    def plus(self, other: Received) -> Received:
        """Both together; the receipt is the later one."""
        return Received(
            self.taken + other.taken,
            self.had + other.had,
            self.waiting + other.waiting,
            self.refused + other.refused,
            other.reason or self.reason,
            other.receipt or self.receipt,
        )


@dataclass(frozen=True)
class Known:
    """A message whose sender is proven."""

    peer: Peer
    proven: batches.Proven


@transaction.atomic
def receive_batch(*, raw: bytes, via: str, store: KeyStore, by: Actor, at: datetime) -> Received:
    """Take one message as it came, by wire or by file. Taking it twice, early or late changes nothing.

    What cannot be taken is kept with its reason. Envelopes enter the log in their numbers' order and take effect in
    the order of their case, each in one transaction with its log entry.
    """
    require(access.may_operate(by))
    hold(TURN)
    peer = None
    try:
        known = _proven(batches.read(raw), at=at)
        peer = known.peer
        if via == Via.WIRE:
            _end_pause(peer, at=at)
        outcome = _enter(known, raw, via=via, store=store, by=by, at=at)
        outcome = outcome.plus(_enter_early(peer, store=store, by=by, at=at))
    except Unreadable as problem:
        peer = problem.peer if isinstance(problem, _OfPeer) else None
        outcome = Received(refused=_count_of(raw), reason=problem.reason.value)
        _turn_away(raw, problem, peer=peer, via=via, by=by, at=at)
    if peer is None:
        return outcome
    return outcome.plus(Received(receipt=receipt_for(peer, reason=outcome.reason, store=store, at=at)))


def _end_pause(peer: Peer, *, at: datetime) -> None:
    """Whoever is heard lives: what waits for them after failures is tried now, not when its pause is over."""
    if Peer.objects.filter(pk=peer.pk, next_try_at__gt=at).update(next_try_at=at):
        queue("exchange.deliver", peer=peer.pk)


class _OfPeer(Unreadable):
    """What a known node sent cannot be taken."""

    def __init__(self, peer: Peer, reason: Reason, detail: str = "") -> None:
        super().__init__(reason, detail)
        self.peer = peer


def _count_of(raw: bytes) -> int:
    """How many envelopes a refused message holds; one where it cannot be taken apart."""
    try:
        return max(1, len(batches.read(raw).envelopes))
    except Unreadable:
        return 1


def _proven(message: batches.Message, *, at: datetime) -> Known:
    """The message with its proof, from keys that are trusted now. Raises `Unreadable`."""
    others = PeerKeys.objects.exclude(peer=settings.THIS_SIDE).select_related("peer")
    sets = {bytes(each.key_id): each for each in others}
    confirmed = {kid: keys for kid, keys in sets.items() if keys.state(at=at) is not KeysState.PROPOSED}
    proven = batches.prove(message, {kid: VerifyKey(bytes(keys.signing)) for kid, keys in confirmed.items()})
    keys, said = confirmed[proven.kid], proven.statement
    peer = keys.peer
    if (state := keys.state(at=at)) is KeysState.REVOKED:
        raise Unreadable(Reason.REVOKED_KEY, f"key {proven.kid.hex()}")
    if state is KeysState.ENDED:
        raise _OfPeer(peer, Reason.ENDED_KEY, f"key {proven.kid.hex()}")
    if said.sender != peer.pk:
        raise _OfPeer(peer, Reason.WRONG_SENDER, said.sender[:40])
    if said.recipient != settings.THIS_SIDE:
        raise _OfPeer(peer, Reason.NOT_FOR_US, said.recipient[:40])
    if wrong_with_clock(said.made_at, at):
        raise _OfPeer(peer, Reason.CLOCK, said.made_at.isoformat())
    return Known(peer, proven)


def _enter(known: Known, raw: bytes, *, via: str, store: KeyStore, by: Actor, at: datetime) -> Received:
    """Decide the fate of a proven batch and act on it. Raises `Unreadable` where it is rejected."""
    run, peer = known.proven.run, known.peer
    fates = chain.fates(run, received_log(peer, around=(run.first, run.last)))
    if Fate.REJECT in fates:
        raise _OfPeer(peer, Reason.FORK, f"numbers {run.first} to {run.last}")
    if Fate.WAIT in fates:
        _keep(known, raw, ArrivalState.EARLY, via=via, at=at)
        return Received(waiting=len(fates))
    had = fates.count(Fate.HAVE)
    if had == len(fates):
        return Received(had=had)
    try:
        keys = batches.open_keys(known.proven.message, store.openers(Purpose.ENVELOPE_OPENING))
    except Unreadable as problem:
        raise _OfPeer(peer, problem.reason, problem.detail) from problem
    arrival = _keep(known, raw, ArrivalState.LOGGED, via=via, at=at)
    entries = _entries(known, arrival, keys, skip=had, at=at)
    settle(peer, entries, dict(enumerate(keys, run.first)), at=at)
    record("batch taken into the log", about=arrival, by=by, at=at)
    states = Counter(each.state for each in entries)
    return Received(
        taken=states[InboxState.TAKEN] + states[InboxState.WITHOUT_CONTENT],
        had=had,
        waiting=states[InboxState.WAITING],
        refused=states[InboxState.REFUSED],
    )


def _enter_early(peer: Peer, *, store: KeyStore, by: Actor, at: datetime) -> Received:
    """Enter the batches that came early and now have all that goes before them."""
    total = Received()
    while True:
        upto = received_log(peer).upto
        ready = Arrival.objects.filter(peer=peer, first__lte=upto + 1).early().first()
        if ready is None:
            return total
        raw = bytes(ready.raw)
        try:
            known = _proven(batches.read(raw), at=at)
            total = total.plus(_enter(known, raw, via=ready.via, store=store, by=by, at=at))
            _close(ready, at=at)
        except Unreadable as problem:
            total = total.plus(Received(refused=_count_of(raw)))
            _note_refused(ready, problem, by=by, at=at)


def _close(arrival: Arrival, *, at: datetime) -> None:
    """An early batch whose envelopes all stand in the log by now is kept no longer for itself."""
    arrival.refresh_from_db()
    if arrival.state == ArrivalState.EARLY:
        arrival.state, arrival.raw, arrival.last_at = ArrivalState.LOGGED, b"", at
        arrival.save(update_fields=["state", "raw", "last_at"])


def identity(raw: bytes) -> bytes:
    """The digest that tells messages apart: without the content keys, which are locked anew each time."""
    try:
        return _identity(batches.read(raw))
    except Unreadable:
        return hashlib.sha256(raw).digest()


def _identity(message: batches.Message) -> bytes:
    return hashlib.sha256(batches.keyless(message)).digest()


def _keep(known: Known, raw: bytes, state: ArrivalState, *, via: str, at: datetime) -> Arrival:
    """Keep a proven message: whole while it waits, its signature alone once it stands in the log."""
    said = known.proven.statement
    values = {
        "peer": known.peer,
        "state": state,
        "reason": "",
        "detail": "",
        "raw": b"" if state is ArrivalState.LOGGED else raw,
        "signed": known.proven.message.signed,
        "first": said.first,
        "count": said.count,
        "last_at": at,
    }
    made, _new = Arrival.objects.update_or_create(
        digest=_identity(known.proven.message),
        defaults=values,
        create_defaults={**values, "via": via, "arrived_at": at},
    )
    return made


def _turn_away(raw: bytes, problem: Unreadable, *, peer: Peer | None, via: str, by: Actor, at: datetime) -> None:
    """Keep a refused message with its reason, once however often it comes."""
    known = Arrival.objects.filter(digest=identity(raw)).first()
    if known is None and peer is None and Arrival.objects.unproven().count() >= MOST_UNPROVEN:
        log.warning("a message of nobody known was not kept", reason=problem.reason.value)
        return
    if known is None:
        first, count = _numbers(raw, proven=peer is not None)
        known = Arrival(
            peer=peer, digest=identity(raw), raw=raw, first=first, count=count, via=via, arrived_at=at, times=0
        )
    elif known.state != ArrivalState.TURNED_AWAY:
        return  # what was proven before is not displaced by a copy that was spoiled
    known.raw, known.times = raw, known.times + 1
    _note_refused(known, problem, by=by, at=at)


def _note_refused(arrival: Arrival, problem: Unreadable, *, by: Actor, at: datetime) -> None:
    repeated = arrival.state == ArrivalState.TURNED_AWAY and arrival.reason == problem.reason
    arrival.state, arrival.reason, arrival.last_at = ArrivalState.TURNED_AWAY, problem.reason.value, at
    arrival.detail = as_detail(problem.detail)
    arrival.save()
    if not repeated:
        record(f"batch refused: {problem.reason.value}", about=arrival, by=by, at=at)


def _numbers(raw: bytes, *, proven: bool) -> tuple[int | None, int | None]:
    """The numbers a proven message covers; nothing where its sender is not proven."""
    if not proven:
        return None, None
    keys = {bytes(each.key_id): VerifyKey(bytes(each.signing)) for each in PeerKeys.objects.all()}
    statement, _kid = batches.read_statement(batches.read(raw).signed, keys)
    return statement.first, statement.count


def _entries(
    known: Known, arrival: Arrival, content_keys: tuple[bytes, ...], *, skip: int, at: datetime
) -> list[Entry]:
    """The envelopes behind the first `skip`, as they enter the log; what becomes of each is decided later."""
    run, message, held = known.proven.run, known.proven.message, ContentKeys()
    peer_id, arrival_id = known.peer.pk, arrival.pk
    return [
        Entry(
            peer_id=peer_id,
            arrival_id=arrival_id,
            number=run.first + place,
            link=run.links[place],
            ciphertext=envelope.ciphertext,
            commitment=envelope.commitment,
            wrapped_key=held.locked(key, envelope.commitment) if (key := content_keys[place]) else None,
            erased_at=None if content_keys[place] else at,
            arrived_at=at,
            state=InboxState.WAITING if content_keys[place] else InboxState.WITHOUT_CONTENT,
        )
        for place, envelope in enumerate(message.envelopes)
        if place >= skip
    ]


@transaction.atomic
def retry_arrival(*, arrival: Arrival, store: KeyStore, by: Actor, at: datetime) -> Received:
    """Try again to take a batch that was refused whole, from the bytes that were kept."""
    require(access.may_operate(by))
    record("batch tried again", about=arrival, by=by, at=at)
    return receive_batch(raw=bytes(arrival.raw), via=arrival.via, store=store, by=by, at=at)


def receipt_for(peer: Peer, *, reason: str = "", store: KeyStore, at: datetime) -> bytes:
    """Our signed word on how far we hold the peer's log now; it changes nothing."""
    held = received_log(peer)
    said = receipts.Receipt(
        holder=settings.THIS_SIDE,
        sender=peer.pk,
        upto=held.upto,
        head=held.link_at(held.upto),
        early=Arrival.objects.filter(peer=peer).early().count(),
        reason=reason,
        at=at,
    )
    return receipts.sign(said, store.signer(Purpose.ENVELOPE_SIGNING))
