"""Pages of people: found, registered, stopped, merged and parted, registered by phone."""

from __future__ import annotations

from datetime import date

import pytest
from django.conf import settings
from django.test import Client
from django.utils.timezone import now

from hamsafar.accounts.enums import Role
from hamsafar.front import packs
from hamsafar.journeys.actions.registering import enter_registration, register_person
from hamsafar.journeys.enums import RegistrationState
from hamsafar.journeys.models import Duplicate, Merge, Person, Registration
from hamsafar.journeys.rules.entries import Birth, PassportEntry, PersonEntry, Written
from hamsafar.kit.actor import SYSTEM, VISITOR
from hamsafar.ledger.models import Line
from tests.factories.accounts import PASSWORD, OfficerFactory

pytestmark = pytest.mark.django_db
ENTRY = PersonEntry(
    names=(Written("Намунаев Зафар", "tj-passport"),),
    birth=Birth.on(date(1990, 5, 17)),
    sex="M",
    citizenship="TJK",
    language="tg",
    passport=PassportEntry("401234567", "TJK"),
    phone="+992918123456",
)
TYPED = {
    "family": "Namunaev",
    "given": "Zafar",
    "authority": "tj-passport",
    "birth_day": "17",
    "birth_month": "5",
    "birth_year": "1990",
    "sex": "M",
    "citizenship": "TJK",
    "language": "tg",
}
ZONE = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10"


@pytest.fixture
def clerk(db):
    packs.load(settings.PACK, by=SYSTEM, at=now())
    return OfficerFactory(role=Role.REGISTRATION_CLERK)


@pytest.fixture
def desk(clerk) -> Client:
    client = Client()
    assert client.login(username=clerk.username, password=PASSWORD)
    return client


@pytest.fixture
def person(clerk) -> Person:
    return register_person(entry=ENTRY, by=clerk, at=now())


def test_one_box_finds_a_person_and_says_why(desk: Client, person: Person):
    page = desk.get("/people/", {"q": "zafar namunaev"})

    assert person.ref.encode() in page.content
    assert b"Nobody fits" in desk.get("/people/", {"q": "Rustam Karimov 1950"}).content
    assert b"Type at least one word" in desk.get("/people/", {"q": "1990"}).content


def test_a_file_shows_everything_and_the_look_is_on_record(desk: Client, person: Person, clerk):
    page = desk.get(f"/people/{person.ref}/?why=compare")

    assert page.status_code == 200
    for words in ("401234567", "Passport of Tajikistan", "+992", "1990-05-17"):
        assert words in page.content.decode(), words
    assert Line.objects.filter(person=person.ref, verb="file opened compare", by=clerk.ref).exists()


def test_a_registration_that_looks_like_a_file_is_stopped_and_goes_on_with_a_reason(desk: Client, person: Person):
    stopped = desk.post("/people/register/", TYPED)
    assert "probably has a file" in stopped.content.decode()
    assert person.ref in stopped.content.decode()
    assert Person.objects.count() == 1

    done = desk.post("/people/register/", TYPED | {"despite": "the father's name differs"})

    assert done.status_code == 302
    assert Person.objects.count() == 2
    assert Duplicate.objects.get().words == "the father's name differs"


def test_while_typing_only_the_files_that_look_alike_come_back(desk: Client, person: Person):
    part = desk.post("/people/register/", TYPED, headers={"HX-Request": "true"})

    assert person.ref in part.content.decode()
    assert b"<html" not in part.content
    assert Person.objects.count() == 1


def test_while_typing_a_box_that_is_still_empty_or_wrong_says_nothing(desk: Client, person: Person):
    part = desk.post("/people/register/", TYPED | {"sex": "", "birth_month": "13"}, headers={"HX-Request": "true"})
    nothing = desk.post("/people/register/", {"given": ""}, headers={"HX-Request": "true"})

    assert person.ref in part.content.decode()
    assert b"<form" not in part.content
    assert nothing.content.strip() == b""


