"""The picture of a programme on a day: everything a page or a dossier says of it, frozen.

`Promises` holds what was promised, from a pack or the database, and draws the pictures; nothing else is looked up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise

from hamsafar.figures.rules.book import Book
from hamsafar.figures.rules.values import Fact, Finding
from hamsafar.kit.words import Words
from hamsafar.programmes.enums import (
    CLEARANCE_FOR,
    TREATY_MARKS,
    Classification,
    EventState,
    MilestoneState,
    ProgrammeKind,
    Track,
)
from hamsafar.programmes.rules import events, indicators, milestones, plans, reports, treaties
from hamsafar.programmes.rules.chains import Chain, Mention, chain_of
from hamsafar.programmes.rules.dates import Term, is_shown, said_on, term_of
from hamsafar.programmes.rules.events import EventPicture
from hamsafar.programmes.rules.indicators import IndicatorPicture
from hamsafar.programmes.rules.milestones import MilestonePicture
from hamsafar.programmes.rules.plans import NOTHING_ADDED, MeasurePlan, ProgrammePlan, Record
from hamsafar.programmes.rules.reports import Reporting
from hamsafar.programmes.rules.treaties import TreatyPicture


@dataclass(frozen=True)
class View:
    """From where a picture is drawn: what is visible, the day, the two sides, and the reader's clearance."""

    book: Book
    on: date
    sides: tuple[str, ...]
    clearance: int = 0


@dataclass(frozen=True)
class MeasurePicture:
    """A measure on a day; `reporting` is None where the reader is not cleared for what the sides report."""

    key: str
    name: Words
    sector: str
    owners: Mapping[str, Words]
    milestones: tuple[MilestonePicture, ...]
    indicators: tuple[IndicatorPicture, ...]
    reporting: Reporting | None


@dataclass(frozen=True)
class Said:
    """A statement about the programme and the day it speaks from."""

    fact: Fact
    day: date | None


@dataclass(frozen=True)
class Overlap:
    """Two stages that follow each other and whose planned terms both cover these days."""

    first: MilestonePicture
    second: MilestonePicture
    days: Term


@dataclass(frozen=True)
class Next:
    """The next dated thing: a milestone, an event, a review or the end of the term."""

    what: str  # milestone, event, review, end
    name: Words | None
    day: date


@dataclass(frozen=True)
class ProgrammePicture:
    """A programme on a day. A `thin` one shows a restricted programme to a reader without clearance."""

    key: str
    kind: str
    name: Words
    summary: Words | None
    classification: str
    thin: bool
    synthetic: bool
    forum: str
    topic: str
    begins: Term | None
    ends: Term | None
    measures: tuple[MeasurePicture, ...]
    treaty: TreatyPicture | None
    events: tuple[EventPicture, ...]
    statements: tuple[Said, ...]
    next_reviews: Mapping[str, date | None]
    differ: tuple[Finding, ...]
    overlaps: tuple[Overlap, ...]
    on: date
    conditions: Mapping[str, bool] = field(default_factory=dict)

    @property
    def milestones(self) -> tuple[MilestonePicture, ...]:
        """Every milestone of every measure, in the pack's order."""
        return tuple(each for measure in self.measures for each in measure.milestones)

    @property
    def indicators(self) -> tuple[IndicatorPicture, ...]:
        return tuple(each for measure in self.measures for each in measure.indicators)

    @property
    def worst(self) -> MilestonePicture | None:
        """The milestone that slipped furthest, overdue ones before moved ones before done ones; None where none did."""
        order = (MilestoneState.LATE, MilestoneState.PLANNED, MilestoneState.AT_LEAST_LATE)
        slipped = [each for each in self.milestones if each.slipped]
        return max(slipped, key=lambda each: (order.index(each.state), each.slip_days or 0), default=None)

    @property
    def mark(self) -> str:
        """The status mark: late, done, differ, course, none."""
        return mark_of(self)

    @property
    def next(self) -> Next | None:
        """The next day on which something is planned; None where nothing dated lies ahead."""
        return min(_ahead(self), key=lambda each: (each.day, each.what != "end"), default=None)

    @property
    def facts(self) -> tuple[str, ...]:
        """Every visible fact behind the picture, each once: what its list of sources is made from."""
        return tuple(dict.fromkeys(key for key in _facts(self) if key))


