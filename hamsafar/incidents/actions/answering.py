"""The answering side's verbs: take an enquiry up, ask back, take more days, explain, contest, release."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any, TypeVar, cast

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hamsafar.corridor.codes import codes
from hamsafar.incidents import access
from hamsafar.incidents.actions.asking import in_person, locked_clarification, tell
from hamsafar.incidents.actions.clockwork import renewed_due
from hamsafar.incidents.actions.people import Became, keep_outcomes
from hamsafar.incidents.enums import (
    WAITS_FOR_REPLY,
    ClarificationState,
    CodeList,
    EnquiryState,
    LetterState,
    Substance,
)
from hamsafar.incidents.formats import bodies
from hamsafar.incidents.models import (
    Account,
    AffectedOutcome,
    Clarification,
    Enquiry,
    Explanation,
    Extension,
    OverdueClaim,
    PointAnswer,
    Promise,
)
from hamsafar.incidents.models.enquiries import Letter
from hamsafar.incidents.rules.answering import (
    ExplanationText,
    OutcomeText,
    is_last,
    standing_after,
    wrong_with_explanation,
)
from hamsafar.kit.actor import Actor
from hamsafar.kit.because import said as in_words
from hamsafar.kit.refusal import Refusal
from hamsafar.kit.verdict import require
from hamsafar.ledger.actions import record


@transaction.atomic
def take_enquiry(*, enquiry: Enquiry, by: Actor, at: datetime) -> Enquiry:
    """Take up an enquiry that arrived, and let the asker know that it is read. Taking it up twice says it once."""
    enquiry = Enquiry.objects.locked(enquiry.pk)
    require(access.may_answer(by, enquiry))
    if enquiry.read_at is not None:
        return enquiry
    enquiry.read_at = at
    enquiry.save(update_fields=["read_at"])
    record("enquiry taken up", about=enquiry, by=by, at=at)
    tell(enquiry, bodies.EnquiryRead(read_at=at), by=by, at=at)
    return enquiry


@transaction.atomic
def ask_back(*, enquiry: Enquiry, question: str, by: Actor, at: datetime) -> Clarification:
    """Write a question back, for a second officer to release. A draft that was returned is written over."""
    enquiry = Enquiry.objects.locked(enquiry.pk)
    require(access.may_ask_back(by, enquiry))
    if not question.strip():
        raise Refusal(_("Write the question."))
    waiting = enquiry.clarifications.exclude(state=ClarificationState.REPLIED).first()
    if waiting is not None and waiting.state != ClarificationState.DRAFT:
        raise Refusal(_("A question back waits already. One at a time."))
    number = waiting.number if waiting else enquiry.clarifications.count() + 1
    made, _new = Clarification.objects.update_or_create(
        enquiry=enquiry,
        number=number,
        defaults={
            "state": ClarificationState.TO_RELEASE,
            "question": question,
            "written_by": in_person(by),
            "returned_because": "",
        },
    )
    record("question back written", about=enquiry, by=by, at=at)
    return made


@transaction.atomic
def return_question(*, clarification: Clarification, because: str, by: Actor, at: datetime) -> Clarification:
    """Give a question back to its writer, with the reason. The clock runs on."""
    clarification = locked_clarification(clarification)
    require(access.may_release_clarification(by, clarification))
    clarification.state, clarification.returned_because = ClarificationState.DRAFT, because
    clarification.save(update_fields=["state", "returned_because"])
    record("question back returned", about=clarification.enquiry, by=by, at=at)
    return clarification


@transaction.atomic
def release_question(*, clarification: Clarification, by: Actor, at: datetime) -> Clarification:
    """Send the question back: the clock stands, and the pen is with the asker until the reply."""
    clarification = locked_clarification(clarification)
    enquiry = clarification.enquiry
    require(access.may_release_clarification(by, clarification))
    require(access.may_stop_clock(enquiry))
    clarification.released_by = in_person(by)
    clarification.save(update_fields=["released_by"])
    note_question(clarification, asked_at=at, by=by, at=at)
    tell(enquiry, bodies.ClarificationAsked(clarification.number, clarification.question, at), by=by, at=at)
    return clarification


def note_question(clarification: Clarification, *, asked_at: datetime, by: Actor, at: datetime) -> None:
    """Write that a question back is asked: from now the clock stands."""
    clarification.state, clarification.asked_at = ClarificationState.ASKED, asked_at
    clarification.save(update_fields=["state", "asked_at"])
    clarification.enquiry.state = EnquiryState.CLARIFYING
    clarification.enquiry.save(update_fields=["state"])
    record("question back asked", about=clarification.enquiry, by=by, at=at)


@transaction.atomic
def write_extension(*, enquiry: Enquiry, days: int, reason: str, by: Actor, at: datetime) -> Extension:
    """Write that more working days are taken, and why, for a second officer to release."""
    enquiry = Enquiry.objects.locked(enquiry.pk)
    require(access.may_extend(by, enquiry))
    if not 1 <= days <= bodies.MOST_DAYS or not reason.strip():
        raise Refusal(_("Say how many working days more, and why."))
    if enquiry.extensions.to_release().exists():
        raise Refusal(_("An extension waits for a second officer already. Have it released or returned first."))
    enquiry.extensions.filter(state=LetterState.DRAFT).delete()
    letter = _as_letter(enquiry, by, at)
    made = Extension.objects.create(enquiry=enquiry, days=days, reason=reason, **letter)
    record("extension written", about=enquiry, by=by, at=at)
    return made


@transaction.atomic
def release_extension(*, extension: Extension, by: Actor, at: datetime) -> Extension:
    """Send the extension: the last day for an answer moves by so many working days."""
    enquiry, extension = _locked_letter(extension)
    require(access.may_release_letter(by, extension))
    _note_sent(extension, by, at)
    enquiry.due_on = renewed_due(enquiry)
    enquiry.save(update_fields=["due_on"])
    record("extension sent", about=enquiry, by=by, at=at)
    tell(enquiry, bodies.ExtensionTaken(extension.days, extension.reason, at), by=by, at=at)
    return extension


@transaction.atomic
def write_explanation(*, enquiry: Enquiry, said: ExplanationText, by: Actor, at: datetime) -> Explanation:
    """Write an explanation, whole or in part, for a second officer to release. A returned draft is written over."""
    enquiry = Enquiry.objects.locked(enquiry.pk)
    require(access.may_answer(by, enquiry))
    require_explanation(enquiry, said, on=timezone.localdate(at))
    if enquiry.explanations.to_release().exists():
        raise Refusal(_("An explanation waits for a second officer already. Have it released or returned first."))
    enquiry.explanations.filter(state=LetterState.DRAFT).delete()
    letter = _as_letter(enquiry, by, at)
    return keep_explanation(enquiry, said, number=next_number(enquiry), letter=letter, by=by, at=at)


def next_number(enquiry: Enquiry) -> int:
    """The number of the next explanation of an enquiry, as this node counts them."""
    last = enquiry.explanations.order_by("-number").values_list("number", flat=True).first()
    return (last or 0) + 1


def require_explanation(enquiry: Enquiry, said: ExplanationText, *, on: date) -> None:
    """Raise `Refusal` where the explanation is not one to this enquiry, or not coded by the pack's lists."""
    wrong = wrong_with_explanation(
        said,
        points=list(enquiry.points.values_list("number", flat=True)),
        grounds=codes(CodeList.GROUND, on=on),
        outcomes=codes(CodeList.OUTCOME, on=on),
    )
    if wrong is not None:
        raise Refusal(in_words(wrong, _))
    people = set(enquiry.incident.affected.values_list("number", flat=True))
    if unknown := sorted({each.person for each in said.outcomes} - people):
        raise Refusal(_("Nobody in this incident has the number %(n)s.") % {"n": unknown[0]})


