"""What papers say: our own claims and those of EU DCC / WHO GDHCN, as frozen values and as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import cbor2

from hamsafar.papers.enums import PaperKind, Use
from hamsafar.papers.formats.container import Malformed, decoded

ISS, EXP, NBF, IAT, CTI = 1, 4, 5, 6, 7  # RFC 8392, table 1
PAPER = -70001  # private use (RFC 8392, 9.1: below -65536)
HCERT = -260  # the registered claim of HCERT 1.1.1, 2.6
KIND, NAMES, BORN, DOCUMENT, PURPOSE, STATUS, SYNTHETIC = range(1, 8)
SCRIPTS = ("tg", "ru", "la")  # Tajik, Russian, Latin as in the machine-readable zone
KIND_NUMBERS = {PaperKind.CLEARANCE: 1}
KINDS = {number: kind for kind, number in KIND_NUMBERS.items()}
USES = {PaperKind.CLEARANCE: Use.CLEARANCE}
CTI_BYTES = 10
CLAIMS = {ISS, EXP, IAT, CTI, PAPER}  # each paper has these, and may have NBF
SAID = {KIND, NAMES, BORN, DOCUMENT, PURPOSE, STATUS}  # and may have SYNTHETIC
_SCRIPTS = set(SCRIPTS)
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
    """The claims of one of our papers. Raises `Malformed` where one is missing, unknown, or written in another way."""
    try:
        # Signed by a trusted key, and written again to the same bytes, which no doubled key and no long form would be:
        # no need to ask beforehand whether it is sound.
        found = cbor2.loads(payload)
        if cbor2.dumps(found) != payload:
            raise Malformed("Its claims could be read in two ways.")
        return _ours(found)
    except (cbor2.CBORError, LookupError, TypeError, ValueError, OverflowError, AttributeError) as problem:
        raise Malformed("Its claims are not those of a paper.") from problem


def _ours(found: dict[int, Any]) -> Claims:
    paper = found[PAPER]
    names, (number, slot), not_before = paper[NAMES], paper[STATUS], found.get(NBF)
    if found.keys() - {NBF} != CLAIMS or paper.keys() - {SYNTHETIC} != SAID or not names or names.keys() - _SCRIPTS:
        raise TypeError("A claim too many, or one too few.")
    times = (found[IAT], found[EXP], not_before or 0, number, slot)
    texts = (found[ISS], paper[BORN], paper[DOCUMENT], paper[PURPOSE], *names.values())
    if set(map(type, times)) != {int} or set(map(type, texts)) != {str} or min(times) < 0 or max(times) >= LATEST:
        raise TypeError("A claim of the wrong kind.")
    if type(found[CTI]) is not bytes or len(found[CTI]) != CTI_BYTES or paper.get(SYNTHETIC, True) is not True:
        raise TypeError("A claim of the wrong kind.")
    return Claims(
        issuer=found[ISS],
        number=found[CTI],
        kind=KINDS[paper[KIND]],
        issued=found[IAT],
        expires=found[EXP],
        names=tuple((script, names[script]) for script in SCRIPTS if script in names),
        born=paper[BORN],
        document=paper[DOCUMENT],
        purpose=paper[PURPOSE],
        standing=Standing(number, slot),
        not_before=not_before,
        synthetic=SYNTHETIC in paper,
    )


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
