"""The arithmetic of the ledger: digests, Merkle trees (RFC 6962, section 2.1), and what a seal says.

All digests are SHA-256. A leaf is hashed behind a zero byte and a node behind a one byte, so that neither can be
passed off as the other.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import cbor2

_LEAF, _NODE = b"\x00", b"\x01"
FIRST_PREVIOUS = bytes(32)  # what the first seal names as the seal before it
_SEAL_FORM = "hamsafar ledger seal 1"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True)
class LineValues:
    """Everything a line says; what its digest covers."""

    id: uuid.UUID
    at: datetime
    by: str
    verb: str
    about: str
    person: str


@dataclass(frozen=True)
class SealValues:
    """Everything a seal says and signs. Both instants are None where no line was sealed."""

    number: int
    previous: bytes
    root: bytes
    lines: int
    first_at: datetime | None
    last_at: datetime | None
    sealed_at: datetime


def digest_of(line: LineValues) -> bytes:
    """The digest of one line: a leaf over its canonical CBOR, instants as microseconds of UTC."""
    said = [line.id.bytes, _microseconds(line.at), line.by, line.verb, line.about, line.person]
    return leaf_digest(cbor2.dumps(said, canonical=True))


def leaf_digest(content: bytes) -> bytes:
    return hashlib.sha256(_LEAF + content).digest()


def root_of(leaves: Sequence[bytes]) -> bytes:
    """The Merkle root over leaf digests in their order; of no leaves, the digest of nothing."""
    if not leaves:
        return hashlib.sha256().digest()
    level = list(leaves)
    while len(level) > 1:
        # An odd node at the end rises as it is: the same tree as splitting at powers of two.
        pairs = [_node(level[at], level[at + 1]) for at in range(0, len(level) - 1, 2)]
        level = pairs + level[len(pairs) * 2 :]
    return level[0]


def path_to(leaves: Sequence[bytes], position: int) -> tuple[bytes, ...]:
    """The digests that prove the leaf at `position` under the root, from the leaf upwards.

    Raises `IndexError` where there is no such leaf.
    """
    if not 0 <= position < len(leaves):
        raise IndexError("No leaf stands at this position.")
    path, level = [], list(leaves)
    while len(level) > 1:
        beside = position ^ 1
        if beside < len(level):
            path.append(level[beside])
        pairs = [_node(level[at], level[at + 1]) for at in range(0, len(level) - 1, 2)]
        level, position = pairs + level[len(pairs) * 2 :], position // 2
    return tuple(path)


def is_under(root: bytes, leaf: bytes, *, position: int, size: int, path: Sequence[bytes]) -> bool:
    """Whether the path proves that `leaf` stands at `position` in the tree of `size` leaves with this root."""
    if not 0 <= position < size:
        return False
    digest, left = leaf, list(path)
    while size > 1:
        if position ^ 1 < size:
            if not left:
                return False
            beside = left.pop(0)
            digest = _node(beside, digest) if position % 2 else _node(digest, beside)
        position, size = position // 2, (size + 1) // 2
    return not left and digest == root


def seal_payload(seal: SealValues) -> bytes:
    """The bytes of a seal that are signed: canonical CBOR."""
    first, last = (None if at is None else _microseconds(at) for at in (seal.first_at, seal.last_at))
    sealed = _microseconds(seal.sealed_at)
    said = [_SEAL_FORM, seal.number, seal.previous, seal.root, seal.lines, first, last, sealed]
    return cbor2.dumps(said, canonical=True)


def seal_digest(signed: bytes) -> bytes:
    """What the next seal names as the one before it: the digest of the whole signed message."""
    return hashlib.sha256(signed).digest()


def earliest_id(at: datetime) -> uuid.UUID:
    """The lowest id (UUID version 7) that a row made at this instant could have."""
    milliseconds = max(0, _microseconds(at) // 1000)
    return uuid.UUID(int=(milliseconds << 80) | (0x7 << 76) | (0b10 << 62))


def made_at(row: uuid.UUID) -> datetime:
    """The instant at which a row with this id (UUID version 7) was made, to the millisecond."""
    return _EPOCH + timedelta(milliseconds=row.int >> 80)


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(_NODE + left + right).digest()


def _microseconds(at: datetime) -> int:
    return (at - _EPOCH) // _MICROSECOND
