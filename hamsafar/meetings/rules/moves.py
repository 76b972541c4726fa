"""The order of an agenda, changed by hand."""

from __future__ import annotations

from collections.abc import Sequence


def moved(order: Sequence[str], key: str, by: int) -> tuple[str, ...]:
    """The order with one key moved up (`by` below zero) or down, as far as there is room."""
    rest = [each for each in order if each != key]
    place = min(max(order.index(key) + by, 0), len(rest))
    rest.insert(place, key)
    return tuple(rest)
