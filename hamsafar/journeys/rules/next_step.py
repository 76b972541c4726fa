"""Which one thing a person does next, of all that a journey asks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from hamsafar.journeys.enums import JourneyState, Phase, RequirementKind, Standing
from hamsafar.journeys.rules.journeys import RequirementFacts, standing

# In this order: what is late or lapsed does not wait behind what is merely still to do.
URGENT = (Standing.LAPSED, Standing.OVERDUE)
OPEN = (*URGENT, Standing.MISSING)
PHASES = {
    JourneyState.OPEN: (Phase.BEFORE_DEPARTURE,),
    JourneyState.CLEARED: (Phase.BEFORE_DEPARTURE,),
    JourneyState.ABROAD: (Phase.AT_BORDER, Phase.AFTER_ENTRY),
}


def next_kind(requirements: Iterable[RequirementFacts], *, state: JourneyState, on: date) -> RequirementKind | None:
    """The requirement to see to next; None where nothing is open in the phase that the journey is in."""
    phases = PHASES.get(state, ())
    found = [(standing(each, on=on), each) for each in requirements if each.phase in phases]
    for wanted in (URGENT, OPEN):
        waiting = [each for stands, each in found if stands in wanted]
        if waiting:
            return min(waiting, key=lambda each: (phases.index(each.phase), each.due_on or date.max)).kind
    return None
