"""How content keys of envelopes lie in the database: locked under a key of this node, each bound to its envelope."""

from __future__ import annotations

from typing import Protocol

from django.conf import settings

from hamsafar.kit.keys import KeyStore, Purpose
from hamsafar.kit.wrapping import Locker


class Held(Protocol):
    """An envelope as far as its content key goes."""

    @property
    def commitment(self) -> bytes | memoryview: ...

    @property
    def wrapped_key(self) -> bytes | memoryview | None: ...


class ContentKeys:
    """Locks content keys and opens them; made once for all the envelopes of one message."""

    def __init__(self) -> None:
        self._locker = Locker(KeyStore(settings.KEYS), Purpose.ENVELOPE_CONTENT)

    def locked(self, key: bytes, commitment: bytes) -> bytes:
        """The content key as a row holds it."""
        return self._locker.lock(key, about=commitment.hex())

    def of(self, envelope: Held) -> bytes:
        """The content key of an envelope; no bytes once it is destroyed."""
        if envelope.wrapped_key is None:
            return b""
        return self._locker.open(bytes(envelope.wrapped_key), about=bytes(envelope.commitment).hex())
