"""Cutting an edition: what a reader may not see is gone before anything is numbered.

The cut comes first, so that no gap, number, title or page count of an open edition tells of a restricted line.
"""

from __future__ import annotations

from dataclasses import replace

from hamsafar.meetings.rules.plan import Topic

OPEN, RESTRICTED, PUBLIC = "open", "restricted", "public"
CLEARANCE = {OPEN: 0, PUBLIC: 0, RESTRICTED: 1}


def clearance_of(edition: str) -> int:
    """The clearance that a reader of this edition needs."""
    return CLEARANCE[edition]


def may_hold(edition: str, classification: str) -> bool:
    """Whether a line of this classification belongs in this edition."""
    return classification == "open" or edition == RESTRICTED


def cut_topics(topics: tuple[Topic, ...], edition: str) -> tuple[Topic, ...]:
    """The topics as this edition may know them."""
    return tuple(_cut(topic, edition) for topic in topics if may_hold(edition, topic.classification))


def _cut(topic: Topic, edition: str) -> Topic:
    kept = tuple(each for each in topic.statements if may_hold(edition, each.classification))
    topic = replace(topic, statements=kept)
    if edition == PUBLIC:  # the public reads the same pages; what to ask is advice to the minister
        return replace(topic, asks=(), front_ask=(), decision=())
    return topic
