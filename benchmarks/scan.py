"""From a photo of a code to the verdict, in Chromium.

    python -m benchmarks.scan           20 photos, to standard output
    python -m benchmarks.scan --full    100; writes docs/reference/scan-speed.md

Every photo is turned otherwise and slightly out of focus, 1,280 × 720, of one of the demonstration's papers in turn.
The clock runs in the browser from the moment the photo is handed over until the verdict stands on the page: the picture
unpacked, the code found, base45, zlib, signature, claims, status. Each verdict is held against the Python verifier's.
"""

from __future__ import annotations

import argparse
import base64
import io
import os
import platform
import statistics
import sys
import tempfile
from pathlib import Path
from random import Random

FOLDER = tempfile.TemporaryDirectory(prefix="hamsafar-benchmark-")
os.environ |= {"HAMSAFAR_VAR": FOLDER.name, "DJANGO_SETTINGS_MODULE": "hamsafar.front.settings"}
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # the browser's driver runs a loop beside the test client

import django  # noqa: E402 (the node's folder is chosen before Django reads its settings)

django.setup()

import segno  # noqa: E402
from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils.timezone import now  # noqa: E402
from PIL import Image, ImageFilter  # noqa: E402
from playwright.sync_api import Browser, Page, Route  # noqa: E402

from hamsafar.accounts.demo import make_demo as make_officers  # noqa: E402
from hamsafar.front import packs  # noqa: E402
from hamsafar.front.screens import chromium  # noqa: E402
from hamsafar.kit.actor import SYSTEM  # noqa: E402
from hamsafar.papers.actions.published import published_trust  # noqa: E402
from hamsafar.papers.demo import make_demo as make_papers  # noqa: E402
from hamsafar.papers.formats.checking import check  # noqa: E402
from hamsafar.papers.models import Paper  # noqa: E402

PAGE = Path(__file__).resolve().parents[1] / "docs" / "reference" / "scan-speed.md"
SMALL, FULL, SEED = 20, 100, 20260301
ORIGIN, PHONE = "http://localhost", {"width": 360, "height": 740}
WIDE, HIGH, TURNED, BLUR = 1280, 720, 20, 1.0
# From the photo to the verdict, by the browser's own clock.
TIMED = """async (packed) => {
  const input = document.querySelector('#photo');
  const answer = document.querySelector('[data-part=answer]');
  delete answer.dataset.reason;
  const given = new DataTransfer();
  const bytes = Uint8Array.from(atob(packed), (each) => each.charCodeAt(0));
  given.items.add(new File([bytes], 'photo.jpg', { type: 'image/jpeg' }));
  input.files = given.files;
  const told = new Promise((resolve) => new MutationObserver((_, watching) => {
    if (answer.dataset.reason) { watching.disconnect(); resolve(answer.dataset.reason); }
  }).observe(answer, { attributes: true }));
  const began = performance.now();
  input.dispatchEvent(new Event('change'));
  const reason = await told;
  return [reason, performance.now() - began];
}"""


def main(words: list[str]) -> int:
    """Run it; 1 where a verdict is not what the paper deserves."""
    asked = argparse.ArgumentParser(prog="benchmarks.scan")
    asked.add_argument("--full", action="store_true")
    full = asked.parse_args(words).full
    call_command("migrate", verbosity=0)
    packs.load(settings.PACK, by=SYSTEM, at=now())
    make_officers(folder=settings.VAR, at=now())
    make_papers(folder=settings.VAR, at=now())
    papers = list(Paper.objects.order_by("pk"))
    with chromium() as browser:
        page = _checker(browser)
        took, wrong = _measured(page, papers, FULL if full else SMALL)
        version = browser.version
    report = _report(took, wrong, version)
    print(report)
    if full:
        PAGE.write_text(report)
    return 1 if wrong else 0


def _measured(page: Page, papers: list[Paper], many: int) -> tuple[list[float], int]:
    """How long each photo took, in milliseconds, and how many verdicts were wrong. The first one warms."""
    draw, trust, took, wrong = Random(SEED), published_trust(), [], 0  # noqa: S311 (repeatable on purpose)
    for place in range(many + 1):
        paper = papers[place % len(papers)]
        photo = _photo(paper.text, draw.uniform(-TURNED, TURNED))
        reason, milliseconds = page.evaluate(TIMED, base64.b64encode(photo).decode())
        wrong += reason != check(paper.text, trust, at=now().timestamp()).reason
        if place:
            took.append(milliseconds)
    return took, wrong


def _checker(browser: Browser) -> Page:
    """The page of the verifier on a phone, ready, each of its requests answered by the program itself."""
    client = Client(SERVER_NAME="localhost")
    page = browser.new_context(viewport=PHONE, service_workers="block").new_page()
    page.route("**/*", lambda route: _answer(route, client))
    page.goto(f"{ORIGIN}/check/")
    page.wait_for_selector("#check[data-ready=yes]", state="attached", timeout=20_000)
    return page


def _answer(route: Route, client: Client) -> None:
    path = route.request.url.removeprefix(ORIGIN)
    if path.startswith(settings.STATIC_URL):
        name = path.removeprefix(settings.STATIC_URL).partition("?")[0]
        route.fulfill(path=_built(name))
        return
    said = client.get(path)
    route.fulfill(status=said.status_code, body=said.content, headers=dict(said.headers.items()))


def _built(name: str) -> Path:
    """A built file under its own name, or under the one that carries its digest."""
    static = Path(settings.STATIC_ROOT or settings.BUILD / "static") / name
    return static if static.exists() else settings.BUILD / "assets" / name


def _photo(text: str, turned: float) -> bytes:
    drawn = io.BytesIO()
    segno.make(text, error="m", boost_error=False).save(drawn, kind="png", scale=5, border=4)
    code = Image.open(drawn).convert("RGB").rotate(turned, expand=True, fillcolor="white")
    table = Image.new("RGB", (WIDE, HIGH), "white")
    table.paste(code, ((WIDE - code.width) // 2, (HIGH - code.height) // 2))
    out = io.BytesIO()
    table.filter(ImageFilter.GaussianBlur(BLUR)).save(out, "jpeg", quality=85)
    return out.getvalue()


def _report(took: list[float], wrong: int, version: str) -> str:
    ordered = sorted(took)
    return (
        "<!-- Written by `python -m benchmarks.scan --full`: change the code, not this page. -->\n\n"
        "# From a scan to the verdict\n\n"
        f"{len(took)} photos of the demonstration's papers in turn, {WIDE:,} × {HIGH}, each turned otherwise by up to "
        f"{TURNED}° and blurred. Chromium {version} without a window, {os.cpu_count()} cores, Python "
        f"{platform.python_version()}. Warm; by the browser's own clock, from the photo handed over to the verdict on "
        "the page, each held against the Python verifier's.\n\n"
        "| median, ms | 95th percentile, ms | longest, ms | wrong verdicts |\n| ---: | ---: | ---: | ---: |\n"
        f"| {statistics.median(took):.0f} | {ordered[len(ordered) * 95 // 100]:.0f} | {ordered[-1]:.0f} | {wrong} |\n"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
