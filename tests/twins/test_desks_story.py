"""Two workers over two live nodes, in a browser: one is examined, granted and cleared; one is treated and comes again.

The centre answers in a process of its own beside the origin's node, the documents desk is the destination's.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.utils.timezone import localdate
from playwright.sync_api import Browser, Page, expect

from hamsafar.front.nodes import TO_CENTRE
from hamsafar.medical.enums import Finding, ResultStatus
from hamsafar.medical.formats import fhir
from hamsafar.medical.rules.folders import Result
from tests.twins.pair import Pair, Served, until

PHONE = {"width": 360, "height": 740}
CENTRE = "Examination centre A (example)"
PLACES = "/appointments/at/centre-a/examination/"
TOMORROW = datetime.now(ZoneInfo("Asia/Dushanbe")).date() + timedelta(days=1)
ROUND = (
    "insert into procrastinate_jobs (queue_name, task_name, args)"
    " values ('centre', 'medical.make_round', '{\"timestamp\": 0}') returning id"
)
TREATMENT = "Treatment at the district centre, free of charge. (example)"


@dataclass(frozen=True)
class Worker:
    """Somebody invented, as they stand in their passport."""

    family: str
    given: str
    latin_family: str
    latin_given: str
    number: str
    born: date


FIRST = Worker("Намунаев", "Ҳамсафар", "NAMUNAEV", "HAMSAFAR", "400999001", date(1994, 4, 9))
SECOND = Worker("Тахминова", "Мисола", "TAKHMINOVA", "MISOLA", "400999002", date(1987, 11, 2))


@pytest.fixture(scope="module")
def staff(twins: Pair, browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Staff:
    """The centre's people at work, and an hour for everybody who wants one."""
    places_for_everybody(twins.origin, browser)
    centre = replace(twins.origin, url=_beside(twins.origin.url))
    return Staff(centre, browser, tmp_path_factory.mktemp("laboratory"))


def test_a_worker_is_examined_granted_what_they_applied_for_cleared_and_verified_offline(
    twins: Pair, browser: Browser, staff: Staff
):
    origin = twins.origin
    person, journey = registered(origin, browser, FIRST)
    examination = staff.receive(books(origin, browser), person)
    staff.examine(examination)
    staff.conclude(examination, {"outcome": "met"})
    assert not is_met(origin, browser, journey), "nothing is told before the evening"
    releases(origin)
    assert is_met(origin, browser, journey)

    granted_at_the_desk(twins.destination, browser, journey)
    until(lambda: "Fingerprints and photograph" in done(origin, browser, journey), "the origin learns of the grant")
    checked_by_two(origin, browser, journey)
    verified_offline(origin, browser, cleared(origin, browser, journey))


def test_somebody_who_is_treated_comes_again_and_nobody_outside_learns_why(twins: Pair, browser: Browser, staff: Staff):
    origin = twins.origin
    person, journey = registered(origin, browser, SECOND)
    first = staff.receive(booked_for(origin, browser, person), person)
    staff.examine(first, tuberculosis=Finding.POSITIVE)
    staff.conclude(first, {"outcome": "path", "treatment": TREATMENT, "retest_on": localdate() + timedelta(days=60)})
    releases(origin)
    assert not is_met(origin, browser, journey)

    second = staff.receive(books(origin, browser), person)
    staff.examine(second)
    staff.conclude(second, {"outcome": "met"})
    releases(origin)
    assert is_met(origin, browser, journey)
    assert TREATMENT.encode() not in origin.dump()


def _beside(url: str) -> str:
    """The address of the centre's process, so far above its node's."""
    host, port = url.rsplit(":", 1)
    return f"{host}:{int(port) + TO_CENTRE}"


# ---- the origin's offices --------------------------------------------------------------------------------------------


