"""One node alone: an officer enters what the other side wrote on paper or said, as it was received.

The same things happen as when an envelope brings it: the clock stands and runs, the pen moves. Each is on record as
entered by hand, by whom, and its scan is kept beside it as evidence.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TypedDict, cast
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hamsafar.exchange.models import Peer
from hamsafar.incidents import access
from hamsafar.incidents.actions import receiving
from hamsafar.incidents.actions.answering import (
    apply_explanation,
    keep_explanation,
    next_number,
    require_explanation,
)
from hamsafar.incidents.actions.asking import in_person, locked_clarification, note_reply
from hamsafar.incidents.actions.evidence import Handed, keep_evidence
from hamsafar.incidents.enums import ClosedFor, LetterState, Via
from hamsafar.incidents.formats import bodies
from hamsafar.incidents.models import Clarification, Enquiry, Explanation, Extension, OverdueClaim
from hamsafar.incidents.rules.answering import ExplanationText
from hamsafar.kit.actor import Actor
from hamsafar.kit.refusal import Refusal
from hamsafar.kit.verdict import require
from hamsafar.ledger.actions import record

# ---- we asked: what the side that answers sent -----------------------------------------------------------------------


@transaction.atomic
def enter_read(*, enquiry: Enquiry, read_at: datetime, scan: Handed | None = None, by: Actor, at: datetime) -> Enquiry:
    """Enter that the other side acknowledged our enquiry: an officer there has it."""
    enquiry = _ours(enquiry, read_at, by=by, at=at)
    require(access.may_enter_read(by, enquiry))
    done = receiving.take_read(read=bodies.EnquiryRead(read_at), **_whose(enquiry), by=by, at=at)
    _keep(enquiry, scan, _("Acknowledgement"), by=by, at=at)
    return done


@transaction.atomic
def enter_question(
    *, enquiry: Enquiry, question: str, asked_at: datetime, scan: Handed | None = None, by: Actor, at: datetime
) -> Clarification:
    """Enter a question back that the other side asked on paper: the clock of its answer stands."""
    enquiry = _ours(enquiry, asked_at, by=by, at=at)
    _require_words(question)
    body = bodies.ClarificationAsked(enquiry.clarifications.count() + 1, question, asked_at)
    made = receiving.take_question(asked=body, **_whose(enquiry), by=by, at=at)
    made.written_by = in_person(by)
    made.save(update_fields=["written_by"])
    _keep(enquiry, scan, _("Question back"), by=by, at=at)
    return made


@transaction.atomic
def enter_extension(
    *,
    enquiry: Enquiry,
    days: int,
    reason: str,
    taken_at: datetime,
    via: str = Via.PAPER,
    scan: Handed | None = None,
    by: Actor,
    at: datetime,
) -> Extension:
    """Enter more days that the other side took on paper."""
    enquiry = _ours(enquiry, taken_at, by=by, at=at)
    _require_way(via)
    _require_words(reason)
    if not 1 <= days <= bodies.MOST_DAYS:
        raise Refusal(_("Say how many working days more, and why."))
    body = bodies.ExtensionTaken(days, reason, taken_at)
    made = receiving.take_extension(taken=body, **_whose(enquiry), by=by, at=at)
    made.via, made.written_by = via, in_person(by)
    made.save(update_fields=["via", "written_by"])
    _keep(enquiry, scan, _("More days"), by=by, at=at)
    return made


@transaction.atomic
def enter_answer(
    *,
    enquiry: Enquiry,
    said: ExplanationText,
    via: str,
    given_at: datetime,
    scan: Handed | None = None,
    by: Actor,
    at: datetime,
) -> Explanation:
    """Enter what the other side answered on paper, by telephone or in person, as it was received."""
    enquiry = Enquiry.objects.locked(enquiry.pk)
    require(access.may_enter_answer(by, enquiry))
    _require_way(via)
    _require_past(enquiry, given_at, at)
    require_explanation(enquiry, said, on=timezone.localdate(at))
    letter = {
        "state": LetterState.RECEIVED,
        "written_at": at,
        "written_by": in_person(by),
        "sent_at": given_at,
        "via": via,
    }
    made = keep_explanation(enquiry, said, number=next_number(enquiry), letter=letter, by=by, at=at)
    apply_explanation(enquiry, made, source=_("the other side"), by=by, at=at)
    _keep(enquiry, scan, _("Explanation %(n)s") % {"n": made.number}, by=by, at=at)
    record("answer entered", about=enquiry, by=by, at=at)
    return made


@transaction.atomic
def enter_contest(
    *, enquiry: Enquiry, reason: str, contested_at: datetime, scan: Handed | None = None, by: Actor, at: datetime
) -> OverdueClaim:
    """Enter that the other side contested on paper that its answer is overdue. Claim and contest are both kept."""
    enquiry = _ours(enquiry, contested_at, by=by, at=at)
    require(access.may_enter_contest(by, enquiry))
    _require_words(reason)
    claim = enquiry.overdue_claims.filter(contested=False).latest("claimed_at")
    body = bodies.OverdueContested(claim.due_on, reason, contested_at)
    made = receiving.take_contest(contested=body, **_whose(enquiry), by=by, at=at)
    _keep(enquiry, scan, _("A contest"), by=by, at=at)
    return made


# ---- we answer: what the side that asked sent ------------------------------------------------------------------------


@transaction.atomic
def enter_enquiry(
    *,
    asked: bodies.EnquiryAsked,
    subject: UUID,
    via: str = Via.PAPER,
    scan: Handed | None = None,
    by: Actor,
    at: datetime,
) -> Enquiry:
    """Enter an enquiry of the other side that came on paper, so that its clock runs here too."""
    require(access.may_enter_enquiry(by))
    _require_way(via)
    if asked.asked_at > at:
        raise Refusal(_("An enquiry cannot come from the future. Check the day and the hour."))
    sender = Peer.objects.the_other().pk
    if Enquiry.objects.theirs().filter(number=asked.number, asker=sender).exists():
        raise Refusal(_("An enquiry of this number stands here already."))
    enquiry = receiving.mirror_enquiry(asked=asked, subject=subject, sender=sender, by=by, at=at)
    enquiry.via, enquiry.read_at = via, at
    enquiry.save(update_fields=["via", "read_at"])
    _keep(enquiry, scan, _("The enquiry"), by=by, at=at)
    return enquiry


@transaction.atomic
def enter_reply(
    *,
    clarification: Clarification,
    reply: str,
    replied_at: datetime,
    scan: Handed | None = None,
    by: Actor,
    at: datetime,
) -> Clarification:
    """Enter the asker's reply that came on paper: the clock of our answer runs on."""
    clarification = locked_clarification(clarification)
    enquiry = clarification.enquiry
    require(access.may_enter_letter_of_asker(by, enquiry))
    require(access.may_be_replied(clarification))
    _require_words(reply)
    _require_past(enquiry, replied_at, at)
    clarification.reply = reply
    note_reply(clarification, replied_at=replied_at, by=by, at=at)
    _keep(enquiry, scan, _("The reply"), by=by, at=at)
    return clarification