def outcomes_to_tell(enquiry: Enquiry) -> tuple[OutcomeText, ...]:
    """What became of each person last, as it is noted here; without what an explanation has told already."""
    told = {
        (each["person"], each["outcome"], datetime.fromisoformat(each["at"]))
        for explanation in enquiry.explanations.out()
        for each in explanation.outcomes
    }
    newest = AffectedOutcome.objects.newest().filter(affected__incident=enquiry.incident_id)
    rows = newest.values_list("affected__number", "outcome", "at")
    return tuple(OutcomeText(*row) for row in rows if row not in told)


def keep_explanation(
    enquiry: Enquiry, said: ExplanationText, *, number: int, letter: Mapping[str, Any], by: Actor, at: datetime
) -> Explanation:
    """Write the rows of one explanation."""
    made = Explanation.objects.create(
        enquiry=enquiry,
        number=number,
        kind=said.kind,
        is_last=is_last(standing_after(_standing(enquiry), said.answers)),
        ground=said.ground,
        ground_words=said.ground_words,
        measure_now=said.measure_now,
        lifted_on=said.lifted_on,
        words=said.words,
        outcomes=[asdict(each) | {"at": each.at.isoformat()} for each in said.outcomes],
        **letter,
    )
    points = {each.number: each for each in enquiry.points.all()}
    PointAnswer.objects.bulk_create(
        PointAnswer(explanation=made, point=points[each.point], substance=each.substance, words=each.words)
        for each in said.answers
    )
    Promise.objects.bulk_create(
        Promise(explanation=made, words=each.words, due_on=each.due_on) for each in said.promises
    )
    record("explanation written", about=enquiry, by=by, at=at)
    return made


def _standing(enquiry: Enquiry) -> Mapping[int, str]:
    return dict(enquiry.points.values_list("number", "standing"))


@transaction.atomic
def release_explanation(*, explanation: Explanation, by: Actor, at: datetime) -> Explanation:
    """Send the explanation. Where every point has an answer the pen goes back; else it stays with us."""
    enquiry, explanation = _locked_letter(explanation)
    require(access.may_release_letter(by, explanation))
    require(access.may_be_answered(enquiry))
    _note_sent(explanation, by, at)
    apply_explanation(enquiry, explanation, source=_("our explanation"), by=by, at=at)
    record("explanation sent", about=enquiry, by=by, at=at)
    tell(enquiry, explanation_body(explanation), by=by, at=at)
    return explanation


