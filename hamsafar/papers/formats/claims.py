"""What papers say: our own claims and those of EU DCC / WHO GDHCN, as frozen values and as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import cbor2

from hamsafar.papers.enums import PaperKind, Use
from hamsafar.papers.formats.container import Malformed, decoded
from hamsafar.papers.formats.sound import MAP, TEXT, WHOLE, shortest

ISS, EXP, NBF, IAT, CTI = 1, 4, 5, 6, 7  # RFC 8392, table 1
PAPER = -70001  # private use (RFC 8392, 9.1: below -65536)
HCERT = -260  # the registered claim of HCERT 1.1.1, 2.6
KIND, NAMES, BORN, DOCUMENT, PURPOSE, STATUS, SYNTHETIC = range(1, 8)
SCRIPTS = ("tg", "ru", "la")  # Tajik, Russian, Latin as in the machine-readable zone
KIND_NUMBERS = {PaperKind.CLEARANCE: 1}
KINDS = {number: kind for kind, number in KIND_NUMBERS.items()}
USES = {PaperKind.CLEARANCE: Use.CLEARANCE}
CTI_BYTES = 10
_PAPER = cbor2.dumps(PAPER) + b"\xa6\x01"  # a map of six, whose first is the kind
_PAPER_SYNTHETIC = cbor2.dumps(PAPER) + b"\xa7\x01"
_SCRIPTS = {cbor2.dumps(script): script for script in SCRIPTS}
_SCRIPT_BYTES = 3
LATEST = 253402300800  # the year 10000: what lies behind is no date
DCC_GROUPS = ("v", "t", "r")


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a status list says whether a paper was revoked: which list, and which place on it."""

    list: int
    index: int


@dataclass(frozen=True, slots=True)
class Claims:
    """What one of our papers says. Times are seconds since 1970; `number` is random and of this paper alone."""

    issuer: str
    number: bytes
    kind: PaperKind
    issued: int
    expires: int
    names: tuple[tuple[str, str], ...]
    born: str
    document: str
    purpose: str
    standing: Standing
    not_before: int | None = None
    synthetic: bool = False

    @property
    def use(self) -> str:
        return USES[self.kind]

    def as_bytes(self) -> bytes:
        """The claims set in canonical CBOR."""
        paper: dict[int, Any] = {
            KIND: KIND_NUMBERS[self.kind],
            NAMES: dict(self.names),
            BORN: self.born,
            DOCUMENT: self.document,
            PURPOSE: self.purpose,
            STATUS: [self.standing.list, self.standing.index],
        }
        if self.synthetic:
            paper[SYNTHETIC] = True
        claims = {ISS: self.issuer, EXP: self.expires, IAT: self.issued, CTI: self.number, PAPER: paper}
        if self.not_before is not None:
            claims[NBF] = self.not_before
        return cbor2.dumps(claims, canonical=True)

    def as_data(self) -> dict[str, Any]:
        """The claims as plain data for JSON, in words."""
        return {
            "issuer": self.issuer,
            "number": self.number.hex(),
            "kind": str(self.kind),
            "issued": as_time(self.issued),
            "not_before": None if self.not_before is None else as_time(self.not_before),
            "expires": as_time(self.expires),
            "names": dict(self.names),
            "born": self.born,
            "document": self.document,
            "purpose": self.purpose,
            "synthetic": self.synthetic,
        }


@dataclass(frozen=True, slots=True)
class Foreign:
    """What an EU DCC or WHO GDHCN certificate says. `group` is v, t or r: vaccination, test or recovery."""

    issuer: str
    issued: float | None
    not_before: float | None
    expires: float | None
    group: str
    certificate: Mapping[str, Any]

    standing = None

    @property
    def use(self) -> str:
        return self.group

    def as_data(self) -> dict[str, Any]:
        times = {"issued": self.issued, "not_before": self.not_before, "expires": self.expires}
        said = {name: None if time is None else as_time(time) for name, time in times.items()}
        return {"issuer": self.issuer, "kind": "dcc", **said, "certificate": plain(self.certificate)}


def read_ours(payload: bytes) -> Claims:
    """The claims of one of our papers. Raises `Malformed` where one is missing, unknown, or written in another way.

    Canonical CBOR has one place and one form for each claim, so they are read in their order, without a decoder. The
    number of a claim is below 24, a byte of its own.
    """
    try:
        return _ours(payload)
    except (LookupError, ValueError) as problem:
        raise Malformed("Its claims are not those of a paper.") from problem


