"""The words of a meeting: the states of its parts, who moves next, editions and sections of a dossier."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Pen(TextChoices):
    """Whose turn it is."""

    SECRETARY = "secretary", _("Our secretary")
    OTHER_SIDE = "other-side", _("The other side")
    OWNER = "owner", _("The owner of the outcome")
    BOTH = "both", _("Both sides")
    NOBODY = "nobody", _("Nobody")


class AgendaState(TextChoices):
    """Where an agenda item stands between the two sides."""

    PROPOSED = "proposed", pgettext_lazy("agenda item", "Proposed by rule")
    ORDERED = "ordered", pgettext_lazy("agenda item", "Ordered by the secretary")
    OFFERED = "offered", pgettext_lazy("agenda item", "Offered to the other side")
    RECEIVED = "received", pgettext_lazy("agenda item", "Offered by the other side")
    AGREED = "agreed", pgettext_lazy("agenda item", "Agreed by both sides")
    DECLINED = "declined", pgettext_lazy("agenda item", "Not agreed by both sides")
    DROPPED = "dropped", pgettext_lazy("agenda item", "Dropped")


class DocumentState(TextChoices):
    """Where a document to sign stands."""

    ANNOUNCED = "announced", pgettext_lazy("document", "Announced")
    TEXT_AGREED = "text-agreed", pgettext_lazy("document", "Text agreed")
    READY_TO_SIGN = "ready-to-sign", pgettext_lazy("document", "Ready to sign")
    SIGNED = "signed", pgettext_lazy("document", "Signed")


class OutcomeState(TextChoices):
    """What became of what a meeting decided."""

    OPEN = "open", pgettext_lazy("outcome", "Open")
    CARRIED_OVER = "carried-over", pgettext_lazy("outcome", "Carried over")
    DONE = "done", pgettext_lazy("outcome", "Done")
    DROPPED = "dropped", pgettext_lazy("outcome", "Dropped")


class Edition(TextChoices):
    """For whom a dossier is built. The public edition has the open one's pages without the asks."""

    OPEN = "open", _("Open edition")
    RESTRICTED = "restricted", _("Restricted edition")
    PUBLIC = "public", _("Public edition")


class Section(TextChoices):
    """The parts of an item, in the order of the page."""

    STANDS = "stands", _("Where it stands")
    DIFFER = "differ", _("Where sources differ")
    SAID = "said", _("What each side says")
    RECORD = "record", _("Also on record")
    PROMISED = "promised", _("Promised, and what became of it")


class Mark(TextChoices):
    """The eight shapes of a status mark; the words beside it change with the subject."""

    DONE = "done", pgettext_lazy("status mark", "done")
    COURSE = "course", pgettext_lazy("status mark", "on course")
    LATE = "late", pgettext_lazy("status mark", "late")
    SOON = "soon", pgettext_lazy("status mark", "soon")
    OPEN = "open", pgettext_lazy("status mark", "open")
    BROKEN = "broken", pgettext_lazy("status mark", "broken")
    DIFFER = "differ", pgettext_lazy("status mark", "sources differ")
    NONE = "none", pgettext_lazy("status mark", "nothing reported")


class Rule(TextChoices):
    """Why an item comes on the agenda. The pack says when each of them fires."""

    TERM_ENDS = "term-ends", _("A term ends")
    DOCUMENT_TO_SIGN = "document-to-sign", _("A document is ready to sign")
    OUTCOME_OPEN = "outcome-open", _("An earlier outcome is open")
    PARTS_MISSING = "parts-missing", _("Published parts do not add up")
    RAISED_BY_A_SIDE = "raised-by-a-side", _("Raised by a side")
    MILESTONE_SLIPPED = "milestone-slipped", _("A milestone slipped")
    INDICATOR_OFF_TRACK = "indicator-off-track", _("An indicator is off track")
    SOURCES_DISAGREE = "sources-disagree", _("Sources disagree")
    TARGET_WITHOUT_BASE = "target-without-base", _("A target has no stated base")
    EVENT_AHEAD = "event-ahead", _("An event is ahead")
    POINT_LEFT_OPEN = "point-left-open", _("A point of an enquiry is left open")
    PROMISE_OPEN = "promise-open", _("A promise is not known to be kept")
    PROMISE_BROKEN = "promise-broken", _("A treaty’s promise is reported broken")
    COUNTED_HERE = "counted-here", _("Counted by this node")


