"""Whoever lacks the permission is told so, whatever they ask for; the table of permissions decides nothing else."""

from __future__ import annotations

from datetime import date

import pytest

from hamsafar.accounts.enums import ROLES, Permission, Role
from hamsafar.accounts.models import User
from hamsafar.incidents import access
from hamsafar.incidents.enums import ClarificationState, EnquiryState, IncidentState, LetterState, Party, ReportState
from hamsafar.incidents.models import (
    Clarification,
    Enquiry,
    Explanation,
    Incident,
    OverdueClaim,
    Promise,
    Report,
)
from hamsafar.kit.actor import SYSTEM

DAY = date(2026, 3, 2)
INCIDENT = Incident(state=IncidentState.OPEN)
REPORT = Report(state=ReportState.NEW)
OURS = Enquiry(incident=INCIDENT, we_are=Party.ASKER, state=EnquiryState.ASKED, due_on=date(2026, 2, 2))
THEIRS = Enquiry(incident=INCIDENT, we_are=Party.ANSWERER, state=EnquiryState.ASKED)
CLAIM = OverdueClaim(enquiry=THEIRS, state=LetterState.DRAFT)
QUESTION = Clarification(enquiry=OURS, state=ClarificationState.ASKED)
PROMISE = Promise(explanation=Explanation(enquiry=OURS))


def officer(role: str = Role.DESK_OFFICER, pk: int = 1) -> User:
    return User(pk=pk, role=role)


QUESTIONS = (
    access.may_read,
    access.may_report,
    lambda by: access.may_change(by, INCIDENT),
    lambda by: access.may_move(by, INCIDENT, IncidentState.SETTLED),
    lambda by: access.may_take_report(by, REPORT),
    lambda by: access.may_set_aside(by, REPORT),
    lambda by: access.may_ask(by, INCIDENT),
    lambda by: access.may_write_enquiry(by, OURS),
    lambda by: access.may_drop(by, OURS),
    lambda by: access.may_release_enquiry(by, OURS),
    lambda by: access.may_close_enquiry(by, OURS),
    lambda by: access.may_read_answer(by, OURS),
    lambda by: access.may_keep_promise(by, PROMISE),
    lambda by: access.may_claim_overdue(by, OURS, on=DAY),
    lambda by: access.may_reply(by, QUESTION),
    lambda by: access.may_release_reply(by, QUESTION),
    lambda by: access.may_enter_answer(by, OURS),
    access.may_enter_enquiry,
    lambda by: access.may_answer(by, THEIRS),
    lambda by: access.may_ask_back(by, THEIRS),
    lambda by: access.may_extend(by, THEIRS),
    lambda by: access.may_contest(by, CLAIM),
    lambda by: access.may_release_clarification(by, QUESTION),
    lambda by: access.may_release_letter(by, Explanation(state=LetterState.TO_RELEASE)),
    lambda by: access.may_state_account(by, INCIDENT),
    access.may_remind,
)
# What the node itself does: it opens, corrects and reminds, and writes no letter.
BY_ITSELF = frozenset((*range(6), len(QUESTIONS) - 1))


@pytest.mark.parametrize("question", QUESTIONS)
def test_an_officer_of_another_desk_is_refused_with_a_reason(question):
    verdict = question(officer())
    assert not verdict
    assert verdict.reason


@pytest.mark.parametrize("number", range(len(QUESTIONS)))
def test_the_node_itself_writes_no_letters(number):
    assert bool(QUESTIONS[number](SYSTEM)) is (number in BY_ITSELF)


def test_a_disabled_officer_may_nothing():
    gone = User(pk=1, role=Role.INCIDENT_OFFICER, is_active=False)
    assert not any(question(gone) for question in QUESTIONS)


def test_consuls_ask_and_do_not_answer_and_both_release_what_others_wrote():
    consul, incident_officer = officer(Role.CONSUL), officer(Role.INCIDENT_OFFICER)
    assert access.may_ask(consul, INCIDENT)
    assert not access.may_answer(consul, THEIRS)
    assert access.may_answer(incident_officer, THEIRS)
    letter = Explanation(state=LetterState.TO_RELEASE, written_by=officer(pk=2))
    assert access.may_release_letter(consul, letter)
    assert not access.may_release_letter(officer(Role.CONSUL, pk=2), letter)


def test_a_question_about_a_claim_that_waits_for_nothing_is_refused():
    closed = Enquiry(incident=INCIDENT, we_are=Party.ASKER, state=EnquiryState.ANSWERED)
    assert "does not wait" in access.may_claim_overdue(officer(Role.CONSUL), closed, on=DAY).reason


def test_every_permission_of_this_desk_is_held_by_somebody():
    held = frozenset().union(*ROLES.values())
    assert {each for each in Permission if "ENQUIRIES" in each.name or "INCIDENTS" in each.name} <= held
