"""The verbs of what was promised: load it, report on it, move it, answer offers, read its indicators."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from hamsafar.corridor.formats.pack import Pack
from hamsafar.corridor.models import Side
from hamsafar.figures.models import Observation
from hamsafar.figures.rules.book import Book
from hamsafar.kit.actor import Actor
from hamsafar.kit.locks import hold
from hamsafar.kit.moves import can_move
from hamsafar.kit.refusal import Refusal
from hamsafar.kit.verdict import require
from hamsafar.kit.words import Words
from hamsafar.ledger.actions import record
from hamsafar.programmes import access
from hamsafar.programmes.enums import OFFER_MOVES, Classification, Entry, OfferState, Progress
from hamsafar.programmes.formats.pack_programmes import read_programmes
from hamsafar.programmes.models import (
    BilingualText,
    Event,
    Indicator,
    Measure,
    Milestone,
    MilestoneEntry,
    Offer,
    OfferMove,
    Programme,
    Reading,
    Report,
    Review,
    Statement,
    TreatyStep,
)
from hamsafar.programmes.rules import plans
from hamsafar.programmes.rules.dates import Term, own_term, term_of
from hamsafar.programmes.rules.milestones import MilestonePicture

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
    _write(promises.plans, first=0)

    record("programmes loaded", about=f"pack:{pack.key}:sha256:{pack.digest()}", by=by, at=at)


@transaction.atomic
def add_programme(plan: plans.ProgrammePlan, *, by: Actor, at: datetime) -> Programme:
    """Add a programme that no pack holds. It stays when a pack is loaded, and may write days of its own."""
    require(access.may_edit(by, classification=plan.classification))
    hold("programmes.load")
    if Programme.objects.filter(key=plan.key).exists():
        raise Refusal(_("A programme called %(key)s exists already.") % {"key": plan.key})

    place = FIRST_OF_THE_OFFICE + Programme.objects.filter(from_pack=False).count()
    (programme,) = _write([replace(plan, added_on=localdate(at))], first=place)

    record("programme added", about=programme, by=by, at=at)
    return programme


@transaction.atomic
def report_on_measure(
    *,
    measure: Measure,
    side: str,
    progress: str,
    words: str,
    by: Actor,
    at: datetime,
    classification: str = Classification.OPEN,
) -> Report:
    """Say for a side how a measure stands. A report on a restricted programme is restricted."""
    measure = Measure.objects.of(measure.programme_id, measure.key)
    if measure.programme.classification == Classification.RESTRICTED:
        classification = Classification.RESTRICTED
    require(access.may_report(by, side=side, classification=classification))
    _require_side(side)
    if progress not in Progress.values or not words.strip():
        raise Refusal(_("Choose how the measure stands, and say it in a sentence."))

    report = Report.objects.create(
        programme=measure.programme_id,
        measure=measure.key,
        side=side,
        progress=progress,
        words=words.strip(),
        classification=classification,
        synthetic=measure.programme.synthetic or access.is_synthetic(by),
        by=by.ref,
        at=at,
    )
    record(f"measure reported on for {side}", about=f"measure:{measure}", by=by, at=at)
    return report


@transaction.atomic
def replan_milestone(*, milestone: Milestone, fact: str, by: Actor, at: datetime) -> MilestoneEntry:
    """Move a milestone to the term that a published fact states. The first plan stays beside it."""
    milestone, programme = _held(milestone)
    require(access.may_edit(by, classification=programme.classification))
    point, term = _point(programme, milestone, at), _term(programme, fact)
    if point is not None and point.done:
        raise Refusal(_("This milestone was reached; its plan no longer moves."))
    if point is not None and point.due is not None and point.due.last == term.last:
        raise Refusal(_("The milestone is planned for that day already; name a fact that states another."))

    return _add(milestone, programme, Entry.REPLANNED, fact, by=by, at=at)


@transaction.atomic
def record_actual(*, milestone: Milestone, fact: str, by: Actor, at: datetime) -> MilestoneEntry:
    """Say by a published fact that a milestone was reached on its day."""
    milestone, programme = _held(milestone)
    require(access.may_edit(by, classification=programme.classification))
    point, term = _point(programme, milestone, at), _term(programme, fact)
    if point is not None and point.done:
        raise Refusal(_("The day on which this milestone was reached is on record already."))
    if term.last > localdate(at):
        raise Refusal(_("That day is still to come; record it once the milestone is reached."))

    return _add(milestone, programme, Entry.ACTUAL, fact, by=by, at=at)


@transaction.atomic
def accept_offer(*, offer: Offer, by: Actor, at: datetime) -> OfferMove:
    """Accept the help that the other side offers for an event."""
    programme, state = _offered(offer)
    require(access.may_answer_offer(by, offered_by=offer.side, classification=programme.classification))
    return _move(offer, programme, state, OfferState.ACCEPTED, by=by, at=at)


@transaction.atomic
def decline_offer(*, offer: Offer, by: Actor, at: datetime) -> OfferMove:
    """Decline the help that the other side offers for an event."""
    programme, state = _offered(offer)
    require(access.may_answer_offer(by, offered_by=offer.side, classification=programme.classification))
    return _move(offer, programme, state, OfferState.DECLINED, by=by, at=at)


@transaction.atomic
def deliver_offer(*, offer: Offer, by: Actor, at: datetime) -> OfferMove:
    """Say that the help which was accepted was given; either side saw it."""
    programme, state = _offered(offer)
    require(access.may_edit(by, classification=programme.classification))
    return _move(offer, programme, state, OfferState.DELIVERED, by=by, at=at)


@transaction.atomic
def set_next_review(*, programme: Programme, side: str, on: date, by: Actor, at: datetime) -> Review:
    """Set the day on which a side looks at the programme again; it replaces the day set before."""
    require(access.may_set_review(by, side=side, classification=programme.classification))
    _require_side(side)
    if on < localdate(at):
        raise Refusal(_("Set a day that is still to come."))

    review = Review.objects.create(
        programme=programme.key,
        side=side,
        on=on,
        synthetic=programme.synthetic or access.is_synthetic(by),
        by=by.ref,
        at=at,
    )
    record(f"next review set for {side}", about=f"programme:{programme.key}", by=by, at=at)
    return review


@transaction.atomic
def take_readings(*, by: Actor, at: datetime) -> int:
    """Note for every indicator where it stands this month, and give their number. Repeating it mends the row."""
    require(access.may_read_indicators(by))
    on = localdate(at)
    hold("programmes.readings")
    pictures = Programme.objects.pictures(_book(), on)
    rows = [
        Reading(
            programme=picture.key,
            indicator=each.key,
            month=on.replace(day=1),
            on=on,
            fact=each.latest.key if each.latest else "",
            track=each.track,
            at=at,
        )
        for picture in pictures
        for each in picture.indicators
    ]
    Reading.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["programme", "indicator", "month"],
        update_fields=["on", "fact", "track", "at"],
    )
    record("indicators read", about=f"readings:{on:%Y-%m}", by=by, at=at)
    return len(rows)


def _book() -> Book:
    return Observation.objects.book(as_of=None)


def _held(milestone: Milestone) -> tuple[Milestone, Programme]:
    held = Milestone.objects.of(milestone.measure.programme_id, milestone.key)
    return held, held.measure.programme


def _point(programme: Programme, milestone: Milestone, at: datetime) -> MilestonePicture | None:
    """The milestone as everybody sees it now; None where nothing about it is visible yet."""
    picture = Programme.objects.picture(programme.key, _book(), localdate(at), programme.clearance_needed)
    points = picture.milestones if picture else ()
    return next((each for each in points if each.key == milestone.key), None)


def _term(programme: Programme, fact: str) -> Term:
    """The days that a fact states; an office's own day serves only where the office added the programme itself."""
    term = term_of(fact, _book())
    if term is None or (programme.from_pack and own_term(fact)):
        raise Refusal(_("No published fact of that key states a day; import it with its source first."))
    return term


