"""The words of papers: why one is valid or not, what a key is for, how it signs, how far a list or a paper has come."""

from __future__ import annotations

from enum import IntEnum, StrEnum

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class Reason(StrEnum):
    """The outcome of a check. Only `ok` makes a paper valid; every other says what to do next."""

    OK = "ok"
    MALFORMED = "malformed"  # not a paper, or a damaged one
    UNKNOWN_KEY = "unknown_key"  # signed by nobody on the trust list
    FORGED = "forged"  # the signature does not fit what is written
    EXPIRED = "expired"
    NOT_YET_VALID = "not_yet_valid"
    REVOKED = "revoked"  # on the status list, or signed with a key that was withdrawn
    STALE_LIST = "stale_list"  # the trust list or the status list is too old to say yes
    WRONG_USAGE = "wrong_usage"  # a genuine key that may not sign this kind of paper, or not at that time


class Algorithm(IntEnum):
    """How a key signs: the numbers of RFC 9053, table 1 and 2, and RFC 8230 for RSA."""

    ES256 = -7
    EDDSA = -8
    PS256 = -37


class Use(StrEnum):
    """What a key on a trust list may sign. No key has two uses."""

    CLEARANCE = "clearance"  # papers of cleared journeys
    STATUS = "status"  # status lists
    RECEIPT = "receipt"  # receipts of checks before a trip


class PaperKind(TextChoices):
    """What a paper proves."""

    # The requirements before departure are met; never a permission to leave.
    CLEARANCE = "clearance", pgettext_lazy("paper", "Papers for the journey are in hand")


class KeyState(TextChoices):
    """Where a key that signs for this side stands, derived from its dates."""

    NEXT = "next", pgettext_lazy("paper key", "Will follow")
    PRESENT = "present", pgettext_lazy("paper key", "Signs")
    EARLIER = "earlier", pgettext_lazy("paper key", "Signed before; its papers hold")
    WITHDRAWN = "withdrawn", pgettext_lazy("paper key", "Withdrawn; its papers do not hold")


class ListState(TextChoices):
    """How far a trust list has come."""

    REQUESTED = "requested", pgettext_lazy("trust list", "Waits for the root's signature")
    PUBLISHED = "published", pgettext_lazy("trust list", "Published")
    DROPPED = "dropped", pgettext_lazy("trust list", "Dropped")


class PaperState(TextChoices):
    """Where a paper stands. That it expires is written on it and is no state."""

    ISSUED = "issued", pgettext_lazy("paper", "Issued")
    TO_REVOKE = "to-revoke", pgettext_lazy("paper", "Revocation waits for a second officer")
    REVOKED = "revoked", pgettext_lazy("paper", "Revoked")
    LAPSED = "lapsed", pgettext_lazy("paper", "What it proved no longer holds")


class Pen(TextChoices):
    """Whose turn it is."""

    SECOND = "second", pgettext_lazy("pen", "A second officer")
    NOBODY = "nobody", pgettext_lazy("pen", "Nobody")


KEY_MOVES: dict[str, frozenset[str]] = {
    KeyState.NEXT: frozenset({KeyState.PRESENT, KeyState.WITHDRAWN}),
    KeyState.PRESENT: frozenset({KeyState.EARLIER, KeyState.WITHDRAWN}),
    KeyState.EARLIER: frozenset({KeyState.WITHDRAWN}),
    KeyState.WITHDRAWN: frozenset(),
}
LIST_MOVES: dict[str, frozenset[str]] = {
    ListState.REQUESTED: frozenset({ListState.PUBLISHED, ListState.DROPPED}),
    ListState.PUBLISHED: frozenset(),
    ListState.DROPPED: frozenset(),
}
LIST_PEN: dict[str, Pen] = {
    ListState.REQUESTED: Pen.SECOND,
    ListState.PUBLISHED: Pen.NOBODY,
    ListState.DROPPED: Pen.NOBODY,
}
PAPER_MOVES: dict[str, frozenset[str]] = {
    PaperState.ISSUED: frozenset({PaperState.TO_REVOKE, PaperState.LAPSED}),
    PaperState.TO_REVOKE: frozenset({PaperState.ISSUED, PaperState.REVOKED, PaperState.LAPSED}),
    PaperState.REVOKED: frozenset(),
    PaperState.LAPSED: frozenset(),
}
PAPER_PEN: dict[str, Pen] = {
    PaperState.ISSUED: Pen.NOBODY,
    PaperState.TO_REVOKE: Pen.SECOND,
    PaperState.REVOKED: Pen.NOBODY,
    PaperState.LAPSED: Pen.NOBODY,
}
