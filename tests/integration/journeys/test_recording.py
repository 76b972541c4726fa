"""Until the desks report: one officer records with a scan, a second confirms; two waive, counted by office."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hamsafar.accounts.enums import Role
from hamsafar.accounts.models import User
from hamsafar.journeys.actions.journeys import cancel_journey
from hamsafar.journeys.actions.recording import Scan, confirm_requirement, decline_requirement, record_requirement
from hamsafar.journeys.actions.waiving import ask_waiver, decide_waiver
from hamsafar.journeys.enums import AttestationState, RequirementKind, Standing, WaiverState
from hamsafar.journeys.models import Attestation, Journey, Requirement, Waiver
from hamsafar.kit.actor import SYSTEM
from hamsafar.kit.refusal import Refusal
from hamsafar.ledger.models import Line
from tests.factories.accounts import OfficerFactory
from tests.factories.journeys import NOON, TODAY, a_journey, clerk, meet

pytestmark = pytest.mark.django_db
KIND = RequirementKind.PRE_TRIP
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def _recorded(journey: Journey, by: User | None = None, **more) -> Attestation:
    said = {"kind": KIND, "on": TODAY, "words": "answer no. 7 (example)"} | more
    return record_requirement(journey=journey, by=by or clerk(), at=NOON, **said)


def _asked(journey: Journey, kind: RequirementKind = KIND) -> Requirement:
    return journey.requirements.waived_too().get(kind=kind)


def _waiver_officer() -> User:
    return OfficerFactory(role=Role.PAPER_OFFICER)


def test_what_one_officer_records_counts_once_a_second_confirms_it(settings, tmp_path):
    settings.VAR, settings.KEYS = tmp_path, tmp_path / "keys"
    journey = a_journey()

    made = _recorded(journey, until=TODAY + timedelta(days=90), scan=Scan(PDF, "answer.pdf"))
    assert _asked(journey).standing(on=TODAY) is Standing.TO_CONFIRM
    confirm_requirement(attestation=made, by=clerk(), at=NOON)

    met = _asked(journey)
    assert (met.standing(on=TODAY), met.until) == (Standing.MET, TODAY + timedelta(days=90))
    made.refresh_from_db()
    assert made.state == AttestationState.CONFIRMED
    assert made.scan.name == "answer.pdf"
    verbs = Line.objects.filter(person=journey.person.ref).values_list("verb", flat=True)
    assert {"requirement recorded", "requirement confirmed", "requirement met", "file stored"} <= set(verbs)


def test_the_second_officer_is_another_one_and_decides_once():
    journey, first = a_journey(), clerk()
    made = _recorded(journey, by=first)

    with pytest.raises(Refusal, match="second officer"):
        confirm_requirement(attestation=made, by=first, at=NOON)
    with pytest.raises(Refusal, match="Write why"):
        decline_requirement(attestation=made, because=" ", by=clerk(), at=NOON)
    decline_requirement(attestation=made, because="It is another's. (example)", by=clerk(), at=NOON)
    with pytest.raises(Refusal, match="decided already"):
        confirm_requirement(attestation=made, by=clerk(), at=NOON)

    assert _asked(journey).standing(on=TODAY) is Standing.MISSING
    assert _recorded(journey).pk != made.pk


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"words": " "}, "what the document is"),
        ({"until": TODAY}, "ended before it began"),
        ({"scan": Scan(b"just text", "a.txt")}, "kind of file"),
    ],
)
def test_a_record_that_cannot_be_is_refused(more, said, settings, tmp_path):
    settings.VAR, settings.KEYS = tmp_path, tmp_path / "keys"

    with pytest.raises(Refusal, match=said):
        _recorded(a_journey(), **more)


def test_one_record_waits_at_a_time_and_only_of_what_is_asked():
    journey = a_journey()
    _recorded(journey)

    with pytest.raises(Refusal, match="waits for a second officer already"):
        _recorded(journey)
    journey.requirements.filter(kind=RequirementKind.CONTRACT).delete()
    with pytest.raises(Refusal, match="does not ask"):
        _recorded(journey, kind=RequirementKind.CONTRACT)


def test_recording_is_done_in_person_by_an_officer_of_journeys():
    journey = a_journey()

    with pytest.raises(Refusal, match="in person"):
        _recorded(journey, by=SYSTEM)
    with pytest.raises(Refusal, match="keeps journeys"):
        _recorded(journey, by=OfficerFactory())
    made = _recorded(journey)
    with pytest.raises(Refusal, match="keeps journeys"):
        confirm_requirement(attestation=made, by=OfficerFactory(), at=NOON)


def test_two_officers_waive_a_requirement_with_a_reason():
    journey = a_journey()
    first, second = _waiver_officer(), _waiver_officer()

    waiver = ask_waiver(requirement=_asked(journey), because="The office was closed. (example)", by=first, at=NOON)
    assert _asked(journey).standing(on=TODAY) is Standing.MISSING
    with pytest.raises(Refusal, match="second officer"):
        decide_waiver(waiver=waiver, grant=True, by=first, at=NOON)
    decide_waiver(waiver=waiver, grant=True, by=second, at=NOON)

    assert _asked(journey).standing(on=TODAY) is Standing.WAIVED
    assert Waiver.objects.granted().get().office == first.organisation
    with pytest.raises(Refusal, match="decided already"):
        decide_waiver(waiver=waiver, grant=False, by=second, at=NOON)
    with pytest.raises(Refusal, match="asked for already"):
        ask_waiver(requirement=_asked(journey), because="Again.", by=first, at=NOON)


def test_a_refused_waiver_may_be_asked_for_anew():
    journey, first = a_journey(), _waiver_officer()
    waiver = ask_waiver(requirement=_asked(journey), because="-", by=first, at=NOON)

    waiver = decide_waiver(waiver=waiver, grant=False, by=_waiver_officer(), at=NOON)

    assert waiver.state == WaiverState.REFUSED
    assert _asked(journey).standing(on=TODAY) is Standing.MISSING
    assert ask_waiver(requirement=_asked(journey), because="Once more.", by=first, at=NOON).state == WaiverState.ASKED


def test_a_waiver_that_cannot_be_is_refused():
    journey, officer = a_journey(), _waiver_officer()
    asked, not_needed = _asked(journey), _asked(journey, RequirementKind.ENTRY_NOTICE)
    wanted = {"because": "-", "at": NOON}

    with pytest.raises(Refusal, match="may waive requirements"):
        ask_waiver(requirement=asked, by=clerk(), **wanted)
    with pytest.raises(Refusal, match="in person"):
        ask_waiver(requirement=asked, by=SYSTEM, **wanted)
    with pytest.raises(Refusal, match="nothing to waive"):
        ask_waiver(requirement=not_needed, by=officer, **wanted)
    with pytest.raises(Refusal, match="Write why"):
        ask_waiver(requirement=asked, by=officer, because=" ", at=NOON)
    waiver = ask_waiver(requirement=asked, by=officer, **wanted)
    with pytest.raises(Refusal, match="may waive requirements"):
        decide_waiver(waiver=waiver, grant=True, by=clerk(), at=NOON)
    with pytest.raises(Refusal, match="in person"):
        decide_waiver(waiver=waiver, grant=True, by=SYSTEM, at=NOON)
    cancel_journey(journey=journey, because="", by=clerk(), at=NOON)
    with pytest.raises(Refusal, match="cancelled"):
        decide_waiver(waiver=waiver, grant=True, by=_waiver_officer(), at=NOON)


def test_what_is_met_after_all_counts_as_met_and_no_longer_as_waived():
    journey = a_journey()
    waiver = ask_waiver(requirement=_asked(journey), because="-", by=_waiver_officer(), at=NOON)
    decide_waiver(waiver=waiver, grant=True, by=_waiver_officer(), at=NOON)

    meet(journey, KIND)

    assert _asked(journey).standing(on=TODAY) is Standing.MET
