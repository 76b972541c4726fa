"""A list that people are checked against before a trip: signed by the authority that made it, in canonical CBOR.

COSE_Sign1 with EdDSA (`kit.cose`). It says who made it, of which day it is, until when it may be relied on, and whom it
names; nothing of why. `docs/reference/check-lists.md` is the form for those who make one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import cbor2
from nacl.signing import SigningKey, VerifyKey

from hamsafar.journeys.rules.filing import Filed
from hamsafar.journeys.rules.trip_checks import birth_of
from hamsafar.kit import cose

TYPE = "application/vnd.hamsafar.check-list+cbor"
VERSION = 1
NAMES = {"version", "side", "maker", "number", "as_of", "expires", "synthetic", "entries"}
OF_ENTRY = {"names", "born", "documents"}
LONGEST_NAME, LONGEST_NUMBER, MOST_NAMES = 200, 40, 20
LATEST = 253402300800  # the year 10000


class BadCheckList(ValueError):
    """A list cannot be used. The message says why."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One person of a list: names as written, the birth as far as it is known, documents."""

    names: tuple[str, ...]
    born: str
    documents: tuple[str, ...]

    @property
    def filed(self) -> Filed:
        day, year, _month = birth_of(self.born)
        return Filed(self.names, day, year, self.documents)


@dataclass(frozen=True, slots=True)
class CheckListSaid:
    """What a list says of itself, and whom it names. Times are seconds since 1970."""

    side: str
    maker: str
    number: int
    as_of: int
    expires: int
    entries: tuple[Entry, ...]
    synthetic: bool = False

    def signed(self, signer: SigningKey) -> bytes:
        """The list as its maker hands it out."""
        return cose.sign1(cbor2.dumps(self._as_map(), canonical=True), signer=signer, content_type=TYPE)

    def _as_map(self) -> dict[str, Any]:
        entries = [
            {"names": list(each.names), "born": each.born, "documents": list(each.documents)} for each in self.entries
        ]
        return {
            "version": VERSION,
            "side": self.side,
            "maker": self.maker,
            "number": self.number,
            "as_of": self.as_of,
            "expires": self.expires,
            "synthetic": self.synthetic,
            "entries": entries,
        }


def read_check_list(data: bytes, keys: Mapping[bytes, VerifyKey]) -> CheckListSaid:
    """A list, proved by one of these keys. Raises `BadCheckList`."""
    try:
        found = cose.read1(data, keys)
    except cose.BadSignature as problem:
        raise BadCheckList(str(problem)) from problem
    if found.content_type != TYPE:
        raise BadCheckList("This is a signed file of another kind.")
    try:
        said = cbor2.loads(found.payload)
        if cbor2.dumps(said, canonical=True) != found.payload:
            raise BadCheckList("Its content could be read in two ways.")
        return _said(said)
    except (cbor2.CBORError, LookupError, TypeError, ValueError, AttributeError, RecursionError) as problem:
        if isinstance(problem, BadCheckList):
            raise
        raise BadCheckList("An entry of the list is damaged, missing, or one too many.") from problem


def _said(found: dict[str, Any]) -> CheckListSaid:
    if found.get("version") != VERSION:
        raise BadCheckList("The list is of a version that this program does not know: update it.")
    if set(found) != NAMES or type(found["synthetic"]) is not bool:
        raise TypeError("An entry too many, or one too few.")
    said = CheckListSaid(
        side=_text(found["side"], LONGEST_NUMBER),
        maker=_text(found["maker"], LONGEST_NAME),
        number=_whole(found["number"]),
        as_of=_whole(found["as_of"]),
        expires=_whole(found["expires"]),
        entries=tuple(_entry(each) for each in found["entries"]),
        synthetic=found["synthetic"],
    )
    if said.expires <= said.as_of:
        raise BadCheckList("The list ends before the day that it is of.")
    return said


def _entry(found: dict[str, Any]) -> Entry:
    if set(found) != OF_ENTRY or not 0 < len(found["names"]) <= MOST_NAMES or len(found["documents"]) > MOST_NAMES:
        raise TypeError("An entry of a person is of the wrong kind.")
    entry = Entry(
        names=tuple(_text(name, LONGEST_NAME) for name in found["names"]),
        born=_text(found["born"], LONGEST_NUMBER, empty=True),
        documents=tuple(_text(number, LONGEST_NUMBER) for number in found["documents"]),
    )
    birth_of(entry.born)
    return entry


def moment(seconds: int) -> datetime:
    """A time of a list or a receipt."""
    return datetime.fromtimestamp(seconds, UTC)


def _text(value: Any, longest: int, *, empty: bool = False) -> str:
    if not isinstance(value, str) or len(value) > longest or not (empty or value.strip()):
        raise TypeError("A text is missing or too long.")
    return value


def _whole(value: Any) -> int:
    if type(value) is not int or not 0 <= value < LATEST:
        raise TypeError("A number is missing.")
    return value
