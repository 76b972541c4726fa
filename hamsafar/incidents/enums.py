"""The words of border incidents: states, whose turn it is, how things came, what a person wished."""

from __future__ import annotations

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# Codes of the pack's lists that the code itself must know. Every other code is data.
NOT_STATED, NOT_ESTABLISHED = "not-stated", "not-established"
STILL_HELD = "still-held"  # list `outcome`: known to be held at this moment, which is no outcome
STUDY = "study"  # list `purpose`: so that students can be counted

# Keys of the pack's rules that this app reads.
NOTICE_RULE, NOTICE_PRACTICE = "consular-notice", "consular-notice-practice"
ANSWER_RULE, ANSWER_PRACTICE = "enquiry-answer", "enquiry-answer-practice"


class CodeList(StrEnum):
    """The code lists of the pack that incidents use."""

    MEASURE = "measure"
    GROUND = "ground"
    PURPOSE = "purpose"
    OUTCOME = "outcome"
    CHANNEL = "channel"
    SETTLEMENT = "settlement"
    POINT = "point"
    PROMISE = "promise"  # what treaties promise; the measure of the same key is the promise broken


class Pen(TextChoices):
    """Whose turn it is."""

    ASKER = "asker", pgettext_lazy("pen", "The side that asks")
    ANSWERER = "answerer", pgettext_lazy("pen", "The side that answers")
    DESK = "desk", pgettext_lazy("pen", "Our desk")
    WRITER = "writer", pgettext_lazy("pen", "The officer who writes it")
    SECOND = "second", pgettext_lazy("pen", "A second officer")
    NOBODY = "nobody", pgettext_lazy("pen", "Nobody")


class Party(TextChoices):
    """What this node is in an enquiry."""

    ASKER = "asker", pgettext_lazy("party", "We ask")
    ANSWERER = "answerer", pgettext_lazy("party", "We answer")


class Via(TextChoices):
    """How an enquiry, an answer or a notice came or went."""

    ENVELOPE = "envelope", _("by envelope between the nodes")
    PAPER = "paper", _("on paper")
    TELEPHONE = "telephone", _("by telephone")
    IN_PERSON = "in-person", _("in person")


class ReportedBy(TextChoices):
    """Who brought an incident to this node."""

    PERSON = "person", pgettext_lazy("reported by", "The person concerned")
    FAMILY = "family", pgettext_lazy("reported by", "Family")
    OTHER = "other", pgettext_lazy("reported by", "Somebody else")
    CONSUL = "consul", pgettext_lazy("reported by", "A consul")
    IMPORT = "import", pgettext_lazy("reported by", "A list that was imported")
    OTHER_SIDE = "other-side", pgettext_lazy("reported by", "The other side")


class Wish(TextChoices):
    """What a held person answered when asked whether somebody is to be told."""

    NOT_ASKED = "not-asked", _("Not asked")
    WANTED = "wanted", _("Wants it")
    OPPOSED = "opposed", _("Is against it")
    NOT_KNOWN = "not-known", _("Not known")


class Age(TextChoices):
    """Whether a person is of age, as far as is known."""

    ADULT = "adult", _("Adult")
    MINOR = "minor", _("Minor")
    NOT_KNOWN = "not-known", pgettext_lazy("age", "Not known")


class ReportState(TextChoices):
    """What became of a report that a person or their family sent."""

    NEW = "new", pgettext_lazy("report", "New")
    TAKEN = "taken", pgettext_lazy("report", "Taken up in an incident")
    SET_ASIDE = "set-aside", pgettext_lazy("report", "Set aside")


class IncidentState(TextChoices):
    """Where an incident stands."""

    OPEN = "open", pgettext_lazy("incident", "Open")
    SETTLED = "settled", pgettext_lazy("incident", "Settled")
    CLOSED = "closed", pgettext_lazy("incident", "Closed")


class EnquiryState(TextChoices):
    """Where an enquiry stands between the two sides."""

    DRAFT = "draft", pgettext_lazy("enquiry", "Draft")
    TO_RELEASE = "to-release", pgettext_lazy("enquiry", "Waits for a second officer")
    DROPPED = "dropped", pgettext_lazy("enquiry", "Dropped before it was sent")
    ASKED = "asked", pgettext_lazy("enquiry", "Asked")
    CLARIFYING = "clarifying", pgettext_lazy("enquiry", "A question back: the clock stands")
    PARTLY_ANSWERED = "partly-answered", pgettext_lazy("enquiry", "Answered in part")
    ANSWERED = "answered", pgettext_lazy("enquiry", "Answered")
    CLOSED = "closed", pgettext_lazy("enquiry", "Closed")


