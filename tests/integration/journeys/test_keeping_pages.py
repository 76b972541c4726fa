"""A file is corrected with its history, relatives and scans are added, a person's own wish is settled; all on pages."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.conf import settings as site
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.timezone import localdate, now

from hamsafar.accounts.enums import Role
from hamsafar.files.models import StoredFile
from hamsafar.front import packs
from hamsafar.journeys.actions import keeping
from hamsafar.journeys.actions.documents import add_document
from hamsafar.journeys.actions.exporting import export_person
from hamsafar.journeys.actions.merging import merge_people, undo_merge
from hamsafar.journeys.actions.registering import register_person
from hamsafar.journeys.actions.sign_in import TheirOwn, print_codes
from hamsafar.journeys.actions.wishes import wish_correction
from hamsafar.journeys.enums import DuplicateState, FoundBy, Kinship, WishState
from hamsafar.journeys.models import CorrectionWish, Document, Duplicate, FamilyLink, Person
from hamsafar.journeys.rules.entries import Birth, PassportEntry, PersonEntry, Written
from hamsafar.kit.actor import SYSTEM
from hamsafar.kit.refusal import Refusal
from hamsafar.ledger.models import Line
from tests.factories.accounts import OfficerFactory
from tests.factories.files import PDF, picture
from tests.factories.people import bare_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(db, settings, tmp_path):
    packs.load(site.PACK, by=SYSTEM, at=now())
    settings.VAR, settings.KEYS = tmp_path, tmp_path / "keys"
    return OfficerFactory(role=Role.REGISTRATION_CLERK)


@pytest.fixture
def desk(clerk) -> Client:
    client = Client()
    client.force_login(clerk)
    return client


@pytest.fixture
def person(clerk) -> Person:
    entry = PersonEntry(
        names=(Written("Намунаев Зафар", "tj-passport"),),
        birth=Birth.on(date(1990, 5, 17)),
        sex="M",
        citizenship="TJK",
        language="tg",
        passport=PassportEntry("401234567", "TJK"),
    )
    return register_person(entry=entry, by=clerk, at=now())


@pytest.fixture
def own_pages(person: Person, clerk) -> Client:
    """The person, signed in on a phone with a printed code."""
    client = Client()
    code = print_codes(person=person, by=clerk, at=now())[0]
    client.post("/mine/sign-in/", {"ref": person.ref, "code": code})
    return client


def corrected(**changed):
    known = {"name": "Намунаев Зафар", "sex": "M", "district": "", "language": "tg", "reason": "The passport says so."}
    return known | {"birth_day": "17", "birth_month": "5", "birth_year": "1990"} | changed


def test_a_file_is_corrected_and_shows_what_stood_there_before_and_why(desk: Client, person: Person):
    page = f"/people/{person.ref}/correct/"
    assert 'value="1990"' in desk.get(page).content.decode()

    desk.post(page, corrected(name="Намуноев Зафар", birth_day="18", helper="His sister", read_back="on"))

    shown = desk.get(f"/people/{person.ref}/").content.decode()
    for words in ("Намуноев Зафар", "1990-05-17", "1990-05-18", "The passport says so.", "His sister"):
        assert words in shown, words
    assert person.helped_entries.get().what == "correction"
    assert set(person.corrections.values_list("field", flat=True)) == {"name", "birth"}
    assert b"Nothing was changed" in desk.post(page, corrected(name="Намуноев Зафар", birth_day="18")).content
    desk.post(page, corrected(name="Another", reason=""))
    assert person.corrections.count() == 2


def test_a_form_of_the_name_is_taken_back_on_the_page(desk: Client, person: Person):
    form = person.name_forms.get()

    desk.post(f"/people/{person.ref}/names/{form.pk}/")

    assert not person.name_forms.standing().exists()


def test_a_relative_is_read_from_both_files_and_the_link_ends(desk: Client, person: Person):
    child = bare_person("Намунаев Далер")

    desk.post(
        f"/people/{person.ref}/family/", {"kinship": Kinship.CHILD, "ref": child.ref, "document": "Birth certificate 7"}
    )

    assert "child" in desk.get(f"/people/{person.ref}/").content.decode()
    there = desk.get(f"/people/{child.ref}/").content.decode()
    assert person.ref in there
    assert "parent" in there
    assert (
        desk.post(f"/people/{person.ref}/family/", {"kinship": "child", "ref": "P-1", "document": "x"}).status_code
        == 409
    )

    link = FamilyLink.objects.get()
    day = localdate()
    typed = {"on_day": day.day, "on_month": day.month, "on_year": day.year}
    desk.post(f"/people/{child.ref}/family/{link.pk}/", typed)
    link.refresh_from_db()
    assert link.ended_on == day
    assert "ended" in desk.get(f"/people/{person.ref}/").content.decode()
    assert desk.post(f"/people/{child.ref}/family/{link.pk}/", typed).status_code == 409


def added(desk: Client, person: Person, content: bytes, name: str, **more) -> Document:
    desk.post(f"/people/{person.ref}/files/", {"file": SimpleUploadedFile(name, content), "kind": "other"} | more)
    return Document.objects.latest("pk")


def test_a_scan_is_added_looked_at_taken_and_erased_each_on_record(desk: Client, person: Person):
    passport = person.passports.get()
    photo = added(desk, person, picture(place=True), "me.jpg", kind="photo")
    scan = added(desk, person, PDF, "passport.pdf", kind="passport", of_passport=str(passport.pk), words="Page 2")
    assert scan.passport == passport

    page = desk.get(f"/people/{person.ref}/").content.decode()
    for words in ("passport.pdf", "Page 2", f"/files/{photo.file.ref}/picture/"):
        assert words in page, words
    given = desk.get(f"/people/{person.ref}/files/{scan.file.ref}/")
    assert b"".join(given.streaming_content) == PDF
    shown = desk.get(f"/people/{person.ref}/files/{photo.file.ref}/picture/")
    assert shown["Content-Type"] == "image/jpeg"
    assert b"Camera of the witness" not in shown.content
    verbs = set(Line.objects.filter(person=person.ref).values_list("verb", flat=True))
    assert {"document added", "file given out", "picture shown"} <= verbs

    desk.post(f"/people/{person.ref}/files/{scan.file.ref}/remove/")
    assert StoredFile.objects.get(pk=scan.file_id).erased_at is not None
    assert "passport.pdf" not in desk.get(f"/people/{person.ref}/").content.decode()


def test_scans_belong_to_the_copy_that_a_person_takes_along(desk: Client, person: Person, clerk):
    added(desk, person, PDF, "certificate.pdf", words="A certificate")

    assert b"certificate.pdf" in export_person(person=person, by=clerk, at=now())


def test_a_scan_of_another_s_passport_is_refused_and_so_is_who_may_only_read(desk: Client, person: Person):
    stranger = bare_person()
    file = SimpleUploadedFile("a.pdf", PDF)
    more = {"kind": "passport", "of_passport": str(person.passports.get().pk), "file": file}
    assert "valid choice" in desk.post(f"/people/{stranger.ref}/files/", more).content.decode()
    consul = Client()
    consul.force_login(OfficerFactory(role=Role.CONSUL))
    assert consul.get(f"/people/{person.ref}/files/").status_code == 409
    assert consul.get(f"/people/{person.ref}/correct/").status_code == 409


def test_a_document_says_what_it_shows_and_of_whose_passport(clerk, person: Person):
    stranger = bare_person()
    given = {"content": PDF, "name": "a.pdf", "by": clerk, "at": now()}
    with pytest.raises(Refusal, match="what the file shows"):
        add_document(person=person, kind="shoe", **given)
    for file, kind in ((stranger, "passport"), (person, "photo")):
        with pytest.raises(Refusal, match="another file"):
            add_document(person=file, kind=kind, passport=person.passports.get(), **given)
    assert not StoredFile.objects.exists()


def test_a_link_ends_after_it_began_and_not_in_the_future(clerk, person: Person):
    link = keeping.link_family(
        person=person,
        relative=bare_person(),
        kinship=Kinship.SPOUSE,
        document="x",
        since=localdate(),
        by=clerk,
        at=now(),
    )
    for day in (localdate() + timedelta(days=1), localdate() - timedelta(days=1)):
        with pytest.raises(Refusal, match="Check the day"):
            keeping.end_family_link(link=link, on=day, by=clerk, at=now())
    with pytest.raises(Refusal, match="registration clerk"):
        keeping.end_family_link(link=link, on=localdate(), by=OfficerFactory(role=Role.CONSUL), at=now())


# ---- the person's own wish -------------------------------------------------------------------------------------------


def test_a_person_asks_for_a_correction_and_reads_what_became_of_it(own_pages: Client, desk: Client, person: Person):
    own_pages.post("/mine/correct/", {"field": "name", "words": "Намуноев, with о."})
    own_pages.post("/mine/correct/", {"field": "other", "words": "My photograph is old."})
    first, second = CorrectionWish.objects.order_by("pk")

    queue = desk.get("/people/wishes/").content.decode()
    assert "with о." in queue
    assert "2 corrections are asked for" in desk.get("/people/").content.decode()
    page = f"/people/{person.ref}/correct/?wish={first.ref}"
    assert "with о." in desk.get(page).content.decode()
    desk.post(page, corrected(name="Намуноев Зафар"))
    desk.post(f"/people/wishes/{second.ref}/decline/", {"answer": "Bring a new one."})

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == (WishState.DONE, WishState.DECLINED)
    mine = own_pages.get("/mine/correct/").content.decode()
    for words in ("Corrected", "Bring a new one.", "Намуноев Зафар"):
        assert words in mine, words
    assert desk.post(f"/people/wishes/{second.ref}/decline/", {"answer": "Twice."}).status_code == 409
    assert "Nobody waits" in desk.get("/people/wishes/").content.decode()


def test_a_wish_is_one_s_own_and_not_without_end(client: Client, person: Person, clerk):
    assert client.get("/mine/correct/")["Location"] == "/mine/"
    own = TheirOwn(person.ref)
    with pytest.raises(Refusal, match="Only the person"):
        wish_correction(person=person, field="name", words="x", by=clerk, at=now())
    for wrong in ({"field": "shoe", "words": "x"}, {"field": "name", "words": " "}):
        with pytest.raises(Refusal, match="what is wrong"):
            wish_correction(person=person, **wrong, by=own, at=now())
    gone = bare_person(erased_at=now())
    with pytest.raises(Refusal, match="was erased"):
        wish_correction(person=gone, field="name", words="x", by=TheirOwn(gone.ref), at=now())
    for _ in range(10):
        wish_correction(person=person, field="name", words="x", by=own, at=now())
    with pytest.raises(Refusal, match="earlier wishes"):
        wish_correction(person=person, field="name", words="x", by=own, at=now())


def test_a_wish_is_declined_by_a_clerk_with_a_reason(desk: Client, person: Person):
    wish = wish_correction(person=person, field="name", words="x", by=TheirOwn(person.ref), at=now())

    assert desk.post(f"/people/wishes/{wish.ref}/decline/", {"answer": " "}).status_code == 409
    consul = Client()
    consul.force_login(OfficerFactory(role=Role.CONSUL))
    assert consul.post(f"/people/wishes/{wish.ref}/decline/", {"answer": "No."}).status_code == 409


# ---- the queue of pairs ----------------------------------------------------------------------------------------------


def test_a_pair_that_another_merge_has_settled_waits_no_longer_until_that_is_undone(clerk):
    one, two, three = (bare_person() for _ in range(3))
    first, second, third = (
        Duplicate.objects.create(one=a, other=b, score=0.9, found_by=FoundBy.BULK, found_at=now())
        for a, b in ((one, two), (two, three), (one, three))
    )
    assert set(Duplicate.objects.open()) == {first, second, third}

    merge_people(kept=one, merged=two, reason="One passport.", by=clerk, at=now())
    last = merge_people(kept=one, merged=three, reason="One passport.", by=clerk, at=now())

    second.refresh_from_db()
    assert second.state == DuplicateState.OPEN  # nobody decided about it, and nobody has to
    assert not Duplicate.objects.open().exists()
    undo_merge(merge=last, reason="The photographs differ.", by=clerk, at=now())
    assert set(Duplicate.objects.open()) == {second, third}