def _ours(payload: bytes) -> Claims:
    later = payload[:1] == b"\xa6"  # it has one claim more: from when on it holds
    issuer, at = _text(payload, _after(b"\xa6\x01" if later else b"\xa5\x01", payload, 0))
    expires, at = _whole(payload, _after(b"\x04", payload, at))
    not_before = None
    if later:
        not_before, at = _whole(payload, _after(b"\x05", payload, at))
    issued, at = _whole(payload, _after(b"\x06", payload, at))
    at = _after(b"\x07\x4a", payload, at)
    number, at = payload[at : at + CTI_BYTES], at + CTI_BYTES
    synthetic = payload.startswith(_PAPER_SYNTHETIC, at)
    kind, at = _whole(payload, _after(_PAPER_SYNTHETIC if synthetic else _PAPER, payload, at))
    names, at = _names(payload, _after(b"\x02", payload, at))
    born, at = _text(payload, _after(b"\x03", payload, at))
    document, at = _text(payload, _after(b"\x04", payload, at))
    purpose, at = _text(payload, _after(b"\x05", payload, at))
    status_list, at = _whole(payload, _after(b"\x06\x82", payload, at))
    index, at = _whole(payload, at)
    if synthetic:
        at = _after(b"\x07\xf5", payload, at)
    if at != len(payload):
        raise ValueError("It is shorter or longer than it says.")
    return Claims(
        issuer=issuer,
        number=number,
        kind=KINDS[kind],
        issued=issued,
        expires=expires,
        names=names,
        born=born,
        document=document,
        purpose=purpose,
        standing=Standing(status_list, index),
        not_before=not_before,
        synthetic=synthetic,
    )


def _names(payload: bytes, at: int) -> tuple[tuple[tuple[str, str], ...], int]:
    """The name in one script or more, in the order of `SCRIPTS`, and where it ends."""
    many, at = shortest(payload, at, MAP)
    found, before = {}, b""
    for _place in range(many):
        script = payload[at : at + _SCRIPT_BYTES]
        if script <= before:
            raise ValueError("A script stands twice, or not in its place.")
        before = script
        found[_SCRIPTS[script]], at = _text(payload, at + _SCRIPT_BYTES)
    if not found:
        raise ValueError("It bears no name.")
    return tuple((script, found[script]) for script in SCRIPTS if script in found), at


def _after(expected: bytes, payload: bytes, at: int) -> int:
    """Where it goes on after these bytes, which must stand here."""
    if not payload.startswith(expected, at):
        raise ValueError("A claim too many, or one too few.")
    return at + len(expected)


def _whole(payload: bytes, at: int) -> tuple[int, int]:
    """A whole number below `LATEST`, and where it ends."""
    value, ends = shortest(payload, at, WHOLE)
    if value >= LATEST:
        raise ValueError("A number that is too large.")
    return value, ends


def _text(payload: bytes, at: int) -> tuple[str, int]:
    """A text, and where it ends."""
    length, begins = shortest(payload, at, TEXT)
    ends = begins + length
    return payload[begins:ends].decode(), ends


def read_foreign(payload: bytes) -> Foreign:
    """The claims of an EU DCC / WHO GDHCN certificate (HCERT 1.1.1; DCC JSON schema 1.3). Raises `Malformed`."""
    found = decoded(payload)
    if not isinstance(found, dict) or not isinstance(found.get(HCERT), dict):
        raise Malformed("It holds no health certificate.")
    certificate = found[HCERT].get(1)
    if not isinstance(certificate, dict):
        raise Malformed("It holds no health certificate.")
    issuer = found.get(ISS, "")
    if not isinstance(issuer, str):
        raise Malformed("Its issuer is not a text.")
    return Foreign(
        issuer=issuer,
        issued=_seconds(found.get(IAT)),
        not_before=_seconds(found.get(NBF)),
        expires=_seconds(found.get(EXP)),
        group=_group(certificate),
        certificate=certificate,
    )


def _group(certificate: dict[Any, Any]) -> str:
    """Which group the one entry of a certificate is in. The schema allows one entry in one group."""
    groups = [name for name in DCC_GROUPS if certificate.get(name) is not None]
    name = certificate.get("nam")
    if (
        not isinstance(certificate.get("ver"), str)
        or not isinstance(name, dict)
        or not _is_born(certificate.get("dob"))
    ):
        raise Malformed("It lacks the version, the name or the date of birth.")
    if not isinstance(name.get("fnt", name.get("gnt")), str):
        raise Malformed("It lacks the name in Latin letters.")
    if len(groups) != 1:
        raise Malformed("It holds more than one certificate, or none.")
    entries = certificate[groups[0]]
    if not isinstance(entries, list) or len(entries) != 1 or not isinstance(entries[0], dict):
        raise Malformed("It holds more than one certificate, or none.")
    return groups[0]


def _is_born(born: Any) -> bool:
    """A date, a year with a month, a year, or nothing (DCC schema 1.3); early issuers wrote a time after it."""
    if isinstance(born, datetime | date):
        return True
    return isinstance(born, str) and (born == "" or born[:4].isdigit())


def _seconds(value: Any) -> float | None:
    """A NumericDate (RFC 8392, 2): a number, with or without tag 1."""
    if value is None:
        return None
    if isinstance(value, datetime):
        return value.timestamp()
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < LATEST:
        raise Malformed("One of its times is no time.")
    return float(value)


def as_time(seconds: float) -> str:
    """A moment as ISO 8601 in UTC."""
    return datetime.fromtimestamp(seconds, UTC).isoformat().replace("+00:00", "Z")


def plain(value: Any) -> Any:
    """A CBOR value as JSON has it."""
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value if isinstance(value, str | int | bool) or value is None else repr(value)
