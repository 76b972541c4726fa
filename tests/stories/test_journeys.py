"""A worker from registration to a cleared sheet; and a journey that loses a right the day before departure."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils.timezone import localdate, now
from playwright.sync_api import Page, expect

from hamsafar.accounts.models import User
from hamsafar.journeys.actions.keeping import add_contact, confirm_contact, give_consent
from hamsafar.journeys.enums import ConsentHow, ContactKind, JourneyState, Purpose
from hamsafar.journeys.models import Journey, Person
from hamsafar.notices.models import Notice
from hamsafar.papers.models import Paper

pytestmark = pytest.mark.django_db(transaction=True)
TOMORROW = timedelta(days=1)


def test_a_worker_from_registration_to_a_cleared_sheet_which_is_lost_the_day_before_departure(
    live_server, page: Page, sign_in
):
    sign_in("clerk")
    person = _registers(page, live_server.url)
    _may_be_told(person)
    journey = _opens_a_journey(page, live_server.url, person)
    _records_the_check(page)
    page.context.clear_cookies()
    sign_in("clerk-2")
    _confirms_it(page, live_server.url, journey)
    page.context.clear_cookies()
    sign_in("papers")
    _clears_and_prints(page, live_server.url, journey)
    _takes_the_check_back(page, live_server.url, journey)


def _registers(page: Page, url: str) -> Person:
    page.goto(f"{url}/people/register/")
    boxes = {"family": "Намунаев", "given": "Ҳамсафар", "latin_family": "NAMUNAEV", "latin_given": "HAMSAFAR"}
    for box, value in (boxes | {"number": "400999001", "country": "TJK"}).items():
        page.fill(f"input[name={box}]", value)
    for name, day in (("birth", date(1994, 4, 9)), ("expires", localdate() + timedelta(days=900))):
        for box in ("day", "month", "year"):
            page.fill(f"input[name={name}_{box}]", str(getattr(day, box)))
    page.check("input[name=sex][value=M]")
    page.get_by_role("button", name="Register", exact=True).click()
    expect(page.get_by_text("The file is open.")).to_be_visible()
    return Person.objects.latest("pk")


def _may_be_told(person: Person) -> None:
    """The person shows a telephone at the desk, and consents to messages."""
    clerk = User.objects.get(username="clerk")
    contact = add_contact(person=person, kind=ContactKind.PHONE, value="+992550000009", by=clerk, at=now())
    confirm_contact(contact=contact, by=clerk, at=now())
    give_consent(person=person, purpose=Purpose.MESSAGES, language="tg", how=ConsentHow.SPOKEN, by=clerk, at=now())


def _opens_a_journey(page: Page, url: str, person: Person) -> Journey:
    page.goto(f"{url}/people/{person.ref}/")
    page.get_by_role("link", name="Open a journey").click()
    page.check("input[name=purpose][value=worker]")
    _fill_day(page, "departs_on", localdate() + TOMORROW)
    page.fill("input[name=occupation]", "7112")
    page.get_by_role("button", name="Open").click()
    expect(page.get_by_text("Still to come before departure:")).to_be_visible()
    expect(page.get_by_text("the agreement is not known to be in force").first).to_be_visible()
    return Journey.objects.latest("pk")


def _records_the_check(page: Page) -> None:
    row = page.get_by_role("row").filter(has_text="Check for entry bans")
    row.get_by_role("link", name="Record").click()
    page.fill("input[name=words]", "answer no. 9 (example)")
    _fill_day(page, "on", localdate())
    page.get_by_role("button", name="Record it").click()
    expect(page.get_by_text("waits for a second officer").first).to_be_visible()


def _confirms_it(page: Page, url: str, journey: Journey) -> None:
    page.goto(f"{url}/journeys/waiting/")
    page.get_by_role("link", name=journey.ref).click()
    page.get_by_role("button", name="Confirm", exact=True).click()
    expect(page.get_by_text("Everything that is needed before departure is in hand.")).to_be_visible()


def _clears_and_prints(page: Page, url: str, journey: Journey) -> None:
    page.goto(f"{url}/journeys/{journey.ref}/")
    page.get_by_role("button", name="Issue the paper").click()
    expect(page.get_by_text("The paper is issued.")).to_be_visible()
    paper = Paper.objects.get(subject=journey.ref)
    sheet = page.request.get(f"{url}/journeys/{journey.ref}/sheets/{paper.pk}.pdf")
    assert sheet.body().startswith(b"%PDF")
    assert Journey.objects.get(pk=journey.pk).state(at=now()) is JourneyState.CLEARED


def _takes_the_check_back(page: Page, url: str, journey: Journey) -> None:
    page.goto(f"{url}/journeys/{journey.ref}/pre-trip-check/take-back/")
    page.fill("textarea[name=because]", "An entry ban was found today. (example)")
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_role("heading", name="Something is missing again")).to_be_visible()
    expect(page.get_by_text("An entry ban was found today. (example)").first).to_be_visible()
    told = Notice.objects.get(template="journeys/clearance_lost", about__contains=journey.ref)
    assert told.language == journey.person.language
    paper = Paper.objects.get(subject=journey.ref)
    page.goto(f"{url}/papers/{paper.pk}/")
    expect(page.get_by_text("What it proved no longer holds").first).to_be_visible()


def _fill_day(page: Page, name: str, day: date) -> None:
    for box in ("day", "month", "year"):
        page.fill(f"input[name={name}_{box}]", str(getattr(day, box)))
