"""The words of the documents desk: states of an application, of what is handed in, of a decision, of an exemption."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Service(models.TextChoices):
    """What people come to the desk for. Checklists, terms and fees stand in the pack, or are not established."""

    FINGERPRINTS = "fingerprints", _("Fingerprints and photograph")
    ENTRY_BAN = "entry-ban-check", _("Check for entry bans")
    VISA = "visa", _("Visa")
    PATENT = "patent", _("Application for a patent, before departure")
    RESIDENCE = "residence", _("Residence permit")
    ADVICE = "legal-advice", _("Legal advice")


class Pen(models.TextChoices):
    """Whose turn it is."""

    APPLICANT = "applicant", pgettext_lazy("pen", "The applicant")
    DESK = "desk", pgettext_lazy("pen", "The desk")
    SECOND = "second", pgettext_lazy("pen", "A second officer")
    NOBODY = "nobody", pgettext_lazy("pen", "Nobody")


class ApplicationState(models.TextChoices):
    FILED = "filed", pgettext_lazy("application", "Filed")
    IN_WORK = "in-work", pgettext_lazy("application", "In work")
    ASKED = "asked", pgettext_lazy("application", "Waits for the applicant’s answer")
    TO_CONFIRM = "to-confirm", pgettext_lazy("application", "Waits for a second officer")
    GRANTED = "granted", pgettext_lazy("application", "Granted")
    REFUSED = "refused", pgettext_lazy("application", "Refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("application", "Withdrawn")


class HandedInState(models.TextChoices):
    RECEIVED = "received", pgettext_lazy("document", "Received")
    CHECKED = "checked", pgettext_lazy("document", "Checked")
    RETURNED = "returned", pgettext_lazy("document", "Returned")


class DecisionState(models.TextChoices):
    PROPOSED = "proposed", pgettext_lazy("decision", "Waits for a second officer")
    MADE = "made", pgettext_lazy("decision", "Made")
    SENT_BACK = "sent-back", pgettext_lazy("decision", "Sent back")
    CORRECTED = "corrected", pgettext_lazy("decision", "Replaced by a correction")


class ExemptionState(models.TextChoices):
    ASKED = "asked", pgettext_lazy("exemption", "Waits for a second officer")
    GRANTED = "granted", pgettext_lazy("exemption", "Granted by two officers")
    DECLINED = "declined", pgettext_lazy("exemption", "Declined")


class Outcome(models.TextChoices):
    GRANTED = "granted", pgettext_lazy("decision", "Granted")
    REFUSED = "refused", pgettext_lazy("decision", "Refused")


S = ApplicationState
APPLICATION_MOVES: dict[str, frozenset[str]] = {
    ApplicationState.FILED: frozenset({S.IN_WORK, S.WITHDRAWN}),
    ApplicationState.IN_WORK: frozenset({S.ASKED, S.TO_CONFIRM, S.GRANTED, S.WITHDRAWN}),
    ApplicationState.ASKED: frozenset({S.IN_WORK, S.WITHDRAWN}),
    ApplicationState.TO_CONFIRM: frozenset({S.IN_WORK, S.GRANTED, S.REFUSED}),
    # A decision is corrected by another one, which again takes two.
    ApplicationState.GRANTED: frozenset({S.TO_CONFIRM}),
    ApplicationState.REFUSED: frozenset({S.TO_CONFIRM}),
    ApplicationState.WITHDRAWN: frozenset(),
}
APPLICATION_PEN: dict[str, Pen] = {
    ApplicationState.FILED: Pen.DESK,
    ApplicationState.IN_WORK: Pen.DESK,
    ApplicationState.ASKED: Pen.APPLICANT,
    ApplicationState.TO_CONFIRM: Pen.SECOND,
    ApplicationState.GRANTED: Pen.NOBODY,
    ApplicationState.REFUSED: Pen.NOBODY,
    ApplicationState.WITHDRAWN: Pen.NOBODY,
}
HANDED_IN_MOVES: dict[str, frozenset[str]] = {
    HandedInState.RECEIVED: frozenset({HandedInState.CHECKED, HandedInState.RETURNED}),
    HandedInState.CHECKED: frozenset({HandedInState.RETURNED}),
    HandedInState.RETURNED: frozenset(),
}
HANDED_IN_PEN: dict[str, Pen] = {
    HandedInState.RECEIVED: Pen.DESK,
    HandedInState.CHECKED: Pen.DESK,
    HandedInState.RETURNED: Pen.APPLICANT,
}
DECISION_MOVES: dict[str, frozenset[str]] = {
    DecisionState.PROPOSED: frozenset({DecisionState.MADE, DecisionState.SENT_BACK}),
    DecisionState.MADE: frozenset({DecisionState.CORRECTED}),
    DecisionState.SENT_BACK: frozenset(),
    DecisionState.CORRECTED: frozenset(),
}
DECISION_PEN: dict[str, Pen] = {
    DecisionState.PROPOSED: Pen.SECOND,
    DecisionState.MADE: Pen.NOBODY,
    DecisionState.SENT_BACK: Pen.DESK,
    DecisionState.CORRECTED: Pen.NOBODY,
}
EXEMPTION_MOVES: dict[str, frozenset[str]] = {
    ExemptionState.ASKED: frozenset({ExemptionState.GRANTED, ExemptionState.DECLINED}),
    ExemptionState.GRANTED: frozenset(),
    ExemptionState.DECLINED: frozenset(),
}
EXEMPTION_PEN: dict[str, Pen] = {
    ExemptionState.ASKED: Pen.SECOND,
    ExemptionState.GRANTED: Pen.NOBODY,
    ExemptionState.DECLINED: Pen.NOBODY,
}
RUNNING = frozenset({S.FILED, S.IN_WORK, S.ASKED, S.TO_CONFIRM})
DECIDED = frozenset({S.GRANTED, S.REFUSED})

# The one service that the reception books for: whatever somebody comes for, they come to the desk.
DESK_SERVICE = "documents-desk"
GROUNDS, CHECKLIST = "desk-ground", "desk-document"
TERM_RULE, TERM_PRACTICE, APPEAL_RULE, FEE_RULE = "desk-term", "desk-term-practice", "desk-appeal", "desk-fee"
WINDOW_RULE = "desk-window-"  # and the key of a document: how long before it is handed in it may have been issued
