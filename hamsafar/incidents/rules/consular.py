"""The consular clock: by when a consul had to be told, by a rule with a source or by practice that says so."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from hamsafar.corridor.rules import DatedUnderKey, in_force
from hamsafar.incidents.enums import NOTICE_PRACTICE, NOTICE_RULE

ESTABLISHED, PRACTICE = "established", "practice"
UNITS = {"hours": timedelta(hours=1), "days": timedelta(days=1)}


class RuleRow(DatedUnderKey, Protocol):
    """A rule of the pack."""

    value: str
    unit: str
    status: str
    act: str
    source: str


@dataclass(frozen=True)
class NoticeRule:
    """How long notice may take. `basis` says whether that is established law or practice; `act` and `source`, which."""

    limit: timedelta
    basis: str
    act: str = ""
    source: str = ""

    @property
    def is_practice(self) -> bool:
        return self.basis == PRACTICE


@dataclass(frozen=True)
class ConsularClock:
    """How notice stands at a moment. `began_at` is when the people were first held, or the end of that day.

    `told_at` is the first proven notice. Where only the day is known, times are “at least” (`at_least`).
    """

    began_at: datetime
    rule: NoticeRule | None
    told_at: datetime | None
    at: datetime
    at_least: bool = False

    @property
    def due_at(self) -> datetime | None:
        """By when notice had to be given; None where neither rule nor practice says."""
        return self.began_at + self.rule.limit if self.rule else None

    @property
    def took(self) -> timedelta:
        """From the beginning until notice or, where none is known, until this moment. Never negative."""
        return max((self.told_at or self.at) - self.began_at, timedelta(0))

    @property
    def is_late(self) -> bool | None:
        """Whether notice came, or still has not come, after it was due; None where nothing says when that is."""
        return None if self.due_at is None else (self.told_at or self.at) > self.due_at


def notice_rule(rules: Iterable[RuleRow], *, on: date) -> NoticeRule | None:
    """The established rule of the day, else the practice of this node, else None. A proposed rule is neither."""
    rows = tuple(rules)
    for key, basis in ((NOTICE_RULE, ESTABLISHED), (NOTICE_PRACTICE, PRACTICE)):
        row = in_force(rows, key, on=on)
        if row is not None and row.status == basis and row.value.isdecimal() and row.unit in UNITS:
            return NoticeRule(int(row.value) * UNITS[row.unit], basis, row.act, row.source)
    return None


def consular_clock(
    *, began_at: datetime, told: Sequence[datetime], rule: NoticeRule | None, at: datetime, at_least: bool = False
) -> ConsularClock:
    """The clock of one incident or one person; notices later than `at` are not known yet."""
    known = [each for each in told if each <= at]
    return ConsularClock(began_at=began_at, rule=rule, told_at=min(known, default=None), at=at, at_least=at_least)
