"""Who may do what about incidents and enquiries: each question gives a verdict with its reason."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from hamsafar.accounts.enums import Permission
from hamsafar.accounts.models import User
from hamsafar.incidents.enums import (
    ENQUIRY_MOVES,
    INCIDENT_MOVES,
    REPORT_MOVES,
    RUNNING,
    UNSENT,
    ClarificationState,
    EnquiryState,
    IncidentState,
    LetterState,
    Party,
    ReportState,
    Via,
)
from hamsafar.incidents.models import Clarification, Enquiry, Incident, OverdueClaim, Promise, Report
from hamsafar.incidents.models.enquiries import Letter
from hamsafar.kit.actor import Actor
from hamsafar.kit.moves import can_move
from hamsafar.kit.verdict import YES, Verdict, no

READERS = (
    Permission.REPORT_INCIDENTS,
    Permission.ASK_ENQUIRIES,
    Permission.ANSWER_ENQUIRIES,
    Permission.RELEASE_ENQUIRIES,
)


def may_read(by: Actor) -> Verdict:
    """See incidents, the people in them, enquiries and answers."""
    if not any(by.has(each) for each in READERS):
        return no(_("Only consuls and incident officers see incidents."))
    return YES


def may_report(by: Actor) -> Verdict:
    """Open an incident; see the reports of people and families."""
    if not by.has(Permission.REPORT_INCIDENTS):
        return no(_("Only a consul or an incident officer keeps incidents."))
    return YES


def may_change(by: Actor, incident: Incident) -> Verdict:
    """Add to an incident, or correct it."""
    if not (verdict := may_report(by)):
        return verdict
    if incident.state == IncidentState.CLOSED:
        return no(_("This incident is closed. Open it again first."))
    return YES


def may_move(by: Actor, incident: Incident, to: str) -> Verdict:
    """Settle, close or open an incident again."""
    if not (verdict := may_report(by)):
        return verdict
    if not can_move(INCIDENT_MOVES, incident.state, to):
        return no(_("An incident in this state cannot become that: look at its state first."))
    if to == IncidentState.CLOSED and incident.enquiries.running().exists():
        return no(_("An enquiry about this incident waits for an answer. Close the enquiry first."))
    return YES


def may_take_report(by: Actor, report: Report) -> Verdict:
    if not (verdict := may_report(by)):
        return verdict
    if not can_move(REPORT_MOVES, report.state, ReportState.TAKEN):
        return no(_("This report was taken up already."))
    return YES


def may_set_aside(by: Actor, report: Report) -> Verdict:
    if not (verdict := may_report(by)):
        return verdict
    if not can_move(REPORT_MOVES, report.state, ReportState.SET_ASIDE):
        return no(_("Only a new report can be set aside."))
    return YES


def may_ask(by: Actor, incident: Incident) -> Verdict:
    """Write an enquiry about an incident."""
    if not (
        verdict := _in_person(by, Permission.ASK_ENQUIRIES, _("Only an officer who asks the other side does this."))
    ):
        return verdict
    if incident.state == IncidentState.CLOSED:
        return no(_("This incident is closed. Open it again first."))
    return YES


def may_write_enquiry(by: Actor, enquiry: Enquiry) -> Verdict:
    """Change the draft of an enquiry, and hand it to a second officer."""
    if not (verdict := _asks(by, enquiry)):
        return verdict
    if enquiry.state != EnquiryState.DRAFT:
        return no(_("Only a draft can be changed. Have it returned first."))
    return YES


def may_drop(by: Actor, enquiry: Enquiry) -> Verdict:
    if not (verdict := _asks(by, enquiry)):
        return verdict
    if not can_move(ENQUIRY_MOVES, enquiry.state, EnquiryState.DROPPED):
        return no(_("What was sent cannot be dropped. Close it instead."))
    return YES


def may_release_enquiry(by: Actor, enquiry: Enquiry) -> Verdict:
    """Send an enquiry that another officer wrote, or return it."""
    return _may_release(by, enquiry.written_by_id, waits=enquiry.state == EnquiryState.TO_RELEASE)


def may_close_enquiry(by: Actor, enquiry: Enquiry) -> Verdict:
    if not (verdict := _asks(by, enquiry)):
        return verdict
    if not can_move(ENQUIRY_MOVES, enquiry.state, EnquiryState.CLOSED):
        return no(_("Only an enquiry that was sent and is not closed can be closed."))
    return YES


def may_read_answer(by: Actor, enquiry: Enquiry) -> Verdict:
    """Say how the answer to a point reads to us, and what became of a promise."""
    if not (verdict := _asks(by, enquiry)):
        return verdict
    if enquiry.state in UNSENT:
        return no(_("This enquiry was not sent yet: there is no answer to read."))
    return YES


def may_keep_promise(by: Actor, promise: Promise) -> Verdict:
    """Say that a promise was kept. Whoever received it says so."""
    if not (verdict := may_read_answer(by, promise.explanation.enquiry)):
        return verdict
    if promise.kept_on is not None:
        return no(_("This promise is noted as kept already."))
    return YES


def may_claim_overdue(by: Actor, enquiry: Enquiry, *, on: date) -> Verdict:
    """Say to the other side that its answer is overdue."""
    if not (verdict := _asks(by, enquiry)):
        return verdict
    if enquiry.state not in RUNNING:
        return no(_("This enquiry does not wait for an answer."))
    if enquiry.state == EnquiryState.CLARIFYING:
        return no(_("The clock stands: the other side waits for our reply."))
    if enquiry.due_on is None or enquiry.due_on >= on:
        return no(_("The last day for an answer has not passed."))
    return YES


def may_reply(by: Actor, clarification: Clarification) -> Verdict:
    """Reply to the question back."""
    if not (verdict := _asks(by, clarification.enquiry)):
        return verdict
    return may_be_replied(clarification)


def may_release_reply(by: Actor, clarification: Clarification) -> Verdict:
    waits = clarification.state == ClarificationState.REPLY_TO_RELEASE
    return _may_release(by, clarification.reply_written_by_id, waits=waits)


def may_enter_answer(by: Actor, enquiry: Enquiry) -> Verdict:
    """Enter what the other side answered on paper or by telephone."""
    if not (verdict := _asks(by, enquiry)):
        return verdict
    return may_be_answered(enquiry)


def may_enter_letter(by: Actor, enquiry: Enquiry) -> Verdict:
    """Enter by hand any other letter of the side that answers: it came on paper, as the enquiry went."""
    if not (verdict := may_enter_answer(by, enquiry)):
        return verdict
    return may_enter_step(enquiry)


def may_enter_read(by: Actor, enquiry: Enquiry) -> Verdict:
    """Enter by hand that the other side acknowledged our enquiry."""
    if enquiry.read_at is not None:
        return no(_("It was acknowledged already."))
    return may_enter_letter(by, enquiry)


def may_enter_contest(by: Actor, enquiry: Enquiry) -> Verdict:
    """Enter by hand that the other side contests our claim."""
    if not enquiry.overdue_claims.filter(contested=False).exists():
        return no(_("We made no such claim."))
    return may_enter_letter(by, enquiry)


def may_enter_reply(by: Actor, enquiry: Enquiry) -> Verdict:
    """Enter by hand the asking side's reply to our question back."""
    if not enquiry.clarifications.filter(state=ClarificationState.ASKED).exists():
        return no(_("This question does not wait for a reply."))
    return may_enter_letter_of_asker(by, enquiry)