def _add(
    milestone: Milestone, programme: Programme, entry: Entry, fact: str, *, by: Actor, at: datetime
) -> MilestoneEntry:
    made = MilestoneEntry.objects.create(
        programme=programme.key,
        milestone=milestone.key,
        entry=entry,
        fact=fact,
        synthetic=programme.synthetic or access.is_synthetic(by),
        by=by.ref,
        at=at,
    )
    verb = "milestone re-planned" if entry == Entry.REPLANNED else "milestone reached"
    record(f"{verb} by fact {fact}", about=f"milestone:{milestone}", by=by, at=at)
    return made


def _offered(offer: Offer) -> tuple[Programme, OfferState]:
    """The programme of an offer that nobody else moves meanwhile, and the state the offer is in."""
    held = Offer.objects.of(offer.event.programme_id, offer.event.key, offer.side, offer.fact)
    moves = OfferMove.objects.to([offer.event.programme_id]).filter(
        event=held.event.key, side=held.side, fact=held.fact
    )
    last = moves.last()
    return held.event.programme, OfferState(last.state if last else held.state)


def _move(
    offer: Offer, programme: Programme, state: OfferState, to: OfferState, *, by: Actor, at: datetime
) -> OfferMove:
    if not can_move(OFFER_MOVES, state, to):
        raise Refusal(
            _("The offer is %(state)s; it cannot become %(wanted)s.") % {"state": state.label, "wanted": to.label}
        )
    made = OfferMove.objects.create(
        programme=programme.key,
        event=offer.event.key,
        side=offer.side,
        fact=offer.fact,
        state=to,
        synthetic=programme.synthetic or access.is_synthetic(by),
        by=by.ref,
        at=at,
    )
    record(f"offer {to.value}", about=f"offer:{offer}", by=by, at=at)
    return made


def _require_side(side: str) -> None:
    if not Side.objects.filter(key=side).exists():
        raise Refusal(_("No side of this corridor is called %(side)s.") % {"side": side})


def _write(given: Iterable[plans.ProgrammePlan], *, first: int) -> list[Programme]:
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
            from_pack=plan.added_on is None,
            added_on=plan.added_on,
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
