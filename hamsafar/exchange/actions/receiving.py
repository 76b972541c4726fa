"""Receiving: prove a batch, decide the fate of each envelope, hand it to its kind, answer with a signed receipt."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import structlog
from django.conf import settings
from django.db import models, transaction
from nacl.signing import VerifyKey

from hamsafar.exchange import access, kinds
from hamsafar.exchange.enums import ArrivalState, Fate, InboxState, KeysState, Reason
from hamsafar.exchange.formats import batches, receipts
from hamsafar.exchange.formats.reading import Unreadable
from hamsafar.exchange.models import Arrival, InboxEnvelope, Peer, PeerKeys, received_log
from hamsafar.exchange.rules import chain
from hamsafar.exchange.rules.contents import (
    BadContent,
    Content,
    read_content,
    wrong_with_clock,
    wrong_with_kind,
    wrong_with_place,
)
from hamsafar.exchange.rules.schemas import BadBody, read_body
from hamsafar.kit.actor import Actor
from hamsafar.kit.keys import KeyStore, Purpose
from hamsafar.kit.locks import hold
from hamsafar.kit.refusal import Refusal
from hamsafar.kit.verdict import require
from hamsafar.ledger.actions import record

MOST_UNPROVEN = 200  # refused messages of nobody known that are kept: anybody can send them, and fill a disk
LONGEST_DETAIL = 300
TURN = "exchange.receive"
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
        outcome = _enter(known, raw, via=via, store=store, by=by, at=at)
        outcome = outcome.plus(_enter_early(peer, store=store, by=by, at=at))
    except Unreadable as problem:
        peer = problem.peer if isinstance(problem, _OfPeer) else None
        outcome = Received(refused=_count_of(raw), reason=problem.reason.value)
        _turn_away(raw, problem, peer=peer, via=via, by=by, at=at)
    if peer is None:
        return outcome
    return outcome.plus(Received(receipt=receipt_for(peer, reason=outcome.reason, store=store, at=at)))


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
    settled = _settle(peer, _rows(known, arrival, keys, skip=had, at=at), at=at)
    record("batch taken into the log", about=arrival, by=by, at=at)
    states = [each.state for each in settled]
    return Received(
        taken=states.count(InboxState.TAKEN) + states.count(InboxState.WITHOUT_CONTENT),
        had=had,
        waiting=states.count(InboxState.WAITING),
        refused=states.count(InboxState.REFUSED),
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
    return hashlib.sha256(batches.without_keys(raw) or raw).digest()


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
        digest=identity(raw), defaults=values, create_defaults={**values, "via": via, "arrived_at": at}
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
    arrival.detail = problem.detail[:LONGEST_DETAIL]
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


def _rows(
    known: Known, arrival: Arrival, content_keys: tuple[bytes, ...], *, skip: int, at: datetime
) -> list[InboxEnvelope]:
    """The rows of the envelopes behind the first `skip`; what becomes of each is decided before they are written."""
    run, message = known.proven.run, known.proven.message
    return [
        InboxEnvelope(
            peer=known.peer,
            arrival=arrival,
            number=run.first + place,
            link=run.links[place],
            ciphertext=envelope.ciphertext,
            commitment=envelope.commitment,
            content_key=content_keys[place] or None,
            erased_at=None if content_keys[place] else at,
            state=InboxState.WAITING if content_keys[place] else InboxState.WITHOUT_CONTENT,
            arrived_at=at,
        )
        for place, envelope in enumerate(message.envelopes)
        if place >= skip
    ]


class _Cases:
    """What stands before each envelope in its case: the last place used, whether something there is still open."""

    def __init__(self, peer: Peer, contents: Iterable[Content], before: int) -> None:
        contents = list(contents)
        earlier = InboxEnvelope.objects.filter(
            peer=peer, number__lt=before, subject__in={each.subject for each in contents}
        )
        last = earlier.values_list("subject").annotate(models.Max("position"))
        self.last: dict[UUID | None, int] = {subject: place or 0 for subject, place in last}
        self.open = set(earlier.open().values_list("subject", flat=True))
        taken = InboxEnvelope.objects.filter(
            peer=peer, state=InboxState.TAKEN, message__in={each.id for each in contents}
        )
        self.taken = set(taken.values_list("message", flat=True))


def _settle(peer: Peer, entered: list[InboxEnvelope], *, at: datetime) -> list[InboxEnvelope]:
    """Decide what becomes of envelopes that enter the log, in its order, and write them."""
    contents: dict[int, Content] = {}
    for each in entered:
        if each.state == InboxState.WAITING and (content := _opened(each)):
            contents[each.number] = content
    cases = _Cases(peer, contents.values(), before=entered[0].number)
    for each in entered:
        if content := contents.get(each.number):
            _decide(each, content, cases, at=at)
    return InboxEnvelope.objects.bulk_create(entered, batch_size=500)


SETTLED = ["message", "kind", "version", "subject", "position", "state", "reason", "detail", "taken_at"]


def _opened(envelope: InboxEnvelope) -> Content | None:
    """The content of an envelope, noted in its row; None where it cannot be read, which is noted as well."""
    here = str(settings.THIS_SIDE)
    try:
        key = bytes(envelope.content_key or b"")
        data = batches.unlock(bytes(envelope.ciphertext), key, sender=envelope.peer_id, recipient=here)
        content = read_content(data)
    except Unreadable as problem:
        _refuse(envelope, problem.reason, problem.detail)
        return None
    except BadContent as problem:
        _refuse(envelope, Reason.NOT_A_CONTENT, str(problem))
        return None
    if not 0 < content.position < 1 << 62 or not 0 <= content.version < 1 << 31 or len(content.kind) > 60:  # noqa: PLR2004
        _refuse(envelope, Reason.NOT_A_CONTENT, "a number or a name in it is out of range")
        return None
    envelope.message, envelope.kind, envelope.version = content.id, content.kind, content.version
    envelope.subject, envelope.position = content.subject, content.position
    return content


def _decide(envelope: InboxEnvelope, content: Content, cases: _Cases, *, at: datetime) -> None:
    """Take it, let it wait for an earlier one of its case, or refuse it."""
    place = wrong_with_place(content.position, cases.last.get(content.subject, 0))
    if content.id in cases.taken:
        _refuse(envelope, Reason.REPLAY)
    elif place is not None:
        _refuse(envelope, place)
    else:
        cases.last[content.subject] = content.position
        if content.subject not in cases.open:
            _take(envelope, content, at=at)
        if envelope.state == InboxState.TAKEN:
            cases.taken.add(content.id)
        else:
            cases.open.add(content.subject)


def _take(envelope: InboxEnvelope, content: Content, *, at: datetime) -> None:
    """Hand the envelope to its kind. A handler that declines or fails leaves nothing behind but the reason."""
    kind = kinds.kind_called(content.kind)
    if wrong_with_clock(content.made_at, at):
        _refuse(envelope, Reason.DATED_AHEAD, content.made_at.isoformat())
        return
    wrong = wrong_with_kind(content.version, kind.schemas if kind else None)
    if wrong is not None or kind is None:
        _refuse(envelope, wrong or Reason.UNKNOWN_KIND, f"{content.kind}, version {content.version}")
        return
    try:
        body = read_body(kind.schemas[content.version], content.body)
        with transaction.atomic():
            kind.handler(_delivered(envelope, content, body), at)
    except BadBody as problem:
        _refuse(envelope, Reason.BAD_BODY, str(problem))
    except Refusal as problem:
        _refuse(envelope, Reason.DECLINED, str(problem))
    except Exception as problem:  # one faulty handler must not hold up every other case
        log.exception("a handler failed", kind=content.kind)
        _refuse(envelope, Reason.FAILED, type(problem).__name__)
    else:
        envelope.state, envelope.reason, envelope.detail = InboxState.TAKEN, "", ""
        envelope.taken_at = at


def _delivered(envelope: InboxEnvelope, content: Content, body: object) -> kinds.Delivered:
    return kinds.Delivered(
        sender=envelope.peer_id,
        message=content.id,
        kind=content.kind,
        version=content.version,
        subject=content.subject,
        made_at=content.made_at,
        body=body,
    )


def _refuse(envelope: InboxEnvelope, reason: Reason, detail: str = "") -> None:
    envelope.state, envelope.reason, envelope.detail = InboxState.REFUSED, reason.value, detail[:LONGEST_DETAIL]


@transaction.atomic
def retry_envelope(*, envelope: InboxEnvelope, by: Actor, at: datetime) -> InboxEnvelope:
    """Try again to take a refused envelope, after an update or once what was missing is there.

    Where it is taken, those that waited for it in its case are taken after it, as far as they can be.
    """
    hold(TURN)
    envelope = InboxEnvelope.objects.locked(envelope.pk)
    require(access.may_retry(by, envelope))
    _try_again(envelope, at=at)
    record(f"envelope tried again: {envelope.state}", about=envelope, by=by, at=at)
    if envelope.state == InboxState.TAKEN:
        behind = InboxEnvelope.objects.waiting().filter(peer=envelope.peer, subject=envelope.subject)
        for each in behind:
            _try_again(each, at=at)
            if each.state != InboxState.TAKEN:
                break
    return envelope


def _try_again(envelope: InboxEnvelope, *, at: datetime) -> None:
    if content := _opened(envelope):
        cases = _Cases(envelope.peer, [content], before=envelope.number)
        envelope.state = InboxState.WAITING
        envelope.reason = envelope.detail = ""
        _decide(envelope, content, cases, at=at)
    envelope.save(update_fields=SETTLED)


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
