"""Programmes for tests, in desk words: `stage("one", planned="plan-one")`, `programme(stage(...))`."""

from __future__ import annotations

from datetime import date

import factory

from hamsafar.figures.models import Observation, Series
from hamsafar.figures.rules.book import Book
from hamsafar.kit.actor import SYSTEM
from hamsafar.programmes.actions import add_programme
from hamsafar.programmes.models import Programme
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
from tests.factories.ledger import noon

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


class DayFactory(factory.django.DjangoModelFactory):
    """A published day or term in the database: `DayFactory(key="plan", day=…, until=…, own_day=…)`."""

    class Meta:
        model = Observation

    kind = "date"
    own_day = date(2025, 1, 1)
    words = factory.LazyAttribute(lambda fact: same_words(fact.key).as_dict())


def count_in_database(key: str, value: str, **given: object) -> Observation:
    """A published number in the database; its series is made where it is missing."""
    series = str(given.pop("series", "turnover"))
    row, _made = Series.objects.get_or_create(
        key=series, defaults={"position": 0, "name": same_words(series).as_dict(), "kind": "level", "unit": "usd-bn"}
    )
    given = {
        "unit": "usd-bn",
        "period": "2024",
        "counted_by": "office-a",
        "qualifier": "exactly",
        "own_day": date(2025, 1, 1),
    } | given
    decimals = len(value.partition(".")[2])
    words = same_words(key).as_dict()
    return Observation.objects.create(
        key=key, kind="number", value=value, decimals=decimals, series=row, words=words, **given
    )


def added(plan: ProgrammePlan) -> Programme:
    """The programme as a row, added by an office."""
    return add_programme(plan, by=SYSTEM, at=noon(2025, 1, 2))