@dataclass(frozen=True)
class Promises:
    """What was promised: the plans, the two sides, and what officers added to each programme."""

    plans: tuple[ProgrammePlan, ...]
    sides: tuple[str, ...]
    records: Mapping[str, Record] = field(default_factory=dict)

    def picture(self, key: str, book: Book, on: date, clearance: int = 0) -> ProgrammePicture | None:
        """The picture of one programme; None where there is none of that key, or none was known on the day."""
        plan = next((each for each in self.plans if each.key == key), None)
        return self._draw(plan, book, on, clearance) if plan else None

    def pictures(self, book: Book, on: date, clearance: int = 0) -> tuple[ProgrammePicture, ...]:
        """The pictures of all programmes that were known on the day, in the pack's order."""
        drawn = (self._draw(plan, book, on, clearance) for plan in self.plans)
        return tuple(picture for picture in drawn if picture is not None)

    def conditions(self, book: Book, on: date) -> dict[str, bool]:
        """What all programmes answer to conditions; what was not known on the day answers no."""
        nothing = {name: False for plan in self.plans for name in condition_names(plan)}
        return nothing | conditions(self.pictures(book, on))

    def _draw(self, plan: ProgrammePlan, book: Book, on: date, clearance: int) -> ProgrammePicture | None:
        view = View(book, on, self.sides, clearance)
        return picture_of(plan, self.records.get(plan.key, NOTHING_ADDED), view) if is_known(plan, book, on) else None


def picture_of(plan: ProgrammePlan, record: Record, view: View) -> ProgrammePicture:
    """The programme as seen from there: facts that the book does not show, and acts of later days, are not in it."""
    book, on = view.book, view.on
    thin = view.clearance < CLEARANCE_FOR[Classification(plan.classification)]
    record = _readable(record.until(on), view.clearance)
    measures = tuple(
        _measure(each, record, view, thin) for each in plan.measures if shows(book, plans.facts_of_measure(each))
    )
    points = [point for measure in measures for point in measure.milestones]
    treaty = treaties.picture_of(plan.steps, () if thin else plan.texts, view.sides, book, on) if plan.steps else None
    picture = ProgrammePicture(
        key=plan.key,
        kind=plan.kind,
        name=plan.name,
        summary=plan.summary,
        classification=plan.classification,
        thin=thin,
        synthetic=plan.synthetic,
        forum=plan.forum,
        topic=plan.topic,
        begins=term_of(plan.begins, book),
        ends=term_of(plan.ends, book),
        measures=measures,
        treaty=treaty,
        events=tuple(
            _event(events.picture_of(each, book, on, record), thin)
            for each in plan.events
            if shows(book, plans.facts_of_event(each))
        ),
        statements=statements_of(plan, book, on),
        next_reviews=reports.next_reviews(record.reviews, view.sides, on),
        differ=(),
        overlaps=overlaps_of(points),
        on=on,
    )
    return replace(picture, differ=differences(picture, book), conditions=conditions([picture]))


def conditions(pictures: Iterable[ProgrammePicture]) -> dict[str, bool]:
    """What the pictures answer to `slipped:PROGRAMME/MILESTONE` and `done:PROGRAMME/MILESTONE`.

    An event answers by its key too (moved to a later day; held), and a treaty by its step (taken).
    """
    answers: dict[str, bool] = {}
    for picture in pictures:
        for step in picture.treaty.steps if picture.treaty else ():
            answers[f"done:{picture.key}/{step.state}"] = True
        for event in picture.events:
            answers[f"slipped:{picture.key}/{event.key}"] = (event.moved_days or 0) > 0
            answers[f"done:{picture.key}/{event.key}"] = event.state == EventState.HELD
        for point in picture.milestones:
            answers[f"slipped:{picture.key}/{point.key}"] = point.slipped
            answers[f"done:{picture.key}/{point.key}"] = point.done
    return answers


def condition_names(plan: ProgrammePlan) -> list[str]:
    """Every condition that a programme can answer."""
    dated = [each.key for measure in plan.measures for each in measure.milestones] + [each.key for each in plan.events]
    steps = [f"done:{plan.key}/{state}" for state in treaties.ORDER] if plan.steps else []
    return [f"{verb}:{plan.key}/{key}" for key in dated for verb in ("slipped", "done")] + steps


def is_known(plan: ProgrammePlan, book: Book, on: date) -> bool:
    """Whether the book shows any of what the programme rests on; for a treaty, one of its steps.

    Its very name would else tell an earlier day what came later.
    """
    if plan.added_on is not None and on < plan.added_on:
        return False
    if plan.kind == ProgrammeKind.TREATY:
        return shows(book, [step.fact for step in plan.steps])
    return shows(book, list(plans.facts_named(plan)))


def shows(book: Book, named: Sequence[str]) -> bool:
    """Whether one of the facts is visible; what names no fact hides nothing."""
    return not named or any(is_shown(key, book) for key in named)


def statements_of(plan: ProgrammePlan, book: Book, on: date) -> tuple[Said, ...]:
    """What was said, in order; a statement without any day comes last, one of a later day not at all."""
    said = [Said(fact, said_on(fact)) for key in plan.statements if (fact := book.get(key))]
    visible = [each for each in said if each.day is None or each.day <= on]
    return tuple(sorted(visible, key=lambda each: (each.day or date.max, each.fact.key)))


