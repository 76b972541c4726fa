"""From the text of a QR code to a signed message and back.

Two forms are read. Our own, prefix `HF1:`, is written in one way only, so that its bytes are taken apart without a
decoder. The other, prefix `HC1:`, is the HCERT container of WHO GDHCN and EU DCC (HCERT 1.1.1, sections 2 and 4), read
as leniently as its specification asks and no more.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import Any

import cbor2

from hamsafar.papers.enums import Algorithm
from hamsafar.papers.formats import base45
from hamsafar.papers.formats.sound import BYTES, Unsound, require_sound, shortest

OURS, HCERT = "HF1:", "HC1:"
LONGEST_TEXT = 4296  # characters of the largest QR code (ISO/IEC 18004, version 40-L)
LARGEST = 16 * 1024  # bytes after decompression
ZLIB_MARK = 0x78
ALG, KID = 1, 4  # RFC 9052, table 3
KID_BYTES, SIGNATURE_BYTES, HEADER_BYTES = 8, 64, 13
SIGN1 = b"\xd2\x84\x4d"  # tag 18, an array of four, a byte string of 13 bytes: the protected header
HEADERS = {Algorithm.EDDSA: b"\xa2\x01\x27\x04\x48", Algorithm.ES256: b"\xa2\x01\x26\x04\x48"}  # {1: alg, 4: kid…}
ALGORITHMS = {begins: algorithm for algorithm, begins in HEADERS.items()}
UNPROTECTED = 0xA0  # an empty map
SIGNATURE = b"\x58\x40"  # a byte string of 64 bytes
CONTEXT = b"\x84\x6aSignature1"  # RFC 9052, 4.4: an array of four that begins with this text
NO_EXTERNAL = b"\x40"
_TAG_SIGN1, _TAG_CWT = 18, 61
_PARTS = 4


class Malformed(ValueError):
    """The text is no paper. The message says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Message:
    """A signed message, not yet verified: what signs it, and over which bytes."""

    ours: bool
    algorithm: int
    kid: bytes
    payload: bytes
    signature: bytes
    to_be_signed: bytes


def opened(text: str) -> Message:
    """The message in the text of a QR code. Raises `Malformed`."""
    if len(text) > LONGEST_TEXT:
        raise Malformed("It is longer than any QR code.")
    ours = text.startswith(OURS)
    if not ours and not text.startswith(HCERT):
        raise Malformed(f"It begins neither with {OURS} nor with {HCERT}.")
    try:
        data = base45.decode(text[len(OURS) :])
    except base45.NotBase45 as problem:
        raise Malformed(str(problem)) from problem
    compressed = data[:1] == bytes((ZLIB_MARK,))
    if compressed:
        data = _unzipped(data)
    elif not ours:
        raise Malformed("An HCERT is compressed; this is not.")
    return read_ours(data) if ours else read_hcert(data)


def text_of(message: bytes) -> str:
    """The text for a QR code: compressed only where that makes it shorter."""
    packed = zlib.compress(message, 9)
    return OURS + base45.encode(packed if len(packed) < len(message) else message)


def header_of(algorithm: Algorithm, kid: bytes) -> bytes:
    """The protected header, as the 13 bytes it always has."""
    return HEADERS[algorithm] + kid


def to_be_signed(header: bytes, payload: bytes, external: bytes = b"") -> bytes:
    """The Sig_structure (RFC 9052, 4.4) over an encoded header and a payload."""
    return CONTEXT + _byte_string(header) + _byte_string(external) + _byte_string(payload)


def message_of(header: bytes, payload: bytes, signature: bytes) -> bytes:
    """The COSE_Sign1 message in our one form."""
    return SIGN1 + header + bytes((UNPROTECTED,)) + _byte_string(payload) + SIGNATURE + signature


