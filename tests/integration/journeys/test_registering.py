"""Registering people, keeping their files, and deciding that two files are one person's."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from hamsafar.accounts.enums import Role
from hamsafar.journeys.actions import keeping
from hamsafar.journeys.actions.finding import find_people
from hamsafar.journeys.actions.merging import call_different, merge_people, reopen_pair, undo_merge
from hamsafar.journeys.actions.registering import (
    ProbablyRegistered,
    confirm_registration,
    enter_registration,
    look_alike,
    register_person,
    turn_away_registration,
)
from hamsafar.journeys.enums import (
    Channel,
    ConsentHow,
    ContactKind,
    DuplicateState,
    Kinship,
    Purpose,
    RegistrationState,
)
from hamsafar.journeys.models import Duplicate, Person, Registration
from hamsafar.journeys.rules.entries import Birth, Help, PassportEntry, PersonEntry, Written
from hamsafar.kit.actor import VISITOR
from hamsafar.kit.refusal import Refusal
from hamsafar.ledger.models import Line
from tests.factories.accounts import OfficerFactory, SideFactory
from tests.factories.ledger import noon
from tests.factories.people import bare_person

pytestmark = pytest.mark.django_db
AT = noon(2026, 3, 2)
ENTRY = PersonEntry(
    names=(Written("Намунаев Зафар", "tj-passport"), Written("NAMUNAEV ZAFAR", "tj-passport")),
    birth=Birth.on(date(1990, 5, 17)),
    sex="M",
    citizenship="TJK",
    district="Варзоб",
    language="tg",
    passport=PassportEntry("401 234 567", "TJK", issued=date(2020, 1, 1), expires=date(2030, 1, 1)),
    phone="918 12 34 56",
    consents=(Purpose.MESSAGES,),
)
OTHER = replace(
    ENTRY, names=(Written("Саидова Мадина", "tj-passport"),), birth=Birth(year=1984), sex="F", passport=None, phone=""
)
RUSSIAN = replace(ENTRY, names=(Written("Намунаев Зафар", "ru-migration"),), passport=None, phone="")


@pytest.fixture
def clerk():
    SideFactory(key="tj")
    SideFactory(key="ru")
    return OfficerFactory(role=Role.REGISTRATION_CLERK)


@pytest.fixture
def person(clerk) -> Person:
    return register_person(entry=ENTRY, by=clerk, at=AT)


def other(clerk) -> Person:
    return register_person(entry=OTHER, by=clerk, at=AT)


def test_a_registered_person_is_found_under_every_script(person: Person, clerk):
    for query in ("Намунаев Зафар", "Zafar Namunaev", "NAMUNAEV 1990", "401234567", "+992 918 123456"):
        assert [hit.person for hit in find_people(query, by=clerk, at=AT).hits] == [person], query
    assert person.contacts.get().value == "+992918123456"
    assert person.consents.get().purpose == Purpose.MESSAGES


def test_a_probable_duplicate_is_stopped_with_the_evidence(person: Person, clerk):
    with pytest.raises(ProbablyRegistered, match="probably has a file") as stopped:
        register_person(entry=RUSSIAN, by=clerk, at=AT)

    assert [each.person for each in stopped.value.alike] == [person]
    assert stopped.value.alike[0].found.is_probable


def test_an_officer_registers_anew_with_a_reason_and_the_pair_is_queued(person: Person, clerk):
    twin = register_person(entry=RUSSIAN, by=clerk, at=AT, despite="another father's name was shown")

    pair = Duplicate.objects.get()
    assert {pair.one, pair.other} == {person, twin}
    assert (pair.state, pair.words) == (DuplicateState.OPEN, "another father's name was shown")


def test_the_same_document_stops_a_registration_under_any_name(person: Person, clerk):
    entry = replace(OTHER, passport=ENTRY.passport)

    assert [each.person for each in look_alike(entry)] == [person]


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"names": ()}, "Write the name"),
        ({"names": (Written("123", "self"),)}, "Write the name"),
        ({"phone": "12"}, "no telephone number"),
        ({"passport": PassportEntry("", "TJK")}, "Write the number of the passport"),
        (
            {"passport": PassportEntry("1", "TJK", issued=date(2020, 1, 1), expires=date(2019, 1, 1))},
            "expires before it was issued",
        ),
    ],
)
def test_an_entry_that_cannot_stand_is_refused_and_leaves_nothing(clerk, change, refusal):
    with pytest.raises(Refusal, match=refusal):
        register_person(entry=replace(ENTRY, **change), by=clerk, at=AT)
    assert not Person.objects.exists()


def test_only_a_registration_clerk_registers(clerk):
    with pytest.raises(Refusal, match="Only a registration clerk"):
        register_person(entry=ENTRY, by=OfficerFactory(role=Role.ANALYST), at=AT)


def test_somebody_who_typed_for_the_person_is_on_record(clerk):
    helped = Help("tg", read_back=True, helper="a neighbour")
    person = register_person(entry=ENTRY, by=clerk, at=AT, helped=helped)

    entry = person.helped_entries.get()
    assert (entry.helper, entry.read_back, entry.typed_by) == ("a neighbour", True, clerk)


def test_what_a_person_typed_on_a_phone_waits_for_the_passport(clerk):
    registration = enter_registration(entry=ENTRY, helper="a son", by=VISITOR, at=AT)
    assert not Person.objects.exists()

    person = confirm_registration(registration=registration, entry=ENTRY, by=clerk, at=AT)

    registration.refresh_from_db()
    assert (registration.state, registration.person) == (RegistrationState.CONFIRMED, person)
    assert person.channel == Channel.PHONE
    assert person.helped_entries.get().helper == "a son"
    with pytest.raises(Refusal, match="decided already"):
        confirm_registration(registration=registration, entry=OTHER, by=clerk, at=AT)


def test_a_registration_by_phone_needs_the_whole_birth_and_is_turned_away_with_a_reason(clerk):
    with pytest.raises(Refusal, match="whole date of birth"):
        enter_registration(entry=replace(ENTRY, birth=Birth(year=1990)), by=VISITOR, at=AT)
    registration = enter_registration(entry=replace(ENTRY, passport=None), by=VISITOR, at=AT)
    with pytest.raises(Refusal, match="Write the reason"):
        turn_away_registration(registration=registration, reason=" ", by=clerk, at=AT)
    turn_away_registration(registration=registration, reason="the passport is of somebody else", by=clerk, at=AT)

    with pytest.raises(Refusal, match="Only a registration clerk"):
        turn_away_registration(registration=registration, reason="x", by=VISITOR, at=AT)
    assert Registration.objects.get().state == RegistrationState.TURNED_AWAY


def test_a_renewed_passport_keeps_the_old_one_and_finds_the_person_by_both(person: Person, clerk):
    old = person.passports.get()
    new = keeping.add_passport(person=person, passport=PassportEntry("409999999", "TJK"), replaces=old, by=clerk, at=AT)

    old.refresh_from_db()
    assert old.replaced_by == new
    assert list(person.passports.present()) == [new]
    for number in ("401234567", "409999999"):
        assert find_people(number, by=clerk, at=AT).hits[0].person == person
    for wrong, refusal in ((old, "renewed already"), (None, "stands in the file already")):
        number = "409999999" if wrong is None else "400000001"
        with pytest.raises(Refusal, match=refusal):
            keeping.add_passport(person=person, passport=PassportEntry(number, "TJK"), replaces=wrong, by=clerk, at=AT)


def test_forms_of_the_name_come_and_go_with_their_authority(person: Person, clerk):
    form = keeping.add_name_form(person=person, name=Written("Намунаев Зафарджон", "ru-border"), by=clerk, at=AT)
    assert find_people("Zafarjon Namunaev", by=clerk, at=AT).hits[0].person == person
    with pytest.raises(Refusal, match="stands in the file already"):
        keeping.add_name_form(person=person, name=Written("Намунаев Зафарджон", "ru-border"), by=clerk, at=AT)
    with pytest.raises(Refusal, match="Write the name"):
        keeping.add_name_form(person=person, name=Written("", "ru-border"), by=clerk, at=AT)
    keeping.withdraw_name_form(form=form, by=clerk, at=AT)
    with pytest.raises(Refusal, match="taken back already"):
        keeping.withdraw_name_form(form=form, by=clerk, at=AT)
    assert person.name_forms.standing().count() == 2


def test_contacts_are_added_confirmed_and_taken_back(person: Person, clerk):
    mail = keeping.add_contact(person=person, kind=ContactKind.EMAIL, value="x@example.org", by=clerk, at=AT)
    keeping.confirm_contact(contact=mail, by=clerk, at=AT)
    for again in (keeping.confirm_contact, keeping.withdraw_contact):
        if again is keeping.withdraw_contact:
            again(contact=mail, by=clerk, at=AT)
        with pytest.raises(Refusal, match="already"):
            again(contact=mail, by=clerk, at=AT)
    for kind, value, refusal in (
        (ContactKind.PHONE, "1", "no telephone number"),
        (ContactKind.EMAIL, " ", "Write the number"),
        (ContactKind.PHONE, "+992918123456", "stands in the file already"),
    ):
        with pytest.raises(Refusal, match=refusal):
            keeping.add_contact(person=person, kind=kind, value=value, by=clerk, at=AT)


def test_a_consent_is_to_one_purpose_and_is_withdrawn_at_will(person: Person, clerk):
    given = {"language": "tg", "how": ConsentHow.SPOKEN, "by": clerk, "at": AT}
    keeping.give_consent(person=person, purpose=Purpose.CROSSINGS, helped=Help("tg", read_back=True), **given)
    with pytest.raises(Refusal, match="consented to this already"):
        keeping.give_consent(person=person, purpose=Purpose.CROSSINGS, **given)
    keeping.withdraw_consent(person=person, purpose=Purpose.CROSSINGS, by=clerk, at=AT)
    with pytest.raises(Refusal, match="no consent to this"):
        keeping.withdraw_consent(person=person, purpose=Purpose.CROSSINGS, by=clerk, at=AT)
    keeping.give_consent(person=person, purpose=Purpose.CROSSINGS, **given)
    assert person.consents.standing().count() == 2


def test_a_correction_keeps_what_was_said_before_and_why(person: Person, clerk):
    keeping.correct_file(
        person=person,
        reason="the passport says so",
        name="Намунаев Зафарҷон",
        birth=Birth.on(date(1990, 5, 18)),
        district="Ҳисор",
        sex="M",
        by=clerk,
        at=AT,
    )

    kept = {each.field: (each.before, each.after) for each in person.corrections.all()}
    assert kept["birth"] == ("1990-05-17", "1990-05-18")
    assert set(kept) == {"name", "birth", "district"}
    for reason, refusal in (("", "Write why"), ("x", "Nothing was changed")):
        with pytest.raises(Refusal, match=refusal):
            keeping.correct_file(person=person, reason=reason, by=clerk, at=AT)


def test_a_family_link_needs_a_document_and_is_said_once(person: Person, clerk):
    wife = other(clerk)
    said = {"document": "certificate of marriage", "by": clerk, "at": AT}
    keeping.link_family(person=person, relative=wife, kinship=Kinship.SPOUSE, **said)
    for refused, refusal in (
        ({"person": wife, "relative": person, "kinship": Kinship.SPOUSE, **said}, "stands in the file already"),
        ({"person": person, "relative": person, "kinship": Kinship.SPOUSE, **said}, "own relative"),
        ({"person": person, "relative": wife, "kinship": Kinship.CHILD, **said, "document": ""}, "which document"),
    ):
        with pytest.raises(Refusal, match=refusal):
            keeping.link_family(**refused)


def test_merged_files_are_read_as_one_and_nothing_is_moved(person: Person, clerk):
    twin = register_person(entry=RUSSIAN, by=clerk, at=AT, despite="not sure")
    merge = merge_people(kept=person, merged=twin, reason="the same passport was shown", by=clerk, at=AT)

    assert set(twin.same_as()) == {person, twin}
    assert twin.name_forms.count() == 1
    assert Person.objects.get(pk=twin.pk).head == person
    assert [hit.person for hit in find_people("Намунаев Зафар", by=clerk, at=AT).hits] == [person]
    pair = Duplicate.objects.get()
    assert (pair.state, pair.merge) == (DuplicateState.SAME, merge)

    undo_merge(merge=merge, reason="two passports of one day", by=clerk, at=AT)

    assert set(Person.objects.get(pk=twin.pk).same_as()) == {twin}
    assert Duplicate.objects.get().state == DuplicateState.OPEN
    with pytest.raises(Refusal, match="undone already"):
        undo_merge(merge=merge, reason="again", by=clerk, at=AT)


def test_merging_is_refused_where_it_makes_no_sense(person: Person, clerk):
    twin = register_person(entry=RUSSIAN, by=clerk, at=AT, despite="not sure")
    third = other(clerk)

    def merge(kept=person, merged=twin, reason="seen", by=clerk):
        return merge_people(kept=kept, merged=merged, reason=reason, by=by, at=AT)

    for arguments, refusal in (
        ({"merged": person}, "one file already"),
        ({"reason": ""}, "Write why"),
        ({"by": OfficerFactory(role=Role.ANALYST)}, "Only somebody who may merge"),
    ):
        with pytest.raises(Refusal, match=refusal):
            merge(**arguments)
    made = merge()
    for arguments in ({"merged": third, "kept": twin}, {"merged": twin, "kept": third}):
        with pytest.raises(Refusal, match="merged into another already"):
            merge(**arguments)
    with pytest.raises(Refusal, match="merged into another: write into that one"):
        keeping.withdraw_consent(person=twin, purpose=Purpose.MESSAGES, by=clerk, at=AT)
    with pytest.raises(Refusal, match="undo the merge instead"):
        reopen_pair(duplicate=Duplicate.objects.get(), by=clerk, at=AT)
    with pytest.raises(Refusal, match="Write why these files are parted"):
        undo_merge(merge=made, reason="", by=clerk, at=AT)
    with pytest.raises(Refusal, match="Only somebody who may merge"):
        undo_merge(merge=made, reason="x", by=OfficerFactory(role=Role.ANALYST), at=AT)


def test_a_pair_is_called_different_with_words_and_may_be_opened_again(person: Person, clerk):
    register_person(entry=RUSSIAN, by=clerk, at=AT, despite="not sure")
    pair = Duplicate.objects.get()
    with pytest.raises(Refusal, match="what tells these two people apart"):
        call_different(duplicate=pair, words=" ", by=clerk, at=AT)
    with pytest.raises(Refusal, match="Only somebody who may merge"):
        call_different(duplicate=pair, words="x", by=OfficerFactory(role=Role.ANALYST), at=AT)
    call_different(duplicate=pair, words="two fathers", by=clerk, at=AT)
    with pytest.raises(Refusal, match="decided already"):
        call_different(duplicate=pair, words="two fathers", by=clerk, at=AT)
    assert reopen_pair(duplicate=pair, by=clerk, at=AT).state == DuplicateState.OPEN


def test_an_erased_file_is_neither_kept_nor_merged(person: Person, clerk):
    twin = register_person(entry=RUSSIAN, by=clerk, at=AT, despite="not sure")
    Person.objects.filter(pk=twin.pk).update(erased_at=AT)
    with pytest.raises(Refusal, match="was erased"):
        merge_people(kept=person, merged=twin, reason="x", by=clerk, at=AT)
    with pytest.raises(Refusal, match="was erased"):
        keeping.add_name_form(person=twin, name=Written("Намунаев", "self"), by=clerk, at=AT)


def test_the_ledger_names_files_and_never_people(person: Person, clerk):
    assert not any("Намунаев" in str(row) or "401234567" in str(row) for row in Line.objects.values_list())
    assert Line.objects.filter(person=person.ref, verb="person registered").exists()


def test_a_file_of_the_demonstration_is_never_merged_with_a_persons():
    real, made_up = bare_person("Ҳамроҳи Якум"), bare_person("Ҳамроҳи Дуюм")
    Person.objects.filter(pk=real.pk).update(synthetic=False)

    with pytest.raises(Refusal, match="demonstration"):
        merge_people(kept=real, merged=made_up, reason="x", by=OfficerFactory(role=Role.REGISTRATION_CLERK), at=AT)


def test_whom_an_officer_of_the_demonstration_registers_is_synthetic():
    officer = OfficerFactory(role=Role.REGISTRATION_CLERK, synthetic=True)

    person = register_person(entry=PersonEntry(names=(Written("Ҳамроҳи Сеюм", "self"),)), by=officer, at=AT)

    assert person.synthetic