def places_for_everybody(origin: Served, browser: Browser) -> None:
    """Who plans the centre opens a room by day and night, and gives places to all who wait: then anybody may choose."""
    page = origin.open(browser, "planner")
    page.goto("/appointments/reception/centre-a/plan/rooms/")
    page.fill("[name=name]", "night")
    page.get_by_role("button", name="Add a room").click()
    page.goto("/appointments/reception/centre-a/plan/shift/")
    page.select_option("[name=service]", label="Examination")
    page.select_option("[name=room]", label="night")
    for box in page.locator("[name=weekdays]").all():
        box.check()
    page.fill("[name=begins]", "00:00")
    page.fill("[name=ends]", "23:30")
    page.select_option("[name=examiner]", "woman")
    page.get_by_role("button", name="Add the shift").click()
    _days(page, TOMORROW, TOMORROW + timedelta(days=3))
    page.get_by_role("button", name="Open places").click()
    expect(page.get_by_text(re.compile(r"\d+ places? (is|are) new"))).to_be_visible()
    page.goto("/appointments/reception/waiting/examination/")
    _days(page, TOMORROW, TOMORROW + timedelta(days=3))
    page.get_by_role("button", name="Give places").click()
    expect(page.get_by_role("main")).to_contain_text("Nobody waits.")
    page.context.close()


def registered(origin: Served, browser: Browser, who: Worker) -> tuple[str, str]:
    """A file and a journey of somebody, opened at the registration desk; their references."""
    page = origin.open(browser, "clerk")
    page.goto("/people/register/")
    boxes = {"family": who.family, "given": who.given, "latin_family": who.latin_family, "latin_given": who.latin_given}
    for box, value in (boxes | {"number": who.number, "country": "TJK"}).items():
        page.fill(f"input[name={box}]", value)
    _day(page, "birth", who.born)
    _day(page, "expires", localdate() + timedelta(days=900))
    page.check("input[name=sex][value=M]")
    page.get_by_role("button", name="Register", exact=True).click()
    expect(page.get_by_text("The file is open.")).to_be_visible()
    person = _ref(page.url)
    page.get_by_role("link", name="Open a journey").click()
    page.check("input[name=purpose][value=worker]")
    _day(page, "departs_on", localdate() + timedelta(days=20))
    page.fill("input[name=occupation]", "7112")
    page.get_by_role("button", name="Open").click()
    expect(page.get_by_text("Still to come before departure:")).to_be_visible()
    journey = _ref(page.url)
    page.context.close()
    return person, journey


def books(origin: Served, browser: Browser) -> str:
    """Somebody takes an hour of tomorrow on their telephone; the reference on the receipt."""
    page = origin.open(browser, **PHONE)
    page.goto(f"{PLACES}{TOMORROW}/")
    page.get_by_role("radio", name=re.compile(r"\d\d:\d\d")).first.check()
    page.get_by_role("button", name="Take this place").click()
    expect(page.get_by_role("heading", name="Write both of these down")).to_be_visible()
    ref = page.locator("dd b").first.inner_text()
    page.context.close()
    return ref


def booked_for(origin: Served, browser: Browser, person: str) -> str:
    """The reception takes a place for somebody with a file; the reference of the booking."""
    page = origin.open(browser, "reception")
    page.goto("/appointments/reception/centre-a/group/")
    page.select_option("[name=service]", label="Examination")
    page.fill("[name=people]", person)
    _days(page, TOMORROW, TOMORROW)
    page.get_by_role("button", name="Take the places").click()
    expect(page.get_by_role("main")).to_contain_text(person)
    ref = page.get_by_role("row").filter(has_text=person).get_by_role("link").inner_text()
    page.context.close()
    return ref


def done(origin: Served, browser: Browser, journey: str) -> list[str]:
    """The requirements of a journey that are met, as a clerk reads them."""
    page = origin.open(browser, "clerk")
    page.goto(f"/journeys/{journey}/")
    rows = page.get_by_role("row").filter(has=page.locator(".mark--done")).all()
    found = [row.locator("b").first.inner_text() for row in rows]
    page.context.close()
    return found


def is_met(origin: Served, browser: Browser, journey: str) -> bool:
    return "Medical examination" in done(origin, browser, journey)


def releases(origin: Served) -> None:
    """The evening's round, begun now."""
    job = origin.ask(ROUND)
    ended = f"select count(*) from procrastinate_jobs where id = {job} and status = 'succeeded'"  # noqa: S608
    until(lambda: origin.ask(ended) == 1, "the evening's round is made")


