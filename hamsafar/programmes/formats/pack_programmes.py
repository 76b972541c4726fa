"""Reading the pack's `programmes/*.toml` (docs/reference/pack.md) into plans. Pure: no database.

A fault refuses the pack, with file and line. A fact key that no row has is no fault: what rests on it vanishes, and
`unknown_facts` lists it as a warning, so that a copy of a pack with a row taken out can still be tried.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from hamsafar.corridor.formats.pack import Pack
from hamsafar.corridor.formats.reading import KEY, Document, PackError, PackErrors, read_toml, shown
from hamsafar.figures.rules.sentences import named
from hamsafar.kit.words import LANGUAGES, Words
from hamsafar.programmes.enums import Classification, Forum, OfferState, ProgrammeKind
from hamsafar.programmes.rules import plans
from hamsafar.programmes.rules.dates import own_term
from hamsafar.programmes.rules.pictures import Promises
from hamsafar.programmes.rules.treaties import ORDER, RATIFIED

FOLDER = "programmes"
T = TypeVar("T")


def read_programmes(pack: Pack) -> Promises:
    """What the pack's sides promised, in the order of the file names. Raises `PackErrors` with every fault."""
    read: list[plans.ProgrammePlan] = []
    errors: list[PackError] = []
    for document in _documents(pack, errors):
        try:
            read.append(_programme(_Table(document, document), pack))
        except PackError as problem:
            errors.append(problem)
    errors += list(_used_twice(pack, read))
    if errors:
        raise PackErrors(errors)
    return Promises(plans=tuple(read), sides=tuple(side.key for side in pack.sides))


def unknown_facts(pack: Pack, known: Container[str]) -> tuple[PackError, ...]:
    """A warning for every fact key in the programmes that `known` does not hold, with file and line."""
    found = []
    for document in _documents(pack, []):
        plan = _programme(_Table(document, document), pack)
        for key in dict.fromkeys([*plans.facts_named(plan), *_named_in_sentences(plan)]):
            if key not in known:
                found.append(
                    document.error(f"no fact is called {shown(key)}; what rests on it is left out.", f'"{key}"')
                )
    return tuple(found)


def is_fact_key(text: str) -> bool:
    """Whether a text can be the key of a fact: no bare date, which would be a day without a source."""
    return bool(KEY.fullmatch(text)) and own_term(text) is None


