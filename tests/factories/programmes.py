"""Programmes for tests, in desk words: `stage("one", planned="plan-one")`, `programme(stage(...))`."""

from __future__ import annotations

from datetime import date

from hamsafar.figures.rules.book import Book
from hamsafar.programmes.rules.pictures import ProgrammePicture, View, picture_of
from hamsafar.programmes.rules.plans import (
    NOTHING_ADDED,
    EventPlan,
    IndicatorPlan,
    MeasurePlan,
    MilestonePlan,
    OfferPlan,
    ProgrammePlan,
    Record,
    StepPlan,
)
from tests.factories.figures import same_words

SIDES = ("tj", "ru")


def milestone(key: str = "end", **given: object) -> MilestonePlan:
    return MilestonePlan(key=key, name=same_words(key), **given)  # type: ignore[arg-type]


def stage(key: str = "stage", *, indicators: tuple[IndicatorPlan, ...] = (), **given: object) -> MeasurePlan:
    """A measure with one milestone `KEY-end`; `given` are the milestone's facts."""
    owners = {side: same_words(f"office of {side}") for side in SIDES}
    milestones = (milestone(f"{key}-end", **given),) if given else ()
    return MeasurePlan(key=key, name=same_words(key), owners=owners, milestones=milestones, indicators=indicators)


def step(state: str, fact: str = "", side: str = "") -> StepPlan:
    return StepPlan(state, fact or f"{state}{side and '-' + side}", side)


def event(key: str = "summit", *, offers: tuple[OfferPlan, ...] = (), **given: object) -> EventPlan:
    return EventPlan(key=key, name=same_words(key), offers=offers, **given)  # type: ignore[arg-type]


def offer(side: str = "ru", fact: str = "help", **given: object) -> OfferPlan:
    return OfferPlan(side=side, words=same_words("help with the summit"), fact=fact, **given)  # type: ignore[arg-type]


def programme(*measures: MeasurePlan, key: str = "border", **given: object) -> ProgrammePlan:
    given = {"kind": "programme", "name": same_words(key)} | given
    return ProgrammePlan(key=key, measures=measures, **given)  # type: ignore[arg-type]


def seen(
    plan: ProgrammePlan, book: Book, on: date, *, record: Record = NOTHING_ADDED, clearance: int = 0
) -> ProgrammePicture:
    """The programme as seen on a day."""
    return picture_of(plan, record, View(book, on, SIDES, clearance))
