"""What centres and desks count: conclusions and no examinations, waiting, decisions in time, exemptions by office."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from hamsafar.appointments.actions.booking import book_slot
from hamsafar.appointments.enums import BookingState
from hamsafar.appointments.models import Booking
from hamsafar.documents.actions import deciding, working
from hamsafar.documents.actions.law import needed
from hamsafar.documents.enums import Outcome
from hamsafar.documents.models import Application
from hamsafar.figures import measures
from hamsafar.figures.rules.suppression import LEAST
from hamsafar.journeys.actions.journeys import meet_requirement, write_as_met
from hamsafar.journeys.enums import RequirementKind
from hamsafar.kit.actor import SYSTEM
from tests.factories.accounts import OfficerFactory
from tests.factories.appointments import MONDAY, a_service, an_office, with_places
from tests.factories.documents import Desk, a_desk
from tests.factories.journeys import a_journey

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def desk() -> Desk:
    return a_desk()


def counted(*, synthetic: bool = False) -> dict[str, int]:
    return {each.key: each.value for each in measures.of_offices() if each.synthetic is synthetic}


def an_exemption(desk: Desk) -> None:
    application = desk.in_work("patent")
    code = needed(application.service, on=MONDAY.date())[0].code
    asked = working.ask_exemption(application=application, code=code, because="Of age 70.", by=desk.officer, at=MONDAY)
    working.decide_exemption(exemption=asked, grant=True, by=desk.head, at=MONDAY)


def test_conclusions_are_counted_once_the_release_gave_them_out_and_an_officer_s_word_is_none(desk):
    said = {"kind": RequirementKind.EXAMINATION, "on": MONDAY.date(), "at": MONDAY}
    for _n in range(LEAST):
        meet_requirement(journey=a_journey(), by=SYSTEM, **said)
    write_as_met(journey=a_journey(), until=None, evidence="", by=OfficerFactory(), **said)

    assert counted(synthetic=True)["conclusions-issued"] == LEAST
    assert not {each.key for each in measures.of_desks() if "examined" in each.key}


def test_fewer_conclusions_than_may_be_published_are_held_back(desk):
    meet_requirement(journey=a_journey(), kind=RequirementKind.EXAMINATION, on=MONDAY.date(), by=SYSTEM, at=MONDAY)

    assert "conclusions-issued" not in {each.key for each in measures.of_offices()}


def test_the_wait_is_the_median_of_who_came(desk):
    service, office = a_service(), an_office("waits")
    for number, slot in enumerate(with_places(office, service, days=LEAST)[:LEAST]):
        made = book_slot(slot=slot, holder=f"P-{number}", by=SYSTEM, at=MONDAY)
        came = now() - DAY
        Booking.objects.filter(pk=made.pk).update(
            state=BookingState.CAME, asked_at=came - (number + 2) * DAY, booked_at=came, came_at=came
        )

    assert counted()["wait-waits-examination"] == 4


def test_decisions_in_time_are_a_share_of_all_that_were_promised(desk):
    for number in range(LEAST):
        application = desk.complete()
        deciding.decide(application=application, outcome=Outcome.GRANTED, by=desk.officer, at=MONDAY)
        if not number:
            Application.objects.filter(pk=application.pk).update(due_on=MONDAY.date() - DAY)

    assert counted()["decided-in-time"] == 80


def test_of_few_decisions_no_share_is_published(desk):
    deciding.decide(application=desk.complete(), outcome=Outcome.GRANTED, by=desk.officer, at=MONDAY)

    assert "decided-in-time" not in counted()


def test_exemptions_of_an_office_are_public_however_few(desk):
    an_exemption(desk)

    page = Client().get(reverse("figures:exemptions")).content.decode()

    assert counted()["exemptions-desk"] == 1
    assert desk.office.words.en in page
    assert {each.key for each in measures.exemptions()} == {"exemptions-desk"}
    assert set(measures.of_offices()) <= set(measures.of_desks())


def test_without_an_exemption_the_page_says_so(db):
    assert (
        "No office of this node granted an exemption." in Client().get(reverse("figures:exemptions")).content.decode()
    )
