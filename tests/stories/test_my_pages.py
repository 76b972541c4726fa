"""A person on a phone of 360 px, without JavaScript: from a printed code to their own pages and a check."""

from __future__ import annotations

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.utils.timezone import localdate, now
from playwright.sync_api import Browser, Page, expect

from hamsafar.accounts.models import User
from hamsafar.journeys.actions.sign_in import print_codes
from hamsafar.journeys.models import Person, TripCheck

PHONE = {"width": 360, "height": 740}
LIGHT = 40_000  # bytes of one page, before compression
pytestmark = pytest.mark.django_db(transaction=True)


def test_a_person_sees_where_they_stand_asks_before_the_trip_and_carries_the_receipt(
    live_server, browser: Browser, sign_ins
):
    person = _somebody()
    code = print_codes(person=person, by=User.objects.get(username="clerk"), at=now())[0]
    context = browser.new_context(viewport=PHONE, java_script_enabled=False, color_scheme="dark")
    context.add_cookies([{"name": settings.LANGUAGE_COOKIE_NAME, "value": "tg", "url": live_server.url}])
    page = context.new_page()

    page.goto(f"{live_server.url}/mine/")
    page.get_by_label("Рамзи муроҷиати шумо").first.fill(person.ref)
    page.get_by_label("Рамз", exact=True).fill(code)
    page.get_by_role("button", name="Парвандаамро кушодан").click()
    expect(page.get_by_role("heading", name="Сафари ман")).to_be_visible()
    page.get_by_role("link", name="Оғози сафар").click()
    page.get_by_label("кор", exact=True).check()
    leaving = localdate() + timedelta(days=20)
    for box, value in zip(("Рӯз", "Моҳ", "Сол"), (leaving.day, leaving.month, leaving.year), strict=True):
        page.get_by_label(box, exact=True).fill(str(value))
    page.get_by_role("button", name="Нишон диҳед, ки чӣ лозим аст").click()
    expect(page.locator(".next")).to_have_count(1)

    page.goto(f"{live_server.url}/mine/checks/")
    page.get_by_role("button", name="Пурсидан").click()
    expect(page.locator(".stmts li").first).to_be_visible()
    assert TripCheck.objects.filter(person=person).exists()


@pytest.mark.parametrize("path", ["", "who/", "checks/", "journey/", "rights/"])
def test_every_own_page_is_light_and_without_a_fault_on_a_phone(live_server, browser: Browser, sign_ins, path: str):
    person = _somebody()
    code = print_codes(person=person, by=User.objects.get(username="clerk"), at=now())[0]
    page = browser.new_context(viewport=PHONE).new_page()
    _sign_in(page, live_server.url, person.ref, code)

    answer = page.goto(f"{live_server.url}/mine/{path}")

    assert answer is not None
    assert len(answer.body()) < LIGHT
    assert page.evaluate("document.scrollingElement.scrollWidth") <= PHONE["width"]
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def _somebody() -> Person:
    """Somebody of the demonstration, whose checks and journeys the demonstration left alone."""
    busy = TripCheck.objects.values("person")
    return Person.objects.synthetic().one_each().kept().exclude(pk__in=busy).filter(journeys=None).order_by("pk")[0]


def _sign_in(page: Page, url: str, ref: str, code: str) -> None:
    page.goto(f"{url}/mine/")
    page.locator("input[name=ref]").fill(ref)
    page.locator("input[name=code]").fill(code)
    page.locator("input[name=code]").press("Enter")
    page.wait_for_url(f"{url}/mine/")
