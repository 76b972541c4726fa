"""One of everything, invented: reports, incidents, enquiries and letters in every state, so that no page is empty."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID, uuid5

from django.conf import settings
from django.utils import timezone

from hamsafar.corridor.models import Post
from hamsafar.exchange.models import Peer
from hamsafar.incidents.actions import accounting, answering, asking, entering, evidence, noting, opening, reporting
from hamsafar.incidents.actions import people as crowd
from hamsafar.incidents.actions.noting import PhoneText
from hamsafar.incidents.actions.opening import IncidentText
from hamsafar.incidents.demo.cast import Desk, desk, people
from hamsafar.incidents.enums import (
    ClosedFor,
    ExplanationKind,
    MeasureNow,
    ReportedBy,
    Substance,
    Via,
    Wish,
)
from hamsafar.incidents.formats import bodies
from hamsafar.incidents.models import Affected, Enquiry, Incident
from hamsafar.incidents.rules.answering import AnswerText, ExplanationText, PointText, PromiseText
from hamsafar.incidents.rules.comparing import AccountSaid

SEED = 142
NAMESPACE = UUID("5f0c7b0e-4f6b-4d5e-9f44-0c8f0f6b1a11")  # of the demonstration's forms, so that each is sent once
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
POINTS = (PointText("outcome-of-each"), PointText("ground-of-each"), PointText("phones"))
PEOPLE = 12
BROKEN = 6  # enough incidents for their number to be published
SYNTHETIC = "Synthetic example."


def make_examples(*, at: datetime, alone: bool) -> None:
    """Make the examples around `at`, at a post of the other side."""
    officers = desk()
    post = Post.objects.exclude(side=settings.THIS_SIDE).order_by("kind", "pk").first()
    if post is None:
        return
    main = _incident(officers, post, at - 6 * DAY)
    _reports(officers, post, main, at)
    _measures_and_checks(main, officers, at - 6 * DAY)
    _accounts(main, officers, at - DAY, alone=alone)
    _promises(officers, post, at)
    _as_asker(main, officers, at - 4 * DAY)
    if not alone:  # this one the other node answers
        ask(main, officers, at - DAY)
    other = _incident(officers, post, at - 20 * DAY, number=2)
    _as_answerer(officers, at - 5 * DAY)
    opening.settle_incident(
        incident=other, channel="diplomatic", settlement="full", on=timezone.localdate(at), by=officers.consul, at=at
    )
    old = _incident(officers, post, at - 60 * DAY, number=3)
    opening.close_incident(incident=old, by=officers.consul, at=at)


def _promises(officers: Desk, post: Post, at: datetime) -> None:
    """A treaty's promise reported broken: by a consul, and by somebody to whom it happened."""
    for number in range(BROKEN):
        began = at - (40 - 5 * number) * DAY
        opening.open_incident(
            said=IncidentText(started_at=began, post=post, day_only=True, words=SYNTHETIC, language="tg"),
            measures=["repeat-examination"],
            via=ReportedBy.CONSUL,
            synthetic=True,
            by=officers.consul,
            at=began + DAY,
        )
    reporting.report_incident(
        said=reporting.ReportText(
            language="tg",
            relation=ReportedBy.PERSON,
            post=post,
            measure="recognition",
            started_at=at - 2 * DAY,
            words=SYNTHETIC,
        ),
        form_id=uuid5(NAMESPACE, f"{settings.THIS_SIDE} promise"),
        synthetic=True,
        at=at - DAY,
    )


def _incident(officers: Desk, post: Post, began: datetime, *, number: int = 1) -> Incident:
    incident = opening.open_incident(
        said=IncidentText(started_at=began, ended_at=began + 18 * HOUR, post=post, words=SYNTHETIC, language="tg"),
        measures=["holding", "phone-check"],
        via=ReportedBy.CONSUL,
        synthetic=True,
        by=officers.consul,
        at=began + 19 * HOUR,
    )
    who = people(SEED + number, PEOPLE, on=timezone.localdate(began))
    crowd.add_people(incident=incident, people=who, by=officers.consul, at=began + 19 * HOUR)
    return incident


def _reports(officers: Desk, post: Post, incident: Incident, at: datetime) -> None:
    """A report that is new, one that was taken up, one that was set aside."""
    for number, name in enumerate(("new", "taken", "set-aside")):
        who = people(SEED + 10 + number, 1, on=timezone.localdate(at))[0]
        sent = reporting.report_incident(
            said=reporting.ReportText(
                language="tg",
                post=post,
                measure="holding",
                started_at=at - 3 * HOUR,
                name_given=who.name_given,
                document_given=who.document_given,
                purpose=who.purpose,
                words=SYNTHETIC,
            ),
            form_id=uuid5(NAMESPACE, f"{settings.THIS_SIDE} {name}"),
            reporter_name="Synthetic relative",
            synthetic=True,
            at=at - 2 * HOUR,
        )
        if name == "taken":
            reporting.take_report(report=sent.report, incident=incident, by=officers.consul, at=at - HOUR)
        elif name == "set-aside":
            reporting.set_aside_report(report=sent.report, by=officers.consul, at=at - HOUR)


