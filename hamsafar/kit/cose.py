"""COSE_Sign1 with Ed25519 (RFC 9052, RFC 9053): sign a byte string, and refuse anything that is not exactly that.

We write one form only: tag 18, the algorithm, the key id and, where given, the content type in the protected header,
an empty unprotected header, the payload inside. Reading is strict: a message that another program could read
differently is refused.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import cbor2
from nacl.exceptions import CryptoError
from nacl.signing import SigningKey, VerifyKey

from hamsafar.kit.keys import kid_of

TAG_SIGN1 = 18  # RFC 9052, table 1
ALG, CRIT, CONTENT_TYPE, KID = 1, 2, 3, 4  # RFC 9052, table 3
EDDSA = -8  # RFC 9053, table 2
_PARTS = 4
_SIGNATURE_BYTES = 64


class BadSignature(Exception):
    """The message is not a genuine COSE_Sign1 of a known key. The message says why."""


@dataclass(frozen=True)
class Signed:
    """What a verified message holds: its payload, the id of the key that signed it, and the content type."""

    payload: bytes
    kid: bytes
    content_type: str


def sign1(payload: bytes, *, signer: SigningKey, content_type: str = "") -> bytes:
    """A tagged COSE_Sign1 message that carries `payload`, signed with EdDSA."""
    header: dict[int, Any] = {ALG: EDDSA, KID: kid_of(signer.verify_key)}
    if content_type:
        header[CONTENT_TYPE] = content_type
    protected = cbor2.dumps(header, canonical=True)
    signature = signer.sign(to_be_signed(protected, payload, b"")).signature
    return cbor2.dumps(cbor2.CBORTag(TAG_SIGN1, [protected, {}, payload, signature]), canonical=True)


def verify1(message: bytes, keys: Mapping[bytes, VerifyKey]) -> bytes:
    """The payload of a genuine message. Raises `BadSignature` saying why it is not one."""
    return read1(message, keys).payload


def read1(message: bytes, keys: Mapping[bytes, VerifyKey], *, external: bytes = b"") -> Signed:
    """What a genuine message holds. `external` is data signed beside the payload (RFC 9052, 4.3).

    Refuses an untagged or trailing-byte message, an unprotected entry, a header that is not canonical, another
    algorithm than EdDSA, a critical header, an unknown key and a wrong signature.
    """
    protected, unprotected, payload, signature = _parts(message)
    header = _header(protected)
    if unprotected:
        raise BadSignature("The message carries headers that nobody signed.")
    unknown = set(header) - {ALG, KID, CONTENT_TYPE}
    if unknown:
        raise BadSignature("The signed header holds entries that this program does not know.")
    if header.get(ALG) != EDDSA:
        raise BadSignature("The message is not signed with EdDSA.")
    kid, content_type = header.get(KID), header.get(CONTENT_TYPE, "")
    if not isinstance(kid, bytes) or kid not in keys:
        raise BadSignature("The message is signed with a key that is not known here.")
    if not isinstance(content_type, str):
        raise BadSignature("The content type is not a text.")
    try:
        keys[kid].verify(to_be_signed(protected, payload, external), signature)
    except (CryptoError, ValueError) as problem:
        raise BadSignature("The signature does not fit the message.") from problem
    return Signed(payload=payload, kid=kid, content_type=content_type)


def unproven1(message: bytes) -> Signed:
    """What a message claims to hold, its signature unchecked: to learn which keys must prove it.

    Raises `BadSignature` where it is not in our one form.
    """
    protected, _unprotected, payload, _signature = _parts(message)
    header = _header(protected)
    kid, content_type = header.get(KID), header.get(CONTENT_TYPE, "")
    if not isinstance(kid, bytes) or not isinstance(content_type, str):
        raise BadSignature("The message names no key.")
    return Signed(payload=payload, kid=kid, content_type=content_type)


def kid_said(message: bytes) -> bytes:
    """The key id a message claims, unproven: to say which key is missing. Raises `BadSignature` where none is."""
    kid = _header(_parts(message)[0]).get(KID)
    if not isinstance(kid, bytes):
        raise BadSignature("The message names no key.")
    return kid


def to_be_signed(protected: bytes, payload: bytes, external: bytes) -> bytes:
    """The Sig_structure of RFC 9052, 4.4: the very bytes that an EdDSA signature covers."""
    return cbor2.dumps(["Signature1", protected, external, payload], canonical=True)


def _parts(message: bytes) -> tuple[bytes, dict[Any, Any], bytes, bytes]:
    tagged = _decoded(message)
    if not isinstance(tagged, cbor2.CBORTag) or tagged.tag != TAG_SIGN1:
        raise BadSignature("This is not a tagged COSE_Sign1 message.")
    parts = tagged.value
    if not isinstance(parts, list) or len(parts) != _PARTS:
        raise BadSignature("A COSE_Sign1 message has four parts; this one has not.")
    protected, unprotected, payload, signature = parts
    if not (isinstance(protected, bytes) and isinstance(unprotected, dict) and isinstance(payload, bytes)):
        raise BadSignature("The parts of the message are not of the kinds that COSE_Sign1 has.")
    if not isinstance(signature, bytes) or len(signature) != _SIGNATURE_BYTES:
        raise BadSignature(f"An EdDSA signature has {_SIGNATURE_BYTES} bytes; this one has not.")
    if cbor2.dumps(tagged, canonical=True) != message:
        raise BadSignature("The message is not written in the one canonical form.")
    return protected, unprotected, payload, signature


def _header(protected: bytes) -> dict[Any, Any]:
    header = _decoded(protected)
    if not isinstance(header, dict):
        raise BadSignature("The signed header is not a map.")
    if CRIT in header:
        raise BadSignature("The message asks for a critical header that this program does not know.")
    if cbor2.dumps(header, canonical=True) != protected:
        raise BadSignature("The signed header is not written in the one canonical form.")
    return header


def _decoded(data: bytes) -> Any:
    """One CBOR value that fills `data` to the last byte."""
    stream = io.BytesIO(data)
    try:
        value = cbor2.load(stream)
    except (cbor2.CBORDecodeError, RecursionError, ValueError, TypeError) as problem:
        raise BadSignature("This is not CBOR.") from problem
    if stream.read(1):
        raise BadSignature("Bytes follow the end of the message.")
    return value
