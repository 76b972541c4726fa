"""References that people carry: random, readable aloud, and proof against a mistyped character.

A reference holds 80 random bits in Crockford's base 32 (no I, L, O, U) and one check character, in groups of
four after a short kind: `O-7K3F-9XQ2-M0AV-ZT8R-4`.
"""

from __future__ import annotations

import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CHECKS = ALPHABET + "*~$=U"  # modulo 37: a prime, so every single slip and every swap of neighbours shows
RANDOM_CHARACTERS = 16  # 16 x 5 bits = 80 bits
GROUP = 4
_LOOKS_LIKE = str.maketrans({"O": "0", "I": "1", "L": "1"})


def new_ref(kind: str) -> str:
    """A new reference of the given kind (a few capital letters), with 80 random bits and a check character."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(RANDOM_CHARACTERS))
    return _written(kind, body + check_character(body))


def check_character(body: str) -> str:
    """The character that proves `body` (characters of `ALPHABET`) was copied without a slip."""
    number = 0
    for character in body:
        number = (number * 32 + ALPHABET.index(character)) % len(CHECKS)
    return CHECKS[number]


def read_ref(typed: str) -> str | None:
    """The reference as we write it, from what a person typed; None where it cannot be one of ours.

    Case, spaces and hyphens do not matter; O reads as 0, I and L as 1.
    """
    kind, _, rest = typed.strip().upper().partition("-")
    packed = "".join(rest.replace("-", " ").split())
    body, check = packed[:-1].translate(_LOOKS_LIKE), packed[-1:]
    if not kind.isalpha() or len(body) != RANDOM_CHARACTERS or set(body) - set(ALPHABET):
        return None
    check = check.translate(_LOOKS_LIKE)
    return _written(kind, body + check) if check == check_character(body) else None


def _written(kind: str, characters: str) -> str:
    groups = [characters[at : at + GROUP] for at in range(0, len(characters), GROUP)]
    return "-".join([kind, *groups])
