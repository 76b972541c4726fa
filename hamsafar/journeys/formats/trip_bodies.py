"""Envelopes about checks before a trip: who is asked about, and the signed answer. No reference of ours crosses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from hamsafar.journeys.formats.receipts import Question

MOST_NAMES, MOST_DOCUMENTS = 12, 20
LONGEST_NAME, LONGEST_NUMBER, LONGEST_ANSWER = 200, 40, 4096


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
