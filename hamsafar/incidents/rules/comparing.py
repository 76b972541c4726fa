"""Two accounts of one incident, line by line. They are compared, never merged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from hamsafar.incidents.enums import NOT_STATED, MeasureNow

LINES = (
    *("place", "started_at", "ended_at", "people", "students", "measures"),
    *("ground", "consul_told_at", "outcomes", "measure_now", "words"),
)
_SILENT = (None, "", NOT_STATED, MeasureNow.NOT_SAID.value)


class Mark(StrEnum):
    """How one line of the two accounts compares."""

    SAME = "same"
    DIFFERS = "differs"
    ONE_SILENT = "one-silent"
    BOTH_SILENT = "both-silent"


@dataclass(frozen=True)
class AccountSaid:
    """What one side states of an incident. Empty values are what it is silent about."""

    place: str = ""
    started_at: datetime | None = None
    ended_at: datetime | None = None
    people: int | None = None
    students: int | None = None
    measures: str = ""
    ground: str = NOT_STATED
    ground_words: str = ""
    consul_told_at: datetime | None = None
    outcomes: str = ""
    measure_now: str = MeasureNow.NOT_SAID.value
    words: str = ""


@dataclass(frozen=True)
class Compared:
    """One line of both accounts, by the name of its field."""

    line: str
    one: object
    other: object
    mark: Mark


def compare(one: AccountSaid, other: AccountSaid) -> tuple[Compared, ...]:
    """Every line of both accounts in order, marked. Free words are told apart, never judged equal by meaning."""
    return tuple(_compared(line, _said(one, line), _said(other, line)) for line in LINES)


def _said(account: AccountSaid, line: str) -> object:
    value = getattr(account, line)
    if line == "ground" and account.ground_words:
        return account.ground_words
    return " ".join(value.split()) if isinstance(value, str) else value


def _compared(line: str, one: object, other: object) -> Compared:
    silent = (one in _SILENT, other in _SILENT)
    if all(silent):
        mark = Mark.BOTH_SILENT
    elif any(silent):
        mark = Mark.ONE_SILENT
    else:
        mark = Mark.SAME if one == other else Mark.DIFFERS
    return Compared(line, one, other, mark)
