"""Every page of the examination centre's own process: no link is broken, a look writes nothing, axe finds nothing."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from playwright.sync_api import Page

from hamsafar.medical.models import CentreKey, Examination
from tests.site import walk

pytestmark = pytest.mark.django_db(transaction=True)
CLINICIANS, OTHERS = ("physician", "supervisor", "laboratory"), ("reception",)
PHONE = {"width": 360, "height": 740}
REF = re.compile(r"[A-Z]-(?:[0-9A-Z]{4}-){4}[0-9A-Z*~$=]")
WRITE = re.compile(r"^\s*(?:insert\s+into|update|delete\s+from)\s+\"?([\w.\"]+)", re.IGNORECASE)
# A session is how a reader is known, and until when they sit at their desk; tries are counted in the cache.
MAY_BE_WRITTEN = {"django_session", "shared_cache"}


@pytest.fixture
def inside(demo_node, settings) -> None:
    """The centre's process: its own addresses and none of the node's."""
    settings.ROOT_URLCONF, settings.IS_CENTRE = "hamsafar.front.centre_urls", True


def at_work(name: str, sign_ins) -> Client:
    """Somebody of the centre's staff who sits at their desk; a clinician's is unlocked."""
    client, password = Client(), sign_ins[name].password
    client.post("/accounts/login/", {"login": name, "password": password})
    client.post("/choose/", {"centre": CentreKey.objects.filter(retired_at__isnull=True).get().office})
    if name in CLINICIANS:
        assert client.post("/unlock/", {"passphrase": password}).status_code == 302
    return client


def starts_of(client: Client, name: str) -> list[str]:
    """Where a reader begins: the first page, and for a physician each folder, which is opened by a button."""
    folders = Examination.objects.values_list("ref", flat=True) if name == "physician" else ()
    for ref in folders:
        client.post(f"/folders/{ref}/open/")
    return ["/", *(f"/folders/{ref}/" for ref in folders)]


def test_every_page_of_the_centre_is_sound_and_usable_by_everybody(live_server, page: Page, inside, sign_ins, subtests):
    seen: set[str] = set()
    for name in (*CLINICIANS, *OTHERS):
        client = at_work(name, sign_ins)
        starts = starts_of(client, name)
        with CaptureQueriesContext(connection) as asked:
            found = [walk(client, start) for start in starts]
        with subtests.test("no link is broken, and a look writes nothing", reader=name):
            assert [broken for each in found for broken in each.broken] == []
            written = {match[1] for query in asked if (match := WRITE.match(query["sql"]))}
            assert {each.strip('"') for each in written} <= MAY_BE_WRITTEN
        page.context.clear_cookies()
        cookies = client.cookies.items()
        page.context.add_cookies([{"name": key, "value": each.value, "url": live_server.url} for key, each in cookies])
        for each in found:
            for path in sorted(each.pages):
                kind = REF.sub("…", path.partition("?")[0])
                if kind in seen:
                    continue
                seen.add(kind)
                with subtests.test(kind, reader=name):
                    _look(page, live_server.url + path)
    assert {
        "/",
        "/folders/",
        "/folders/…/",
        "/folders/…/conclude/",
        "/supervision/",
        "/laboratory/",
        "/visitors/",
    } <= seen


def _look(page: Page, url: str) -> None:
    """On a phone axe finds nothing, and nothing sticks out."""
    page.set_viewport_size(PHONE)
    page.goto(url)
    assert page.evaluate("document.scrollingElement.scrollWidth") <= PHONE["width"]
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
