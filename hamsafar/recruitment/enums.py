"""The words of organised recruitment: registers, job orders, and whose turn it is."""

from __future__ import annotations

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

FEE = "recruitment-fee"  # list `recruitment-cost`: what no worker may be asked for
OTHER_PLANS = "other-plans"  # list `recruitment-refusal`: what a withdrawal is noted as


class CodeList(StrEnum):
    """The code lists of the pack that recruitment uses. An occupation's key is its code of ISCO-08."""

    OCCUPATION = "occupation"
    REGION = "region"
    SECTOR = "work-sector"
    COST = "recruitment-cost"
    REFUSAL = "recruitment-refusal"


class Pen(TextChoices):
    """Whose turn it is."""

    WRITER = "writer", pgettext_lazy("pen of recruitment", "The officer who writes it")
    FIRST = "first", pgettext_lazy("pen of recruitment", "A verifying institution")
    SECOND = "second", pgettext_lazy("pen of recruitment", "A second institution")
    PLACING = "placing", pgettext_lazy("pen of recruitment", "The placement officer")
    NOBODY = "nobody", pgettext_lazy("pen of recruitment", "Nobody")


class Register(TextChoices):
    """Which register a firm stands in."""

    EMPLOYER = "employer", _("employer")
    RECRUITER = "recruiter", _("recruiter")


class RemarkKind(TextChoices):
    """What is noted about a firm. A sanction keeps its orders back until it is lifted or its last day has passed."""

    COMPLAINT = "complaint", pgettext_lazy("remark", "Complaint")
    SANCTION = "sanction", pgettext_lazy("remark", "Sanction")
    NOTE = "note", pgettext_lazy("remark", "Note")


class WagePer(TextChoices):
    """What a wage is counted by."""

    HOUR = "hour", _("an hour")
    SHIFT = "shift", _("a shift")
    MONTH = "month", _("a month")


class PaidHow(TextChoices):
    """How a wage is paid."""

    BANK = "bank", _("to a bank account")
    CASH = "cash", _("in cash, against a signature")


class Housing(TextChoices):
    """Where people live while they work."""

    FREE = "free", _("provided, free of charge")
    PAID = "paid", _("provided, for payment")
    NONE = "none", pgettext_lazy("housing", "not provided")


class FamilyPolicy(TextChoices):
    """Whom a worker may bring."""

    ALONE = "alone", _("the worker alone")
    SPOUSE = "spouse", _("with a spouse who works there too")
    FAMILY = "family", _("with family")


class Payer(TextChoices):
    """Who bears a cost."""

    EMPLOYER = "employer", pgettext_lazy("payer", "employer")
    STATE = "state", pgettext_lazy("payer", "state")
    RECRUITER = "recruiter", pgettext_lazy("payer", "recruiter")
    WORKER = "worker", pgettext_lazy("payer", "worker")


class RussianLevel(TextChoices):
    """How well Russian is spoken."""

    NONE = "none", pgettext_lazy("Russian", "none")
    BASIC = "basic", pgettext_lazy("Russian", "simple instructions")
    GOOD = "good", pgettext_lazy("Russian", "conversation")


LEVELS = tuple(RussianLevel)  # from the least to the most


class OrderState(TextChoices):
    """Where a job order stands. Only one that is open is seen by those who place people."""

    DRAFT = "draft", pgettext_lazy("job order", "Draft")
    TO_VERIFY = "to-verify", pgettext_lazy("job order", "Waits for an institution")
    HALF_VERIFIED = "half-verified", pgettext_lazy("job order", "Waits for a second institution")
    OPEN = "open", pgettext_lazy("job order", "Open")
    REFUSED = "refused", pgettext_lazy("job order", "Not verified")
    CLOSED = "closed", pgettext_lazy("job order", "Closed")


