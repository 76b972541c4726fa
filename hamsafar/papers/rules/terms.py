"""How long keys, lists and papers hold, and where a key stands at a moment."""

from __future__ import annotations

from datetime import datetime, timedelta

from hamsafar.papers.enums import KeyState

# A short life stands in for revocation: a paper on a phone without a network is no older than this.
PAPER_LIFE = timedelta(days=30)
KEY_TERM = timedelta(days=365)
TRUST_LIFE = timedelta(days=90)
STATUS_LIFE = timedelta(days=3)
# A verifier is warned this long before a list of its own expires.
WARN_BEFORE = timedelta(days=14)
PLACES = 1 << 16  # on one status list; 8 KiB before compression
FULLEST = PLACES // 2  # so that a place drawn at random is soon a free one
_DAY = 24 * 60 * 60  # seconds


def paper_expires(*, issued: datetime, until: datetime) -> datetime:
    """When a paper expires: after its short life, or with the first requirement that lapses."""
    return min(issued + PAPER_LIFE, until)


def days_over(*, expires: float, at: float) -> int:
    """How many whole days ago a term ended that is over."""
    return int((at - expires) // _DAY)


def key_state(
    *, used_from: datetime | None, superseded: datetime | None, withdrawn: datetime | None, at: datetime
) -> KeyState:
    """Where a key stands: it signs from the moment it was put in its place, until another follows it."""
    if withdrawn is not None and withdrawn <= at:
        return KeyState.WITHDRAWN
    if superseded is not None and superseded <= at:
        return KeyState.EARLIER
    return KeyState.PRESENT if used_from is not None and used_from <= at else KeyState.NEXT
