"""How the centre keeps what only its clinicians may read: padded to one size, sealed to the centre's public key.

Anybody in the centre's process can lock; only an unlocked clinician opens. Every locked thing of one kind is as long as
every other, and a box of nothing looks like a box of something. What is inside names the row it belongs to, so that one
row's box never serves as another's.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from argon2.low_level import Type, hash_secret_raw
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox
from nacl.secret import SecretBox
from nacl.utils import random
from shamir_mnemonic import MnemonicError, combine_mnemonics, generate_mnemonics

from hamsafar.medical.rules.folders import Folder, as_data, of_data

Stored = bytes | memoryview  # as a BinaryField gives it
FOLDER_BYTES, ENVELOPE_BYTES, TRAY_BYTES = 24 * 1024, 192, 24 * 1024
_ABOUT, _LENGTH = 32, 4
SEALED = 48  # bytes that a sealed box is longer than what is in it
KEY_BYTES, SALT_BYTES = 32, 16
# OWASP's first choice for argon2id has 46 MiB and one pass; a passphrase here opens a key, so it takes more.
MEMORY, PASSES, LANES = 64 * 1024, 3, 1
SHARES, ENOUGH = 3, 2


class DoesNotOpen(Exception):
    """A box does not open with this key, or is not the one that was asked for."""


class TooMuch(Exception):
    """More than a box holds."""


def padded(content: bytes, size: int, *, about: str) -> bytes:
    """The content at one size for all, with what it is about. Raises `TooMuch`."""
    room = size - _ABOUT - _LENGTH
    if len(content) > room:
        raise TooMuch
    return _name(about) + len(content).to_bytes(_LENGTH, "big") + content + bytes(room - len(content))


def unpadded(plain: bytes, *, about: str) -> bytes:
    """The content again. Raises `DoesNotOpen` where it is about something else."""
    if plain[:_ABOUT] != _name(about):
        raise DoesNotOpen
    length = int.from_bytes(plain[_ABOUT : _ABOUT + _LENGTH], "big")
    return plain[_ABOUT + _LENGTH :][:length]


def _name(about: str) -> bytes:
    return hashlib.sha256(b"hamsafar centre " + about.encode()).digest()


def seal(content: Mapping[str, Any], size: int, *, to: PublicKey, about: str) -> bytes:
    """Plain data, locked for whoever holds the centre's key."""
    return SealedBox(to).encrypt(padded(_written(content), size, about=about))


def unseal(box: Stored, key: PrivateKey, *, about: str) -> dict[str, Any]:
    """The data again. Raises `DoesNotOpen`."""
    try:
        plain = SealedBox(key).decrypt(bytes(box))
    except CryptoError as problem:
        raise DoesNotOpen from problem
    return _read(unpadded(plain, about=about))


def seal_folder(folder: Folder, *, to: PublicKey, about: str) -> bytes:
    """A folder, locked. Raises `TooMuch` where it holds more than any may."""
    return seal(as_data(folder), FOLDER_BYTES, to=to, about=about)


def open_folder(box: Stored, key: PrivateKey, *, about: str) -> Folder:
    """The folder again. Raises `DoesNotOpen`."""
    return of_data(unseal(box, key, about=about))


def _written(content: Mapping[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def _read(content: bytes) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(content)
    return data


# ---- a clinician's own key -------------------------------------------------------------------------------------------


def new_salt() -> bytes:
    return random(SALT_BYTES)


def lock_key(key: PrivateKey, passphrase: str, salt: bytes) -> bytes:
    """A clinician's private key under their passphrase (argon2id, then XSalsa20-Poly1305)."""
    return SecretBox(_stretched(passphrase, salt)).encrypt(bytes(key))


def unlock_key(locked: Stored, passphrase: str, salt: Stored) -> PrivateKey:
    """The clinician's private key again. Raises `DoesNotOpen` at a wrong passphrase."""
    try:
        return PrivateKey(SecretBox(_stretched(passphrase, salt)).decrypt(bytes(locked)))
    except CryptoError as problem:
        raise DoesNotOpen from problem


def _stretched(passphrase: str, salt: Stored) -> bytes:
    return hash_secret_raw(
        passphrase.strip().encode(), bytes(salt), PASSES, MEMORY, LANES, hash_len=KEY_BYTES, type=Type.ID
    )


def give_key(centre: PrivateKey, *, to: PublicKey) -> bytes:
    """The centre's key, wrapped for one clinician."""
    return SealedBox(to).encrypt(bytes(centre))


def take_key(wrapped: Stored, own: PrivateKey) -> PrivateKey:
    """The centre's key, unwrapped by one clinician. Raises `DoesNotOpen`."""
    try:
        return PrivateKey(SealedBox(own).decrypt(bytes(wrapped)))
    except CryptoError as problem:
        raise DoesNotOpen from problem


# ---- escrow ----------------------------------------------------------------------------------------------------------


def split_key(centre: PrivateKey) -> tuple[str, ...]:
    """Three shares in words (SLIP-39), of which any two give the centre's key and one gives nothing."""
    (shares,) = generate_mnemonics(1, [(ENOUGH, SHARES)], bytes(centre), extendable=True)
    return tuple(shares)


def join_key(shares: list[str]) -> PrivateKey:
    """The centre's key from two shares. Raises `DoesNotOpen` where they are mistyped or do not belong together."""
    try:
        return PrivateKey(combine_mnemonics([" ".join(each.split()).lower() for each in shares]))
    except (MnemonicError, ValueError) as problem:
        raise DoesNotOpen from problem
