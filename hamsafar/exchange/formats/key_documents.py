"""The public keys of a node as one JSON file: what is handed over before two officers read the fingerprint aloud."""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from typing import Any

from nacl.exceptions import CryptoError
from nacl.public import PublicKey
from nacl.signing import VerifyKey

from hamsafar.exchange.rules.fingerprints import fingerprint
from hamsafar.kit.refusal import Refusal

FORM = "hamsafar exchange keys 1"
LARGEST = 4_096  # bytes


class BadKeyDocument(Refusal):
    """A file is not the public keys of a node. The message says why."""


@dataclass(frozen=True)
class KeyDocument:
    """One side's two public keys: Ed25519 to verify what it signs, X25519 to lock what it alone may open."""

    side: str
    signing: bytes
    locking: bytes

    @property
    def fingerprint(self) -> str:
        return fingerprint(self.side, self.signing, self.locking)


def write(document: KeyDocument) -> str:
    """The document as JSON."""
    said = {
        "form": FORM,
        "side": document.side,
        "signing": base64.b64encode(document.signing).decode(),
        "locking": base64.b64encode(document.locking).decode(),
        "fingerprint": document.fingerprint,
    }
    return json.dumps(said, indent=2) + "\n"


def read(data: bytes) -> KeyDocument:
    """The keys in a file. Raises `BadKeyDocument`; the fingerprint written in it is compared and never trusted."""
    try:
        said = json.loads(data[: LARGEST + 1].decode())
    except ValueError as problem:
        raise BadKeyDocument(f"The file cannot be read as a node's keys: {problem}") from problem
    if not isinstance(said, dict) or said.get("form") != FORM:
        raise BadKeyDocument("The file is not a node's keys in a form that this node reads.")
    document = KeyDocument(str(said.get("side", "")), _key(said, "signing"), _key(said, "locking"))
    try:
        VerifyKey(document.signing)
        PublicKey(document.locking)
    except (CryptoError, ValueError, TypeError) as problem:
        raise BadKeyDocument("The file holds a key that is none.") from problem
    if said.get("fingerprint") != document.fingerprint:
        raise BadKeyDocument("The fingerprint in the file is not that of its keys: it was altered or mistyped.")
    return document


def _key(said: dict[str, Any], name: str) -> bytes:
    try:
        return base64.b64decode(str(said.get(name, "")), validate=True)
    except (binascii.Error, ValueError) as problem:
        raise BadKeyDocument(f"The file holds no readable {name} key.") from problem