def test_showing_a_file_that_looks_alike_is_a_look_its_owner_reads(desk: Client, person: Person):
    desk.post("/people/register/", TYPED, headers={"HX-Request": "true"})

    assert Line.objects.filter(person=person.ref, verb="file opened compare").exists()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"given": ""}, "required"),
        ({"birth_month": "13"}, "There is no such day"),
        ({"birth_year": ""}, "Write the year of birth"),
        ({"phone": "12"}, "no telephone number"),
        ({"number": "1", "country": ""}, "Write the number of the passport"),
    ],
)
def test_what_cannot_stand_is_said_on_the_page_and_nothing_is_kept(desk: Client, change, said):
    page = desk.post("/people/register/", TYPED | change)

    assert said in page.content.decode()
    assert not Person.objects.exists()


def test_the_lines_of_a_passport_fill_the_boxes(desk: Client):
    page = desk.post("/people/register/", {"mrz": ZONE, "read": "yes", "district": "Варзоб"})

    form = page.context["form"]
    assert (form["latin_family"].value(), form["latin_given"].value()) == ("ERIKSSON", "ANNA MARIA")
    assert form["birth"].value() == date(1974, 8, 12)
    assert form["district"].value() == "Варзоб"
    assert "every check digit fits" in page.content.decode()


def test_doubtful_lines_are_told_and_lines_that_are_none_are_refused(desk: Client):
    wrong = desk.post("/people/register/", {"mrz": ZONE.replace("L898902C36", "L898902C37"), "read": "yes"})
    assert "check digit does not fit" in wrong.content.decode()
    assert "not the lines of a passport" in desk.post("/people/register/", {"mrz": "x", "read": "y"}).content.decode()
    assert "Paste the two lines" in desk.post("/people/register/", {"mrz": "", "read": "y"}).content.decode()


def test_two_files_are_merged_and_parted_on_their_pages(desk: Client, person: Person, clerk):
    twin = register_person(entry=PersonEntry(names=ENTRY.names, birth=ENTRY.birth), by=clerk, at=now(), despite="?")
    pair = Duplicate.objects.get()
    page = desk.get(f"/people/duplicates/{pair.ref}/")
    assert "Two files side by side" in page.content.decode()
    assert pair.ref in desk.get("/people/duplicates/").content.decode()

    decision = {"decision": "keep-one", "reason": "one passport"}
    merged = desk.post(f"/people/duplicates/{pair.ref}/decision/", decision)
    assert merged["Location"] == f"/people/{person.ref}/"
    shown = desk.get(f"/people/{twin.ref}/")
    assert shown.context["person"] == person
    undone = desk.post(f"/people/merges/{Merge.objects.get().ref}/undo/", {"reason": "two passports"})

    assert undone.status_code == 302
    assert desk.get(f"/people/{twin.ref}/").context["person"] == twin


def test_a_file_names_a_pair_only_to_those_who_may_open_it(desk: Client, person: Person, clerk):
    register_person(entry=PersonEntry(names=ENTRY.names, birth=ENTRY.birth), by=clerk, at=now(), despite="?")
    address = f"/people/duplicates/{Duplicate.objects.get().ref}/"
    reader, consul = Client(), OfficerFactory(role=Role.CONSUL)
    reader.login(username=consul.username, password=PASSWORD)

    assert address in desk.get(f"/people/{person.ref}/").content.decode()
    assert address not in reader.get(f"/people/{person.ref}/").content.decode()


def test_a_pair_is_called_different_and_opened_again(desk: Client, person: Person, clerk):
    register_person(entry=PersonEntry(names=ENTRY.names, birth=ENTRY.birth), by=clerk, at=now(), despite="?")
    address = f"/people/duplicates/{Duplicate.objects.get().ref}/decision/"

    assert desk.post(address, {"decision": "different", "reason": ""}).status_code == 409
    desk.post(address, {"decision": "different", "reason": "brothers"})
    assert b"brothers" in desk.get(address.replace("decision/", "")).content
    desk.post(address, {"decision": "reopen"})
    assert Duplicate.objects.get().state == "open"


