"""What stops an import: a draft that could be two things, or that we already hold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from hamsafar.figures.rules.found import Draft
from hamsafar.figures.rules.values import Fact


@dataclass(frozen=True)
class Doubt:
    """A row that a person must decide about before anything is imported."""

    line: int
    kind: str  # key_taken, key_twice, known, twice
    other: str  # the key of the fact, or the line of the row, that it collides with


Statement = tuple[str, str, str, str, str, str, Decimal | None, date | None, str]


def doubts(drafts: Iterable[Draft], known: Mapping[str, Fact]) -> tuple[Doubt, ...]:
    """Every draft whose key is taken, and every one that repeats the same statement of the same source.

    A statement is what is said of which series, period and scope by whom with which value; another source that
    says the same is a second witness, and welcome.
    """
    said = {_statement_of_fact(fact): fact.key for fact in known.values()}
    keys: dict[str, int] = {}
    lines: dict[Statement, int] = {}
    found: list[Doubt] = []
    for draft in drafts:
        statement = _statement(draft)
        if draft.key in known:
            found.append(Doubt(draft.line, "key_taken", draft.key))
        elif draft.key in keys:
            found.append(Doubt(draft.line, "key_twice", str(keys[draft.key])))
        elif statement in said:
            found.append(Doubt(draft.line, "known", said[statement]))
        elif statement in lines:
            found.append(Doubt(draft.line, "twice", str(lines[statement])))
        keys.setdefault(draft.key, draft.line)
        lines.setdefault(statement, draft.line)
    return tuple(found)


def _statement(draft: Draft) -> Statement:
    what = draft.words if draft.kind == "note" or not draft.series else ""
    day = draft.day
    return (
        draft.series,
        draft.period,
        draft.scope,
        draft.counted_by,
        draft.unit,
        draft.source,
        draft.value,
        day,
        what,
    )


def _statement_of_fact(fact: Fact) -> Statement:
    what = fact.words.en if fact.kind == "note" or not fact.series else ""
    address = fact.source.address if fact.source else ""
    return (
        fact.series,
        fact.period,
        fact.scope,
        fact.counted_by,
        fact.unit,
        address,
        fact.value,
        fact.day,
        what,
    )