ORDER_MOVES: dict[str, frozenset[str]] = {
    OrderState.DRAFT: frozenset({OrderState.TO_VERIFY, OrderState.CLOSED}),
    OrderState.TO_VERIFY: frozenset({OrderState.HALF_VERIFIED, OrderState.REFUSED, OrderState.CLOSED}),
    OrderState.HALF_VERIFIED: frozenset({OrderState.OPEN, OrderState.REFUSED, OrderState.CLOSED}),
    OrderState.OPEN: frozenset({OrderState.CLOSED}),
    OrderState.REFUSED: frozenset({OrderState.TO_VERIFY, OrderState.CLOSED}),
    OrderState.CLOSED: frozenset(),
}
ORDER_PEN: dict[str, Pen] = {
    OrderState.DRAFT: Pen.WRITER,
    OrderState.TO_VERIFY: Pen.FIRST,
    OrderState.HALF_VERIFIED: Pen.SECOND,
    OrderState.OPEN: Pen.PLACING,
    OrderState.REFUSED: Pen.WRITER,
    OrderState.CLOSED: Pen.NOBODY,
}
TO_BE_VERIFIED = frozenset({OrderState.TO_VERIFY, OrderState.HALF_VERIFIED})
CAN_BE_WRITTEN = frozenset({OrderState.DRAFT, OrderState.REFUSED})


# ── People and their places ──

POINTS = {
    "year": "recruitment-points-year",
    "skill": "recruitment-points-skill",
    "russian": "recruitment-points-russian",
    "wish": "recruitment-points-wish",
}
MOST_YEARS = 10  # of experience, that points are given for
VALIDITY_RULE = "recruitment-entry-validity"
EMPLOYER_RULE, WORKER_RULE = "recruitment-employer-answer", "recruitment-worker-answer"
FAIRNESS_RULE = "recruitment-fairness"


class CandidateState(TextChoices):
    """Where somebody who looks for work stands. Expired is derived from the day."""

    WAITING = "waiting", pgettext_lazy("candidate", "Looks for work")
    PROPOSED = "proposed", pgettext_lazy("candidate", "A place is proposed")
    PLACED = "placed", pgettext_lazy("candidate", "Has a place")
    WITHDRAWN = "withdrawn", pgettext_lazy("candidate", "Withdrew")


CANDIDATE_MOVES: dict[str, frozenset[str]] = {
    CandidateState.WAITING: frozenset({CandidateState.PROPOSED, CandidateState.WITHDRAWN}),
    CandidateState.PROPOSED: frozenset({CandidateState.WAITING, CandidateState.PLACED, CandidateState.WITHDRAWN}),
    CandidateState.PLACED: frozenset({CandidateState.WAITING, CandidateState.PROPOSED, CandidateState.WITHDRAWN}),
    CandidateState.WITHDRAWN: frozenset({CandidateState.WAITING}),
}


class PlacingPen(TextChoices):
    """Whose turn it is with a candidate or a proposal."""

    OFFICER = "officer", pgettext_lazy("pen of placement", "An officer")
    SECOND = "second", pgettext_lazy("pen of placement", "A second officer")
    EMPLOYER = "employer", pgettext_lazy("pen of placement", "The employer")
    WORKER = "worker", pgettext_lazy("pen of placement", "The worker")
    NOBODY = "nobody", pgettext_lazy("pen of placement", "Nobody")


CANDIDATE_PEN: dict[str, PlacingPen] = {
    CandidateState.WAITING: PlacingPen.OFFICER,
    CandidateState.PROPOSED: PlacingPen.OFFICER,
    CandidateState.PLACED: PlacingPen.NOBODY,
    CandidateState.WITHDRAWN: PlacingPen.WORKER,
}


