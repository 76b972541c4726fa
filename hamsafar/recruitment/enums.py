"""The words of organised recruitment: registers, job orders, and whose turn it is."""

from __future__ import annotations

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

FEE = "recruitment-fee"  # list `recruitment-cost`: what no worker may be asked for


class CodeList(StrEnum):
    """The code lists of the pack that recruitment uses. An occupation's key is its code of ISCO-08."""

    OCCUPATION = "occupation"
    REGION = "region"
    SECTOR = "work-sector"
    COST = "recruitment-cost"


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
