"""An enquiry from its draft to its end, over two nodes: what each side does, and what the other then sees."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from hamsafar.incidents.actions import answering, asking, entering
from hamsafar.incidents.actions.people import record_wish
from hamsafar.incidents.enums import (
    ClosedFor,
    EnquiryState,
    ExplanationKind,
    LetterState,
    MeasureNow,
    Pen,
    Substance,
    Via,
)
from hamsafar.incidents.models import Affected, AffectedOutcome, Enquiry, EnquiryPoint, Promise
from hamsafar.incidents.rules.answering import AnswerText, OutcomeText, PointText, PromiseText
from hamsafar.kit.refusal import Refusal
from tests.factories.incidents import (
    MONDAY,
    POINTS,
    again,
    arrived,
    asked,
    explained,
    explanation,
    incident,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def both(enquiry: Enquiry) -> tuple[Enquiry, Enquiry]:
    return again(enquiry), arrived(enquiry)


def test_an_enquiry_arrives_with_its_case_its_points_and_its_people(desks):
    asker, answerer = desks
    enquiry = asked(asker)

    asker.tell(answerer)

    ours, theirs = both(enquiry)
    assert (theirs.number, theirs.due_on, theirs.days) == (ours.number, ours.due_on, ours.days)
    assert theirs.incident.subject == ours.incident.subject
    assert theirs.incident.ref != ours.incident.ref
    assert [each.code for each in theirs.points.all()] == [each.code for each in POINTS]
    assert [each.name_given for each in theirs.incident.affected.in_order()] == [
        each.name_given for each in ours.incident.affected.in_order()
    ]
    assert list(theirs.incident.measures.values_list("kind", flat=True)) == ["holding"]


def test_the_pen_is_the_same_word_on_both_nodes(desks):
    asker, answerer = desks
    enquiry = asked(asker)
    asker.tell(answerer)

    ours, theirs = both(enquiry)
    assert (ours.pen, theirs.pen) == (Pen.ANSWERER, Pen.ANSWERER)
    assert (ours.is_our_turn, theirs.is_our_turn) == (False, True)


def test_the_whole_way_clarified_answered_in_part_and_closed(desks):
    asker, answerer = desks
    enquiry = asked(asker)
    asker.tell(answerer)
    theirs = arrived(enquiry)

    with answerer.here():
        answering.take_enquiry(enquiry=theirs, by=answerer.writer, at=MONDAY)
        question = answering.ask_back(enquiry=theirs, question="Which flight?", by=answerer.writer, at=MONDAY + DAY)
        answering.release_question(clarification=question, by=answerer.second, at=MONDAY + DAY)
    answerer.tell(asker, at=MONDAY + DAY)
    ours, theirs = both(enquiry)
    assert ours.read_at == MONDAY
    assert {ours.state, theirs.state} == {EnquiryState.CLARIFYING}
    assert not Enquiry.objects.overdue(on=date(2030, 1, 1)).exists()  # the clock stands

    with asker.here():
        question = asking.write_reply(
            clarification=ours.clarifications.get(), reply="The morning one.", by=asker.writer, at=MONDAY + 3 * DAY
        )
        asking.release_reply(clarification=question, by=asker.second, at=MONDAY + 3 * DAY)
    asker.tell(answerer, at=MONDAY + 3 * DAY)
    before = ours.due_on
    ours, theirs = both(enquiry)
    assert {ours.state, theirs.state} == {EnquiryState.ASKED}
    assert theirs.clarifications.get().reply == "The morning one."
    assert ours.due_on == theirs.due_on
    assert (ours.due_on - before).days >= 2  # Wednesday and Thursday were not counted

    part = explanation(
        AnswerText(1, Substance.ANSWERED, "All but one were let in."),
        AnswerText(2, Substance.GENERAL, "By law."),
        AnswerText(3, Substance.OPEN),
        promises=(PromiseText("The ground of each in writing", date(2026, 4, 1)),),
        measure_now=MeasureNow.LIFTED,
        lifted_on=date(2026, 3, 1),
        outcomes=(OutcomeText(1, "admitted", MONDAY), OutcomeText(2, "removed", MONDAY)),
    )
    explained(answerer, theirs, part, at=MONDAY + 4 * DAY)
    answerer.tell(asker, at=MONDAY + 4 * DAY)
    ours, theirs = both(enquiry)
    assert {ours.state, theirs.state} == {EnquiryState.PARTLY_ANSWERED}
    assert [each.standing for each in ours.points.all()] == ["answered", "general", "open"]
    assert Affected.objects.without_outcome().filter(incident=ours.incident).count() == 1
    assert Promise.objects.open().filter(explanation__enquiry=ours).count() == 1

    rest = explanation(AnswerText(3, Substance.ANSWERED, "All were returned."))
    explained(answerer, theirs, rest, at=MONDAY + 5 * DAY)
    answerer.tell(asker, at=MONDAY + 5 * DAY)
    ours, theirs = both(enquiry)
    assert {ours.state, theirs.state} == {EnquiryState.ANSWERED}
    assert ours.answered_at == theirs.answered_at == MONDAY + 5 * DAY

    with asker.here():
        asking.close_enquiry(enquiry=ours, closed_for=ClosedFor.TAKEN_ELSEWHERE, by=asker.writer, at=MONDAY + 6 * DAY)
    asker.tell(answerer, at=MONDAY + 6 * DAY)
    ours, theirs = both(enquiry)
    assert {ours.state, theirs.state} == {EnquiryState.CLOSED}
    assert [each.number for each in EnquiryPoint.objects.left_open().filter(enquiry=ours)] == [2]


def test_the_other_way_round_works_the_same(desks):
    answerer, asker = desks
    enquiry = asked(asker, people=1)
    asker.tell(answerer)
    explained(answerer, arrived(enquiry), explanation())
    answerer.tell(asker)

    assert {each.state for each in both(enquiry)} == {EnquiryState.ANSWERED}


def test_nobody_releases_what_they_wrote(desks):
    asker, _answerer = desks
    with asker.here():
        written = asking.ask_enquiry(incident=incident(by=asker.writer), points=POINTS, by=asker.writer, at=MONDAY)
        with pytest.raises(Refusal, match="second officer"):
            asking.release_enquiry(enquiry=written, by=asker.writer, at=MONDAY)
    assert not asker.node.messages()


def test_an_extension_moves_the_last_day_on_both_nodes(desks):
    asker, answerer = desks
    enquiry = asked(asker)
    asker.tell(answerer)
    theirs = arrived(enquiry)
    before = theirs.due_on
    with answerer.here():
        written = answering.write_extension(enquiry=theirs, days=5, reason="Two posts.", by=answerer.writer, at=MONDAY)
        assert again(theirs).due_on == before  # written is not sent
        answering.release_extension(extension=written, by=answerer.second, at=MONDAY)
    answerer.tell(asker)

    ours, theirs = both(enquiry)
    assert ours.due_on == theirs.due_on > before


def test_a_contested_overdue_keeps_both_words(desks):
    asker, answerer = desks
    enquiry = asked(asker)
    asker.tell(answerer)
    late = MONDAY + 40 * DAY
    with asker.here():
        claim = asking.claim_overdue(enquiry=enquiry, by=asker.writer, at=late)
        assert asking.claim_overdue(enquiry=enquiry, by=asker.writer, at=late) == claim
    asker.tell(answerer, at=late)
    theirs = arrived(enquiry)
    with answerer.here():
        contest = answering.write_contest(
            claim=theirs.overdue_claims.get(), reason="It arrived a week later.", by=answerer.writer, at=late
        )
        answering.release_contest(claim=contest, by=answerer.second, at=late)
    answerer.tell(asker, at=late)

    for each in both(enquiry):
        kept = each.overdue_claims.get()
        assert (kept.due_on, kept.contested, kept.reason) == (each.due_on, True, "It arrived a week later.")
        assert each.state == EnquiryState.ASKED


def test_one_node_alone_enters_the_answer_as_it_came_on_paper(desks):
    asker, _ = desks
    enquiry = asked(asker, via=Via.PAPER)
    with asker.here():
        entering.enter_answer(
            enquiry=enquiry,
            said=explanation(kind=ExplanationKind.GENERAL),
            via=Via.TELEPHONE,
            given_at=MONDAY + DAY,
            by=asker.writer,
            at=MONDAY + 2 * DAY,
        )
    assert again(enquiry).state == EnquiryState.ANSWERED
    assert enquiry.explanations.get().state == LetterState.RECEIVED
    assert not asker.node.messages(at=MONDAY + 2 * DAY)  # nothing left by envelope


def test_what_became_of_people_says_who_said_it(desks):
    asker, answerer = desks
    enquiry = asked(asker)
    asker.tell(answerer)
    explained(answerer, arrived(enquiry), explanation(outcomes=(OutcomeText(1, "admitted", MONDAY),)))
    answerer.tell(asker)

    became = AffectedOutcome.objects.get(affected__incident=again(enquiry).incident)
    assert (became.outcome, became.source) == ("admitted", "explanation of the other side")


def test_people_who_opposed_notice_are_counted_and_never_travel(desks):
    asker, answerer = desks
    with asker.here():
        about = incident(by=asker.writer, people=2)
        record_wish(
            affected=about.affected.get(number=2),
            notice="opposed",
            family="wanted",
            asked_at=MONDAY,
            by=asker.writer,
            at=MONDAY,
        )
        written = asking.ask_enquiry(incident=about, points=[PointText("how-many")], by=asker.writer, at=MONDAY)
        asking.release_enquiry(enquiry=written, by=asker.second, at=MONDAY)
    asker.tell(answerer)

    theirs = arrived(written).incident
    assert [each.number for each in theirs.affected.all()] == [1]
    assert theirs.people_said == 2
