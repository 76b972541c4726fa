"""Building the frozen dossier: cut first, then word, then number. Pure: everything it knows is handed in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from hamsafar.figures.rules.sentences import day_written
from hamsafar.figures.rules.values import Fact
from hamsafar.kit import formats
from hamsafar.kit.words import Words
from hamsafar.meetings.rules import edition as editions
from hamsafar.meetings.rules.agenda import Proposed, arrange, propose
from hamsafar.meetings.rules.charts import ChartWorld, chosen, facts_line, make
from hamsafar.meetings.rules.notes import Numbering, number_page
from hamsafar.meetings.rules.plan import (
    ChartPlan,
    Guard,
    Headline,
    MeetingPlan,
    OutcomePlan,
    Phrase,
    StatementPlan,
    Topic,
)
from hamsafar.meetings.rules.speech import World, figures_of, proof_of, say
from hamsafar.meetings.rules.values import (
    NOTHING,
    AnnexLine,
    BigFigure,
    Chart,
    Decision,
    Delegation,
    Document,
    DocumentText,
    Dossier,
    Formula,
    Front,
    Item,
    Line,
    Outcome,
    Since,
    SourceEntry,
    Statement,
    Status,
)

MOST_DECISIONS = 3
MOST_ASKS = 4
SECTION_ORDER = ("stands", "differ", "said", "record", "promised")


@dataclass(frozen=True)
class AnnexPlan:
    """A restricted line as it was written, in the three languages."""

    title: Words
    words: Words
    clearance: int
    synthetic: bool


@dataclass(frozen=True)
class Material:
    """Everything a dossier of one meeting on one day is made from. `order` and `dropped` are the secretary's."""

    meeting: MeetingPlan
    as_of: date
    topics: tuple[Topic, ...]
    world: World
    charts: ChartWorld
    urgency: Mapping[str, int]
    sides: Mapping[str, Words] = field(default_factory=dict)
    previous: MeetingPlan | None = None
    carried: tuple[OutcomePlan, ...] = ()  # from meetings before the previous one
    order: tuple[str, ...] = ()
    dropped: frozenset[str] = frozenset()
    annex: tuple[AnnexPlan, ...] = ()


def build(material: Material, *, lang: str, edition: str) -> Dossier:
    """The dossier in one language and edition. What the edition may not hold is cut before anything is counted."""
    material = _cut(material, edition)
    items = tuple(_item(number, one.topic, material, lang) for number, one in enumerate(agenda_of(material), start=1))
    front, items = _front(items, material, lang)
    since, documents = _since(material, lang), _documents(material, lang)
    meeting = material.meeting
    dossier = Dossier(
        meeting=meeting.slug,
        kind=meeting.kind,
        name=meeting.name[lang],
        place=meeting.place[lang],
        on=meeting.on,
        as_of=material.as_of,
        lang=lang,
        edition=edition,
        front=front,
        items=items,
        since=since,
        documents=documents,
        delegations=_delegations(material, lang),
        annex=_annex(material, lang),
        sources=(),
        formulas=_formulas(items, front, material, lang),
        synthetic=meeting.synthetic,
    )
    return _numbered(replace(dossier, sources=_sources(dossier, material.world)))


def _numbered(dossier: Dossier) -> Dossier:
    """Outcomes stand on a page without notes, so their marks carry the numbers of the list of sources."""
    by_source = Numbering({entry.key: str(entry.no) for entry in dossier.sources}, ())
    outcomes = tuple(replace(each, line=by_source.line(each.line)) for each in dossier.since.outcomes)
    return replace(dossier, since=replace(dossier.since, outcomes=outcomes))


def agenda_of(material: Material) -> tuple[Proposed, ...]:
    """The agenda: what the rules propose on that day, in the secretary's order where there is one."""
    proposed = propose(material.topics, material.world, outcomes_since(material), material.urgency)
    return arrange(proposed, material.order, material.dropped)


def outcomes_since(material: Material) -> tuple[OutcomePlan, ...]:
    """What the meeting before the as-of day decided, as far as it was public or on record by that day."""
    last = last_meeting(material)
    decided = (*material.carried, *(last.outcomes if last else ()))
    return tuple(_as_of(outcome, material.as_of) for outcome in decided if _on_record(outcome, material))


