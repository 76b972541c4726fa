"""Pages of papers: the check for everybody, the lists for verifiers, papers and revocation for the office."""

from __future__ import annotations

import io
import zlib
from datetime import timedelta
from pathlib import Path

import cwt
import pytest
import zxingcpp
from django.test import Client
from django.utils.timezone import now
from PIL import Image, ImageFilter

from hamsafar.accounts.enums import Role
from hamsafar.kit.keys import kid_of
from hamsafar.kit.typesetting import typeset
from hamsafar.papers.enums import Reason
from hamsafar.papers.formats import base45
from hamsafar.papers.formats.checking import check, trust_of
from hamsafar.papers.formats.claims import PAPER, read_ours
from hamsafar.papers.formats.container import OURS, opened
from hamsafar.papers.formats.lists import read_status_list, read_trust_list
from hamsafar.papers.formats.sheet import TEMPLATE, _data
from hamsafar.papers.models import Paper
from tests.factories.accounts import PASSWORD, OfficerFactory
from tests.factories.papers import PaperOffice, paper_office

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def office(tmp_path: Path) -> PaperOffice:
    return paper_office(tmp_path / "keys", at=now() - DAY)


def signed_in(officer) -> Client:
    client = Client()
    assert client.login(username=officer.username, password=PASSWORD)
    return client


def test_anybody_checks_a_paper_by_its_text(office: PaperOffice, client: Client):
    paper = office.issue(at=now() - DAY)
    office.publish_status(at=now())

    answer = client.post("/check/", {"text": paper.text})

    assert answer.context["verdict"].reason is Reason.OK
    assert b"SPECIMEN" in answer.content
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("text", ["", "HF1:" + "0" * 5000])
def test_a_text_that_is_no_code_gets_a_sentence(office: PaperOffice, client: Client, text: str):
    answer = client.post("/check/", {"text": text})

    assert answer.context["form"].errors
    assert answer.status_code == 200


def test_a_check_without_any_list_says_that_nobody_is_trusted(client: Client):
    assert b"Nobody has published a trust list" in client.get("/check/").content
    assert client.post("/check/", {"text": "HF1:00"}).context["verdict"].reason is Reason.MALFORMED


def test_the_contents_of_a_paper_that_is_not_genuine_are_not_shown(office: PaperOffice, client: Client):
    paper = office.issue(at=now() - DAY)
    changed = paper.text[:-4] + ("0" if paper.text[-4] != "0" else "1") + paper.text[-3:]

    answer = client.post("/check/", {"text": changed})

    assert not answer.context["verdict"].shows
    assert b"SPECIMEN" not in answer.content


def test_published_lists_are_what_a_verifier_of_others_needs(office: PaperOffice, client: Client):
    paper = office.issue(at=now() - DAY)
    office.publish_status(at=now())
    side = client.get("/keys/lists.json").json()["sides"][0]

    trust = read_trust_list(client.get(side["trust"]).content)
    statuses = [read_status_list(client.get(path).content, trust) for path in side["statuses"]]

    assert check(paper.text, trust_of([trust], statuses), at=now().timestamp()).valid
    assert trust.side.encode() in client.get("/keys/").content
    assert client.get("/keys/trust-ru.cose").status_code == 404
    assert client.get("/keys/status-ru-1.cose").status_code == 404


def test_the_worker_stands_below_the_page_that_it_serves(client: Client):
    answer = client.get("/check/worker.js")

    assert answer["Content-Type"].startswith("text/javascript")
    assert b"fetch" in answer.content


def test_two_officers_revoke_a_paper_on_its_page(office: PaperOffice):
    paper = office.issue(at=now() - DAY)
    first, second = signed_in(office.first), signed_in(office.second)

    first.post(f"/papers/{paper.pk}/revocation/", {"because": "issued for another journey"})
    assert first.post(f"/papers/{paper.pk}/decision/", {"decision": "revoke"}).status_code == 409
    second.post(f"/papers/{paper.pk}/decision/", {"decision": "leave"})
    first.post(f"/papers/{paper.pk}/revocation/", {"because": "issued for another journey"})
    second.post(f"/papers/{paper.pk}/decision/", {"decision": "revoke"})

    assert b"Revoked" in second.get(f"/papers/{paper.pk}/").content
    assert list(second.get("/papers/?state=revoked").context["page"].object_list) == [paper]


def test_a_revocation_without_a_reason_is_refused(office: PaperOffice):
    paper = office.issue(at=now() - DAY)

    answer = signed_in(office.first).post(f"/papers/{paper.pk}/revocation/", {"because": ""})

    assert answer.status_code == 409
    assert b"Say why" in answer.content


@pytest.mark.parametrize("path", ["/papers/", "/papers/{pk}/", "/papers/{pk}/sheet.pdf"])
def test_only_paper_officers_see_papers(office: PaperOffice, path: str):
    paper = office.issue(at=now() - DAY)
    stranger = signed_in(OfficerFactory(role=Role.ANALYST))

    assert stranger.get(path.format(pk=paper.pk)).status_code == 409
    assert Client().get(path.format(pk=paper.pk)).status_code == 302


def test_a_list_of_papers_costs_the_same_however_long_it_is(office: PaperOffice, django_assert_max_num_queries):
    client = signed_in(office.first)
    for _ in range(30):
        office.issue(at=now() - DAY)

    with django_assert_max_num_queries(15):
        assert len(client.get("/papers/").context["page"].object_list) == 25


def test_a_printed_sheet_is_read_when_it_is_turned_and_blurred(office: PaperOffice):
    """Two decoders of codes and two verifiers agree on what a photo of the sheet holds."""
    paper = office.issue(at=now() - DAY)
    claims = read_ours(opened(paper.text).payload)
    pictures = typeset(TEMPLATE, _data(claims, paper.text, ()), output="png", ppi=150)
    front = Image.open(io.BytesIO(pictures[0])).convert("L")
    photo = front.rotate(8, expand=True, fillcolor=255).filter(ImageFilter.GaussianBlur(1.1))

    found = zxingcpp.read_barcode(photo).text

    assert found == paper.text
    assert check(found, trust_of([office.trust_list()]), at=now().timestamp()).claims == claims
    signer = office.store.signer("paper-signing").verify_key
    key = cwt.COSEKey.new({1: 1, 3: -8, -1: 6, -2: bytes(signer), 2: kid_of(signer)})
    assert cwt.decode(message_in(found), keys=[key])[PAPER][4] == claims.document


def test_the_sheet_is_a_pdf_and_printing_it_is_on_record(office: PaperOffice):
    paper = office.issue(at=now() - DAY)

    answer = signed_in(office.first).get(f"/papers/{paper.pk}/sheet.pdf")

    assert answer.content.startswith(b"%PDF")
    assert Paper.objects.get(pk=paper.pk).text == paper.text


def message_in(text: str) -> bytes:
    data = base45.decode(text[len(OURS) :])
    return data if data[:1] == b"\xd2" else zlib.decompress(data)
