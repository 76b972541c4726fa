"""Saying a sentence of the pack on the as-of day: what its facts allow, with a mark of proof after each figure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from hamsafar.figures.rules import conditions, sentences
from hamsafar.figures.rules.book import Book
from hamsafar.figures.rules.sentences import COMPUTED_MARK, Rendered, Segment
from hamsafar.figures.rules.values import Source
from hamsafar.kit.words import Words
from hamsafar.meetings.rules.plan import Guard
from hamsafar.meetings.rules.values import MARK, PLAIN, Figure, Line, Run

_ENDING = re.compile(r"[-\u2011]?\w+")  # what a sentence writes on to a number: th, -летия


@dataclass(frozen=True)
class World:
    """What is known on the as-of day: the book of figures, the sources, and the programmes' answers to conditions."""

    book: Book
    sources: Mapping[str, Source] = field(default_factory=dict)
    conditions: Mapping[str, bool] = field(default_factory=dict)
    sides: tuple[str, ...] = ()  # their keys begin the keys of their offices

    def holds(self, guard: Guard) -> bool:
        """Whether all of the guard's needs hold and none of its exceptions."""
        return all(self._holds(each) for each in guard.needs) and not any(self._holds(each) for each in guard.unless)

    def _holds(self, condition: str) -> bool:
        return conditions.holds(condition, self.book, self.conditions)


def visible_sources(sources: Mapping[str, Source], as_of: date, meeting_day: date | None = None) -> dict[str, Source]:
    """The sources that an edition as of the day may name (house, “As of”); an undated one is never among them."""
    return {key: source for key, source in sources.items() if _is_visible(source, as_of, meeting_day)}


def _is_visible(source: Source, as_of: date, meeting_day: date | None) -> bool:
    if source.published_on is None:
        return False
    if as_of == meeting_day and not source.is_the_source_document:
        return source.published_on < as_of
    return source.published_on <= as_of


def say(words: Words, world: World, lang: str, extra: Iterable[str] = ()) -> Line | None:
    """The sentence with its sources; None where it names a fact that is not visible on the day.

    `extra` are source keys beyond those of the facts; a sentence that rests on them alone vanishes when none of
    them is visible either.
    """
    rendered = sentences.render(words[lang], world.book, lang)
    if rendered is None:
        return None
    wanted = tuple(extra)
    visible = tuple(key for key in wanted if key in world.sources)
    if wanted and not visible and not rendered.facts:
        return None
    sources = tuple(dict.fromkeys((*rendered.sources, *visible)))
    return Line(rendered.text, _runs(rendered, world.book, visible), rendered.facts, sources)


def figures_of(line: Line, book: Book, first: str = "") -> tuple[Figure, ...]:
    """The numbers that a line states, in order; `first` is the key of the one that it is about."""
    facts = [fact for key in line.facts if (fact := book.get(key)) is not None]
    facts.sort(key=lambda fact: fact.key != first)
    return tuple(
        Figure(
            key=fact.key,
            series=fact.series,
            value=fact.value,
            decimals=fact.decimals,
            unit=fact.unit,
            period=fact.period,
            scope=fact.scope,
            counted_by=fact.counted_by,
            said_by=fact.said_by,
            qualifier=fact.qualifier,
            synthetic=fact.synthetic,
            formula=fact.formula,
        )
        for fact in facts
        if fact.value is not None
    )


def _runs(rendered: Rendered, book: Book, extra: tuple[str, ...]) -> tuple[Run, ...]:
    runs = list(_told(rendered))
    marked = {run.ref for run in runs if run.kind == MARK}
    for key in rendered.facts:  # a fact named only by its year or period has no mark of its own
        runs += [run for run in proof_of(key, book) if run.ref not in marked]
    runs += [Run(MARK, ref=key) for key in extra if key not in marked]
    return tuple(_behind_words(list(_tidy(runs))))


def _told(rendered: Rendered) -> Iterable[Run]:
    """The segments as runs. A number that carries no proof of its own is a year or a span: plain text."""
    following = (*rendered.segments[1:], Segment("text", ""))
    for segment, after in zip(rendered.segments, following, strict=True):
        run = _run(segment)
        yield Run(PLAIN, run.text) if run.kind == "number" and after.fact != segment.fact else run


def _run(segment: Segment) -> Run:
    if segment.kind != "source":
        return Run(segment.kind, segment.text)
    computed = segment.text == COMPUTED_MARK
    return Run(MARK, ref=segment.fact if computed else segment.text, computed=computed)


def proof_of(fact_key: str, book: Book) -> list[Run]:
    """The mark after a figure: its source, or ƒ where it was computed here; nothing where it has no source."""
    fact = book.get(fact_key)
    if fact is None:
        return []
    if fact.formula:
        return [Run(MARK, ref=fact.key, computed=True)]
    return [Run(MARK, ref=fact.source.key)] if fact.source else []


def _behind_words(runs: list[Run]) -> Iterable[Run]:
    """The runs with a mark put behind the word that its number begins: `80th¹`, not `80¹th`."""
    held: list[Run] = []
    for run in runs:
        if run.kind == MARK:
            held.append(run)
            continue
        rest = run
        if held and run.kind == PLAIN:
            ending = _ENDING.match(run.text)
            if ending:
                yield Run(PLAIN, ending[0])
                rest = Run(PLAIN, run.text[ending.end() :])
        yield from held
        held = []
        if rest.text:
            yield rest
    yield from held


def _tidy(runs: list[Run]) -> Iterable[Run]:
    """The runs with each proof shown once where it would follow itself: behind the last figure it proves."""
    for number, run in enumerate(runs):
        if run.kind == MARK:
            later = next((each for each in runs[number + 1 :] if each.kind == MARK), None)
            if later is not None and later.ref == run.ref:
                continue
        yield run
