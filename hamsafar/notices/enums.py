"""The words of notices: how one goes, and how far it has come."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Channel(models.TextChoices):
    """How a notice reaches a person."""

    EMAIL = "email", _("e-mail")
    SMS = "sms", _("SMS")
    FILE = "file", _("a file to carry")
    IN_APP = "in_app", _("the officer's own page")


class NoticeState(models.TextChoices):
    """How far a notice has come, derived from its instants."""

    QUEUED = "queued", pgettext_lazy("notice", "Waits to be sent")
    SENDING = "sending", pgettext_lazy("notice", "Is being sent")
    UNSURE = "unsure", pgettext_lazy("notice", "Not known whether it went")
    SENT = "sent", pgettext_lazy("notice", "Sent")
    READ = "read", pgettext_lazy("notice", "Read")
    GIVEN_UP = "given-up", pgettext_lazy("notice", "Could not be sent")


MOVES: dict[str, frozenset[str]] = {
    NoticeState.QUEUED: frozenset({NoticeState.SENDING, NoticeState.UNSURE}),  # unsure: after a restore
    NoticeState.SENDING: frozenset({NoticeState.SENT, NoticeState.QUEUED, NoticeState.GIVEN_UP, NoticeState.UNSURE}),
    NoticeState.UNSURE: frozenset({NoticeState.QUEUED}),
    NoticeState.SENT: frozenset({NoticeState.READ}),
    NoticeState.READ: frozenset(),
    NoticeState.GIVEN_UP: frozenset({NoticeState.QUEUED}),
}


class Problem(models.TextChoices):
    """Why a notice did not go. The words of a gateway may quote what was sent, so they are never kept."""

    NOT_REACHED = "not-reached", _("The gateway was not reached.")
    BUSY = "busy", _("The gateway asked to wait.")
    NOT_ALLOWED = "not-allowed", _("The gateway does not accept this node's name and password.")
    NO_SUCH_ADDRESS = "no-such-address", _("The gateway does not deliver to this address.")
    NOT_UNDERSTOOD = "not-understood", _("The gateway's answer was not understood.")


FINAL = frozenset({Problem.NO_SUCH_ADDRESS})  # trying again changes nothing