def last_meeting(material: Material) -> MeetingPlan | None:
    """The meeting that the as-of day looks back on: this one once it is over, else the one before it."""
    return material.meeting if material.as_of > material.meeting.on else material.previous


def _as_of(outcome: OutcomePlan, as_of: date) -> OutcomePlan:
    """The outcome as it stood on that day: what became of it later is not known yet."""
    if outcome.moved_on is not None and outcome.moved_on > as_of:
        return replace(outcome, state="open", became=None, moved_on=None)
    return outcome


def _on_record(outcome: OutcomePlan, material: Material) -> bool:
    if outcome.fact:
        return material.world.book.get(outcome.fact) is not None
    return outcome.recorded_on is None or outcome.recorded_on <= material.as_of


def _cut(material: Material, edition: str) -> Material:
    annex = material.annex if edition == editions.RESTRICTED else ()
    return replace(material, topics=editions.cut_topics(material.topics, edition), annex=annex)


def _item(no: int, topic: Topic, material: Material, lang: str) -> Item:
    world = material.world
    statements = tuple(_statements(no, topic, world, lang))
    asks = tuple(line for phrase in topic.asks if (line := _spoken(phrase, world, lang)))[:MOST_ASKS]
    standfirst = _first(topic.standfirst, world, lang)
    plans = [plan for plan in topic.charts if world.holds(plan.guard)]
    lines = _lines_of_page(standfirst, statements, plans, asks, material=material, lang=lang)
    page = number_page(lines, world, lang)
    charts = _charts(no, plans, page, material, lang)
    return Item(
        no=no,
        key=topic.key,
        title=_plain(topic.title, world, lang),
        classification=topic.classification,
        status=_status(topic, world, lang),
        standfirst=page.line(standfirst),
        figure=_big_figure(topic.headline, world, lang),
        ask=_first(topic.front_ask, world, lang),
        statements=tuple(replace(each, line=page.line(each.line)) for each in statements),
        charts=charts,
        asks=tuple(page.line(line) for line in asks),
        notes=page.notes,
    )


def _lines_of_page(
    standfirst: Line,
    statements: Sequence[Statement],
    charts: Sequence[ChartPlan],
    asks: Sequence[Line],
    *,
    material: Material,
    lang: str,
) -> Iterable[Line]:
    """Everything on an item's page that carries a proof, in the order in which sources are numbered."""
    yield standfirst
    yield from (statement.line for statement in statements)
    for plan in charts:
        for words in (plan.title, plan.sub):
            yield say(words, material.world, lang) or NOTHING
        yield facts_line(chosen(plan, material.charts, material.world), material.world.book)
    yield from asks


def _charts(no: int, plans: Sequence[ChartPlan], page: Numbering, material: Material, lang: str) -> tuple[Chart, ...]:
    """The charts that have something to draw, lettered in their order."""
    found: list[Chart] = []
    for plan in plans:
        letter = "abcdefgh"[len(found)]
        chart = make(plan, f"{no}{letter}", around=material.charts, world=material.world, lang=lang, page=page)
        if chart is not None:
            found.append(replace(chart, title=page.line(chart.title), sub=page.line(chart.sub)))
    return tuple(found)


def _statements(no: int, topic: Topic, world: World, lang: str) -> Iterable[Statement]:
    ordered = sorted(topic.statements, key=lambda plan: SECTION_ORDER.index(plan.section))
    number = 0
    for plan in ordered:
        line = say(plan.words, world, lang, plan.sources) if world.holds(plan.guard) else None
        if line is None:
            continue
        number += 1
        yield _statement(f"{no}.{number}", topic.key, plan, line, world=world, lang=lang)


def _statement(number: str, topic: str, plan: StatementPlan, line: Line, *, world: World, lang: str) -> Statement:
    mark_words = _plain(plan.mark_words, world, lang) if plan.mark_words else ""
    return Statement(
        id=number,
        key=f"{topic}/{plan.key}",
        section=plan.section,
        line=line,
        classification=plan.classification,
        covers=plan.covers,
        figures=figures_of(line, world.book, plan.figure),
        status=Status(plan.mark, mark_words) if plan.mark else None,
        speaker=world.book.codes.long("authority", plan.speaker, lang) if plan.speaker else "",
        quote=plan.quote,
    )


