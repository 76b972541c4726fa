"""Journeys on pages: the demonstration reaches every state, and each page does its one action or says why not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils.timezone import localdate, now

from hamsafar.accounts.models import User
from hamsafar.journeys.enums import AttestationState, JourneyState, RequirementKind, ToldBy, WaiverState
from hamsafar.journeys.journeys_demo import make_demo
from hamsafar.journeys.models import Attestation, Crossing, Journey, Person, Waiver
from hamsafar.papers.enums import PaperState
from hamsafar.papers.models import Paper

DAY = timedelta(days=1)


@pytest.fixture
def desk(demo_node) -> Client:
    return _signed_in("clerk")


def _signed_in(name: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(username=name))
    return client


def _in_state(state: JourneyState) -> Journey:
    return Journey.objects.in_state(state, at=now()).order_by("pk")[0]


def _day(name: str, when) -> dict[str, str]:
    return {f"{name}_day": str(when.day), f"{name}_month": str(when.month), f"{name}_year": str(when.year)}


def test_the_demonstration_reaches_every_state_and_twice_changes_nothing(demo_node):
    before = Journey.objects.count()
    make_demo(at=now())

    assert Journey.objects.count() == before
    assert {each.state(at=now()) for each in Journey.objects.all()} == set(JourneyState)
    assert set(Attestation.objects.values_list("state", flat=True)) == set(AttestationState.values)
    assert set(Waiver.objects.values_list("state", flat=True)) == set(WaiverState.values)
    assert Paper.objects.filter(subject__in=Journey.objects.values("ref"), state=PaperState.LAPSED).exists()
    assert not Journey.objects.filter(synthetic=False).exists()
    assert Journey.objects.exclude(lost_at=None).exists()


def test_the_list_keeps_those_in_a_state_and_of_a_purpose(desk):
    for query, shown in (("?state=cleared", JourneyState.CLEARED), ("?state=returned", JourneyState.RETURNED)):
        text = desk.get(f"/journeys/{query}").content.decode()
        assert _in_state(shown).ref in text
        assert _in_state(JourneyState.CANCELLED).ref not in text
    assert Journey.objects.filter(purpose="student")[0].ref in desk.get("/journeys/?purpose=student").content.decode()
    assert "second officer" in desk.get("/journeys/waiting/").content.decode()


def test_a_journey_that_lost_its_paper_says_so_and_why(desk):
    lost = Journey.objects.exclude(lost_at=None)[0]

    text = desk.get(f"/journeys/{lost.ref}/").content.decode()

    assert "Something is missing again" in text
    assert "names somebody else" in text
    assert "not known to be in force" in text


def test_the_ninety_days_change_at_the_turn_of_the_year_on_the_page(desk):
    abroad = _in_state(JourneyState.ABROAD)

    old, new = (desk.get(f"/journeys/{abroad.ref}/?on={day}").content.decode() for day in ("2024-12-31", "2025-01-01"))

    assert "90/180 days" in old
    assert "earlier wording of 115-FZ" in old
    assert "90 days in a calendar year" in new
    assert "260-FZ of 8 August 2024" in new
    assert all("nakanune-22801843" in text for text in (old, new))


def test_a_clerk_opens_a_journey_two_confirm_and_a_paper_officer_clears(desk):
    travelled = Journey.objects.values("person")
    person = Person.objects.filter(passports__expires__gt=localdate() + 60 * DAY, merged_into=None)
    person = person.exclude(pk__in=travelled).order_by("pk")[0]
    form = {"purpose": "worker", "occupation": "7112"} | _day("departs_on", localdate() + 3 * DAY)

    assert (
        "travels to work" in desk.post(f"/journeys/open/{person.ref}/", form | {"purpose": "student"}).content.decode()
    )
    desk.post(f"/journeys/open/{person.ref}/", form)
    journey = Journey.objects.of(person).get()
    words = {"words": "answer 9 (example)"} | _day("on", localdate())
    desk.post(f"/journeys/{journey.ref}/pre-trip-check/record/", words)
    made = Attestation.objects.waiting().get(requirement__journey=journey)
    refused = desk.post(f"/journeys/attestations/{made.pk}/decision/", {"decision": "confirm"})
    assert refused.status_code == 409
    _signed_in("clerk-2").post(f"/journeys/attestations/{made.pk}/decision/", {"decision": "confirm"})
    officer = _signed_in("papers")
    assert officer.post(f"/journeys/{journey.ref}/clear/").status_code == 302

    assert Journey.objects.get(pk=journey.pk).state(at=now()) is JourneyState.CLEARED
    paper = Paper.objects.get(subject=journey.ref)
    assert officer.get(f"/journeys/{journey.ref}/sheets/{paper.pk}.pdf").content.startswith(b"%PDF")
    assert desk.get(f"/journeys/{journey.ref}/sheets/{paper.pk}.pdf").status_code == 409


def test_each_form_does_its_one_thing(desk):
    open_one, cleared = _in_state(JourneyState.OPEN), _in_state(JourneyState.CLEARED)
    abroad = _in_state(JourneyState.ABROAD)
    officer, other = _signed_in("papers"), _signed_in("papers-2")

    desk.post(f"/journeys/{cleared.ref}/departure/", _day("departs_on", localdate() + 4 * DAY))
    desk.post(f"/journeys/{cleared.ref}/pre-trip-check/take-back/", {"because": "Another's. (example)"})
    desk.post(f"/journeys/{abroad.ref}/crossing/", {"direction": "exit"} | _day("on", localdate()))
    ground = {"ground": "permit"} | _day("starts", localdate()) | _day("until", localdate() + DAY)
    desk.post(f"/journeys/{abroad.ref}/ground/", ground)
    officer.post(f"/journeys/{cleared.ref}/patent/waive/", {"because": "Closed. (example)"})
    waiver = Waiver.objects.get(requirement__journey=cleared, requirement__kind=RequirementKind.PATENT)
    other.post(f"/journeys/waivers/{waiver.ref}/decision/", {"decision": "grant"})
    desk.post(f"/journeys/{open_one.ref}/cancel/", {"because": "Stays. (example)"})

    cleared.refresh_from_db()
    assert cleared.departs_on == localdate() + 4 * DAY
    assert cleared.state(at=now()) is JourneyState.OPEN
    assert Crossing.objects.filter(journey=abroad, direction="exit", told_by=ToldBy.OFFICER).exists()
    assert abroad.stay_periods.filter(ground="permit").exists()
    waiver.refresh_from_db()
    assert waiver.state == WaiverState.GRANTED
    assert Journey.objects.get(pk=open_one.pk).cancelled_at


def test_what_is_no_requirement_is_not_found_and_others_are_kept_out(desk):
    journey = _in_state(JourneyState.OPEN)

    assert desk.get(f"/journeys/{journey.ref}/parade/record/").status_code == 404
    assert desk.get("/journeys/J-NOBODY/").status_code == 404
    assert _signed_in("analyst").get(f"/journeys/{journey.ref}/").status_code == 409
    made = Attestation.objects.waiting()[0]
    assert desk.get(f"/journeys/attestations/{made.pk}/scan/").status_code == 404


def test_many_journeys_ask_as_many_questions_as_few(desk, django_assert_max_num_queries):
    with django_assert_max_num_queries(16):
        desk.get("/journeys/")
