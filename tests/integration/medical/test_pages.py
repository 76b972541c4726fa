"""The centre's pages, walked through as its staff do, and what everybody reads outside."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils.timezone import now

from hamsafar.appointments.actions.booking import book_slot
from hamsafar.appointments.models import Slot
from hamsafar.kit.actor import SYSTEM
from hamsafar.kit.refs import new_ref
from hamsafar.medical import unlocked
from hamsafar.medical.actions.turn import make_round
from hamsafar.medical.enums import ExaminationState
from hamsafar.medical.formats import fhir
from hamsafar.medical.models import CentreKey, Examination, KeyHolder, Receipt
from hamsafar.medical.pages import desks
from tests.factories.appointments import a_service, an_office, with_places
from tests.factories.medical import PASSPHRASE, Centre, open_a_centre, publish
from tests.factories.people import bare_person


@pytest.fixture
def inside(settings) -> None:
    """The centre's process: its own addresses and none of the node's."""
    settings.ROOT_URLCONF, settings.IS_CENTRE = "hamsafar.front.centre_urls", True


@pytest.fixture
def office(db):
    office, service = an_office(), a_service()
    with_places(office, service, day=office.day_of(now()), hours=("00:00", "23:30"), days=3)
    return office


@pytest.fixture
def centre(inside, office) -> Centre:
    made = open_a_centre(office.key)
    for officer in (made.receptionist, made.supervisor, made.examiner, made.laboratory, made.physician, made.second):
        officer.organisation = office.organisation
        officer.save()
    return made


def at_desk(officer) -> Client:
    client = Client()
    client.force_login(officer)
    answer = client.post("/unlock/", {"passphrase": PASSPHRASE})
    assert answer.status_code == 302, answer.content.decode()
    return client


def received(centre: Centre, office) -> Examination:
    """Somebody who came today, through the reception's pages."""
    person, client = bare_person(), Client()
    slot = Slot.objects.at(office).free().after(now()).in_order().first()
    booking = book_slot(slot=slot, holder=person.ref, by=SYSTEM, at=now())
    client.force_login(centre.receptionist)
    said = {"person": person.ref, "passport_is_theirs": "on", "photo_is_theirs": "on", "consents": "on"}
    page = f"/visitors/{booking.ref}/"
    assert client.get(page).status_code == 200
    answer = client.post(page, said | {"language": "tg", "payer": "person"}, follow=True)
    assert "Come back in person" in answer.content.decode()
    assert client.get("/visitors/").status_code == 200
    return Examination.objects.get(booking=booking.ref)