def may_enter_question(by: Actor, enquiry: Enquiry) -> Verdict:
    """Enter by hand a question back to our enquiry."""
    if not (verdict := may_enter_letter(by, enquiry)):
        return verdict
    return may_stop_clock(enquiry)


def may_enter_letter_of_asker(by: Actor, enquiry: Enquiry) -> Verdict:
    """Enter by hand what the asking side wrote about its enquiry after it came."""
    if not (verdict := may_answer(by, enquiry)):
        return verdict
    return may_enter_step(enquiry)


def may_enter_enquiry(by: Actor) -> Verdict:
    """Enter an enquiry that the other side sent on paper."""
    return _in_person(by, Permission.ANSWER_ENQUIRIES, _("Only an incident officer answers the other side."))


def may_answer(by: Actor, enquiry: Enquiry) -> Verdict:
    """Write anything in answer: an explanation, a question back, an extension, a contest."""
    if not (verdict := may_enter_enquiry(by)):
        return verdict
    if enquiry.we_are != Party.ANSWERER:
        return no(_("We asked this enquiry: the other side answers it."))
    if enquiry.state == EnquiryState.CLOSED:
        return no(_("The other side has closed this enquiry."))
    return YES


def may_ask_back(by: Actor, enquiry: Enquiry) -> Verdict:
    if not (verdict := may_answer(by, enquiry)):
        return verdict
    return may_stop_clock(enquiry)


