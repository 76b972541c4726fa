"""One subject across forums: where it was raised first, and where again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Mention:
    """A subject raised in a forum on a day, on the word of a fact."""

    topic: str
    forum: str
    day: date
    programme: str
    fact: str


@dataclass(frozen=True)
class Chain:
    """“First raised on …, again on …”: the mentions of one subject, oldest first."""

    topic: str
    mentions: tuple[Mention, ...]

    @property
    def first(self) -> Mention:
        return self.mentions[0]

    @property
    def again(self) -> tuple[Mention, ...]:
        return self.mentions[1:]

    @property
    def forums(self) -> tuple[str, ...]:
        """The forums in the order in which the subject reached them."""
        return tuple(dict.fromkeys(each.forum for each in self.mentions))


def chain_of(topic: str, mentions: Iterable[Mention]) -> Chain | None:
    """The mentions of the topic in order; None where there is none. Two facts of one day in one forum count once."""
    once: dict[tuple[date, str], Mention] = {}
    for each in sorted(mentions, key=lambda each: (each.day, each.forum, each.fact)):
        if each.topic == topic and topic:
            once.setdefault((each.day, each.forum), each)
    return Chain(topic, tuple(once.values())) if once else None
