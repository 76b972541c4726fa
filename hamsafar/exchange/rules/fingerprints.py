"""Fingerprints that two officers read to each other over the telephone: forty digits in eight groups."""

from __future__ import annotations

import hashlib

import cbor2

_FORM = "hamsafar keys 1"
DIGITS, _GROUP = 40, 5


def fingerprint(side: str, signing: bytes, locking: bytes) -> str:
    """Forty digits (132 bits) over a side's two public keys, in groups of five."""
    digest = hashlib.sha256(cbor2.dumps([_FORM, side, signing, locking], canonical=True)).digest()
    digits = f"{int.from_bytes(digest, 'big') % 10**DIGITS:0{DIGITS}d}"
    return " ".join(digits[at : at + _GROUP] for at in range(0, DIGITS, _GROUP))


def same_digits(heard: str, known: str) -> bool:
    """Whether what was typed is the whole fingerprint; spaces and hyphens do not matter."""
    return _digits(heard) == _digits(known)


def _digits(text: str) -> str:
    return "".join(character for character in text if character not in " -\u00a0\u202f\t\r\n")