def may_extend(by: Actor, enquiry: Enquiry) -> Verdict:
    if not (verdict := may_answer(by, enquiry)):
        return verdict
    if enquiry.state not in RUNNING:
        return no(_("Only an enquiry that waits for our answer can be given more days."))
    return YES


def may_contest(by: Actor, claim: OverdueClaim) -> Verdict:
    """Contradict the claim that our answer is overdue."""
    if not (verdict := may_answer(by, claim.enquiry)):
        return verdict
    if claim.contested and claim.state != LetterState.DRAFT:
        return no(_("This claim was contested already."))
    return YES


def may_release_clarification(by: Actor, clarification: Clarification) -> Verdict:
    waits = clarification.state == ClarificationState.TO_RELEASE
    return _may_release(by, clarification.written_by_id, waits=waits)


def may_enter_step(enquiry: Enquiry) -> Verdict:
    """Whether a question back, its reply or an extension may be entered by hand: both nodes count them alike."""
    if enquiry.via == Via.ENVELOPE:
        return no(_("This enquiry goes by envelope: what belongs to it arrives by itself, or in a bundle file."))
    return YES


def may_stop_clock(enquiry: Enquiry) -> Verdict:
    """Whether a question back can still leave."""
    if not can_move(ENQUIRY_MOVES, enquiry.state, EnquiryState.CLARIFYING):
        return no(_("A question back is asked while the answer is ours to give, and one at a time."))
    return YES


def may_be_replied(clarification: Clarification) -> Verdict:
    """Whether our question back waits for the asker's reply."""
    if clarification.state != ClarificationState.ASKED:
        return no(_("This question does not wait for a reply."))
    return YES


def may_be_answered(enquiry: Enquiry) -> Verdict:
    """Whether an explanation can still leave or arrive."""
    if enquiry.state in UNSENT or enquiry.state == EnquiryState.CLOSED:
        return no(_("This enquiry does not wait for an answer."))
    return YES


def may_release_letter(by: Actor, letter: Letter) -> Verdict:
    """Send what another officer wrote, or return it: an explanation, an extension, a contest, an account."""
    return _may_release(by, letter.written_by_id, waits=letter.state == LetterState.TO_RELEASE)


def may_state_account(by: Actor, incident: Incident) -> Verdict:
    """Write our own account of an incident."""
    asks = _in_person(by, Permission.ASK_ENQUIRIES, "")
    answers = _in_person(by, Permission.ANSWER_ENQUIRIES, "")
    if not (asks or answers):
        return no(_("Only an officer who asks or answers the other side states our account."))
    if incident.state == IncidentState.CLOSED:
        return no(_("This incident is closed. Open it again first."))
    return YES


def may_remind(by: Actor) -> Verdict:
    """Remind officers of what falls due: the node's clock does, or an operator."""
    if not by.has(Permission.OPERATE_NODE):
        return no(_("Only the node's clock or its operator sends reminders."))
    return YES


def _in_person(by: Actor, permission: Permission, why: str) -> Verdict:
    """Letters to the other side are written and released by officers in person, never by the node itself."""
    if not isinstance(by, User) or not by.has(permission):
        return no(why)
    return YES


def _asks(by: Actor, enquiry: Enquiry) -> Verdict:
    why = _("Only an officer who asks the other side does this.")
    if not (verdict := _in_person(by, Permission.ASK_ENQUIRIES, why)):
        return verdict
    if enquiry.we_are != Party.ASKER:
        return no(_("The other side asked this enquiry: it does this."))
    return YES


def _may_release(by: Actor, writer: int | None, *, waits: bool) -> Verdict:
    why = _("Only an officer who releases letters to the other side does this.")
    if not (verdict := _in_person(by, Permission.RELEASE_ENQUIRIES, why)):
        return verdict
    if not waits:
        return no(_("This does not wait for a second officer."))
    if isinstance(by, User) and by.pk == writer:
        return no(_("A second officer must release it: the one who wrote it cannot."))
    return YES
