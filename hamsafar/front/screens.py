"""Pictures of the built pages and of PDF pages, for docs/screens: what a reader of the repository sees first."""

from __future__ import annotations

import contextlib
import os
import socket
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from playwright.sync_api import Browser, Page, sync_playwright

from hamsafar.accounts.demo import DemoSignIn
from hamsafar.front.serving import Address
from hamsafar.kit.refusal import Refusal
from hamsafar.meetings.enums import Edition
from hamsafar.meetings.formats.as_json import dossier_json
from hamsafar.meetings.formats.as_pdf import compiled
from hamsafar.meetings.formats.sheet import sheet
from hamsafar.meetings.formats.wording import seal_of, wording_of
from hamsafar.meetings.models import Meeting
from hamsafar.meetings.rules.dossier import build

LANGUAGES, LANGUAGES_ON_PAPER = ("en", "tg"), ("en", "ru", "tg")
WIDTHS = {1280: 900, 360: 740}
SHOWN = 1800  # pixels from the top: enough to judge a page by, and light to keep
BROWSERS = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")


@dataclass(frozen=True)
class Shot:
    """One page to photograph, as a visitor or as one persona of the demo."""

    name: str
    path: str
    persona: str = ""
    follow: str = ""  # then the first link that this selector finds: a page whose address is random


MEETING, AS_OF = "2025-02-13-moscow", date(2025, 2, 13)
SHOTS = (
    Shot("where-things-stand", "/"),
    Shot("sign-in", "/accounts/login/"),
    Shot("figures", "/figures/"),
    Shot("one-figure", "/figures/trade-turnover/"),
    Shot("mirror-view", "/figures/trade-turnover/2024/"),
    Shot("disagreements", "/figures/disagreements/"),
    Shot("programmes", "/programmes/"),
    Shot("border-programme", "/programmes/csto-border/"),
    Shot("meeting", f"/meetings/{MEETING}/?as_of={AS_OF}"),
    Shot("dossier", f"/meetings/{MEETING}/dossier/?as_of={AS_OF}"),
    Shot("report", "/incidents/report/"),
    Shot("officer-home", "/", "secretariat"),
    Shot("consul-home", "/", "consul"),
    Shot("incidents", "/incidents/", "consul"),
    Shot("open-incident", "/incidents/new/", "consul"),
    Shot("mass-event", "/incidents/", "consul", follow=".table a:has-text('2024')"),
    Shot("enquiries", "/incidents/enquiries/?show=all", "consul"),
    Shot("enquiry", "/incidents/enquiries/?show=all", "consul", follow=".table a"),
    Shot("import-figures", "/figures/imports/new/", "analyst"),
    Shot("officers", "/accounts/officers/", "operator"),
)
DOTS_PER_INCH = 110
PAGES_ON_PAPER = 3  # the front sheet and the first items; the rest looks like them


def how_many() -> int:
    return len(SHOTS) * len(LANGUAGES) * len(WIDTHS)


def print_paper(folder: Path) -> None:
    """The first pages of the open dossier as it prints, in each language: `paper-en-1.png` and so on."""
    material = Meeting.objects.material(MEETING, AS_OF, Edition.OPEN)
    for language in LANGUAGES_ON_PAPER:
        dossier = build(material, lang=language, edition=Edition.OPEN)
        digest = sha256(dossier_json(dossier)).hexdigest()
        data = sheet(dossier, wording_of(dossier), seal_of(dossier, digest, ""))
        pages = compiled("dossier.typ", data, output="png", ppi=DOTS_PER_INCH)
        for number, page in enumerate(pages[:PAGES_ON_PAPER], 1):
            (folder / f"paper-{language}-{number}.png").write_bytes(page)


def free_address() -> Address:
    """A port of this machine that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return Address("127.0.0.1", int(probe.getsockname()[1]))


def photograph(address: Address, sign_ins: Sequence[DemoSignIn], folder: Path) -> Iterator[str]:
    """Photograph every shot in each language and width into `folder`; yields the name of each picture made."""
    passwords = {each.username: each.password for each in sign_ins}
    with chromium() as browser:
        for language in LANGUAGES:
            for width, height in WIDTHS.items():
                for persona in dict.fromkeys(shot.persona for shot in SHOTS):
                    context = browser.new_context(viewport={"width": width, "height": height}, base_url=address.url)
                    context.add_cookies(
                        [{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": address.url}]
                    )
                    page = context.new_page()
                    if persona:
                        _sign_in(page, persona, passwords[persona])
                    for shot in (each for each in SHOTS if each.persona == persona):
                        name = f"{shot.name}-{language}-{width}.png"
                        _take(page, shot, folder / name)
                        yield name
                    context.close()


def _take(page: Page, shot: Shot, file: Path) -> None:
    answer = page.goto(shot.path)
    if answer is None or not answer.ok:
        raise Refusal(f"{shot.path} cannot be photographed: it answers {answer and answer.status}.")
    if shot.follow:
        with page.expect_navigation():
            page.locator(shot.follow).first.click()
    width, height = page.evaluate("[innerWidth, Math.ceil(document.documentElement.getBoundingClientRect().height)]")
    page.screenshot(path=file, full_page=True, clip={"x": 0, "y": 0, "width": width, "height": min(height, SHOWN)})


def _sign_in(page: Page, username: str, password: str) -> None:
    page.goto("/accounts/login/")
    page.fill("input[name=login]", username)
    page.fill("input[name=password]", password)
    with page.expect_navigation():
        page.press("input[name=password]", "Enter")  # the page has a second button, for passkeys
    if page.url.endswith("/accounts/login/"):
        raise Refusal(f"{username} cannot sign in: make the demo again with ./run demo.")


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """The machine's own browser, without a window."""
    path = next((path for path in BROWSERS if Path(path).exists()), None)
    if path is None:
        raise Refusal("This machine has no chromium to take pictures with (on Debian: the package chromium).")
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=arguments)
        yield browser
        browser.close()
