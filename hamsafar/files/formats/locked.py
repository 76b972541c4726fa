"""A file under its own key, in pieces, so that neither locking nor opening holds it whole in memory.

libsodium's secretstream (XChaCha20-Poly1305): pieces cannot be swapped, left out, repeated or cut off at the end, and
all of them are bound to the reference of the file, so that one file's bytes never open as another's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import BinaryIO

from nacl import bindings as sodium
from nacl.exceptions import CryptoError
from nacl.utils import random

PIECE = 64 * 1024
KEY_BYTES = sodium.crypto_secretstream_xchacha20poly1305_KEYBYTES
_HEADER = sodium.crypto_secretstream_xchacha20poly1305_HEADERBYTES
_EXTRA = sodium.crypto_secretstream_xchacha20poly1305_ABYTES
_MORE = sodium.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE
_LAST = sodium.crypto_secretstream_xchacha20poly1305_TAG_FINAL


class NotOpened(Exception):
    """The bytes do not open under this key as this file: they were altered, cut, or are another's."""


def new_key() -> bytes:
    """A content key for one file."""
    return random(KEY_BYTES)


def lock(pieces: Iterable[bytes], key: bytes, *, about: str) -> Iterator[bytes]:
    """The locked bytes of a file that comes in pieces of any size."""
    state = sodium.crypto_secretstream_xchacha20poly1305_state()
    yield sodium.crypto_secretstream_xchacha20poly1305_init_push(state, key)
    held: bytes | None = None
    for piece in _even(pieces):
        if held is not None:
            yield sodium.crypto_secretstream_xchacha20poly1305_push(state, held, about.encode(), _MORE)
        held = piece
    yield sodium.crypto_secretstream_xchacha20poly1305_push(state, held or b"", about.encode(), _LAST)


def unlock(locked: BinaryIO, key: bytes, *, about: str) -> Iterator[bytes]:
    """The file again, piece by piece. Raises `NotOpened` at the first piece that is not what was locked."""
    state = sodium.crypto_secretstream_xchacha20poly1305_state()
    tag = _MORE
    try:
        sodium.crypto_secretstream_xchacha20poly1305_init_pull(state, locked.read(_HEADER), key)
        while tag != _LAST:
            piece = locked.read(PIECE + _EXTRA)
            opened, tag = sodium.crypto_secretstream_xchacha20poly1305_pull(state, piece, about.encode())
            yield opened
    except (CryptoError, ValueError, TypeError) as problem:
        raise NotOpened("The file does not open: it was altered or cut.") from problem
    if locked.read(1):
        raise NotOpened("Bytes follow the end of the file.")


def _even(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in pieces of one size; only the last may be shorter."""
    held = bytearray()
    for piece in pieces:
        held += piece
        while len(held) >= PIECE:
            yield bytes(held[:PIECE])
            del held[:PIECE]
    if held:
        yield bytes(held)
