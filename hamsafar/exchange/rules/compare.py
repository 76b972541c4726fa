"""Two holdings of one log, compared line by line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Difference:
    """One line on which the two nodes differ: in which log (`sent` or `received`, as we see it), at which number."""

    log: str
    number: int
    what: str  # "differs", or "sender lacks it"


@dataclass(frozen=True)
class Comparison:
    """Lines that agree, lines that the receiver does not hold yet, and every difference."""

    agree: int
    under_way: int
    differences: tuple[Difference, ...]


def compare(log: str, sender: Sequence[bytes], receiver: Sequence[bytes]) -> Comparison:
    """Hold what the receiver holds of a log against what the sender holds, both from number 1 on."""
    both = list(zip(sender, receiver, strict=False))
    differ = [Difference(log, number, "differs") for number, (ours, theirs) in enumerate(both, 1) if ours != theirs]
    beyond = [Difference(log, number, "sender lacks it") for number in range(len(sender) + 1, len(receiver) + 1)]
    return Comparison(len(both) - len(differ), max(0, len(sender) - len(receiver)), (*differ, *beyond))