def test_names_passports_contacts_and_consents_are_added_on_the_file(desk: Client, person: Person):
    file = f"/people/{person.ref}/"
    desk.post(file + "names/", {"family": "Namunaev", "given": "Zafar", "authority": "ru-border"})
    desk.post(file + "passports/", {"number": "409", "country": "tjk", "mrz": "", "renews": "yes"})
    desk.post(file + "contacts/", {"kind": "email", "value": "x@example.org"})
    desk.post(file + "consents/", {"purpose": "messages", "language": "tg", "how": "spoken"})

    assert person.name_forms.count() == 2
    assert person.passports.present().get().country == "TJK"
    contact = person.contacts.get(kind="email")
    desk.post(f"{file}contacts/{contact.pk}/", {"do": "confirm"})
    desk.post(f"{file}contacts/{contact.pk}/", {"do": "withdraw"})
    contact.refresh_from_db()
    assert contact.confirmed_at
    assert contact.withdrawn_at
    desk.post(file + "consents/withdraw/", {"purpose": "messages"})
    assert not person.consents.standing().exists()


@pytest.mark.parametrize(
    ("path", "typed"),
    [
        ("names/", {"given": ""}),
        ("passports/", {"number": "", "mrz": ""}),
        ("contacts/", {"kind": "phone", "value": "1"}),
        ("consents/withdraw/", {"purpose": "nothing"}),
    ],
)
def test_an_addition_that_cannot_stand_is_one_sentence(desk: Client, person: Person, path, typed):
    assert desk.post(f"/people/{person.ref}/{path}", typed).status_code == 409


def test_a_person_registers_on_a_phone_and_an_officer_confirms_it(desk: Client):
    typed = {**TYPED, "phone": "+992918123456", "number": "401", "helper": "a son"}
    entered = Client().post("/people/by-phone/", typed)
    registration = Registration.objects.get()
    assert registration.ref in entered.content.decode()
    assert registration.ref in desk.get("/people/registrations/").content.decode()
    assert desk.get(f"/people/registrations/{registration.ref}/").context["form"]["given"].value() == "Zafar"

    done = desk.post(f"/people/registrations/{registration.ref}/", TYPED)

    registration.refresh_from_db()
    assert done["Location"] == f"/people/{registration.person.ref}/"
    assert registration.state == RegistrationState.CONFIRMED


def test_what_a_person_typed_wrongly_is_said_and_what_fits_nobody_is_turned_away(desk: Client, clerk):
    assert "no telephone number" in Client().post("/people/by-phone/", TYPED | {"phone": "1"}).content.decode()
    registration = enter_registration(entry=ENTRY, by=VISITOR, at=now())
    desk.post(f"/people/registrations/{registration.ref}/turn-away/", {"reason": "the passport is another's"})

    registration.refresh_from_db()
    assert registration.state == RegistrationState.TURNED_AWAY


@pytest.mark.parametrize("path", ["/people/", "/people/register/", "/people/duplicates/", "/people/registrations/"])
def test_people_are_for_those_who_may_see_them(clerk, path: str):
    stranger = Client()
    officer = OfficerFactory(role=Role.ANALYST)
    stranger.login(username=officer.username, password=PASSWORD)

    assert stranger.get(path).status_code == 409
    assert Client().get(path).status_code == 302


def test_a_file_costs_the_same_however_much_stands_in_it(desk: Client, person: Person, django_assert_max_num_queries):
    for number in range(12):
        person.name_forms.create(full=f"N{number}", script="latin", authority="self", added_at=now())
    with django_assert_max_num_queries(60):
        desk.get(f"/people/{person.ref}/")
