"""The asking side's verbs: write an enquiry, release it, reply, read the answer, claim it overdue, close."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import cast

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hamsafar.accounts.models import User
from hamsafar.corridor.codes import codes
from hamsafar.exchange.actions.sending import send_envelope
from hamsafar.incidents import access
from hamsafar.incidents.actions.clockwork import answering_side, day_at, days_allowed, renewed_due
from hamsafar.incidents.actions.numbering import next_enquiry_number
from hamsafar.incidents.enums import (
    ClarificationState,
    ClosedFor,
    CodeList,
    EnquiryState,
    LetterState,
    Party,
    Substance,
    Via,
)
from hamsafar.incidents.formats import bodies
from hamsafar.incidents.models import Clarification, Enquiry, EnquiryPoint, Incident, OverdueClaim, Promise
from hamsafar.incidents.rules.answering import PointText, wrong_with_points
from hamsafar.kit.actor import Actor
from hamsafar.kit.because import said as in_words
from hamsafar.kit.refusal import Refusal
from hamsafar.kit.verdict import require
from hamsafar.ledger.actions import record


@transaction.atomic
def ask_enquiry(
    *,
    incident: Incident,
    points: Sequence[PointText],
    words: str = "",
    note: str = "",
    names_people: bool = True,
    via: str = Via.ENVELOPE,
    language: str = "ru",
    follows: Enquiry | None = None,
    submit: bool = True,
    by: Actor,
    at: datetime,
) -> Enquiry:
    """Write an enquiry and hand it to a second officer; with `submit=False` it stays a draft.

    `words` are for the other side; `note` is for this desk and never leaves it.
    """
    incident = Incident.objects.locked(incident.pk)
    require(access.may_ask(by, incident))
    _require_points(points, at=at)
    days, _practice = days_allowed(on=timezone.localdate(at))
    enquiry = Enquiry.objects.create(
        incident=incident,
        we_are=Party.ASKER,
        asker_id=settings.THIS_SIDE,
        number=next_enquiry_number(incident.peer, at=at),
        state=EnquiryState.TO_RELEASE if submit else EnquiryState.DRAFT,
        via=via,
        words=words,
        note=note,
        language=language,
        names_people=names_people,
        days=days,
        follows=follows,
        written_by=in_person(by),
        written_at=at,
    )
    _put_points(enquiry, points)
    record("enquiry written", about=enquiry, by=by, at=at)
    return enquiry


@transaction.atomic
def rewrite_enquiry(
    *,
    enquiry: Enquiry,
    points: Sequence[PointText],
    words: str = "",
    note: str = "",
    names_people: bool = True,
    via: str = "",
    submit: bool = True,
    by: Actor,
    at: datetime,
) -> Enquiry:
    """Change a draft. Whoever changes it is its writer from then on, and cannot release it."""
    enquiry = Enquiry.objects.locked(enquiry.pk)
    require(access.may_write_enquiry(by, enquiry))
    _require_points(points, at=at)
    enquiry.words, enquiry.note, enquiry.names_people = words, note, names_people
    enquiry.via = via or enquiry.via
    enquiry.state = EnquiryState.TO_RELEASE if submit else EnquiryState.DRAFT
    enquiry.written_by, enquiry.written_at, enquiry.returned_because = in_person(by), at, ""
    enquiry.save(
        update_fields=["words", "note", "names_people", "via", "state", "written_by", "written_at", "returned_because"]
    )
    enquiry.points.all().delete()
    _put_points(enquiry, points)
    record("enquiry rewritten", about=enquiry, by=by, at=at)
    return enquiry


def _require_points(points: Sequence[PointText], *, at: datetime) -> None:
    wrong = wrong_with_points(points, codes=codes(CodeList.POINT, on=timezone.localdate(at)))
    if wrong is not None:
        raise Refusal(in_words(wrong, _))


def _put_points(enquiry: Enquiry, points: Sequence[PointText]) -> None:
    EnquiryPoint.objects.bulk_create(
        EnquiryPoint(enquiry=enquiry, number=number, code=each.code, words=each.words.strip())
        for number, each in enumerate(points, 1)
    )


@transaction.atomic
def return_enquiry(*, enquiry: Enquiry, because: str, by: Actor, at: datetime) -> Enquiry:
    """Give an enquiry back to its writer, with the reason. Nothing leaves."""
    enquiry = Enquiry.objects.locked(enquiry.pk)
    require(access.may_release_enquiry(by, enquiry))
    enquiry.state, enquiry.returned_because = EnquiryState.DRAFT, because
    enquiry.save(update_fields=["state", "returned_because"])
    record("enquiry returned", about=enquiry, by=by, at=at)
    return enquiry


@transaction.atomic
def drop_enquiry(*, enquiry: Enquiry, by: Actor, at: datetime) -> Enquiry:
    """Give up an enquiry that was never sent."""
    enquiry = Enquiry.objects.locked(enquiry.pk)
    require(access.may_drop(by, enquiry))
    enquiry.state = EnquiryState.DROPPED
    enquiry.save(update_fields=["state"])
    record("enquiry dropped", about=enquiry, by=by, at=at)
    return enquiry


@transaction.atomic
def release_enquiry(*, enquiry: Enquiry, by: Actor, at: datetime) -> Enquiry:
    """Send an enquiry that another officer wrote. Its clock begins; the pen is with the answering side.

    By envelope it is sent with this; on paper an officer takes it there, and the dates run the same.
    """
    enquiry = Enquiry.objects.locked(enquiry.pk)
    require(access.may_release_enquiry(by, enquiry))
    enquiry.state, enquiry.asked_at, enquiry.released_by = EnquiryState.ASKED, at, in_person(by)
    enquiry.due_on = renewed_due(enquiry)
    enquiry.save(update_fields=["state", "asked_at", "released_by", "due_on"])
    record("enquiry sent", about=enquiry, by=by, at=at)
    tell(enquiry, enquiry_body(enquiry), by=by, at=at)
    return enquiry


def tell(enquiry: Enquiry, body: object, *, by: Actor, at: datetime) -> None:
    """Send one envelope of an enquiry's own case; nothing where it goes by paper."""
    if enquiry.via == Via.ENVELOPE:
        name = type(body).NAME  # type: ignore[attr-defined]
        send_envelope(kind=name, body=body, subject=enquiry.subject, about=enquiry, by=by, at=at)


