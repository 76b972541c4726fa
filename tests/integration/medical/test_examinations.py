"""An examination from the reception to the physician's word."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from hamsafar.journeys.models import Person
from hamsafar.kit.refusal import Refusal
from hamsafar.ledger.models import Line
from hamsafar.medical.actions import concluding, examining, receiving
from hamsafar.medical.enums import ExaminationState, Finding, Outcome, ResultStatus
from hamsafar.medical.models import Examination, Receipt
from tests.factories.accounts import OfficerFactory
from tests.factories.medical import MONDAY, SEEN, open_a_centre, publish
from tests.factories.people import bare_person

State = ExaminationState


def test_a_person_is_received_examined_concluded_signed_and_told(centre):
    examination = centre.examine()
    folder = centre.through(examination)

    assert folder.state == State.TOLD
    assert folder.panel == ("hiv", "tuberculosis", "syphilis", "leprosy", "drugs")
    assert folder.conclusion.until == "2027-03-02"  # twelve months by the rule of the day
    assert [each.verb for each in folder.acts] == [
        "tests ordered",
        "results received",
        "conclusion drawn",
        "conclusion signed by a second physician",
        "person told",
    ]


def test_a_receipt_names_the_price_of_the_day_and_the_day_to_come_back(centre):
    publish(centre, "300.00", valid_from=MONDAY.date() + timedelta(days=1))

    examination = centre.receive()

    receipt = Receipt.objects.get(booking=examination.booking)
    assert (str(receipt.amount), receipt.currency, receipt.payer) == ("250.00", "TJS", "person")
    assert receipt.come_from == MONDAY.date() + timedelta(days=2)


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        ({"passport_is_theirs": False}, "another’s name"),
        ({"photo_is_theirs": False}, "another’s name"),
        ({"consents": False}, "consent"),
    ],
)
def test_nobody_is_received_without_their_own_passport_photograph_and_consent(centre, fault, sentence):
    with pytest.raises(Refusal, match=sentence):
        centre.receive(seen=replace(SEEN, **fault))

    assert not Examination.objects.exists()


def test_nobody_is_received_twice_by_one_booking(centre):
    examination = centre.receive()
    visit = receiving.Visit(examination.booking, centre.office, Person.objects.get(ref=examination.person), "")

    with pytest.raises(Refusal, match="received already"):
        receiving.receive_person(visit=visit, seen=SEEN, by=centre.receptionist, at=MONDAY)


def test_a_centre_without_a_price_or_a_key_receives_nobody(db):
    centre = open_a_centre(price=False)
    with pytest.raises(Refusal, match="no price"):
        centre.receive()

    publish(centre)
    centre.office = "G-WITHOUT-KEY"
    publish(centre)
    with pytest.raises(Refusal, match="no key"):
        centre.receive()


def test_only_the_reception_receives_and_only_the_supervisor_publishes_a_price_once_a_day(centre):
    centre.receptionist = OfficerFactory()
    with pytest.raises(Refusal, match="reception"):
        centre.receive()
    with pytest.raises(Refusal, match="already"):
        publish(centre)
    centre.supervisor = OfficerFactory()
    with pytest.raises(Refusal, match="supervisor"):
        publish(centre)


def test_hepatitis_is_only_proposed_and_is_in_nobody_s_panel(centre):
    assert receiving.panel(on=MONDAY.date()).proposed == ("hepatitis-b", "hepatitis-c")


def test_before_the_order_took_effect_no_panel_is_established(centre):
    with pytest.raises(Refusal, match="establishes no examination panel"):
        receiving.panel(on=MONDAY.date().replace(year=2020))


def test_an_examiner_cannot_conclude_for_a_person_they_booked(centre):
    examination = centre.examine(booked_by=centre.physician.ref)

    with pytest.raises(Refusal, match="You booked"):
        centre.conclude(examination)
    centre.conclude(examination, by=centre.third)
    with pytest.raises(Refusal, match="You booked"):
        concluding.countersign(ref=examination.ref, desk=centre.desk(centre.physician), by=centre.physician, at=MONDAY)


def test_a_conclusion_needs_a_second_physician(centre):
    examination = centre.examine()
    centre.conclude(examination, by=centre.second)

    with pytest.raises(Refusal, match="a second physician"):
        centre.sign(examination)
    with pytest.raises(Refusal, match="not at this step"):
        centre.tell(examination)


def test_nobody_acts_at_another_s_desk(centre):
    examination = centre.examine()

    with pytest.raises(Refusal, match="somebody else"):
        concluding.conclude(
            ref=examination.ref, outcome=Outcome.MET, desk=centre.desk(centre.second), by=centre.physician, at=MONDAY
        )


def test_a_requirement_is_met_only_where_every_result_is_negative(centre):
    examination = centre.examine(findings={"tuberculosis": Finding.INDETERMINATE})

    with pytest.raises(Refusal, match="Not every result"):
        centre.conclude(examination)
    assert centre.conclude(examination, met=False).conclusion.retest_on == "2026-05-01"


def test_nobody_leaves_without_a_way_on(centre):
    examination = centre.examine(findings={"hiv": Finding.POSITIVE})
    said = {"ref": examination.ref, "outcome": Outcome.PATH, "desk": centre.desk(centre.physician)}

    with pytest.raises(Refusal, match="a way on"):
        concluding.conclude(**said, by=centre.physician, at=MONDAY)
    with pytest.raises(Refusal, match="past"):
        concluding.conclude(
            **said, treatment="treatment (example)", retest_on=MONDAY.date(), by=centre.physician, at=MONDAY
        )


def test_a_conclusion_waits_for_every_item_of_the_panel(centre):
    examination = centre.receive()
    order = centre.order(examination, ["hiv", "syphilis"])
    centre.send(examination, centre.results(order))

    assert centre.folder(examination).state == State.ORDERED
    centre.send(examination, centre.results(centre.order(examination, ["tuberculosis", "leprosy", "drugs"])))
    assert centre.folder(examination).state == State.RESULTS_IN


def test_two_clinicians_leave_a_test_out(centre):
    examination = centre.receive()
    said = {"ref": examination.ref, "item": "tuberculosis", "at": MONDAY}
    mine = said | {"desk": centre.desk(centre.examiner), "by": centre.examiner}
    examining.exempt_item(**mine, reason="no X-ray (example)")

    with pytest.raises(Refusal, match="a second clinician"):
        examining.confirm_exemption(**mine)
    folder = examining.confirm_exemption(**said, desk=centre.desk(centre.second), by=centre.second)
    assert "tuberculosis" not in folder.missing
    with pytest.raises(Refusal, match="Two clinicians have signed"):
        examining.confirm_exemption(**said, desk=centre.desk(centre.second), by=centre.second)
    with pytest.raises(Refusal, match="Nobody has proposed"):
        examining.confirm_exemption(**mine | {"item": "hiv"})
    with pytest.raises(Refusal, match="why it is left out"):
        examining.exempt_item(**mine, reason="again")
    assert centre.order(examination).items == ("hiv", "syphilis", "leprosy", "drugs")


def test_an_amended_result_takes_an_untold_conclusion_back(centre):
    examination = centre.examine()
    centre.conclude(examination)
    centre.sign(examination)
    order = centre.folder(examination).orders[0]
    amended = [replace(each, status=ResultStatus.AMENDED) for each in centre.results(order, {"hiv": "POS"})[:1]]

    centre.send(examination, amended)

    folder = centre.folder(examination)
    assert (folder.state, folder.conclusion) == (State.RESULTS_IN, None)
    assert folder.standing["hiv"].finding == Finding.POSITIVE
    assert [each.finding for each in folder.results if each.item == "hiv"] == ["NEG", "POS"]


def test_a_result_entered_in_error_no_longer_counts(centre):
    examination = centre.examine()
    order = centre.folder(examination).orders[0]
    wrong = replace(centre.results(order)[0], status=ResultStatus.ENTERED_IN_ERROR)

    centre.send(examination, [wrong])

    assert centre.folder(examination).missing == ("hiv",)
    with pytest.raises(Refusal, match="no result yet"):
        centre.conclude(examination)


def test_a_second_physician_sends_a_conclusion_back_with_a_reason(centre):
    examination = centre.examine()
    centre.conclude(examination)
    said = {"ref": examination.ref, "desk": centre.desk(centre.second), "by": centre.second, "at": MONDAY}

    with pytest.raises(Refusal, match="Write the reason"):
        concluding.send_back(**said, reason=" ")
    folder = concluding.send_back(**said, reason="The picture is not clear. (example)")

    assert (folder.state, folder.conclusion) == (State.RESULTS_IN, None)


def test_who_disagrees_is_concluded_anew_by_a_physician_who_has_not_signed(centre):
    examination = centre.examine(findings={"hiv": Finding.POSITIVE})
    centre.through(examination, met=False)
    said = {"ref": examination.ref, "desk": centre.desk(centre.physician), "by": centre.physician, "at": MONDAY}
    with pytest.raises(Refusal, match="what the person says"):
        concluding.note_appeal(**said, words="")
    concluding.note_appeal(**said, words="Another laboratory found nothing. (example)")

    with pytest.raises(Refusal, match="another physician concludes"):
        centre.conclude(examination, met=False)
    assert centre.conclude(examination, met=False, by=centre.third).state == State.CONCLUDED


def test_a_second_opinion_is_another_centre_s_own(centre):
    person = bare_person()
    first = centre.examine(person, findings={"hiv": Finding.POSITIVE})
    other = open_a_centre("G-OTHER", corridor=False)
    said = {"ref": first.ref, "desk": centre.desk(centre.physician), "by": centre.physician, "at": MONDAY}
    elsewhere = other.receive(person)
    with pytest.raises(Refusal, match="told first"):
        concluding.send_along(**said, to=elsewhere, words="x")
    centre.through(first, met=False)

    with pytest.raises(Refusal, match="not received at another centre"):
        concluding.send_along(**said, to=other.receive(), words="x")
    with pytest.raises(Refusal, match="what the other centre is to know"):
        concluding.send_along(**said, to=elsewhere, words=" ")
    concluding.send_along(**said, to=elsewhere, words="Reactive once, not confirmed. (example)")
    examining.take_in(desk=other.desk(other.physician), by=other.physician, at=MONDAY)

    assert other.folder(elsewhere).brought == "Reactive once, not confirmed. (example)"
    with pytest.raises(Refusal, match="was lost"):
        centre.folder(elsewhere)


def test_a_folder_says_who_opened_it_once_a_day(centre):
    examination = centre.receive()
    said = {"ref": examination.ref, "desk": centre.desk(centre.physician), "by": centre.physician}

    for at in (MONDAY, MONDAY, MONDAY + timedelta(days=1)):
        folder = examining.open_folder(**said, at=at)

    assert [(each.by, each.verb) for each in folder.acts] == [(centre.physician.ref, "folder opened")] * 2


def test_orders_end_with_the_numbers_that_were_drawn(centre):
    examination = centre.receive()
    for _order in range(6):
        centre.order(examination, ["hiv"])

    with pytest.raises(Refusal, match="No more orders"):
        centre.order(examination, ["hiv"])
    with pytest.raises(Refusal, match="Choose what is tested"):
        centre.order(examination, ["hepatitis-b"])


def test_a_folder_that_is_full_says_so(centre):
    examination = centre.examine()
    said = {"ref": examination.ref, "desk": centre.desk(centre.second), "by": centre.second, "at": MONDAY}
    centre.conclude(examination)

    with pytest.raises(Refusal, match="folder is full"):
        concluding.send_back(**said, reason="x" * 30_000)


def test_nothing_that_happens_inside_leaves_a_line_in_the_node_s_ledger(centre):
    before = Line.objects.count()
    examination = centre.receive()
    received = Line.objects.count()
    centre.send(examination, centre.results(centre.order(examination)))
    centre.through(examination)

    assert received == before + 1
    assert Line.objects.count() == received
