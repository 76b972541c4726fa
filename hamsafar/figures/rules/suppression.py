"""Small counts are not published: a count of one to four could tell who was meant, also by subtraction."""

from __future__ import annotations

from collections.abc import Mapping

LEAST = 5  # people or cases; a smaller count than this, other than none, is held back


def published(counts: Mapping[str, int]) -> dict[str, int]:
    """The counts that may be published, in their order. Where one alone is held back, the next smallest is as well.

    Otherwise the reader of a total would only have to subtract.
    """
    held = {key for key, count in counts.items() if 0 < count < LEAST}
    others = sorted((count, key) for key, count in counts.items() if key not in held and count)
    if len(held) == 1 and others:
        held.add(others[0][1])
    return {key: count for key, count in counts.items() if key not in held}
