"""The story of one job order over two live nodes, in a browser: from the employer's offer to confirmed arrivals.

Four painters of the demonstration, who stand on the origin's roster, are nominated: a couple that arrives (one with a
contract whose copies differ at first), one whom the employer refuses, and one about whom nobody answers.
"""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.timezone import localdate
from playwright.sync_api import Browser, Page, expect

from tests.twins.pair import Pair, Served, until

TITLE = "Painters of a hospital (synthetic)"
WAGE, OTHER_WAGE = "95000.00", "61000.00"
PEOPLE = 4
END_SILENCE = (
    "from django.utils.timezone import now; from hamsafar.kit.actor import SYSTEM; "
    "from hamsafar.recruitment.actions.answering import resolve_silence; resolve_silence(by=SYSTEM, at=now())"
)
NAMES = "select count(*) from recruitment_nominee n join recruitment_joborder o on o.id = n.order_id where o.title = "


def test_from_a_job_order_to_the_confirmed_arrival_of_a_couple(twins: Pair, browser: Browser):
    origin, destination = twins.origin, twins.destination
    employer_offers(destination, browser)
    places = origin_places(origin, browser)
    assert len(places) == PEOPLE
    couple, refused, silent = employer_answers(destination, browser, names=list(places))

    agreed = couple_agrees(origin, browser, places)
    lone = [name for name in places if name not in agreed]
    the_refused_one_reads_why(origin, browser, places, lone)
    one_contract_differs_and_is_settled(twins, browser, places, agreed, couple)
    both_arrive(twins, browser, places, agreed, couple)
    silence_ends_by_itself(twins, browser, places, lone, silent)
    for name in lone:  # whom the employer did not take is known to the other side by no name
        assert name.encode() not in destination.dump()
    assert refused != silent


def employer_offers(node: Served, browser: Browser) -> None:
    """An officer of the destination writes the order; two institutions there verify it."""
    page = node.open(browser, "recruitment")
    page.goto("/recruitment/firms/")
    page.get_by_role("link", name="Stroy Primer (example)").click()
    page.get_by_role("link", name="Write a job order").click()
    for name, value in (("occupation", "7131"), ("region", "ru-kda"), ("sector", "construction"), ("family", "spouse")):
        page.select_option(f"[name={name}]", value)
    for name, words in (("title", TITLE), ("places", str(PEOPLE)), ("wage", WAGE), ("hours_a_week", "40")):
        page.fill(f"[name={name}]", words)
    page.select_option("[name=wage_per]", "month")
    for name, ahead in (("begins_on", 30), ("ends_on", 200), ("expires_on", 25)):
        fill_day(page, name, localdate() + timedelta(days=ahead))
    page.get_by_role("button", name="Hand to the institutions").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(TITLE)
    order = page.url
    for verifier in ("orders", "orders-2"):
        second = node.open(browser, verifier)
        second.goto(order)
        second.get_by_role("button", name="It holds good: verify it").click()
    expect(second.get_by_role("main")).to_contain_text("Open")


def origin_places(node: Served, browser: Browser) -> dict[str, str]:
    """The order arrives; a run proposes the painters of the roster, and two officers confirm each. Name → page."""
    page = node.open(browser, "recruitment")

    def is_there() -> bool:
        page.goto("/recruitment/")
        return page.get_by_role("link", name=TITLE).count() > 0

    until(is_there, "the order arrives")
    expect(page.locator("tr", has_text=TITLE)).to_contain_text("verified by the other side")
    page.goto("/recruitment/runs/new/")
    page.get_by_role("button", name="Make it").click()
    rows = page.locator("tr", has_text=TITLE)
    places = {}
    for number in range(rows.count()):
        row = rows.nth(number)
        places[row.locator("td").first.inner_text()] = str(row.get_by_role("link").get_attribute("href"))
    second = node.open(browser, "recruitment-2")
    for address in places.values():
        for officer in (page, second):
            officer.goto(f"{address}confirm/")
            officer.get_by_label("No, and I confirm the place").check(force=True)
            officer.get_by_role("button", name="Answer").click()
    expect(second.get_by_role("main")).to_contain_text("With the employer")
    return places


def employer_answers(node: Served, browser: Browser, *, names: list[str]) -> tuple[list[str], str, str]:
    """The pages of the couple, of the one that is refused, and of the one that nobody answers about."""
    page = node.open(browser, "recruitment")
    there = f"{NAMES}'{TITLE}'"
    until(lambda: node.ask(there) == PEOPLE, "the nominations arrive")
    page.goto("/recruitment/nominees/")
    links = page.locator("tr", has_text=TITLE).get_by_role("link")
    pages = [str(links.nth(number).get_attribute("href")) for number in range(links.count())]
    assert len(pages) == PEOPLE
    for name in names:
        expect(page.get_by_role("main")).not_to_contain_text(name)
    couple, alone = [], []
    for address in pages:
        page.goto(address)
        together = page.get_by_text("A family asked to be placed together").count()
        (couple if together else alone).append(address)
    assert len(couple) == PEOPLE // 2
    for address in couple:
        page.goto(f"{address}accept/")
        page.get_by_role("button", name="Enter it").click()
    refused, silent = alone
    page.goto(f"{refused}refuse/")
    page.select_option("[name=code]", "skill-not-shown")
    page.get_by_role("button", name="Enter it").click()
    expect(page.get_by_role("main")).to_contain_text("Refused by the employer")
    return couple, refused, silent


