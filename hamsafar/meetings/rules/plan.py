"""What the pack says of meetings and topics, as frozen values: nothing here is computed yet.

`topic_of` and `meeting_of` read plain mappings (a TOML document, or the JSON that a topic is stored as) and raise
`PlanError` with the path of the fault, so that a reader of files can add the file and the line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from hamsafar.kit.words import LANGUAGES, Words

T = TypeVar("T")
Raw = Mapping[str, Any]

MARKS = ("done", "course", "late", "soon", "open", "broken", "differ", "none")
SECTIONS = ("stands", "differ", "said", "record", "promised")
CLASSES = ("open", "restricted")
RULES = (
    "sources-disagree",
    "parts-missing",
    "milestone-slipped",
    "target-without-base",
    "document-to-sign",
    "raised-by-a-side",
    "event-ahead",
    "indicator-off-track",
    "term-ends",
    "outcome-open",
)
# Each kind of chart with the arguments that it cannot be drawn without.
CHARTS = {
    "mirror": ("series",),
    "path_to_target": ("series", "multiple", "base"),
    "growth_dots": ("series",),
    "parts": ("whole", "parts", "remainder"),
    "slippage": ("programme",),
    "calendar": ("programme",),
}
MOST_ASKS = 4


class PlanError(Exception):
    """A plan that cannot be read. `path` names the place, as `statement[2].words.tg`; the message says why."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason


@dataclass(frozen=True)
class Guard:
    """The conditions under which something is said: all of `needs`, none of `unless`."""

    needs: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()


@dataclass(frozen=True)
class Phrase:
    """A sentence with its guard: a standfirst, an ask, a front ask."""

    words: Words
    guard: Guard = Guard()


@dataclass(frozen=True)
class Proposal:
    """A reason why a topic comes on the agenda."""

    rule: str
    words: Words
    guard: Guard


@dataclass(frozen=True)
class StatusLine:
    """One possible status of a topic; the first whose guard holds is shown."""

    mark: str
    words: Words
    guard: Guard


@dataclass(frozen=True)
class Headline:
    """The one figure of the front sheet and its caption."""

    figure: str
    words: Words
    guard: Guard


@dataclass(frozen=True)
class Decision:
    """What needs a decision; the three heaviest of all topics stand on the front sheet."""

    weight: int
    title: Words
    words: Words
    guard: Guard


@dataclass(frozen=True)
class StatementPlan:
    """One sentence of an item, before its facts are looked up."""

    key: str
    section: str
    words: Words
    guard: Guard
    covers: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    classification: str = "open"
    mark: str = ""
    mark_words: Words | None = None
    speaker: str = ""
    quote: bool = False
    figure: str = ""  # the number that the sentence is about, where it is not the first


@dataclass(frozen=True)
class ChartPlan:
    """A chart to draw: its kind, what it says above the lines, and what to draw."""

    kind: str
    title: Words
    sub: Words
    args: Raw
    guard: Guard


@dataclass(frozen=True)
class Topic:
    """Everything the pack knows to say about one subject."""

    key: str
    rank: int
    title: Words
    classification: str
    programmes: tuple[str, ...]
    series: tuple[str, ...]
    propose: tuple[Proposal, ...]
    status: tuple[StatusLine, ...]
    standfirst: tuple[Phrase, ...]
    headline: tuple[Headline, ...]
    front_ask: tuple[Phrase, ...]
    decision: tuple[Decision, ...]
    statements: tuple[StatementPlan, ...]
    asks: tuple[Phrase, ...]
    charts: tuple[ChartPlan, ...]


@dataclass(frozen=True)
class TextPlan:
    """A document's text in one language; `body` is empty where only the title is known."""

    lang: str
    title: str
    body: str
    source: str


@dataclass(frozen=True)
class DocumentPlan:
    """A document to sign: who announced it, and when it was signed, by the keys of facts."""

    key: str
    name: Words
    programme: str
    state: str
    fact: str
    signed: str
    texts: tuple[TextPlan, ...] = ()


@dataclass(frozen=True)
class DelegationPlan:
    """One side of the table."""

    side: str
    head: Words
    office: Words
    source: str


@dataclass(frozen=True)
class OutcomePlan:
    """What a meeting decided. A published one has `fact`; a recorded one has `state` and `became`."""

    key: str
    words: Words
    fact: str
    owner: str
    due: date | None
    topic: str
    state: str = "open"
    became: Words | None = None
    recorded_on: date | None = None
    moved_on: date | None = None
    synthetic: bool = False


@dataclass(frozen=True)
class MeetingPlan:
    """One meeting of the two sides."""

    slug: str
    kind: str
    on: date
    place: Words
    name: Words
    title: Words
    previous: str
    language: str
    source: str
    delegations: tuple[DelegationPlan, ...] = ()
    documents: tuple[DocumentPlan, ...] = ()
    outcomes: tuple[OutcomePlan, ...] = ()
    synthetic: bool = False