@dataclass(frozen=True)
class _Table:
    """One TOML table, its place in the document, and readers that refuse with file and line."""

    given: Mapping[str, Any]
    document: Document
    at: str = ""  # a text that stands near the table

    def error(self, reason: str, *near: str) -> PackError:
        return self.document.error(reason, *(near or (self.at,)))

    def only(self, *names: str) -> None:
        """Refuse a field that the format does not know."""
        unknown = [name for name in self.given if name not in names]
        if unknown:
            raise self.error(f"unknown entry: {', '.join(unknown)}.", unknown[0])

    def text(self, name: str, default: str | None = None) -> str:
        value = self.given.get(name, default)
        if value is None:
            raise self.error(f"“{name}” is missing.")
        if not isinstance(value, str):
            raise self.error(f"{name} must be text in quotation marks.", name)
        return value

    def key(self, name: str = "key") -> str:
        value = self.text(name)
        if not KEY.fullmatch(value):
            raise self.error(f"{name} must be lower-case words joined by hyphens, not {shown(value)}.", f'"{value}"')
        return value

    def fact(self, name: str) -> str:
        """A fact key, or empty."""
        value = self.text(name, "")
        if value and not is_fact_key(value):
            raise self.error(f"{name} names no fact: {shown(value)}.", f'"{value}"')
        return value

    def needed_fact(self, name: str = "fact") -> str:
        """A fact key."""
        if not self.text(name):
            raise self.error(f"{name} is empty; name the fact.")
        return self.fact(name)

    def facts(self, name: str) -> tuple[str, ...]:
        value = self.given.get(name, [])
        if not isinstance(value, list) or not all(isinstance(each, str) and is_fact_key(each) for each in value):
            raise self.error(f"{name} must be a list of fact keys.", name)
        return tuple(value)

    def one_of(self, name: str, allowed: Sequence[str], default: str | None = None) -> str:
        value = self.text(name, default)
        if value not in allowed:
            known = ", ".join(each for each in allowed if each)
            raise self.error(f"{name} is {shown(value)}; it must be one of: {known}.", name, f'"{value}"')
        return value

    def words(self, name: str) -> Words:
        found = self.words_or_none(name)
        if found is None:
            raise self.error(f"“{name}” is missing; every text needs all three languages.")
        return found

    def words_or_none(self, name: str) -> Words | None:
        given = self.given.get(name)
        if given is None:
            return None
        if not isinstance(given, Mapping):
            raise self.error(f"{name} must be {{ en = …, ru = …, tg = … }}.", name)
        texts = {lang: given.get(lang) for lang in LANGUAGES}
        missing = [lang for lang, text in texts.items() if not isinstance(text, str) or not text.strip()]
        if missing:
            near = next((text for text in texts.values() if isinstance(text, str) and text), name)
            raise self.error(f"{name} has no {', '.join(missing)}; every text needs all three languages.", near)
        return Words.of({lang: str(text) for lang, text in texts.items()})

    def each(self, name: str, read: Callable[[_Table], T]) -> tuple[T, ...]:
        """What `read` makes of every table in the list of that name."""
        rows = self.given.get(name, [])
        if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
            raise self.error(f"{name} must be written as [[{name}]].", name)
        return tuple(read(_Table(row, self.document, self._near(row, name))) for row in rows)

    def _near(self, row: Mapping[str, Any], name: str) -> str:
        own = next((row[field] for field in ("key", "fact", "title") if isinstance(row.get(field), str)), "")
        return f'"{own}"' if own else f"{name}]]"


def _programme(table: _Table, pack: Pack) -> plans.ProgrammePlan:
    sides = tuple(side.key for side in pack.sides)
    table.only(
        *("key", "kind", "name", "summary", "classification", "begins", "ends", "forum", "topic", "synthetic"),
        *("measure", "step", "text", "event", "statement"),
    )
    plan = plans.ProgrammePlan(
        key=table.key(),
        kind=table.one_of("kind", ProgrammeKind.values),
        name=table.words("name"),
        summary=table.words_or_none("summary"),
        classification=table.one_of("classification", Classification.values, Classification.OPEN.value),
        begins=table.fact("begins"),
        ends=table.fact("ends"),
        forum=table.one_of("forum", ["", *Forum.values], ""),
        topic=table.text("topic", ""),
        measures=table.each("measure", lambda each: _measure(each, pack, sides)),
        steps=table.each("step", lambda each: _step(each, sides)),
        texts=table.each("text", _text),
        events=table.each("event", lambda each: _event(each, sides)),
        statements=table.each("statement", _statement),
        synthetic=table.given.get("synthetic", False) is True,
    )
    _unique(table, plan)
    return plan


def _measure(table: _Table, pack: Pack, sides: Sequence[str]) -> plans.MeasurePlan:
    table.only("key", "name", "sector", "owners", "milestone", "indicator")
    sector = table.text("sector", "")
    if sector and not pack.has_code("sector", sector):
        raise table.error(
            f"sector {shown(sector)} is not in the code list “sector”; add it to codes.csv.", "sector", sector
        )
    owners = table.given.get("owners", {})
    if not isinstance(owners, Mapping) or set(owners) - set(sides):
        raise table.error(f"owners must be named by side: {', '.join(sides)}.", "owners")
    named = _Table(owners, table.document, table.at)
    return plans.MeasurePlan(
        key=table.key(),
        name=table.words("name"),
        sector=sector,
        owners={side: named.words(side) for side in owners},
        milestones=table.each("milestone", _milestone),
        indicators=table.each("indicator", _indicator),
    )