def overlaps_of(points: Sequence[MilestonePicture]) -> tuple[Overlap, ...]:
    """Neighbouring milestones of which the later stage begins before the earlier one is planned to end."""
    planned = [(point, point.planned) for point in points if point.planned]
    return tuple(
        Overlap(one, other, Term(second.first, first.last, second.fact))
        for (one, first), (other, second) in pairwise(planned)
        if first.first < second.first <= first.last < second.last
    )


def differences(picture: ProgrammePicture, book: Book) -> tuple[Finding, ...]:
    """Where sources differ on what the programme rests on: its topic's series, and the series of its own facts."""
    own = {fact.series for key in picture.facts if (fact := book.get(key)) and fact.series}
    of_topic = {key for key, series in book.series.items() if picture.topic and series.topic == picture.topic}
    measured = {each.series for each in picture.indicators}
    return tuple(each for each in book.disagreements if each.series in own | of_topic | measured)


def mark_of(picture: ProgrammePicture) -> str:
    """The shape of the status mark, from the most urgent thing that is known."""
    states = {each.state for each in picture.milestones if _within_term(each, picture.begins)}
    if MilestoneState.AT_LEAST_LATE in states or any(each.track == Track.OFF for each in picture.indicators):
        return "late"
    if not states and picture.treaty is not None:
        return TREATY_MARKS[picture.treaty.state]
    if not states:
        return _mark_of_events({each.state for each in picture.events})
    if MilestoneState.UNKNOWN in states:
        return "none"
    if {each.series for each in picture.differ} & {each.series for each in picture.indicators}:
        return "differ"
    return "course" if MilestoneState.PLANNED in states else "done"


def _mark_of_events(states: set[EventState]) -> str:
    if states & {EventState.PLANNED, EventState.MOVED}:
        return "course"
    return "done" if states == {EventState.HELD} else "none"


def _within_term(point: MilestonePicture, begins: Term | None) -> bool:
    # The milestones of a forerunner say nothing of the programme that followed it.
    return not (begins and point.planned) or point.planned.last >= begins.first


def mentions_of(pictures: Iterable[ProgrammePicture]) -> Iterator[Mention]:
    """Every dated statement and treaty step as a mention of its programme's topic in its forum."""
    for picture in pictures:
        for said in picture.statements:
            if said.day is not None:
                yield Mention(picture.topic, picture.forum, said.day, picture.key, said.fact.key)
        for step in picture.treaty.steps if picture.treaty else ():
            if step.day is not None:
                yield Mention(picture.topic, picture.forum, step.day, picture.key, step.fact)


def raised(topic: str, pictures: Iterable[ProgrammePicture], others: Iterable[Mention] = ()) -> Chain | None:
    """The chain of a topic across programmes and forums; `others` come from above, such as a meeting's outcomes."""
    return chain_of(topic, [*mentions_of(pictures), *others])


def _readable(record: Record, clearance: int) -> Record:
    open_to = [each for each in record.reports if CLEARANCE_FOR[Classification(each.classification)] <= clearance]
    return replace(record, reports=tuple(open_to))


def _measure(plan: MeasurePlan, record: Record, view: View, thin: bool) -> MeasurePicture:
    return MeasurePicture(
        key=plan.key,
        name=plan.name,
        sector=plan.sector,
        owners={} if thin else plan.owners,
        milestones=tuple(
            milestones.picture_of(each, plan.key, view.book, view.on, record)
            for each in plan.milestones
            if shows(view.book, plans.facts_of_milestone(each))
        ),
        indicators=() if thin else tuple(indicators.picture_of(each, view.book) for each in plan.indicators),
        reporting=None if thin else reports.reporting_of(plan.key, record.reports, record.reviews, view.sides, view.on),
    )


def _event(picture: EventPicture, thin: bool) -> EventPicture:
    return replace(picture, offers=()) if thin else picture


def _ahead(picture: ProgrammePicture) -> Iterator[Next]:
    for point in picture.milestones:
        if not point.done and point.due and point.due.last >= picture.on:
            yield Next("milestone", point.name, point.due.last)
    for event in picture.events:
        if event.state != EventState.HELD and event.when and event.when.last >= picture.on:
            yield Next("event", event.name, event.when.first)
    for day in picture.next_reviews.values():
        if day is not None:
            yield Next("review", None, day)
    if picture.ends and picture.ends.last >= picture.on:
        yield Next("end", None, picture.ends.last)


def _facts(picture: ProgrammePicture) -> Iterator[str]:
    terms = [picture.begins, picture.ends]
    for point in picture.milestones:
        terms += [point.planned, *point.replanned, point.actual]
        yield from (each.fact for each in point.stated)
    for event in picture.events:
        terms += [event.planned, *event.replanned, event.held]
        yield from (offer.fact for offer in event.offers)
    yield from (term.fact for term in terms if term)
    for each in picture.indicators:
        yield from (fact.key for fact in (each.baseline, each.target, each.required, each.latest) if fact)
    yield from (step.fact for step in picture.treaty.steps) if picture.treaty else ()
    yield from (said.fact.key for said in picture.statements)