def checked_by_two(origin: Served, browser: Browser, journey: str) -> None:
    """One clerk records that the list was asked, another confirms it."""
    page = origin.open(browser, "clerk")
    page.goto(f"/journeys/{journey}/")
    row = page.get_by_role("row").filter(has_text="Check for entry bans")
    row.get_by_role("link", name="Record").click()
    page.fill("input[name=words]", "answer no. 9 (example)")
    _day(page, "on", localdate())
    page.get_by_role("button", name="Record it").click()
    second = origin.open(browser, "clerk-2")
    second.goto(f"/journeys/{journey}/")
    second.get_by_role("button", name="Confirm", exact=True).click()
    expect(second.get_by_text("Everything that is needed before departure is in hand.")).to_be_visible()
    page.context.close()
    second.context.close()


def cleared(origin: Served, browser: Browser, journey: str) -> str:
    """The paper is issued and its sheet printed; the text of its code."""
    page = origin.open(browser, "papers")
    page.goto(f"/journeys/{journey}/")
    page.get_by_role("button", name="Issue the paper").click()
    expect(page.get_by_text("The paper is issued.")).to_be_visible()
    page.goto(f"/journeys/{journey}/")
    sheet = page.get_by_role("link", name="Sheet to print").get_attribute("href")
    assert page.request.get(f"{origin.url}{sheet}").body().startswith(b"%PDF")
    page.context.close()
    return origin.read(f"select text from papers_paper where subject = '{journey}'")  # noqa: S608


def verified_offline(origin: Served, browser: Browser, text: str) -> None:
    """A telephone that was on the page once answers without a network."""
    page = origin.open(browser, **PHONE)
    page.goto("/check/")
    expect(page.locator("#check[data-offline=ready]")).to_be_attached(timeout=20_000)
    page.context.set_offline(True)
    page.reload()
    expect(page.locator("#check[data-ready=yes]")).to_be_attached()
    page.get_by_label("The text of the code").fill(text)
    page.get_by_role("button", name="Check this text").click()
    expect(page.locator(".verdict h2")).to_have_text("Valid")
    expect(page.get_by_role("main")).to_contain_text(FIRST.latin_family)
    page.context.close()


# ---- the centre ------------------------------------------------------------------------------------------------------


class Staff:
    """The people of the centre, each at a page of their own with an unlocked desk."""

    def __init__(self, centre: Served, browser: Browser, folder: Path) -> None:
        self.centre, self.browser, self.folder = centre, browser, folder
        clinicians = ("examiner", "laboratory", "physician", "physician-2")
        self.pages = {name: self._at_work(name, unlocks=name in clinicians) for name in (*clinicians, "reception")}

    def _at_work(self, name: str, *, unlocks: bool) -> Page:
        page = self.centre.open(self.browser, name)
        page.goto("/")
        page.get_by_role("button", name=CENTRE).click()
        if unlocks:
            page.goto("/unlock/")
            page.fill("[name=passphrase]", self.centre.password(name))
            page.get_by_role("button", name="Unlock", exact=True).click()
            expect(page.get_by_role("heading", name="Folders")).to_be_visible()
        return page

    def receive(self, booking: str, person: str) -> str:
        """Passport, photograph, consent and payment; the reference of the examination."""
        page = self.pages["reception"]
        page.goto(f"/visitors/?ref={booking}")
        page.get_by_role("link", name=re.compile("^Receive")).last.click()
        page.fill("[name=person]", person)
        for box in ("passport_is_theirs", "photo_is_theirs", "read_aloud", "consents"):
            page.check(f"[name={box}]")
        page.get_by_role("button", name="Receive", exact=True).click()
        expect(page.get_by_role("heading", name="Come back in person")).to_be_visible()
        return self.centre.read(f"select ref from centre.medical_examination where booking = '{booking}'")  # noqa: S608

    def examine(self, examination: str, **found: str) -> None:
        """Tests are ordered, the laboratory hands in what it found, a clinician takes it in."""
        page = self._opened("examiner", examination)
        page.get_by_role("link", name="Order tests").click()
        page.fill("[name=specimen]", "S 1")
        page.get_by_role("button", name="Order", exact=True).click()
        order = page.get_by_role("link", name=re.compile("^D-")).first
        bundle = json.loads(page.request.get(f"{self.centre.url}{order.get_attribute('href')}").text())
        self._hand_in(examination, bundle, found)

    def _hand_in(self, examination: str, bundle: dict, found: dict[str, str]) -> None:
        asked = [each["resource"] for each in bundle["entry"] if each["resource"]["resourceType"] == "ServiceRequest"]
        results = [
            Result(
                order=each["requisition"]["value"],
                item=(item := each["code"]["coding"][0]["code"]),
                finding=found.get(item, Finding.NEGATIVE),
                status=ResultStatus.FINAL,
                at=each["authoredOn"],
            )
            for each in asked
        ]
        file = self.folder / "results.json"
        file.write_text(fhir.results_bundle(examination, results))
        page = self.pages["laboratory"]
        page.goto("/laboratory/")
        page.set_input_files("[name=bundle]", file)
        page.get_by_role("button", name="Hand in", exact=True).click()
        page.get_by_role("button", name="Take them in").click()

    def conclude(self, examination: str, said: dict) -> None:
        """One physician concludes, a second signs, and the person is told in person."""
        page = self._opened("physician", examination)
        page.get_by_role("link", name="Draw a conclusion").click()
        page.check(f"[name=outcome][value={said['outcome']}]")
        if "treatment" in said:
            page.fill("[name=treatment]", said["treatment"])
            _day(page, "retest_on", said["retest_on"])
        page.get_by_role("button", name="Conclude", exact=True).click()
        second = self._opened("physician-2", examination)
        second.get_by_role("link", name="Sign as the second physician").click()
        second.get_by_role("button", name="Sign", exact=True).click()
        page.reload()
        page.get_by_role("link", name="The person sits here and is told").click()
        page.get_by_role("button", name="They were told").click()
        expect(page.get_by_role("main")).to_contain_text("Told in person")

    def _opened(self, name: str, examination: str) -> Page:
        page = self.pages[name]
        page.goto("/folders/")
        page.get_by_role("row").filter(has_text=examination).get_by_role("button").click()
        return page