class LetterState(TextChoices):
    """How far something written here has come on its way out; what came from the other side is received."""

    DRAFT = "draft", pgettext_lazy("letter", "Draft")
    TO_RELEASE = "to-release", pgettext_lazy("letter", "Waits for a second officer")
    SENT = "sent", pgettext_lazy("letter", "Sent")
    RECEIVED = "received", pgettext_lazy("letter", "Received")


class ClarificationState(TextChoices):
    """Where a question back stands: the answering side asks, the asking side replies."""

    DRAFT = "draft", pgettext_lazy("clarification", "Draft")
    TO_RELEASE = "to-release", pgettext_lazy("clarification", "Question waits for a second officer")
    ASKED = "asked", pgettext_lazy("clarification", "Asked")
    REPLY_TO_RELEASE = "reply-to-release", pgettext_lazy("clarification", "Reply waits for a second officer")
    REPLIED = "replied", pgettext_lazy("clarification", "Replied")


class PromiseState(TextChoices):
    """What became of a promise in an explanation, derived from its dates."""

    OPEN = "open", pgettext_lazy("promise", "Open")
    OVERDUE = "overdue", pgettext_lazy("promise", "Day has passed")
    KEPT = "kept", pgettext_lazy("promise", "Kept")


class ExplanationKind(TextChoices):
    """Whom an explanation is about."""

    INDIVIDUAL = "individual", pgettext_lazy("explanation", "Individual: about these people")
    GENERAL = "general", pgettext_lazy("explanation", "General: about measures as such")


class Substance(TextChoices):
    """How a point was answered."""

    ANSWERED = "answered", pgettext_lazy("point", "Answered")
    IN_PART = "in-part", pgettext_lazy("point", "In part")
    GENERAL = "general", pgettext_lazy("point", "In general words")
    DECLINED = "declined", pgettext_lazy("point", "Declined")
    OPEN = "open", pgettext_lazy("point", "Open")


class MeasureNow(TextChoices):
    """What an explanation says of the measure today."""

    NOT_SAID = "not-said", pgettext_lazy("measure", "Not stated")
    KEPT = "kept", pgettext_lazy("measure", "Kept")
    LIFTED = "lifted", pgettext_lazy("measure", "Lifted")


class ClosedFor(TextChoices):
    """Why an enquiry was closed. A coded word, so that nothing free leaves without a second officer."""

    ANSWERED = "answered", pgettext_lazy("closed", "All points were answered")
    TAKEN_ELSEWHERE = "taken-elsewhere", pgettext_lazy("closed", "The open points go to another channel")
    NO_LONGER_NEEDED = "no-longer-needed", pgettext_lazy("closed", "It is no longer needed")


SUBSTANTIAL = frozenset({Substance.ANSWERED})
LEFT_OPEN = frozenset({Substance.IN_PART, Substance.GENERAL, Substance.DECLINED, Substance.OPEN})

