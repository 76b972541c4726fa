"""What arrives from the other side: mirror its enquiries, take its answers. Called by the handlers alone.

Each runs in the transaction that logs the envelope, once, in the order of its case. A `Refusal` declines: the envelope
is kept, the operator sees the sentence.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from hamsafar.corridor.codes import codes
from hamsafar.corridor.models import Code, Post
from hamsafar.exchange.models import Peer
from hamsafar.incidents import access
from hamsafar.incidents.actions.accounting import keep_account
from hamsafar.incidents.actions.answering import (
    apply_explanation,
    keep_explanation,
    next_number,
    note_question,
    require_explanation,
)
from hamsafar.incidents.actions.asking import note_closed, note_reply
from hamsafar.incidents.actions.clockwork import answering_side, day_at, renewed_due
from hamsafar.incidents.actions.numbering import next_incident_number
from hamsafar.incidents.enums import (
    NOT_STATED,
    WAITS_FOR_REPLY,
    Age,
    ClarificationState,
    CodeList,
    EnquiryState,
    LetterState,
    Party,
    ReportedBy,
)
from hamsafar.incidents.formats import bodies, statements
from hamsafar.incidents.models import (
    Account,
    Affected,
    BorderMeasure,
    Clarification,
    Enquiry,
    EnquiryPoint,
    Extension,
    Incident,
    OverdueClaim,
)
from hamsafar.incidents.rules.answering import AnswerText, ExplanationText, OutcomeText, PromiseText
from hamsafar.kit.actor import Actor
from hamsafar.kit.refusal import Refusal
from hamsafar.kit.verdict import require
from hamsafar.ledger.actions import record

_AT_A_TIME = 1000


@transaction.atomic
def mirror_enquiry(*, asked: bodies.EnquiryAsked, subject: UUID, sender: str, by: Actor, at: datetime) -> Enquiry:
    """Make our row of an enquiry that the other side asks, with its case, its points and its people."""
    if Enquiry.objects.theirs().filter(subject=subject, asker=sender).exists():
        raise Refusal(_("This enquiry was taken before."))
    incident = _case(asked.case, sender=sender, by=by, at=at)
    _mirror_people(incident, asked, at=at)
    enquiry = _mirrored(incident, asked, subject=subject, sender=sender, at=at)
    enquiry.due_on = renewed_due(enquiry)
    enquiry.state = EnquiryState.ASKED
    enquiry.save(update_fields=["due_on", "state"])
    EnquiryPoint.objects.bulk_create(
        EnquiryPoint(enquiry=enquiry, number=each.number, code=each.code, words=each.words) for each in asked.points
    )
    record("enquiry received", about=enquiry, by=by, at=at)
    return enquiry


def _mirrored(incident: Incident, asked: bodies.EnquiryAsked, *, subject: UUID, sender: str, at: datetime) -> Enquiry:
    follows = Enquiry.objects.theirs().filter(subject=asked.follows).first() if asked.follows else None
    return Enquiry.objects.create(
        subject=subject,
        incident=incident,
        we_are=Party.ANSWERER,
        asker_id=sender,
        number=asked.number,
        words=asked.words,
        language=asked.language,
        names_people=bool(asked.persons),
        days=asked.days,
        follows=follows,
        written_at=asked.asked_at,
        asked_at=asked.asked_at,
        arrived_at=at,
    )


def _case(said: bodies.CaseSaid, *, sender: str, by: Actor, at: datetime) -> Incident:
    """Our row of the other side's case: the one we know, or a new one that says where it came from."""
    peer = Peer.objects.get(pk=sender)
    known = Incident.objects.of_node(peer).filter(subject=said.case).first()
    if known is not None:
        return Incident.objects.locked(known.pk)
    post = Post.objects.filter(pk=said.post).first() if said.post else None
    made = Incident.objects.create(
        subject=said.case,
        peer=peer,
        number=next_incident_number(peer, at=at),
        post=post,
        # A post that our pack does not know stays in words.
        place=said.place or ("" if post else said.post),
        started_at=said.started_at,
        day_only=said.day_only,
        ended_at=said.ended_at,
        mass=said.mass,
        people_said=said.people or None,
        reported_via=ReportedBy.OTHER_SIDE,
        synthetic=said.synthetic,
        opened_by=by.ref,
        opened_at=at,
    )
    known_kinds = Code.objects.of(CodeList.MEASURE).filter(key__in=said.measures)
    BorderMeasure.objects.bulk_create(
        BorderMeasure(incident=made, kind=kind, recorded_at=at)
        for kind in dict.fromkeys(known_kinds.values_list("key", flat=True))
    )
    record("incident mirrored", about=made, by=by, at=at)
    return made


