"""Numbering a page: each source gets a raised number in order of appearance, computed figures get ƒ."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from hamsafar.figures.rules.book import Book
from hamsafar.figures.rules.values import Fact, Source
from hamsafar.kit import formats
from hamsafar.meetings.rules.speech import World
from hamsafar.meetings.rules.values import COMMA, MARK, Line, Note, Run

GRADES = {"official": "A", "agency": "B", "secondary": "C"}
COMPUTED = "ƒ"
NOT_STATED = "not-stated"


@dataclass(frozen=True)
class Numbering:
    """The raised numbers of one page. `labels` maps a source's or a computed figure's key to its label."""

    labels: dict[str, str]
    notes: tuple[Note, ...]

    def line(self, line: Line) -> Line:
        """The line with its marks numbered, each number once where neighbours share it."""
        runs = [replace(run, text=self.labels.get(run.ref, "")) if run.kind == MARK else run for run in line.runs]
        shown = [run for run in runs if run.kind != MARK or run.text]
        return replace(line, runs=tuple(_apart(shown)))


def _apart(runs: Iterable[Run]) -> Iterable[Run]:
    """The runs with a comma between two raised numbers, so that 1 and 2 do not read as 12."""
    before = ""
    for run in runs:
        if run.kind == before == MARK:
            yield Run(COMMA, ",")
        before = run.kind
        yield run


def number_page(lines: Iterable[Line], world: World, lang: str) -> Numbering:
    """The numbering of everything that stands on one page, and the notes at its foot."""
    every = tuple(lines)
    marks = [run for line in every for run in line.runs if run.kind == MARK]
    sources = tuple(dict.fromkeys(run.ref for run in marks if not run.computed and run.ref in world.sources))
    computed = tuple(dict.fromkeys(run.ref for run in marks if run.computed))
    labels = {key: str(number) for number, key in enumerate(sources, start=1)}
    formulas = _by_formula(computed, world.book)
    for number, keys in enumerate(formulas.values()):
        label = COMPUTED if len(formulas) == 1 else COMPUTED + "abcdefghijklmnopqrstuvwxyz"[number]
        labels |= dict.fromkeys(keys, label)
    named = {key for line in every for key in line.facts}
    facts = tuple(fact for fact in world.book.with_inputs(named) if fact.source)
    notes = [Note(labels[key], source_note(world.sources[key], facts, world, lang), key) for key in sources]
    notes += [Note(labels[keys[0]], formula, "") for formula, keys in formulas.items()]
    return Numbering(labels, tuple(notes))


def source_note(source: Source, facts: Iterable[Fact], world: World, lang: str) -> str:
    """Who said it, via whom, when, and the grade of the publisher: `Ambassador. tass.com, 13 Feb 2025, B`."""
    speakers = sorted({voice for fact in facts if fact.source == source and (voice := voice_of(fact, world.sides))})
    said = ", ".join(world.book.codes.short("authority", key, lang) for key in speakers)
    said = said[:1].upper() + said[1:]
    day = formats.day_short(source.published_on, lang) if source.published_on else ""
    via = ", ".join(part for part in (outlet(source), day, GRADES.get(source.quality, "")) if part)
    return f"{said}. {via}" if said else via


def voice_of(fact: Fact, sides: Collection[str]) -> str:
    """Whose word a figure is: the official who said it; what the press reports is the word of whoever counted."""
    counted = "" if fact.counted_by in ("", NOT_STATED) else fact.counted_by
    is_of_a_side = fact.said_by.partition("-")[0] in sides
    return fact.said_by if is_of_a_side or not counted else counted


def outlet(source: Source) -> str:
    """The host that published a source, or its title where the address names none."""
    host = urlsplit(source.address).hostname or ""
    return host.removeprefix("www.") or source.title


def _by_formula(keys: Iterable[str], book: Book) -> dict[str, list[str]]:
    """Computed figures gathered by the formula that the foot shows, in order of appearance."""
    found: dict[str, list[str]] = {}
    for key in keys:
        fact = book.get(key)
        if fact is not None:
            found.setdefault(fact.formula, []).append(key)
    return found
