"""The treaty pipeline: how far a text has come on a day, and what is missing until it is in force."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from hamsafar.figures.rules.book import Book
from hamsafar.programmes.enums import TreatyState
from hamsafar.programmes.rules.dates import Term, own_term, said_on, term_of
from hamsafar.programmes.rules.plans import StepPlan, TextPlan

RATIFIED = "ratified"
ORDER = ("draft", "agreed", "signed", RATIFIED, "in-force", "amended")


@dataclass(frozen=True)
class StepPicture:
    """One step that was taken: when (None where only the fact of it is known), by which side, on whose word."""

    state: str
    side: str
    fact: str
    day: date | None
    term: Term | None


@dataclass(frozen=True)
class TreatyPicture:
    """A treaty on one day. `missing` lists steps to its entry into force for which no fact was found."""

    state: TreatyState
    steps: tuple[StepPicture, ...]
    missing: tuple[tuple[str, str], ...]  # step and side; the side is empty but for a ratification
    texts: tuple[TextPlan, ...]

    @property
    def last(self) -> StepPicture | None:
        return self.steps[-1] if self.steps else None

    def step(self, state: str, side: str = "") -> StepPicture | None:
        """The step of that name, of that side where it is a ratification."""
        return next((each for each in self.steps if each.state == state and each.side == side), None)


def picture_of(
    steps: Sequence[StepPlan], texts: Sequence[TextPlan], sides: Sequence[str], book: Book, on: date
) -> TreatyPicture:
    """The pipeline as seen on the day: steps whose fact is visible and whose day has come, in the pipeline's order."""
    taken = sorted(
        (picture for step in steps if (picture := _taken(step, book, on))),
        key=lambda each: (ORDER.index(each.state), each.day or date.max, each.side),
    )
    visible = tuple(text for text in texts if not text.source or book_has_source(book, text.source))
    return TreatyPicture(state_of(taken), tuple(taken), missing_for_force(taken, sides), visible)


def state_of(steps: Sequence[StepPicture]) -> TreatyState:
    """How far the furthest step goes; earlier steps for which nothing was found do not hold it back."""
    if not steps:
        return TreatyState.NOT_BEGUN
    furthest = steps[-1].state
    if furthest == RATIFIED:
        ratified = {each.side for each in steps if each.state == RATIFIED}
        return TreatyState.RATIFIED_BY_BOTH if len(ratified) > 1 else TreatyState.RATIFIED_BY_ONE
    return TreatyState(furthest)


def missing_for_force(steps: Sequence[StepPicture], sides: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """The steps up to entry into force that no fact shows; none once it is in force or amended."""
    have = {(each.state, each.side) for each in steps}
    if any(state in ("in-force", "amended") for state, _ in have):
        return ()
    needed = [("signed", ""), *((RATIFIED, side) for side in sides), ("in-force", "")]
    return tuple(each for each in needed if each not in have)


def out_of_order(steps: Sequence[StepPicture]) -> tuple[tuple[StepPicture, StepPicture], ...]:
    """Neighbouring steps of which the later one in the pipeline is dated earlier; either side may ratify first."""
    dated = [each for each in steps if each.day is not None]
    return tuple(
        (before, after)
        for before, after in pairwise(dated)
        if before.state != after.state and before.day and after.day and after.day < before.day
    )


def book_has_source(book: Book, source: str) -> bool:
    """Whether any fact of the book comes from that source, so that naming it gives nothing away."""
    return any(fact.source is not None and fact.source.key == source for fact in book.facts.values())


def _taken(step: StepPlan, book: Book, on: date) -> StepPicture | None:
    own, fact = own_term(step.fact), book.get(step.fact)
    if own is None and fact is None:
        return None
    term = own or (term_of(step.fact, book) if fact and fact.kind == "date" else None)
    day = term.last if term else None
    known_from = day or (said_on(fact) if fact else None)
    if known_from is not None and known_from > on:
        return None
    return StepPicture(step.state, step.side, "" if own else step.fact, day, term)
