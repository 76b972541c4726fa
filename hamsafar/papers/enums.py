"""The words of papers: why one is valid or not, what a key is for, how it signs."""

from __future__ import annotations

from enum import IntEnum, StrEnum


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


class PaperKind(StrEnum):
    """What a paper proves."""

    CLEARANCE = "clearance"  # the requirements before departure are met; never a permission to leave
