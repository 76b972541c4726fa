"""The verbs of what was promised: load it, report on it, move it, answer offers, read its indicators."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db import transaction

from hamsafar.corridor.formats.pack import Pack
from hamsafar.kit.actor import Actor
from hamsafar.kit.locks import hold
from hamsafar.kit.verdict import require
from hamsafar.kit.words import Words
from hamsafar.ledger.actions import record
from hamsafar.programmes import access
from hamsafar.programmes.formats.pack_programmes import read_programmes
from hamsafar.programmes.models import (
    BilingualText,
    Event,
    Indicator,
    Measure,
    Milestone,
    Offer,
    Programme,
    Statement,
    TreatyStep,
)
from hamsafar.programmes.rules import plans

FIRST_OF_THE_OFFICE = 10_000  # what the office adds itself stands after the pack's programmes


@transaction.atomic
def load_programmes(pack: Pack, *, by: Actor, at: datetime) -> None:
    """Replace the pack's programmes by those of `pack`; what officers added to them stays.

    All or nothing. Raises `PackErrors` with file and line where the pack cannot be read.
    """
    require(access.may_load(by))
    promises = read_programmes(pack)
    hold("programmes.load")

    Programme.objects.of_the_pack().delete()
    _write(promises.plans, first=0, from_pack=True)

    record("programmes loaded", about=f"pack:{pack.key}:sha256:{pack.digest()}", by=by, at=at)


@transaction.atomic
def add_programme(plan: plans.ProgrammePlan, *, by: Actor, at: datetime) -> Programme:
    """Add a programme that no pack holds. It stays when a pack is loaded."""
    require(access.may_edit(by, classification=plan.classification))

    (programme,) = _write([plan], first=FIRST_OF_THE_OFFICE, from_pack=False)

    record("programme added", about=programme, by=by, at=at)
    return programme


def _write(given: Iterable[plans.ProgrammePlan], *, first: int, from_pack: bool) -> list[Programme]:
    rows = {plan.key: plan for plan in given}
    made = Programme.objects.bulk_create(
        Programme(
            key=plan.key,
            position=first + position,
            kind=plan.kind,
            name=plan.name.as_dict(),
            summary=_json(plan.summary),
            classification=plan.classification,
            begins=plan.begins,
            ends=plan.ends,
            forum=plan.forum,
            topic=plan.topic,
            from_pack=from_pack,
            synthetic=plan.synthetic,
        )
        for position, plan in enumerate(rows.values())
    )
    _write_measures(rows.values())
    _write_events(rows.values())
    TreatyStep.objects.bulk_create(_steps(rows.values()))
    BilingualText.objects.bulk_create(_texts(rows.values()))
    Statement.objects.bulk_create(
        Statement(programme_id=plan.key, position=position, fact=fact)
        for plan in rows.values()
        for position, fact in enumerate(plan.statements)
    )
    return made


def _write_measures(given: Iterable[plans.ProgrammePlan]) -> None:
    pairs = [(plan, position, measure) for plan in given for position, measure in enumerate(plan.measures)]
    rows = Measure.objects.bulk_create(
        Measure(
            programme_id=plan.key,
            key=measure.key,
            position=position,
            name=measure.name.as_dict(),
            sector=measure.sector,
            owners={side: words.as_dict() for side, words in measure.owners.items()},
        )
        for plan, position, measure in pairs
    )
    below = [(row, measure) for row, (_plan, _position, measure) in zip(rows, pairs, strict=True)]
    Milestone.objects.bulk_create(
        Milestone(
            measure=row,
            key=each.key,
            position=position,
            name=each.name.as_dict(),
            planned=each.planned,
            replanned=list(each.replanned),
            stated=list(each.stated),
            actual=each.actual,
        )
        for row, measure in below
        for position, each in enumerate(measure.milestones)
    )
    Indicator.objects.bulk_create(
        Indicator(
            measure=row,
            key=each.key,
            position=position,
            series=each.series,
            baseline=each.baseline,
            target=each.target,
        )
        for row, measure in below
        for position, each in enumerate(measure.indicators)
    )


def _write_events(given: Iterable[plans.ProgrammePlan]) -> None:
    pairs = [(plan, position, event) for plan in given for position, event in enumerate(plan.events)]
    rows = Event.objects.bulk_create(
        Event(
            programme_id=plan.key,
            key=event.key,
            position=position,
            name=event.name.as_dict(),
            place=_json(event.place),
            planned=event.planned,
            replanned=list(event.replanned),
            held=event.held,
        )
        for plan, position, event in pairs
    )
    Offer.objects.bulk_create(
        Offer(
            event=row,
            position=position,
            side=offer.side,
            words=offer.words.as_dict(),
            fact=offer.fact,
            state=offer.state,
        )
        for row, (_plan, _position, event) in zip(rows, pairs, strict=True)
        for position, offer in enumerate(event.offers)
    )


def _steps(given: Iterable[plans.ProgrammePlan]) -> Iterator[TreatyStep]:
    for plan in given:
        for position, step in enumerate(plan.steps):
            yield TreatyStep(programme_id=plan.key, position=position, state=step.state, side=step.side, fact=step.fact)


def _texts(given: Iterable[plans.ProgrammePlan]) -> Iterator[BilingualText]:
    for plan in given:
        for position, text in enumerate(plan.texts):
            yield BilingualText(
                programme_id=plan.key,
                position=position,
                lang=text.lang,
                title=text.title,
                body=text.body,
                source=text.source,
            )


def _json(words: Words | None) -> dict[str, str] | None:
    return words.as_dict() if words else None
