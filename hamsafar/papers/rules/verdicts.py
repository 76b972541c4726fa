"""Whether a genuine paper holds at a moment. Times are seconds since 1970 in UTC, as CWT has them (RFC 8392, 2)."""

from __future__ import annotations

from hamsafar.papers.enums import Reason


def in_time(
    *, not_before: float | None, issued: float | None, expires: float | None, at: float, last_second: bool = False
) -> Reason:
    """`ok`, `not_yet_valid` or `expired`. There is no tolerance: a device with a wrong clock is told so elsewhere.

    Half-open: at the second of `expires` a paper no longer holds (RFC 8392, 3.1.4, "on or after"). With `last_second`
    it still does: so the test data of EU DCC, which its verifiers were held to, reads the same claim.
    """
    if at < max(not_before or 0, issued or 0):
        return Reason.NOT_YET_VALID
    if expires is not None and (at > expires or (at == expires and not last_second)):
        return Reason.EXPIRED
    return Reason.OK


def fresh(*, expires: float, at: float) -> bool:
    """Whether a signed list may still be relied on."""
    return at < expires


def signed_in_term(*, issued: float, begins: float, ends: float) -> bool:
    """Whether a key was in its term when it signed. A paper outlives the term of its key, not the other way round."""
    return begins <= issued < ends
