"""The figures of a corridor pack: sources, series, published facts and how others are computed from them.

Pure: nothing here touches the database, so that `--pack DIR` shows what a pack says without loading it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TypeVar

from hamsafar.corridor.formats.pack import Pack, columns, duplicates
from hamsafar.corridor.formats.reading import PackError, PackErrors, Row, not_a_day, read_rows, shown
from hamsafar.figures.rules.book import Facts
from hamsafar.figures.rules.derived import FORMULAS, needed
from hamsafar.figures.rules.labels import Label, Labels
from hamsafar.figures.rules.periods import NotAPeriod, canonical, parse
from hamsafar.figures.rules.precision import QUALIFIERS, base_unit
from hamsafar.figures.rules.values import Derivation, Fact, Series, Source
from hamsafar.figures.rules.visibility import dated
from hamsafar.kit.because import Because, about
from hamsafar.kit.words import Words

Built = TypeVar("Built")

SOURCE = columns("key title address date dated_by quality host read_on document note_en")
SERIES = columns("key name_* kind unit measures part_of parts topic")
FIGURE = columns(
    "key kind series value qualifier unit period scope counted_by said_by source quality published_on"
    " words_* note_* found"
)
DERIVED = columns("key formula inputs base target series unit period scope decimals words_* note_*")

QUALITIES = ("official", "agency", "secondary")
HOSTS = ("own", "mirror", "unrelated")
DATED_BY = ("page", "address", "note")
SERIES_KINDS = ("level", "growth", "share", "multiple", "stock", "length", "event")
FACT_KINDS = ("number", "date", "note")
PARTS = ("exhaustive", "outcomes", "may-overlap")


def read_figures(pack: Pack | Path | str) -> Facts:
    """Everything a pack knows about figures, before any cut.

    Raises `PackErrors` with every error, each with file and line. A fact whose source row is missing is no error:
    it loads undated and without source.
    """
    whole = pack if isinstance(pack, Pack) else Pack(pack)
    reader = _Reader(whole)
    sources = {source.key: source for source in reader.each("sources.csv", SOURCE, _source)}
    series = {each.key: each for each in reader.each("series.csv", SERIES, reader.series)}
    facts = reader.facts(sources, series)
    derived = reader.derived(series, facts)
    if reader.errors:
        raise PackErrors(reader.errors)
    return Facts(sources=sources, series=series, facts=facts, derived=derived, codes=labels_of(whole))


def own_days(pack: Pack) -> dict[str, date]:
    """By key, the facts of a pack whose `published_on` overrides the date of their source."""
    rows = read_rows(pack.path / "figures.csv", FIGURE)
    days = {row["key"]: row.day("published_on") for row in rows}
    return {key: day for key, day in days.items() if day is not None}


def labels_of(pack: Pack) -> Labels:
    """The labels of every code list of the pack; of a code with several periods the latest."""
    lists: dict[str, dict[str, Label]] = {}
    for code in pack.codes:
        latest = pack.code(code.list, code.key)
        lists.setdefault(code.list, {})[code.key] = Label(latest.label, latest.short)
    return Labels(lists)


def decimals_of(text: str) -> int:
    """How many decimals a plain decimal was written with."""
    return len(text.partition(".")[2])


class _Reader:
    """Reads file after file and keeps the errors, so that a person sees all of them at once."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self.errors: list[PackError] = []

    def each(self, name: str, wanted: Sequence[str], build: Callable[[Row], Built]) -> list[Built]:
        """What `build` makes of every row of a file; errors are kept and the other rows still read."""
        try:
            rows = read_rows(self.pack.path / name, wanted)
        except PackError as problem:
            self.errors.append(problem)
            return []
        self.errors += duplicates(rows, "key")
        built = []
        for row in rows:
            try:
                built.append(build(row))
            except PackError as problem:
                self.errors.append(problem)
        return built

    def series(self, row: Row) -> Series:
        return Series(
            key=row.key(),
            name=row.words("name"),
            kind=row.one_of("kind", SERIES_KINDS),
            unit=self._code(row, "unit", "unit"),
            measures=row["measures"],
            part_of=row["part_of"],
            parts=row["parts"] and row.one_of("parts", PARTS),
            topic=row["topic"],
        )

    def facts(self, sources: Mapping[str, Source], series: Mapping[str, Series]) -> dict[str, Fact]:
        """The published facts by key, each with its day."""
        built = self.each("figures.csv", FIGURE, lambda row: self._fact(row, sources, series))
        facts = {fact.key: fact for fact in built}
        own_days = {key: fact.published_on for key, fact in facts.items() if fact.published_on is not None}
        return dated(facts, own_days, series)

    def derived(self, series: Mapping[str, Series], facts: Mapping[str, Fact]) -> tuple[Derivation, ...]:
        """The computed figures, in the file's order; each may use published facts and the ones above it."""
        known = set(facts)

        def build(row: Row) -> Derivation:
            derivation = self._derivation(row, series)
            if derivation.key in facts:
                reason = Because("key %(key)s is already used in figures.csv.", key=shown(derivation.key))
                raise row.error(reason)
            missing = [key for key in needed(derivation) if key not in known]
            if missing:
                reason = Because("%(key)s is no fact of figures.csv and no row above.", key=shown(missing[0]))
                raise row.error(reason)
            known.add(derivation.key)
            return derivation

        return tuple(self.each("derived.csv", DERIVED, build))

    def _fact(self, row: Row, sources: Mapping[str, Source], series: Mapping[str, Series]) -> Fact:
        kind = row.one_of("kind", FACT_KINDS)
        source = sources.get(row["source"])
        own_day = row.day("published_on")
        fact = Fact(
            key=row.key(),
            kind=kind,
            series=self._series(row, series),
            value=None,
            decimals=0,
            qualifier=row["qualifier"] and row.one_of("qualifier", QUALIFIERS),
            unit=self._code(row, "unit", "unit"),
            period=period_of(row, "period"),
            scope=self._code(row, "scope", "scope"),
            counted_by=self._code(row, "counted_by", "authority"),
            said_by=self._code(row, "said_by", "authority"),
            quality=row["quality"] and row.one_of("quality", QUALITIES),
            source=source,
            published_on=own_day if source else None,
            words=row.words("words"),
            note=_note(row),
            found=row["found"],
        )
        return _VALUES[kind](fact, row, series)

    def _derivation(self, row: Row, series: Mapping[str, Series]) -> Derivation:
        decimals = row["decimals"] or "0"
        if not decimals.isdecimal():
            reason = Because("decimals is %(value)s; write how many, such as 0 or 1.", value=shown(decimals))
            raise row.error(reason)
        if not row["inputs"].split():
            raise row.error(Because("inputs is empty; name the facts it is computed from."))
        return Derivation(
            key=row.key(),
            formula=row.one_of("formula", tuple(FORMULAS)),
            inputs=tuple(row["inputs"].split()),
            words=row.words("words"),
            base=row["base"],
            target=row["target"],
            series=self._series(row, series),
            unit=self._code(row, "unit", "unit"),
            period=period_of(row, "period"),
            scope=self._code(row, "scope", "scope"),
            decimals=int(decimals),
            note=_note(row),
        )

    def _series(self, row: Row, series: Mapping[str, Series]) -> str:
        if row["series"] and row["series"] not in series:
            raise row.error(Because("series %(key)s is not in series.csv.", key=shown(row["series"])))
        return row["series"]

    def _code(self, row: Row, column: str, code_list: str) -> str:
        if row[column] and not self.pack.has_code(code_list, row[column]):
            reason = Because(
                "%(column)s %(key)s is not in the code list “%(list)s”; add it to codes.csv.",
                column=column,
                key=shown(row[column]),
                list=code_list,
            )
            raise row.error(reason)
        return row[column]


