"""Receipts of checks before a trip, and what one side's node answers the other: signed, dated, verified without a node.

A receipt is a COSE_Sign1 with EdDSA over canonical CBOR, as text `HR1:` and Base45, which a QR code holds. The key that
signs it stands on this side's published trust list with the use `receipt`, so that whoever checks papers checks
receipts with the same list, years later as well. `docs/reference/check-lists.md` is the form for others.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import cbor2
from nacl.signing import SigningKey, VerifyKey

from hamsafar.journeys.enums import CheckAnswer, CheckVia
from hamsafar.kit import cose
from hamsafar.papers.enums import Algorithm, Reason, Use
from hamsafar.papers.formats import base45
from hamsafar.papers.formats.claims import as_time
from hamsafar.papers.formats.container import LARGEST, LONGEST_TEXT, Malformed, decoded
from hamsafar.papers.formats.keys import TrustedKey
from hamsafar.papers.formats.sound import Unsound, require_sound
from hamsafar.papers.rules.verdicts import in_time, signed_in_term

PREFIX = "HR1:"
RECEIPT_TYPE = "application/vnd.hamsafar.trip-receipt+cbor"
ANSWER_TYPE = "application/vnd.hamsafar.trip-answer+cbor"
VERSION = 1
ZLIB_MARK = 0x78
DIGEST_BYTES = 32
LATEST = 253402300800  # the year 10000


@dataclass(frozen=True, slots=True)
class ListSaid:
    """Which list answered: who made it, its number and digest, of which day it is. A register has no digest."""

    side: str
    maker: str
    number: int
    digest: bytes
    as_of: int


@dataclass(frozen=True, slots=True)
class Question:
    """Who is asked about: all that the other side needs, and no reference of ours."""

    names: tuple[str, ...]
    born: str
    documents: tuple[str, ...]
    asked: int
    synthetic: bool

    @classmethod
    def from_plain(cls, said: Mapping[str, Any]) -> Question:
        """A question as it was kept."""
        return cls(**{**said, "names": tuple(said["names"]), "documents": tuple(said["documents"])})

    @property
    def digest(self) -> bytes:
        """What an answer names its question by."""
        said = [list(self.names), self.born, list(self.documents), self.asked, self.synthetic]
        return hashlib.sha256(cbor2.dumps(said, canonical=True)).digest()


@dataclass(frozen=True, slots=True)
class Answer:
    """What a source says to one question, and until when it may be relied on."""

    question: bytes
    answer: CheckAnswer
    list: ListSaid
    answered: int
    until: int

    def signed(self, signer: SigningKey) -> bytes:
        """The answer as it goes to the other side's node."""
        return _signed(self, signer, ANSWER_TYPE)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the person takes along. `theirs` is the digest of the other side's signed answer; empty where none was."""

    ref: str
    side: str
    asked_by: str
    names: tuple[str, ...]
    born: str
    documents: tuple[str, ...]
    via: CheckVia
    list: ListSaid
    answer: CheckAnswer
    asked: int
    answered: int
    until: int
    theirs: bytes
    synthetic: bool

    def text(self, signer: SigningKey) -> str:
        """The receipt, signed, as the text of its QR code."""
        message = _signed(self, signer, RECEIPT_TYPE)
        packed = zlib.compress(message, 9)
        return PREFIX + base45.encode(packed if len(packed) < len(message) else message)

    def as_data(self) -> dict[str, Any]:
        """For JSON."""
        said = asdict(self)
        said["list"] |= {"digest": self.list.digest.hex(), "as_of": as_time(self.list.as_of)}
        times = {name: as_time(said[name]) for name in ("asked", "answered", "until")}
        return said | times | {"theirs": self.theirs.hex(), "answer": str(self.answer), "via": str(self.via)}


@dataclass(frozen=True, slots=True)
class ReceiptOutcome:
    """What a check of a receipt found. An `expired` one is genuine as well: it proves what was said on its day."""

    reason: Reason
    receipt: Receipt | None = None
    detail: str = ""

    @property
    def genuine(self) -> bool:
        return self.receipt is not None

    def as_data(self) -> dict[str, Any]:
        found = None if self.receipt is None else self.receipt.as_data()
        return {
            "genuine": self.genuine,
            "valid": self.reason is Reason.OK,
            "reason": str(self.reason),
            "receipt": found,
        }


def check_receipt(text: str, keys: Iterable[TrustedKey], *, at: float) -> ReceiptOutcome:
    """Whether a receipt is genuine, and whether its validity runs. Never raises, whatever the text is."""
    try:
        message = _message(text.strip())
        kid = cose.kid_said(message)
        key = next((each for each in keys if each.kid == kid), None)
        if key is None:
            return ReceiptOutcome(Reason.UNKNOWN_KEY)
        receipt = read_receipt(message, _verifying([key]))
    except NotListed:
        return ReceiptOutcome(Reason.WRONG_USAGE)
    except cose.BadSignature as problem:
        forged = "does not fit" in str(problem)
        return ReceiptOutcome(Reason.FORGED if forged else Reason.MALFORMED, detail=str(problem))
    except Malformed as problem:
        return ReceiptOutcome(Reason.MALFORMED, detail=str(problem))
    reason = _reason(receipt, key, at)
    return ReceiptOutcome(reason, None if reason is Reason.WRONG_USAGE else receipt)


def _reason(receipt: Receipt, key: TrustedKey, at: float) -> Reason:
    """The first thing that speaks against a genuine receipt; what cannot change with time comes first."""
    if not signed_in_term(issued=receipt.answered, begins=key.begins, ends=key.ends):
        return Reason.WRONG_USAGE
    if key.withdrawn:
        return Reason.REVOKED
    return in_time(not_before=receipt.answered, issued=None, expires=receipt.until, at=at)


