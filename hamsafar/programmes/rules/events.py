"""Event plans: what happens when, what moved, and who helps with what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from hamsafar.figures.rules.book import Book
from hamsafar.kit.words import Words
from hamsafar.programmes.enums import OFFER_PEN, EventState, OfferState, Pen
from hamsafar.programmes.rules.dates import Term, is_shown, term_of
from hamsafar.programmes.rules.plans import EventPlan, OfferPlan, Record


@dataclass(frozen=True)
class OfferPicture:
    """An offer of help and where it stands; `moved_on` is the day of its last move, None where it never moved."""

    event: str
    side: str
    words: Words
    fact: str
    state: OfferState
    pen: Pen
    moved_on: date | None


@dataclass(frozen=True)
class EventPicture:
    """One event: the first plan beside what held.

    `moved_days` is None while nothing is known to lie outside the first plan.
    """

    key: str
    name: Words
    place: Words | None
    planned: Term | None
    replanned: tuple[Term, ...]
    held: Term | None
    state: EventState
    moved_days: int | None
    offers: tuple[OfferPicture, ...]

    @property
    def when(self) -> Term | None:
        """The days to show in a calendar: when it was held, else the plan that holds now."""
        return self.held or (self.replanned[-1] if self.replanned else self.planned)


def picture_of(plan: EventPlan, book: Book, on: date, record: Record) -> EventPicture:
    """The event as seen on the day; an offer whose fact is not visible is not there."""
    planned = term_of(plan.planned, book)
    replanned = tuple(term for key in plan.replanned if (term := term_of(key, book)))
    held = term_of(plan.held, book)
    if held is not None and held.first > on:  # announced, still to come: a plan
        planned, replanned = (planned, (*replanned, held)) if planned else (held, replanned)
        held = None
    now = held or (replanned[-1] if replanned else None)
    return EventPicture(
        key=plan.key,
        name=plan.name,
        place=plan.place,
        planned=planned,
        replanned=replanned,
        held=held,
        state=state_of(planned, replanned, held, on),
        moved_days=(now.first - planned.first).days if now and planned and _outside(now, planned) else None,
        offers=tuple(offer_of(offer, plan.key, record) for offer in plan.offers if is_shown(offer.fact, book)),
    )


def state_of(planned: Term | None, replanned: tuple[Term, ...], held: Term | None, on: date) -> EventState:
    """Where the event stands on the day."""
    if held is not None:
        return EventState.HELD
    due = replanned[-1] if replanned else planned
    if due is None or on > due.last:
        return EventState.UNKNOWN
    return EventState.MOVED if replanned and planned and _outside(due, planned) else EventState.PLANNED


def offer_of(offer: OfferPlan, event: str, record: Record) -> OfferPicture:
    """The offer after every move on record."""
    moves = [each for each in record.offers if (each.event, each.side, each.fact) == (event, offer.side, offer.fact)]
    state = moves[-1].state if moves else offer.state
    return OfferPicture(
        event=event,
        side=offer.side,
        words=offer.words,
        fact=offer.fact,
        state=state,
        pen=OFFER_PEN[state],
        moved_on=moves[-1].day if moves else None,
    )


def _outside(now: Term, planned: Term) -> bool:
    # A day inside the planned days is the plan kept, not moved: "spring" and then 11 April.
    return now.first < planned.first or now.last > planned.last