def _status(topic: Topic, world: World, lang: str) -> Status | None:
    for line in topic.status:
        spoken = say(line.words, world, lang) if world.holds(line.guard) else None
        if spoken:
            return Status(line.mark, spoken.text)
    return None


def _big_figure(headlines: Iterable[Headline], world: World, lang: str) -> BigFigure | None:
    for headline in headlines:
        fact = world.book.get(headline.figure)
        caption = say(headline.words, world, lang) if fact and world.holds(headline.guard) else None
        if fact is None or caption is None:
            continue
        if fact.value is not None:
            shown = say(Words(*(["{" + fact.key + "}"] * 3)), world, lang) or NOTHING
            parts = {kind: _joined(shown, kind) for kind in ("qualifier", "number", "unit")}
        else:
            parts = {"qualifier": "", "number": _when(fact, lang), "unit": ""}
        caption = _with_proof(caption, fact.key, world)
        return BigFigure(parts["qualifier"], parts["number"], parts["unit"], caption)
    return None


def _when(fact: Fact, lang: str) -> str:
    """The day of a date fact, or its term; of a note the day it was said."""
    if fact.day and fact.until not in (None, fact.day):
        return day_written(fact, lang)
    when = fact.day or fact.published_on
    return formats.day_short(when, lang) if when else ""


def _joined(line: Line, kind: str) -> str:
    return "".join(run.text for run in line.runs if run.kind == kind).strip()


def _with_proof(caption: Line, fact: str, world: World) -> Line:
    """The caption followed by the proof of the big figure, which has no room for a mark of its own."""
    marks = [run for run in proof_of(fact, world.book) if run.ref not in {each.ref for each in caption.runs}]
    sources = tuple(source.key for source in world.book.sources_of(fact, *caption.facts))
    return replace(
        caption, runs=(*caption.runs, *marks), facts=tuple(dict.fromkeys((fact, *caption.facts))), sources=sources
    )


def _first(phrases: Iterable[Phrase], world: World, lang: str) -> Line:
    return next((line for phrase in phrases if (line := _spoken(phrase, world, lang))), NOTHING)


def _spoken(phrase: Phrase, world: World, lang: str) -> Line | None:
    return say(phrase.words, world, lang) if world.holds(phrase.guard) else None


def _plain(words: Words, world: World, lang: str) -> str:
    line = say(words, world, lang)
    return line.text if line else ""


def _decisions(items: Sequence[Item], material: Material, lang: str) -> tuple[Decision, ...]:
    """The weightiest decisions, one a topic, up to three; they come in the order of their weight."""
    by_key = {topic.key: topic for topic in material.topics}
    found: list[tuple[int, Decision]] = []
    for item in items:
        for plan in by_key[item.key].decision:
            title = _spoken(Phrase(plan.title, plan.guard), material.world, lang)
            line = _spoken(Phrase(plan.words, Guard()), material.world, lang)
            if title and line:
                found.append((plan.weight, Decision(title, line, item.no)))
                break
    found.sort(key=lambda pair: (-pair[0], pair[1].item))
    return tuple(decision for _, decision in found[:MOST_DECISIONS])


def _front(items: tuple[Item, ...], material: Material, lang: str) -> tuple[Front, tuple[Item, ...]]:
    """The front sheet, and the items with the figure and the ask of their row numbered as that page numbers them."""
    decisions = _decisions(items, material, lang)
    lines = [line for decision in decisions for line in (decision.title, decision.line)]
    for item in items:
        lines += [item.figure.caption] if item.figure else []
        lines.append(item.ask)
    page = number_page(lines, material.world, lang)
    numbered = tuple(replace(each, title=page.line(each.title), line=page.line(each.line)) for each in decisions)
    rows = tuple(_row(item, page) for item in items)
    return Front(title=material.meeting.title[lang], decisions=numbered, notes=page.notes), rows


def _row(item: Item, page: Numbering) -> Item:
    figure = replace(item.figure, caption=page.line(item.figure.caption)) if item.figure else None
    return replace(item, figure=figure, ask=page.line(item.ask))


def _since(material: Material, lang: str) -> Since:
    last = last_meeting(material)
    outcomes = tuple(_outcome(each, material, lang) for each in outcomes_since(material))
    if last is None:
        return Since("", None, "", outcomes)
    return Since(last.slug, last.on, last.place[lang], outcomes)


