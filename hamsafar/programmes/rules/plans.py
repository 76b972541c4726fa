"""What was promised, as a pack or the database holds it: keys of facts, never the facts themselves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from hamsafar.kit.words import Words
from hamsafar.programmes.enums import Entry, OfferState, Progress


@dataclass(frozen=True)
class MilestonePlan:
    """A point a measure should reach. Each name is a fact key; empty where there is none."""

    key: str
    name: Words
    planned: str = ""
    replanned: tuple[str, ...] = ()  # oldest first
    stated: tuple[str, ...] = ()
    actual: str = ""


@dataclass(frozen=True)
class IndicatorPlan:
    """A series with a base and a target, both facts."""

    key: str
    series: str
    baseline: str = ""
    target: str = ""


@dataclass(frozen=True)
class MeasurePlan:
    key: str
    name: Words
    sector: str = ""
    owners: Mapping[str, Words] = field(default_factory=dict)  # by side
    milestones: tuple[MilestonePlan, ...] = ()
    indicators: tuple[IndicatorPlan, ...] = ()


@dataclass(frozen=True)
class StepPlan:
    """One step of a treaty: `ratified` has the side that ratified."""

    state: str  # draft, agreed, signed, ratified, in-force, amended
    fact: str
    side: str = ""


@dataclass(frozen=True)
class TextPlan:
    lang: str
    title: str
    body: str = ""
    source: str = ""


@dataclass(frozen=True)
class OfferPlan:
    """Help that one side offers for an event; `words` is a sentence."""

    side: str
    words: Words
    fact: str
    state: OfferState = OfferState.OFFERED


@dataclass(frozen=True)
class EventPlan:
    key: str
    name: Words
    planned: str = ""
    held: str = ""
    replanned: tuple[str, ...] = ()
    place: Words | None = None
    offers: tuple[OfferPlan, ...] = ()


@dataclass(frozen=True)
class ProgrammePlan:
    """One programme, treaty or event plan of the pack."""

    key: str
    kind: str
    name: Words
    summary: Words | None = None
    classification: str = "open"
    begins: str = ""
    ends: str = ""
    forum: str = ""
    topic: str = ""
    measures: tuple[MeasurePlan, ...] = ()
    steps: tuple[StepPlan, ...] = ()
    texts: tuple[TextPlan, ...] = ()
    events: tuple[EventPlan, ...] = ()
    statements: tuple[str, ...] = ()
    synthetic: bool = False
    added_on: date | None = None  # the day an office added it; None for the pack's


@dataclass(frozen=True)
class Report:
    """What an officer of one side wrote about a measure, and when."""

    measure: str
    side: str
    progress: Progress
    words: str
    at: datetime
    day: date
    by: str = ""
    classification: str = "open"
    synthetic: bool = False


@dataclass(frozen=True)
class Added:
    """A fact that an officer tied to a milestone: a new plan, or that it happened."""

    milestone: str
    entry: Entry
    fact: str
    day: date


@dataclass(frozen=True)
class OfferMove:
    """An answer to an offer, or its delivery."""

    event: str
    side: str
    fact: str
    state: OfferState
    day: date


@dataclass(frozen=True)
class Review:
    """The day on which a side will look at the programme again, and the day this was set."""

    side: str
    on: date
    day: date


@dataclass(frozen=True)
class Record:
    """Everything officers added to one programme, oldest first."""

    reports: tuple[Report, ...] = ()
    added: tuple[Added, ...] = ()
    offers: tuple[OfferMove, ...] = ()
    reviews: tuple[Review, ...] = ()

    def until(self, day: date) -> Record:
        """What had been added by the end of that day."""
        return Record(
            reports=tuple(each for each in self.reports if each.day <= day),
            added=tuple(each for each in self.added if each.day <= day),
            offers=tuple(each for each in self.offers if each.day <= day),
            reviews=tuple(each for each in self.reviews if each.day <= day),
        )


NOTHING_ADDED = Record()


def facts_named(plan: ProgrammePlan) -> Iterator[str]:
    """Every fact key that the plan names, sentences apart; a key may come more than once."""
    named = [plan.begins, plan.ends, *plan.statements, *(step.fact for step in plan.steps)]
    for measure in plan.measures:
        named += facts_of_measure(measure)
    for event in plan.events:
        named += [*facts_of_event(event), *(offer.fact for offer in event.offers)]
    yield from (key for key in named if key)


def facts_of_measure(measure: MeasurePlan) -> list[str]:
    """The facts that a measure's milestones and indicators name."""
    milestones = [key for each in measure.milestones for key in facts_of_milestone(each)]
    return [*milestones, *(key for each in measure.indicators for key in (each.baseline, each.target) if key)]


def facts_of_milestone(milestone: MilestonePlan) -> list[str]:
    named = (milestone.planned, *milestone.replanned, *milestone.stated, milestone.actual)
    return [key for key in named if key]


def facts_of_event(event: EventPlan) -> list[str]:
    """The facts that date an event; its offers apart."""
    return [key for key in (event.planned, *event.replanned, event.held) if key]
