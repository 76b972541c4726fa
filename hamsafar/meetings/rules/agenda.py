"""The agenda that the rules propose, each item with its reasons, and the order it comes in."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from hamsafar.kit.words import LANGUAGES, Words
from hamsafar.meetings.rules.plan import OutcomePlan, Topic
from hamsafar.meetings.rules.speech import World, say

OUTCOME_OPEN = "outcome-open"
OPEN_STATES = frozenset({"open", "carried-over"})


@dataclass(frozen=True)
class Reason:
    """Why a rule puts an item on the agenda, in the three languages."""

    rule: str
    words: Words


@dataclass(frozen=True)
class Proposed:
    """A topic that at least one rule proposes. `urgency` is that of its most urgent reason."""

    topic: Topic
    reasons: tuple[Reason, ...]
    urgency: int

    @property
    def key(self) -> str:
        return self.topic.key


def propose(
    topics: Sequence[Topic], world: World, outcomes: Sequence[OutcomePlan], urgency: Mapping[str, int]
) -> tuple[Proposed, ...]:
    """The topics that a rule puts on the agenda, most urgent first, equals by the rank of the pack."""
    proposed = []
    for topic in topics:
        reasons = (*_reasons(topic, world), *_open_outcomes(topic, outcomes))
        if reasons:
            proposed.append(Proposed(topic, reasons, max(urgency[reason.rule] for reason in reasons)))
    return tuple(sorted(proposed, key=lambda one: (-one.urgency, one.topic.rank, one.key)))


def arrange(proposed: Sequence[Proposed], order: Sequence[str], dropped: Collection[str] = ()) -> tuple[Proposed, ...]:
    """The proposals in the secretary's order; what the secretary has not placed follows in the rules' order."""
    place = {key: number for number, key in enumerate(order)}
    kept = [one for one in proposed if one.key not in dropped]
    return tuple(sorted(kept, key=lambda one: place.get(one.key, len(place))))


def _reasons(topic: Topic, world: World) -> tuple[Reason, ...]:
    found = []
    for proposal in topic.propose:
        texts = {lang: say(proposal.words, world, lang) for lang in LANGUAGES}
        if world.holds(proposal.guard) and all(texts.values()):
            spoken = Words.of({lang: line.text for lang, line in texts.items() if line})
            found.append(Reason(proposal.rule, spoken))
    return tuple(found)


def _open_outcomes(topic: Topic, outcomes: Sequence[OutcomePlan]) -> tuple[Reason, ...]:
    still_open = [each for each in outcomes if each.topic == topic.key and each.state in OPEN_STATES]
    return tuple(Reason(OUTCOME_OPEN, each.words) for each in still_open)