@transaction.atomic
def enter_claim(
    *, enquiry: Enquiry, claimed_at: datetime, scan: Handed | None = None, by: Actor, at: datetime
) -> OverdueClaim:
    """Enter that the asker says on paper that our answer is overdue. It stands, and we may contest it."""
    enquiry = _theirs(enquiry, claimed_at, by=by, at=at)
    body = bodies.OverdueSaid(cast("date", enquiry.due_on), claimed_at)
    made = receiving.take_claim(claimed=body, **_whose(enquiry), by=by, at=at)
    _keep(enquiry, scan, _("Said to be overdue"), by=by, at=at)
    return made


@transaction.atomic
def enter_closed(
    *, enquiry: Enquiry, closed_for: str, closed_at: datetime, scan: Handed | None = None, by: Actor, at: datetime
) -> Enquiry:
    """Enter that the asker closed its enquiry on paper."""
    enquiry = _theirs(enquiry, closed_at, by=by, at=at)
    if closed_for not in ClosedFor.values:
        raise Refusal(_("Choose why the enquiry is closed."))
    done = receiving.take_closed(closed=bodies.EnquiryClosed(closed_for, closed_at), **_whose(enquiry), by=by, at=at)
    _keep(enquiry, scan, _("Closed"), by=by, at=at)
    return done


# ---- what they share -------------------------------------------------------------------------------------------------


def _ours(enquiry: Enquiry, moment: datetime, *, by: Actor, at: datetime) -> Enquiry:
    """Our enquiry, held, if what came to it at that moment may be entered by hand."""
    enquiry = Enquiry.objects.locked(enquiry.pk)
    require(access.may_enter_letter(by, enquiry))
    _require_past(enquiry, moment, at)
    return enquiry


def _theirs(enquiry: Enquiry, moment: datetime, *, by: Actor, at: datetime) -> Enquiry:
    """The other side's enquiry, held, if what came to it at that moment may be entered by hand."""
    enquiry = Enquiry.objects.locked(enquiry.pk)
    require(access.may_enter_letter_of_asker(by, enquiry))
    _require_past(enquiry, moment, at)
    return enquiry


class _Whose(TypedDict):
    """How an enquiry is called between the nodes."""

    subject: UUID
    sender: str


def _whose(enquiry: Enquiry) -> _Whose:
    return {"subject": enquiry.subject, "sender": str(enquiry.incident.peer_id)}


def _keep(enquiry: Enquiry, scan: Handed | None, words: str, *, by: Actor, at: datetime) -> None:
    """Keep the scan of what came, with what it is and the number of the enquiry."""
    if scan is not None:
        named = f"{enquiry.number}: {words}"
        keep_evidence(enquiry.incident, scan, enquiry=enquiry, words=named, by=by, at=at)
    record("entered by hand", about=enquiry, by=by, at=at)


def _require_words(words: str) -> None:
    if not words.strip():
        raise Refusal(_("Write what the other side wrote or said."))


def _require_way(via: str) -> None:
    if via == Via.ENVELOPE or via not in Via.values:
        raise Refusal(_("Say how it came: on paper, by telephone or in person. Envelopes arrive by themselves."))


def _require_past(enquiry: Enquiry, moment: datetime, at: datetime) -> None:
    if moment > at or (enquiry.asked_at is not None and moment < enquiry.asked_at):
        raise Refusal(_("An answer comes after the enquiry and not in the future. Check the day and the hour."))
