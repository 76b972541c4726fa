"""How a person signs in with a reference and a code: what a code is, and how long to wait after wrong ones.

Plain Python. A code has 40 random bits and one use; the delay leaves some hundred guesses a day for one reference, of
which one succeeds in about three million years.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from hamsafar.kit.refs import ALPHABET

CODE_CHARACTERS = 8
CODES_ON_A_LIST = 10
GOOD_FOR = timedelta(minutes=10)  # a code by SMS
BETWEEN_SMS = timedelta(minutes=1)
# Wrong tries that cost nothing. Thousands of people reach us from one address of their mobile operator.
FREE_FOR_A_REFERENCE, FREE_FOR_AN_ADDRESS = 5, 50
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(minutes=15)  # nobody is ever locked out
FORGOTTEN_AFTER = timedelta(days=1)
_LOOKS_LIKE = str.maketrans({"O": "0", "I": "1", "L": "1"})
_DOUBLINGS = 20


def new_code() -> str:
    """A new code, in two groups of four as it is read aloud."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(CODE_CHARACTERS))
    return f"{body[:4]}-{body[4:]}"


def read_code(typed: str) -> str:
    """What a person typed as we compare it: capitals without gaps; O reads as 0, I and L as 1."""
    return "".join(sign for sign in typed.upper() if sign.isalnum()).translate(_LOOKS_LIKE)


def digest_of(ref: str, code: str, key: bytes) -> bytes:
    """What the database holds of a code: nothing of it can be found without the node's key."""
    return hmac.new(key, f"{ref} {read_code(code)}".encode(), hashlib.sha256).digest()


@dataclass(frozen=True)
class Tries:
    """Wrong tries in a row, and when the last one was."""

    wrong: int = 0
    last_at: datetime | None = None

    def left(self, *, free: int, at: datetime) -> timedelta:
        """How long to wait before the next try; nothing where it may be made now."""
        wait = wait_after(self.wrong, free=free)
        if self.last_at is None or not wait:
            return timedelta(0)
        return max(self.last_at + wait - at, timedelta(0))

    def failed(self, *, at: datetime) -> Tries:
        """One more wrong try; what is older than a day no longer counts."""
        is_old = self.last_at is not None and self.last_at + FORGOTTEN_AFTER < at
        return Tries(1 if is_old else self.wrong + 1, at)


def wait_after(wrong: int, *, free: int) -> timedelta:
    """Nothing for the free tries, then half a minute, doubled each time, a quarter of an hour at most."""
    if wrong < free:
        return timedelta(0)
    return min(FIRST_WAIT * (1 << min(wrong - free, _DOUBLINGS)), LONGEST_WAIT)
