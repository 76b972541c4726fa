"""The log of one sender as both nodes hold it: numbers, links, and the fate of what arrives.

A log is a sequence of envelope digests. The link behind number N is a digest over everything up to N, so that two
nodes whose links agree at N hold the same envelopes in the same order. A receiver's log is always a beginning of the
sender's: what arrives early waits, and what contradicts the log is rejected whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Protocol

import cbor2

from hamsafar.exchange.enums import Fate
from hamsafar.ledger.rules import is_under, leaf_digest, path_to, root_of

DIGEST_BYTES = 32
_LOG_FORM, _LINK_FORM = "hamsafar log 1", "hamsafar link 1"
_ENVELOPE_FORM, _KEY_FORM = b"hamsafar envelope 1\x00", b"hamsafar content key 1\x00"
# Links and leaves are canonical CBOR, put together from these: a batch holds a thousand of each, and an encoder's
# set-up would cost more than their digests.
_DIGEST_HEAD = cbor2.dumps(bytes(DIGEST_BYTES))[:2]
_LINK_HEAD = b"\x84" + cbor2.dumps(_LINK_FORM) + _DIGEST_HEAD
_LEAF_HEAD = b"\x82"


class Log(Protocol):
    """What a node holds of one sender: the number it goes up to, and the link behind each number from 0 to there."""

    upto: int

    def link_at(self, number: int) -> bytes: ...


@dataclass(frozen=True)
class Run:
    """Consecutive envelopes as they arrived: the first number, the link before it, and the link behind each."""

    first: int
    before: bytes
    links: tuple[bytes, ...]

    @property
    def last(self) -> int:
        return self.first + len(self.links) - 1


def commitment_of(content_key: bytes) -> bytes:
    """What stands for a content key once it is destroyed; it tells nothing of the key."""
    return sha256(_KEY_FORM + content_key).digest()


def digest_of(ciphertext: bytes, commitment: bytes) -> bytes:
    """The digest of one envelope: over what is locked and over which key opens it, never over what it says."""
    return sha256(_ENVELOPE_FORM + commitment + ciphertext).digest()


def first_link(sender: str, recipient: str) -> bytes:
    """The link before number 1: a log of its own for each sender and recipient."""
    return sha256(cbor2.dumps([_LOG_FORM, sender, recipient], canonical=True)).digest()


def link_after(before: bytes, number: int, digest: bytes) -> bytes:
    """The link behind envelope `number`, given the link before it."""
    return sha256(_LINK_HEAD + before + _whole(number) + _DIGEST_HEAD + digest).digest()


def run_of(first: int, before: bytes, digests: Sequence[bytes]) -> Run:
    """The run that envelopes with these digests make from `first` on."""
    links, link = [], before
    for number, digest in enumerate(digests, first):
        link = link_after(link, number, digest)
        links.append(link)
    return Run(first=first, before=before, links=tuple(links))


def fates(run: Run, log: Log) -> tuple[Fate, ...]:
    """What becomes of each envelope of a genuine run: take it, have it already, let it wait, or reject it.

    One envelope that contradicts the log rejects the whole run: its sender signed two histories.
    """
    if run.first > log.upto + 1:
        return (Fate.WAIT,) * len(run.links)
    held = min(log.upto, run.last)
    known = {run.first - 1: run.before} | dict(enumerate(run.links, run.first))
    # A link covers all before it, so the newest one held by both decides, and the ones before only have to agree.
    if any(log.link_at(number) != known[number] for number in range(run.first - 1, held + 1)):
        return (Fate.REJECT,) * len(run.links)
    return tuple(Fate.HAVE if number <= log.upto else Fate.TAKE for number in range(run.first, run.last + 1))


def leaf_of(number: int, digest: bytes) -> bytes:
    """The leaf of one envelope in the Merkle tree of its batch."""
    return leaf_digest(_LEAF_HEAD + _whole(number) + _DIGEST_HEAD + digest)


def batch_root(first: int, digests: Sequence[bytes]) -> bytes:
    """The Merkle root (RFC 6962) over the envelopes of a batch."""
    return root_of([leaf_of(number, digest) for number, digest in enumerate(digests, first)])


def path_of(number: int, first: int, digests: Sequence[bytes]) -> tuple[bytes, ...]:
    """The digests that prove one envelope of a batch alone."""
    return path_to([leaf_of(each, digest) for each, digest in enumerate(digests, first)], number - first)


def proves(root: bytes, number: int, digest: bytes, *, first: int, count: int, path: Sequence[bytes]) -> bool:
    """Whether the path proves that this envelope has this number in the batch with this root."""
    return is_under(root, leaf_of(number, digest), position=number - first, size=count, path=path)


def _whole(number: int) -> bytes:
    """A whole number in canonical CBOR."""
    if 1 << 8 <= number < 1 << 16:
        return b"\x19" + number.to_bytes(2, "big")
    if 1 << 16 <= number < 1 << 32:
        return b"\x1a" + number.to_bytes(4, "big")
    return cbor2.dumps(number, canonical=True)