def couple_agrees(node: Served, browser: Browser, places: dict[str, str]) -> list[str]:
    """The two whom the employer accepted agree; who they are."""
    page = node.open(browser, "recruitment")

    def accepted() -> list[str]:
        page.goto("/recruitment/places/")
        rows = page.locator("tr", has_text=TITLE).filter(has_text="With the worker")
        return [rows.nth(number).get_by_role("link").inner_text() for number in range(rows.count())]

    until(lambda: len(accepted()) == PEOPLE // 2, "both acceptances arrive")
    agreed = accepted()
    for name in agreed:
        page.goto(f"{places[name]}agree/")
        page.get_by_role("button", name="Enter it").click()
        expect(page.get_by_role("main")).to_contain_text("Agreed by all three")
    return agreed


def the_refused_one_reads_why(node: Served, browser: Browser, places: dict[str, str], lone: list[str]) -> None:
    page = node.open(browser, "recruitment")

    def reasons() -> list[str]:
        texts = []
        for name in lone:
            page.goto(places[name])
            texts.append(page.get_by_role("main").inner_text())
        return [each for each in texts if "the skill was not shown" in each]

    until(lambda: len(reasons()) == 1, "the refusal arrives with its reason")


def one_contract_differs_and_is_settled(
    twins: Pair, browser: Browser, places: dict[str, str], agreed: list[str], couple: list[str]
) -> None:
    origin, destination = twins.origin, twins.destination
    there = destination.open(browser, "recruitment")
    named = f"{NAMES}'{TITLE}' and n.state = 'agreed'"
    until(lambda: destination.ask(named) == PEOPLE // 2, "both names arrive")
    enter_copy(there, f"{couple[0]}destination/", OTHER_WAGE)
    enter_copy(there, f"{couple[1]}destination/", WAGE)
    expect(there.get_by_role("heading", level=1)).to_contain_text(agreed[0].split()[0][:1])

    here = origin.open(browser, "recruitment")
    contracts = [contract_of(here, places[name]) for name in agreed]
    for address in contracts:
        enter_copy(here, f"{address}origin/", WAGE)

    def differing() -> list[str]:
        found = []
        for address in contracts:
            here.goto(address)
            if "The copies differ" in here.get_by_role("main").inner_text():
                found.append(address)
        return found

    until(lambda: len(differing()) == 1, "the difference is seen at home")
    here.goto(f"{differing()[0]}sign/")
    here.get_by_role("button", name="Enter it").click()
    expect(here.get_by_role("main")).to_contain_text("The copies differ")
    enter_copy(there, f"{couple[0]}destination/", WAGE)
    until(lambda: not differing(), "the settled copy arrives")
    for address in contracts:
        here.goto(f"{address}sign/")
        here.get_by_role("button", name="Enter it").click()
        expect(here.get_by_role("main")).to_contain_text("Signed")


def both_arrive(twins: Pair, browser: Browser, places: dict[str, str], agreed: list[str], couple: list[str]) -> None:
    origin, destination = twins.origin, twins.destination
    there = destination.open(browser, "recruitment")
    signed = f"{NAMES}'{TITLE}' and n.state = 'signed'"
    until(lambda: destination.ask(signed) == PEOPLE // 2, "both signatures arrive")
    for address in couple:
        there.goto(f"{address}arrived/")
        there.get_by_role("button", name="Enter it").click()
        expect(there.get_by_role("main")).to_contain_text("Arrived")
    here = origin.open(browser, "recruitment")
    arrived = "select count(*) from recruitment_contract where arrived_on is not null and arrived_on = current_date"
    until(lambda: origin.ask(arrived) >= PEOPLE // 2, "both arrivals are confirmed")
    for name in agreed:
        here.goto(contract_of(here, places[name]))
        expect(here.locator("div", has_text="Arrived").last).to_contain_text(str(localdate().year))


def silence_ends_by_itself(twins: Pair, browser: Browser, places: dict[str, str], lone: list[str], silent: str) -> None:
    """The days go by, and the night's job ends what nobody answered, on both nodes."""
    origin, destination = twins.origin, twins.destination
    origin.change("update recruitment_proposal set due_on = due_on - 60 where state = 'confirmed'")
    destination.change("update recruitment_nominee set due_on = due_on - 60 where state = 'asked'")
    there = destination.open(browser, "recruitment")
    there.goto(silent)
    expect(there.get_by_role("main")).to_contain_text("Silent past the last day")
    origin.run("shell", "--verbosity", "0", "-c", END_SILENCE)
    here = origin.open(browser, "recruitment")
    texts = []
    for name in lone:
        here.goto(places[name])
        texts.append(here.get_by_role("main").inner_text())
    assert sum("Lapsed in silence" in each for each in texts) == 1

    def taken_back() -> bool:
        there.goto(silent)
        return "Taken back by the other side" in there.get_by_role("main").inner_text()

    until(taken_back, "the other side takes them back")


def contract_of(page: Page, place: str) -> str:
    """The address of the contract of an agreed place, opened if it was not."""
    page.goto(place)
    button = page.get_by_role("button", name="Open the contract")
    if button.count():
        button.click()
    else:
        page.get_by_role("link", name="Contract", exact=True).click()
    return page.url


def enter_copy(page: Page, address: str, wage: str) -> None:
    page.goto(address)
    page.fill("[name=wage]", wage)
    page.get_by_role("button", name="Enter it").click()


def fill_day(page: Page, name: str, when: date) -> None:
    for part in ("day", "month", "year"):
        page.fill(f"[name={name}_{part}]", str(getattr(when, part)))
