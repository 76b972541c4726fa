"""What stands inside an envelope, and whether this node can act on it."""

from __future__ import annotations

import io
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import cbor2

from hamsafar.exchange.enums import Reason

FORM = "hamsafar content 1"
CLOCKS_DIFFER_AT_MOST = timedelta(minutes=10)
LARGEST_CONTENT = 1 << 20  # bytes of one envelope, before locking
_ID_BYTES = 16
_PARTS = (str, bytes, str, int, bytes, int, int)  # before the body
_MICROSECOND = timedelta(microseconds=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Content:
    """One message: its own id, its kind and version, the case it belongs to, its place there, and its body.

    `subject` is random and of the case alone; `position` counts the envelopes of one subject from 1.
    """

    id: UUID
    kind: str
    version: int
    subject: UUID
    position: int
    made_at: datetime
    body: Any


class BadContent(Exception):
    """What an envelope holds cannot be read as content. The message says why."""


def write_content(content: Content) -> bytes:
    """Canonical CBOR, which is then locked."""
    made = (content.made_at - _EPOCH) // _MICROSECOND
    said = [
        *(FORM, content.id.bytes, content.kind, content.version),
        *(content.subject.bytes, content.position, made, content.body),
    ]
    return cbor2.dumps(said, canonical=True)


def read_content(data: bytes) -> Content:
    """The content of an opened envelope. Raises `BadContent`."""
    try:
        stream = io.BytesIO(data)
        said = cbor2.load(stream)
    except (cbor2.CBORDecodeError, RecursionError, ValueError, TypeError) as problem:
        raise BadContent("it is not CBOR") from problem
    if stream.read(1) or not isinstance(said, list) or said[:1] != [FORM]:
        raise BadContent("it is not a content of this form")
    if len(said) != len(_PARTS) + 1 or tuple(map(type, said[:-1])) != _PARTS:
        raise BadContent("its parts are not of the kinds that a content has")
    _form, id_, kind, version, subject, position, made, body = said
    if len(id_) != _ID_BYTES or len(subject) != _ID_BYTES:
        raise BadContent("an id has not 16 bytes")
    try:
        made_at = _EPOCH + made * _MICROSECOND
    except OverflowError as problem:
        raise BadContent("its instant is out of range") from problem
    return Content(UUID(bytes=id_), kind, version, UUID(bytes=subject), position, made_at, body)


def wrong_with_clock(said: datetime, now: datetime) -> bool:
    """Whether an instant that the other side wrote lies further ahead than clocks may differ."""
    return said > now + CLOCKS_DIFFER_AT_MOST


def wrong_with_kind(version: int, known: Collection[int] | None) -> Reason | None:
    """Why this node cannot read a kind in this version; None where it can. `known` is None for an unknown kind."""
    if known is None:
        return Reason.UNKNOWN_KIND
    if version in known:
        return None
    return Reason.NEWER_SCHEMA if version > max(known) else Reason.OLDER_SCHEMA


def wrong_with_place(position: int, last_held: int) -> Reason | None:
    """Why an envelope cannot stand where it does among those of its subject; None where it can.

    A place may be left empty (its envelope was erased before it travelled), but never used twice or out of order.
    """
    return None if position > last_held else Reason.OUT_OF_ORDER