def period_of(row: Row, column: str) -> str:
    """A period in its shortest canonical spelling, empty where the cell is; `PackError` for anything else."""
    try:
        return canonical(parse(row[column])) if row[column] else ""
    except NotAPeriod as problem:
        raise row.error(about(column, problem.reason)) from problem


def _source(row: Row) -> Source:
    row.one_of("dated_by", (*DATED_BY, ""))
    row.day("read_on")
    return Source(
        key=row.key(),
        title=row["title"] or row["address"],
        address=row["address"],
        published_on=row.day("date"),
        quality=row.one_of("quality", QUALITIES),
        host=row.one_of("host", HOSTS) if row["host"] else "own",
        is_the_source_document=row.one_of("document", ("yes", "no", "")) == "yes",
    )


def _note(row: Row) -> Words | None:
    note = row.words_or_empty("note")
    return note if note.en else None


def _number(fact: Fact, row: Row, series: Mapping[str, Series]) -> Fact:
    value = row.number("value")
    if value is None:
        raise row.error(Because("value is empty; a number has one. A fact without a number is a note."))
    if not fact.unit:
        raise row.error(Because("unit is empty; a number has one."))
    expected = series[fact.series].unit if fact.series else ""
    if expected and base_unit(expected)[0] != base_unit(fact.unit)[0]:
        reason = Because(
            "unit %(unit)s cannot be compared with %(expected)s, the unit of its series.",
            unit=shown(fact.unit),
            expected=shown(expected),
        )
        raise row.error(reason)
    return replace(fact, value=value, decimals=decimals_of(row["value"]), qualifier=fact.qualifier or "exactly")


def _date(fact: Fact, row: Row, series: Mapping[str, Series]) -> Fact:
    try:
        when = parse(row["value"])
    except NotAPeriod as problem:
        raise row.error(not_a_day("value", row["value"])) from problem
    return replace(fact, day=when.start, until=when.end if when.end != when.start else None)


def _without_value(fact: Fact, row: Row, series: Mapping[str, Series]) -> Fact:
    if row["value"]:
        raise row.error(Because("value is %(value)s; a note has none.", value=shown(row["value"])))
    return fact


_VALUES: Mapping[str, Callable[[Fact, Row, Mapping[str, Series]], Fact]] = {
    "number": _number,
    "date": _date,
    "note": _without_value,
}
