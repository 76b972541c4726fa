"""The node's private keys: one folder, one file and one use for each.

`docs/reference/keys.md` says for each purpose who holds the key and what its loss means. A private key never leaves
this module except as a signer; a public key travels as a small JSON file.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey
from nacl.signing import SigningKey, VerifyKey

from hamsafar.kit.refusal import Refusal

ALGORITHM = "EdDSA"
KEY_BYTES = 32
KID_BYTES = 8


class Purpose(StrEnum):
    """What a key is for. No key has two uses."""

    LEDGER_SEAL = "ledger-seal"
    DOSSIER = "dossier"
    ACCOUNT = "account"
    ENVELOPE_SIGNING = "envelope-signing"
    ENVELOPE_OPENING = "envelope-opening"
    ENVELOPE_CONTENT = "envelope-content"
    FILES = "files"
    FROZEN_COPIES = "frozen-copies"
    PERSON_CODES = "person-codes"
    SECOND_FACTOR = "second-factor"
    PAPER_SIGNING = "paper-signing"
    PAPER_STATUS = "paper-status"
    PAPER_RECEIPTS = "paper-receipts"
    CENTRE_CLOCK = "centre-clock"
    CENTRE_SESSIONS = "centre-sessions"


OPENS = frozenset({Purpose.ENVELOPE_OPENING})  # X25519
WRAPS = frozenset(  # symmetric: keeps what lies in the database locked (`kit.wrapping`); every other purpose signs
    {Purpose.ENVELOPE_CONTENT, Purpose.FILES, Purpose.FROZEN_COPIES, Purpose.PERSON_CODES, Purpose.SECOND_FACTOR}
    | {Purpose.CENTRE_CLOCK, Purpose.CENTRE_SESSIONS}
)


class BadKeyFile(Refusal):
    """A key file cannot be used. The message names the file and says why."""


def kid_of(key: VerifyKey) -> bytes:
    """The id of a public key: the first 8 bytes of its SHA-256."""
    return hashlib.sha256(bytes(key)).digest()[:KID_BYTES]


def wrapper_id(key: bytes) -> bytes:
    """The id of a wrapping key: 8 bytes of a SHA-256 that has no other use."""
    return hashlib.sha256(b"hamsafar wrapping key " + key).digest()[:KID_BYTES]


class KeyStore:
    """The private keys in one folder, made on first use and readable by their owner alone."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def signer(self, purpose: str) -> SigningKey:
        """The private key for a purpose, made now if there is none.

        Raises `BadKeyFile` where the file is damaged or others may read it.
        """
        return SigningKey(self._made(self._path(purpose, "signs")))

    def next_signer(self, purpose: str) -> SigningKey:
        """The private key that will follow, made now if there is none."""
        return SigningKey(self._made(self._path(purpose, "signs", stage=".next")))

    def opener(self, purpose: str) -> PrivateKey:
        """The private key that opens what is locked for this node (X25519), made now if there is none."""
        return PrivateKey(self._made(self._path(purpose, "opens")))

    def next_opener(self, purpose: str) -> PrivateKey:
        """The opening key that will follow, made now if there is none."""
        return PrivateKey(self._made(self._path(purpose, "opens", stage=".next")))

    def openers(self, purpose: str) -> list[PrivateKey]:
        """Every opening key held: the present one, the one that will follow, and earlier ones. Makes no key."""
        stages = [
            "",
            ".next",
            *(path.name.removeprefix(purpose).removesuffix(".key") for path in self._earlier(purpose)),
        ]
        paths = [self._path(purpose, "opens", stage=stage) for stage in stages]
        return [PrivateKey(self._made(path)) for path in paths if path.exists()]

    def wrapper(self, purpose: str) -> bytes:
        """The key that locks small secrets of this node for a purpose, made now if there is none."""
        return self._made(self._path(purpose, "wraps"))

    def wrappers(self, purpose: str) -> dict[bytes, bytes]:
        """Every wrapping key held for a purpose, by its id: the present one and earlier ones. Makes no key."""
        paths = [self._path(purpose, "wraps"), *self._earlier(purpose)]
        keys = [self._made(path) for path in paths if path.exists()]
        return {wrapper_id(key): key for key in keys}

    def renew_wrapper(self, purpose: str) -> bytes:
        """A new wrapping key in the place of the present one, which is kept until `forget_earlier`."""
        self.wrapper(purpose)
        following = self._path(purpose, "wraps", stage=".next")
        self._made(following)
        self.roll(purpose)
        return self.wrapper(purpose)

    def has_next(self, purpose: str) -> bool:
        """Whether a key that will follow was made."""
        return self._stage(purpose, ".next").exists()

    def roll(self, purpose: str) -> None:
        """Put the key that was made to follow in the place of the present one, which is kept unless it signs.

        Raises `BadKeyFile` where none was made.
        """
        present, following = self._stage(purpose, ""), self._stage(purpose, ".next")
        if not following.exists():
            raise BadKeyFile(f"{following} does not exist: make the next key before rolling over to it.")
        if Purpose(purpose) in OPENS | WRAPS and present.exists():
            name = self._name_of(purpose)
            self._stage(purpose, f".old-{name}").unlink(missing_ok=True)
            self._stage(purpose, f".old-{name}").hardlink_to(present)
        following.replace(present)

    def forget_earlier(self, purpose: str) -> int:
        """Destroy the keys that were rolled over; how many there were. What they alone open stays locked for good."""
        earlier = self._earlier(purpose)
        for path in earlier:
            path.unlink()
        return len(earlier)

    def verify_key(self, purpose: str) -> VerifyKey:
        """The public key for a purpose."""
        return self.signer(purpose).verify_key

    def public_keys(self) -> dict[bytes, VerifyKey]:
        """Every public key of this store that verifies, by its id. Makes no key."""
        return {kid: key for purpose in Purpose for kid, key in self.keys_for(purpose).items()}

    def keys_for(self, purpose: str) -> dict[bytes, VerifyKey]:
        """The public key that verifies for one purpose, by its id; empty where there is none. Makes no key."""
        if Purpose(purpose) in OPENS | WRAPS or not self._stage(purpose, "").exists():
            return {}
        key = self.verify_key(purpose)
        return {kid_of(key): key}

    def _path(self, purpose: str, asked: str, *, stage: str = "") -> Path:
        does = "opens" if Purpose(purpose) in OPENS else "wraps" if Purpose(purpose) in WRAPS else "signs"
        if does != asked:
            raise ValueError(f"The key {purpose} {does}: it never {asked}.")
        return self._stage(purpose, stage)

    def _name_of(self, purpose: str) -> str:
        if Purpose(purpose) in WRAPS:
            return wrapper_id(self.wrapper(purpose)).hex()
        return hashlib.sha256(bytes(self.opener(purpose).public_key)).hexdigest()[: KID_BYTES * 2]

    def _stage(self, purpose: str, stage: str) -> Path:
        return self.folder / f"{Purpose(purpose)}{stage}.key"

    def _earlier(self, purpose: str) -> list[Path]:
        return sorted(self.folder.glob(f"{Purpose(purpose)}.old-*.key"))

    def _made(self, path: Path) -> bytes:
        """The bytes of one private key file, made now if there is none."""
        if not path.exists():
            self._make(path)
        if path.stat().st_mode & 0o077:
            raise BadKeyFile(f"{path} can be read by others; run: chmod 600 {path}")
        seed = path.read_bytes()
        if len(seed) != KEY_BYTES:
            raise BadKeyFile(f"{path} is not a private key of {KEY_BYTES} bytes; restore it from the backup.")
        return seed

    def _make(self, path: Path) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.folder.chmod(0o700)
        # Written aside and linked into place, so that two processes never end with two keys or half a file.
        draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(bytes(SigningKey.generate()))
            file.flush()
            os.fsync(file.fileno())
        try:
            path.hardlink_to(draft)
        except FileExistsError:
            pass
        finally:
            draft.unlink()


