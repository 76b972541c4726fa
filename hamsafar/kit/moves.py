"""Whether something may go from one state to another: the app's table decides, nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import TypeVar

State = TypeVar("State", bound=str)


def can_move(moves: Mapping[State, AbstractSet[State]], now: State, to: State) -> bool:
    """Whether the table allows this step."""
    return to in moves[now]
