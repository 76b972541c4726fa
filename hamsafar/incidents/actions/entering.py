"""One node alone: an officer enters what the other side wrote on paper or said, as it was received.

The same things happen as when an envelope brings it: the clock stands and runs, the pen moves.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from hamsafar.exchange.models import Peer
from hamsafar.incidents import access
from hamsafar.incidents.actions import receiving
from hamsafar.incidents.actions.asking import locked_clarification, note_reply
from hamsafar.incidents.enums import Via
from hamsafar.incidents.formats import bodies
from hamsafar.incidents.models import Clarification, Enquiry, Extension
from hamsafar.kit.actor import Actor
from hamsafar.kit.refusal import Refusal
from hamsafar.kit.verdict import require


@transaction.atomic
def enter_enquiry(
    *, asked: bodies.EnquiryAsked, subject: UUID, via: str = Via.PAPER, by: Actor, at: datetime
) -> Enquiry:
    """Enter an enquiry of the other side that came on paper, so that its clock runs here too."""
    require(access.may_enter_enquiry(by))
    enquiry = receiving.mirror_enquiry(asked=asked, subject=subject, sender=Peer.objects.the_other().pk, by=by, at=at)
    enquiry.via = via
    enquiry.save(update_fields=["via"])
    return enquiry


@transaction.atomic
def enter_question(*, enquiry: Enquiry, question: str, asked_at: datetime, by: Actor, at: datetime) -> Clarification:
    """Enter a question back that the other side asked on paper: the clock of its answer stands."""
    enquiry = Enquiry.objects.locked(enquiry.pk)
    require(access.may_enter_answer(by, enquiry))
    require(access.may_enter_step(enquiry))
    _require_words(question)
    _require_past(enquiry, asked_at, at)
    body = bodies.ClarificationAsked(enquiry.clarifications.count() + 1, question, asked_at)
    return receiving.take_question(asked=body, subject=enquiry.subject, sender=enquiry.incident.peer_id, by=by, at=at)


@transaction.atomic
def enter_reply(
    *, clarification: Clarification, reply: str, replied_at: datetime, by: Actor, at: datetime
) -> Clarification:
    """Enter the asker's reply that came on paper: the clock of our answer runs on."""
    clarification = locked_clarification(clarification)
    require(access.may_answer(by, clarification.enquiry))
    require(access.may_enter_step(clarification.enquiry))
    require(access.may_be_replied(clarification))
    _require_words(reply)
    _require_past(clarification.enquiry, replied_at, at)
    clarification.reply = reply
    note_reply(clarification, replied_at=replied_at, by=by, at=at)
    return clarification


@transaction.atomic
def enter_extension(
    *, enquiry: Enquiry, days: int, reason: str, taken_at: datetime, by: Actor, at: datetime
) -> Extension:
    """Enter more days that the other side took on paper."""
    enquiry = Enquiry.objects.locked(enquiry.pk)
    require(access.may_enter_answer(by, enquiry))
    require(access.may_enter_step(enquiry))
    _require_words(reason)
    _require_past(enquiry, taken_at, at)
    if not 1 <= days <= bodies.MOST_DAYS:
        raise Refusal(_("Say how many working days more, and why."))
    body = bodies.ExtensionTaken(days, reason, taken_at)
    return receiving.take_extension(taken=body, subject=enquiry.subject, sender=enquiry.incident.peer_id, by=by, at=at)


def _require_words(words: str) -> None:
    if not words.strip():
        raise Refusal(_("Write what the other side wrote or said."))


def _require_past(enquiry: Enquiry, moment: datetime, at: datetime) -> None:
    if moment > at or (enquiry.asked_at is not None and moment < enquiry.asked_at):
        raise Refusal(_("An answer comes after the enquiry and not in the future. Check the day and the hour."))
