"""Trust lists and status lists: what the issuer publishes, signed, so that papers are checked without asking it.

Both are COSE_Sign1 with EdDSA (`kit.cose`) over canonical CBOR. A trust list is signed by a root key and names the root
keys, the keys that sign papers and the keys that sign status lists. A status list is a bit for each paper, at an index
drawn at random, without a reason: set means revoked.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import Any

import cbor2
from cryptography.exceptions import UnsupportedAlgorithm
from nacl.signing import SigningKey, VerifyKey

from hamsafar.kit import cose
from hamsafar.papers.enums import Algorithm, Use
from hamsafar.papers.formats.claims import LATEST
from hamsafar.papers.formats.container import Malformed, decoded
from hamsafar.papers.formats.keys import NotAKey, TrustedKey, by_kid

TRUST_TYPE = "application/vnd.hamsafar.trust-list+cbor"
STATUS_TYPE = "application/vnd.hamsafar.status-list+cbor"
VERSION = 1
LARGEST_BITS = 1 << 24  # places on one status list
ED25519_BYTES, P256_POINT_BYTES = 32, 65


class BadList(ValueError):
    """A trust list or status list cannot be used. The message says why."""


@dataclass(frozen=True, slots=True)
class TrustList:
    """Whom to believe until `expires`. `number` grows with every list; a lower one never replaces a higher."""

    side: str
    number: int
    issued: int
    expires: int
    roots: tuple[bytes, ...]  # Ed25519, 32 bytes each: the present root first, then the one that follows
    keys: tuple[TrustedKey, ...]

    def key(self, kid: bytes) -> TrustedKey | None:
        """The key with this id."""
        return next((key for key in self.keys if key.kid == kid), None)

    def signed(self, root: SigningKey) -> bytes:
        """The list as it is published."""
        return sign_trust_list(self.payload(), root)

    def payload(self) -> bytes:
        """The list as the root signs it."""
        return cbor2.dumps(self._as_map(), canonical=True)

    def _as_map(self) -> dict[str, Any]:
        return {
            "version": VERSION,
            "side": self.side,
            "number": self.number,
            "issued": self.issued,
            "expires": self.expires,
            "roots": list(self.roots),
            "keys": [_key_as_map(key) for key in self.keys],
        }


@dataclass(frozen=True, slots=True)
class StatusList:
    """One bit for each place: revoked or not, as of `issued`, to be relied on until `expires`."""

    side: str
    list: int
    issued: int
    expires: int
    bits: bytes

    def is_revoked(self, index: int) -> bool:
        """Whether the paper at this place was revoked. A place beyond the list was never given: `BadList`."""
        if not 0 <= index < len(self.bits) * 8:
            raise BadList("The status list has no such place.")
        return bool(self.bits[index >> 3] >> (index & 7) & 1)

    def signed(self, signer: SigningKey) -> bytes:
        """The list as it is published."""
        found = {
            "version": VERSION,
            "side": self.side,
            "list": self.list,
            "issued": self.issued,
            "expires": self.expires,
            "bits": zlib.compress(self.bits, 9),
        }
        return cose.sign1(cbor2.dumps(found, canonical=True), signer=signer, content_type=STATUS_TYPE)


def sign_trust_list(payload: bytes, root: SigningKey) -> bytes:
    """A list that a node asked for, signed by the root key."""
    return cose.sign1(payload, signer=root, content_type=TRUST_TYPE)


def bits_of(size: int, revoked: frozenset[int]) -> bytes:
    """The bits of a list of `size` places (rounded up to whole bytes) in which these are revoked."""
    bits = bytearray((size + 7) // 8)
    for index in revoked:
        bits[index >> 3] |= 1 << (index & 7)
    return bytes(bits)


def read_trust_list(data: bytes, *, roots: tuple[bytes, ...] = ()) -> TrustList:
    """A trust list, proved by one of `roots`, or by a root it names itself where none is given. Raises `BadList`.

    Without `roots` the file itself is what is trusted: the reader vouches for where it came from.
    """
    payload = _payload_of(data, {}, TRUST_TYPE, signed=False)
    found = _map_of(payload, {"version", "side", "number", "issued", "expires", "roots", "keys"})
    try:
        keys = {cose.kid_of(VerifyKey(root)): VerifyKey(root) for root in roots or found["roots"]}
        trust = TrustList(
            side=_text(found["side"]),
            number=_whole(found["number"]),
            issued=_whole(found["issued"]),
            expires=_whole(found["expires"]),
            roots=tuple(bytes(VerifyKey(root)) for root in found["roots"]),
            keys=tuple(by_kid(_key_from_map(each) for each in found["keys"]).values()),
        )
    except (TypeError, ValueError, KeyError, UnsupportedAlgorithm) as problem:
        raise BadList(f"The trust list is damaged: {problem}") from problem
    _payload_of(data, keys, TRUST_TYPE, signed=True)
    return trust


def read_status_list(data: bytes, trust: TrustList) -> StatusList:
    """A status list, signed by a key that `trust` names for status lists. Raises `BadList`."""
    keys = {
        key.kid: VerifyKey(key.public)
        for key in trust.keys
        if Use.STATUS in key.uses and key.algorithm is Algorithm.EDDSA and not key.withdrawn
    }
    payload = _payload_of(data, keys, STATUS_TYPE, signed=True)
    found = _map_of(payload, {"version", "side", "list", "issued", "expires", "bits"})
    try:
        return StatusList(
            side=_text(found["side"]),
            list=_whole(found["list"]),
            issued=_whole(found["issued"]),
            expires=_whole(found["expires"]),
            bits=_unzipped(found["bits"]),
        )
    except (TypeError, ValueError) as problem:
        raise BadList(f"The status list is damaged: {problem}") from problem


def _payload_of(data: bytes, keys: dict[bytes, VerifyKey], kind: str, *, signed: bool) -> bytes:
    try:
        found = cose.read1(data, keys) if signed else cose.unproven1(data)
    except cose.BadSignature as problem:
        raise BadList(str(problem)) from problem
    if found.content_type != kind:
        raise BadList("This is a list of another kind.")
    return found.payload


def _map_of(payload: bytes, names: set[str]) -> dict[str, Any]:
    try:
        found = decoded(payload)
    except Malformed as problem:
        raise BadList(str(problem)) from problem
    if not isinstance(found, dict) or found.get("version") != VERSION:
        raise BadList("The list is of a version that this program does not know: update it.")
    if set(found) != names:
        raise BadList("The list lacks an entry, or has one too many.")
    return found


def _key_as_map(key: TrustedKey) -> dict[str, Any]:
    return {
        "kid": key.kid,
        "alg": int(key.algorithm),
        "key": key.public,
        "uses": sorted(key.uses),
        "begins": int(key.begins),
        "ends": int(key.ends),
        "withdrawn": key.withdrawn,
    }


def _key_from_map(found: dict[str, Any]) -> TrustedKey:
    key = TrustedKey(
        kid=found["kid"],
        algorithm=Algorithm(found["alg"]),
        public=found["key"],
        uses=frozenset(_text(use) for use in found["uses"]),
        begins=_whole(found["begins"]),
        ends=_whole(found["ends"]),
        withdrawn=found["withdrawn"],
    )
    wide = {Algorithm.EDDSA: ED25519_BYTES, Algorithm.ES256: P256_POINT_BYTES}.get(key.algorithm)
    if wide is not None and len(key.public) != wide:
        raise NotAKey("A public key has a wrong length.")
    if not isinstance(key.kid, bytes) or not isinstance(key.withdrawn, bool):
        raise TypeError("An entry of a key is of the wrong kind.")
    return key


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("A text is missing.")
    return value


def _whole(value: Any) -> int:
    if type(value) is not int or not 0 <= value <= LATEST:
        raise TypeError("A number is missing.")
    return value


def _unzipped(value: Any) -> bytes:
    if not isinstance(value, bytes):
        raise TypeError("The bits are missing.")
    stream = zlib.decompressobj()
    try:
        found = stream.decompress(value, LARGEST_BITS // 8)
    except zlib.error as problem:
        raise ValueError("Its compression is damaged.") from problem
    if not stream.eof or stream.unused_data:
        raise ValueError("Its compression is damaged, or it is far too large.")
    return found
