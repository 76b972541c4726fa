"""Base45 (RFC 9285): the alphabet of QR codes. Decoding is strict: one text for each byte string and no other."""

from __future__ import annotations

import struct

ALPHABET = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
BASE = len(ALPHABET)
SQUARE = BASE * BASE
BYTE = 256
LANE = 4
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
    groups, left = divmod(len(values), 3)
    if left == 1:
        raise NotBase45("A single character is left over.")
    found = _pairs_of_bytes(values[: 3 * groups])
    if not left:
        return found
    last = values[-2] + BASE * values[-1]
    if last >= BYTE:
        raise NotBase45("A group of characters stands for no bytes.")
    return found + bytes((last,))


def _pairs_of_bytes(values: bytes) -> bytes:
    """Two bytes for each three values, all groups at once: each has four bytes of one long number to itself.

    A group stands for 91,124 at most, so none reaches into the next; what it has above two bytes is no group's.
    """
    groups = len(values) // 3
    lanes = bytearray(LANE * groups)
    total = 0
    for place, worth in enumerate((1, BASE, SQUARE)):
        lanes[LANE - 1 :: LANE] = values[place::3]
        total += worth * int.from_bytes(lanes, "big")
    numbers = total.to_bytes(LANE * groups, "big")
    if any(numbers[1::LANE]):
        raise NotBase45("A group of characters stands for no bytes.")
    lanes = bytearray(2 * groups)
    lanes[::2], lanes[1::2] = numbers[2::LANE], numbers[3::LANE]
    return bytes(lanes)


def encode(data: bytes) -> str:
    """The text of a byte string: three characters for two bytes, two for a last one."""
    numbers = struct.unpack(f">{len(data) // 2}H", data[: len(data) & ~1])
    parts = [_PAIRS[number % SQUARE] + ALPHABET[number // SQUARE : number // SQUARE + 1] for number in numbers]
    if len(data) & 1:
        parts.append(_PAIRS[data[-1]])
    return b"".join(parts).decode("ascii")