# ---- the destination's desk ------------------------------------------------------------------------------------------


def granted_at_the_desk(destination: Served, browser: Browser, journey: str) -> None:
    """The worker applies on the destination's own pages and takes an hour; an officer notes the prints and grants."""
    page = destination.open(browser, **PHONE)
    page.goto("/documents/apply/documents-desk/")
    page.check("[name=service][value=fingerprints]")
    page.fill("[name=name]", "Намунаев Хамсафар")
    page.fill("[name=journey_ref]", journey)
    page.check("[name=tells_origin]")
    page.get_by_role("button", name="File the application").click()
    ref, code = (each.inner_text() for each in page.locator("dd b").all()[:2])
    page.get_by_role("link", name="Take an hour at this desk").click()
    page.get_by_role("main").locator("dl.kv a").first.click()
    page.get_by_role("radio", name=re.compile(r"\d\d:\d\d")).first.check()
    page.get_by_role("button", name="Take this place").click()
    expect(page.get_by_role("heading", name="Write both of these down")).to_be_visible()

    officer = destination.open(browser, "documents")
    officer.goto(f"/documents/applications/{ref}/")
    officer.get_by_role("button", name="Take it up").click()
    officer.get_by_role("link", name="Fingerprints were taken").click()
    _day(officer, "on", localdate())
    officer.get_by_role("button", name="Note that they were taken").click()
    officer.get_by_role("link", name="Decide", exact=True).click()
    officer.check("[name=outcome][value=granted]")
    officer.get_by_role("button", name="Decide", exact=True).click()

    page.goto("/documents/mine/")
    page.fill("[name=ref]", ref)
    page.fill("[name=code]", code)
    page.get_by_role("button", name="Look", exact=True).click()
    expect(page.get_by_role("main")).to_contain_text("Granted")
    page.context.close()
    officer.context.close()


def _day(page: Page, name: str, day: date) -> None:
    for box in ("day", "month", "year"):
        page.fill(f"input[name={name}_{box}]", str(getattr(day, box)))


def _days(page: Page, first: date, last: date) -> None:
    _day(page, "first", first)
    _day(page, "last", last)


def _ref(url: str) -> str:
    """The reference at the end of a page's address."""
    return url.partition("?")[0].rstrip("/").rpartition("/")[2]