def case_of(incident: Incident) -> bodies.CaseSaid:
    """What both sides must know of an incident to speak of the same one. No person, no reporter, no note of ours."""
    return bodies.CaseSaid(
        case=incident.subject,
        post=incident.post_id or "",
        place=incident.place,
        started_at=incident.started_at,
        day_only=incident.day_only,
        ended_at=incident.ended_at,
        measures=tuple(incident.measures.order_by("kind").values_list("kind", flat=True).distinct()),
        mass=incident.mass,
        people=incident.affected.counted().count(),
        synthetic=incident.synthetic,
    )


def enquiry_body(enquiry: Enquiry) -> bodies.EnquiryAsked:
    """The envelope of an enquiry: points, and the people only where it cannot be answered without them."""
    named = enquiry.incident.affected.named().in_order() if enquiry.names_people else ()
    return bodies.EnquiryAsked(
        case=case_of(enquiry.incident),
        number=enquiry.number,
        language=enquiry.language,
        words=enquiry.words,
        points=tuple(bodies.PointAsked(each.number, each.code, each.words) for each in enquiry.points.all()),
        persons=tuple(
            bodies.PersonAsked(each.number, each.name_given, each.document_given, each.purpose, each.age)
            for each in named
        ),
        asked_at=enquiry.asked_at or enquiry.written_at,
        days=enquiry.days,
        follows=enquiry.follows.subject if enquiry.follows else None,
    )


@transaction.atomic
def write_reply(*, clarification: Clarification, reply: str, by: Actor, at: datetime) -> Clarification:
    """Write the reply to a question back, for a second officer to release."""
    clarification = locked_clarification(clarification)
    require(access.may_reply(by, clarification))
    if not reply.strip():
        raise Refusal(_("Write the reply."))
    clarification.reply, clarification.reply_written_by = reply, in_person(by)
    clarification.state, clarification.returned_because = ClarificationState.REPLY_TO_RELEASE, ""
    clarification.save(update_fields=["reply", "reply_written_by", "state", "returned_because"])
    record("reply written", about=clarification.enquiry, by=by, at=at)
    return clarification


@transaction.atomic
def return_reply(*, clarification: Clarification, because: str, by: Actor, at: datetime) -> Clarification:
    """Give a reply back to its writer, with the reason."""
    clarification = locked_clarification(clarification)
    require(access.may_release_reply(by, clarification))
    clarification.state, clarification.returned_because = ClarificationState.ASKED, because
    clarification.save(update_fields=["state", "returned_because"])
    record("reply returned", about=clarification.enquiry, by=by, at=at)
    return clarification


@transaction.atomic
def release_reply(*, clarification: Clarification, by: Actor, at: datetime) -> Clarification:
    """Send the reply: the clock runs on, and the pen is with the answering side again."""
    clarification = locked_clarification(clarification)
    require(access.may_release_reply(by, clarification))
    clarification.reply_released_by = in_person(by)
    clarification.save(update_fields=["reply_released_by"])
    note_reply(clarification, replied_at=at, by=by, at=at)
    body = bodies.ClarificationAnswered(clarification.number, clarification.reply, at)
    tell(clarification.enquiry, body, by=by, at=at)
    return clarification


