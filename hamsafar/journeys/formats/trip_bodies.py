"""Envelopes about trips: who is asked about, the signed answer, a crossing. No reference of ours crosses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from hamsafar.journeys.enums import Direction
from hamsafar.journeys.formats.receipts import Question
from hamsafar.papers.formats.claims import CTI_BYTES

MOST_NAMES, MOST_DOCUMENTS = 12, 20
LONGEST_NAME, LONGEST_NUMBER, LONGEST_ANSWER, LONGEST_POST = 200, 40, 4096, 60


@dataclass(frozen=True)
class TripCheckAsked:
    """Whether this person stands on the receiving side's list."""

    NAME: ClassVar[str] = "journey.check_asked"
    question: Question

    def __post_init__(self) -> None:
        said = self.question
        if not 0 < len(said.names) <= MOST_NAMES or len(said.documents) > MOST_DOCUMENTS:
            raise ValueError("it names nobody, or too much")
        if max(map(len, said.names)) > LONGEST_NAME or max(map(len, said.documents), default=0) > LONGEST_NUMBER:
            raise ValueError("a name or a number is too long")


@dataclass(frozen=True)
class TripCheckAnswered:
    """The answer as the asked side's node signed it, with a key of its trust list."""

    NAME: ClassVar[str] = "journey.check_answered"
    signed: bytes

    def __post_init__(self) -> None:
        if not 0 < len(self.signed) <= LONGEST_ANSWER:
            raise ValueError("it holds no answer, or one that is too long")


@dataclass(frozen=True)
class JourneyCrossed:
    """Somebody who showed a paper of the receiving side crossed, and wanted that side told.

    `paper` is the random number of the paper: only its issuer knows whose it is. `post` is a key of the pack, or empty.
    """

    NAME: ClassVar[str] = "journey.crossed"
    paper: bytes
    direction: str
    on: date
    post: str

    def __post_init__(self) -> None:
        if len(self.paper) != CTI_BYTES:
            raise ValueError(f"the number of a paper has {CTI_BYTES} bytes")
        if self.direction not in Direction.values:
            raise ValueError("it is neither an entry nor an exit")
        if len(self.post) > LONGEST_POST:
            raise ValueError("the post is too long")
