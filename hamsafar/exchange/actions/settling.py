"""Settling: what becomes of envelopes that enter the log: taken, waiting for an earlier one of their case, refused."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from uuid import UUID

import structlog
from django.conf import settings
from django.db import InterfaceError, OperationalError, models, transaction

from hamsafar.exchange import access, kinds
from hamsafar.exchange.actions.keeping import ContentKeys
from hamsafar.exchange.enums import InboxState, Reason
from hamsafar.exchange.formats import batches
from hamsafar.exchange.formats.reading import Unreadable
from hamsafar.exchange.models import IS_OPEN, InboxEnvelope, Peer
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
from hamsafar.kit.bulk import copy_in
from hamsafar.kit.locks import hold
from hamsafar.kit.refusal import Refusal
from hamsafar.kit.verdict import require
from hamsafar.ledger.actions import record

TURN = "exchange.receive"  # one message is taken at a time
LONGEST_DETAIL = 300
NUL = "\x00"  # the one character that CBOR carries and PostgreSQL does not hold
SETTLED = ["message", "kind", "version", "subject", "position", "state", "reason", "detail", "taken_at"]
log = structlog.get_logger("hamsafar.exchange")


@dataclass(slots=True)
class Entry:
    """An envelope that enters the log: what its row (`InboxEnvelope`) will hold. Thousands at once, so no row yet."""

    peer_id: str
    arrival_id: int
    number: int
    link: bytes
    ciphertext: bytes
    commitment: bytes
    wrapped_key: bytes | None
    erased_at: datetime | None
    arrived_at: datetime
    state: str
    message: UUID | None = None
    kind: str = ""
    version: int | None = None
    subject: UUID | None = None
    position: int | None = None
    reason: str = ""
    detail: str = ""
    taken_at: datetime | None = None


ENTERED = [each.name for each in fields(Entry)]
Row = Entry | InboxEnvelope
Ready = tuple[kinds.Kind, kinds.Delivered]
Hand = Callable[[Row, Ready], None]  # hand it to its kind, and note in its row what became of it


class _Cases:
    """What stands before each envelope in its case: the last place used, whether something there is still open."""

    def __init__(self, peer: Peer, contents: Iterable[Content], before: int) -> None:
        contents = list(contents)
        received = InboxEnvelope.objects.filter(peer=peer)
        earlier = received.filter(subject__any_of={each.subject for each in contents}, number__lt=before)
        found = earlier.values_list("subject").annotate(
            last=models.Max("position"), held_up=models.Count("pk", filter=IS_OPEN)
        )
        self.last: dict[UUID | None, int] = {}
        self.open: set[UUID | None] = set()
        for subject, last, held_up in found:
            self.last[subject] = last or 0
            if held_up:
                self.open.add(subject)
        taken = received.filter(message__any_of={each.id for each in contents}, state=InboxState.TAKEN)
        self.taken = set(taken.values_list("message", flat=True))


def settle(peer: Peer, entered: list[Entry], keys: Mapping[int, bytes], *, at: datetime) -> None:
    """Decide what becomes of envelopes that enter the log, in its order, and write them; `keys` by their numbers.

    First all together in one savepoint, since nearly always all of them are taken; where a handler declines or fails,
    that is undone and each is handed over by itself.
    """
    contents: dict[int, Content] = {}
    for each in entered:
        if each.state == InboxState.WAITING and (content := _opened(each, keys[each.number])):
            contents[each.number] = content
    try:
        with transaction.atomic():
            _decide_together(peer, entered, contents, at=at)
    except (OperationalError, InterfaceError):
        raise
    except Exception:  # whatever a handler raises: each is tried again by itself, which says what it was
        for each in entered:
            if each.number in contents:
                each.state, each.reason, each.detail, each.taken_at = InboxState.WAITING, "", "", None
        _decide_all(peer, entered, contents, lambda envelope, ready: _hand_alone(envelope, ready, at=at), at=at)
    copy_in(InboxEnvelope, ENTERED, map(attrgetter(*ENTERED), entered))


def _decide_together(peer: Peer, entered: list[Entry], contents: dict[int, Content], *, at: datetime) -> None:
    """Decide as if every handler took what it is given, then give it. Raises what a handler raises."""
    given: list[Ready] = []

    def note(envelope: Row, ready: Ready) -> None:
        given.append(ready)
        _note_taken(envelope, at=at)

    _decide_all(peer, entered, contents, note, at=at)
    for kind, together in groupby(given, key=lambda ready: ready[0]):
        delivered = [each for _kind, each in together]
        if kind.many is not None:
            kind.many(delivered, at)
        else:
            for each in delivered:
                kind.handler(each, at)


def _decide_all(peer: Peer, entered: list[Entry], contents: dict[int, Content], hand: Hand, *, at: datetime) -> None:
    cases = _Cases(peer, contents.values(), before=entered[0].number)
    for each in entered:
        if content := contents.get(each.number):
            _decide(each, content, cases, hand, at=at)


def _opened(envelope: Row, key: bytes) -> Content | None:
    """The content of an envelope, noted in its row; None where it cannot be read, which is noted as well."""
    here = str(settings.THIS_SIDE)
    try:
        data = batches.unlock(bytes(envelope.ciphertext), key, sender=envelope.peer_id, recipient=here)
        content = read_content(data)
    except Unreadable as problem:
        _refuse(envelope, problem.reason, problem.detail)
        return None
    except BadContent as problem:
        _refuse(envelope, Reason.NOT_A_CONTENT, str(problem))
        return None
    if not _fits(content):
        _refuse(envelope, Reason.NOT_A_CONTENT, "a number or a name in it is out of range")
        return None
    envelope.message, envelope.kind, envelope.version = content.id, content.kind, content.version
    envelope.subject, envelope.position = content.subject, content.position
    return content


def _fits(content: Content) -> bool:
    """Whether a row can hold what the content says of itself."""
    numbers = 0 < content.position < 1 << 62 and 0 <= content.version < 1 << 31
    return numbers and len(content.kind) <= 60 and NUL not in content.kind  # noqa: PLR2004 (the column's length)


def _decide(envelope: Row, content: Content, cases: _Cases, hand: Hand, *, at: datetime) -> None:
    """Take it, let it wait for an earlier one of its case, or refuse it."""
    place = wrong_with_place(content.position, cases.last.get(content.subject, 0))
    if content.id in cases.taken:
        _refuse(envelope, Reason.REPLAY)
    elif place is not None:
        _refuse(envelope, place)
    else:
        cases.last[content.subject] = content.position
        if content.subject not in cases.open and (ready := _ready(envelope, content, at=at)):
            hand(envelope, ready)
        if envelope.state == InboxState.TAKEN:
            cases.taken.add(content.id)
        else:
            cases.open.add(content.subject)


def _ready(envelope: Row, content: Content, *, at: datetime) -> Ready | None:
    """The envelope's kind and what it gets; None, and the reason in the row, where this node cannot read it."""
    kind = kinds.kind_called(content.kind)
    wrong = wrong_with_kind(content.version, kind.schemas if kind else None)
    if wrong_with_clock(content.made_at, at):
        _refuse(envelope, Reason.DATED_AHEAD, content.made_at.isoformat())
    elif wrong is not None or kind is None:
        _refuse(envelope, wrong or Reason.UNKNOWN_KIND, f"{content.kind}, version {content.version}")
    else:
        try:
            return kind, _delivered(envelope, content, read_body(kind.schemas[content.version], content.body))
        except BadBody as problem:
            _refuse(envelope, Reason.BAD_BODY, str(problem))
    return None