def locked_clarification(clarification: Clarification) -> Clarification:
    """The question back and its enquiry, both held."""
    enquiry = Enquiry.objects.locked(clarification.enquiry_id)
    held = Clarification.objects.select_for_update().get(pk=clarification.pk)
    held.enquiry = enquiry
    return held


def note_reply(clarification: Clarification, *, replied_at: datetime, by: Actor, at: datetime) -> None:
    """Write that a question back is replied to; the clock runs on where the enquiry waited for it."""
    enquiry = clarification.enquiry
    clarification.state, clarification.replied_at = ClarificationState.REPLIED, replied_at
    clarification.save(update_fields=["state", "replied_at", "reply"])
    enquiry.due_on = renewed_due(enquiry)
    if enquiry.state == EnquiryState.CLARIFYING:
        answered = enquiry.explanations.out().exists()
        enquiry.state = EnquiryState.PARTLY_ANSWERED if answered else EnquiryState.ASKED
    enquiry.save(update_fields=["state", "due_on"])
    record("question back replied to", about=enquiry, by=by, at=at)


@transaction.atomic
def read_point(*, point: EnquiryPoint, read_as: str, by: Actor, at: datetime) -> EnquiryPoint:
    """Say how the answer to a point reads to us. The answerer's own coding is kept beside it."""
    enquiry = Enquiry.objects.locked(point.enquiry_id)
    require(access.may_read_answer(by, enquiry))
    if read_as not in Substance.values:
        raise Refusal(_("Choose how the point was answered."))
    point = EnquiryPoint.objects.get(pk=point.pk)
    point.read_as = point.standing = read_as
    point.save(update_fields=["read_as", "standing"])
    record("answer read", about=enquiry, by=by, at=at)
    return point


@transaction.atomic
def keep_promise(*, promise: Promise, on: date, by: Actor, at: datetime) -> Promise:
    """Note that a promise of the other side was kept, and since when."""
    promise = Promise.objects.select_for_update(of=("self",)).get(pk=promise.pk)
    require(access.may_keep_promise(by, promise))
    promise.kept_on = on
    promise.save(update_fields=["kept_on"])
    record("promise kept", about=promise.explanation.enquiry, by=by, at=at)
    return promise


@transaction.atomic
def claim_overdue(*, enquiry: Enquiry, by: Actor, at: datetime) -> OverdueClaim:
    """Say to the other side that its answer is overdue. Said once for each due date; it may contest it."""
    enquiry = Enquiry.objects.locked(enquiry.pk)
    require(access.may_claim_overdue(by, enquiry, on=day_at(answering_side(enquiry), at)))
    due_on = cast("date", enquiry.due_on)  # access has looked
    known = enquiry.overdue_claims.filter(due_on=due_on).first()
    if known is not None:
        return known
    # A claim is coded and needs no second officer; the letter of this row is the contest, which is not ours to write.
    claim = OverdueClaim.objects.create(
        enquiry=enquiry, due_on=due_on, claimed_at=at, state=LetterState.SENT, written_at=at, sent_at=at
    )
    record("answer claimed overdue", about=enquiry, by=by, at=at)
    tell(enquiry, bodies.OverdueSaid(due_on=due_on, claimed_at=at), by=by, at=at)
    return claim


@transaction.atomic
def close_enquiry(*, enquiry: Enquiry, closed_for: str, by: Actor, at: datetime) -> Enquiry:
    """Close an enquiry for a coded reason, and tell the other side. Points left open stay open for the agenda."""
    enquiry = Enquiry.objects.locked(enquiry.pk)
    require(access.may_close_enquiry(by, enquiry))
    if closed_for not in ClosedFor.values:
        raise Refusal(_("Choose why the enquiry is closed."))
    note_closed(enquiry, closed_for=closed_for, closed_at=at, by=by, at=at)
    tell(enquiry, bodies.EnquiryClosed(closed_for=closed_for, closed_at=at), by=by, at=at)
    return enquiry


def note_closed(enquiry: Enquiry, *, closed_for: str, closed_at: datetime, by: Actor, at: datetime) -> None:
    """Write that an enquiry is closed, and for which coded reason."""
    enquiry.state, enquiry.closed_for, enquiry.closed_at = EnquiryState.CLOSED, closed_for, closed_at
    enquiry.save(update_fields=["state", "closed_for", "closed_at"])
    record("enquiry closed", about=enquiry, by=by, at=at)


def in_person(by: Actor) -> User:
    """Who writes or releases, in person: access has asked already."""
    return cast("User", by)
