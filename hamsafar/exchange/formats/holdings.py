"""Holdings: everything one node holds of both logs, digest by digest, signed, for line-by-line reconciliation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import cbor2
from nacl.signing import SigningKey, VerifyKey

from hamsafar.exchange.enums import Reason
from hamsafar.exchange.formats.reading import Unreadable, instant, microseconds, read_cbor, read_parts
from hamsafar.exchange.rules.chain import DIGEST_BYTES
from hamsafar.kit import cose

CONTENT_TYPE = "application/vnd.hamsafar.holdings+cbor"
VERSION = 1
_NAME = "hamsafar holdings"


@dataclass(frozen=True)
class Holdings:
    """What `holder` holds: digests of what it sent to `peer` and of what it received, each from number 1 on."""

    holder: str
    peer: str
    sent: tuple[bytes, ...]
    received: tuple[bytes, ...]
    at: datetime


def sign(holdings: Holdings, signer: SigningKey) -> bytes:
    """The signed holdings: a COSE_Sign1 message."""
    said = [
        *(_NAME, VERSION, holdings.holder, holdings.peer),
        *(b"".join(holdings.sent), b"".join(holdings.received), microseconds(holdings.at)),
    ]
    return cose.sign1(cbor2.dumps(said, canonical=True), signer=signer, content_type=CONTENT_TYPE)


def read(signed: bytes, keys: Mapping[bytes, VerifyKey]) -> Holdings:
    """What genuine holdings say. Raises `Unreadable`."""
    try:
        said = cose.read1(signed, keys)
    except cose.BadSignature as problem:
        raise Unreadable(Reason.BAD_SIGNATURE, str(problem)) from problem
    if said.content_type != CONTENT_TYPE:
        raise Unreadable(Reason.NOT_A_BATCH, "what is signed are no holdings")
    parts = read_parts(read_cbor(said.payload), _NAME, VERSION, (str, str, bytes, bytes, int))
    holder, peer, sent, received, at = parts
    return Holdings(holder, peer, _split(sent), _split(received), instant(at))


def _split(digests: bytes) -> tuple[bytes, ...]:
    if len(digests) % DIGEST_BYTES:
        raise Unreadable(Reason.NOT_A_BATCH, "a digest is cut")
    return tuple(digests[at : at + DIGEST_BYTES] for at in range(0, len(digests), DIGEST_BYTES))