def _hand_alone(envelope: Row, ready: Ready, *, at: datetime) -> None:
    """Hand the envelope to its kind. A handler that declines or fails leaves nothing behind but the reason.

    What the database itself cannot do now (a full disk, a lost connection) is no fault of the envelope: it goes up,
    nothing of the batch is taken, and the sender offers it again.
    """
    kind, delivered = ready
    try:
        with transaction.atomic():
            kind.handler(delivered, at)
    except Refusal as problem:
        _refuse(envelope, Reason.DECLINED, str(problem))
    except (OperationalError, InterfaceError):
        raise
    except Exception as problem:  # one faulty handler must not hold up every other case
        log.exception("a handler failed", kind=delivered.kind)
        _refuse(envelope, Reason.FAILED, type(problem).__name__)
    else:
        _note_taken(envelope, at=at)


def _note_taken(envelope: Row, *, at: datetime) -> None:
    envelope.state, envelope.reason, envelope.detail = InboxState.TAKEN, "", ""
    envelope.taken_at = at


def _delivered(envelope: Row, content: Content, body: object) -> kinds.Delivered:
    return kinds.Delivered(
        sender=envelope.peer_id,
        message=content.id,
        kind=content.kind,
        version=content.version,
        subject=content.subject,
        made_at=content.made_at,
        body=body,
    )


def _refuse(envelope: Row, reason: Reason, detail: str = "") -> None:
    envelope.state, envelope.reason, envelope.detail = InboxState.REFUSED, reason.value, as_detail(detail)


def as_detail(words: str) -> str:
    """Words on what arrived, some of them the sender's own, as a row can hold them."""
    return words.replace(NUL, "\N{REPLACEMENT CHARACTER}")[:LONGEST_DETAIL]


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
    if content := _opened(envelope, ContentKeys().of(envelope)):
        cases = _Cases(envelope.peer, [content], before=envelope.number)
        envelope.state = InboxState.WAITING
        envelope.reason = envelope.detail = ""
        _decide(envelope, content, cases, lambda it, ready: _hand_alone(it, ready, at=at), at=at)
    envelope.save(update_fields=SETTLED)
