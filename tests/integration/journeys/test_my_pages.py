"""A person's own pages: where I stand, what next, my papers, my rights; and nobody else's."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils.timezone import localdate, now

from hamsafar.accounts.enums import Role
from hamsafar.journeys.actions import trip_checks
from hamsafar.journeys.actions.check_sources import OtherNode
from hamsafar.journeys.actions.journeys import clear_for_departure, meet_requirement
from hamsafar.journeys.actions.own_papers import take_sheet
from hamsafar.journeys.actions.sign_in import TheirOwn, print_codes
from hamsafar.journeys.enums import CheckAnswer, ConsentHow, JourneyState, Phase, RequirementKind
from hamsafar.journeys.models import Crossing, Journey, Person, Requirement, TripCheck
from hamsafar.journeys.rules.journeys import RequirementFacts
from hamsafar.journeys.rules.next_step import next_kind
from hamsafar.kit.actor import SYSTEM
from hamsafar.kit.refusal import Refusal
from hamsafar.ledger.models import Line
from tests.factories.accounts import OfficerFactory
from tests.factories.checks import Authority, authority
from tests.factories.incidents import load_the_corridor
from tests.factories.journeys import a_journey, traveller
from tests.factories.papers import PaperOffice, paper_office
from tests.factories.people import bare_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(tmp_path: Path, settings) -> PaperOffice:
    settings.VAR, settings.KEYS, settings.THIS_SIDE = tmp_path, tmp_path / "keys", "tj"
    return paper_office(tmp_path / "keys", at=now() - timedelta(days=2))


@pytest.fixture
def maker(office: PaperOffice) -> Authority:
    made = authority(side="ru", first=office.first, second=office.second, at=now() - timedelta(hours=3))
    made.load(at=now() - timedelta(hours=2))
    return made


@pytest.fixture
def person(office) -> Person:
    return traveller(at=now() - timedelta(days=1))


def came_in(client: Client, person: Person) -> Client:
    """The same phone, signed in with a printed code."""
    code = print_codes(person=person, by=OfficerFactory(role=Role.REGISTRATION_CLERK), at=now())[0]
    assert client.post("/mine/sign-in/", {"ref": person.ref, "code": code}).status_code == 302
    return client


def read(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_person_begins_a_journey_by_phone_and_is_told_one_next_step(client: Client, person):
    load_the_corridor()
    came_in(client, person)
    assert "Begin a journey" in read(client, "/mine/")

    refused = client.post("/mine/journey/", {"departs_on_day": ""}).content.decode()
    assert "Say why you travel" in refused
    leaving = localdate() + timedelta(days=20)
    boxes = {"departs_on_day": leaving.day, "departs_on_month": leaving.month, "departs_on_year": leaving.year}
    client.post("/mine/journey/", {"purpose": "worker", **boxes})

    journey = Journey.objects.get()
    assert (journey.purpose, journey.opened_by) == ("worker", person.ref)
    page = read(client, "/mine/")
    assert page.count('class="next"') == 1
    assert "Before departure" in page
    assert "After entry" in page


def test_a_check_on_ones_own_page_meets_what_the_journey_asks(client: Client, person, maker):
    journey = a_journey(person, at=now() - timedelta(hours=1))
    came_in(client, person)

    client.post("/mine/checks/ask/")

    check = TripCheck.objects.get()
    assert (check.answer, check.consent) == (CheckAnswer.NOT_FOUND, ConsentHow.PAGE)
    asked = journey.requirements.get(kind=RequirementKind.PRE_TRIP)
    assert asked.evidence == check.ref
    assert asked.until == localdate(check.until)
    page = read(client, "/mine/checks/")
    assert "Not found on the list" in page
    assert client.get(f"/mine/checks/{check.ref}/receipt.pdf").content[:5] == b"%PDF-"
    assert check.ref in read(client, "/mine/")


def test_an_answer_that_is_not_good_takes_an_earlier_one_back(person, maker):
    journey = a_journey(person, at=now() - timedelta(hours=1))
    own = TheirOwn(person.ref)
    trip_checks.ask_check(person=person, consent=ConsentHow.PAGE, by=own, at=now())
    assert journey.requirements.get(kind=RequirementKind.PRE_TRIP).met_on

    entry = maker.said().entries[0]
    listed = type(entry)((person.name,), person.born, ("400000001",))
    maker.load(listed, number=2, at=now() - timedelta(minutes=1))
    found = trip_checks.ask_check(person=person, consent=ConsentHow.PAGE, by=own, at=now())

    assert found.answer == CheckAnswer.FOUND
    assert journey.requirements.get(kind=RequirementKind.PRE_TRIP).met_on is None


def test_an_answer_that_ends_today_meets_nothing(person, maker):
    journey = a_journey(person, at=now() - timedelta(hours=1))
    maker.load(number=2, at=now() - timedelta(minutes=1), expires=now() + timedelta(seconds=1))

    trip_checks.ask_check(
        person=person, consent=ConsentHow.PAGE, by=TheirOwn(person.ref), at=now() - timedelta(seconds=1)
    )

    asked = journey.requirements.get(kind=RequirementKind.PRE_TRIP)
    assert asked.met_on is None or asked.until == localdate() + timedelta(days=1)


def test_a_paper_is_shown_with_its_code_and_taken_along_as_a_sheet(client: Client, person, office):
    journey = a_journey(person, ready=True, at=now() - timedelta(hours=1))
    Requirement.objects.filter(journey=journey, kind=RequirementKind.PRE_TRIP).update(needed=False)
    paper = clear_for_departure(journey=journey, by=SYSTEM, at=now())
    came_in(client, person)

    page = read(client, f"/mine/papers/{paper.pk}/")
    assert "<svg" in page
    assert "HAMROHI NAMUNAVI" in page
    assert client.get(f"/mine/papers/{paper.pk}/sheet.pdf").content[:5] == b"%PDF-"
    assert Line.objects.concerning(person.ref).filter(verb="paper sheet taken", by=person.ref).exists()
    assert "Have your paper with you" in read(client, "/mine/")


def test_nobody_sees_the_papers_and_receipts_of_another(client: Client, person, office, maker):
    journey = a_journey(person, ready=True, at=now() - timedelta(hours=1))
    Requirement.objects.filter(journey=journey, kind=RequirementKind.PRE_TRIP).update(needed=False)
    paper = clear_for_departure(journey=journey, by=SYSTEM, at=now())
    check = trip_checks.ask_check(person=person, consent=ConsentHow.PAGE, by=TheirOwn(person.ref), at=now())
    other = bare_person()
    came_in(client, other)

    for path in (
        f"/mine/papers/{paper.pk}/",
        f"/mine/papers/{paper.pk}/sheet.pdf",
        f"/mine/checks/{check.ref}/receipt.pdf",
    ):
        assert client.get(path).status_code == 404
    with pytest.raises(Refusal, match="not yours"):
        take_sheet(person=other, paper=paper, by=TheirOwn(other.ref), at=now())


def test_without_a_sign_in_every_page_leads_to_it_and_rights_are_for_everybody(client: Client, person, office, maker):
    check = trip_checks.ask_check(person=person, consent=ConsentHow.PAGE, by=TheirOwn(person.ref), at=now())
    paths = ("who", "print", "papers/1", "checks", "journey")

    for path in paths:
        assert client.get(f"/mine/{path}/").url == "/mine/"
    assert client.get("/mine/papers/1/sheet.pdf").url == "/mine/"
    assert client.get(f"/mine/checks/{check.ref}/receipt.pdf").url == "/mine/"
    assert client.post("/mine/checks/ask/").url == "/mine/checks/"
    assert TripCheck.objects.count() == 1
    page = read(client, "/mine/rights/")
    assert "article 36" in page
    assert page.count("not established") == 5
    for words in ("Прошу вас это прочитать", "Хоҳиш мекунам, инро хонед", "I ask you to read this"):
        assert words in page


def test_everything_prints_on_one_page_and_who_opened_the_file_stands_apart(client: Client, person):
    came_in(client, person)

    assert person.ref in read(client, "/mine/print/")
    assert "signed in to your own pages" in read(client, "/mine/who/")


def test_a_check_that_waits_says_so(client: Client, person, maker):
    trip_checks.ask_check(person=person, consent=ConsentHow.PAGE, source=OtherNode(), by=TheirOwn(person.ref), at=now())
    came_in(client, person)

    assert "Waits" in read(client, "/mine/checks/")
    assert "Waits" in read(client, "/mine/")


def test_the_first_page_asks_as_many_questions_for_many_rows_as_for_few(
    client, person, maker, django_assert_max_num_queries
):
    a_journey(person, at=now() - timedelta(hours=1))
    came_in(client, person)

    with django_assert_max_num_queries(40):
        size = len(read(client, "/mine/").encode())

    assert size < 20_000


# ---- the one next step -----------------------------------------------------------------------------------------------

TODAY = localdate()


def facts(kind: RequirementKind, phase: Phase = Phase.BEFORE_DEPARTURE, **more) -> RequirementFacts:
    return RequirementFacts(kind, phase, needed=True, **more)


def test_the_next_step_is_what_is_late_then_the_first_that_is_open_in_the_phase_of_the_journey():
    passport = facts(RequirementKind.PASSPORT)
    lapsed = facts(RequirementKind.PRE_TRIP, met_on=TODAY - timedelta(days=9), until=TODAY)
    patent = facts(RequirementKind.PATENT, Phase.AFTER_ENTRY, due_on=TODAY + timedelta(days=20))
    registration = facts(RequirementKind.REGISTRATION, Phase.AFTER_ENTRY, due_on=TODAY + timedelta(days=10))

    def nearest(*asked: RequirementFacts, state: JourneyState) -> RequirementKind | None:
        return next_kind(asked, state=state, on=TODAY)

    assert nearest(passport, lapsed, patent, state=JourneyState.OPEN) is RequirementKind.PRE_TRIP
    assert nearest(passport, patent, state=JourneyState.OPEN) is RequirementKind.PASSPORT
    assert nearest(patent, state=JourneyState.OPEN) is None
    assert nearest(patent, registration, state=JourneyState.ABROAD) is RequirementKind.REGISTRATION
    assert nearest(passport, state=JourneyState.RETURNED) is None


def test_a_desk_that_met_everything_leaves_the_paper_to_fetch(client: Client, person):
    journey = a_journey(person, at=now() - timedelta(hours=1))
    for each in journey.requirements.before_departure().asked():
        meet_requirement(journey=journey, kind=RequirementKind(each.kind), on=localdate(), by=SYSTEM, at=now())
    came_in(client, person)

    assert "Fetch your paper" in read(client, "/mine/")


def test_a_person_says_that_they_crossed_and_sees_their_days_counted(client: Client, person):
    a_journey(person, at=now() - timedelta(hours=1))
    came_in(client, person)
    today = localdate()
    boxes = {"on_day": today.day, "on_month": today.month, "on_year": today.year}

    assert "Say which way you crossed." in client.post("/mine/crossed/", boxes).content.decode()
    assert client.post("/mine/crossed/", {"direction": "entry", **boxes}).status_code == 302

    crossing = Crossing.objects.get()
    assert (crossing.direction, crossing.on, crossing.told_by) == ("entry", today, "person")
    assert "1 of 90 used" in read(client, "/mine/")


def test_a_crossing_needs_a_sign_in_and_a_journey(client: Client, person):
    assert client.get("/mine/crossed/").url == "/mine/"
    came_in(client, person)
    assert client.get("/mine/crossed/").url == "/mine/"