def _measures_and_checks(incident: Incident, officers: Desk, began: datetime) -> None:
    by = officers.consul
    at = began + 20 * HOUR
    who = list(incident.affected.in_order())
    noting.add_measure(
        incident=incident, kind="papers-taken", affected=who[0], started_at=began, ended_at=began + HOUR, by=by, at=at
    )
    for each, returned in ((who[0], began + 5 * HOUR), (who[1], began + 6 * HOUR), (who[2], None)):
        check = PhoneText(taken_at=began + HOUR, returned_at=returned, code_asked=True, questions=SYNTHETIC)
        noting.record_phone_check(incident=incident, said=check, affected=each, by=by, at=at)
    proof = evidence.Handed(f"{SYNTHETIC}\n".encode(), "notice.txt")
    noting.record_notice(
        incident=incident, told_at=began + 7 * HOUR, told_by="border service (example)", proof=proof, by=by, at=at
    )
    note = evidence.Handed(f"{SYNTHETIC} 2\n".encode(), "note.txt")
    evidence.add_evidence(incident=incident, file=note, words=SYNTHETIC, by=by, at=at)
    _wishes(who, began, by=officers, at=at)
    became = [crowd.Became(each.number, "admitted", began + 9 * HOUR, "consul on duty (example)") for each in who[3:8]]
    became += [crowd.Became(who[8].number, "still-held", began + 9 * HOUR, "consul on duty (example)")]
    became += [crowd.Became(who[9].number, "listed-for-expulsion", began + 8 * HOUR, "consul on duty (example)")]
    became += [crowd.Became(who[9].number, "removed", began + 16 * HOUR, "consul on duty (example)")]
    crowd.record_outcomes(incident=incident, became=became, by=by, at=at)
    crowd.mark_same(affected=who[11], same_as=who[10], by=by, at=at)


def _wishes(who: list[Affected], began: datetime, *, by: Desk, at: datetime) -> None:
    answers = ((Wish.WANTED, Wish.WANTED), (Wish.OPPOSED, Wish.OPPOSED), (Wish.NOT_KNOWN, Wish.WANTED))
    for each, (notice, family) in zip(who[4:], answers, strict=False):
        crowd.record_wish(affected=each, notice=notice, family=family, asked_at=began + 2 * HOUR, by=by.consul, at=at)
    crowd.tell_family(affected=who[4], told_at=at, by=by.consul, at=at)


def _accounts(incident: Incident, officers: Desk, at: datetime, *, alone: bool) -> None:
    """Our signed account, its next version waiting, and where nobody answers the other side's as it came on paper."""
    ours = AccountSaid(
        place=str(incident.post),
        started_at=incident.started_at,
        ended_at=incident.ended_at,
        people=incident.affected.counted().count(),
        students=incident.affected.students().count(),
        measures="Held; phones taken (synthetic).",
        words=SYNTHETIC,
    )
    first = accounting.write_account(incident=incident, said=ours, by=officers.consul, at=at)
    accounting.release_account(account=first, by=officers.second_consul, at=at + HOUR)
    if alone:
        theirs = AccountSaid(
            place=ours.place, started_at=incident.started_at + HOUR, people=ours.people, measure_now=MeasureNow.LIFTED
        )
        accounting.enter_account(incident=incident, said=theirs, given_at=at, by=officers.consul, at=at + 2 * HOUR)


def ask(incident: Incident, officers: Desk, at: datetime, *, via: str = Via.ENVELOPE) -> Enquiry:
    """An enquiry that left, with three points."""
    written = asking.ask_enquiry(
        incident=incident, points=POINTS, words=SYNTHETIC, note=SYNTHETIC, via=via, by=officers.consul, at=at
    )
    return asking.release_enquiry(enquiry=written, by=officers.second_consul, at=at + HOUR)


def answer_text(*, last: bool, at: datetime) -> ExplanationText:
    """Two points answered and one left open, with a promise; or all three."""
    third = AnswerText(3, Substance.ANSWERED, SYNTHETIC) if last else AnswerText(3, Substance.OPEN)
    day = timezone.localdate(at)
    return ExplanationText(
        kind=ExplanationKind.INDIVIDUAL,
        answers=(AnswerText(1, Substance.ANSWERED, SYNTHETIC), AnswerText(2, Substance.IN_PART, SYNTHETIC), third),
        measure_now=MeasureNow.KEPT,
        words=SYNTHETIC,
        promises=() if last else (PromiseText(SYNTHETIC, day - 2 * DAY), PromiseText(SYNTHETIC, day + 30 * DAY)),
    )


