"""Bodies of the envelopes about incidents: what the other side needs, and no field more.

`case` is the incident's random id, the same on both nodes; `number` of an enquiry is its asker's. Only the body of an
enquiry names people, and of them only those who were not against telling the consul. Nothing here says who reported
an incident, who wrote a letter, or what either side notes for itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from hamsafar.incidents.enums import ClosedFor, ExplanationKind, MeasureNow, Substance
from hamsafar.incidents.rules.answering import LONGEST_ANSWER, LONGEST_POINT, MOST_POINTS

MOST_PEOPLE = 5000  # of one enquiry; about half of what one envelope holds
MOST_DAYS = 366
KEY_BYTES = 32
LENGTHS = {"code": 60, "short": 200, "middle": 2000, "long": 8000}


def _check(wrong: bool, why: str) -> None:
    if wrong:
        raise ValueError(why)


@dataclass(frozen=True)
class PersonAsked:
    """One person the enquiry is about, as named to the asker."""

    number: int
    name: str
    document: str
    purpose: str
    age: str

    def __post_init__(self) -> None:
        _check(self.number < 1, "a person's number begins at 1")
        _check(len(self.name) > LENGTHS["short"] or len(self.document) > LENGTHS["code"], "a name is too long")


@dataclass(frozen=True)
class PointAsked:
    number: int
    code: str
    words: str

    def __post_init__(self) -> None:
        _check(not (self.code or self.words), "a point is empty")
        _check(len(self.words) > LONGEST_POINT or len(self.code) > LENGTHS["code"], "a point is too long")


@dataclass(frozen=True)
class CaseSaid:
    """Where and when: enough for the other side to find the incident in its own records.

    `mass` says that many people are concerned; `synthetic`, that all of it is the demonstration's.
    """

    case: UUID
    post: str
    place: str
    started_at: datetime
    day_only: bool
    ended_at: datetime | None
    measures: tuple[str, ...]
    mass: bool
    people: int
    synthetic: bool

    def __post_init__(self) -> None:
        _check(not (self.post or self.place), "it does not say where")
        _check(self.ended_at is not None and self.ended_at < self.started_at, "it ends before it begins")
        _check(len(self.place) > LENGTHS["short"], "the place is too long")


@dataclass(frozen=True)
class EnquiryAsked:
    NAME: ClassVar[str] = "incident.enquiry"
    case: CaseSaid
    number: str
    language: str
    words: str
    points: tuple[PointAsked, ...]
    persons: tuple[PersonAsked, ...]
    asked_at: datetime
    days: int
    follows: UUID | None

    def __post_init__(self) -> None:
        _check(not 0 < len(self.points) <= MOST_POINTS, "it asks no point, or too many")
        _check(not 0 < self.days <= MOST_DAYS, "the days allowed are out of range")
        _check(len(self.persons) > MOST_PEOPLE, "it names too many people")
        _check(len({each.number for each in self.points}) != len(self.points), "two points have one number")
        _check(len({each.number for each in self.persons}) != len(self.persons), "two people have one number")


@dataclass(frozen=True)
class EnquiryRead:
    """An officer of the answering side has opened the enquiry: a proof apart from the receipt."""

    NAME: ClassVar[str] = "incident.read"
    read_at: datetime


@dataclass(frozen=True)
class ClarificationAsked:
    NAME: ClassVar[str] = "incident.clarification_asked"
    number: int
    question: str
    asked_at: datetime

    def __post_init__(self) -> None:
        _check(not 0 < len(self.question) <= LENGTHS["middle"], "the question is empty or too long")


@dataclass(frozen=True)
class ClarificationAnswered:
    NAME: ClassVar[str] = "incident.clarification_answered"
    number: int
    reply: str
    replied_at: datetime

    def __post_init__(self) -> None:
        _check(not 0 < len(self.reply) <= LONGEST_ANSWER, "the reply is empty or too long")


@dataclass(frozen=True)
class ExtensionTaken:
    NAME: ClassVar[str] = "incident.extension"
    days: int
    reason: str
    taken_at: datetime

    def __post_init__(self) -> None:
        _check(not 0 < self.days <= MOST_DAYS, "the days are out of range")
        _check(not 0 < len(self.reason) <= LONGEST_POINT, "the reason is empty or too long")


@dataclass(frozen=True)
class PointAnswered:
    number: int
    substance: str
    words: str

    def __post_init__(self) -> None:
        _check(self.substance not in Substance.values, "a point is not coded")
        _check(len(self.words) > LONGEST_ANSWER, "an answer is too long")


@dataclass(frozen=True)
class Promised:
    words: str
    due_on: date | None

    def __post_init__(self) -> None:
        _check(not 0 < len(self.words) <= LONGEST_POINT, "a promise is empty or too long")


@dataclass(frozen=True)
class PersonBecame:
    """What became of the person with this number in the enquiry: no name travels back."""

    number: int
    outcome: str
    at: datetime


@dataclass(frozen=True)
class ExplanationGiven:
    NAME: ClassVar[str] = "incident.explanation"
    number: int
    kind: str
    answers: tuple[PointAnswered, ...]
    ground: str
    ground_words: str
    measure_now: str
    lifted_on: date | None
    words: str
    promises: tuple[Promised, ...]
    outcomes: tuple[PersonBecame, ...]
    is_last: bool
    given_at: datetime

    def __post_init__(self) -> None:
        _check(self.kind not in ExplanationKind.values, "it is neither individual nor general")
        _check(self.measure_now not in MeasureNow.values, "what becomes of the measure is not coded")
        _check(
            self.lifted_on is not None and self.measure_now != MeasureNow.LIFTED, "a measure kept is dated as lifted"
        )
        _check(len(self.words) > LENGTHS["long"], "the words are too long")
        _check(len(self.ground_words) > LENGTHS["middle"], "the ground is too long")


@dataclass(frozen=True)
class OverdueSaid:
    NAME: ClassVar[str] = "incident.overdue"
    due_on: date
    claimed_at: datetime


@dataclass(frozen=True)
class OverdueContested:
    NAME: ClassVar[str] = "incident.overdue_contested"
    due_on: date
    reason: str
    contested_at: datetime

    def __post_init__(self) -> None:
        _check(not 0 < len(self.reason) <= LENGTHS["middle"], "the reason is empty or too long")


@dataclass(frozen=True)
class EnquiryClosed:
    NAME: ClassVar[str] = "incident.closed"
    closed_for: str
    closed_at: datetime

    def __post_init__(self) -> None:
        _check(self.closed_for not in ClosedFor.values, "the reason is not one of the list")


@dataclass(frozen=True)
class AccountGiven:
    """One side's signed account, with the public half of the key that signed it, and the case it is of."""

    NAME: ClassVar[str] = "incident.account"
    case: CaseSaid
    version: int
    signed: bytes
    key: bytes
    given_at: datetime

    def __post_init__(self) -> None:
        _check(self.version < 1, "versions begin at 1")
        _check(len(self.key) != KEY_BYTES, "the key has not 32 bytes")