class ProposalState(TextChoices):
    """Where a proposed place stands. Only when three have said yes is anybody placed."""

    PROPOSED = "proposed", pgettext_lazy("proposal", "Proposed")
    HALF_CONFIRMED = "half-confirmed", pgettext_lazy("proposal", "Confirmed by one officer")
    CONFIRMED = "confirmed", pgettext_lazy("proposal", "With the employer")
    ACCEPTED = "accepted", pgettext_lazy("proposal", "With the worker")
    AGREED = "agreed", pgettext_lazy("proposal", "Agreed by all three")
    TURNED_DOWN = "turned-down", pgettext_lazy("proposal", "Not confirmed by an officer")
    REFUSED = "refused", pgettext_lazy("proposal", "Refused by the employer")
    DECLINED = "declined", pgettext_lazy("proposal", "Declined by the worker")
    LAPSED = "lapsed", pgettext_lazy("proposal", "Lapsed in silence")


_ENDS: frozenset[str] = frozenset()
PROPOSAL_MOVES: dict[str, frozenset[str]] = {
    ProposalState.PROPOSED: frozenset(
        {ProposalState.HALF_CONFIRMED, ProposalState.TURNED_DOWN, ProposalState.DECLINED}
    ),
    ProposalState.HALF_CONFIRMED: frozenset(
        {ProposalState.CONFIRMED, ProposalState.TURNED_DOWN, ProposalState.DECLINED}
    ),
    ProposalState.CONFIRMED: frozenset(
        {ProposalState.ACCEPTED, ProposalState.REFUSED, ProposalState.DECLINED, ProposalState.LAPSED}
    ),
    ProposalState.ACCEPTED: frozenset({ProposalState.AGREED, ProposalState.DECLINED, ProposalState.LAPSED}),
    ProposalState.AGREED: _ENDS,
    ProposalState.TURNED_DOWN: _ENDS,
    ProposalState.REFUSED: _ENDS,
    ProposalState.DECLINED: _ENDS,
    ProposalState.LAPSED: _ENDS,
}
PROPOSAL_PEN: dict[str, PlacingPen] = {
    ProposalState.PROPOSED: PlacingPen.OFFICER,
    ProposalState.HALF_CONFIRMED: PlacingPen.SECOND,
    ProposalState.CONFIRMED: PlacingPen.EMPLOYER,
    ProposalState.ACCEPTED: PlacingPen.WORKER,
    ProposalState.AGREED: PlacingPen.NOBODY,
    ProposalState.TURNED_DOWN: PlacingPen.NOBODY,
    ProposalState.REFUSED: PlacingPen.NOBODY,
    ProposalState.DECLINED: PlacingPen.NOBODY,
    ProposalState.LAPSED: PlacingPen.NOBODY,
}
LIVE = frozenset(
    {ProposalState.PROPOSED, ProposalState.HALF_CONFIRMED, ProposalState.CONFIRMED, ProposalState.ACCEPTED}
)
HOLDS_A_PLACE = LIVE | {ProposalState.AGREED}
EXEMPTIONS = (
    ("years", _("Years of experience")),
    ("russian", pgettext_lazy("requirement of an order", "Russian")),
    ("family", _("Family policy of the employer")),
)


# ── Whom the other side nominates for an order of ours ──


class Via(TextChoices):
    """How a nomination came, and so how its answers go."""

    ENVELOPE = "envelope", pgettext_lazy("way of a nomination", "by envelope")
    PAPER = "paper", pgettext_lazy("way of a nomination", "on paper")


class NomineeState(TextChoices):
    """Where somebody stands whom the other side nominates. Silent and arrived are derived from days."""

    ASKED = "asked", pgettext_lazy("nominee", "The employer is asked")
    ACCEPTED = "accepted", pgettext_lazy("nominee", "Accepted by the employer")
    AGREED = "agreed", pgettext_lazy("nominee", "Agreed by all three")
    SIGNED = "signed", pgettext_lazy("nominee", "Contract signed")
    ENDED = "ended", pgettext_lazy("nominee", "Work ended")
    REFUSED = "refused", pgettext_lazy("nominee", "Refused by the employer")
    TAKEN_BACK = "taken-back", pgettext_lazy("nominee", "Taken back by the other side")


