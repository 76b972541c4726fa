"""Every page is usable by everybody: axe finds nothing, and nothing sticks out of a phone."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client

from tests.site import walk

PERSONAS = ("secretariat", "coordinator", "analyst", "operator", "clerk", "recruitment", "consul", "incidents")
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 900}


def test_axe_finds_nothing_on_any_page(live_server, page, sign_in, sign_ins, subtests):
    seen: set[str] = set()
    for persona in ("", *PERSONAS):
        found = walk(_client(persona, sign_ins))
        if persona:
            page.context.clear_cookies()
            sign_in(persona)
        for name, paths in found.pages.items():
            if name not in seen and _is_page(found.answers[paths[0]]):
                seen.add(name)
                with subtests.test(name, path=paths[0]):
                    _look(page, live_server.url + paths[0])
    assert seen


def test_the_first_page_has_no_fault_in_the_dark_or_in_tajik(live_server, page, sign_ins):
    page.emulate_media(color_scheme="dark")
    page.context.add_cookies([{"name": settings.LANGUAGE_COOKIE_NAME, "value": "tg", "url": live_server.url}])

    _look(page, live_server.url)


def _client(persona: str, sign_ins) -> Client:
    client = Client()
    if persona:
        client.post("/accounts/login/", {"login": persona, "password": sign_ins[persona].password})
    return client


def _is_page(answer) -> bool:
    return answer.status_code == 200 and "html" in answer.get("Content-Type", "")


def _look(page, url: str) -> None:
    """Axe at a desk and on a phone, and no scrolling sideways on the phone."""
    page.set_viewport_size(DESK)
    page.goto(url)
    wide = Axe().run(page)
    assert wide.violations_count == 0, wide.generate_report()
    page.set_viewport_size(PHONE)
    assert page.evaluate("document.scrollingElement.scrollWidth") <= PHONE["width"]
    narrow = Axe().run(page)
    assert narrow.violations_count == 0, narrow.generate_report()
