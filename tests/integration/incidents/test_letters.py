"""Letters between the sides: nothing leaves without a second officer, a return, a draft written over, every refusal."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from hamsafar.accounts.enums import Role
from hamsafar.corridor.clocks import is_stopped
from hamsafar.corridor.models import Rule
from hamsafar.incidents import access
from hamsafar.incidents.actions import answering, asking, entering
from hamsafar.incidents.actions.clockwork import clock_of, days_allowed
from hamsafar.incidents.enums import (
    ClarificationState,
    ClosedFor,
    EnquiryState,
    LetterState,
    Substance,
    Via,
)
from hamsafar.incidents.formats import bodies
from hamsafar.incidents.models import Enquiry, EnquiryPoint, Promise
from hamsafar.incidents.rules.answering import AnswerText, OutcomeText, PointText, PromiseText
from hamsafar.kit.actor import SYSTEM
from hamsafar.kit.refusal import Refusal
from tests.factories.accounts import OfficerFactory
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
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
SUPPLEMENT = explanation(AnswerText(1, Substance.ANSWERED, "More."))


@pytest.fixture
def draft(desks) -> Enquiry:
    asker, _ = desks
    with asker.here():
        about = incident(by=asker.writer, people=1)
        return asking.ask_enquiry(incident=about, points=POINTS, submit=False, by=asker.writer, at=MONDAY)


@pytest.fixture
def theirs(desks) -> Enquiry:
    asker, answerer = desks
    enquiry = asked(asker)
    asker.tell(answerer)
    return arrived(enquiry)


def test_a_draft_is_rewritten_returned_and_released_by_another(desks, draft):
    asker, _ = desks
    with asker.here():
        two = asking.rewrite_enquiry(
            enquiry=draft, points=POINTS[:1], words="Please.", by=asker.writer, at=MONDAY + HOUR
        )
        assert (two.state, two.points.count()) == (EnquiryState.TO_RELEASE, 1)
        back = asking.return_enquiry(enquiry=two, because="Ask for the ground.", by=asker.second, at=MONDAY + HOUR)
        assert (back.state, back.returned_because) == (EnquiryState.DRAFT, "Ask for the ground.")
        three = asking.rewrite_enquiry(enquiry=back, points=POINTS, by=asker.second, at=MONDAY + HOUR)
        assert three.returned_because == ""
        with pytest.raises(Refusal, match="second officer"):  # whoever rewrote it is its writer now
            asking.release_enquiry(enquiry=three, by=asker.second, at=MONDAY + HOUR)
        asking.release_enquiry(enquiry=three, by=asker.writer, at=MONDAY + HOUR)
        for refused, why in (
            (lambda: asking.rewrite_enquiry(enquiry=three, points=POINTS, by=asker.writer, at=MONDAY), "Only a draft"),
            (lambda: asking.drop_enquiry(enquiry=three, by=asker.writer, at=MONDAY), "cannot be dropped"),
            (lambda: asking.release_enquiry(enquiry=three, by=asker.second, at=MONDAY), "does not wait"),
        ):
            with pytest.raises(Refusal, match=why):
                refused()


def test_a_draft_may_stay_one_and_be_dropped(desks, draft):
    asker, _ = desks
    with asker.here():
        kept = asking.rewrite_enquiry(enquiry=draft, points=POINTS, submit=False, by=asker.writer, at=MONDAY)
        assert kept.state == EnquiryState.DRAFT
        assert asking.drop_enquiry(enquiry=kept, by=asker.writer, at=MONDAY).state == EnquiryState.DROPPED
        for refused in (
            lambda: asking.close_enquiry(enquiry=kept, closed_for="answered", by=asker.writer, at=MONDAY),
            lambda: asking.read_point(point=kept.points.first(), read_as="open", by=asker.writer, at=MONDAY),
            lambda: asking.claim_overdue(enquiry=kept, by=asker.writer, at=MONDAY),
            lambda: entering.enter_question(enquiry=kept, question="Who?", asked_at=MONDAY, by=asker.writer, at=MONDAY),
        ):
            with pytest.raises(Refusal):
                refused()
    assert not asker.node.messages()


def test_an_enquiry_asks_at_least_one_point(desks):
    asker, _ = desks
    with asker.here(), pytest.raises(Refusal, match="at least one point"):
        asking.ask_enquiry(incident=incident(), points=[], by=asker.writer, at=MONDAY)


def test_who_may_not_ask_is_told_why(desks):
    asker, _ = desks
    with asker.here():
        event = incident(people=1)
        for by in (SYSTEM, OfficerFactory()):  # the node itself writes no letters
            with pytest.raises(Refusal, match="asks the other side"):
                asking.ask_enquiry(incident=event, points=POINTS, by=by, at=MONDAY)
        event.state, event.closed_at = "closed", MONDAY
        event.save()
        for may in (access.may_ask, access.may_state_account):
            assert "closed" in may(asker.writer, event).reason


def test_a_consul_asks_and_does_not_answer(theirs):
    consul = OfficerFactory(role=Role.CONSUL)
    assert "incident officer" in access.may_answer(consul, theirs).reason
    assert not access.may_read(OfficerFactory())
    assert access.may_read(consul)


def test_without_people_in_the_enquiry_no_name_travels(desks):
    asker, answerer = desks
    enquiry = asked(asker, names_people=False)
    asker.tell(answerer)
    assert arrived(enquiry).incident.affected.count() == 0


def test_a_second_enquiry_follows_the_first(desks):
    asker, answerer = desks
    first = asked(asker)
    with asker.here():
        written = asking.ask_enquiry(incident=first.incident, points=POINTS, follows=first, by=asker.writer, at=MONDAY)
        second = asking.release_enquiry(enquiry=written, by=asker.second, at=MONDAY)
    asker.tell(answerer)
    assert second.number.endswith("-002")
    assert arrived(second).follows == arrived(first)
    assert arrived(second).incident == arrived(first).incident


def test_a_point_may_be_read_otherwise_than_it_was_coded(desks, theirs):
    asker, answerer = desks
    explained(answerer, theirs, explanation())
    answerer.tell(asker)
    point = EnquiryPoint.objects.ours().first()
    with asker.here():
        read = asking.read_point(point=point, read_as=Substance.GENERAL, by=asker.writer, at=MONDAY)
        assert (read.standing, read.answers.get().substance) == (Substance.GENERAL, Substance.ANSWERED)
        with pytest.raises(Refusal, match="how the point"):
            asking.read_point(point=point, read_as="badly", by=asker.writer, at=MONDAY)
    with answerer.here():  # a later answer is read anew
        explained(answerer, theirs, SUPPLEMENT)
    answerer.tell(asker)
    assert again(point).read_as == ""


def test_a_promise_is_kept_once(desks, theirs):
    asker, answerer = desks
    explained(answerer, theirs, explanation(promises=(PromiseText("Soon", date(2026, 3, 9)),)))
    answerer.tell(asker)
    promise = Promise.objects.get(explanation__enquiry__we_are="asker")
    assert Promise.objects.overdue(on=date(2026, 3, 10)).filter(pk=promise.pk).exists()
    assert str(promise)
    with asker.here():
        asking.keep_promise(promise=promise, on=date(2026, 3, 5), by=asker.writer, at=MONDAY)
        with pytest.raises(Refusal, match="kept already"):
            asking.keep_promise(promise=promise, on=date(2026, 3, 5), by=asker.writer, at=MONDAY)
    with answerer.here(), pytest.raises(Refusal, match="other side asked"):
        asking.keep_promise(
            promise=Promise.objects.exclude(pk=promise.pk).get(), on=date(2026, 3, 5), by=answerer.writer, at=MONDAY
        )


def test_overdue_is_claimed_only_after_the_last_day_while_the_clock_runs(desks, theirs):
    asker, answerer = desks
    ours = Enquiry.objects.ours().get()
    with asker.here(), pytest.raises(Refusal, match="has not passed"):
        asking.claim_overdue(enquiry=ours, by=asker.writer, at=MONDAY)
    with answerer.here():
        question = answering.ask_back(enquiry=theirs, question="Who?", by=answerer.writer, at=MONDAY)
        answering.release_question(clarification=question, by=answerer.second, at=MONDAY)
    answerer.tell(asker)
    with asker.here(), pytest.raises(Refusal, match="clock stands"):
        asking.claim_overdue(enquiry=ours, by=asker.writer, at=MONDAY + 90 * DAY)
    assert is_stopped(clock_of(again(ours)), on=date(2026, 3, 4))


def test_a_question_back_is_returned_written_over_and_asked_one_at_a_time(desks, theirs):
    _asker, answerer = desks
    with answerer.here():
        with pytest.raises(Refusal, match="Write the question"):
            answering.ask_back(enquiry=theirs, question=" ", by=answerer.writer, at=MONDAY)
        one = answering.ask_back(enquiry=theirs, question="Who?", by=answerer.writer, at=MONDAY)
        with pytest.raises(Refusal, match="One at a time"):
            answering.ask_back(enquiry=theirs, question="Where?", by=answerer.writer, at=MONDAY)
        answering.return_question(clarification=one, because="Shorter.", by=answerer.second, at=MONDAY)
        two = answering.ask_back(enquiry=theirs, question="Where?", by=answerer.writer, at=MONDAY)
        assert (two.pk, two.question, two.returned_because) == (one.pk, "Where?", "")
        with pytest.raises(Refusal, match="second officer"):
            answering.release_question(clarification=two, by=answerer.writer, at=MONDAY)
        # Answered in the meantime: the question no longer leaves.
        explained(answerer, theirs, explanation())
        with pytest.raises(Refusal, match="ours to give"):
            answering.release_question(clarification=two, by=answerer.second, at=MONDAY)
        with pytest.raises(Refusal, match="ours to give"):
            answering.ask_back(enquiry=again(theirs), question="Where?", by=answerer.writer, at=MONDAY)


def test_a_reply_is_returned_and_released(desks, theirs):
    asker, answerer = desks
    with answerer.here():
        question = answering.ask_back(enquiry=theirs, question="Who?", by=answerer.writer, at=MONDAY)
        answering.release_question(clarification=question, by=answerer.second, at=MONDAY)
    answerer.tell(asker)
    waiting = Enquiry.objects.ours().get().clarifications.get()
    with asker.here():
        with pytest.raises(Refusal, match="Write the reply"):
            asking.write_reply(clarification=waiting, reply=" ", by=asker.writer, at=MONDAY)
        written = asking.write_reply(clarification=waiting, reply="He.", by=asker.writer, at=MONDAY)
        with pytest.raises(Refusal, match="does not wait for a reply"):
            asking.write_reply(clarification=written, reply="He.", by=asker.writer, at=MONDAY)
        back = asking.return_reply(clarification=written, because="Name him.", by=asker.second, at=MONDAY)
        assert back.state == ClarificationState.ASKED
        written = asking.write_reply(clarification=back, reply="He, of row 1.", by=asker.writer, at=MONDAY)
        asking.release_reply(clarification=written, by=asker.second, at=MONDAY)
    asker.tell(answerer)
    assert again(theirs).state == EnquiryState.ASKED


def test_an_answer_in_part_while_a_question_waits_leaves_the_pen_with_the_asker(desks, theirs):
    asker, answerer = desks
    part = explanation(AnswerText(1, Substance.ANSWERED, "Yes."))
    with answerer.here():
        question = answering.ask_back(enquiry=theirs, question="Who?", by=answerer.writer, at=MONDAY)
        answering.release_question(clarification=question, by=answerer.second, at=MONDAY)
    explained(answerer, theirs, part)
    answerer.tell(asker)
    assert {each.state for each in Enquiry.objects.all()} == {EnquiryState.CLARIFYING}
    ours = Enquiry.objects.ours().get()
    with asker.here():
        written = asking.write_reply(clarification=ours.clarifications.get(), reply="He.", by=asker.writer, at=MONDAY)
        asking.release_reply(clarification=written, by=asker.second, at=MONDAY)
    asker.tell(answerer)
    assert {each.state for each in Enquiry.objects.all()} == {EnquiryState.PARTLY_ANSWERED}


def test_a_whole_answer_makes_the_reply_needless_and_a_late_reply_changes_no_state(desks, theirs):
    asker, answerer = desks
    with answerer.here():
        question = answering.ask_back(enquiry=theirs, question="Who?", by=answerer.writer, at=MONDAY)
        answering.release_question(clarification=question, by=answerer.second, at=MONDAY)
    explained(answerer, theirs, explanation())
    answerer.tell(asker)
    ours = Enquiry.objects.ours().get()
    with asker.here():
        written = asking.write_reply(clarification=ours.clarifications.get(), reply="He.", by=asker.writer, at=MONDAY)
        asking.release_reply(clarification=written, by=asker.second, at=MONDAY)
    asker.tell(answerer)
    assert {each.state for each in Enquiry.objects.all()} == {EnquiryState.ANSWERED}


def test_an_extension_waits_is_returned_and_written_over(desks, theirs):
    _asker, answerer = desks
    done = {"by": answerer.writer, "at": MONDAY}
    with answerer.here():
        for days, reason in ((0, "why"), (5, " ")):
            with pytest.raises(Refusal, match="how many working days"):
                answering.write_extension(enquiry=theirs, days=days, reason=reason, **done)
        one = answering.write_extension(enquiry=theirs, days=5, reason="why", **done)
        with pytest.raises(Refusal, match="waits for a second officer"):
            answering.write_extension(enquiry=theirs, days=6, reason="why", **done)
        answering.return_letter(letter=one, because="Too long.", by=answerer.second, at=MONDAY)
        two = answering.write_extension(enquiry=theirs, days=3, reason="why", **done)
        assert [each.days for each in theirs.extensions.all()] == [3]
        with pytest.raises(Refusal, match="second officer"):
            answering.release_extension(extension=two, **done)
        explained(answerer, theirs, explanation())
        with pytest.raises(Refusal, match="more days"):
            answering.write_extension(enquiry=theirs, days=3, reason="why", **done)


def test_an_explanation_is_checked_waits_and_is_written_over(desks, theirs):
    _asker, answerer = desks
    done = {"by": answerer.writer, "at": MONDAY}
    with answerer.here():
        with pytest.raises(Refusal, match="was not asked"):
            answering.write_explanation(
                enquiry=theirs, said=explanation(AnswerText(9, Substance.ANSWERED, "Yes.")), **done
            )
        with pytest.raises(Refusal, match="Nobody"):
            answering.write_explanation(
                enquiry=theirs, said=explanation(outcomes=(OutcomeText(77, "admitted", MONDAY),)), **done
            )
        one = answering.write_explanation(enquiry=theirs, said=explanation(), **done)
        with pytest.raises(Refusal, match="waits for a second officer"):
            answering.write_explanation(enquiry=theirs, said=explanation(), **done)
        answering.return_letter(letter=one, because="Softer.", by=answerer.second, at=MONDAY)
        with pytest.raises(Refusal, match="does not wait"):
            answering.return_letter(letter=one, because="Softer.", by=answerer.second, at=MONDAY)
        two = answering.write_explanation(enquiry=theirs, said=explanation(), **done)
        assert (two.number, theirs.explanations.count(), two.is_out) == (1, 1, False)
        assert answering.release_explanation(explanation=two, by=answerer.second, at=MONDAY).is_out


def test_what_is_closed_gets_no_answer_and_what_was_being_written_stays(desks, theirs):
    asker, answerer = desks
    with answerer.here():
        waiting = answering.write_explanation(enquiry=theirs, said=explanation(), by=answerer.writer, at=MONDAY)
    with asker.here():
        ours = Enquiry.objects.ours().get()
        with pytest.raises(Refusal, match="why the enquiry is closed"):
            asking.close_enquiry(enquiry=ours, closed_for="whim", by=asker.writer, at=MONDAY)
        asking.close_enquiry(enquiry=ours, closed_for=ClosedFor.NO_LONGER_NEEDED, by=asker.writer, at=MONDAY)
        with pytest.raises(Refusal, match="can be closed"):
            asking.close_enquiry(enquiry=ours, closed_for=ClosedFor.ANSWERED, by=asker.writer, at=MONDAY)
        with pytest.raises(Refusal, match="does not wait for an answer"):
            entering.enter_answer(
                enquiry=ours, said=explanation(), via=Via.PAPER, given_at=MONDAY, by=asker.writer, at=MONDAY
            )
    asker.tell(answerer)
    with answerer.here():
        with pytest.raises(Refusal, match="does not wait for an answer"):
            answering.release_explanation(explanation=waiting, by=answerer.second, at=MONDAY)
        with pytest.raises(Refusal, match="closed this enquiry"):
            answering.take_enquiry(enquiry=theirs, by=answerer.writer, at=MONDAY)
    assert again(waiting).state == LetterState.TO_RELEASE


def test_taking_it_up_twice_says_it_once(desks, theirs):
    asker, answerer = desks
    with answerer.here():
        for _ in range(2):
            answering.take_enquiry(enquiry=theirs, by=answerer.writer, at=MONDAY)
    answerer.tell(asker)
    assert len(asker.node.inbox()) == 1


def test_each_side_does_only_what_is_its_own(desks, theirs):
    asker, answerer = desks
    ours = Enquiry.objects.ours().get()
    with asker.here(), pytest.raises(Refusal, match="We asked this"):
        answering.take_enquiry(enquiry=ours, by=asker.writer, at=MONDAY)
    with answerer.here(), pytest.raises(Refusal, match="other side asked"):
        asking.close_enquiry(enquiry=theirs, closed_for=ClosedFor.ANSWERED, by=answerer.writer, at=MONDAY)


def test_a_contest_needs_its_reason_and_is_written_once(desks, theirs):
    asker, answerer = desks
    late = MONDAY + 40 * DAY
    with asker.here():
        asking.claim_overdue(enquiry=Enquiry.objects.ours().get(), by=asker.writer, at=late)
    asker.tell(answerer, at=late)
    claim = theirs.overdue_claims.get()
    done = {"by": answerer.writer, "at": late}
    with answerer.here():
        with pytest.raises(Refusal, match="Write why"):
            answering.write_contest(claim=claim, reason=" ", **done)
        written = answering.write_contest(claim=claim, reason="No.", **done)
        with pytest.raises(Refusal, match="contested already"):
            answering.write_contest(claim=written, reason="No!", **done)
        answering.return_letter(letter=written, because="Say when it came.", by=answerer.second, at=late)
        answering.write_contest(claim=written, reason="It came late.", **done)
        with pytest.raises(Refusal, match="second officer"):
            answering.release_contest(claim=written, **done)


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"via": Via.ENVELOPE}, "how it came"),
        ({"via": "by pigeon"}, "how it came"),
        ({"given_at": MONDAY + 9 * DAY}, "not in the future"),
        ({"given_at": MONDAY - DAY}, "not in the future"),
    ],
)
def test_an_answer_on_paper_says_how_and_when_it_came(desks, changed, why):
    asker, _ = desks
    enquiry = asked(asker, via=Via.PAPER)
    words = {"via": Via.PAPER, "given_at": MONDAY + HOUR} | changed
    with asker.here(), pytest.raises(Refusal, match=why):
        entering.enter_answer(enquiry=enquiry, said=explanation(), **words, by=asker.writer, at=MONDAY + DAY)


def test_a_question_and_more_days_that_came_on_paper_are_entered(desks):
    asker, _ = desks
    enquiry = asked(asker, via=Via.PAPER)
    done = {"by": asker.writer, "at": MONDAY + 2 * DAY}
    with asker.here():
        for words, moment in ((" ", MONDAY + HOUR), ("Who?", MONDAY - DAY), ("Who?", MONDAY + 9 * DAY)):
            with pytest.raises(Refusal):
                entering.enter_question(enquiry=enquiry, question=words, asked_at=moment, **done)
        question = entering.enter_question(enquiry=enquiry, question="Who?", asked_at=MONDAY + HOUR, **done)
        assert question.enquiry.state == EnquiryState.CLARIFYING
        with pytest.raises(Refusal, match="ours to give"):
            entering.enter_question(enquiry=enquiry, question="Who else?", asked_at=MONDAY + HOUR, **done)
        before = again(enquiry).due_on
        for days in (0, 1000):
            with pytest.raises(Refusal, match="how many"):
                entering.enter_extension(enquiry=enquiry, days=days, reason="why", taken_at=MONDAY + HOUR, **done)
        asking.write_reply(clarification=question, reply="He.", **done)
        asking.release_reply(clarification=question, by=asker.second, at=MONDAY + 3 * DAY)
        entering.enter_extension(enquiry=enquiry, days=2, reason="why", taken_at=MONDAY + HOUR, **done)
    assert again(enquiry).due_on > before
    assert not asker.node.messages()


def their_paper(**changed) -> bodies.EnquiryAsked:
    case = bodies.CaseSaid(uuid4(), "no-such-post", "", MONDAY, False, None, ("holding", "scolding"), False, 1, False)
    known = {
        "case": case,
        "number": "77",
        "language": "ru",
        "words": "",
        "points": (bodies.PointAsked(1, "phones", ""),),
        "persons": (bodies.PersonAsked(1, "Synthetic person", "", "whim", "ancient"),),
        "asked_at": MONDAY,
        "days": 10,
        "follows": None,
    }
    return bodies.EnquiryAsked(**(known | changed))


def test_an_enquiry_that_came_on_paper_is_entered_and_its_reply_too(desks):
    _, answerer = desks
    done = {"by": answerer.writer, "at": MONDAY + DAY}
    with answerer.here():
        with pytest.raises(Refusal, match="incident officer"):
            entering.enter_enquiry(asked=their_paper(), subject=uuid4(), by=SYSTEM, at=MONDAY)
        enquiry = entering.enter_enquiry(asked=their_paper(), subject=uuid4(), **done)
        # What our lists do not know stays in words or is left unstated: nothing is lost and nothing invented.
        person = enquiry.incident.affected.get()
        assert (enquiry.incident.place, person.purpose, person.age) == ("no-such-post", "not-stated", "not-known")
        assert enquiry.incident.measures.count() == 1
        question = answering.ask_back(enquiry=enquiry, question="Who?", **done)
        with pytest.raises(Refusal, match="does not wait for a reply"):
            entering.enter_reply(clarification=question, reply="He.", replied_at=MONDAY + DAY, **done)
        answering.release_question(clarification=question, by=answerer.second, at=MONDAY + DAY)
        replied = entering.enter_reply(clarification=question, reply="He.", replied_at=MONDAY + DAY, **done)
        assert (replied.reply, again(enquiry).state) == ("He.", EnquiryState.ASKED)
    assert not answerer.node.messages()


def test_how_long_an_answer_may_take_is_said_by_rule_or_practice_or_not_at_all(corridor):
    assert days_allowed(on=date(2026, 3, 2))[1] is True
    Rule.objects.filter(key="enquiry-answer").update(status="established", value="7", unit="working days", source="x")
    assert days_allowed(on=date(2026, 3, 2)) == (7, False)
    Rule.objects.filter(key__startswith="enquiry-answer").delete()
    with pytest.raises(Refusal, match="Load a pack"):
        days_allowed(on=date(2026, 3, 2))


def test_whose_turn_it_is_can_be_listed(desks, theirs):
    ours = Enquiry.objects.ours().get()
    assert list(Enquiry.objects.our_turn()) == [theirs]
    assert set(Enquiry.objects.running().live().sent().newest_first()) == {ours, theirs}
    assert Enquiry.objects.due_by(on=ours.due_on).count() == 2
    assert not Enquiry.objects.to_release().exists()
    assert datetime.combine(ours.due_on, datetime.min.time(), UTC) > MONDAY
    assert PointText("phones") in POINTS or POINTS


def test_a_written_answer_may_follow_one_by_telephone(desks, theirs):
    asker, answerer = desks
    ours = Enquiry.objects.ours().get()
    with asker.here():
        entering.enter_answer(
            enquiry=ours,
            said=explanation(AnswerText(1, Substance.GENERAL, "By law.")),
            via=Via.TELEPHONE,
            given_at=MONDAY + HOUR,
            by=asker.writer,
            at=MONDAY + DAY,
        )
    explained(answerer, theirs, explanation(), at=MONDAY + DAY)
    answerer.tell(asker, at=MONDAY + DAY)
    assert [(each.number, each.via) for each in ours.explanations.all()] == [(1, "telephone"), (2, "envelope")]
    assert again(ours).state == EnquiryState.ANSWERED


def test_what_belongs_to_an_enquiry_by_envelope_is_not_entered_by_hand(desks, theirs):
    asker, answerer = desks
    ours = Enquiry.objects.ours().get()
    done = {"by": asker.writer, "at": MONDAY + DAY}
    with asker.here():
        for refused in (
            lambda: entering.enter_question(enquiry=ours, question="Who?", asked_at=MONDAY + HOUR, **done),
            lambda: entering.enter_extension(enquiry=ours, days=2, reason="why", taken_at=MONDAY + HOUR, **done),
        ):
            with pytest.raises(Refusal, match="arrives by itself"):
                refused()
    with answerer.here():
        question = answering.ask_back(enquiry=theirs, question="Who?", by=answerer.writer, at=MONDAY)
        answering.release_question(clarification=question, by=answerer.second, at=MONDAY)
        with pytest.raises(Refusal, match="arrives by itself"):
            entering.enter_reply(clarification=question, reply="He.", replied_at=MONDAY, by=answerer.writer, at=MONDAY)
