"""Filing people under their search codes, so that they are found. Whoever changes a file files it anew."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Prefetch

from hamsafar.journeys.enums import ContactKind
from hamsafar.journeys.models import Contact, NameForm, Passport, Person, SearchEntry
from hamsafar.journeys.models.people import PersonQuerySet
from hamsafar.journeys.rules.filing import RULE, Filed, codes_of, heard
from hamsafar.kit.actor import Actor
from hamsafar.ledger.actions import record

AT_A_TIME = 2_000
FORMS, PASSPORTS, PHONES = "filed_forms", "filed_passports", "filed_phones"  # what `with_what_is_filed` leaves behind
COPY = "COPY journeys_searchentry (person_id, codes, heard, birth_year, rule) FROM STDIN"

Progress = Callable[[int], None]


@transaction.atomic
def refile_person(*, person: Person, by: Actor, at: datetime) -> None:
    """File one person as the file now stands. Part of the act that changed it, so it leaves no line of its own."""
    refile_people(people=[person.pk], by=by, at=at)


@transaction.atomic
def refile_people(*, people: Iterable[int], by: Actor, at: datetime) -> int:
    """File these people as their files now stand, and say how many; an erased file leaves the search."""
    keys = list(people)
    entries = [_entry(person) for person in with_what_is_filed(Person.objects.kept().filter(pk__in=keys))]
    SearchEntry.objects.filter(person__in=set(keys) - {entry.person_id for entry in entries}).delete()
    SearchEntry.objects.bulk_create(
        entries,
        batch_size=AT_A_TIME,
        update_conflicts=True,
        unique_fields=["person"],
        update_fields=["codes", "heard", "birth_year", "rule"],
    )
    return len(entries)


def refile_all(*, by: Actor, at: datetime, progress: Progress | None = None) -> int:
    """File everybody who is not filed by today's rules, and say how many that were.

    Each `AT_A_TIME` people are a transaction of their own: stopped, it goes on where it was; done twice, it does
    nothing. `progress` is told how many were filed since it was last told.
    """
    total = 0
    while keys := list(not_filed().order_by("pk").values_list("pk", flat=True)[:AT_A_TIME]):
        done = refile_people(people=keys, by=by, at=at)
        total += done
        if progress:
            progress(done)
    if total:
        record("people filed for search", about=f"rule:{RULE}", by=by, at=at)
    return total


def not_filed() -> PersonQuerySet:
    """People whom the search does not know, or knows by older rules."""
    today = SearchEntry.objects.filter(person=OuterRef("pk"), rule=RULE)
    return Person.objects.kept().filter(~Exists(today))


def with_what_is_filed(people: PersonQuerySet, *, numbers: bool = True) -> PersonQuerySet:
    """People with all that `filed_of` reads, in a constant number of queries; without `numbers` it reads names only."""
    forms = NameForm.objects.standing().order_by("pk").only("person_id", "full")
    people = people.prefetch_related(Prefetch("name_forms", forms, FORMS))
    if not numbers:
        return people
    phones = Contact.objects.standing().filter(kind=ContactKind.PHONE)
    return people.prefetch_related(Prefetch("contacts", phones, PHONES), Prefetch("passports", to_attr=PASSPORTS))


def filed_of(person: Person) -> Filed:
    """What of a file is searched by; `person` comes from `with_what_is_filed`."""
    forms: list[NameForm] = getattr(person, FORMS)
    passports: list[Passport] = getattr(person, PASSPORTS, [])
    phones: list[Contact] = getattr(person, PHONES, [])
    return Filed(
        names=tuple(dict.fromkeys((person.name, *(form.full for form in forms)))),
        born=person.birth_date,
        birth_year=person.birth_year,
        documents=tuple(passport.number for passport in passports),
        phones=tuple(contact.value for contact in phones),
    )


def copy_entries(rows: Iterable[tuple[int, Filed]]) -> int:
    """File people who were never filed, straight into the table: for a bulk import, inside its own transaction."""
    total = 0
    with connection.cursor() as cursor, cursor.copy(COPY) as copy:
        for person, filed in rows:
            copy.write_row(row_of(person, filed))
            total += 1
    return total


def row_of(person: int, filed: Filed) -> tuple[int, Sequence[int], str, int | None, int]:
    """A person as a row of the search."""
    year = filed.born.year if filed.born else filed.birth_year
    return person, list(codes_of(filed)), heard(filed.names), year, RULE


def _entry(person: Person) -> SearchEntry:
    key, codes, names, year, rule = row_of(person.pk, filed_of(person))
    return SearchEntry(person_id=key, codes=codes, heard=names, birth_year=year, rule=rule)
