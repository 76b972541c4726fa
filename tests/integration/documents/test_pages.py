"""The pages: somebody applies and reads the decision with a code; officers work on it; others see nothing."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from hamsafar.documents.actions import working
from hamsafar.documents.models import Application, Exemption, HandedIn
from tests.factories.accounts import OfficerFactory, OrganisationFactory
from tests.factories.documents import Desk, a_desk
from tests.factories.people import bare_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Desk:
    return a_desk()


def signed_in(officer) -> Client:
    client = Client()
    client.force_login(officer)
    return client


def applied(client: Client) -> tuple[Application, str]:
    page = client.post("/documents/apply/desk/", {"service": "patent", "name": "Synthetic person 0001"})
    code = re.search(r"<b>(\d{8})</b>", page.content.decode())
    assert code is not None
    assert page["Cache-Control"] == "no-store"
    return Application.objects.get(), code[1]


def test_somebody_applies_is_asked_answers_and_reads_the_refusal(client, desk):
    application, code = applied(client)
    officer, head = signed_in(desk.officer), signed_in(desk.head)
    base = f"/documents/applications/{application.ref}"

    officer.post(f"{base}/take-up/")
    assert officer.get(f"{base}/").status_code == 200
    officer.post(f"{base}/question/", {"words": "Which address?"})
    assert client.post("/documents/mine/", {"ref": application.ref, "code": "1"}).status_code == 422
    client.post("/documents/mine/", {"ref": application.ref, "code": code})
    assert "Which address?" in client.get("/documents/mine/").content.decode()
    assert client.get("/documents/mine/letter/").status_code == 404
    client.post("/documents/mine/answer/", {"answer": "This one."})
    officer.post(f"{base}/decision/", {"outcome": "refused", "ground": "114-fz-26", "words": "Because."})
    pk = application.decisions.get().pk
    assert "Only an officer who confirms decisions" in officer.get(f"{base}/").content.decode()
    head.post(f"/documents/decisions/{pk}/return/", {"because": "say more"})
    officer.post(f"{base}/decision/", {"outcome": "refused", "ground": "114-fz-26", "words": "Because of it."})
    head.post(f"/documents/decisions/{application.decisions.last().pk}/confirm/")

    assert client.get("/documents/mine/letter/")["Content-Type"] == "application/pdf"
    assert officer.get(f"{base}/letter/")["Content-Type"] == "application/pdf"
    assert "Refused" in client.get("/documents/mine/").content.decode()


def test_an_application_is_withdrawn_by_its_owner(client, desk):
    application, code = applied(client)
    client.post("/documents/mine/", {"ref": application.ref, "code": code})
    client.post("/documents/mine/withdraw/")

    assert Application.objects.get().state == "withdrawn"


def test_officers_note_documents_exemptions_whose_it_is_and_hand_over(desk):
    application = desk.in_work("patent", at=now())
    client, base = signed_in(desk.officer), f"/documents/applications/{application.ref}"

    assert client.get(f"{base}/paper/").status_code == 200
    client.post(f"{base}/paper/", {"code": "photo"})
    paper = HandedIn.objects.get()
    client.post(f"/documents/papers/{paper.pk}/")
    client.post(f"/documents/papers/{paper.pk}/", {"because": "blurred"})
    client.post(f"{base}/exemption/", {"code": "medical", "because": "a reason"})
    signed_in(desk.head).post(f"/documents/exemptions/{Exemption.objects.get().pk}/", {"grant": "yes"})
    person = bare_person()
    Application.objects.update(synthetic=True)
    client.post(f"{base}/passport/", {"ref": person.ref})
    assert client.get(f"{base}/check/").status_code == 200
    page = client.get(f"{base}/").content.decode()
    client.post(f"{base}/handover/", {"to": desk.second.pk, "because": "leave"})

    found = Application.objects.get()
    assert (found.officer, found.person) == (desk.second, person)
    assert "blurred" in page
    assert "Granted by two officers" in page


def test_fingerprints_are_noted_and_the_desk_counts(desk):
    application = desk.in_work("fingerprints", at=now())
    client, today = signed_in(desk.officer), desk.office.day_of(now())
    day = {f"on_{part}": getattr(today, part) for part in ("day", "month", "year")}
    client.post(f"/documents/applications/{application.ref}/fingerprints/", day)
    client.post(f"/documents/applications/{application.ref}/decision/", {"outcome": "granted"})

    page = client.get("/documents/desk/desk/?show=all").content.decode()
    assert "1 of 1" in page


def test_other_officers_and_strangers_see_nothing(client, desk):
    application = desk.filed()
    other = OfficerFactory(role="documents_officer", organisation=OrganisationFactory())

    assert client.get(f"/documents/applications/{application.ref}/").status_code == 302
    assert signed_in(other).get(f"/documents/applications/{application.ref}/").status_code == 409
    assert signed_in(other).get("/documents/desk/desk/").status_code == 409
    assert signed_in(other).get("/documents/desk/").status_code == 409
    assert "name" in client.get("/documents/mine/").content.decode()


def test_the_public_page_says_what_is_not_established(client, desk):
    page = client.get("/documents/").content.decode()

    assert "no checklist is established here" in page
    assert "practice of the desk, not law" in page


def test_the_list_asks_the_same_number_of_questions_however_long(desk):
    client, counts = signed_in(desk.officer), []
    client.get("/documents/desk/desk/")
    for _round in range(2):
        for _number in range(3):
            working.take_up(application=desk.filed(), by=desk.officer, at=now())
        with CaptureQueriesContext(connection) as asked:
            client.get("/documents/desk/desk/")
        counts.append(len(asked))

    assert counts[0] == counts[1]
