"""Base45 (RFC 9285): the alphabet of QR codes. Decoding is strict: one text for each byte string and no other."""

from __future__ import annotations

import struct

ALPHABET = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
BASE = len(ALPHABET)
SQUARE = BASE * BASE
BYTE = 256
STRANGE = 255
_VALUES = bytes(ALPHABET.index(byte) if byte in ALPHABET else STRANGE for byte in range(BYTE))
_PAIRS = [bytes((ALPHABET[n % BASE], ALPHABET[n // BASE])) for n in range(SQUARE)]


class NotBase45(ValueError):
    """The text is not the Base45 of any byte string."""


def decode(text: str) -> bytes:
    """The bytes behind a text. Raises `NotBase45` on a strange character, a wrong length, or a value too large."""
    try:
        values = text.encode("ascii").translate(_VALUES)
    except UnicodeEncodeError as problem:
        raise NotBase45("A character that Base45 does not have.") from problem
    if STRANGE in values:
        raise NotBase45("A character that Base45 does not have.")
    left = len(values) % 3
    if left == 1:
        raise NotBase45("A single character is left over.")
    whole = len(values) - left
    numbers = [
        low + BASE * middle + SQUARE * high
        for low, middle, high in zip(values[0:whole:3], values[1:whole:3], values[2:whole:3], strict=True)
    ]
    try:
        found = struct.pack(f">{len(numbers)}H", *numbers)
        return found + bytes((values[-2] + BASE * values[-1],)) if left else found
    except (struct.error, ValueError) as problem:
        raise NotBase45("A group of characters stands for no bytes.") from problem


def encode(data: bytes) -> str:
    """The text of a byte string: three characters for two bytes, two for a last one."""
    numbers = struct.unpack(f">{len(data) // 2}H", data[: len(data) & ~1])
    parts = [_PAIRS[number % SQUARE] + ALPHABET[number // SQUARE : number // SQUARE + 1] for number in numbers]
    if len(data) & 1:
        parts.append(_PAIRS[data[-1]])
    return b"".join(parts).decode("ascii")