NOMINEE_MOVES: dict[str, frozenset[str]] = {
    NomineeState.ASKED: frozenset({NomineeState.ACCEPTED, NomineeState.REFUSED, NomineeState.TAKEN_BACK}),
    NomineeState.ACCEPTED: frozenset({NomineeState.AGREED, NomineeState.TAKEN_BACK}),
    NomineeState.AGREED: frozenset({NomineeState.SIGNED}),
    NomineeState.SIGNED: frozenset({NomineeState.ENDED}),
    NomineeState.ENDED: _ENDS,
    NomineeState.REFUSED: _ENDS,
    NomineeState.TAKEN_BACK: _ENDS,
}
NOMINEE_PEN: dict[str, PlacingPen] = {
    NomineeState.ASKED: PlacingPen.EMPLOYER,
    NomineeState.ACCEPTED: PlacingPen.WORKER,
    NomineeState.AGREED: PlacingPen.OFFICER,
    NomineeState.SIGNED: PlacingPen.NOBODY,
    NomineeState.ENDED: PlacingPen.NOBODY,
    NomineeState.REFUSED: PlacingPen.NOBODY,
    NomineeState.TAKEN_BACK: PlacingPen.NOBODY,
}


class TakenBack(TextChoices):
    """Why the side that nominated somebody takes them back."""

    DECLINED = "declined", pgettext_lazy("taken back", "the worker declined")
    LAPSED = "lapsed", pgettext_lazy("taken back", "nobody answered in time")


class Copy(TextChoices):
    """Whose copy of a contract."""

    ORIGIN = "origin", _("copy of the state of origin")
    DESTINATION = "destination", _("copy of the state of work")


class ContractState(TextChoices):
    """Where a contract stands. Whether its copies differ is derived from them."""

    WRITTEN = "written", pgettext_lazy("contract", "Being written")
    SIGNED = "signed", pgettext_lazy("contract", "Signed")
    ENDED = "ended", pgettext_lazy("contract", "Ended")


CONTRACT_MOVES: dict[str, frozenset[str]] = {
    ContractState.WRITTEN: frozenset({ContractState.SIGNED}),
    ContractState.SIGNED: frozenset({ContractState.ENDED}),
    ContractState.ENDED: frozenset(),
}
CONTRACT_PEN: dict[str, PlacingPen] = {
    ContractState.WRITTEN: PlacingPen.OFFICER,
    ContractState.SIGNED: PlacingPen.NOBODY,
    ContractState.ENDED: PlacingPen.NOBODY,
}


class ComplaintKind(TextChoices):
    """What a worker complains about."""

    WAGE = "wage", pgettext_lazy("complaint", "wage")
    HOURS = "hours", pgettext_lazy("complaint", "hours of work")
    HOUSING = "housing", pgettext_lazy("complaint", "housing")
    FEE = "fee", pgettext_lazy("complaint", "money asked for the place")
    PAPERS = "papers", pgettext_lazy("complaint", "papers that were kept back")
    SAFETY = "safety", pgettext_lazy("complaint", "safety at work")
    OTHER = "other", pgettext_lazy("complaint", "something else")


class ComplaintState(TextChoices):
    """Where a complaint stands."""

    OPEN = "open", pgettext_lazy("complaint", "Waits for an answer")
    ANSWERED = "answered", pgettext_lazy("complaint", "Answered")


COMPLAINT_MOVES: dict[str, frozenset[str]] = {
    ComplaintState.OPEN: frozenset({ComplaintState.ANSWERED}),
    ComplaintState.ANSWERED: _ENDS,
}
COMPLAINT_PEN: dict[str, PlacingPen] = {
    ComplaintState.OPEN: PlacingPen.OFFICER,
    ComplaintState.ANSWERED: PlacingPen.NOBODY,
}