# The higher, the earlier on a drafted agenda; equal ones go by the topic's rank.
URGENCY = {
    Rule.PARTS_MISSING: 90,
    Rule.PROMISE_BROKEN: 88,
    Rule.POINT_LEFT_OPEN: 85,
    Rule.PROMISE_OPEN: 85,
    Rule.MILESTONE_SLIPPED: 80,
    Rule.OUTCOME_OPEN: 80,
    Rule.SOURCES_DISAGREE: 70,
    Rule.RAISED_BY_A_SIDE: 70,
    Rule.INDICATOR_OFF_TRACK: 60,
    Rule.TERM_ENDS: 60,
    Rule.TARGET_WITHOUT_BASE: 50,
    Rule.DOCUMENT_TO_SIGN: 50,
    Rule.EVENT_AHEAD: 30,
    Rule.COUNTED_HERE: 84,
}

AGENDA_MOVES: dict[AgendaState, frozenset[AgendaState]] = {
    AgendaState.PROPOSED: frozenset({AgendaState.ORDERED, AgendaState.DROPPED, AgendaState.RECEIVED}),
    AgendaState.ORDERED: frozenset(
        {AgendaState.ORDERED, AgendaState.OFFERED, AgendaState.DROPPED, AgendaState.RECEIVED}
    ),
    AgendaState.OFFERED: frozenset(
        {AgendaState.AGREED, AgendaState.DECLINED, AgendaState.ORDERED, AgendaState.DROPPED}
    ),
    AgendaState.RECEIVED: frozenset({AgendaState.AGREED, AgendaState.DECLINED, AgendaState.DROPPED}),
    # Only where the other side took its offer back: before it knew of our answer, or of our own offer.
    AgendaState.AGREED: frozenset({AgendaState.DROPPED, AgendaState.OFFERED}),
    AgendaState.DECLINED: frozenset({AgendaState.ORDERED, AgendaState.DROPPED, AgendaState.RECEIVED}),
    AgendaState.DROPPED: frozenset({AgendaState.ORDERED, AgendaState.RECEIVED}),
}
AGENDA_PEN: dict[AgendaState, Pen] = {
    AgendaState.PROPOSED: Pen.SECRETARY,
    AgendaState.ORDERED: Pen.SECRETARY,
    AgendaState.OFFERED: Pen.OTHER_SIDE,
    AgendaState.RECEIVED: Pen.SECRETARY,
    AgendaState.AGREED: Pen.NOBODY,
    AgendaState.DECLINED: Pen.NOBODY,
    AgendaState.DROPPED: Pen.SECRETARY,
}

DOCUMENT_MOVES: dict[DocumentState, frozenset[DocumentState]] = {
    DocumentState.ANNOUNCED: frozenset({DocumentState.TEXT_AGREED, DocumentState.SIGNED}),
    DocumentState.TEXT_AGREED: frozenset({DocumentState.READY_TO_SIGN, DocumentState.ANNOUNCED}),
    DocumentState.READY_TO_SIGN: frozenset({DocumentState.SIGNED, DocumentState.TEXT_AGREED}),
    DocumentState.SIGNED: frozenset(),
}
DOCUMENT_PEN: dict[DocumentState, Pen] = {
    DocumentState.ANNOUNCED: Pen.BOTH,
    DocumentState.TEXT_AGREED: Pen.SECRETARY,
    DocumentState.READY_TO_SIGN: Pen.BOTH,
    DocumentState.SIGNED: Pen.NOBODY,
}

OUTCOME_MOVES: dict[OutcomeState, frozenset[OutcomeState]] = {
    OutcomeState.OPEN: frozenset({OutcomeState.DONE, OutcomeState.DROPPED, OutcomeState.CARRIED_OVER}),
    OutcomeState.CARRIED_OVER: frozenset({OutcomeState.DONE, OutcomeState.DROPPED}),
    OutcomeState.DONE: frozenset(),
    OutcomeState.DROPPED: frozenset(),
}
OUTCOME_PEN: dict[OutcomeState, Pen] = {
    OutcomeState.OPEN: Pen.OWNER,
    OutcomeState.CARRIED_OVER: Pen.OWNER,
    OutcomeState.DONE: Pen.NOBODY,
    OutcomeState.DROPPED: Pen.NOBODY,
}

OUTCOME_MARKS: dict[OutcomeState, Mark] = {
    OutcomeState.OPEN: Mark.OPEN,
    OutcomeState.CARRIED_OVER: Mark.LATE,
    OutcomeState.DONE: Mark.DONE,
    OutcomeState.DROPPED: Mark.BROKEN,
}
