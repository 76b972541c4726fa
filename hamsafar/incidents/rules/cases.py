"""Incidents in a table: a line for each person, lines of one place, day and hour together. Nothing is guessed.

A line whose place, day or measure cannot be read is named with its reason and left out; who stands in a line is read
like a pasted list (`rules.lists`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time

from hamsafar.incidents.rules.lists import Row, read_list
from hamsafar.kit.because import Because

HEADINGS: Mapping[str, tuple[str, ...]] = {
    "place": ("place", "post", "airport", "место", "пункт", "аэропорт", "ҷой", "фурудгоҳ", "гузаргоҳ"),
    "day": ("day", "date", "день", "дата", "рӯз", "сана"),
    "hour": ("hour", "time", "час", "время", "соат", "вақт"),
    "measure": ("measure", "measures", "мера", "меры", "чора", "чораҳо"),
    "words": ("words", "what happened", "слова", "что произошло", "суханҳо", "чӣ шуд"),
}
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00)?)?")
_DAY_FIRST = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})")
_HOUR = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?(?::00)?")
_BETWEEN = re.compile(r"\s*[,;/+]\s*")


@dataclass(frozen=True)
class Case:
    """One incident of the table. `line` is its first; `post` is a key of the pack, or `place` says it in words."""

    line: int
    post: str
    place: str
    day: date
    hour: time | None
    measures: tuple[str, ...] = ()
    words: str = ""
    people: tuple[Row, ...] = ()


@dataclass(frozen=True)
class Fault:
    """A line that is left out, and why. Line 0 is the table as a whole."""

    line: int
    reason: Because


def read_cases(
    rows: Sequence[tuple[int, Sequence[str]]],
    *,
    places: Mapping[str, int],
    posts: Mapping[str, str],
    measures: Mapping[str, str],
    today: date,
) -> tuple[tuple[Case, ...], tuple[Fault, ...]]:
    """The incidents of a table below its first row, and the lines that are left out.

    `places` says which column holds what, as `columns_of` finds it or an officer chose it. `posts` and `measures` give
    the key for every word that stands for it, in lower case.
    """
    if not {"place", "day"} <= set(places):
        return (), (Fault(0, Because("No heading says place and day: say below which columns hold them.")),)
    people = _people(rows, set(places.values()), today)
    cases: dict[tuple[str, date, time | None], Case] = {}
    faults: list[Fault] = []
    for line, cells in rows[1:]:
        found = _case(line, {name: _cell(cells, place) for name, place in places.items()}, posts, measures, today)
        if isinstance(found, Fault):
            faults.append(found)
            continue
        key = (found.post or found.place.lower(), found.day, found.hour)
        cases[key] = _together(cases.get(key), found, people.get(line))
    return tuple(cases.values()), tuple(faults)


def columns_of(headings: Sequence[str]) -> dict[str, int]:
    """Which column holds what, by the headings that are known."""
    words = [" ".join(each.lower().split()) for each in headings]
    return {name: place for name, known in HEADINGS.items() for place, each in enumerate(words) if each in known}


def _cell(cells: Sequence[str], place: int) -> str:
    return " ".join(cells[place].split()) if place < len(cells) else ""


def _people(rows: Sequence[tuple[int, Sequence[str]]], taken: set[int], today: date) -> dict[int, Row]:
    """Who stands in each line, read from the columns that say nothing of the incident."""
    text = "\n".join(
        "\t".join(" ".join(cell.split()) for place, cell in enumerate(cells) if place not in taken) or "-"
        for _line, cells in rows
    )
    return {rows[row.line - 1][0]: row for row in read_list(text, today=today).rows}


def _case(
    line: int, said: Mapping[str, str], posts: Mapping[str, str], measures: Mapping[str, str], today: date
) -> Case | Fault:
    if not said["place"]:
        return Fault(line, Because("It does not say where."))
    day = _day(said["day"])
    if day is None or day > today:
        return Fault(line, Because("Its day cannot be read or lies in the future: %(day)s.", day=said["day"] or "–"))
    hour = _hour(said.get("hour", ""))
    if hour is None and said.get("hour"):
        return Fault(line, Because("Its hour cannot be read: %(hour)s.", hour=said["hour"]))
    kinds = [each for each in _BETWEEN.split(said.get("measure", "")) if each]
    if unknown := [each for each in kinds if each.lower() not in measures]:
        return Fault(line, Because("The list of measures does not hold: %(measure)s.", measure=unknown[0]))
    return Case(
        line=line,
        post=posts.get(said["place"].lower(), ""),
        place=said["place"],
        day=day,
        hour=hour,
        measures=tuple(dict.fromkeys(measures[each.lower()] for each in kinds)),
        words=said.get("words", ""),
    )


def _day(text: str) -> date | None:
    found = _ISO.fullmatch(text)
    year, month, day = (int(each) for each in found.groups()) if found else (0, 0, 0)
    if not found and (first := _DAY_FIRST.fullmatch(text)):
        day, month, year = (int(each) for each in first.groups())
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _hour(text: str) -> time | None:
    found = _HOUR.fullmatch(text)
    try:
        return time(int(found[1]), int(found[2] or 0)) if found else None
    except ValueError:
        return None


def _together(known: Case | None, more: Case, person: Row | None) -> Case:
    """One case with what another line of it says as well."""
    people = (person,) if person else ()
    if known is None:
        return replace(more, people=people)
    words = known.words if more.words in known.words else "\n".join(filter(None, (known.words, more.words)))
    measures = tuple(dict.fromkeys((*known.measures, *more.measures)))
    return replace(known, measures=measures, words=words, people=(*known.people, *people))
