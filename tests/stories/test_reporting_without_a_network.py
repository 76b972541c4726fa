"""A report and an outcome survive a lost network and a closed tab, and arrive once."""

from __future__ import annotations

import pytest
from django.conf import settings as node_settings
from django.test import Client
from playwright.sync_api import expect

from hamsafar.incidents.models import AffectedOutcome, Report
from tests.factories import incidents as made

PHONE = {"width": 360, "height": 740}


@pytest.fixture
def desk(live_server, transactional_db, tmp_path, settings):
    """One desk of a node that is served, without the rest of the demonstration."""
    asker, _answerer = made.two_desks(tmp_path)
    with asker.here():
        yield asker


@pytest.fixture
def phone(page, live_server, desk):
    page.set_viewport_size(PHONE)
    page.goto(f"{live_server.url}/incidents/report/")
    page.wait_for_load_state("networkidle")
    return page


def _count_reports(words: str) -> int:
    return Report.objects.filter(words=words).count()


def test_a_report_survives_a_closed_tab_and_a_lost_network_and_arrives_once(phone, live_server):
    url = f"{live_server.url}/incidents/report/"
    phone.reload()  # the page is kept now: the worker that keeps it rules from the second look on
    phone.wait_for_load_state("networkidle")
    phone.get_by_label("What is happening?").fill("Held since noon, no water")

    phone.context.set_offline(True)
    phone.close()
    again = phone.context.new_page()
    again.set_viewport_size(PHONE)
    again.goto(url)
    expect(again.get_by_label("What is happening?")).to_have_value("Held since noon, no water")
    again.get_by_role("button", name="Send the report").click()
    expect(again.locator("[data-kept]")).to_be_visible()
    again.reload()
    expect(again.locator("[data-kept]")).to_be_visible()
    assert _count_reports("Held since noon, no water") == 0

    again.context.set_offline(False)
    expect(again.get_by_role("heading", name="Write both of these down")).to_be_visible()

    assert _count_reports("Held since noon, no water") == 1
    again.goto(url)
    expect(again.get_by_label("What is happening?")).to_have_value("")  # nothing is left on the device
    expect(again.locator("[data-kept]")).to_be_hidden()
    again.wait_for_load_state("networkidle")
    assert _count_reports("Held since noon, no water") == 1


def test_a_report_is_forgotten_on_a_shared_phone(phone):
    phone.get_by_label("What is happening?").fill("Nobody may read this")
    phone.reload()
    expect(phone.get_by_label("What is happening?")).to_have_value("Nobody may read this")

    phone.get_by_role("button", name="Forget this report").click()
    phone.reload()

    expect(phone.get_by_label("What is happening?")).to_have_value("")


def test_a_tap_without_a_network_waits_on_the_device_and_is_sent_later(page, live_server, desk):
    incident = made.incident(people=2, by=desk.writer)
    client = Client()
    client.force_login(desk.writer)
    session = {"name": node_settings.SESSION_COOKIE_NAME, "url": live_server.url}
    page.context.add_cookies([session | {"value": client.cookies[session["name"]].value}])
    page.set_viewport_size(PHONE)
    page.goto(f"{live_server.url}/incidents/{incident.ref}/")
    page.wait_for_load_state("networkidle")
    before = AffectedOutcome.objects.count()
    group = page.locator("form[data-tap]").first

    page.context.set_offline(True)
    group.get_by_role("button", name="let in").click()
    expect(page.locator("[data-waits]")).to_contain_text("No signal: 1 change waits here")
    page.context.set_offline(False)
    expect(page.locator("[data-waits]")).to_be_hidden()

    assert AffectedOutcome.objects.count() == before + 1
