"""A batch: consecutive envelopes under one signature and one encryption.

The signed statement says who sends to whom, which numbers, the links around them and the Merkle root. Beside it
travel the envelopes, locked each under a content key of its own, and the content keys, locked together for the
recipient. The keys come last, so that a batch cut on its way never holds them all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import NamedTuple

import cbor2
from nacl import bindings
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox
from nacl.signing import SigningKey, VerifyKey
from nacl.utils import random

from hamsafar.exchange.enums import Reason
from hamsafar.exchange.formats.reading import Unreadable, instant, microseconds, read_cbor, read_parts
from hamsafar.exchange.rules import chain
from hamsafar.kit import cose

CONTENT_TYPE = "application/vnd.hamsafar.batch+cbor"
STATEMENT_TYPE = "application/vnd.hamsafar.batch-statement+cbor"
VERSION = 1
MOST_ENVELOPES, MOST_BYTES = 1_000, 4 << 20  # of one batch; a single larger envelope travels alone
LARGEST_MESSAGE = MOST_BYTES + (2 << 20)  # bytes of a whole message that a node takes
LAST_NUMBER = 1 << 62  # no log gets there, and a database holds it
CONTENT_KEY_BYTES = 32
_NONCE_BYTES = 24
_MESSAGE, _STATEMENT, _ASSOCIATED = "hamsafar batch", "hamsafar batch statement", "hamsafar envelope"


@dataclass(frozen=True)
class Statement:
    """What the sender signs: who to whom, which numbers, the links before and after, the Merkle root, and when."""

    sender: str
    recipient: str
    first: int
    count: int
    before: bytes
    after: bytes
    root: bytes
    made_at: datetime

    @property
    def last(self) -> int:
        return self.first + self.count - 1


class Sealed(NamedTuple):
    """One envelope as it travels: what stands for its content key, and what is locked."""

    commitment: bytes
    ciphertext: bytes

    @property
    def digest(self) -> bytes:
        return chain.digest_of(self.ciphertext, self.commitment)


@dataclass(frozen=True)
class Message:
    """A batch as it arrived, taken apart and not yet proven."""

    signed: bytes
    envelopes: tuple[Sealed, ...]
    locked_keys: bytes


@dataclass(frozen=True)
class Proven:
    """A batch whose signature, numbers, links and root hold."""

    statement: Statement
    kid: bytes
    run: chain.Run
    message: Message


def new_content_key() -> bytes:
    return random(CONTENT_KEY_BYTES)


def lock(content: bytes, content_key: bytes, *, sender: str, recipient: str) -> bytes:
    """The content under its key (XChaCha20-Poly1305), bound to sender and recipient."""
    nonce = random(_NONCE_BYTES)
    said = _associated(sender, recipient)
    return nonce + bindings.crypto_aead_xchacha20poly1305_ietf_encrypt(content, said, nonce, content_key)


def unlock(ciphertext: bytes, content_key: bytes, *, sender: str, recipient: str) -> bytes:
    """The content of an envelope. Raises `Unreadable`."""
    nonce, locked = ciphertext[:_NONCE_BYTES], ciphertext[_NONCE_BYTES:]
    try:
        return bindings.crypto_aead_xchacha20poly1305_ietf_decrypt(
            locked, _associated(sender, recipient), nonce, content_key
        )
    except (CryptoError, ValueError, TypeError) as problem:
        raise Unreadable(Reason.UNREADABLE) from problem


@cache
def _associated(sender: str, recipient: str) -> bytes:
    return cbor2.dumps([_ASSOCIATED, VERSION, sender, recipient], canonical=True)


def state(
    envelopes: Sequence[Sealed], *, sender: str, recipient: str, first: int, before: bytes, made_at: datetime
) -> Statement:
    """The statement over these envelopes, in their order."""
    digests = [each.digest for each in envelopes]
    run = chain.run_of(first, before, digests)
    return state_run(run, digests, sender=sender, recipient=recipient, made_at=made_at)


def state_run(run: chain.Run, digests: Sequence[bytes], *, sender: str, recipient: str, made_at: datetime) -> Statement:
    """The statement over the run that envelopes with these digests make."""
    root = chain.batch_root(run.first, digests)
    return Statement(sender, recipient, run.first, len(digests), run.before, run.links[-1], root, made_at)


def sign(statement: Statement, signer: SigningKey) -> bytes:
    """The signed statement: a COSE_Sign1 message."""
    said = [
        *(_STATEMENT, VERSION, statement.sender, statement.recipient, statement.first, statement.count),
        *(statement.before, statement.after, statement.root, microseconds(statement.made_at)),
    ]
    return cose.sign1(cbor2.dumps(said, canonical=True), signer=signer, content_type=STATEMENT_TYPE)


def write(signed: bytes, envelopes: Sequence[Sealed], content_keys: Sequence[bytes], recipient: PublicKey) -> bytes:
    """The whole message. A content key that was destroyed is given, and travels, as no bytes."""
    locked = SealedBox(recipient).encrypt(cbor2.dumps(list(content_keys), canonical=True))
    return _written(Message(signed, tuple(envelopes), bytes(locked)))


def _written(message: Message) -> bytes:
    return cbor2.dumps(
        [_MESSAGE, VERSION, message.signed, list(message.envelopes), message.locked_keys], canonical=True
    )


def read(raw: bytes) -> Message:
    """The parts of a message, none of them proven. Raises `Unreadable`."""
    if len(raw) > LARGEST_MESSAGE:
        raise Unreadable(Reason.TOO_LARGE, f"{len(raw)} bytes, and this node takes {LARGEST_MESSAGE}")
    signed, pairs, locked = read_parts(read_cbor(raw), _MESSAGE, VERSION, (bytes, list, bytes))
    return Message(signed=signed, envelopes=tuple(map(_sealed, pairs)), locked_keys=locked)


def _sealed(pair: object) -> Sealed:
    match pair:
        case [bytes(commitment), bytes(ciphertext)]:
            if len(commitment) != chain.DIGEST_BYTES:
                raise Unreadable(Reason.NOT_A_BATCH, "an envelope does not say which key opens it")
            return Sealed(commitment, ciphertext)
    raise Unreadable(Reason.NOT_A_BATCH, "an envelope is not a pair of byte strings")


def without_keys(raw: bytes) -> bytes:
    """The message with its content keys cut out; nothing where it cannot be taken apart."""
    try:
        return keyless(read(raw))
    except Unreadable:
        return b""


def keyless(message: Message) -> bytes:
    """The same of a message that was taken apart already."""
    return _written(replace(message, locked_keys=b""))


def read_statement(signed: bytes, keys: Mapping[bytes, VerifyKey]) -> tuple[Statement, bytes]:
    """What a signed statement says, and the id of the key that signed it. Raises `Unreadable`."""
    try:
        kid = cose.kid_said(signed)
    except cose.BadSignature as problem:
        raise Unreadable(Reason.NOT_A_BATCH, str(problem)) from problem
    if kid not in keys:
        raise Unreadable(Reason.UNKNOWN_KEY, f"key {kid.hex()}")
    try:
        said = cose.read1(signed, keys)
    except cose.BadSignature as problem:
        raise Unreadable(Reason.BAD_SIGNATURE, str(problem)) from problem
    if said.content_type != STATEMENT_TYPE:
        raise Unreadable(Reason.NOT_A_BATCH, "what is signed is not the statement of a batch")
    types = (str, str, int, int, bytes, bytes, bytes, int)
    parts = read_parts(read_cbor(said.payload), _STATEMENT, VERSION, types)
    parts[-1] = instant(parts[-1])
    statement = Statement(*parts)
    if not 1 <= statement.first < LAST_NUMBER or not 1 <= statement.count <= MOST_ENVELOPES:
        raise Unreadable(Reason.NOT_A_BATCH, "its numbers are not those of a batch")
    if {len(statement.before), len(statement.after), len(statement.root)} != {chain.DIGEST_BYTES}:
        raise Unreadable(Reason.NOT_A_BATCH, "its links are not digests")
    return statement, kid


def prove(message: Message, keys: Mapping[bytes, VerifyKey]) -> Proven:
    """The batch, if its signature holds and the envelopes are those that were signed. Raises `Unreadable`."""
    statement, kid = read_statement(message.signed, keys)
    digests = [each.digest for each in message.envelopes]
    run = chain.run_of(statement.first, statement.before, digests)
    if (
        len(digests) != statement.count
        or run.links[-1] != statement.after
        or chain.batch_root(statement.first, digests) != statement.root
    ):
        raise Unreadable(Reason.ALTERED, f"{len(digests)} envelopes, {statement.count} signed")
    return Proven(statement=statement, kid=kid, run=run, message=message)


def open_keys(message: Message, openers: Sequence[PrivateKey]) -> tuple[bytes, ...]:
    """The content keys of a batch, each the one that was signed for, or no bytes where it was destroyed.

    Raises `Unreadable` where none of the `openers` fits, or a key is not the one signed for.
    """
    opened = next((found for each in openers if (found := _opened(message.locked_keys, each)) is not None), None)
    if opened is None:
        raise Unreadable(Reason.WRONG_LOCK)
    keys = read_cbor(opened)
    if not isinstance(keys, list) or len(keys) != len(message.envelopes):
        raise Unreadable(Reason.WRONG_CONTENT_KEY, "there are not as many keys as envelopes")
    for key, envelope in zip(keys, message.envelopes, strict=True):
        if not isinstance(key, bytes) or (key and chain.commitment_of(key) != envelope.commitment):
            raise Unreadable(Reason.WRONG_CONTENT_KEY)
    return tuple(keys)


def _opened(locked: bytes, opener: PrivateKey) -> bytes | None:
    try:
        return bytes(SealedBox(opener).decrypt(locked))
    except (CryptoError, ValueError, TypeError):
        return None