class NotListed(ValueError):
    """A key may not sign receipts."""


def read_receipt(message: bytes, keys: Mapping[bytes, VerifyKey]) -> Receipt:
    """A receipt proved by one of these keys. Raises `cose.BadSignature` or `Malformed`."""
    found = _proved(message, keys, RECEIPT_TYPE)
    try:
        receipt = Receipt(
            **{
                **found,
                "list": _list(found["list"]),
                "names": _texts(found["names"]),
                "documents": _texts(found["documents"]),
                "via": CheckVia(found["via"]),
                "answer": CheckAnswer(found["answer"]),
            }
        )
    except (TypeError, ValueError, LookupError, AttributeError) as problem:
        raise Malformed("Its content is not that of a receipt.") from problem
    _require_kinds(receipt, texts=("ref", "side", "asked_by", "born"), times=("asked", "answered", "until"))
    if type(receipt.synthetic) is not bool or type(receipt.theirs) is not bytes:
        raise Malformed("Its content is not that of a receipt.")
    return receipt


def read_answer(message: bytes, keys: Iterable[TrustedKey]) -> Answer:
    """The other side's answer, proved by a key that its trust list names. Raises `cose.BadSignature` or `Malformed`."""
    usable = [key for key in keys if not key.withdrawn and Use.RECEIPT in key.uses]
    found = _proved(message, _verifying(usable), ANSWER_TYPE)
    try:
        answer = Answer(**{**found, "list": _list(found["list"]), "answer": CheckAnswer(found["answer"])})
    except (TypeError, ValueError, LookupError, AttributeError) as problem:
        raise Malformed("Its content is not that of an answer.") from problem
    _require_kinds(answer, texts=(), times=("answered", "until"))
    if type(answer.question) is not bytes or len(answer.question) != DIGEST_BYTES:
        raise Malformed("It names no question.")
    return answer


def seconds(when: datetime) -> int:
    """A moment as receipts and lists have it."""
    return int(when.timestamp())


def _signed(said: Answer | Receipt, signer: SigningKey, kind: str) -> bytes:
    plain = asdict(said) | {"version": VERSION}
    for name in ("answer", "via"):
        if name in plain:
            plain[name] = str(plain[name])
    return cose.sign1(cbor2.dumps(_listed(plain), canonical=True), signer=signer, content_type=kind)


def _listed(value: Any) -> Any:
    """Tuples as the arrays that CBOR has, so that what is read is what was written."""
    if isinstance(value, dict):
        return {name: _listed(each) for name, each in value.items()}
    return [_listed(each) for each in value] if isinstance(value, tuple | list) else value


def _proved(message: bytes, keys: Mapping[bytes, VerifyKey], kind: str) -> dict[str, Any]:
    signed = cose.read1(message, keys)
    if signed.content_type != kind:
        raise Malformed("It is signed as something else.")
    found = decoded(signed.payload)
    if not isinstance(found, dict) or found.pop("version", None) != VERSION:
        raise Malformed("It is of a version that this program does not know.")
    if cbor2.dumps({**found, "version": VERSION}, canonical=True) != signed.payload:
        raise Malformed("Its content could be read in two ways.")
    return found


def _verifying(keys: Iterable[TrustedKey]) -> dict[bytes, VerifyKey]:
    keys = tuple(keys)
    if any(Use.RECEIPT not in key.uses or key.algorithm is not Algorithm.EDDSA for key in keys):
        raise NotListed
    return {key.kid: VerifyKey(key.public) for key in keys}


def _message(text: str) -> bytes:
    if not text.startswith(PREFIX):
        raise Malformed(f"It does not begin with {PREFIX}")
    if len(text) > LONGEST_TEXT:
        raise Malformed("It is longer than any code.")
    try:
        data = base45.decode(text[len(PREFIX) :])
    except base45.NotBase45 as problem:
        raise Malformed(str(problem)) from problem
    message = _unzipped(data) if data[:1] == bytes((ZLIB_MARK,)) else data
    try:
        require_sound(message)
    except Unsound as problem:
        raise Malformed(f"It does not hold CBOR that may be read: {problem}") from problem
    return message


def _unzipped(data: bytes) -> bytes:
    stream = zlib.decompressobj()
    try:
        found = stream.decompress(data, LARGEST)
    except zlib.error as problem:
        raise Malformed("Its compression is damaged.") from problem
    if not stream.eof or stream.unused_data:
        raise Malformed("Its compression is damaged, or it is far too large.")
    return found


def _list(found: dict[str, Any]) -> ListSaid:
    said = ListSaid(**found)
    _require_kinds(said, texts=("side", "maker"), times=("number", "as_of"))
    if type(said.digest) is not bytes or len(said.digest) not in {0, DIGEST_BYTES}:
        raise TypeError("It names no list.")
    return said


def _texts(found: Any) -> tuple[str, ...]:
    if not isinstance(found, list) or not all(isinstance(each, str) for each in found):
        raise TypeError("A text is missing.")
    return tuple(found)


def _require_kinds(said: Any, *, texts: Iterable[str], times: Iterable[str]) -> None:
    values = [getattr(said, name) for name in times]
    if any(type(value) is not int or not 0 <= value < LATEST for value in values):
        raise Malformed("A number in it is missing.")
    if any(not isinstance(getattr(said, name), str) for name in texts):
        raise Malformed("A text in it is missing.")