def _milestone(table: _Table) -> plans.MilestonePlan:
    table.only("key", "name", "planned", "replanned", "stated", "actual")
    return plans.MilestonePlan(
        key=table.key(),
        name=table.words("name"),
        planned=table.fact("planned"),
        replanned=table.facts("replanned"),
        stated=table.facts("stated"),
        actual=table.fact("actual"),
    )


def _indicator(table: _Table) -> plans.IndicatorPlan:
    table.only("key", "series", "baseline", "target")
    return plans.IndicatorPlan(table.key(), table.key("series"), table.fact("baseline"), table.fact("target"))


def _step(table: _Table, sides: Sequence[str]) -> plans.StepPlan:
    table.only("state", "fact")
    plain = [state for state in ORDER if state != RATIFIED]
    state = table.one_of("state", [*plain, *(f"{RATIFIED}-{side}" for side in sides)])
    if not state.startswith(RATIFIED):
        return plans.StepPlan(state, table.needed_fact())
    return plans.StepPlan(RATIFIED, table.needed_fact(), side=state.removeprefix(f"{RATIFIED}-"))


def _text(table: _Table) -> plans.TextPlan:
    table.only("lang", "title", "body", "source")
    lang = table.one_of("lang", LANGUAGES)
    return plans.TextPlan(lang, table.text("title"), table.text("body", ""), table.text("source", ""))


def _event(table: _Table, sides: Sequence[str]) -> plans.EventPlan:
    table.only("key", "name", "planned", "replanned", "held", "place", "offer")
    return plans.EventPlan(
        key=table.key(),
        name=table.words("name"),
        planned=table.fact("planned"),
        held=table.fact("held"),
        replanned=table.facts("replanned"),
        place=table.words_or_none("place"),
        offers=table.each("offer", lambda each: _offer(each, sides)),
    )


def _offer(table: _Table, sides: Sequence[str]) -> plans.OfferPlan:
    table.only("side", "words", "fact", "state")
    state = table.one_of("state", OfferState.values, OfferState.OFFERED.value)
    return plans.OfferPlan(table.one_of("side", sides), table.words("words"), table.needed_fact(), OfferState(state))


def _statement(table: _Table) -> str:
    table.only("fact")
    return table.needed_fact()


def _unique(table: _Table, plan: plans.ProgrammePlan) -> None:
    # Conditions name a milestone by programme and key alone, so keys are unique across measures.
    groups = {
        "measure": [each.key for each in plan.measures],
        "milestone": [each.key for measure in plan.measures for each in measure.milestones],
        "indicator": [each.key for measure in plan.measures for each in measure.indicators],
        "event": [each.key for each in plan.events],
        "offer of one event": [f"{e.key} {offer.side} {offer.fact}" for e in plan.events for offer in e.offers],
    }
    for what, keys in groups.items():
        twice = next((key for key in keys if keys.count(key) > 1), None)
        if twice is not None:
            raise table.error(f"two times {shown(twice)} as {what}; each needs its own key.", f'"{twice.split()[0]}"')


def _named_in_sentences(plan: plans.ProgrammePlan) -> Iterator[str]:
    sentences = [plan.summary, *(offer.words for event in plan.events for offer in event.offers)]
    for words in sentences:
        if words is not None:
            yield from (key for lang in LANGUAGES for key, _form in named(words[lang]))


def _documents(pack: Pack, errors: list[PackError]) -> Iterator[Document]:
    for file in sorted((pack.path / FOLDER).glob("*.toml")):
        try:
            yield read_toml(file)
        except PackError as problem:
            errors.append(problem)


def _used_twice(pack: Pack, read: Sequence[plans.ProgrammePlan]) -> Iterator[PackError]:
    keys = [plan.key for plan in read]
    for key in dict.fromkeys(key for key in keys if keys.count(key) > 1):
        yield PackError(pack.path / FOLDER, 0, f"two programmes are called {shown(key)}; each needs its own key.")
