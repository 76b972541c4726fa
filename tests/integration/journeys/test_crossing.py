"""Crossings are told by the person, an officer or, with consent, the other side; days and due dates follow them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from uuid import uuid4

import pytest

from hamsafar.corridor.models import Post
from hamsafar.exchange.enums import InboxState
from hamsafar.exchange.models import InboxEnvelope, OutboxEnvelope
from hamsafar.journeys.actions.crossing import (
    forget_crossing,
    forget_told,
    note_stay_ground,
    report_crossing,
    stay_clock_of,
    take_crossing,
    tell_crossing,
)
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
from hamsafar.journeys.formats.trip_bodies import JourneyCrossed
from hamsafar.journeys.jobs import forget_crossing as forget
from hamsafar.journeys.jobs import forget_told as forget_our
from hamsafar.journeys.models import Consent, Crossing, Journey
from hamsafar.kit.actor import SYSTEM, VISITOR
from hamsafar.kit.refusal import Refusal
from hamsafar.ledger.models import Line
from hamsafar.notices.models import Notice
from hamsafar.papers.models import Paper
from tests.factories.exchange import two_nodes
from tests.factories.journeys import NOON, TODAY, a_journey, clerk, meet, traveller
from tests.factories.papers import PaperOffice, office_at, paper_office

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


def _agreed(journey: Journey) -> None:
    Consent.objects.create(
        person=journey.person, purpose=Purpose.CROSSINGS, language="tg", how=ConsentHow.SPOKEN, given_at=NOON
    )


def _told(of: Paper, **more) -> JourneyCrossed:
    return replace(JourneyCrossed(bytes(of.number), "entry", TODAY, ""), **more)


def test_the_other_side_tells_of_a_crossing_by_the_paper_where_the_person_consented(office):
    journey = a_journey(ready=True)
    paper = clear_for_departure(journey=journey, by=office.first, at=NOON)
    post = Post.objects.order_by("key")[0]
    given = {"subject": uuid4(), "at": NOON}

    assert take_crossing(told=_told(paper), **given, by=SYSTEM) is None
    _agreed(journey)
    made = take_crossing(told=_told(paper, post=post.pk), **given, by=SYSTEM)

    assert made is not None
    assert (made.told_by, made.post, made.direction) == (ToldBy.OTHER_SIDE, post, ENTRY)
    assert take_crossing(told=_told(paper, paper=b"0123456789"), **given, by=SYSTEM) is None
    for act in (partial(take_crossing, told=_told(paper)), forget_crossing, forget_told):
        with pytest.raises(Refusal, match="clock"):
            act(**given, by=clerk())


@pytest.mark.parametrize("wrong", [{"paper": b"short"}, {"direction": "sideways"}, {"post": "x" * 61}])
def test_an_envelope_about_a_crossing_says_nothing_else(wrong):
    with pytest.raises(ValueError, match=r"number of a paper|neither|too long"):
        replace(JourneyCrossed(bytes(10), "exit", TODAY, "vnukovo"), **wrong)


@pytest.mark.parametrize("agreed", [True, False])
def test_a_crossing_told_over_the_border_stands_once_where_the_person_agreed_and_nowhere_else(agreed, tmp_path):
    origin, destination = two_nodes(tmp_path)
    with origin.here():
        office = office_at(origin)
        journey = a_journey(ready=True)
        paper = clear_for_departure(journey=journey, by=office.first, at=NOON)
        office.publish_status()
    if agreed:
        _agreed(journey)
    origin.deliver(destination)
    officer, post = clerk(), Post.objects.order_by("key")[0]
    told = {"text": paper.text, "on": TODAY, "consent": ConsentHow.SPOKEN, "by": officer, "at": NOON}

    with destination.here():
        subject = tell_crossing(**told, direction=ENTRY, post=post)
        assert tell_crossing(**told, direction=ENTRY, post=None) != subject  # told twice
        forget_our(subject=str(subject))  # too early: the other side has not got it
    sent = OutboxEnvelope.objects.get(subject=subject)
    assert sent.wrapped_key is not None
    destination.deliver(origin)

    assert Crossing.objects.filter(journey=journey, told_by=ToldBy.OTHER_SIDE).count() == int(agreed)
    arrived = [each for each in origin.inbox() if each.kind == JourneyCrossed.NAME]
    assert [each.state for each in arrived] == [InboxState.TAKEN, InboxState.TAKEN]
    with origin.here():
        forget(subject=str(subject))
    assert InboxEnvelope.objects.get(pk=arrived[0].pk).wrapped_key is None
    assert InboxEnvelope.objects.get(pk=arrived[1].pk).wrapped_key is not None
    with destination.here():
        forget_our(subject=str(subject))
        sent.refresh_from_db()
        assert sent.wrapped_key is None
        lines = Line.objects.filter(about=f"case:{subject}")
        assert any("holder agreed: spoken" in each.verb for each in lines)
        assert not any(each.person for each in lines)


def test_the_other_side_is_told_only_by_a_good_paper_of_its_own(office, settings):
    journey = a_journey(ready=True)
    paper = clear_for_departure(journey=journey, by=office.first, at=NOON)
    office.publish_status()
    told = {"text": paper.text, "direction": ENTRY, "on": TODAY, "post": None, "consent": ConsentHow.WRITING}

    with pytest.raises(Refusal, match="paper is of this side"):
        tell_crossing(**told, by=clerk(), at=NOON)
    settings.THIS_SIDE = "ru"
    with pytest.raises(Refusal, match="does not hold"):
        tell_crossing(**(told | {"text": "HF1:AAAA"}), by=clerk(), at=NOON)
    with pytest.raises(Refusal, match="still to come"):
        tell_crossing(**(told | {"on": TODAY + DAY}), by=clerk(), at=NOON)
    with pytest.raises(Refusal, match="keeps journeys"):
        tell_crossing(**told, by=VISITOR, at=NOON)
    with pytest.raises(Refusal, match="in person"):
        tell_crossing(**told, by=SYSTEM, at=NOON)
    assert not OutboxEnvelope.objects.filter(kind=JourneyCrossed.NAME).exists()

    tell_crossing(**(told | {"direction": EXIT, "on": TODAY + 60 * DAY}), by=clerk(), at=NOON + 60 * DAY)

    assert OutboxEnvelope.objects.filter(kind=JourneyCrossed.NAME).count() == 1


def test_an_officer_tells_on_a_page_and_is_told_why_not(client, office, settings):
    paper = clear_for_departure(journey=a_journey(ready=True), by=office.first, at=NOON)
    client.force_login(clerk())
    form = {
        "text": paper.text,
        "direction": "entry",
        "how": "spoken",
        "on_day": "2",
        "on_month": "3",
        "on_year": "2026",
    }

    assert "/journeys/crossed/" in client.get("/journeys/").content.decode()
    assert "paper is of this side" in client.post("/journeys/crossed/", form).content.decode()
    assert "Say how the person agreed." in client.post("/journeys/crossed/", form | {"how": ""}).content.decode()
    settings.THIS_SIDE = "ru"
    assert client.post("/journeys/crossed/", form).status_code == 302
    assert OutboxEnvelope.objects.filter(kind=JourneyCrossed.NAME).count() == 1


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
