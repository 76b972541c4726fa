"""The body of the envelope by which the origin learns of a decision, where the applicant wished it.

It names nobody: only the reference of the journey, which the applicant brought, and what is met from when to when. What
was applied for, what was handed in and what was refused stay at the desk.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

REQUIREMENTS = ("documents-decision", "fingerprints")
LONGEST = 40


@dataclass(frozen=True)
class DecisionTold:
    """A requirement of a journey is met by the documents desk."""

    NAME: ClassVar[str] = "documents.decided"

    journey: str
    requirement: str
    on: date
    until: date | None
    evidence: str

    def __post_init__(self) -> None:
        if self.requirement not in REQUIREMENTS:
            raise ValueError("a documents desk meets no such requirement")
        if not 0 < len(self.journey) <= LONGEST or len(self.evidence) > LONGEST:
            raise ValueError("a reference is too long, or missing")
        if self.until is not None and self.until < self.on:
            raise ValueError("a decision ends after it begins")