def apply_explanation(enquiry: Enquiry, explanation: Explanation, *, source: str, by: Actor, at: datetime) -> None:
    """Let an explanation that is out count: how each point stands, whose turn it is, what became of people."""
    for answer in explanation.answers.exclude(substance=Substance.OPEN).select_related("point"):
        answer.point.standing, answer.point.read_as = answer.substance, ""
        answer.point.save(update_fields=["standing", "read_as"])
    explanation.is_last = is_last(_standing(enquiry))
    explanation.save(update_fields=["is_last"])
    enquiry.state = _state_after(enquiry, explanation)
    if explanation.is_last and enquiry.answered_at is None:
        enquiry.answered_at = explanation.sent_at
    enquiry.save(update_fields=["state", "answered_at"])
    became = [
        Became(each["person"], each["outcome"], datetime.fromisoformat(each["at"]), source)
        for each in explanation.outcomes
    ]
    if became:
        keep_outcomes(enquiry.incident, became, by=by, at=at)


def _state_after(enquiry: Enquiry, explanation: Explanation) -> EnquiryState:
    if explanation.is_last:
        return EnquiryState.ANSWERED
    waits = enquiry.clarifications.filter(state__in=WAITS_FOR_REPLY).exists()
    return EnquiryState.CLARIFYING if waits else EnquiryState.PARTLY_ANSWERED


def explanation_body(explanation: Explanation) -> bodies.ExplanationGiven:
    """The envelope of an explanation: people by their numbers in the enquiry, never by name."""
    return bodies.ExplanationGiven(
        number=explanation.number,
        kind=explanation.kind,
        answers=tuple(
            bodies.PointAnswered(each.point.number, each.substance, each.words)
            for each in explanation.answers.select_related("point")
        ),
        ground=explanation.ground,
        ground_words=explanation.ground_words,
        measure_now=explanation.measure_now,
        lifted_on=explanation.lifted_on,
        words=explanation.words,
        promises=tuple(bodies.Promised(each.words, each.due_on) for each in explanation.promises.all()),
        outcomes=tuple(
            bodies.PersonBecame(each["person"], each["outcome"], datetime.fromisoformat(each["at"]))
            for each in explanation.outcomes
        ),
        is_last=explanation.is_last,
        given_at=cast("datetime", explanation.sent_at),
    )


@transaction.atomic
def write_contest(*, claim: OverdueClaim, reason: str, by: Actor, at: datetime) -> OverdueClaim:
    """Contradict, with a reason, that our answer is overdue, for a second officer to release."""
    enquiry, claim = _locked_letter(claim)
    require(access.may_contest(by, claim))
    if not reason.strip():
        raise Refusal(_("Write why the answer is not overdue."))
    claim.contested, claim.reason = True, reason
    for name, value in _as_letter(enquiry, by, at).items():
        setattr(claim, name, value)
    claim.save()
    record("contest written", about=enquiry, by=by, at=at)
    return claim


@transaction.atomic
def release_contest(*, claim: OverdueClaim, by: Actor, at: datetime) -> OverdueClaim:
    """Send the contest. Claim and contest are both kept, on both nodes."""
    enquiry, claim = _locked_letter(claim)
    require(access.may_release_letter(by, claim))
    _note_sent(claim, by, at)
    record("contest sent", about=enquiry, by=by, at=at)
    tell(enquiry, bodies.OverdueContested(claim.due_on, claim.reason, at), by=by, at=at)
    return claim


@transaction.atomic
def return_letter(
    *, letter: Explanation | Extension | OverdueClaim | Account, because: str, by: Actor, at: datetime
) -> None:
    """Give a letter back to its writer, with the reason. Nothing leaves."""
    held = type(letter).objects.select_for_update().get(pk=letter.pk)
    require(access.may_release_letter(by, held))
    held.state, held.returned_because = LetterState.DRAFT, because
    held.save(update_fields=["state", "returned_because"])
    record("letter returned", about=held, by=by, at=at)


Written = TypeVar("Written", Explanation, Extension, OverdueClaim)


def _locked_letter(letter: Written) -> tuple[Enquiry, Written]:
    """The enquiry and the letter, both held."""
    enquiry = Enquiry.objects.locked(letter.enquiry_id)
    held = type(letter).objects.select_for_update().get(pk=letter.pk)
    held.enquiry = enquiry
    return enquiry, held


def _as_letter(enquiry: Enquiry, by: Actor, at: datetime) -> dict[str, Any]:
    return {
        "state": LetterState.TO_RELEASE,
        "written_by": in_person(by),
        "written_at": at,
        "sent_at": None,
        "via": enquiry.via,
        "returned_because": "",
    }


def _note_sent(letter: Letter, by: Actor, at: datetime) -> None:
    letter.state, letter.released_by, letter.sent_at = LetterState.SENT, in_person(by), at
    letter.save(update_fields=["state", "released_by", "sent_at"])