def _outcome(plan: OutcomePlan, material: Material, lang: str) -> Outcome:
    line = say(plan.words, material.world, lang) or NOTHING
    return Outcome(
        key=plan.key,
        line=_with_proof(line, plan.fact, material.world) if plan.fact else line,
        owner=plan.owner,
        due=plan.due,
        state=plan.state,
        became=plan.became[lang] if plan.became else "",
        topic=plan.topic,
        synthetic=plan.synthetic,
    )


def _documents(material: Material, lang: str) -> tuple[Document, ...]:
    """The documents to sign that were announced by the as-of day, each in the state of that day."""
    book, found = material.world.book, []
    for plan in material.meeting.documents:
        signed = book.get(plan.signed) if plan.signed else None
        if plan.fact and book.get(plan.fact) is None and signed is None:
            continue
        texts = tuple(
            DocumentText(text.lang, text.title, text.body, text.source)
            for text in plan.texts
            if not text.source or text.source in material.world.sources
        )
        line = _with_proof(NOTHING, plan.signed if signed else plan.fact, material.world)
        state = "signed" if signed else "announced" if plan.state == "signed" else plan.state
        found.append(Document(plan.key, plan.name[lang], state, signed.day if signed else None, line, texts))
    return tuple(found)


def _delegations(material: Material, lang: str) -> tuple[Delegation, ...]:
    return tuple(
        Delegation(
            each.side,
            material.sides[each.side][lang] if each.side in material.sides else each.side,
            each.head[lang],
            each.office[lang],
            each.source,
        )
        for each in material.meeting.delegations
        if not each.source or each.source in material.world.sources
    )


def _annex(material: Material, lang: str) -> tuple[AnnexLine, ...]:
    return tuple(
        AnnexLine(number, line.title[lang], line.words[lang], line.clearance, line.synthetic)
        for number, line in enumerate(material.annex, start=1)
    )


def _formulas(items: Sequence[Item], front: Front, material: Material, lang: str) -> tuple[Formula, ...]:
    """Every computed figure of the dossier with its formula and the facts it was computed from."""
    book = material.world.book
    named = dict.fromkeys(fact for line in _all_lines(items, front) for fact in line.facts)
    found = []
    for fact in book.with_inputs(named):
        if fact.formula:
            value = say(Words(*(["{" + fact.key + "}"] * 3)), material.world, lang)
            words = fact.words[lang]
            found.append(Formula(fact.key, words, value.text if value else "", fact.formula, fact.inputs))
    return tuple(found)


def _all_lines(items: Sequence[Item], front: Front) -> Iterable[Line]:
    for decision in front.decisions:
        yield from (decision.title, decision.line)
    for item in items:
        yield item.standfirst
        yield from ([item.figure.caption] if item.figure else [])
        yield item.ask
        yield from (statement.line for statement in item.statements)
        yield from item.asks
        for chart in item.charts:
            yield from (chart.title, chart.sub)


def _sources(dossier: Dossier, world: World) -> tuple[SourceEntry, ...]:
    """Every source that the dossier names, numbered in order of first use, with the items that use it."""
    used: dict[str, list[int]] = {}
    for line in (each for decision in dossier.front.decisions for each in (decision.title, decision.line)):
        _use(used, line.sources, 0)
    for item in dossier.items:
        for line in _all_lines([item], Front("", (), ())):
            _use(used, line.sources, item.no)
        for chart in item.charts:
            _use(used, chart.sources, item.no)
    for outcome in dossier.since.outcomes:
        _use(used, outcome.line.sources, 0)
    for document in dossier.documents:
        _use(used, (*document.line.sources, *(text.source for text in document.texts)), 0)
    _use(used, (each.source for each in dossier.delegations), 0)
    entries = []
    for number, (key, where) in enumerate(used.items(), start=1):
        source = world.sources[key]
        entries.append(
            SourceEntry(
                number,
                key,
                source.title,
                source.address,
                source.published_on,
                source.quality,
                source.host,
                tuple(where),
            )
        )
    return tuple(entries)


def _use(used: dict[str, list[int]], sources: Iterable[str], where: int) -> None:
    for key in sources:
        if key:
            places = used.setdefault(key, [])
            if where not in places:
                places.append(where)
