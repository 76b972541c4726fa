"""Small secrets at rest: a content key, a second factor. The database holds them only locked.

What is locked is bound to what it is about, so that one row's secret never serves as another's.
"""

from __future__ import annotations

from nacl import bindings
from nacl.exceptions import CryptoError
from nacl.utils import random

from hamsafar.kit.keys import KID_BYTES, BadKeyFile, KeyStore, wrapper_id

_NONCE_BYTES = 24
OVERHEAD = KID_BYTES + _NONCE_BYTES + 16  # bytes that a locked secret is longer


def wrap(secret: bytes, *, store: KeyStore, purpose: str, about: str) -> bytes:
    """The secret under the present key for `purpose` (XChaCha20-Poly1305): the key's id, a nonce, what is locked."""
    key, nonce = store.wrapper(purpose), random(_NONCE_BYTES)
    locked = bindings.crypto_aead_xchacha20poly1305_ietf_encrypt(secret, _bound(purpose, about), nonce, key)
    return wrapper_id(key) + nonce + locked


def unwrap(wrapped: bytes, *, store: KeyStore, purpose: str, about: str) -> bytes:
    """The secret again. Raises `BadKeyFile` where its key is not in the store, or it is not what was locked."""
    name, nonce = wrapped[:KID_BYTES], wrapped[KID_BYTES : KID_BYTES + _NONCE_BYTES]
    key = store.wrappers(purpose).get(name)
    if key is None:
        raise BadKeyFile(f"The key {purpose} {name.hex()} is not in {store.folder}; restore it from the backup.")
    locked = wrapped[KID_BYTES + _NONCE_BYTES :]
    try:
        return bindings.crypto_aead_xchacha20poly1305_ietf_decrypt(locked, _bound(purpose, about), nonce, key)
    except (CryptoError, ValueError, TypeError) as problem:
        raise BadKeyFile(f"A secret under the key {purpose} is damaged, or stands in the wrong place.") from problem


def _bound(purpose: str, about: str) -> bytes:
    return f"hamsafar {purpose} {about}".encode()
