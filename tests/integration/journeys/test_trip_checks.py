"""A check before a trip: by a signed list here or by the other side's node, with a receipt that proves it later."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as node_settings
from django.core.management import call_command
from django.test import Client, override_settings
from nacl.signing import SigningKey

from hamsafar.accounts.demo import make_demo as make_officers
from hamsafar.accounts.enums import Role
from hamsafar.exchange.models import OutboxEnvelope
from hamsafar.front import packs
from hamsafar.front.retention import erase_over
from hamsafar.journeys import access, check_demo
from hamsafar.journeys.actions import check_lists, trip_checks
from hamsafar.journeys.actions.check_sources import OtherNode, SignedLists, source_now
from hamsafar.journeys.actions.own_part import erase_the_file
from hamsafar.journeys.actions.sign_in import TheirOwn
from hamsafar.journeys.demo import make_demo as make_people
from hamsafar.journeys.enums import CheckAnswer, CheckState, CheckVia, ConsentHow, MakerState
from hamsafar.journeys.formats.check_lists import BadCheckList, Entry, read_check_list
from hamsafar.journeys.formats.receipts import Answer, ListSaid, check_receipt, seconds
from hamsafar.journeys.formats.trip_bodies import TripCheckAsked
from hamsafar.journeys.models import Listed, ListMaker, TripCheck
from hamsafar.kit.actor import SYSTEM, VISITOR
from hamsafar.kit.keys import Purpose, kid_of
from hamsafar.kit.refusal import Refusal
from hamsafar.ledger.models import Line
from hamsafar.papers.actions.keys import withdraw_key
from hamsafar.papers.demo import make_demo as make_papers
from hamsafar.papers.enums import Reason, Use
from hamsafar.papers.models import PaperKey
from tests.factories.accounts import OfficerFactory
from tests.factories.checks import LISTED, Authority, authority, traveller
from tests.factories.exchange import two_nodes
from tests.factories.papers import AT, PaperOffice, office_at, paper_office
from tests.factories.people import bare_person

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def office(tmp_path: Path, settings) -> PaperOffice:
    settings.VAR, settings.KEYS, settings.THIS_SIDE = tmp_path, tmp_path / "keys", "tj"
    return paper_office(tmp_path / "keys")


@pytest.fixture
def maker(office: PaperOffice) -> Authority:
    return authority(side="ru", first=office.first, second=office.second)


def own(person) -> TheirOwn:
    return TheirOwn(person.ref)


def ask(person, *, by=None, at=AT, **more) -> TripCheck:
    return trip_checks.ask_check(person=person, consent=ConsentHow.PAGE, by=by or own(person), at=at, **more)


# ---- the list --------------------------------------------------------------------------------------------------------


def test_a_list_is_taken_from_an_authority_that_two_officers_accepted(office, maker):
    loaded = maker.load()

    assert (loaded.entries, loaded.number) == (1, 1)
    assert Listed.objects.get().documents == ["400000123"]
    with pytest.raises(Refusal, match="no authority whose lists"):
        check_lists.load_check_list(data=maker.said().signed(SigningKey.generate()), by=office.first, at=AT)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"side": "tj"}, "another maker"),
        ({"name": "Somebody else"}, "another maker"),
        ({"synthetic": False}, "another maker"),
        ({"expires": AT - timedelta(hours=1)}, "is over"),
        ({"at": AT + 2 * DAY, "expires": AT + 9 * DAY}, "has not come"),
        ({"number": 1}, "or a later one"),
    ],
)
def test_a_list_that_is_stale_or_not_its_makers_is_refused(office, maker, change, said):
    maker.load()
    data = maker.said(**{"number": 2, **change}).signed(maker.key)

    with pytest.raises(Refusal, match=said):
        check_lists.load_check_list(data=data, by=office.first, at=AT)


@pytest.mark.parametrize("damage", [b"", b"\xd2", b"\xa0", bytes(400)])
def test_what_is_no_signed_list_is_refused(office, maker, damage):
    with pytest.raises(Refusal, match=r"cannot be used|no authority"):
        check_lists.load_check_list(data=damage, by=office.first, at=AT)


def test_a_changed_list_is_refused(office, maker):
    data = bytearray(maker.said().signed(maker.key))
    data[len(data) // 2] ^= 1

    with pytest.raises(Refusal, match="cannot be used"):
        check_lists.load_check_list(data=bytes(data), by=office.first, at=AT)


def test_a_list_that_ends_before_its_day_or_holds_a_strange_entry_cannot_be_read(maker):
    keys = {kid_of(maker.key.verify_key): maker.key.verify_key}
    said = maker.said()

    for wrong in (replace(said, expires=said.as_of), replace(said, number=-1), said_with(Entry((), "", ()), said)):
        with pytest.raises(BadCheckList):
            read_check_list(wrong.signed(maker.key), keys)


def said_with(entry: Entry, said):
    return replace(said, entries=(entry,))


def test_the_next_list_drops_whom_the_last_one_named(maker):
    maker.load()
    maker.load(Entry(("Другой Человек",), "1980", ()), number=2)

    assert Listed.objects.get().names == ["Другой Человек"]


def test_whom_a_list_names_is_dropped_when_it_is_over_and_when_its_maker_is_withdrawn(office, maker):
    maker.load(expires=AT + DAY)
    erased = erase_over(on=(AT + 3 * DAY).date(), by=SYSTEM, at=AT + 3 * DAY)
    assert erased["journeys.Listed"] == 1

    maker.load(number=2)
    check_lists.withdraw_maker(maker=maker.maker, by=office.first, at=AT)
    assert not Listed.objects.exists()
    with pytest.raises(Refusal, match="decided already"):
        check_lists.withdraw_maker(maker=maker.maker, by=office.first, at=AT)


def test_a_maker_is_accepted_by_a_second_officer_who_heard_the_digits(office):
    proposed = check_lists.propose_maker(side="ru", name="A", public=bytes(32), by=office.first, at=AT)
    digits = check_lists.digits_of(proposed)
    clerk = OfficerFactory(role=Role.REGISTRATION_CLERK)

    for by, heard, said in (
        (office.first, digits, "second officer"),
        (office.second, "1" * 40, "not the digits"),
        (clerk, digits, "paper officer"),
        (SYSTEM, digits, "in person"),
    ):
        with pytest.raises(Refusal, match=said):
            check_lists.accept_maker(maker=proposed, heard=heard, by=by, at=AT)
    check_lists.accept_maker(maker=proposed, heard=digits, by=office.second, at=AT)
    with pytest.raises(Refusal, match="decided already"):
        check_lists.accept_maker(maker=proposed, heard=digits, by=office.second, at=AT)
    with pytest.raises(Refusal, match="stands here already"):
        check_lists.propose_maker(side="ru", name="B", public=bytes(32), by=office.first, at=AT)
    with pytest.raises(Refusal, match="32 bytes"):
        check_lists.propose_maker(side="ru", name="C", public=b"short", by=office.first, at=AT)


def test_only_a_paper_officer_withdraws_a_maker_and_loads_a_list(maker):
    clerk = OfficerFactory(role=Role.REGISTRATION_CLERK)

    with pytest.raises(Refusal, match="paper officer"):
        check_lists.withdraw_maker(maker=maker.maker, by=clerk, at=AT)
    with pytest.raises(Refusal, match="paper officer"):
        check_lists.load_check_list(data=b"", by=clerk, at=AT)


# ---- asked here ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("person", "answer"),
    [
        ({}, CheckAnswer.FOUND),
        ({"number": "499999999"}, CheckAnswer.UNCLEAR),
        ({"name": "Гулнора Раҳимова", "born": "1985-06-07", "number": "477777777"}, CheckAnswer.NOT_FOUND),
    ],
)
def test_a_person_asks_and_gets_a_receipt_that_proves_the_answer(maker, person, answer):
    loaded = maker.load()
    file = traveller(**person)

    check = ask(file)
    proved = trip_checks.verified(check.text, at=AT + timedelta(hours=1))

    assert (check.state, check.via, check.answer) == (CheckState.ANSWERED, CheckVia.LIST, answer)
    assert proved.reason is Reason.OK
    receipt = proved.receipt
    assert receipt is not None
    assert (receipt.answer, receipt.asked_by, receipt.ref) == (answer, "", check.ref)
    assert receipt.list.digest == bytes(loaded.digest)
    assert Line.objects.concerning(file.ref).filter(verb="check before a trip asked", by=file.ref).exists()
    assert Line.objects.concerning(file.ref).filter(verb="check before a trip answered").exists()


def test_a_clerk_asks_at_the_persons_wish_and_the_receipt_says_so(maker):
    maker.load()
    clerk = OfficerFactory(role=Role.REGISTRATION_CLERK)
    person = traveller()

    check = trip_checks.ask_check(person=person, consent=ConsentHow.WRITING, by=clerk, at=AT)

    receipt = trip_checks.verified(check.text, at=AT).receipt
    assert check.consent == ConsentHow.WRITING
    assert receipt is not None
    assert receipt.asked_by == clerk.organisation.words.ru


def test_nobody_else_asks_and_nobody_asks_about_a_file_that_is_gone(maker):
    maker.load()
    person, other = traveller(), bare_person()
    consul = OfficerFactory(role=Role.CONSUL)

    for by in (VISITOR, own(other), consul):
        with pytest.raises(Refusal, match="Only the person"):
            ask(person, by=by)
    person.erased_at = AT
    assert not access.may_ask_check(own(person), person)
    other.merged_into = person
    assert not access.may_ask_check(own(other), other)
    assert not TripCheck.objects.exists()


def test_three_checks_a_day_are_enough_and_the_next_day_one_may_ask_again(maker):
    maker.load()
    person = traveller()
    for hour in range(3):
        ask(person, at=AT + timedelta(hours=hour))

    with pytest.raises(Refusal, match="Ask again tomorrow"):
        ask(person, at=AT + timedelta(hours=4))
    assert ask(person, at=AT + DAY + timedelta(minutes=1)).answer


def test_an_officer_cannot_copy_a_list_by_asking(maker, monkeypatch):
    maker.load()
    monkeypatch.setattr(trip_checks, "MOST_OF_AN_OFFICER", 2)
    clerk = OfficerFactory(role=Role.REGISTRATION_CLERK)
    for place in range(2):
        ask(traveller(number=f"41000000{place}"), by=clerk)

    with pytest.raises(Refusal, match="very often"):
        ask(traveller(number="410000009"), by=clerk)
    assert ask(traveller(number="410000008")).answer


def test_without_a_list_in_force_nobody_answers_and_nothing_is_kept(maker):
    with pytest.raises(Refusal, match="No list is in force"):
        ask(traveller())
    maker.load(expires=AT + DAY)
    with pytest.raises(Refusal, match="No list is in force"):
        ask(traveller(), at=AT + DAY)
    assert not TripCheck.objects.exists()


def test_a_list_of_the_demonstration_answers_about_nobody_real(maker):
    maker.load()
    person = traveller()
    person.synthetic = False
    person.save(update_fields=["synthetic"])

    with pytest.raises(Refusal, match="No list is in force"):
        ask(person)


# ---- the receipt -----------------------------------------------------------------------------------------------------


def test_a_receipt_is_worth_what_its_key_and_its_time_are_worth(office, maker):
    maker.load()
    text = ask(traveller()).text
    keys = tuple(trip_checks.published_keys())

    def reason(text: str, *, at=AT, keys=keys) -> Reason:
        return check_receipt(text, keys, at=at.timestamp()).reason

    assert reason(text) is Reason.OK
    assert reason(text, at=AT - DAY) is Reason.NOT_YET_VALID
    assert reason(text, at=AT + 300 * DAY) is Reason.EXPIRED
    assert check_receipt(text, keys, at=(AT + 300 * DAY).timestamp()).genuine
    assert reason(text, keys=()) is Reason.UNKNOWN_KEY
    assert reason(_with_a_bit_turned(text)) in {Reason.FORGED, Reason.MALFORMED}
    assert reason(text, keys=[replace(key, uses=frozenset({"clearance"})) for key in keys]) is Reason.WRONG_USAGE
    assert reason(text, keys=[replace(key, ends=1) for key in keys]) is Reason.WRONG_USAGE
    assert check_receipt(text, [replace(key, ends=1) for key in keys], at=AT.timestamp()).receipt is None
    for wrong in ("", "HF1:AAAA", "HR1:", "HR1:A", "HR1:ыыы", "HR1:" + "A" * 5000, "HR1:%69 VD92EX0", "HR1:OJ3"):
        assert reason(wrong) is Reason.MALFORMED


def _with_a_bit_turned(text: str) -> str:
    return text[:-2] + ("0" if text[-2] != "0" else "1") + text[-1]


def test_a_receipt_signed_with_a_key_that_was_withdrawn_says_so(office, maker):
    maker.load()
    text = ask(traveller()).text
    withdraw_key(key=PaperKey.objects.for_use(Use.RECEIPT).get(), by=office.first, at=AT + DAY)
    office.publish_trust(at=AT + DAY)

    assert trip_checks.verified(text, at=AT + 2 * DAY).reason is Reason.REVOKED
    with pytest.raises(Refusal, match="withdrawn or has ended"):
        ask(traveller(number="466666666"), at=AT + 2 * DAY)


def test_a_receipt_is_handed_out_as_pdf_to_whoever_may_read_the_file(maker):
    maker.load()
    person = traveller()
    check = ask(person)

    assert trip_checks.hand_out_receipt(check=check, by=own(person), at=AT)[:5] == b"%PDF-"
    assert Line.objects.concerning(person.ref).filter(verb="receipt handed out").exists()
    with pytest.raises(Refusal, match="Only somebody who may read"):
        trip_checks.hand_out_receipt(check=check, by=VISITOR, at=AT)


# ---- the other side's node -------------------------------------------------------------------------------------------


def test_a_joined_node_is_asked_by_envelope_and_waits(office, maker):
    person = traveller()

    check = ask(person, source=OtherNode())

    sent = OutboxEnvelope.objects.latest("made_at")
    assert (check.state, check.text) == (CheckState.ASKED, "")
    assert sent.peer_id == "ru"
    with pytest.raises(Refusal, match="no answer yet"):
        trip_checks.hand_out_receipt(check=check, by=own(person), at=AT)


def test_when_a_file_is_erased_nobody_can_read_what_the_other_node_was_asked(office, maker):
    person = traveller()
    ask(person, source=OtherNode())
    sent = OutboxEnvelope.objects.get(kind=TripCheckAsked.NAME)
    assert sent.wrapped_key is not None

    erase_the_file([person], by=SYSTEM, at=AT)

    sent.refresh_from_db()
    assert (sent.wrapped_key, sent.erased_at) == (None, AT)


def test_an_answer_is_taken_only_where_it_is_signed_and_to_this_question(office, maker):
    check = ask(traveller(), source=OtherNode())
    question = trip_checks.Question.from_plain(check.question)
    signer = office.store.signer(Purpose.PAPER_RECEIPTS)
    good = Answer(
        question.digest,
        CheckAnswer.NOT_FOUND,
        ListSaid("tj", "A", 1, bytes(32), seconds(AT)),
        seconds(AT),
        seconds(AT + DAY),
    )

    def take(answer: Answer, signer=signer, subject=check.subject) -> TripCheck:
        return trip_checks.take_answer(signed=answer.signed(signer), subject=subject, sender="tj", by=SYSTEM, at=AT)

    with pytest.raises(Refusal, match="cannot be used"):
        take(good, SigningKey.generate())
    with pytest.raises(Refusal, match="another question"):
        take(replace(good, question=bytes(32)))
    with pytest.raises(Refusal, match="another question"):
        take(replace(good, list=replace(good.list, side="ru")))
    with pytest.raises(Refusal, match="Nobody asked"):
        take(good, subject=office.first.pk and trip_checks.UUID(int=7))
    taken = take(good)
    assert (taken.state, taken.answer) == (CheckState.ANSWERED, CheckAnswer.NOT_FOUND)
    assert take(good).text == taken.text
    receipt = trip_checks.verified(taken.text, at=AT).receipt
    assert receipt is not None
    assert (receipt.via, receipt.theirs != b"") == (CheckVia.NODE, True)


def test_who_answers_is_the_register_then_the_joined_node_then_the_lists(office):
    assert isinstance(source_now(at=AT), SignedLists)
    with override_settings(TRIP_REGISTER="hamsafar.journeys.actions.check_sources.OtherNode"):
        assert isinstance(source_now(at=AT), OtherNode)


# ---- doors -----------------------------------------------------------------------------------------------------------


def test_a_clerk_asks_on_the_page_and_opens_the_receipt(client: Client, maker):
    maker.load(at=AT)
    person = traveller()
    client.force_login(OfficerFactory(role=Role.REGISTRATION_CLERK))

    refused = client.post(f"/people/{person.ref}/checks/", {"how": ""})
    assert "Say how the person agreed." in refused.content.decode()
    assert client.get(f"/people/{person.ref}/checks/").status_code == 200


def test_lists_are_shown_to_paper_officers_and_a_wrong_file_is_refused(client: Client, office, maker):
    maker.load()
    client.force_login(office.first)

    page = client.get("/people/check-lists/").content.decode()
    assert "Authority of lists (example)" in page
    assert LISTED.names[0] not in page
    assert client.post("/people/check-lists/load/").status_code == 302


def test_a_receipt_is_checked_by_anybody_and_nothing_is_kept(client: Client, maker):
    maker.load()
    check = ask(traveller())
    lines = Line.objects.count()

    page = client.post("/check/receipt/", {"text": check.text}).content.decode()
    assert re.search(r"Genuine", page)
    assert check.ref in page
    assert "Cannot be read" in client.post("/check/receipt/", {"text": "HR1:AAAA"}).content.decode()
    assert Line.objects.count() == lines


def test_the_command_keeps_lists_and_proves_a_receipt_without_a_node(office, maker, tmp_path, capsys):
    maker.load()
    text = ask(traveller()).text
    trust = tmp_path / "trust.cose"
    trust.write_bytes(office.trust_list().signed(office.root))

    call_command("checks", "receipt", text, "--trust", str(trust), "--at", AT.isoformat())
    said = json.loads(capsys.readouterr().out)
    assert (said["genuine"], said["valid"], said["receipt"]["answer"]) == (True, True, "found")
    with pytest.raises(SystemExit, match="1"):
        call_command("checks", "receipt", "HR1:AAAA", "--trust", str(trust))
    with pytest.raises(SystemExit, match="2"):
        call_command("checks", "receipt", text, "--trust", str(tmp_path / "nothing"))


def test_an_authority_makes_a_key_and_signs_a_list_that_two_officers_take(office, tmp_path, capsys):
    key, out, plain = tmp_path / "list.key", tmp_path / "list.cose", tmp_path / "list.json"
    said = {"side": "ru", "maker": "M (example)", "number": 1, "as_of": "2026-03-01", "expires": "2099-01-01",
            "synthetic": False, "entries": [{"names": ["Намуна"], "documents": ["400000001"]}]}  # fmt: skip
    plain.write_text(json.dumps(said))

    def run(*words: str) -> dict:
        call_command("checks", "--format", "json", *words)
        return json.loads(capsys.readouterr().out)

    made = run("key", "--of", "ru", "--out", str(key))
    run("sign", str(plain), "--key", str(key), "--out", str(out))
    proposed = run("propose", "--of", "ru", "--name", "M (example)", "--public", made["public"],
                   "--officer", office.first.username)  # fmt: skip
    assert proposed["digits"] == made["read_aloud"]
    run("accept", str(proposed["maker"]), "--heard", made["read_aloud"], "--officer", office.second.username)
    assert run("load", str(out), "--officer", office.first.username)["entries"] == 1
    assert "M (example)" in json.dumps(run("show"))
    run("withdraw", str(proposed["maker"]), "--officer", office.first.username)
    for wrong in (
        ("accept", "99", "--heard", "1"),
        ("load", str(plain)),
        ("propose", "--of", "ru", "--name", "X", "--public", "zz"),
    ):
        with pytest.raises(SystemExit, match="2"):
            run(*wrong, "--officer", office.first.username)
    with pytest.raises(SystemExit, match="2"):
        run("load", str(out), "--officer", "nobody")
    plain.write_text("{}")
    with pytest.raises(SystemExit, match="2"):
        run("sign", str(plain), "--key", str(key), "--out", str(out))


def test_the_other_node_answers_from_its_own_list_and_signs_what_it_says(tmp_path, settings):
    origin, destination = two_nodes(tmp_path)
    offices = {}
    for node in (origin, destination):
        with node.here():
            offices[node.side] = office_at(node)
    with destination.here():
        authority(side="ru", first=offices["ru"].first, second=offices["ru"].second).load()
    destination.deliver(origin)
    origin.deliver(destination)
    person = traveller()

    with origin.here():
        check = ask(person)
        assert (check.via, check.state) == (CheckVia.NODE, CheckState.ASKED)
    origin.deliver(destination)
    destination.deliver(origin)

    check.refresh_from_db()
    assert (check.state, check.answer) == (CheckState.ANSWERED, CheckAnswer.FOUND)
    assert check.list_maker == "Authority of lists (example)"
    with origin.here():
        receipt = trip_checks.verified(check.text, at=AT).receipt
    assert receipt is not None
    assert (receipt.side, receipt.list.side, receipt.via) == ("tj", "ru", CheckVia.NODE)


def test_the_demonstration_reaches_every_state_and_every_answer(tmp_path, settings):
    settings.VAR, settings.KEYS = tmp_path, tmp_path / "keys"
    packs.load(node_settings.PACK, by=SYSTEM, at=AT)
    make_officers(folder=tmp_path, at=AT)
    make_papers(folder=tmp_path, at=AT)
    make_people(at=AT)

    check_demo.make_demo(at=AT)
    check_demo.make_demo(at=AT)

    assert set(TripCheck.objects.values_list("state", flat=True)) == set(CheckState.values)
    assert set(TripCheck.objects.answered().values_list("answer", flat=True)) == set(CheckAnswer.values)
    assert set(ListMaker.objects.values_list("state", flat=True)) == set(MakerState.values)
    assert TripCheck.objects.count() == 4
