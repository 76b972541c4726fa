"""The desk: taken up, asked, checked, decided by two where it must be; the origin is told only as the person wished."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from hamsafar.accounts.enums import Role
from hamsafar.corridor.models import Rule
from hamsafar.documents.actions import deciding, filing, law, sums, working
from hamsafar.documents.actions.filing import ApplicationText, owner_of
from hamsafar.documents.actions.letters import letter_of
from hamsafar.documents.enums import ApplicationState, DecisionState, ExemptionState, HandedInState, Outcome, Service
from hamsafar.documents.formats.bodies import DecisionTold
from hamsafar.documents.jobs import chase_questions
from hamsafar.documents.models import Application, Decision, Exemption
from hamsafar.journeys.enums import ConsentHow
from hamsafar.journeys.models import Person
from hamsafar.kit.actor import SYSTEM, VISITOR
from hamsafar.kit.refusal import Refusal
from hamsafar.notices.models import Notice
from tests.factories.accounts import OfficerFactory, OrganisationFactory
from tests.factories.appointments import MONDAY
from tests.factories.documents import a_desk
from tests.factories.people import bare_person

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def desk():
    return a_desk()


def again(row):
    return type(row).objects.get(pk=row.pk)


def test_an_application_is_found_with_its_code_only(desk):
    filed = filing.file_application(
        said=ApplicationText(Service.VISA, "A person"), office=desk.office, by=VISITOR, at=MONDAY
    )

    assert filing.find(ref=filed.application.ref.lower(), code=filed.code) == filed.application
    assert filing.find(ref=filed.application.ref, code="x") is None
    assert filing.find(ref="nonsense", code=filed.code) is None


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"name": " "}, "Choose a service"),
        ({"service": "x"}, "Choose a service"),
        ({"journey_ref": "x"}, "reference of the journey"),
        ({"tells_origin": True}, "reference of the journey"),
    ],
)
def test_what_cannot_be_applied_for_is_refused(desk, changed, why):
    said = ApplicationText(**({"service": Service.VISA, "name": "A person"} | changed))

    with pytest.raises(Refusal, match=why):
        filing.file_application(said=said, office=desk.office, by=VISITOR, at=MONDAY)


def test_taken_up_the_promised_working_days_run_by_the_desk_s_calendar(desk):
    application = desk.in_work()

    assert (application.days, application.due_on.isoformat()) == (10, "2026-03-16")  # 9 March is off, 14 March worked


def test_a_desk_without_a_known_term_takes_nothing_up(desk):
    Rule.objects.filter(key="desk-term-practice").delete()

    with pytest.raises(Refusal, match="how long the desk takes"):
        desk.in_work()


def test_a_question_stops_the_clock_and_the_answer_lets_it_run_on(desk):
    application = desk.in_work(contact="+992000000001")
    due = application.due_on
    working.ask_applicant(application=application, words="Where?", by=desk.officer, at=MONDAY + DAY)

    with pytest.raises(Refusal, match="not in a state"):
        desk.refusal(again(application))
    filing.answer_question(application=application, answer="There.", by=owner_of(application), at=MONDAY + 8 * DAY)

    now = again(application)
    assert (now.state, (now.due_on - due).days) == (ApplicationState.IN_WORK, 14)  # with Idi Fitr and Navruz between
    assert Notice.objects.get().template == "documents/question"


def test_only_the_owner_answers_or_withdraws_and_only_what_is_open(desk):
    application = desk.in_work()

    with pytest.raises(Refusal, match="no open question"):
        filing.answer_question(application=application, answer="x", by=owner_of(application), at=MONDAY)
    working.ask_applicant(application=application, words="Where?", by=desk.officer, at=MONDAY)
    with pytest.raises(Refusal, match="Only who filed"):
        filing.answer_question(application=application, answer="x", by=VISITOR, at=MONDAY)
    with pytest.raises(Refusal, match="Write the answer"):
        filing.answer_question(application=application, answer=" ", by=owner_of(application), at=MONDAY)
    filing.withdraw_application(application=application, by=owner_of(application), at=MONDAY)
    with pytest.raises(Refusal, match="no longer be withdrawn"):
        filing.withdraw_application(application=application, by=owner_of(application), at=MONDAY)


def test_an_open_question_is_chased_once(desk, time_machine):
    application = desk.in_work(contact="somebody@people.example")
    working.ask_applicant(application=application, words="Where?", by=desk.officer, at=MONDAY)

    assert working.chase(after=7, by=SYSTEM, at=MONDAY + 6 * DAY) == 0
    time_machine.move_to(MONDAY + 7 * DAY)
    chase_questions(0)
    assert working.chase(after=7, by=SYSTEM, at=MONDAY + 9 * DAY) == 0
    assert [each.template for each in Notice.objects.order_by("pk")] == ["documents/question", "documents/chaser"]
    with pytest.raises(Refusal, match="clock"):
        working.chase(after=7, by=desk.officer, at=MONDAY)


def test_a_document_is_received_checked_and_given_back_with_its_reason(desk):
    application = desk.in_work(Service.PATENT)
    paper = working.receive_paper(application=application, said=working.PaperText("photo"), by=desk.officer, at=MONDAY)
    working.settle_paper(paper=paper, to=HandedInState.CHECKED, by=desk.officer, at=MONDAY)

    with pytest.raises(Refusal, match="Say why"):
        working.settle_paper(paper=paper, to=HandedInState.RETURNED, by=desk.officer, at=MONDAY)
    working.settle_paper(paper=paper, to=HandedInState.RETURNED, because="blurred", by=desk.officer, at=MONDAY)
    with pytest.raises(Refusal, match="given back already"):
        working.settle_paper(paper=paper, to=HandedInState.CHECKED, by=desk.officer, at=MONDAY)
    with pytest.raises(Refusal, match="not on the checklist"):
        working.receive_paper(application=application, said=working.PaperText("x"), by=desk.officer, at=MONDAY)
    wrong = working.PaperText("photo", issued_on=MONDAY.date(), expires_on=MONDAY.date())
    with pytest.raises(Refusal, match="expires after"):
        working.receive_paper(application=application, said=wrong, by=desk.officer, at=MONDAY)
    assert law.standing(application, on=MONDAY.date())[1].wrong == "missing"


def test_only_the_officer_who_has_it_works_on_it_until_it_is_handed_over(desk):
    application = desk.in_work(Service.PATENT)
    said = working.PaperText("photo")

    with pytest.raises(Refusal, match="Another officer works"):
        working.receive_paper(application=application, said=said, by=desk.second, at=MONDAY)
    with pytest.raises(Refusal, match="Another officer works"):
        working.ask_applicant(application=application, words="x", by=desk.second, at=MONDAY)
    with pytest.raises(Refusal, match="or the head"):
        working.hand_over(application=application, to=desk.second, because="x", by=desk.second, at=MONDAY)
    with pytest.raises(Refusal, match="Choose another officer"):
        working.hand_over(application=application, to=desk.officer, because="x", by=desk.head, at=MONDAY)
    with pytest.raises(Refusal, match="Say why"):
        working.hand_over(application=application, to=desk.second, because=" ", by=desk.head, at=MONDAY)
    working.hand_over(application=application, to=desk.second, because="leave", by=desk.head, at=MONDAY)
    assert working.receive_paper(application=application, said=said, by=desk.second, at=MONDAY)
    with pytest.raises(Refusal, match="take it up"):
        working.hand_over(application=desk.filed(), to=desk.second, because="x", by=desk.head, at=MONDAY)


def test_other_desks_and_other_officers_see_nothing(desk):
    application = desk.filed()
    elsewhere = OfficerFactory(role=Role.DOCUMENTS_OFFICER, organisation=OrganisationFactory())
    other = OfficerFactory(role=Role.DESK_OFFICER, organisation=desk.office.organisation)

    for by, why in ((elsewhere, "another desk"), (other, "Only a desk officer"), (desk.head, "Only a desk officer")):
        with pytest.raises(Refusal, match=why):
            working.take_up(application=application, by=by, at=MONDAY)
    with pytest.raises(Refusal, match="Take it up first"):
        working.note_fingerprints(application=application, on=MONDAY.date(), by=desk.officer, at=MONDAY)
    with pytest.raises(Refusal, match="in person"):
        working.take_up(application=application, by=SYSTEM, at=MONDAY)


def test_a_grant_stands_at_once_where_the_checklist_is_complete(desk):
    application = desk.complete()
    decision = deciding.decide(application=application, outcome=Outcome.GRANTED, by=desk.officer, at=MONDAY)

    assert (decision.state, again(application).state) == (DecisionState.MADE, ApplicationState.GRANTED)
    assert sums.decided_in_time(synthetic=False) == {"part": 1, "whole": 1}
    assert sums.median_days(synthetic=False) == 0
    assert sums.median_days(synthetic=True) is None


@pytest.mark.parametrize(
    ("outcome", "more", "why"),
    [
        (Outcome.GRANTED, {}, "not complete"),
        (Outcome.REFUSED, {"ground": "x"}, "Choose a ground"),
        ("x", {}, "Choose what is decided"),
    ],
)
def test_what_cannot_be_decided_is_refused(desk, outcome, more, why):
    application = desk.in_work(Service.PATENT)

    with pytest.raises(Refusal, match=why):
        deciding.decide(application=application, outcome=outcome, by=desk.officer, at=MONDAY, **more)
    with pytest.raises(Refusal, match="in person"):
        deciding.decide(application=application, outcome=outcome, by=SYSTEM, at=MONDAY, **more)


def test_a_grant_does_not_end_before_it_begins(desk):
    with pytest.raises(Refusal, match="ended before"):
        deciding.decide(
            application=desk.complete(), outcome=Outcome.GRANTED, until=MONDAY.date(), by=desk.officer, at=MONDAY
        )


def test_a_refusal_takes_two_and_the_database_says_so_too(desk):
    application = desk.in_work()
    decision = desk.refusal(application)

    assert again(application).state == ApplicationState.TO_CONFIRM
    with pytest.raises(Refusal, match="confirms decisions"):
        deciding.confirm_decision(decision=decision, by=desk.officer, at=MONDAY)
    with pytest.raises(IntegrityError, match="made_by_two"), transaction.atomic():
        Decision.objects.filter(pk=decision.pk).update(state=DecisionState.MADE)
    deciding.confirm_decision(decision=decision, by=desk.head, at=MONDAY)
    assert again(application).state == ApplicationState.REFUSED
    with pytest.raises(Refusal, match="does not wait"):
        deciding.confirm_decision(decision=decision, by=desk.head, at=MONDAY)


def test_nobody_confirms_what_they_wrote_themselves(desk):
    decision = desk.refusal(desk.in_work())
    desk.officer.role = Role.DOCUMENTS_HEAD
    desk.officer.save()

    with pytest.raises(Refusal, match="second officer"):
        deciding.confirm_decision(decision=decision, by=desk.officer, at=MONDAY)


def test_a_refusal_is_sent_back_with_a_reason(desk):
    application = desk.in_work()
    decision = desk.refusal(application)

    with pytest.raises(Refusal, match="Say why"):
        deciding.send_back(decision=decision, because="", by=desk.head, at=MONDAY)
    deciding.send_back(decision=decision, because="which point?", by=desk.head, at=MONDAY)
    assert again(application).state == ApplicationState.IN_WORK


def test_a_decision_is_corrected_by_another_that_again_takes_two(desk):
    application = desk.in_work()
    first = deciding.confirm_decision(decision=desk.refusal(application), by=desk.head, at=MONDAY)
    second = deciding.decide(application=application, outcome=Outcome.GRANTED, by=desk.officer, at=MONDAY + DAY)

    assert second.state == DecisionState.PROPOSED
    deciding.send_back(decision=second, because="not yet", by=desk.head, at=MONDAY + DAY)
    assert again(application).state == ApplicationState.REFUSED
    third = deciding.decide(application=application, outcome=Outcome.GRANTED, by=desk.officer, at=MONDAY + DAY)
    deciding.confirm_decision(decision=third, by=desk.head, at=MONDAY + DAY)
    assert (again(first).state, again(application).state) == (DecisionState.CORRECTED, ApplicationState.GRANTED)


def test_an_exemption_takes_two_and_is_counted(desk):
    application = desk.in_work(Service.PATENT)

    def ask(code="photo", because="a reason"):
        return working.ask_exemption(application=application, code=code, because=because, by=desk.officer, at=MONDAY)

    exemption = ask()
    for wrong, why in (({"code": "x"}, "checklist"), ({"because": ""}, "Say why"), ({}, "asked for already")):
        with pytest.raises(Refusal, match=why):
            ask(**wrong)
    with pytest.raises(Refusal, match="confirms decisions"):
        working.decide_exemption(exemption=exemption, grant=True, by=desk.second, at=MONDAY)
    assert working.decide_exemption(exemption=exemption, grant=True, by=desk.head, at=MONDAY).state == "granted"
    with pytest.raises(Refusal, match="decided already"):
        working.decide_exemption(exemption=exemption, grant=True, by=desk.head, at=MONDAY)
    declined = working.decide_exemption(exemption=ask("medical"), grant=False, by=desk.head, at=MONDAY)
    assert declined.state == ExemptionState.DECLINED
    with pytest.raises(IntegrityError, match="second_officer"), transaction.atomic():
        Exemption.objects.filter(pk=exemption.pk).update(decided_by=desk.officer)
    assert sums.exemptions_by_office(synthetic=False) == {"desk": 1}
    assert law.standing(application, on=MONDAY.date())[1].exempt


def test_fingerprints_are_noted_as_done_and_nothing_of_them_is_kept(desk):
    application = desk.in_work(Service.FINGERPRINTS)

    with pytest.raises(Refusal, match="Note first"):
        deciding.decide(application=application, outcome=Outcome.GRANTED, by=desk.officer, at=MONDAY)
    with pytest.raises(Refusal, match="not come yet"):
        working.note_fingerprints(application=application, on=MONDAY.date() + DAY, by=desk.officer, at=MONDAY)
    with pytest.raises(Refusal, match="another service"):
        working.note_fingerprints(application=desk.in_work(), on=MONDAY.date(), by=desk.officer, at=MONDAY)
    working.note_fingerprints(application=application, on=MONDAY.date(), by=desk.officer, at=MONDAY)

    fields = {field.get_internal_type() for field in Application._meta.concrete_fields}
    assert again(application).fingerprints_on == MONDAY.date()
    assert not fields & {"BinaryField", "FileField", "ImageField"}


def test_the_check_for_entry_bans_needs_the_passport_seen_and_gives_its_receipt(desk):
    application = desk.in_work(Service.ENTRY_BAN)

    with pytest.raises(Refusal, match="See the passport"):
        working.check_entry_ban(application=application, consent=ConsentHow.SPOKEN, by=desk.officer, at=MONDAY)
    with pytest.raises(Refusal, match="demonstration"):
        working.note_person(application=application, person=bare_person(), by=desk.officer, at=MONDAY)
    person = bare_person()
    Person.objects.filter(pk=person.pk).update(synthetic=False)
    person.refresh_from_db()
    working.note_person(application=application, person=person, by=desk.officer, at=MONDAY)
    with pytest.raises(Refusal, match="No list"):  # none is loaded: the same source as before a trip, and its words
        working.check_entry_ban(application=application, consent=ConsentHow.SPOKEN, by=desk.officer, at=MONDAY)


def test_the_letter_of_a_refusal_names_its_ground_and_what_is_not_established(desk):
    decision = deciding.confirm_decision(decision=desk.refusal(desk.in_work()), by=desk.head, at=MONDAY)

    letter = letter_of(decision)
    assert letter.startswith(b"%PDF")
    assert letter == letter_of(decision)
    assert law.terms(Service.VISA, on=MONDAY.date()).appeal is None


def test_a_decision_names_nobody_on_its_way_and_meets_only_its_own_requirements():
    with pytest.raises(ValueError, match="no such requirement"):
        DecisionTold("J-1", "examination", MONDAY.date(), None, "D-1")
    with pytest.raises(ValueError, match="reference"):
        DecisionTold("", "fingerprints", MONDAY.date(), None, "D-1")
    with pytest.raises(ValueError, match="ends after"):
        DecisionTold("J-1", "fingerprints", MONDAY.date(), MONDAY.date() - DAY, "D-1")
