"""Every page is usable by everybody: axe finds nothing, and nothing sticks out of a phone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from django.conf import settings

from tests.site import Walk, signed_in

PARTS = 6  # of about equal size, so that every core has some
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 900}


@pytest.mark.usefixtures("sign_ins")
@pytest.mark.parametrize("part", range(PARTS))
def test_axe_finds_nothing_on_any_page(part, walks, live_server, page, subtests):
    kinds = list(_one_of_each_kind(walks))[part::PARTS]

    for reader, name, path in kinds:
        _read_as(reader, page, live_server.url)
        with subtests.test(name, reader=reader, path=path):
            _look(page, live_server.url + path)

    assert kinds


def test_the_first_page_has_no_fault_in_the_dark_or_in_tajik(live_server, page, sign_ins):
    page.emulate_media(color_scheme="dark")
    page.context.add_cookies([{"name": settings.LANGUAGE_COOKIE_NAME, "value": "tg", "url": live_server.url}])

    _look(page, live_server.url)


def _one_of_each_kind(walks: dict[str, Walk]) -> Iterator[tuple[str, str, str]]:
    """A reader, the name of a kind of page, and where the first reader who has such a page finds one."""
    seen: set[str] = set()
    for reader, found in walks.items():
        for name, paths in found.paths.items():
            path = next((each for each in paths if each in found.pages), "")
            if path and name not in seen:
                seen.add(name)
                yield reader, name, path


def _read_as(reader: str, page, url: str) -> None:
    page.context.clear_cookies()
    cookies = signed_in(reader).cookies.values()
    page.context.add_cookies([{"name": each.key, "value": each.value, "url": url} for each in cookies])


def _look(page, url: str) -> None:
    """Axe at a desk and on a phone, and no scrolling sideways on the phone."""
    page.set_viewport_size(DESK)
    page.goto(url)
    page.evaluate(AXE_SCRIPT)
    _find_nothing(page)
    page.set_viewport_size(PHONE)
    assert page.evaluate("document.scrollingElement.scrollWidth") <= PHONE["width"]
    _find_nothing(page)


def _find_nothing(page) -> None:
    found = AxeResults(page.evaluate("axe.run({resultTypes: ['violations']})"))
    assert found.violations_count == 0, found.generate_report()
