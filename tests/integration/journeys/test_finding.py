"""Finding people in the register: one box, any script, and the file of the person behind a merged one."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import translation

from hamsafar.accounts.enums import Role
from hamsafar.journeys.actions import finding
from hamsafar.journeys.actions.filing import (
    copy_entries,
    filed_of,
    not_filed,
    refile_all,
    refile_people,
    refile_person,
    with_what_is_filed,
)
from hamsafar.journeys.actions.finding import find_people, look_up
from hamsafar.journeys.enums import ContactKind, Script
from hamsafar.journeys.models import Contact, NameForm, Passport, Person, SearchEntry
from hamsafar.journeys.rules import filing as rules
from hamsafar.journeys.rules.asking import asked_for, read_query
from hamsafar.kit.actor import SYSTEM
from hamsafar.kit.refusal import Refusal
from hamsafar.ledger.models import Line
from tests.factories.accounts import OfficerFactory
from tests.factories.ledger import noon

pytestmark = pytest.mark.django_db
AT = noon(2026, 3, 1)


def file(
    name: str, born: date | None = None, *forms: str, passport: str = "", phone: str = "", filed: bool = True
) -> Person:
    """A synthetic file as an import leaves it."""
    person = Person.objects.create(
        name=name,
        sort_key=name,
        birth_date=born,
        birth_year=born and born.year,
        birth_month=born and born.month,
        synthetic=True,
        registered_at=AT,
    )
    for form in forms:
        NameForm.objects.create(person=person, full=form, script=Script.LATIN, authority="passport", added_at=AT)
    if passport:
        Passport.objects.create(person=person, number=passport, country="TJK", added_at=AT)
    if phone:
        Contact.objects.create(person=person, kind=ContactKind.PHONE, value=phone, added_at=AT)
    if filed:
        refile_person(person=person, by=SYSTEM, at=AT)
    return person


def found(query: str) -> list[Person]:
    return [hit.person for hit in look_up(read_query(query))]


@pytest.fixture
def register() -> dict[str, Person]:
    """A few people who are easily taken for each other."""
    return {
        "firdavs": file(
            "Саидов Фирдавс Раҷабович", date(1990, 5, 12), "SAIDOV FIRDAVS", passport="XS1234567", phone="+992931234567"
        ),
        "namesake": file("Саидов Фирдавс Раҷабович", date(1971, 1, 2)),
        "brother": file("Саидов Фирӯз Раҷабович", date(1992, 8, 1)),
        "sister": file("Саидова Нигина Раҷабовна", date(1994, 8, 1)),
        "stranger": file("Каримов Далер", date(1990, 5, 13)),
    }


@pytest.mark.parametrize(
    "query",
    [
        "Саидов Фирдавс 1990",
        "FIRDAVS SAIDOV 12.05.1990",
        "1990 Firdavs",
        "Фирд Саид 1990",
        "Firdaws Saidow 1990",
        "XS1234567",
        "xs 1234567",
        "+992 93 123 45 67",
        "93 123 45 67 1990",
        "12051990",
        "فردوس سعیدوف 1990",
    ],
)
def test_one_person_is_found_first_whatever_is_known(register, query):
    assert found(query)[0] == register["firdavs"]


def test_of_namesakes_both_are_shown(register):
    assert found("Фирдавс Саидов")[:2] == [register["firdavs"], register["namesake"]]


def test_a_slip_of_the_pen_does_not_hide_a_person(register):
    assert register["brother"] in found("Саидов Фируб")
    assert register["stranger"] in found("Каримоф Дарер")


def test_who_is_not_there_is_not_found(register):
    assert found("Хусравов Олим") == []
    assert found("XS7654321") == []
    assert found("1990") == []


def test_a_number_that_shares_a_code_by_chance_does_not_lead(register, monkeypatch):
    monkeypatch.setattr(finding, "is_same_number", lambda asked, filed: False)

    (hit,) = look_up(read_query("XS1234567"))

    assert hit.score == 0.0


def test_a_merged_file_stands_for_the_one_it_was_merged_into(register):
    Person.objects.filter(pk=register["namesake"].pk).update(merged_into=register["firdavs"])

    assert found("Саидов Фирдавс 1971") == [register["firdavs"]]


def test_an_erased_file_is_found_no_more(register):
    Person.objects.filter(pk=register["firdavs"].pk).update(erased_at=AT)
    assert register["firdavs"] not in found("Саидов Фирдавс 1990")

    refile_people(people=[register["firdavs"].pk], by=SYSTEM, at=AT)

    assert not SearchEntry.objects.filter(person=register["firdavs"]).exists()


def test_a_form_that_was_taken_back_is_found_no_more(register):
    NameForm.objects.filter(person=register["stranger"]).update(withdrawn_at=AT)
    person = file("Каримов Далер", None, "TURSUNZODA SHAHRUH")
    assert found("Турсунзода Шоҳрух") == [person]

    NameForm.objects.filter(person=person).update(withdrawn_at=AT)
    refile_person(person=person, by=SYSTEM, at=AT)

    assert found("Турсунзода Шоҳрух") == []


def test_reasons_are_said_in_the_readers_language(register):
    (hit, *_) = look_up(read_query("Фирд Саид XS1234567 1990"))

    assert hit.explanation.startswith("the document has this number; Фирд may begin Firdavs")
    with translation.override("ru"):
        assert "Фирд может быть началом Firdavs" in hit.explanation


def test_what_is_known_of_an_imported_row_is_looked_up_without_typing(register):
    asked = asked_for("SAIDOV FIRDAVS", born=date(1990, 5, 12))

    assert look_up(asked, limit=1)[0].person == register["firdavs"]


def test_too_many_who_fit_are_said_to_be_many(register, monkeypatch):
    monkeypatch.setattr(finding, "MOST_OF_A_PLAN", 2)
    clerk = OfficerFactory(role=Role.REGISTRATION_CLERK)

    assert find_people("Саидов", by=clerk, at=AT).many
    assert not find_people("XS1234567", by=clerk, at=AT).many


def test_a_search_leaves_a_line_that_does_not_say_what_was_typed(register):
    clerk = OfficerFactory(role=Role.REGISTRATION_CLERK)

    answer = find_people("Саидов Фирдавс 1990", by=clerk, at=AT)

    line = Line.objects.get(verb="people searched")
    assert (line.by, line.about, line.person) == (clerk.ref, "people", "")
    assert answer.asked
    assert answer.hits[0].form == "SAIDOV FIRDAVS"


def test_who_may_not_read_files_may_not_search_them(register):
    with pytest.raises(Refusal, match="read"):
        find_people("Саидов", by=OfficerFactory(role=Role.DESK_OFFICER), at=AT)


def test_everybody_is_filed_once_and_told_as_it_goes():
    for number in range(5):
        file(f"Саидов Фирдавс {number}", filed=False)
    told: list[int] = []

    assert refile_all(by=SYSTEM, at=AT, progress=told.append) == 5
    assert refile_all(by=SYSTEM, at=AT) == 0

    assert told == [5]
    assert Line.objects.filter(verb="people filed for search").count() == 1


def test_filing_goes_on_where_it_was_stopped(monkeypatch):
    for number in range(5):
        file(f"Саидов Фирдавс {number}", filed=False)
    monkeypatch.setattr("hamsafar.journeys.actions.filing.AT_A_TIME", 2)

    def stop(_: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        refile_all(by=SYSTEM, at=AT, progress=stop)

    assert SearchEntry.objects.count() == 2
    assert refile_all(by=SYSTEM, at=AT) == 3


def test_who_was_filed_by_older_rules_is_filed_anew(register):
    SearchEntry.objects.update(rule=rules.RULE - 1)

    assert not_filed().count() == 5
    assert refile_all(by=SYSTEM, at=AT) == 5


def test_a_bulk_import_files_straight_into_the_table():
    person = file("Саидов Фирдавс", date(1990, 5, 12), filed=False)
    (whole,) = with_what_is_filed(Person.objects.all())

    assert copy_entries([(person.pk, filed_of(whole))]) == 1
    assert found("Firdavs Saidov") == [person]
