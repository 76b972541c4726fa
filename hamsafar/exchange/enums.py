"""The words of the exchange: fates, reasons, states and whose turn it is."""

from __future__ import annotations

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Fate(StrEnum):
    """What becomes of an envelope that arrives in a genuine batch."""

    TAKE = "take"
    HAVE = "have"
    WAIT = "wait"
    REJECT = "reject"


class Via(models.TextChoices):
    """How a batch came."""

    WIRE = "wire", _("by wire")
    FILE = "file", _("by file")


class Reason(models.TextChoices):
    """Why a batch or an envelope was refused: each its own sentence."""

    NOT_A_BATCH = "not-a-batch", _("This is not a batch of envelopes.")
    TRUNCATED = "truncated", _("The batch ends before its end: it was cut on the way. Ask for it again.")
    TOO_LARGE = "too-large", _("The batch is larger than this node takes.")
    UNKNOWN_KEY = "unknown-key", _("The batch is signed with a key that no ceremony confirmed here.")
    REVOKED_KEY = "revoked-key", _("The batch is signed with a key that was revoked.")
    ENDED_KEY = "ended-key", _("The batch is signed with a key whose time is over. Ask for it under the present key.")
    BAD_SIGNATURE = "bad-signature", _("The signature does not fit: the batch was altered on the way, or forged.")
    NEWER_FORM = "newer-form", _("The batch is written in a newer form. Update this node, then take it again.")
    NOT_FOR_US = "not-for-us", _("The batch is addressed to another node.")
    WRONG_SENDER = "wrong-sender", _("The batch names another sender than the one whose key signed it.")
    CLOCK = "clock", _("The batch is dated in the future: one of the two clocks is wrong.")
    ALTERED = "altered", _("The envelopes are not those that were signed.")
    WRONG_LOCK = "wrong-lock", _("The batch is locked for a key that this node does not have.")
    WRONG_CONTENT_KEY = "wrong-content-key", _("A content key is not the one that was signed for.")
    FORK = "fork", _("The batch contradicts what the other side sent before: its history was rewritten.")
    UNREADABLE = "unreadable", _("The envelope does not open with its own key.")
    NOT_A_CONTENT = "not-a-content", _("What the envelope holds cannot be read.")
    UNKNOWN_KIND = "unknown-kind", _("This node does not know this kind of envelope.")
    NEWER_SCHEMA = "newer-schema", _("The envelope is of a newer version than this node reads. Update it, then retry.")
    OLDER_SCHEMA = "older-schema", _("The envelope is of an older version than this node still reads.")
    BAD_BODY = "bad-body", _("The body is not what its kind and version say.")
    REPLAY = "replay", _("The same message was taken before under another number.")
    OUT_OF_ORDER = "out-of-order", _("The envelope does not stand in the order of its case.")
    DATED_AHEAD = "dated-ahead", _("The envelope is dated in the future: one of the two clocks is wrong.")
    DECLINED = "declined", _("The part of this node that it is for declined it.")
    FAILED = "failed", _("This node's program failed on it. The log says where; retry after an update.")


class Pen(models.TextChoices):
    """Whose turn it is."""

    US = "us", pgettext_lazy("pen of the exchange", "This node's operator")
    THEM = "them", pgettext_lazy("pen of the exchange", "The other node")
    NOBODY = "nobody", pgettext_lazy("pen of the exchange", "Nobody")


class OutboxState(models.TextChoices):
    """How far an envelope of ours has come, derived from its number and from the receipts."""

    QUEUED = "queued", _("Waits for a number")
    SEALED = "sealed", _("Sealed, without receipt")
    RECEIPTED = "receipted", _("Arrived: receipt held")


class InboxState(models.TextChoices):
    """What became of an envelope that stands in the other side's log here."""

    TAKEN = "taken", _("Taken")
    WAITING = "waiting", _("Waits for an earlier one of its case")
    REFUSED = "refused", _("Refused")
    WITHOUT_CONTENT = "without-content", _("Erased by its sender before it arrived")


class ArrivalState(models.TextChoices):
    """What became of a batch that arrived."""

    LOGGED = "logged", _("In the log")
    EARLY = "early", _("Waits for earlier batches")
    TURNED_AWAY = "turned-away", _("Refused whole")


class KeysState(models.TextChoices):
    """What a set of the other side's keys is good for, derived from its instants."""

    PROPOSED = "proposed", _("Waits for a second officer")
    ACTIVE = "active", pgettext_lazy("keys", "In use")
    ENDING = "ending", _("Followed by newer keys, still taken")
    ENDED = "ended", _("No longer taken")
    REVOKED = "revoked", _("Revoked")


OUTBOX_MOVES: dict[str, frozenset[str]] = {
    OutboxState.QUEUED: frozenset({OutboxState.SEALED}),
    OutboxState.SEALED: frozenset({OutboxState.RECEIPTED}),
    OutboxState.RECEIPTED: frozenset(),
}
INBOX_MOVES: dict[str, frozenset[str]] = {
    InboxState.WAITING: frozenset({InboxState.TAKEN, InboxState.REFUSED}),
    InboxState.REFUSED: frozenset({InboxState.TAKEN}),
    InboxState.TAKEN: frozenset(),
    InboxState.WITHOUT_CONTENT: frozenset(),
}
INBOX_PEN: dict[str, Pen] = {
    InboxState.WAITING: Pen.NOBODY,
    InboxState.REFUSED: Pen.US,
    InboxState.TAKEN: Pen.NOBODY,
    InboxState.WITHOUT_CONTENT: Pen.NOBODY,
}
ARRIVAL_MOVES: dict[str, frozenset[str]] = {
    ArrivalState.EARLY: frozenset({ArrivalState.LOGGED, ArrivalState.TURNED_AWAY}),
    ArrivalState.TURNED_AWAY: frozenset({ArrivalState.LOGGED, ArrivalState.EARLY}),
    ArrivalState.LOGGED: frozenset(),
}
ARRIVAL_PEN: dict[str, Pen] = {
    ArrivalState.EARLY: Pen.THEM,
    ArrivalState.TURNED_AWAY: Pen.US,
    ArrivalState.LOGGED: Pen.NOBODY,
}
KEYS_MOVES: dict[str, frozenset[str]] = {
    KeysState.PROPOSED: frozenset({KeysState.ACTIVE, KeysState.REVOKED}),
    KeysState.ACTIVE: frozenset({KeysState.ENDING, KeysState.REVOKED}),
    KeysState.ENDING: frozenset({KeysState.ENDED, KeysState.REVOKED}),
    KeysState.ENDED: frozenset({KeysState.REVOKED}),
    KeysState.REVOKED: frozenset(),
}
