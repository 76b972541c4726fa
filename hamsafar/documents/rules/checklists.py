"""Which documents an application needs, and whether what was handed in is in date. Plain Python."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Wrong(StrEnum):
    """Why a document does not serve. The words stand with the pages."""

    MISSING = "missing"
    NOT_CHECKED = "not-checked"
    EXPIRED = "expired"
    TOO_OLD = "too-old"


@dataclass(frozen=True)
class Needed:
    """One line of a checklist. `window` is for how many days after its issue it serves; None: not established."""

    code: str
    window: int | None = None


@dataclass(frozen=True)
class Paper:
    """A document that is here, as it reads."""

    code: str
    checked: bool
    issued_on: date | None = None
    expires_on: date | None = None


@dataclass(frozen=True)
class Line:
    """One line of a checklist as it stands; `wrong` is None where it is in order."""

    code: str
    wrong: Wrong | None
    exempt: bool = False


def checklist(needed: Sequence[Needed], here: Iterable[Paper], *, exempt: frozenset[str], on: date) -> tuple[Line, ...]:
    """How each line stands on a day. Of several papers for a line the best one counts."""
    papers: dict[str, list[Paper]] = {}
    for paper in here:
        papers.setdefault(paper.code, []).append(paper)
    return tuple(_line(each, papers.get(each.code, []), exempt, on) for each in needed)


def _line(needed: Needed, papers: Sequence[Paper], exempt: frozenset[str], on: date) -> Line:
    if needed.code in exempt:
        return Line(needed.code, None, exempt=True)
    found = [wrong_with(needed, paper, on=on) for paper in papers]
    return Line(needed.code, None if None in found else next(iter(found), Wrong.MISSING))


def wrong_with(needed: Needed, paper: Paper, *, on: date) -> Wrong | None:
    """What is wrong with one paper on a day. The day it names as its last still serves."""
    if paper.expires_on is not None and paper.expires_on < on:
        return Wrong.EXPIRED
    if needed.window is not None and paper.issued_on is not None and (on - paper.issued_on).days > needed.window:
        return Wrong.TOO_OLD
    return None if paper.checked else Wrong.NOT_CHECKED


def is_complete(lines: Iterable[Line]) -> bool:
    return all(line.wrong is None for line in lines)


def share_in_time(decided: Sequence[tuple[date, date | None]]) -> Mapping[str, int]:
    """Of applications (day of decision, last day that was promised) how many were decided in time, and of how many."""
    known = [(on, due) for on, due in decided if due is not None]
    return {"part": sum(on <= due for on, due in known), "whole": len(known)}
