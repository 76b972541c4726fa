"""The words of what the sides promised: kinds, forums, states, moves, and whose turn it is.

Each machine has its table of moves, and of turns where there are turns. States of milestones, events, treaties and
reporting are derived from facts and dates, never stored; their tables say how the derived state can change as time
and facts come in.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class ProgrammeKind(models.TextChoices):
    PROGRAMME = "programme", _("programme")
    TREATY = "treaty", _("treaty")
    EVENT_PLAN = "event-plan", _("event plan")


class Forum(models.TextChoices):
    """Where a promise was made or repeated."""

    MINISTERS = "ministers", _("foreign ministers")
    COMMISSION = "commission", _("intergovernmental commission")
    CIS = "cis", _("CIS")
    CSTO = "csto", _("CSTO")
    GOVERNMENTS = "governments", _("governments")


class Classification(models.TextChoices):
    OPEN = "open", _("open to everybody")
    RESTRICTED = "restricted", _("restricted access")


CLEARANCE_FOR = {Classification.OPEN: 0, Classification.RESTRICTED: 1}


class TreatyState(models.TextChoices):
    """How far a text has come. Either side may ratify first."""

    NOT_BEGUN = "not-begun", _("no step found")
    DRAFT = "draft", _("draft")
    AGREED = "agreed", _("text agreed")
    SIGNED = "signed", _("signed")
    RATIFIED_BY_ONE = "ratified-by-one", _("ratified by one side")
    RATIFIED_BY_BOTH = "ratified-by-both", _("ratified by both sides")
    IN_FORCE = "in-force", _("in force")
    AMENDED = "amended", _("amended")


class MilestoneState(models.TextChoices):
    PLANNED = "planned", _("planned")
    DONE = "done", _("done")
    LATE = "late", _("done late")
    AT_LEAST_LATE = "at-least-late", _("late, and not known to be done")
    UNKNOWN = "unknown", _("nothing reported since the planned day")


class EventState(models.TextChoices):
    PLANNED = "planned", _("planned")
    MOVED = "moved", _("moved")
    HELD = "held", _("held")
    UNKNOWN = "unknown", _("nothing reported since the planned day")


class OfferState(models.TextChoices):
    OFFERED = "offered", _("offered")
    ACCEPTED = "accepted", _("accepted")
    DECLINED = "declined", _("declined")
    DELIVERED = "delivered", _("delivered")


class ReportState(models.TextChoices):
    """Who has reported on a measure since its last review day."""

    NEITHER = "neither", _("no report")
    ONE = "one", _("one side has reported")
    BOTH = "both", _("both sides have reported")


class Progress(models.TextChoices):
    """What a side says of a measure in its report."""

    NOT_STARTED = "not-started", _("not started")
    ON_COURSE = "on-course", _("on course")
    LATE = "late", _("late")
    DONE = "done", _("done")
    STOPPED = "stopped", _("stopped")


class Track(models.TextChoices):
    """Whether an indicator's latest figure stands on the path to its target."""

    ON = "on-track", _("on the path")
    OFF = "off-track", _("below the path")
    NOT_COMPARABLE = "not-comparable", _("not comparable: another count than the base")
    NO_LATER_FIGURE = "no-later-figure", _("no figure after the base")
    NO_PATH = "no-path", _("no path: base or target not stated")


class Pen(models.TextChoices):
    """Whose turn it is."""

    BOTH_SIDES = "both-sides", _("both sides")
    OTHER_SIDE = "other-side", _("the side that has not reported")
    RECEIVER = "receiver", _("the side that was offered help")
    OFFERER = "offerer", _("the side that offers help")
    NOBODY = "nobody", _("nobody")


class Entry(models.TextChoices):
    """What an officer can add to a milestone: a fact that moves its plan, or the fact that it happened."""

    REPLANNED = "replanned", _("a later day is planned")
    ACTUAL = "actual", _("it was reached")


