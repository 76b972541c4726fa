"""The proof of one envelope alone: that this sender signed for it, under this number, without showing any other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import cbor2
from nacl.signing import VerifyKey

from hamsafar.exchange.enums import Reason
from hamsafar.exchange.formats.batches import Sealed, Statement, read_statement
from hamsafar.exchange.formats.reading import Unreadable, read_cbor, read_parts
from hamsafar.exchange.rules import chain

VERSION = 1
_NAME = "hamsafar proof"


@dataclass(frozen=True)
class Proof:
    """One envelope with the signed statement of its batch and the Merkle path to the root in it."""

    signed: bytes
    number: int
    envelope: Sealed
    path: tuple[bytes, ...]


def write(proof: Proof) -> bytes:
    """The proof as CBOR."""
    sealed = proof.envelope
    said = [_NAME, VERSION, proof.signed, proof.number, sealed.commitment, sealed.ciphertext, list(proof.path)]
    return cbor2.dumps(said, canonical=True)


def check(data: bytes, keys: Mapping[bytes, VerifyKey]) -> tuple[Statement, Proof]:
    """The statement that holds for the envelope in a genuine proof. Raises `Unreadable`."""
    parts = read_parts(read_cbor(data), _NAME, VERSION, (bytes, int, bytes, bytes, list))
    signed, number, commitment, ciphertext, path = parts
    if any(type(each) is not bytes for each in path) or len(commitment) != chain.DIGEST_BYTES:
        raise Unreadable(Reason.NOT_A_BATCH, "its path is not one of digests")
    proof = Proof(signed, number, Sealed(commitment, ciphertext), tuple(path))
    said, _kid = read_statement(signed, keys)
    if not chain.proves(said.root, number, proof.envelope.digest, first=said.first, count=said.count, path=proof.path):
        raise Unreadable(Reason.ALTERED, f"number {number}")
    return said, proof
