"""The book of figures of one day: what was visible, what follows from it, and where it disagrees."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from hamsafar.figures.rules.derived import compute
from hamsafar.figures.rules.disagreements import disagreements
from hamsafar.figures.rules.labels import Labels
from hamsafar.figures.rules.periods import same
from hamsafar.figures.rules.values import Derivation, Fact, Finding, Series, Source
from hamsafar.figures.rules.visibility import is_visible
from hamsafar.kit.words import Words


@dataclass(frozen=True)
class Facts:
    """Everything that is known, before any cut: what a pack or the database holds."""

    sources: Mapping[str, Source]
    series: Mapping[str, Series]
    facts: Mapping[str, Fact]
    derived: tuple[Derivation, ...] = ()
    codes: Labels = field(default_factory=Labels)

    def book(self, as_of: date | None, meeting_day: date | None = None, *, today: date | None = None) -> Book:
        """The book of a day; without a day, of everything known `today`."""
        visible = {key: fact for key, fact in self.facts.items() if is_visible(fact, as_of, meeting_day)}
        computed, refused = compute(self.derived, visible)
        return Book(
            facts={**visible, **computed},
            series=self.series,
            disagreements=disagreements(visible.values(), self.series),
            codes=self.codes,
            as_of=as_of,
            meeting_day=meeting_day,
            on=as_of or today or date.max,
            refused=refused,
        )


@dataclass(frozen=True)
class Book:
    """The facts of one view, computed ones among them, with their disagreements and labels."""

    facts: Mapping[str, Fact]
    series: Mapping[str, Series]
    disagreements: tuple[Finding, ...]
    codes: Labels
    as_of: date | None = None
    meeting_day: date | None = None
    on: date = date.max  # the day the view speaks from: the as-of day, else today
    refused: Mapping[str, Words] = field(default_factory=dict)  # derived figures that could not be computed, and why

    def get(self, key: str) -> Fact | None:
        """The fact of that key, or None where it is not visible in this view."""
        return self.facts.get(key)

    def of_series(self, series: str, period: str = "") -> tuple[Fact, ...]:
        """The facts of a series, of one period where it is given, by period and key."""
        chosen = [
            fact for fact in self.facts.values() if fact.series == series and (not period or same(fact.period, period))
        ]
        return tuple(sorted(chosen, key=lambda fact: (fact.period, fact.key)))

    def findings(self, series: str, period: str = "") -> tuple[Finding, ...]:
        """The disagreements about a series, of one period where it is given."""
        return tuple(
            each for each in self.disagreements if each.series == series and (not period or same(each.period, period))
        )

    def sources_of(self, *keys: str) -> tuple[Source, ...]:
        """The sources behind the named facts, in that order, each once; a computed figure has its inputs' sources."""
        found: dict[str, Source] = {}
        for fact in self.with_inputs(keys):
            if fact.source is not None:
                found.setdefault(fact.source.key, fact.source)
        return tuple(found.values())

    def with_inputs(self, keys: Iterable[str]) -> tuple[Fact, ...]:
        """The named visible facts, each followed by what it was computed from, each once."""
        found: dict[str, Fact] = {}
        waiting = list(keys)
        while waiting:
            fact = self.get(waiting.pop(0))
            if fact is not None and fact.key not in found:
                found[fact.key] = fact
                waiting = [*fact.inputs, *waiting]
        return tuple(found.values())
