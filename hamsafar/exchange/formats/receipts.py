"""A receipt: the recipient's signed word on how far it holds the sender's log. It is no answer to what was asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import cbor2
from nacl.signing import SigningKey, VerifyKey

from hamsafar.exchange.enums import Reason
from hamsafar.exchange.formats.reading import Unreadable, instant, microseconds, read_cbor, read_parts
from hamsafar.kit import cose

CONTENT_TYPE = "application/vnd.hamsafar.receipt+cbor"
VERSION = 1
_NAME = "hamsafar receipt"


@dataclass(frozen=True)
class Receipt:
    """`holder` holds the log of `sender` up to number `upto` with the link `head`, on this instant.

    `early` are batches that wait there for earlier ones; `reason` is empty, or why the batch that this answers was
    refused whole.
    """

    holder: str
    sender: str
    upto: int
    head: bytes
    early: int
    reason: str
    at: datetime


def sign(receipt: Receipt, signer: SigningKey) -> bytes:
    """The signed receipt: a COSE_Sign1 message."""
    said = [
        *(_NAME, VERSION, receipt.holder, receipt.sender, receipt.upto, receipt.head),
        *(receipt.early, receipt.reason, microseconds(receipt.at)),
    ]
    return cose.sign1(cbor2.dumps(said, canonical=True), signer=signer, content_type=CONTENT_TYPE)


def read(signed: bytes, keys: Mapping[bytes, VerifyKey]) -> Receipt:
    """What a genuine receipt says. Raises `Unreadable`."""
    try:
        if (kid := cose.kid_said(signed)) not in keys:
            raise Unreadable(Reason.UNKNOWN_KEY, f"key {kid.hex()}")
        said = cose.read1(signed, keys)
    except cose.BadSignature as problem:
        raise Unreadable(Reason.BAD_SIGNATURE, str(problem)) from problem
    if said.content_type != CONTENT_TYPE:
        raise Unreadable(Reason.NOT_A_BATCH, "what is signed is not a receipt")
    types = (str, str, int, bytes, int, str, int)
    parts = read_parts(read_cbor(said.payload), _NAME, VERSION, types)
    parts[-1] = instant(parts[-1])
    return Receipt(*parts)
