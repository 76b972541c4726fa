"""A person comes to their own pages with a reference and a code; a stranger learns nothing."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django.models import ProcrastinateJob

from hamsafar.journeys import jobs
from hamsafar.journeys.actions import sign_in as signing_in
from hamsafar.journeys.enums import CodeKind, ContactKind
from hamsafar.journeys.models import AccessCode, Contact, Person, TriesAtSignIn
from hamsafar.journeys.models.people import PersonQuerySet, new_person_ref
from hamsafar.journeys.rules.sign_in import FREE_FOR_A_REFERENCE, FREE_FOR_AN_ADDRESS, GOOD_FOR, LONGEST_WAIT
from hamsafar.kit.actor import SYSTEM, VISITOR
from hamsafar.kit.refusal import Refusal
from hamsafar.ledger.models import Line
from hamsafar.notices.models import Notice
from tests.factories.accounts import OfficerFactory
from tests.factories.ledger import noon
from tests.factories.people import bare_person

pytestmark = pytest.mark.django_db
AT = noon(2026, 3, 2)
WRONG = "the reference or the code is wrong"
NUMBER = "+992900000007"


@pytest.fixture(autouse=True)
def node(tmp_path: Path, settings) -> None:
    settings.VAR, settings.KEYS = tmp_path, tmp_path / "keys"


@pytest.fixture
def person() -> Person:
    made = bare_person(language="tg")
    Contact.objects.create(person=made, kind=ContactKind.PHONE, value=NUMBER, confirmed_at=AT, added_at=AT)
    return made


def printed(person: Person) -> list[str]:
    return signing_in.print_codes(person=person, by=OfficerFactory(role="registration_clerk"), at=AT)


def enter(ref: str, code: str, *, address: str = "192.0.2.1", at=AT) -> Person:
    return signing_in.sign_in(ref=ref, code=code, address=address, by=VISITOR, at=at)


def test_a_printed_code_opens_the_file_once(person: Person):
    codes = printed(person)

    assert len(set(codes)) == 10
    assert enter(person.ref, codes[0].lower().replace("-", " ")) == person
    with pytest.raises(Refusal, match="(?i)" + WRONG):
        enter(person.ref, codes[0])
    assert enter(person.ref, codes[9], at=AT + timedelta(days=300)) == person
    assert Line.objects.concerning(person.ref).filter(verb="signed in with a code", by=person.ref).count() == 2


def test_a_new_list_ends_the_earlier_one(person: Person):
    earlier, later = printed(person), printed(person)

    with pytest.raises(Refusal, match="(?i)" + WRONG):
        enter(person.ref, earlier[0])
    assert enter(person.ref, later[0]) == person


def test_a_code_comes_to_the_confirmed_number_in_the_person_s_language_and_is_good_for_ten_minutes(
    person: Person,
):
    Contact.objects.create(person=person, kind=ContactKind.PHONE, value="+992900000008", added_at=AT)

    made = signing_in.send_code(ref=person.ref, by=SYSTEM, at=AT)
    sent = Notice.objects.get()

    assert (sent.address, sent.language, sent.person) == (NUMBER, "tg", person.ref)
    code = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}", sent.body).group()
    assert made.expires_at == AT + GOOD_FOR
    with pytest.raises(Refusal, match="(?i)" + WRONG):
        enter(person.ref, code, at=AT + GOOD_FOR)
    assert enter(person.ref, code, at=AT + GOOD_FOR - timedelta(seconds=1)) == person


def test_a_newer_code_by_sms_ends_the_earlier_one(person: Person):
    for _ in range(2):
        signing_in.send_code(ref=person.ref, by=SYSTEM, at=AT)

    assert AccessCode.objects.of_kind(CodeKind.SMS).good(at=AT).count() == 1


def test_without_a_confirmed_number_or_a_file_no_code_is_sent(person: Person):
    Contact.objects.update(confirmed_at=None)

    for ref in (person.ref, new_person_ref()):
        assert signing_in.send_code(ref=ref, by=SYSTEM, at=AT) is None
        jobs.send_code(ref=ref)
    assert not Notice.objects.exists()


def test_no_code_stands_in_the_database(person: Person):
    codes = printed(person)

    held = [bytes(each) for each in AccessCode.objects.values_list("digest", flat=True)]
    assert all(code.replace("-", "").encode() not in each for code in codes for each in held)


def test_after_five_wrong_codes_the_delay_rises_for_that_reference_and_a_right_one_must_wait_too(person: Person):
    codes = printed(person)
    for _ in range(FREE_FOR_A_REFERENCE):
        with pytest.raises(Refusal, match="(?i)" + WRONG):
            enter(person.ref, "0000-0000")

    with pytest.raises(Refusal, match="Wait 1 minute,"):
        enter(person.ref, codes[0])
    assert enter(person.ref, codes[0], at=AT + LONGEST_WAIT) == person
    for _ in range(FREE_FOR_A_REFERENCE):  # a right code begins the count anew
        with pytest.raises(Refusal, match="(?i)" + WRONG):
            enter(person.ref, "0000-0000", at=AT + LONGEST_WAIT)


def test_many_references_tried_from_one_address_are_slowed_down_as_well():
    for _ in range(FREE_FOR_AN_ADDRESS):
        with pytest.raises(Refusal, match="(?i)" + WRONG):
            enter(new_person_ref(), "0000-0000")

    with pytest.raises(Refusal, match="Wait"):
        enter(new_person_ref(), "0000-0000")
    with pytest.raises(Refusal, match="(?i)" + WRONG):
        enter(new_person_ref(), "0000-0000", address="192.0.2.2")


def queries(act) -> list[str]:
    """What the database is asked while something is done, without its values, and the words that come back."""
    said = ""
    with CaptureQueriesContext(connection) as asked:
        try:
            act()
        except Refusal as reason:
            said = str(reason)
    return [said, *(re.sub(r"'[^']*'|\"s\d+_x\d+\"|\s*-?\b\d+\b", "?", each["sql"]) for each in asked.captured_queries)]


def test_a_reference_that_exists_looks_like_one_that_does_not_and_costs_the_same_work(person: Person):
    printed(person)

    known = queries(lambda: enter(person.ref, "0000-0000"))
    unknown = queries(lambda: enter(new_person_ref(), "0000-0000", address="192.0.2.3"))
    assert known == unknown
    assert len(known) > 3

    def ask(ref: str, address: str) -> list[str]:
        return queries(lambda: signing_in.ask_code(ref=ref, address=address, by=VISITOR, at=AT))

    assert ask(person.ref, "192.0.2.4") == ask(new_person_ref(), "192.0.2.5")
    assert ProcrastinateJob.objects.filter(task_name="journeys.send_code").count() == 2


def test_a_code_is_asked_for_once_a_minute(person: Person):
    signing_in.ask_code(ref=person.ref, address="192.0.2.1", by=VISITOR, at=AT)

    with pytest.raises(Refusal, match="Wait a minute"):
        signing_in.ask_code(ref=person.ref, address="192.0.2.9", by=VISITOR, at=AT)
    for _ in range(FREE_FOR_AN_ADDRESS - 1):
        signing_in.ask_code(ref=new_person_ref(), address="192.0.2.1", by=VISITOR, at=AT)
    with pytest.raises(Refusal, match="Wait a minute"):
        signing_in.ask_code(ref=new_person_ref(), address="192.0.2.1", by=VISITOR, at=AT)


def test_only_an_officer_who_answers_people_prints_codes_and_none_for_a_file_that_is_gone(person: Person):
    with pytest.raises(Refusal, match="answers people"):
        signing_in.print_codes(person=person, by=OfficerFactory(), at=AT)
    codes = printed(person)
    PersonQuerySet(Person).update(erased_at=AT)
    with pytest.raises(Refusal, match="erased"):
        printed(Person.objects.get())
    with pytest.raises(Refusal, match="(?i)" + WRONG):
        enter(person.ref, codes[0])


def test_the_person_reads_who_looked_takes_a_copy_and_leaves(person: Person):
    officer = Client()
    officer.force_login(OfficerFactory(role="registration_clerk"))
    page = officer.post(f"/mine/codes/{person.ref}/").content.decode()
    code = re.search(r'<li class="num">([0-9A-Z-]{9})</li>', page).group(1)
    client = Client()

    assert "No code at hand?" in client.get("/mine/").content.decode()
    wrong = client.post("/mine/sign-in/", {"ref": person.ref, "code": "0000-0000"})
    assert WRONG in wrong.content.decode().lower()
    assert client.post("/mine/sign-in/", {"ref": person.ref.lower(), "code": code}).status_code == 302
    mine = client.get("/mine/").content.decode()
    assert "printed ten codes for you" in mine
    assert "You yourself" in mine
    assert client.post("/mine/copy/")["Content-Type"] == "application/zip"
    client.post("/mine/sign-out/")
    assert "No code at hand?" in client.get("/mine/").content.decode()
    assert client.post("/mine/copy/").status_code == 302


def test_a_slip_in_the_reference_is_said_before_anything_is_tried():
    client = Client()

    for path, said in (("sign-in", {"ref": "P-1", "code": "x"}), ("code", {"ask-ref": "P-1"})):
        assert "There is a slip in the reference" in client.post(f"/mine/{path}/", said).content.decode()
    answer = client.post("/mine/code/", {"ask-ref": new_person_ref()}, follow=True)
    assert "a code is on its way" in answer.content.decode()


def test_a_session_ends_with_the_file(person: Person):
    client = Client()
    client.post("/mine/sign-in/", {"ref": person.ref, "code": printed(person)[0]})
    Person.objects.update(erased_at=AT)

    assert "No code at hand?" in client.get("/mine/").content.decode()


def test_wrong_tries_are_forgotten_after_a_day_and_name_neither_reference_nor_address(person: Person):
    for _ in range(FREE_FOR_A_REFERENCE):
        with pytest.raises(Refusal, match="(?i)" + WRONG):
            enter(person.ref, "0000-0000")
    assert person.ref not in str(list(TriesAtSignIn.objects.values()))
    assert str(TriesAtSignIn.objects.first()) == "5 wrong tries"

    with pytest.raises(Refusal, match="(?i)" + WRONG):  # two days later the count begins anew
        enter(person.ref, "0000-0000", at=AT + timedelta(days=2))
    assert set(TriesAtSignIn.objects.values_list("wrong", flat=True)) == {1}
    jobs.forget_tries(timestamp=0)
    assert not TriesAtSignIn.objects.filter(last_at__lt=AT).exists()
    assert signing_in.forget_tries(by=SYSTEM, at=AT + timedelta(days=9)) in (0, 2)