def topic_of(raw: Raw) -> Topic:
    """The topic that a mapping describes."""
    statements = _each(raw, "statement", _statement)
    _unique("statement", [statement.key for statement in statements])
    asks = _each(raw, "ask", _phrase)
    return Topic(
        key=_text(raw, "", "key"),
        rank=_whole(raw, "", "rank"),
        title=_words(raw, "", "title"),
        classification=_one_of(raw, "", "classification", CLASSES, "open"),
        programmes=_strings(raw, "", "programmes"),
        series=_strings(raw, "", "series"),
        propose=_each(raw, "propose", _proposal),
        status=_each(raw, "status", _status),
        standfirst=_each(raw, "standfirst", _phrase),
        headline=_each(raw, "headline", _headline),
        front_ask=_each(raw, "front_ask", _phrase),
        decision=_each(raw, "decision", _decision),
        statements=statements,
        asks=asks,
        charts=_each(raw, "chart", _chart),
    )


def meeting_of(raw: Raw) -> MeetingPlan:
    """The meeting that a mapping describes."""
    return MeetingPlan(
        slug=_text(raw, "", "slug"),
        kind=_one_of(raw, "", "kind", ("ministers", "commission")),
        on=_day(raw, "", "on"),
        place=_words(raw, "", "place"),
        name=_words(raw, "", "name"),
        title=_words(raw, "", "title"),
        previous=_text(raw, "", "previous", ""),
        language=_text(raw, "", "language", ""),
        source=_text(raw, "", "source", ""),
        delegations=_each(raw, "delegation", _delegation),
        documents=_each(raw, "document", _document),
        outcomes=_each(raw, "outcome", _outcome),
        synthetic=bool(raw.get("synthetic", False)),
    )


def sentences_of(topic: Topic) -> Iterable[tuple[str, Words]]:
    """Every sentence of the topic with its path, for checks that go through all of them."""
    groups: dict[str, Sequence[Any]] = {
        "propose": topic.propose,
        "status": topic.status,
        "standfirst": topic.standfirst,
        "headline": topic.headline,
        "front_ask": topic.front_ask,
        "decision": topic.decision,
        "statement": topic.statements,
        "ask": topic.asks,
    }
    for name, group in groups.items():
        for number, part in enumerate(group):
            yield f"{name}[{number}].words", part.words
            if name == "decision":
                yield f"{name}[{number}].title", part.title
            if name == "statement" and part.mark_words:
                yield f"{name}[{number}].mark_words", part.mark_words
    for number, chart in enumerate(topic.charts):
        yield f"chart[{number}].title", chart.title
        yield f"chart[{number}].sub", chart.sub


def guards_of(topic: Topic) -> Iterable[tuple[str, Guard]]:
    """Every guard of the topic with its path."""
    groups: dict[str, Sequence[Any]] = {
        "propose": topic.propose,
        "status": topic.status,
        "standfirst": topic.standfirst,
        "headline": topic.headline,
        "front_ask": topic.front_ask,
        "decision": topic.decision,
        "statement": topic.statements,
        "ask": topic.asks,
        "chart": topic.charts,
    }
    for name, group in groups.items():
        for number, part in enumerate(group):
            yield f"{name}[{number}]", part.guard


def _each(raw: Raw, name: str, read: Callable[[Raw, str], T]) -> tuple[T, ...]:
    rows = raw.get(name, [])
    if not isinstance(rows, list):
        raise PlanError(name, f"write [[{name}]] as a list of tables")
    return tuple(read(row, f"{name}[{number}].") for number, row in enumerate(rows))


def _proposal(raw: Raw, at: str) -> Proposal:
    return Proposal(_one_of(raw, at, "rule", RULES), _words(raw, at, "words"), _guard(raw, at))


def _status(raw: Raw, at: str) -> StatusLine:
    return StatusLine(_one_of(raw, at, "mark", MARKS), _words(raw, at, "words"), _guard(raw, at))


def _phrase(raw: Raw, at: str) -> Phrase:
    return Phrase(_words(raw, at, "words"), _guard(raw, at))


def _headline(raw: Raw, at: str) -> Headline:
    return Headline(_text(raw, at, "figure"), _words(raw, at, "words"), _guard(raw, at))


def _decision(raw: Raw, at: str) -> Decision:
    weight = _whole(raw, at, "weight")
    return Decision(weight, _words(raw, at, "title"), _words(raw, at, "words"), _guard(raw, at))


