"""The root key of papers: made and used away from the node, and opened only by two officers together.

The file holds the private key locked under a key of which each officer's passphrase gives one half. One passphrase
alone opens nothing and tells nothing of the other.
"""

from __future__ import annotations

import base64
import json
from typing import Any

from nacl.exceptions import CryptoError
from nacl.pwhash import argon2id
from nacl.secret import SecretBox
from nacl.signing import SigningKey, VerifyKey
from nacl.utils import random

from hamsafar.kit.refusal import Refusal

FORM = "hamsafar paper root 1"
SHORTEST_PASSPHRASE = 16
HALVES = ("first", "second")


class BadRoot(Refusal):
    """A root key cannot be made or opened. The message says why."""


def make_root(first: str, second: str, *, cheap: bool = False) -> tuple[bytes, VerifyKey]:
    """A new root key as a file, locked under both passphrases, and its public half. `cheap` is for tests alone."""
    for passphrase in (first, second):
        if len(passphrase) < SHORTEST_PASSPHRASE:
            raise BadRoot(f"A passphrase needs {SHORTEST_PASSPHRASE} characters: take several words.")
    if first == second:
        raise BadRoot("Each officer chooses a passphrase of their own: these are the same.")
    cost = _cost(cheap)
    salts = [random(argon2id.SALTBYTES) for _ in HALVES]
    root = SigningKey.generate()
    box = SecretBox(_both(first, second, salts, cost))
    said = {
        "form": FORM,
        "public": _text(bytes(root.verify_key)),
        "cost": cost,
        "salts": [_text(salt) for salt in salts],
        "locked": _text(bytes(box.encrypt(bytes(root)))),
    }
    return (json.dumps(said, indent=2) + "\n").encode(), root.verify_key


def open_root(data: bytes, first: str, second: str) -> SigningKey:
    """The root key of a file, by both passphrases in the order in which it was made. Raises `BadRoot`."""
    try:
        said: dict[str, Any] = json.loads(data)
        if said["form"] != FORM:
            raise BadRoot("This is not a root key in a form that this program reads.")
        salts = [base64.b64decode(salt) for salt in said["salts"]]
        box = SecretBox(_both(first, second, salts, (int(said["cost"][0]), int(said["cost"][1]))))
        return SigningKey(box.decrypt(base64.b64decode(said["locked"])))
    except CryptoError as problem:
        raise BadRoot("The passphrases do not open this key. They go in the order in which it was made.") from problem
    except (KeyError, TypeError, ValueError, IndexError) as problem:
        raise BadRoot("The file is not a root key, or it is damaged: take another copy.") from problem


def _both(first: str, second: str, salts: list[bytes], cost: tuple[int, int]) -> bytes:
    halves = [
        argon2id.kdf(SecretBox.KEY_SIZE, passphrase.encode(), salt, opslimit=cost[0], memlimit=cost[1])
        for passphrase, salt in zip((first, second), salts, strict=True)
    ]
    return bytes(left ^ right for left, right in zip(*halves, strict=True))


def _cost(cheap: bool) -> tuple[int, int]:
    if cheap:
        return argon2id.OPSLIMIT_MIN, argon2id.MEMLIMIT_MIN
    return argon2id.OPSLIMIT_MODERATE, argon2id.MEMLIMIT_MODERATE


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
