"""Journeys: opened with what the law asks, met by desks, cleared for the first phase only, lost with a reason."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from hamsafar.accounts.enums import Role
from hamsafar.corridor.models import Rule
from hamsafar.journeys.actions import sheets
from hamsafar.journeys.actions.journeys import (
    cancel_journey,
    clear_for_departure,
    meet_requirement,
    move_departure,
    open_journey,
    unmeet_requirement,
)
from hamsafar.journeys.actions.merging import merge_people
from hamsafar.journeys.actions.sheets import sheet_for
from hamsafar.journeys.enums import JourneyPurpose, JourneyState, RequirementKind, Standing
from hamsafar.journeys.models import Journey, Passport
from hamsafar.kit.actor import SYSTEM, VISITOR
from hamsafar.kit.refusal import Refusal
from hamsafar.ledger.models import Line
from hamsafar.notices.models import Notice
from hamsafar.papers.enums import PaperState, Reason
from hamsafar.papers.formats.claims import read_ours
from hamsafar.papers.formats.container import opened
from hamsafar.papers.models import Paper
from tests.factories.accounts import OfficerFactory
from tests.factories.journeys import NOON, TODAY, a_journey, clerk, law_changed, meet, traveller
from tests.factories.papers import PaperOffice, paper_office
from tests.factories.people import bare_person

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def office(settings, tmp_path) -> PaperOffice:
    settings.KEYS = tmp_path / "keys"
    return paper_office(settings.KEYS, at=NOON)


def _again(journey: Journey) -> Journey:
    return Journey.objects.get(pk=journey.pk)


def _standing(journey: Journey, kind: RequirementKind, on: date = TODAY) -> Standing:
    return journey.requirements.waived_too().get(kind=kind).standing(on=on)


def test_a_journey_opens_with_every_requirement_and_the_passport_of_the_file():
    journey = a_journey()

    assert journey.requirements.count() == len(RequirementKind)
    assert _standing(journey, RequirementKind.PASSPORT) is Standing.MET
    assert journey.requirements.get(kind=RequirementKind.PASSPORT).until == date(2031, 5, 2)
    assert _standing(journey, RequirementKind.PRE_TRIP) is Standing.MISSING
    assert journey.requirements.get(kind=RequirementKind.REGISTRATION).due_on == TODAY + timedelta(days=24)
    assert journey.requirements.get(kind=RequirementKind.PRE_TRIP).due_on == journey.departs_on
    assert journey.requirements.get(kind=RequirementKind.MIGRATION_CARD).due_on == journey.departs_on
    assert Line.objects.filter(verb="journey opened", person=journey.person.ref).count() == 1


def test_a_person_opens_their_own_journey_and_nobody_else_may():
    person = traveller()
    a_journey()
    own = {"purpose": JourneyPurpose.FAMILY, "departs_on": TODAY + DAY, "at": NOON}

    with pytest.raises(Refusal, match="Only an officer"):
        open_journey(person=person, by=VISITOR, **own)
    with pytest.raises(Refusal, match="merged"):
        open_journey(person=bare_person(merged_into=person), by=clerk(), **own)
    with pytest.raises(Refusal, match="erased"):
        open_journey(person=bare_person(erased_at=NOON), by=clerk(), **own)

    assert open_journey(person=person, by=_Themselves(person.ref), **own).office is None


class _Themselves:
    def __init__(self, ref: str) -> None:
        self.ref = ref

    def has(self, permission: str) -> bool:
        return False

    def is_cleared_for(self, clearance: int) -> bool:
        return False


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"departs_on": TODAY - DAY}, "has passed"),
        ({"purpose": JourneyPurpose.STUDENT, "occupation": "7112"}, "travels to work"),
        ({"occupation": "mason"}, "ISCO-08"),
    ],
)
def test_a_journey_that_cannot_be_is_refused(more, said):
    wanted = {"purpose": JourneyPurpose.WORKER, "departs_on": TODAY + DAY} | more

    with pytest.raises(Refusal, match=said):
        open_journey(person=traveller(), by=clerk(), at=NOON, **wanted)


def test_without_a_passport_for_the_day_of_departure_it_is_missing():
    journey = a_journey(traveller(passport_until=TODAY + DAY))

    assert _standing(journey, RequirementKind.PASSPORT) is Standing.MISSING


def test_a_passport_without_a_last_day_holds():
    person = traveller(passport_until=None)
    Passport.objects.create(person=person, number="400000002", country="TJK", added_at=NOON)

    journey = a_journey(person)

    assert _standing(journey, RequirementKind.PASSPORT) is Standing.MET
    assert journey.requirements.get(kind=RequirementKind.PASSPORT).until is None


def test_a_desk_says_met_once_however_often_it_says_so():
    journey = a_journey()

    for _time in range(2):
        made = meet_requirement(
            journey=journey, kind=RequirementKind.EXAMINATION, on=TODAY, until=date(2027, 3, 2), evidence="E-1",
            by=SYSTEM, at=NOON,
        )  # fmt: skip

    assert (made.met_on, made.until, made.evidence) == (TODAY, date(2027, 3, 2), "E-1")
    assert made.is_met(on=date(2027, 3, 1))
    assert not made.is_met(on=date(2027, 3, 2))
    assert Line.objects.filter(verb="requirement met").count() == 1


def test_only_a_desk_says_met():
    journey = a_journey()
    said = {"journey": journey, "kind": RequirementKind.EXAMINATION, "on": TODAY}

    with pytest.raises(Refusal, match="Only the desk"):
        meet_requirement(**said, by=clerk(), at=NOON)
    with pytest.raises(Refusal, match="ended before it began"):
        meet_requirement(**said, until=TODAY, by=SYSTEM, at=NOON)
    cancel_journey(journey=journey, because="", by=clerk(), at=NOON)
    with pytest.raises(Refusal, match="cancelled"):
        meet_requirement(**said, by=SYSTEM, at=NOON)


def test_a_desk_may_note_what_no_rule_asks():
    journey = a_journey()
    journey.requirements.filter(kind=RequirementKind.CONTRACT).delete()

    meet(journey, RequirementKind.CONTRACT)

    found = journey.requirements.get(kind=RequirementKind.CONTRACT)
    assert not found.needed
    assert "a desk noted it" in found.reason


def test_a_patent_is_a_ground_to_stay_until_it_is_taken_back():
    journey = a_journey()
    meet(journey, RequirementKind.PATENT, until=date(2027, 1, 1))
    meet(journey, RequirementKind.PATENT, until=date(2027, 2, 1))

    assert [each.until for each in journey.stay_periods.all()] == [date(2027, 2, 1)]

    unmeet_requirement(journey=journey, kind=RequirementKind.PATENT, because="Another's.", by=SYSTEM, at=NOON)

    assert not journey.stay_periods.exists()


def test_a_worker_with_everything_in_hand_gets_a_paper_that_names_them_in_three_scripts(office):
    journey = a_journey(ready=True)

    paper = clear_for_departure(journey=journey, by=office.first, at=NOON)

    claims = read_ours(opened(paper.text).payload)
    assert dict(claims.names) == {"tg": "Ҳамроҳи Намунавӣ", "ru": "Намунави Хамрох", "la": "HAMROHI NAMUNAVI"}
    assert (claims.document, claims.born, claims.purpose) == ("400000001", "1991-05-17", "worker")
    assert paper.subject == journey.ref
    assert paper.synthetic
    assert _again(journey).state(at=NOON) is JourneyState.CLEARED
    assert Notice.objects.get(template="journeys/cleared").language == "tg"


def test_the_paper_ends_with_what_lapses_first_and_the_journey_with_it(office):
    journey = a_journey()
    meet(journey, RequirementKind.PRE_TRIP, until=TODAY + timedelta(days=12))

    paper = clear_for_departure(journey=journey, by=office.first, at=NOON)

    assert paper.expires_at.astimezone(NOON.tzinfo) < NOON + timedelta(days=12)
    assert _again(journey).state(at=paper.expires_at) is JourneyState.OPEN


def test_a_worker_whose_check_lapsed_yesterday_cannot_be_cleared(office):
    journey = a_journey()
    meet(journey, RequirementKind.PRE_TRIP, on=TODAY - 9 * DAY, until=TODAY)

    with pytest.raises(Refusal, match="Check for entry bans"):
        clear_for_departure(journey=journey, by=office.first, at=NOON)


def test_what_is_due_after_entry_does_not_keep_anybody_from_being_cleared(office):
    journey = a_journey(ready=True)
    assert _standing(journey, RequirementKind.PATENT) is Standing.MISSING

    clear_for_departure(journey=journey, by=office.first, at=NOON)

    assert Paper.objects.filter(subject=journey.ref).exists()


def test_only_a_paper_officer_clears_and_only_before_departure(office):
    journey = a_journey(ready=True)

    with pytest.raises(Refusal, match="Only a paper officer"):
        clear_for_departure(journey=journey, by=clerk(), at=NOON)
    with pytest.raises(Refusal, match="has passed"):
        clear_for_departure(journey=journey, by=office.first, at=NOON + 20 * DAY)
    Journey.objects.filter(pk=journey.pk).update(left_on=TODAY)
    with pytest.raises(Refusal, match="has begun"):
        clear_for_departure(journey=journey, by=office.first, at=NOON)
    Journey.objects.filter(pk=journey.pk).update(left_on=None, cancelled_at=NOON)
    with pytest.raises(Refusal, match="cancelled"):
        clear_for_departure(journey=journey, by=office.first, at=NOON)


def test_a_journey_that_loses_a_right_loses_its_paper_and_the_person_is_told_why(office):
    journey = a_journey(departs_in=1, ready=True)
    paper = clear_for_departure(journey=journey, by=office.first, at=NOON)

    unmeet_requirement(
        journey=journey, kind=RequirementKind.PRE_TRIP, because="An entry ban was found.", by=clerk(), at=NOON
    )

    lost = _again(journey)
    assert lost.state(at=NOON) is JourneyState.OPEN
    assert lost.lost_because == {"kind": "pre-trip-check", "because": "An entry ban was found."}
    paper.refresh_from_db()
    assert paper.state == PaperState.LAPSED
    office.publish_status(at=NOON)
    assert office.check(paper, at=NOON + timedelta(hours=1)).reason is Reason.REVOKED
    told = Notice.objects.get(template="journeys/clearance_lost")
    assert "An entry ban was found." in told.body
    assert "Check for entry bans" not in told.body  # in Tajik


def test_taking_back_needs_a_reason_and_twice_is_harmless():
    journey = a_journey(ready=True)
    wanted = {"journey": journey, "kind": RequirementKind.PRE_TRIP, "at": NOON}

    with pytest.raises(Refusal, match="Write why"):
        unmeet_requirement(**wanted, because=" ", by=clerk())
    with pytest.raises(Refusal, match="Only an officer"):
        unmeet_requirement(**wanted, because="-", by=VISITOR)
    for _time in range(2):
        unmeet_requirement(**wanted, because="Wrong person.", by=clerk())

    assert Line.objects.filter(verb="requirement no longer met").count() == 1
    assert not Notice.objects.exists()


def test_a_law_that_comes_into_force_is_a_new_row_and_ends_a_clearance_that_lacks_it(office):
    journey = a_journey(ready=True)
    clear_for_departure(journey=journey, by=office.first, at=NOON)
    Rule.objects.filter(key="medical-at-origin").update(
        status="established", value="yes", source="tass-25295665", valid_from=TODAY + 5 * DAY
    )

    journey = law_changed(journey)

    assert journey.state(at=NOON) is JourneyState.OPEN
    assert journey.lost_because["kind"] == "examination"
    assert "asks for it now" in journey.lost_because["because"]["message"]


def test_a_passport_that_no_longer_serves_ends_the_clearance(office):
    journey = a_journey(ready=True)
    clear_for_departure(journey=journey, by=office.first, at=NOON)
    Passport.objects.update(expires=TODAY + DAY)

    journey = law_changed(journey)

    assert journey.state(at=NOON) is JourneyState.OPEN
    assert "No passport" in journey.lost_because["because"]["message"]
    assert law_changed(journey).lost_at == NOON


def test_a_new_day_of_departure_brings_its_own_law(office):
    journey = a_journey(departs_in=10)

    moved = move_departure(journey=journey, departs_on=date(2026, 7, 2), by=clerk(), at=NOON)

    assert "no act was read" in moved.requirements.get(kind=RequirementKind.ENTRY_NOTICE).reason
    with pytest.raises(Refusal, match="has passed"):
        move_departure(journey=journey, departs_on=TODAY - DAY, by=clerk(), at=NOON)
    Journey.objects.update(left_on=TODAY)
    with pytest.raises(Refusal, match="has begun"):
        move_departure(journey=journey, departs_on=TODAY + DAY, by=clerk(), at=NOON)
    with pytest.raises(Refusal, match="has begun"):
        cancel_journey(journey=journey, because="", by=clerk(), at=NOON)


def test_a_cancelled_journey_takes_its_paper_along(office):
    journey = a_journey(ready=True)
    paper = clear_for_departure(journey=journey, by=office.first, at=NOON)

    journey = cancel_journey(journey=journey, because="Stays at home. (example)", by=clerk(), at=NOON)

    paper.refresh_from_db()
    assert (journey.state(at=NOON), paper.state) == (JourneyState.CANCELLED, PaperState.LAPSED)
    assert law_changed(journey).requirements.exists()
    with pytest.raises(Refusal, match="cancelled"):
        cancel_journey(journey=journey, because="", by=clerk(), at=NOON)
    with pytest.raises(Refusal, match="Only an officer"):
        cancel_journey(journey=a_journey(), because="", by=VISITOR, at=NOON)


def test_a_merged_person_has_the_journeys_of_both_files_and_keeps_being_cleared(office):
    one, other = traveller(), traveller()
    first, second = a_journey(one), a_journey(other, ready=True)
    merge_people(kept=one, merged=other, reason="One passport.", by=clerk(), at=NOON)

    assert set(Journey.objects.of(one)) == set(Journey.objects.of(other)) == {first, second}
    clear_for_departure(journey=_again(second), by=office.first, at=NOON)


def test_lists_by_state_say_what_each_journey_says(office):
    journeys = [a_journey(ready=True) for _number in range(5)]
    clear_for_departure(journey=journeys[1], by=office.first, at=NOON)
    Journey.objects.filter(pk=journeys[2].pk).update(left_on=TODAY)
    Journey.objects.filter(pk=journeys[3].pk).update(left_on=TODAY, returned_on=TODAY)
    cancel_journey(journey=journeys[4], because="", by=OfficerFactory(role=Role.PAPER_OFFICER), at=NOON)

    for state in JourneyState:
        found = list(Journey.objects.in_state(state, at=NOON))
        assert [each.state(at=NOON) for each in found] == [state]


def test_nobody_is_told_who_did_not_consent_or_cannot_be_reached(office):
    for person in (traveller(told=False), traveller()):
        person.contacts.update(confirmed_at=None)
        clear_for_departure(journey=a_journey(person, ready=True), by=office.first, at=NOON)

    assert not Notice.objects.exists()


def test_the_sheet_has_every_form_of_the_name_and_what_is_still_due(office, monkeypatch):
    journey = a_journey(ready=True)
    paper = clear_for_departure(journey=journey, by=office.first, at=NOON)
    given = {}
    monkeypatch.setattr(sheets, "sheet_of", lambda **said: given.update(said) or b"")

    sheet_for(journey=journey, paper=paper, by=office.first, at=NOON)

    assert [form for form, _writer in given["forms"]] == ["Ҳамроҳи Намунавӣ", "Намунави Хамрох", "HAMROHI NAMUNAVI"]
    due = {str(each.what): each.due for each in given["later"]}
    assert due["Migration registration"] == TODAY + timedelta(days=24)
    assert "Passport for travel abroad" not in due


def test_the_printed_sheet_is_a_pdf_with_the_list(office):
    journey = a_journey(ready=True)
    paper = clear_for_departure(journey=journey, by=office.first, at=NOON)

    assert sheet_for(journey=journey, paper=paper, by=office.first, at=NOON).startswith(b"%PDF")
