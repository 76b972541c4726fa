"""Small secrets at rest: a content key, a second factor. The database holds them only locked.

What is locked is bound to what it is about, so that one row's secret never serves as another's. Destroying a content
key that was locked here is erasing what it opens.
"""

from __future__ import annotations

from dataclasses import dataclass

from nacl import bindings
from nacl.exceptions import CryptoError
from nacl.utils import random

from hamsafar.kit.keys import KID_BYTES, BadKeyFile, KeyStore, wrapper_id

KEY_BYTES = 32
_NONCE_BYTES = 24
OVERHEAD = KID_BYTES + _NONCE_BYTES + 16  # bytes that a locked secret is longer


class Locker:
    """Locks and opens secrets of one purpose. It reads each key once, so that many rows cost no more than one."""

    def __init__(self, store: KeyStore, purpose: str) -> None:
        self.store, self.purpose = store, purpose
        self._present: tuple[bytes, bytes] | None = None
        self._keys: dict[bytes, bytes] = {}

    def lock(self, secret: bytes, *, about: str) -> bytes:
        """The secret under the present key (XChaCha20-Poly1305): the key's id, a nonce, what is locked."""
        if self._present is None:
            key = self.store.wrapper(self.purpose)
            self._present = wrapper_id(key), key
        name, key = self._present
        return name + _locked(secret, key, self._bound(about))

    def open(self, wrapped: bytes, *, about: str) -> bytes:
        """The secret again. Raises `BadKeyFile` where its key is not in the store, or it is not what was locked."""
        name = wrapped[:KID_BYTES]
        if name not in self._keys:
            self._keys = self.store.wrappers(self.purpose)
        if name not in self._keys:
            raise BadKeyFile(
                f"The key {self.purpose} {name.hex()} is not in {self.store.folder}; restore it from the backup."
            )
        opened = _opened(wrapped[KID_BYTES:], self._keys[name], self._bound(about))
        if opened is None:
            raise BadKeyFile(f"A secret under the key {self.purpose} is damaged, or stands in the wrong place.")
        return opened

    def _bound(self, about: str) -> bytes:
        return f"hamsafar {self.purpose} {about}".encode()


def wrap(secret: bytes, *, store: KeyStore, purpose: str, about: str) -> bytes:
    """One secret, locked. For many use a `Locker`."""
    return Locker(store, purpose).lock(secret, about=about)


def unwrap(wrapped: bytes, *, store: KeyStore, purpose: str, about: str) -> bytes:
    """One secret, opened. Raises `BadKeyFile`."""
    return Locker(store, purpose).open(wrapped, about=about)


@dataclass(frozen=True)
class Sealed:
    """A content under a key of its own, and that key locked: what a row keeps of what may have to be erased."""

    content: bytes
    wrapped_key: bytes


def seal_content(content: bytes, locker: Locker, *, about: str) -> Sealed:
    """The content locked under a new key. Without `wrapped_key` nobody opens it again."""
    key = random(KEY_BYTES)
    return Sealed(_locked(content, key, about.encode()), locker.lock(key, about=about))


def open_content(sealed: Sealed, locker: Locker, *, about: str) -> bytes:
    """The content again. Raises `BadKeyFile` where it does not open."""
    opened = _opened(sealed.content, locker.open(sealed.wrapped_key, about=about), about.encode())
    if opened is None:
        raise BadKeyFile(f"What is kept of {about} is damaged; restore it from the backup.")
    return opened


def _locked(plain: bytes, key: bytes, bound: bytes) -> bytes:
    nonce = random(_NONCE_BYTES)
    return nonce + bindings.crypto_aead_xchacha20poly1305_ietf_encrypt(plain, bound, nonce, key)


def _opened(locked: bytes, key: bytes, bound: bytes) -> bytes | None:
    nonce, rest = locked[:_NONCE_BYTES], locked[_NONCE_BYTES:]
    try:
        return bindings.crypto_aead_xchacha20poly1305_ietf_decrypt(rest, bound, nonce, key)
    except (CryptoError, ValueError, TypeError):
        return None