def opened(client: Client, examination: Examination) -> str:
    answer = client.post(f"/folders/{examination.ref}/open/", follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def do(client: Client, examination: Examination, doing: str, **said) -> str:
    page = f"/folders/{examination.ref}/{doing}/"
    assert client.get(page).status_code == 200, doing
    answer = client.post(page, said, follow=True)
    assert answer.status_code == 200, answer.content.decode()
    return answer.content.decode()


def test_an_examination_goes_through_the_pages_of_the_centre(centre, office, settings):
    examination = received(centre, office)
    examiner, laboratory = at_desk(centre.examiner), at_desk(centre.laboratory)
    physician, second = at_desk(centre.physician), at_desk(centre.second)

    opened(examiner, examination)
    items = ["hiv", "syphilis", "leprosy", "drugs"]
    do(examiner, examination, "exempt", item="tuberculosis", reason="no X-ray (example)")
    opened(second, examination)
    do(second, examination, "sign-exemption", item="tuberculosis")
    page = do(examiner, examination, "order", items=items, specimen="S 1")
    number = examination.numbers[0]
    assert number in page
    order = json.loads(examiner.get(f"/folders/{examination.ref}/orders/{number}/").content)
    assert order["resourceType"] == "Bundle"
    assert examiner.get(f"/folders/{examination.ref}/orders/D-1/").status_code == 404

    token = token_of(at_desk(centre.supervisor))
    results = centre.results(centre.folder(examination).orders[0])
    raw = fhir.results_bundle(examination.ref, results)
    machine = Client(headers={"Authorization": f"Bearer {token}"})
    assert machine.post("/fhir/results", raw, content_type="application/fhir+json").status_code == 200
    assert laboratory.get("/laboratory/").status_code == 200
    assert laboratory.post("/laboratory/take-in/", follow=True).status_code == 200

    opened(physician, examination)
    do(physician, examination, "conclude", outcome="met")
    do(second, examination, "sign")
    page = do(physician, examination, "tell")
    assert "Told in person" in page
    assert centre.folder(examination).state == ExaminationState.TOLD
    assert make_round(by=SYSTEM, at=now()) == 0  # has no journey


def token_of(supervisor: Client) -> str:
    assert supervisor.get("/supervision/").status_code == 200
    page = supervisor.post("/supervision/token/").content.decode()
    return page.split("<code>")[1].split("</code>")[0]


def test_the_other_ways_through_a_folder_have_their_pages(centre, office):
    examination = centre.examine(findings={"hiv": "POS"}, at=now())
    physician, second = at_desk(centre.physician), at_desk(centre.second)
    opened(physician, examination)
    opened(second, examination)
    path = {"outcome": "path", "treatment": "treatment (example)"}
    path |= {"retest_on_day": "1", "retest_on_month": "1", "retest_on_year": "2099"}

    do(physician, examination, "conclude", **path)
    do(second, examination, "send-back", reason="The picture is not clear. (example)")
    do(physician, examination, "conclude", **path)
    do(second, examination, "sign")
    do(physician, examination, "tell")
    page = do(physician, examination, "appeal", words="Disagrees. (example)")
    assert "Disagrees. (example)" in page
    assert physician.get(f"/folders/{examination.ref}/send-along/").status_code == 200
    assert physician.get(f"/folders/{examination.ref}/nothing/").status_code == 404


def test_a_file_that_does_not_fit_is_refused_with_the_place_of_the_fault(centre, office, tmp_path):
    client, token = at_desk(centre.laboratory), token_of(at_desk(centre.supervisor))
    file = tmp_path / "results.json"
    file.write_text('{"resourceType": "Bundle", "type": "collection", "entry": [{"resource": {}}]}')
    with file.open("rb") as given:
        answer = client.post("/laboratory/", {"bundle": given})
    assert answer.status_code == 422
    assert "Bundle.entry" in answer.content.decode()

    machine = Client(headers={"Authorization": f"Bearer {token}"})
    refused = machine.post("/fhir/results", "{}", content_type="application/fhir+json")
    assert (refused.status_code, refused.json()["issue"][0]["expression"]) == (422, ["Bundle.resourceType"])
    stranger = Client(headers={"Authorization": "Bearer x"}).post(
        "/fhir/results", "{}", content_type="application/json"
    )
    assert stranger.status_code == 401


def test_results_of_an_order_that_nobody_made_are_noted_and_not_counted(centre, office):
    examination = centre.receive(at=now())
    order = centre.order(examination, ["hiv"], at=now())
    other = [type(each)(**{**each.__dict__, "order": examination.numbers[5]}) for each in centre.results(order)]

    centre.send(examination, other, at=now())

    folder = centre.folder(examination)
    assert (folder.results, folder.acts[-1].verb) == ((), "results that nobody ordered")


def test_a_file_of_results_waits_in_the_tray(centre, office, tmp_path):
    examination = centre.receive(at=now())
    results = centre.results(centre.order(examination, at=now()))
    file = tmp_path / "results.json"
    file.write_text(fhir.results_bundle(examination.ref, results))
    client = Client()
    client.force_login(centre.laboratory)

    with file.open("rb") as given:
        answer = client.post("/laboratory/", {"bundle": given}, follow=True)

    assert "5 results wait in the tray." in answer.content.decode()
    assert client.post("/laboratory/take-in/")["Location"] == "/unlock/"


def test_a_folder_is_read_by_whoever_opened_it_in_this_session_alone(centre, office):
    examination = centre.receive()
    client = at_desk(centre.physician)

    assert client.get(f"/folders/{examination.ref}/").status_code == 404
    opened(client, examination)
    assert client.get(f"/folders/{examination.ref}/").status_code == 200
    client.post("/lock/")
    assert client.get(f"/folders/{examination.ref}/")["Location"] == "/unlock/"


def test_a_word_stolen_from_another_s_session_unlocks_nothing(centre, office):
    word = unlocked.remember(centre.desk(centre.physician), at=now())
    client = Client()
    client.force_login(centre.receptionist)
    session = client.session
    session["desk"] = word
    session.save()

    assert client.get("/folders/")["Location"] == "/unlock/"


def test_the_key_has_its_pages(inside, office, quick_argon2):
    from_start = open_a_centre("elsewhere")
    supervisor, physician = from_start.supervisor, from_start.physician
    for officer in (supervisor, physician):
        officer.organisation = office.organisation
        officer.save()
    boss, doctor = Client(), Client()
    boss.force_login(supervisor)
    doctor.force_login(physician)
    said = {"passphrase": PASSPHRASE, "again": PASSPHRASE}
    assert "no key yet" in boss.get("/unlock/").content.decode()
    assert boss.post("/key/", said | {"again": "something else"}).status_code == 422
    page = boss.post("/key/", said).content.decode()
    shares = [each.split("</p>")[0] for each in page.split('translate="no">')[1:]]
    assert len(shares) == 3

    assert "Asked." in doctor.post("/key/ask/", said, follow=True).content.decode()
    asked = KeyHolder.objects.get(officer=physician.ref, key__office=office.key)
    assert boss.get("/holders/").status_code == 200
    boss.post(f"/holders/{asked.pk}/admit/")
    doctor = at_desk(physician)
    assert doctor.get("/holders/").status_code == 200
    new = {"passphrase": "another long passphrase", "again": "another long passphrase"}
    doctor.post("/key/passphrase/", new)
    assert doctor.get("/key/passphrase/").status_code == 200
    for page in ("/key/", "/key/ask/", "/key/recover/"):
        assert boss.get(page).status_code == 200
    holder = KeyHolder.objects.standing().get(officer=physician.ref, key__office=office.key)
    boss.post(f"/holders/{holder.pk}/end/")
    assert boss.post("/key/recover/", said | {"first": shares[0], "second": shares[2]})["Location"] == "/holders/"
    assert "Share 1 of 3" in boss.post("/key/renew/").content.decode()
    assert "Share 3 of 3" in boss.post("/key/", said | {"lost": "on"}).content.decode()
    assert CentreKey.objects.filter(office=office.key).count() == 3


def test_everybody_finds_the_way_to_their_work(centre, office):
    for officer in (centre.receptionist, centre.supervisor, centre.laboratory, centre.third):
        client = Client()
        client.force_login(officer)
        assert client.get("/").status_code == 200
    client = at_desk(centre.supervisor)
    assert "Supervision" in client.get("/").content.decode()
    assert client.get("/folders/").status_code == 200
    assert client.get("/supervision/price/").status_code == 200
    price = {
        "amount": "300",
        "currency": "tjs",
        "valid_from_day": "1",
        "valid_from_month": "1",
        "valid_from_year": "2099",
    }
    assert client.post("/supervision/price/", price)["Location"] == "/supervision/"


def test_who_works_at_two_centres_chooses_one(centre, office):
    other = an_office("other", rooms=("2",))
    with_places(other, a_service_again(), day=other.day_of(now()))
    other.organisation = office.organisation
    other.save()
    client = Client()
    client.force_login(centre.receptionist)

    assert client.get("/visitors/").status_code == 409
    client.post("/choose/", {"centre": "nowhere"})
    client.post("/choose/", {"centre": other.key})
    assert client.get("/visitors/").status_code == 200


def a_service_again():
    from_office = Slot.objects.first()
    return from_office.service


def test_the_node_s_operator_reads_nothing_in_the_centre(centre, office):
    client = Client()
    from_outside = type(centre.receptionist).objects.get(pk=centre.third.pk)
    from_outside.role, from_outside.organisation = "operator", office.organisation
    from_outside.save()
    client.force_login(from_outside)

    answers = {page: client.get(page).status_code for page in ("/visitors/", "/laboratory/", "/supervision/price/")}

    assert set(answers.values()) == {409}
    assert client.post("/unlock/", {"passphrase": PASSPHRASE}).status_code == 409
    assert client.get("/folders/")["Location"] == "/unlock/"


def test_everybody_reads_price_place_and_panel_without_a_sign_in(office):
    made = open_a_centre(office.key, price=False)
    page = Client().get("/examination/").content.decode()
    assert "not published" in page
    publish(made)

    page = Client().get("/examination/").content.decode()

    assert "250.00 TJS" in page
    assert "hepatitis B" in page
    assert Receipt.objects.count() == 0


def test_who_comes_on_another_day_is_found_by_the_reference_on_the_receipt(centre, office):
    slot = Slot.objects.at(office).free().after(now() + timedelta(days=1)).in_order().first()
    booking = book_slot(slot=slot, holder="T-somebody", by=SYSTEM, at=now())
    client = Client()
    client.force_login(centre.receptionist)

    page = client.get("/visitors/", {"ref": booking.ref.lower()}).content.decode()

    assert f"/visitors/{booking.ref}/" in page
    assert f"/visitors/{booking.ref}/" not in client.get("/visitors/").content.decode()
    assert "has this reference" in client.get("/visitors/", {"ref": new_ref("T")}).content.decode()


def test_a_clinician_who_tries_too_many_passphrases_has_to_wait(centre, office, monkeypatch):
    monkeypatch.setattr(desks, "TRIES_AN_HOUR", 1)
    client = Client()
    client.force_login(centre.physician)
    assert client.post("/unlock/", {"passphrase": "not this one at all"}).status_code == 409

    page = client.post("/unlock/", {"passphrase": PASSPHRASE})

    assert page.status_code == 409
    assert "Too many passphrases" in page.content.decode()
    at_desk(centre.second)  # a colleague at the same address is not kept waiting