def read_ours(data: bytes) -> Message:
    """Our own form, whose every byte but the payload is fixed: what differs in one is `Malformed`."""
    start = len(SIGN1) + HEADER_BYTES
    header = data[len(SIGN1) : start]
    algorithm = ALGORITHMS.get(header[:-KID_BYTES])
    if algorithm is None or not data.startswith(SIGN1) or len(data) <= start or data[start] != UNPROTECTED:
        raise Malformed("It is not signed in our form.")
    try:
        length, payload_starts = shortest(data, start + 1, BYTES)
    except (Unsound, IndexError) as problem:
        raise Malformed("It is not signed in our form.") from problem
    ends = payload_starts + length
    if data[ends : ends + 2] != SIGNATURE or len(data) != ends + 2 + SIGNATURE_BYTES:
        raise Malformed("It is not signed in our form.")
    return Message(
        ours=True,
        algorithm=algorithm,
        kid=header[-KID_BYTES:],
        payload=data[payload_starts:ends],
        signature=data[ends + 2 :],
        # The header and the payload stand in the message as they stand in the Sig_structure.
        to_be_signed=CONTEXT + data[2:start] + NO_EXTERNAL + data[start + 1 : ends],
    )


def read_hcert(data: bytes, *, external: bytes = b"") -> Message:
    """A COSE_Sign1 as WHO GDHCN and EU DCC write it, with or without its tags. Raises `Malformed`.

    The key id and the algorithm may stand in the unprotected header (HCERT 1.1.1, 3.3.3); the protected one goes first.
    That is safe for the algorithm too, since a key is used with its own algorithm and no other.
    """
    value = decoded(data)
    if isinstance(value, cbor2.CBORTag) and value.tag == _TAG_CWT:
        value = value.value
    if isinstance(value, cbor2.CBORTag) and value.tag == _TAG_SIGN1:
        value = value.value
    if not isinstance(value, list) or len(value) != _PARTS:
        raise Malformed("It is not a signed message.")
    protected, unprotected, payload, signature = value
    if not all(isinstance(part, bytes) for part in (protected, payload, signature)) or not isinstance(
        unprotected, dict
    ):
        raise Malformed("The parts of the signed message are not of the right kinds.")
    header = decoded(protected) if protected else {}
    if not isinstance(header, dict):
        raise Malformed("The signed header is not a map.")
    algorithm = header.get(ALG, unprotected.get(ALG))
    kid = header.get(KID, unprotected.get(KID, b""))  # one without an id is of an unknown key
    if not isinstance(algorithm, int) or not isinstance(kid, bytes):
        raise Malformed("It names no algorithm, or its key in another way.")
    return Message(
        ours=False,
        algorithm=algorithm,
        kid=kid,
        payload=payload,
        signature=signature,
        to_be_signed=to_be_signed(protected if header else b"", payload, external),
    )


def decoded(data: bytes) -> Any:
    """The value of sound CBOR. Raises `Malformed`."""
    try:
        require_sound(data)
        return cbor2.loads(data)
    except (Unsound, cbor2.CBORError, ValueError, TypeError, OverflowError) as problem:
        raise Malformed(f"It does not hold CBOR that may be read: {problem}") from problem


def _unzipped(data: bytes) -> bytes:
    stream = zlib.decompressobj()
    try:
        found = stream.decompress(data, LARGEST)
    except zlib.error as problem:
        raise Malformed("Its compression is damaged.") from problem
    if not stream.eof or stream.unused_data:
        raise Malformed("Its compression is damaged, or it is far too large.")
    return found


def _byte_string(data: bytes) -> bytes:
    """A CBOR byte string with the shortest length (RFC 8949, 4.2.1)."""
    length = len(data)
    if length < 24:  # noqa: PLR2004 (the steps of RFC 8949, 3)
        return bytes((0x40 + length,)) + data
    if length < 1 << 8:
        return bytes((0x58, length)) + data
    return b"\x59" + length.to_bytes(2, "big") + data
