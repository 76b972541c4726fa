"""Whether something may go from one state to another: the tables decide, nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import TypeVar

State = TypeVar("State", bound=str)


def can_move(moves: Mapping[State, AbstractSet[State]], now: State, to: State) -> bool:
    """Whether the table allows this step."""
    return to in moves[now]


def moved(order: Sequence[str], key: str, by: int) -> tuple[str, ...]:
    """The order with one key moved up (`by` below zero) or down, as far as there is room."""
    rest = [each for each in order if each != key]
    place = min(max(order.index(key) + by, 0), len(rest))
    rest.insert(place, key)
    return tuple(rest)