def _mirror_people(incident: Incident, asked: bodies.EnquiryAsked, *, at: datetime) -> None:
    """Add the people of an enquiry under the asker's own numbers; those we hold already stay as they are."""
    held = set(incident.affected.values_list("number", flat=True))
    purposes = codes(CodeList.PURPOSE, on=localdate(asked.asked_at))
    Affected.objects.bulk_create(
        (
            Affected(
                incident=incident,
                number=each.number,
                name_given=each.name,
                document_given=each.document,
                purpose=each.purpose if each.purpose in purposes else NOT_STATED,
                age=each.age if each.age in Age.values else Age.NOT_KNOWN,
                added_at=at,
            )
            for each in asked.persons
            if each.number not in held
        ),
        batch_size=_AT_A_TIME,
    )


@transaction.atomic
def take_read(*, read: bodies.EnquiryRead, subject: UUID, sender: str, by: Actor, at: datetime) -> Enquiry:
    """Note that an officer of the other side has opened our enquiry."""
    enquiry = _ours(subject, sender)
    enquiry.read_at = enquiry.read_at or read.read_at
    enquiry.save(update_fields=["read_at"])
    record("enquiry read by the other side", about=enquiry, by=by, at=at)
    return enquiry


@transaction.atomic
def take_question(
    *, asked: bodies.ClarificationAsked, subject: UUID, sender: str, by: Actor, at: datetime
) -> Clarification:
    """Take a question back to our enquiry: its clock stands until we reply."""
    enquiry = _ours(subject, sender)
    require(access.may_stop_clock(enquiry))
    made = Clarification(enquiry=enquiry, number=asked.number, question=asked.question)
    made.state = ClarificationState.ASKED
    made.save()
    note_question(made, asked_at=asked.asked_at, by=by, at=at)
    return made


@transaction.atomic
def take_reply(
    *, replied: bodies.ClarificationAnswered, subject: UUID, sender: str, by: Actor, at: datetime
) -> Clarification:
    """Take the reply to our question back: the clock of our answer runs on."""
    enquiry = _theirs(subject, sender)
    clarification = enquiry.clarifications.filter(number=replied.number, state__in=WAITS_FOR_REPLY).first()
    if clarification is None:
        raise Refusal(_("No question of ours waits for this reply."))
    clarification.enquiry, clarification.reply = enquiry, replied.reply
    note_reply(clarification, replied_at=replied.replied_at, by=by, at=at)
    return clarification


@transaction.atomic
def take_extension(*, taken: bodies.ExtensionTaken, subject: UUID, sender: str, by: Actor, at: datetime) -> Extension:
    """Take the other side's extension: the last day for its answer moves."""
    enquiry = _ours(subject, sender)
    made = Extension.objects.create(
        enquiry=enquiry,
        days=taken.days,
        reason=taken.reason,
        state=LetterState.RECEIVED,
        written_at=taken.taken_at,
        sent_at=taken.taken_at,
    )
    enquiry.due_on = renewed_due(enquiry)
    enquiry.save(update_fields=["due_on"])
    record("extension received", about=enquiry, by=by, at=at)
    return made


