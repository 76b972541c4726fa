"""Slippage: how far a milestone stands from its first plan, as far as it is known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from hamsafar.figures.rules.book import Book
from hamsafar.kit.words import Words
from hamsafar.programmes.enums import Entry, MilestoneState
from hamsafar.programmes.rules.dates import Term, own_term, said_on, term_of, whole_months
from hamsafar.programmes.rules.plans import MilestonePlan, Record


@dataclass(frozen=True)
class Stated:
    """A fact that speaks of a milestone before it is reached, and the day it speaks from; an own day has no fact."""

    fact: str
    day: date


@dataclass(frozen=True)
class Slip:
    """The distance from the planned day: exact once it happened, before that the least it can be.

    `until` is the day up to which this is known. Negative days mean early.
    """

    days: int
    months: int
    at_least: bool
    until: date


@dataclass(frozen=True)
class MilestonePicture:
    """One milestone on one day: first plan, later plans, what was stated, what happened, and the slip."""

    key: str
    measure: str
    name: Words
    planned: Term | None
    replanned: tuple[Term, ...]
    stated: tuple[Stated, ...]
    actual: Term | None
    state: MilestoneState
    slip: Slip | None

    @property
    def slipped(self) -> bool:
        """Whether it is known to come, or to have come, after its first planned day."""
        return self.slip is not None and self.slip.days > 0

    @property
    def done(self) -> bool:
        return self.state in (MilestoneState.DONE, MilestoneState.LATE)

    @property
    def slip_days(self) -> int | None:
        return self.slip.days if self.slip else None

    @property
    def due(self) -> Term | None:
        """The plan that holds now: the last one made."""
        return self.replanned[-1] if self.replanned else self.planned


def picture_of(plan: MilestonePlan, measure: str, book: Book, on: date, record: Record) -> MilestonePicture:
    """The milestone as seen on the day. Facts that the book does not show are not there; nor is a day still to come."""
    added = [each for each in record.added if each.milestone == plan.key]
    later_plans = (*plan.replanned, *(each.fact for each in added if each.entry == Entry.REPLANNED))
    ends = (plan.actual, *(each.fact for each in added if each.entry == Entry.ACTUAL))
    actuals = [term for key in ends if (term := term_of(key, book)) and term.last <= on]
    planned = term_of(plan.planned, book)
    replanned = tuple(term for key in later_plans if (term := term_of(key, book)))
    stated = tuple(sorted(_stated(plan.stated, book, on), key=lambda each: (each.day, each.fact)))
    actual = actuals[0] if actuals else None
    slip = slip_of(planned, replanned, stated, actual, on)
    return MilestonePicture(
        key=plan.key,
        measure=measure,
        name=plan.name,
        planned=planned,
        replanned=replanned,
        stated=stated,
        actual=actual,
        state=state_of(planned, replanned, actual, slip, on),
        slip=slip,
    )


def slip_of(
    planned: Term | None, replanned: tuple[Term, ...], stated: tuple[Stated, ...], actual: Term | None, on: date
) -> Slip | None:
    """The distance from the last day of the first planned term; None where nothing is known that says.

    Without an actual day it is the least it can be: to the last day on which it was stated as not yet reached,
    or to the last day of a later plan, whichever is later.
    """
    if planned is None:
        return None
    if actual is not None:
        return _slip(planned.last, actual.last, at_least=False, until=actual.last)
    known = [each.day for each in stated if each.day > planned.last]
    moved = [term.last for term in replanned[-1:] if term.last > planned.last]
    if not known and not moved:
        return None
    until = max(known) if known else min(on, moved[0])
    return _slip(planned.last, max(known + moved), at_least=True, until=until)


def state_of(
    planned: Term | None, replanned: tuple[Term, ...], actual: Term | None, slip: Slip | None, on: date
) -> MilestoneState:
    """The state on the day, from what is known."""
    if actual is not None:
        return MilestoneState.LATE if slip is not None and slip.days > 0 else MilestoneState.DONE
    due = replanned[-1] if replanned else planned
    if due is None:
        return MilestoneState.UNKNOWN
    if on <= due.last:
        return MilestoneState.PLANNED
    return MilestoneState.AT_LEAST_LATE if slip is not None and slip.days > 0 else MilestoneState.UNKNOWN


def _stated(keys: tuple[str, ...], book: Book, on: date) -> list[Stated]:
    found = []
    for key in keys:
        fact, own = book.get(key), own_term(key)
        day = own.last if own else said_on(fact) if fact else None
        if day is not None and day <= on:
            found.append(Stated("" if own else key, day))
    return found


def _slip(planned: date, reached: date, *, at_least: bool, until: date) -> Slip:
    return Slip((reached - planned).days, whole_months(planned, reached), at_least, until)