def public_document(key: VerifyKey, *, purpose: str, made_on: datetime) -> dict[str, str]:
    """One public key as plain data: `kid` in hexadecimal, `public` in base64url without padding."""
    return {
        "kid": kid_of(key).hex(),
        "purpose": str(Purpose(purpose)),
        "algorithm": ALGORITHM,
        "public": base64.urlsafe_b64encode(bytes(key)).rstrip(b"=").decode(),
        "made_on": made_on.astimezone(UTC).date().isoformat(),
    }


def write_public_keys(store: KeyStore, path: Path) -> None:
    """Write the store's public keys, which anyone may have, as a JSON list to `path`."""
    documents = []
    for purpose in Purpose:
        for key in store.keys_for(purpose).values():
            made = datetime.fromtimestamp((store.folder / f"{purpose}.key").stat().st_mtime, UTC)
            documents.append(public_document(key, purpose=purpose, made_on=made))
    path.write_text(json.dumps(documents, indent=2) + "\n")


def read_public_keys(path: Path, *, purpose: str = "") -> dict[bytes, VerifyKey]:
    """Public keys from a JSON file (one key or a list), only those for `purpose` where one is given.

    Raises `BadKeyFile` where the file cannot be read, or a key's id is not that of the key.
    """
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        raise BadKeyFile(f"{path} cannot be read as a file of public keys: {problem}") from problem
    documents = found if isinstance(found, list) else [found]
    keys = {}
    for document in documents:
        if not purpose or _said(document, "purpose", path) == purpose:
            key = _public_key(document, path)
            keys[kid_of(key)] = key
    return keys


def _said(document: Any, name: str, path: Path) -> str:
    if not isinstance(document, Mapping) or not isinstance(document.get(name), str):
        raise BadKeyFile(f"{path} holds a key without “{name}”.")
    return str(document[name])


def _public_key(document: Any, path: Path) -> VerifyKey:
    if _said(document, "algorithm", path) != ALGORITHM:
        raise BadKeyFile(f"{path} holds a key of another algorithm than {ALGORITHM}.")
    text = _said(document, "public", path)
    try:
        key = VerifyKey(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (ValueError, CryptoError) as problem:
        raise BadKeyFile(f"{path} holds a public key that is not {KEY_BYTES} bytes in base64url.") from problem
    if _said(document, "kid", path) != kid_of(key).hex():
        raise BadKeyFile(f"{path}: the key's id is {kid_of(key).hex()}, not the one written beside it.")
    return key
