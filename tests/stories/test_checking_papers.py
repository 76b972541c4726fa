"""A border officer checks papers on a phone whose node cannot be reached: from a camera, without a network."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import cbor2
import pytest
import segno
from django.conf import settings
from django.utils.timezone import now
from nacl.signing import SigningKey
from PIL import Image
from playwright.sync_api import Browser, BrowserType, Page, expect
from pytest_django.live_server_helper import LiveServer

from hamsafar.kit.keys import Purpose, kid_of
from hamsafar.papers.actions.issuing import ask_revocation, revoke_paper
from hamsafar.papers.enums import Algorithm
from hamsafar.papers.formats.claims import read_ours
from hamsafar.papers.formats.container import header_of, message_of, opened, text_of, to_be_signed
from hamsafar.papers.formats.sealing import sealed
from hamsafar.papers.models import Paper, PublishedTrust
from tests.factories.papers import PaperOffice, paper_office

PHONE = {"width": 360, "height": 740}
WIDE, HIGH, FRAMES = 1280, 720, 30
LONG = timedelta(days=300)
# What the page says in Tajik for each paper.
SAID = {
    "valid": "Эътибор дорад",
    "expired": "Мӯҳлаташ гузаштааст",
    "revoked": "Бекор шудааст",
    "forged": "Аслӣ нест",
    "foreign": "Содиркунанда номаълум",
    "not yet valid": "Ҳоло эътибор надорад",
}

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def server() -> Iterator[LiveServer]:
    """A node of this test alone, which it may stop: the other stories share theirs."""
    own = LiveServer("localhost")
    yield own
    own.stop()


@pytest.fixture
def office(tmp_path: Path) -> PaperOffice:
    return paper_office(tmp_path / "keys", at=now() - timedelta(days=80))


@pytest.fixture
def papers(office: PaperOffice) -> dict[str, str]:
    """The text of one paper for each verdict."""
    at = now()
    revoked = office.issue(at=at - timedelta(days=2))
    ask_revocation(paper=revoked, because="mistake", by=office.first, at=at)
    revoke_paper(paper=revoked, by=office.second, at=at)
    valid = office.issue(at=at - timedelta(days=1))
    texts = {
        "valid": valid.text,
        "expired": office.issue(at=at - timedelta(days=70)).text,
        "revoked": revoked.text,
        "forged": _changed(valid),
        "foreign": sealed(read_ours(opened(valid.text).payload), signer=SigningKey.generate()),
        "not yet valid": office.issue(at=at + timedelta(days=3), until=at + LONG).text,
    }
    office.publish_status(at=at)
    return texts


def test_papers_get_the_right_verdict_in_tajik_from_a_camera_while_the_node_is_down(
    server: LiveServer, browser_type: BrowserType, browser_type_launch_args, papers: dict[str, str], tmp_path: Path
):
    film = tmp_path / "camera.mjpeg"
    film.write_bytes(b"")
    with _browser(browser_type, browser_type_launch_args, film) as browser:
        page = _visited(browser, server.url)
        server.stop()
        page.context.set_offline(True)
        page.reload()
        expect(page.locator("#check[data-ready=yes]")).to_be_attached()

        scan = "Бо камера скан кардан"
        for name, text in papers.items():
            _show(film, text)
            page.get_by_role("button", name=scan).click()
            expect(page.locator(".verdict h2")).to_have_text(SAID[name])
            is_genuine = name in {"valid", "expired", "revoked", "not yet valid"}
            assert page.get_by_text("SPECIMEN").is_visible() == is_genuine
            scan = "Ҳуҷҷати дигарро скан кардан"


def test_without_javascript_the_pasted_text_is_answered_and_not_kept(live_server, browser: Browser, papers):
    page = browser.new_context(java_script_enabled=False, viewport=PHONE).new_page()
    before = Paper.objects.count()
    page.goto(f"{live_server.url}/check/")
    page.get_by_label("The text of the code").fill(papers["revoked"])
    page.get_by_role("button", name="Check this text").click()

    expect(page.locator(".verdict h2")).to_have_text("Revoked")
    expect(page.get_by_text("the text is sent to this node")).to_be_visible()
    assert Paper.objects.count() == before


def test_a_photo_of_a_turned_code_is_read_and_nothing_is_sent(live_server, browser: Browser, papers, tmp_path: Path):
    page = browser.new_context(viewport=PHONE).new_page()
    page.goto(f"{live_server.url}/check/")
    expect(page.locator("#check[data-ready=yes]")).to_be_attached()
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.method))
    photo = tmp_path / "photo.png"
    _picture(papers["valid"]).rotate(17, fillcolor="white").save(photo)

    page.locator("#photo").set_input_files(photo)

    expect(page.locator(".verdict h2")).to_have_text("Valid")
    assert "POST" not in sent


def test_a_phone_whose_clock_is_a_day_off_says_so_with_and_without_a_network(live_server, browser: Browser, papers):
    page = browser.new_context(viewport=PHONE, service_workers="block").new_page()
    warning = page.get_by_text("The clock of this device is wrong.")
    page.goto(f"{live_server.url}/check/")
    expect(page.locator("#check[data-ready=yes]")).to_be_attached()
    expect(warning).to_be_hidden()

    for off in (timedelta(hours=25), timedelta(hours=-25)):
        page.clock.set_fixed_time(now() + off)
        page.reload()
        expect(warning).to_be_visible()
    page.route("**/keys/**", lambda route: route.abort())  # no network, and the clock a day behind
    page.reload()
    expect(page.locator("#check[data-ready=yes]")).to_be_attached()
    page.get_by_label("The text of the code").fill(papers["valid"])
    page.get_by_role("button", name="Check this text").click()

    expect(page.locator(".verdict h2")).to_have_text("Not valid yet")
    expect(warning).to_be_visible()


def test_a_paper_that_is_over_says_since_when_and_a_forged_one_can_be_reported(live_server, browser: Browser, papers):
    page = browser.new_context(viewport=PHONE, locale="ru").new_page()
    page.context.add_cookies([{"name": settings.LANGUAGE_COOKIE_NAME, "value": "ru", "url": live_server.url}])
    page.goto(f"{live_server.url}/check/")
    expect(page.locator("#check[data-ready=yes]")).to_be_attached()
    for name, said in (("expired", "Его срок истёк 40 дней назад."), ("forged", "Сообщить об этом документе")):
        page.locator("#id_text").fill(papers[name])
        page.locator("form[action='/check/'] button").click()
        expect(page.get_by_text(said)).to_be_visible()

    page.get_by_text("Сообщить об этом документе").click()

    expect(page.locator("#id_words")).to_have_value("Проверка назвала документ неподлинным. Его предъявили здесь:")


def test_a_paper_that_says_the_same_in_another_order_is_not_read(live_server, browser: Browser, office, papers):
    claims = cbor2.loads(opened(papers["valid"]).payload)
    page = browser.new_context(viewport=PHONE).new_page()
    page.goto(f"{live_server.url}/check/")
    expect(page.locator("#check[data-ready=yes]")).to_be_attached()
    for said, verdict in ((claims, "Valid"), (dict(reversed(claims.items())), "Cannot be read")):
        page.locator("#id_text").fill(_signed(cbor2.dumps(said), office))
        page.locator("form[action='/check/'] button").click()
        expect(page.locator(".verdict h2")).to_have_text(verdict)


def test_a_list_of_another_root_is_refused_by_a_device_that_knows_the_first(
    live_server, browser: Browser, office, papers
):
    page = browser.new_context(viewport=PHONE).new_page()
    page.goto(f"{live_server.url}/check/")
    expect(page.locator("#check[data-ready=yes]")).to_be_attached()
    stranger = SigningKey.generate()
    newest = office.trust_list()
    _offer(office, stranger, newest)

    page.reload()

    expect(page.get_by_text("not signed by the root key that this device knows")).to_be_visible()


def _offer(office: PaperOffice, stranger: SigningKey, newest) -> None:
    listed = replace(newest, number=newest.number + 1, roots=(bytes(stranger.verify_key),))
    PublishedTrust.objects.filter(number=newest.number).update(signed=listed.signed(stranger))


def _browser(kind: BrowserType, arguments: dict, film: Path):
    fake = ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"]
    more = [*arguments["args"], *fake, f"--use-file-for-fake-video-capture={film}"]
    return kind.launch(**{**arguments, "args": more})


def _visited(browser: Browser, url: str) -> Page:
    """A phone that was on the page once, in Tajik."""
    context = browser.new_context(viewport=PHONE, permissions=["camera"])
    context.add_cookies([{"name": settings.LANGUAGE_COOKIE_NAME, "value": "tg", "url": url}])
    page = context.new_page()
    page.goto(f"{url}/check/")
    expect(page.locator("#check[data-offline=ready]")).to_be_attached(timeout=20_000)
    return page


def _changed(paper: Paper) -> str:
    """The paper with one bit of its signature turned."""
    message = opened(paper.text)
    start = message.to_be_signed.index(b"\xa2")
    header = message.to_be_signed[start : start + 13]
    broken = bytes((message.signature[0] ^ 1,)) + message.signature[1:]
    return text_of(message_of(header, message.payload, broken))


def _signed(payload: bytes, office: PaperOffice) -> str:
    """A code with this payload, signed as the office signs papers."""
    signer = office.store.signer(Purpose.PAPER_SIGNING)
    header = header_of(Algorithm.EDDSA, kid_of(signer.verify_key))
    return text_of(message_of(header, payload, signer.sign(to_be_signed(header, payload)).signature))


def _picture(text: str) -> Image.Image:
    """The code as it lies on a table: in the middle of a white picture."""
    out = io.BytesIO()
    segno.make(text, error="m", boost_error=False).save(out, kind="png", scale=7, border=4)
    code = Image.open(out).convert("RGB")
    table = Image.new("RGB", (WIDE, HIGH), "white")
    table.paste(code, ((WIDE - code.width) // 2, (HIGH - code.height) // 2))
    return table


def _show(film: Path, text: str) -> None:
    """Put the code before the camera: a film of the one picture, opened anew each time the camera starts."""
    out = io.BytesIO()
    _picture(text).save(out, "jpeg", quality=90)
    film.write_bytes(out.getvalue() * FRAMES)