@transaction.atomic
def take_explanation(*, given: bodies.ExplanationGiven, subject: UUID, sender: str, by: Actor, at: datetime) -> None:
    """Take an explanation to our enquiry, whole or in part, with what became of the people in it."""
    enquiry = _ours(subject, sender)
    require(access.may_be_answered(enquiry))
    said = ExplanationText(
        kind=given.kind,
        answers=tuple(AnswerText(each.number, each.substance, each.words) for each in given.answers),
        ground=given.ground,
        ground_words=given.ground_words,
        measure_now=given.measure_now,
        lifted_on=given.lifted_on,
        words=given.words,
        promises=tuple(PromiseText(each.words, each.due_on) for each in given.promises),
        outcomes=tuple(OutcomeText(each.number, each.outcome, each.at) for each in given.outcomes),
    )
    require_explanation(enquiry, said, on=day_at(answering_side(enquiry), given.given_at))
    letter = {"state": LetterState.RECEIVED, "written_at": given.given_at, "sent_at": given.given_at}
    # An answer by telephone may have been entered here before: then ours is the next number, not the sender's.
    made = keep_explanation(enquiry, said, number=next_number(enquiry), letter=letter, by=by, at=at)
    apply_explanation(enquiry, made, source=_("explanation of the other side"), by=by, at=at)
    record("explanation received", about=enquiry, by=by, at=at)


@transaction.atomic
def take_claim(*, claimed: bodies.OverdueSaid, subject: UUID, sender: str, by: Actor, at: datetime) -> OverdueClaim:
    """Take the claim that our answer is overdue. It stands, and we may contest it."""
    enquiry = _theirs(subject, sender)
    made, _new = OverdueClaim.objects.get_or_create(
        enquiry=enquiry,
        due_on=claimed.due_on,
        defaults={"claimed_at": claimed.claimed_at, "state": LetterState.DRAFT, "written_at": at},
    )
    record("claim of overdue received", about=enquiry, by=by, at=at)
    return made


@transaction.atomic
def take_contest(
    *, contested: bodies.OverdueContested, subject: UUID, sender: str, by: Actor, at: datetime
) -> OverdueClaim:
    """Take the other side's contest of our claim. Both are kept; neither undoes the other."""
    enquiry = _ours(subject, sender)
    claim = enquiry.overdue_claims.filter(due_on=contested.due_on).first()
    if claim is None:
        raise Refusal(_("We made no such claim."))
    claim.contested, claim.reason, claim.sent_at = True, contested.reason, contested.contested_at
    claim.save(update_fields=["contested", "reason", "sent_at"])
    record("contest received", about=enquiry, by=by, at=at)
    return claim


@transaction.atomic
def take_closed(*, closed: bodies.EnquiryClosed, subject: UUID, sender: str, by: Actor, at: datetime) -> Enquiry:
    """Note that the asker closed its enquiry. What we were writing stays here, unsent."""
    enquiry = _theirs(subject, sender)
    note_closed(enquiry, closed_for=closed.closed_for, closed_at=closed.closed_at, by=by, at=at)
    return enquiry


@transaction.atomic
def take_account(*, given: bodies.AccountGiven, sender: str, by: Actor, at: datetime) -> Account:
    """Take the other side's account, if it is what its key signed. Raises `Refusal` where it is not."""
    try:
        said = statements.read(given.signed, key=given.key, case=given.case.case, side=sender, version=given.version)
    except statements.BadStatement as problem:
        raise Refusal(_("The account is not what its side signed: %(why)s") % {"why": problem}) from problem
    incident = _case(given.case, sender=sender, by=by, at=at)
    if incident.accounts.of_side(sender).filter(version=given.version).exists():
        raise Refusal(_("This version of the account was taken before."))
    return keep_account(
        incident,
        said,
        version=given.version,
        given_at=given.given_at,
        signed=given.signed,
        key=given.key,
        by=by,
        at=at,
    )


def _ours(subject: UUID, sender: str) -> Enquiry:
    """Our own enquiry that the sender is to answer, held. Raises `Refusal` where there is none."""
    found = Enquiry.objects.ours().filter(subject=subject, incident__peer=sender).first()
    return _held(found)


def _theirs(subject: UUID, sender: str) -> Enquiry:
    """The sender's enquiry that we are to answer, held. Raises `Refusal` where there is none."""
    found = Enquiry.objects.theirs().filter(subject=subject, incident__peer=sender).first()
    return _held(found)


def _held(found: Enquiry | None) -> Enquiry:
    if found is None:
        raise Refusal(_("This belongs to no enquiry that this node knows."))
    return Enquiry.objects.locked(found.pk)