REPORT_MOVES: dict[str, frozenset[str]] = {
    ReportState.NEW: frozenset({ReportState.TAKEN, ReportState.SET_ASIDE}),
    ReportState.SET_ASIDE: frozenset({ReportState.TAKEN}),
    ReportState.TAKEN: frozenset(),
}
REPORT_PEN: dict[str, Pen] = {
    ReportState.NEW: Pen.DESK,
    ReportState.SET_ASIDE: Pen.NOBODY,
    ReportState.TAKEN: Pen.NOBODY,
}
INCIDENT_MOVES: dict[str, frozenset[str]] = {
    IncidentState.OPEN: frozenset({IncidentState.SETTLED, IncidentState.CLOSED}),
    IncidentState.SETTLED: frozenset({IncidentState.OPEN, IncidentState.CLOSED}),
    IncidentState.CLOSED: frozenset({IncidentState.OPEN}),
}
INCIDENT_PEN: dict[str, Pen] = {
    IncidentState.OPEN: Pen.DESK,
    IncidentState.SETTLED: Pen.DESK,
    IncidentState.CLOSED: Pen.NOBODY,
}
ENQUIRY_MOVES: dict[str, frozenset[str]] = {
    EnquiryState.DRAFT: frozenset({EnquiryState.TO_RELEASE, EnquiryState.DROPPED}),
    EnquiryState.TO_RELEASE: frozenset({EnquiryState.DRAFT, EnquiryState.ASKED, EnquiryState.DROPPED}),
    EnquiryState.DROPPED: frozenset(),
    EnquiryState.ASKED: frozenset(
        {EnquiryState.CLARIFYING, EnquiryState.PARTLY_ANSWERED, EnquiryState.ANSWERED, EnquiryState.CLOSED}
    ),
    # An answer may come without waiting for the reply to the question back.
    EnquiryState.CLARIFYING: frozenset(
        {EnquiryState.ASKED, EnquiryState.PARTLY_ANSWERED, EnquiryState.ANSWERED, EnquiryState.CLOSED}
    ),
    EnquiryState.PARTLY_ANSWERED: frozenset(
        {EnquiryState.CLARIFYING, EnquiryState.PARTLY_ANSWERED, EnquiryState.ANSWERED, EnquiryState.CLOSED}
    ),
    EnquiryState.ANSWERED: frozenset({EnquiryState.ANSWERED, EnquiryState.CLOSED}),
    EnquiryState.CLOSED: frozenset(),
}
ENQUIRY_PEN: dict[str, Pen] = {
    EnquiryState.DRAFT: Pen.ASKER,
    EnquiryState.TO_RELEASE: Pen.ASKER,
    EnquiryState.DROPPED: Pen.NOBODY,
    EnquiryState.ASKED: Pen.ANSWERER,
    EnquiryState.CLARIFYING: Pen.ASKER,
    EnquiryState.PARTLY_ANSWERED: Pen.ANSWERER,
    EnquiryState.ANSWERED: Pen.ASKER,
    EnquiryState.CLOSED: Pen.NOBODY,
}
LETTER_MOVES: dict[str, frozenset[str]] = {
    LetterState.DRAFT: frozenset({LetterState.TO_RELEASE}),
    LetterState.TO_RELEASE: frozenset({LetterState.DRAFT, LetterState.SENT}),
    LetterState.SENT: frozenset(),
    LetterState.RECEIVED: frozenset(),
}
LETTER_PEN: dict[str, Pen] = {
    LetterState.DRAFT: Pen.WRITER,
    LetterState.TO_RELEASE: Pen.SECOND,
    LetterState.SENT: Pen.NOBODY,
    LetterState.RECEIVED: Pen.NOBODY,
}
CLARIFICATION_MOVES: dict[str, frozenset[str]] = {
    ClarificationState.DRAFT: frozenset({ClarificationState.TO_RELEASE}),
    ClarificationState.TO_RELEASE: frozenset({ClarificationState.DRAFT, ClarificationState.ASKED}),
    ClarificationState.ASKED: frozenset({ClarificationState.REPLY_TO_RELEASE, ClarificationState.REPLIED}),
    ClarificationState.REPLY_TO_RELEASE: frozenset({ClarificationState.ASKED, ClarificationState.REPLIED}),
    ClarificationState.REPLIED: frozenset(),
}
CLARIFICATION_PEN: dict[str, Pen] = {
    ClarificationState.DRAFT: Pen.ANSWERER,
    ClarificationState.TO_RELEASE: Pen.ANSWERER,
    ClarificationState.ASKED: Pen.ASKER,
    ClarificationState.REPLY_TO_RELEASE: Pen.ASKER,
    ClarificationState.REPLIED: Pen.ANSWERER,
}
PROMISE_MOVES: dict[str, frozenset[str]] = {
    PromiseState.OPEN: frozenset({PromiseState.OVERDUE, PromiseState.KEPT}),
    PromiseState.OVERDUE: frozenset({PromiseState.KEPT}),
    PromiseState.KEPT: frozenset(),
}
RUNNING = frozenset({EnquiryState.ASKED, EnquiryState.CLARIFYING, EnquiryState.PARTLY_ANSWERED})
WITH_THE_ANSWERER = frozenset({EnquiryState.ASKED, EnquiryState.PARTLY_ANSWERED})
UNSENT = frozenset({EnquiryState.DRAFT, EnquiryState.TO_RELEASE, EnquiryState.DROPPED})
WAITS_FOR_REPLY = frozenset({ClarificationState.ASKED, ClarificationState.REPLY_TO_RELEASE})
