"""A registration clerk hands in a list, decides what it leaves open, imports it and takes it back."""

from __future__ import annotations

import os
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from hamsafar.journeys.jobs import apply_list, check_list
from hamsafar.journeys.models import PeopleImport, Person
from tests.factories.lists import csv_of, rows_of

DESK, PHONE = {"width": 1280, "height": 900}, {"width": 360, "height": 740}
PICTURES = os.environ.get("HAMSAFAR_PICTURES", "")  # a folder to look at what the story saw


def test_a_list_is_handed_in_decided_imported_and_taken_back(live_server, page, sign_in, tmp_path):
    rows = rows_of(61, 9)
    rows[0][3], rows[1][3], rows[2][6] = "03/04/1990", "31.02.1990", "4,01E+08"
    rows.append([*rows[4][:6], "XS6199999", ""])
    path = tmp_path / "brigade.csv"
    path.write_bytes(csv_of(rows, delimiter=";"))
    before = Person.objects.count()
    sign_in("clerk")
    page.goto(live_server.url + reverse("lists:hand_in"))
    look(page, "hand-in")
    page.set_input_files("input[type=file]", str(path))
    page.click("main button.govuk-button")
    ref = PeopleImport.objects.newest_first()[0].ref

    check_list(ref=ref)
    here = live_server.url + reverse("lists:list", args=[ref])
    page.goto(here)
    look(page, "list")
    page.goto(here + "columns/")
    look(page, "columns")
    page.goto(here + "rows/")
    look(page, "rows")
    page.check("input[value='1990-04-03']")
    page.click("section:has(input[value='1990-04-03']) button:text('Decide')")
    page.goto(here)
    page.click("aside button.govuk-button >> nth=0")
    apply_list(ref=ref)

    page.goto(here)
    assert Person.objects.count() == before + 7
    look(page, "imported")
    page.click("text=Undo the import")
    page.goto(live_server.url + reverse("lists:index"))
    look(page, "lists")
    assert Person.objects.count() == before


def look(page, name: str) -> None:
    """Everybody can use the page, at a desk and on a phone, in each language."""
    for language in ("tg", "ru", "en"):
        home = "/".join(page.url.split("/")[:3])
        page.context.add_cookies([{"name": "django_language", "value": language, "url": home}])
        page.reload()
        for width, size in (("1280", DESK), ("360", PHONE)):
            page.set_viewport_size(size)
            page.evaluate("document.fonts.ready.then(() => true)")  # a fallback face is wider
            assert page.evaluate("document.scrollingElement.scrollWidth") <= size["width"], (name, language)
            if PICTURES:
                page.screenshot(path=Path(PICTURES) / f"{name}-{language}-{width}.png", full_page=True)
            if language != "ru":
                found = Axe().run(page)
                assert found.violations_count == 0, found.generate_report()
    page.set_viewport_size(DESK)
