"""The story of one incident over two live nodes, in a browser: from a relative's report to the next agenda."""

from __future__ import annotations

import csv
import re
from pathlib import Path

from django.conf import settings
from django.utils.timezone import localdate
from playwright.sync_api import Browser, Page, expect

from hamsafar.front.nodes import BASE_DIR
from hamsafar.incidents.demo.cast import people
from tests.twins.hands import Hands
from tests.twins.pair import Pair, Served, until

PHONE = {"width": 360, "height": 740}
COUNTED = BASE_DIR / "docs" / "how-to" / "ask-the-other-side.md"  # says how many taps it takes
MASS = "select count(*) from incidents_affected a join incidents_incident i on i.id = a.incident_id where i.mass"
RELATIVE = "synthetic relative, +992 00 000 00 00"
MEETING = "Example meeting of the ministers"


def published(key: str) -> int:
    """One number of the pack's published facts: no test types one."""
    with Path(settings.PACK, "figures.csv").open(encoding="utf-8") as rows:
        return next(int(row["value"]) for row in csv.DictReader(rows) if row["key"] == key)


def require_the_published_case_on_both_nodes(twins: Pair) -> None:
    """The demonstration's replay went to and fro: looked at before the story adds a case of its own."""
    held = published("held-vko-2024-04-27")
    answered = "select count(*) from incidents_explanation e join incidents_enquiry q on q.id = e.enquiry_id "
    answered += "join incidents_incident i on i.id = q.incident_id where i.mass and q.via = 'envelope' and e.state = "

    assert twins.origin.ask(MASS) == twins.destination.ask(MASS) == held
    assert twins.destination.ask(answered + "'sent'") == 1
    assert twins.origin.ask(answered + "'received'") == 1
    for node in (twins.origin, twins.destination):
        status = node.exchange("status")
        assert (status["undelivered"], status["refused"], status["agrees"]) == (0, 0, True)


def test_from_a_relative_s_report_to_the_open_point_on_both_agendas(twins: Pair, browser: Browser):
    require_the_published_case_on_both_nodes(twins)
    origin, destination = twins.origin, twins.destination
    relative_reports(origin, browser)
    ours, number, hands = consul_asks(origin, browser)
    assert f"{hands.taps} taps and {hands.keystrokes} keystrokes" in COUNTED.read_text()

    theirs = arrived(destination, browser, number)
    the_clock_stops_until_the_reply(origin, destination, browser, ours, theirs)
    two_of_three_are_answered(destination, browser, theirs)
    the_answer_is_coded(origin, browser, ours)
    both_accounts_stand_side_by_side(origin, destination, browser, ours, theirs)
    the_open_point_is_on_both_agendas(origin, destination, browser, number)
    nothing_of_the_relative_left(destination)


def relative_reports(origin: Served, browser: Browser) -> None:
    """Without an account, with one thumb."""
    page = origin.open(browser, **PHONE)
    page.goto("/incidents/report/")
    page.fill("[name=words]", "My brother is held at the airport since the morning.")
    page.select_option("[name=post]", "vnukovo")
    page.fill("[name=contact]", RELATIVE)
    page.get_by_role("button", name="Send the report").click()
    expect(page.get_by_role("heading", name="Write both of these down")).to_be_visible()


def consul_asks(origin: Served, browser: Browser) -> tuple[str, str, Hands]:
    """From the empty page to the sent enquiry: the mass event, the pasted list, the usual points, two officers."""
    count = published("held-vko-2024-04-27")
    rows = people(27_04, count, on=localdate())
    pasted = "\n".join(f"{each.name_given}\t{each.document_given}\t{each.birth_given:%d.%m.%Y}" for each in rows)
    page = origin.open(browser, "consul", **PHONE)
    page.goto("/incidents/new/")
    hands = Hands(page)
    hands.choose("post", "vnukovo")
    hands.tick("measures", "holding")
    hands.paste("people", pasted)
    hands.press("Open the incident")
    hands.press(f"Open with {count} people")
    expect(page.get_by_role("main")).to_contain_text(f"people without an outcome, of {count}")
    hands.follow("Ask the other side")
    hands.press("Hand to a second officer")
    enquiry = page.url

    second = origin.open(browser, "consul-2", **PHONE)
    second.goto(enquiry)  # from the notice that an enquiry waits
    more = Hands(second, hands.taps + 1, hands.keystrokes)
    more.press("Release and send")
    expect(second.get_by_role("main")).to_contain_text("Asked")
    number = re.search(r"\d{4}-\d+", second.get_by_role("heading", level=1).inner_text())
    assert number is not None
    return enquiry, number.group(), more


def arrived(node: Served, browser: Browser, number: str) -> str:
    """The address of the enquiry on the other node, where an incident officer finds it among those that wait."""
    officer = node.open(browser, "incidents")

    def is_there() -> bool:
        officer.goto("/incidents/enquiries/?show=theirs")
        return officer.get_by_role("link", name=number).count() > 0

    until(is_there, "the enquiry arrives")
    officer.get_by_role("link", name=number).first.click()
    return officer.url