TREATY_MOVES: dict[TreatyState, frozenset[TreatyState]] = {
    TreatyState.NOT_BEGUN: frozenset({TreatyState.DRAFT}),
    TreatyState.DRAFT: frozenset({TreatyState.AGREED}),
    TreatyState.AGREED: frozenset({TreatyState.SIGNED}),
    # A text that needs no ratification enters into force from its signing.
    TreatyState.SIGNED: frozenset({TreatyState.RATIFIED_BY_ONE, TreatyState.IN_FORCE}),
    TreatyState.RATIFIED_BY_ONE: frozenset({TreatyState.RATIFIED_BY_BOTH}),
    TreatyState.RATIFIED_BY_BOTH: frozenset({TreatyState.IN_FORCE}),
    TreatyState.IN_FORCE: frozenset({TreatyState.AMENDED}),
    TreatyState.AMENDED: frozenset({TreatyState.AMENDED}),
}
MILESTONE_MOVES: dict[MilestoneState, frozenset[MilestoneState]] = {
    MilestoneState.PLANNED: frozenset(set(MilestoneState) - {MilestoneState.PLANNED}),
    MilestoneState.UNKNOWN: frozenset(set(MilestoneState) - {MilestoneState.UNKNOWN}),
    MilestoneState.AT_LEAST_LATE: frozenset({MilestoneState.PLANNED, MilestoneState.LATE}),
    MilestoneState.DONE: frozenset(),
    MilestoneState.LATE: frozenset(),
}
EVENT_MOVES: dict[EventState, frozenset[EventState]] = {
    EventState.PLANNED: frozenset({EventState.MOVED, EventState.HELD, EventState.UNKNOWN}),
    EventState.MOVED: frozenset({EventState.MOVED, EventState.HELD, EventState.UNKNOWN}),
    EventState.UNKNOWN: frozenset({EventState.MOVED, EventState.HELD}),
    EventState.HELD: frozenset(),
}
OFFER_MOVES: dict[OfferState, frozenset[OfferState]] = {
    OfferState.OFFERED: frozenset({OfferState.ACCEPTED, OfferState.DECLINED}),
    OfferState.ACCEPTED: frozenset({OfferState.DELIVERED}),
    OfferState.DECLINED: frozenset(),
    OfferState.DELIVERED: frozenset(),
}
OFFER_PEN: dict[OfferState, Pen] = {
    OfferState.OFFERED: Pen.RECEIVER,
    OfferState.ACCEPTED: Pen.OFFERER,
    OfferState.DECLINED: Pen.NOBODY,
    OfferState.DELIVERED: Pen.NOBODY,
}
REPORT_MOVES: dict[ReportState, frozenset[ReportState]] = {
    ReportState.NEITHER: frozenset({ReportState.ONE}),
    ReportState.ONE: frozenset({ReportState.BOTH}),
    ReportState.BOTH: frozenset({ReportState.NEITHER}),  # a review day begins a new round
}
REPORT_PEN: dict[ReportState, Pen] = {
    ReportState.NEITHER: Pen.BOTH_SIDES,
    ReportState.ONE: Pen.OTHER_SIDE,
    ReportState.BOTH: Pen.NOBODY,
}

# How each state is drawn by the kit's status mark (design.md, section 3).
PROGRESS_MARKS: dict[Progress, str] = {
    Progress.NOT_STARTED: "open",
    Progress.ON_COURSE: "course",
    Progress.LATE: "late",
    Progress.DONE: "done",
    Progress.STOPPED: "broken",
}
MILESTONE_MARKS: dict[MilestoneState, str] = {
    MilestoneState.PLANNED: "course",
    MilestoneState.DONE: "done",
    MilestoneState.LATE: "done",
    MilestoneState.AT_LEAST_LATE: "late",
    MilestoneState.UNKNOWN: "none",
}
EVENT_MARKS: dict[EventState, str] = {
    EventState.PLANNED: "course",
    EventState.MOVED: "late",
    EventState.HELD: "done",
    EventState.UNKNOWN: "none",
}
TREATY_MARKS: dict[TreatyState, str] = {
    TreatyState.NOT_BEGUN: "none",
    TreatyState.DRAFT: "open",
    TreatyState.AGREED: "course",
    TreatyState.SIGNED: "course",
    TreatyState.RATIFIED_BY_ONE: "course",
    TreatyState.RATIFIED_BY_BOTH: "course",
    TreatyState.IN_FORCE: "done",
    TreatyState.AMENDED: "done",
}
OFFER_MARKS: dict[OfferState, str] = {
    OfferState.OFFERED: "open",
    OfferState.ACCEPTED: "course",
    OfferState.DECLINED: "broken",
    OfferState.DELIVERED: "done",
}
TRACK_MARKS: dict[Track, str] = {
    Track.ON: "course",
    Track.OFF: "late",
    Track.NOT_COMPARABLE: "differ",
    Track.NO_LATER_FIGURE: "none",
    Track.NO_PATH: "none",
}