def _as_asker(incident: Incident, officers: Desk, at: datetime) -> None:
    """Our enquiries in every state, on paper: what the other side says is entered as it came."""
    by, second = officers.consul, officers.second_consul
    asking.ask_enquiry(incident=incident, points=POINTS, via=Via.PAPER, submit=False, by=by, at=at)
    asking.ask_enquiry(incident=incident, points=POINTS, via=Via.PAPER, by=by, at=at)
    dropped = asking.ask_enquiry(incident=incident, points=POINTS, via=Via.PAPER, submit=False, by=by, at=at)
    asking.drop_enquiry(enquiry=dropped, by=by, at=at)
    ask(incident, officers, at, via=Via.PAPER)

    asked_back = ask(incident, officers, at, via=Via.PAPER)
    question = entering.enter_question(
        enquiry=asked_back, question=SYNTHETIC, asked_at=at + 2 * HOUR, by=by, at=at + 3 * HOUR
    )
    asking.write_reply(clarification=question, reply=SYNTHETIC, by=by, at=at + 4 * HOUR)

    in_part = ask(incident, officers, at, via=Via.PAPER)
    given = entering.enter_answer(
        enquiry=in_part, said=answer_text(last=False, at=at), via=Via.PAPER, given_at=at + DAY, by=by, at=at + DAY
    )
    first = given.promises.first()
    if first is not None:
        asking.keep_promise(promise=first, on=timezone.localdate(at + DAY), by=by, at=at + DAY)

    for closing in (False, True):
        whole = ask(incident, officers, at, via=Via.PAPER)
        entering.enter_answer(
            enquiry=whole, said=answer_text(last=True, at=at), via=Via.PAPER, given_at=at + DAY, by=by, at=at + DAY
        )
        if closing:
            asking.close_enquiry(enquiry=whole, closed_for=ClosedFor.ANSWERED, by=second, at=at + 2 * DAY)

    late = ask(incident, officers, at - 60 * DAY, via=Via.PAPER)
    entering.enter_answer(
        enquiry=late,
        said=answer_text(last=False, at=at - 50 * DAY),
        via=Via.PAPER,
        given_at=at - 50 * DAY,
        by=by,
        at=at - 50 * DAY,
    )
    asking.claim_overdue(enquiry=late, by=by, at=at)


def _as_answerer(officers: Desk, at: datetime) -> None:
    """Their enquiries on paper: a question back in each state, and our letters in each."""
    by, second = officers.officer, officers.second_officer
    asked = [_their_enquiry(number, by=officers, at=at) for number in range(1, 6)]

    answering.ask_back(enquiry=asked[0], question=SYNTHETIC, by=by, at=at + HOUR)
    returned = answering.ask_back(enquiry=asked[1], question=SYNTHETIC, by=by, at=at + HOUR)
    answering.return_question(clarification=returned, because=SYNTHETIC, by=second, at=at + 2 * HOUR)
    waiting = answering.ask_back(enquiry=asked[2], question=SYNTHETIC, by=by, at=at + HOUR)
    answering.release_question(clarification=waiting, by=second, at=at + 2 * HOUR)

    back = answering.ask_back(enquiry=asked[3], question=SYNTHETIC, by=by, at=at + HOUR)
    back = answering.release_question(clarification=back, by=second, at=at + 2 * HOUR)
    entering.enter_reply(clarification=back, reply=SYNTHETIC, replied_at=at + DAY, by=by, at=at + DAY)
    more = answering.write_extension(enquiry=asked[3], days=5, reason=SYNTHETIC, by=by, at=at + DAY)
    answering.release_extension(extension=more, by=second, at=at + DAY)
    answering.write_explanation(enquiry=asked[3], said=answer_text(last=False, at=at), by=by, at=at + DAY)

    draft = answering.write_explanation(enquiry=asked[4], said=answer_text(last=False, at=at), by=by, at=at)
    answering.return_letter(letter=draft, because=SYNTHETIC, by=second, at=at + HOUR)


def _their_enquiry(number: int, *, by: Desk, at: datetime) -> Enquiry:
    """An enquiry of the other side about its own citizen here: the same code, the other way round."""
    peer = Peer.objects.the_other()
    post = Post.objects.filter(side=settings.THIS_SIDE).order_by("kind", "pk").first()
    key = f"{settings.THIS_SIDE} their {number}"
    asked = bodies.EnquiryAsked(
        case=bodies.CaseSaid(
            case=uuid5(NAMESPACE, f"{settings.THIS_SIDE} their case"),
            post=post.pk if post else "",
            place="" if post else SYNTHETIC,
            started_at=at - DAY,
            day_only=False,
            ended_at=None,
            measures=("holding",),
            mass=False,
            people=1,
            synthetic=True,
        ),
        number=f"{at.year}-P{number:02} {peer.pk}",
        language="ru",
        words=SYNTHETIC,
        points=tuple(bodies.PointAsked(n, each.code, each.words) for n, each in enumerate(POINTS, 1)),
        persons=(bodies.PersonAsked(1, "Synthetic person 0001", "", "visit", "adult"),),
        asked_at=at - HOUR,
        days=10,
        follows=None,
    )
    return entering.enter_enquiry(asked=asked, subject=uuid5(NAMESPACE, key), by=by.officer, at=at)