def the_clock_stops_until_the_reply(
    origin: Served, destination: Served, browser: Browser, ours: str, theirs: str
) -> None:
    by_two(destination, browser, theirs, "Ask back", {"question": "Which flights did they come with?"})
    consul = shows(origin, browser, "consul", ours, "A question back: the clock stands")
    consul.get_by_role("link", name="Reply to the question back").click()
    consul.fill("[name=reply]", "The list has no flights; the arrivals of the morning.")
    consul.get_by_role("button", name="Hand to a second officer").click()
    second = origin.open(browser, "consul-2")
    second.goto(ours)
    second.get_by_role("button", name="Release and send").click()
    shows(destination, browser, "incidents", theirs, "Write an explanation").close()


def two_of_three_are_answered(destination: Served, browser: Browser, theirs: str) -> None:
    """The third is declined, and so stays open."""
    page = destination.open(browser, "incidents")
    page.goto(theirs)
    page.get_by_role("link", name="Write an explanation").click()
    hands = Hands(page)
    for number, substance in ((1, "answered"), (2, "answered"), (3, "declined")):
        hands.tick(f"substance_{number}", substance)
        if substance == "answered":
            hands.write(f"answer_{number}", "Synthetic answer.")
    hands.tick("kind", "individual")
    page.select_option("[name=ground]", "terrorism-prevention")
    page.fill("[name=ground_words]", "Synthetic act, article 1.")
    hands.tick("measure_now", "kept")
    hands.press("Hand to a second officer")
    expect(page.get_by_role("main").get_by_role("button", name="Release and send")).to_have_count(0)
    second = destination.open(browser, "incidents-2")
    second.goto(theirs)
    second.get_by_role("button", name="Release and send").click()


def the_answer_is_coded(origin: Served, browser: Browser, ours: str) -> None:
    page = shows(origin, browser, "consul", ours, "Explanation 1")
    for words in ("Individual: about these people", "Synthetic act, article 1.", "Kept", "Declined"):
        expect(page.get_by_role("main")).to_contain_text(words)


def both_accounts_stand_side_by_side(
    origin: Served, destination: Served, browser: Browser, ours: str, theirs: str
) -> None:
    for node, address, first, second in (
        (origin, ours, "consul", "consul-2"),
        (destination, theirs, "incidents", "incidents-2"),
    ):
        page = node.open(browser, first)
        page.goto(address)
        page.get_by_role("link", name="Two accounts").last.click()
        accounts = page.url
        page.get_by_role("link", name="State our account").click()
        page.get_by_role("button", name="Hand to a second officer").click()
        signer = node.open(browser, second)
        signer.goto(accounts)
        signer.get_by_role("button", name="Sign and send").click()
        until(node.has_sent_all, "the account is delivered")
    for node, address, who in ((origin, ours, "consul"), (destination, theirs, "incidents")):
        page = node.open(browser, who)
        page.goto(address)
        page.get_by_role("link", name="Two accounts").last.click()
        expect(page.get_by_role("main")).to_contain_text(re.compile(r"lines? (differ|is stated|are stated)"))


def the_open_point_is_on_both_agendas(origin: Served, destination: Served, browser: Browser, number: str) -> None:
    page = meeting(origin, browser)
    page.get_by_role("button", name=re.compile("Draft the agenda|Look for new items")).click()
    row = page.locator("tr", has_text=number)
    expect(row).to_be_visible()
    for words in ("Take up", "Offer to the other side"):
        row.get_by_role("button", name=re.compile(f"^{words}")).click()
    until(origin.has_sent_all, "the item is offered")

    there = meeting(destination, browser)
    offered = there.locator("tr", has_text=number)
    expect(offered).to_be_visible()
    offered.get_by_role("button", name=re.compile("^Agree")).click()
    until(destination.has_sent_all, "the item is agreed")
    page.reload()
    expect(page.locator("tr", has_text=number)).to_contain_text("Agreed")


def nothing_of_the_relative_left(destination: Served) -> None:
    """Who reported stays on the node that was told."""
    assert RELATIVE.encode() not in destination.dump()


def meeting(node: Served, browser: Browser) -> Page:
    page = node.open(browser, "secretariat")
    page.goto("/meetings/")
    page.get_by_role("main").get_by_role("link", name=MEETING).first.click()
    return page


def by_two(node: Served, browser: Browser, address: str, link: str, words: dict[str, str]) -> None:
    """One incident officer writes it, the second releases it."""
    page = node.open(browser, "incidents")
    page.goto(address)
    page.get_by_role("link", name=link).click()
    for name, text in words.items():
        page.fill(f"[name={name}]", text)
    page.get_by_role("button", name="Hand to a second officer").click()
    second = node.open(browser, "incidents-2")
    second.goto(address)
    second.get_by_role("button", name="Release and send").click()


def shows(node: Served, browser: Browser, who: str, address: str, words: str) -> Page:
    """The page, once it says the words: an envelope takes a moment."""
    page = node.open(browser, who)

    def says() -> bool:
        page.goto(address)
        return words in page.get_by_role("main").inner_text()

    until(says, f"{address} says “{words}”")
    return page