def _statement(raw: Raw, at: str) -> StatementPlan:
    mark = _one_of(raw, at, "mark", ("", *MARKS), "")
    return StatementPlan(
        key=_text(raw, at, "id"),
        section=_one_of(raw, at, "section", SECTIONS),
        words=_words(raw, at, "words"),
        guard=_guard(raw, at),
        covers=_strings(raw, at, "covers"),
        sources=_strings(raw, at, "sources"),
        classification=_one_of(raw, at, "classification", CLASSES, "open"),
        mark=mark,
        mark_words=_words(raw, at, "mark_words") if raw.get("mark_words") else None,
        speaker=_text(raw, at, "speaker", ""),
        quote=bool(raw.get("quote", False)),
        figure=_text(raw, at, "figure", ""),
    )


def _chart(raw: Raw, at: str) -> ChartPlan:
    args = raw.get("args", {})
    if not isinstance(args, Mapping):
        raise PlanError(f"{at}args", "write args as a table")
    kind = _one_of(raw, at, "kind", tuple(CHARTS))
    for name in CHARTS[kind]:
        if not args.get(name):
            raise PlanError(f"{at}args.{name}", f"a chart of kind {kind} needs it")
    return ChartPlan(kind, _words(raw, at, "title"), _words(raw, at, "sub"), args, _guard(raw, at))


def _delegation(raw: Raw, at: str) -> DelegationPlan:
    side, source = _text(raw, at, "side"), _text(raw, at, "source", "")
    return DelegationPlan(side, _words(raw, at, "head"), _words(raw, at, "office"), source)


def _document(raw: Raw, at: str) -> DocumentPlan:
    states = ("announced", "text-agreed", "ready-to-sign", "signed")
    texts = raw.get("text", [])
    return DocumentPlan(
        key=_text(raw, at, "key"),
        name=_words(raw, at, "name"),
        programme=_text(raw, at, "programme", ""),
        state=_one_of(raw, at, "state", states, "announced"),
        fact=_text(raw, at, "fact", ""),
        signed=_text(raw, at, "signed", ""),
        texts=tuple(_document_text(row, f"{at}text[{number}].") for number, row in enumerate(texts)),
    )


def _document_text(raw: Raw, at: str) -> TextPlan:
    lang = _one_of(raw, at, "lang", LANGUAGES)
    return TextPlan(lang, _text(raw, at, "title"), _text(raw, at, "body", ""), _text(raw, at, "source", ""))


def _outcome(raw: Raw, at: str) -> OutcomePlan:
    return OutcomePlan(
        key=_text(raw, at, "key"),
        words=_words(raw, at, "words"),
        fact=_text(raw, at, "fact", ""),
        owner=_text(raw, at, "owner", "both"),
        due=_day(raw, at, "due") if raw.get("due") else None,
        topic=_text(raw, at, "topic", ""),
        state=_one_of(raw, at, "state", ("open", "done", "dropped"), "open"),
    )


def _guard(raw: Raw, at: str) -> Guard:
    return Guard(_strings(raw, at, "needs"), _strings(raw, at, "unless"))


def _text(raw: Raw, at: str, name: str, default: str | None = None) -> str:
    value = raw.get(name, default)
    if not isinstance(value, str) or (default is None and not value.strip()):
        raise PlanError(at + name, "a text is wanted here")
    return value


def _whole(raw: Raw, at: str, name: str) -> int:
    value = raw.get(name)
    if not isinstance(value, int):
        raise PlanError(at + name, "a whole number is wanted here")
    return value


def _day(raw: Raw, at: str, name: str) -> date:
    value = raw.get(name)
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        raise PlanError(at + name, f"“{value}” is no date: write YYYY-MM-DD") from error


def _strings(raw: Raw, at: str, name: str) -> tuple[str, ...]:
    value = raw.get(name, [])
    if not isinstance(value, list) or not all(isinstance(part, str) for part in value):
        raise PlanError(at + name, "a list of texts is wanted here")
    return tuple(value)


def _one_of(raw: Raw, at: str, name: str, allowed: Sequence[str], default: str | None = None) -> str:
    value = raw.get(name, default)
    if value not in allowed:
        known = ", ".join(word for word in allowed if word)
        raise PlanError(at + name, f"“{value}” is unknown here: use one of {known}")
    return str(value)


def _words(raw: Raw, at: str, name: str) -> Words:
    value = raw.get(name)
    if not isinstance(value, Mapping):
        raise PlanError(at + name, "write the text in three languages: { en, ru, tg }")
    for lang in LANGUAGES:
        if not isinstance(value.get(lang), str) or not value[lang].strip():
            raise PlanError(f"{at}{name}.{lang}", "the text is missing in this language")
    return Words.of(value)


def _unique(name: str, keys: Sequence[str]) -> None:
    seen: set[str] = set()
    for number, key in enumerate(keys):
        if key in seen:
            raise PlanError(f"{name}[{number}].id", f"“{key}” is used twice")
        seen.add(key)
