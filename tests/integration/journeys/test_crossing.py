"""Crossings are told by the person, an officer or, with consent, the other side; days and due dates follow them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from hamsafar.corridor.models import Post
from hamsafar.journeys.actions.crossing import note_stay_ground, report_crossing, stay_clock_of, take_crossing
from hamsafar.journeys.actions.journeys import clear_for_departure
from hamsafar.journeys.actions.merging import merge_people
from hamsafar.journeys.actions.reminding import look_at_journeys, remind_people
from hamsafar.journeys.actions.sign_in import TheirOwn
from hamsafar.journeys.actions.sums import days_to_cleared, journeys_cleared, papers_issued, waivers_by_office
from hamsafar.journeys.actions.waiving import ask_waiver, decide_waiver
from hamsafar.journeys.enums import (
    ConsentHow,
    Direction,
    JourneyPurpose,
    JourneyState,
    Purpose,
    RequirementKind,
    StayGround,
    ToldBy,
)
from hamsafar.journeys.models import Consent, Crossing, Journey
from hamsafar.kit.actor import SYSTEM, VISITOR
from hamsafar.kit.refusal import Refusal
from hamsafar.notices.models import Notice
from tests.factories.journeys import NOON, TODAY, a_journey, clerk, meet, traveller
from tests.factories.papers import PaperOffice, paper_office

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
ENTRY, EXIT = Direction.ENTRY, Direction.EXIT


@pytest.fixture
def office(settings, tmp_path) -> PaperOffice:
    settings.KEYS = tmp_path / "keys"
    return paper_office(settings.KEYS, at=NOON)


def _crossed(journey: Journey, direction: Direction, on: date, **more) -> Crossing:
    said = {"by": clerk(), "at": NOON} | more
    return report_crossing(journey=journey, direction=direction, on=on, **said)


def _again(journey: Journey) -> Journey:
    return Journey.objects.get(pk=journey.pk)


def test_due_days_run_from_the_day_of_entry_that_is_known():
    journey = a_journey(departs_in=10)

    _crossed(journey, ENTRY, TODAY - DAY)

    assert journey.requirements.get(kind=RequirementKind.REGISTRATION).due_on == TODAY + 13 * DAY
    assert journey.requirements.get(kind=RequirementKind.PATENT).due_on == TODAY + 28 * DAY
    assert _again(journey).state(at=NOON) is JourneyState.ABROAD


def test_the_person_tells_of_their_own_crossing_and_it_stands_once():
    journey = a_journey()
    own = TheirOwn(journey.person.ref)

    for _time in range(2):
        made = _crossed(journey, ENTRY, TODAY, by=own)

    assert made.told_by == ToldBy.PERSON
    assert Crossing.objects.count() == 1
    with pytest.raises(Refusal, match="keeps journeys"):
        _crossed(journey, EXIT, TODAY, by=VISITOR)


def test_a_crossing_that_cannot_be_is_refused():
    journey = a_journey()

    with pytest.raises(Refusal, match="same way"):
        _crossed(journey, EXIT, TODAY)
    with pytest.raises(Refusal, match="still to come"):
        _crossed(journey, ENTRY, TODAY + DAY)
    _crossed(journey, ENTRY, TODAY - 2 * DAY)
    with pytest.raises(Refusal, match="later crossing"):
        _crossed(journey, EXIT, TODAY - 3 * DAY)
    with pytest.raises(Refusal, match="same way"):
        _crossed(journey, ENTRY, TODAY)


def test_a_journey_ends_with_the_way_back_and_may_begin_again():
    journey = a_journey()

    _crossed(journey, ENTRY, TODAY - 3 * DAY)
    _crossed(journey, EXIT, TODAY - 2 * DAY)
    assert _again(journey).state(at=NOON) is JourneyState.RETURNED
    _crossed(journey, ENTRY, TODAY - 2 * DAY)

    found = _again(journey)
    assert (found.state(at=NOON), found.left_on) == (JourneyState.ABROAD, TODAY - 3 * DAY)
    assert stay_clock_of(journey.person, on=TODAY).used == 4


def test_somebody_who_goes_home_leaves_first():
    journey = a_journey(purpose=JourneyPurpose.RETURNEE)

    _crossed(journey, EXIT, TODAY)

    assert _again(journey).state(at=NOON) is JourneyState.RETURNED


def test_days_count_through_merged_files_and_not_while_a_ground_holds():
    one, other = traveller(), traveller()
    first, second = a_journey(one), a_journey(other)
    _crossed(first, ENTRY, date(2026, 1, 10))
    _crossed(first, EXIT, date(2026, 1, 19))
    _crossed(second, ENTRY, date(2026, 2, 21))
    merge_people(kept=one, merged=other, reason="One passport.", by=clerk(), at=NOON)

    assert stay_clock_of(one, on=TODAY).used == stay_clock_of(other, on=TODAY).used == 20

    note_stay_ground(
        journey=_again(second), ground=StayGround.STUDY, starts=TODAY - DAY, until=TODAY + DAY, by=clerk(), at=NOON
    )

    assert stay_clock_of(one, on=TODAY).used == 18


def test_a_ground_of_stay_is_noted_by_an_officer_in_person():
    journey = a_journey()
    wanted = {"journey": journey, "ground": StayGround.PERMIT, "starts": TODAY, "at": NOON}

    with pytest.raises(Refusal, match="in person"):
        note_stay_ground(**wanted, until=TODAY + DAY, by=SYSTEM)
    with pytest.raises(Refusal, match="ended before it began"):
        note_stay_ground(**wanted, until=TODAY, by=clerk())


def test_the_other_side_tells_of_a_crossing_by_the_paper_where_the_person_consented(office):
    journey = a_journey(ready=True)
    paper = clear_for_departure(journey=journey, by=office.first, at=NOON)
    told = {"paper": bytes(paper.number), "direction": "entry", "on": TODAY, "at": NOON}
    post = Post.objects.order_by("key")[0]

    assert take_crossing(**told, post=post.pk, by=SYSTEM) is None
    Consent.objects.create(
        person=journey.person, purpose=Purpose.CROSSINGS, language="tg", how=ConsentHow.SPOKEN, given_at=NOON
    )
    made = take_crossing(**told, post=post.pk, by=SYSTEM)

    assert made is not None
    assert (made.told_by, made.post, made.direction) == (ToldBy.OTHER_SIDE, post, ENTRY)
    assert take_crossing(**(told | {"paper": b"0123456789"}), post="", by=SYSTEM) is None
    with pytest.raises(Refusal, match="clock"):
        take_crossing(**told, post="", by=clerk())


def test_people_are_reminded_once_before_something_lapses_or_is_due():
    journey = a_journey(departs_in=5)
    meet(journey, RequirementKind.INSURANCE, until=TODAY + 10 * DAY)

    assert remind_people(by=SYSTEM, at=NOON) == 3
    remind_people(by=SYSTEM, at=NOON)

    told = Notice.objects.filter(template="journeys/requirement_lapses")
    assert told.count() == 3  # the check and the card by the day of departure; the insurance before it lapses
    assert {each.language for each in told} == {"tg"}
    assert sum("эътибор дорад" in each.body for each in told) == 1


def test_nobody_is_reminded_of_what_is_settled_or_without_consent():
    quiet = a_journey(traveller(told=False), departs_in=5)
    settled = a_journey(departs_in=5, ready=True)
    meet(settled, RequirementKind.MIGRATION_CARD)

    assert remind_people(by=SYSTEM, at=NOON) == 0
    assert not Notice.objects.exists()
    assert {quiet.pk, settled.pk} == set(Journey.objects.values_list("pk", flat=True))


def test_the_clock_reads_the_law_anew_and_only_the_clock_does():
    journey = a_journey(departs_in=5)
    journey.requirements.update(needed=False)

    look_at_journeys(by=SYSTEM, at=NOON)

    assert journey.requirements.get(kind=RequirementKind.PRE_TRIP).needed
    for act in (look_at_journeys, remind_people):
        with pytest.raises(Refusal, match="clock"):
            act(by=clerk(), at=NOON)


def test_sums_count_papers_days_and_waivers_of_generated_people_by_themselves(office):
    for days in (2, 4, 9):
        journey = a_journey(ready=True, departs_in=30)
        clear_for_departure(journey=journey, by=office.first, at=NOON + days * DAY)
    asked = journey.requirements.get(kind=RequirementKind.PATENT)
    waiver = ask_waiver(requirement=asked, because="-", by=office.first, at=NOON)
    decide_waiver(waiver=waiver, grant=True, by=office.second, at=NOON)

    assert (papers_issued(synthetic=True), journeys_cleared(synthetic=True)) == (3, 3)
    assert days_to_cleared(synthetic=True) == 4
    assert [(each.ref, each.granted) for each in waivers_by_office(synthetic=True)] == [
        (office.first.organisation.ref, 1)
    ]
    assert (papers_issued(synthetic=False), days_to_cleared(synthetic=False)) == (0, None)
    assert waivers_by_office(synthetic=False) == ()
