"""A registration clerk finds one person typed three ways, is stopped at a duplicate, merges two files, undoes it.

Then the person comes with a reference and a code, and sees who looked.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from hamsafar.journeys.models import Duplicate, Merge, Person
from tests.factories.files import picture

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def three_files(sign_ins) -> list[Person]:
    """The files of the demonstration's person whose name three clerks wrote, the first file first."""
    pairs = Duplicate.objects.open().filter(found_by="registration")
    files = Counter(file for pair in pairs for file in (pair.one_id, pair.other_id))
    keys = sorted(key for key, times in files.items() if times > 1)
    return list(Person.objects.filter(pk__in=keys).order_by("pk"))


def test_a_clerk_finds_one_person_typed_three_ways_is_stopped_merges_and_undoes(
    live_server, page: Page, sign_in, three_files, tmp_path
):
    assert len(three_files) == 3
    sign_in("clerk")

    _finds_all_three(page, live_server.url, three_files)
    _is_stopped_at_a_duplicate(page, live_server.url, three_files[0])
    kept = _merges_two(page, live_server.url, three_files)
    _undoes_it(page)
    _adds_a_scan_and_corrects_the_file(page, live_server.url, kept, tmp_path)
    codes = _prints_codes(page, live_server.url, kept)
    _the_person_sees_who_looked(page, live_server.url, kept, codes[0])
    _and_asks_for_a_correction(page, live_server.url)


def _finds_all_three(page: Page, url: str, files: list[Person]) -> None:
    for typed in (each.name for each in files):
        page.goto(f"{url}/people/")
        page.get_by_role("searchbox").fill(typed)
        page.get_by_role("button", name="Find").click()
        for file in files:
            expect(page.get_by_role("link", name=file.name, exact=True)).to_be_visible()


def _is_stopped_at_a_duplicate(page: Page, url: str, file: Person) -> None:
    before = Person.objects.count()
    family, given, patronymic = file.name.split(maxsplit=2)
    page.goto(f"{url}/people/register/")
    for box, value in (("family", family), ("given", given), ("patronymic", patronymic)):
        page.fill(f"input[name={box}]", value)
    for box, value in (("day", file.birth_date.day), ("month", file.birth_date.month), ("year", file.birth_date.year)):
        page.fill(f"input[name=birth_{box}]", str(value))
    page.check(f"input[name=sex][value={file.sex}]")
    page.get_by_role("button", name="Register", exact=True).click()

    expect(page.get_by_text("probably has a file already")).to_be_visible()
    expect(page.get_by_text("probably the same person").first).to_be_visible()
    assert Person.objects.count() == before


def _merges_two(page: Page, url: str, files: list[Person]) -> Person:
    pair = Duplicate.objects.open().get(one=files[0], other=files[1])
    page.goto(f"{url}/people/duplicates/{pair.ref}/")
    expect(page.get_by_text(files[1].name).first).to_be_visible()
    page.fill("textarea[name=reason]", "One passport, shown at the desk.")
    page.get_by_role("button", name="read the first file").click()

    expect(page.get_by_text("are read as one")).to_be_visible()
    expect(page.get_by_text(files[1].name).first).to_be_visible()
    return files[0]


def _undoes_it(page: Page) -> None:
    page.fill("input[name=reason]", "The photographs differ.")
    page.get_by_role("button", name="Undo the merge").click()

    expect(page.get_by_text("The files are parted")).to_be_visible()
    assert not Merge.objects.standing().filter(reason="One passport, shown at the desk.").exists()


def _adds_a_scan_and_corrects_the_file(page: Page, url: str, person: Person, folder: Path) -> None:
    scan = folder / "renewed-passport.png"
    scan.write_bytes(picture("PNG"))
    page.goto(f"{url}/people/{person.ref}/")
    page.get_by_role("link", name="Add a photograph or a scan").click()
    page.check("input[name=kind][value=passport]")
    page.set_input_files("input[name=file]", scan)
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_role("link", name="renewed-passport.png")).to_be_visible()

    page.get_by_role("link", name="Correct the file").first.click()
    page.fill("input[name=district]", "district E (example)")
    page.fill("textarea[name=reason]", "As the house register says.")
    page.get_by_role("button", name="Correct it").click()
    page.get_by_text("What stood here before").click()
    expect(page.get_by_text("As the house register says.").first).to_be_visible()


def _prints_codes(page: Page, url: str, person: Person) -> list[str]:
    page.goto(f"{url}/rights/{person.ref}/")
    page.get_by_role("button", name="codes").click()
    return page.locator("ol > li.num").all_inner_texts()


def _the_person_sees_who_looked(page: Page, url: str, person: Person, code: str) -> None:
    page.context.clear_cookies()
    page.goto(f"{url}/mine/")
    page.locator("input[name=ref]").fill(person.ref)
    page.fill("input[name=code]", code)
    page.get_by_role("button", name="Open my file").click()

    page.goto(f"{url}/mine/who/")
    expect(page.get_by_role("heading", name="Who opened your file")).to_be_visible()
    expect(page.get_by_text("opened your file to compare it with another").first).to_be_visible()
    expect(page.get_by_text("registration clerk").first).to_be_visible()
    expect(page.get_by_text("put a photograph or scan into your file").first).to_be_visible()


def _and_asks_for_a_correction(page: Page, url: str) -> None:
    page.goto(f"{url}/mine/")
    page.get_by_role("link", name="Something in my file is wrong").click()
    page.check("input[name=field][value=name]")
    page.fill("textarea[name=words]", "With another letter, as in my new passport.")
    page.get_by_role("button", name="Ask for a correction").click()

    expect(page.get_by_text("Waits for an officer")).to_be_visible()
