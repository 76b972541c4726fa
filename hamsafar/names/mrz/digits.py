"""Check digits (ICAO Doc 9303 part 3): weights 7, 3, 1, modulus 10."""

from __future__ import annotations

VALUES = {"<": 0} | {sign: value for value, sign in enumerate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")}
WEIGHTS = (7, 3, 1)


def check_digit(text: str) -> str:
    """The check digit of a row of capitals, digits and fillers. `KeyError` for any other sign."""
    return str(sum(VALUES[sign] * WEIGHTS[place % 3] for place, sign in enumerate(text)) % 10)
