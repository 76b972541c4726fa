"""A merge re-points nothing: every app that holds people finds its rows through either file, and an undo parts them."""

from __future__ import annotations

from collections import Counter

import pytest

from hamsafar.accounts.enums import Role
from hamsafar.incidents.actions.people import link_person
from hamsafar.incidents.models import Affected
from hamsafar.journeys.actions.erasing import rows_of
from hamsafar.journeys.actions.finding import look_up
from hamsafar.journeys.actions.merging import merge_people, undo_merge
from hamsafar.journeys.models import Merge, Person
from hamsafar.journeys.parts import parts
from hamsafar.journeys.rules.asking import read_query
from hamsafar.kit.actor import SYSTEM
from tests.factories.accounts import OfficerFactory
from tests.factories.incidents import affected, incident, load_the_corridor
from tests.factories.ledger import noon
from tests.factories.people import bare_person, marked_person

pytestmark = pytest.mark.django_db
AT = noon(2026, 3, 2)
DECISION = {Merge, Person}  # the merge itself is a row of both


@pytest.fixture
def two_files() -> tuple[Person, Person]:
    """Two files, each with rows in every table that a person can stand in."""
    load_the_corridor()
    one, other = marked_person().person, marked_person().person
    for person in (one, other):
        link_person(affected=affected(incident(people=1)), person=person, by=SYSTEM, at=AT)
    return one, other


def _held(person: Person) -> Counter[str]:
    """How many rows each model of each part holds of a person, through every file of theirs."""
    people = list(person.same_as())
    return Counter({model._meta.label: rows_of(model, people).count() for part in parts() for model in part.models})


def _pointing_at(person: Person) -> dict[str, list[int]]:
    """The rows that point at one file, by table and column."""
    return {
        f"{field.related_model._meta.label}.{field.field.name}": sorted(
            field.related_model.objects.filter(**{field.field.name: person}).values_list("pk", flat=True), key=str
        )
        for field in Person._meta.related_objects
        if field.related_model not in DECISION
    }


def _merged(one: Person, other: Person) -> Merge:
    return merge_people(
        kept=one, merged=other, reason="One passport.", by=OfficerFactory(role=Role.REGISTRATION_CLERK), at=AT
    )


def test_after_a_merge_every_app_reads_the_rows_of_both_files_from_either(two_files):
    one, other = two_files
    apart = {person.pk: _held(person) for person in two_files}

    _merged(one, other)

    together = _held(Person.objects.get(pk=one.pk))
    assert together == _held(Person.objects.get(pk=other.pk))
    for label, rows in together.items():
        if label != Merge._meta.label:
            assert rows >= max(held[label] for held in apart.values()), label
    assert together[Affected._meta.label] == 2


def test_a_merge_moves_no_row_and_an_undo_leaves_each_file_what_it_had(two_files):
    one, other = two_files
    before = [_pointing_at(person) for person in two_files]

    merge = _merged(one, other)
    assert [_pointing_at(person) for person in two_files] == before
    undo_merge(merge=merge, reason="Two photographs.", by=OfficerFactory(role=Role.REGISTRATION_CLERK), at=AT)

    assert [_pointing_at(person) for person in two_files] == before
    assert [person.same_as().count() for person in two_files] == [1, 1]


def test_every_table_that_points_at_a_person_stands_in_a_part():
    covered = {model for part in parts() for model in part.models}

    assert {field.related_model for field in Person._meta.related_objects} <= covered


def test_a_chain_of_merges_is_one_person_and_its_middle_can_be_parted(two_files):
    one, other = two_files
    third = bare_person("Ҳамроҳи Сеюм")
    _merged(other, third)
    upper = _merged(one, other)

    assert {each.same_as().count() for each in (one, other, third)} == {3}
    assert Person.objects.get(pk=third.pk).head == one

    undo_merge(merge=upper, reason="Two people.", by=OfficerFactory(role=Role.REGISTRATION_CLERK), at=AT)
    assert one.same_as().count() == 1
    assert Person.objects.get(pk=third.pk).head == other


def test_a_search_by_what_stands_in_the_merged_file_gives_the_file_that_is_read(two_files):
    one, other = two_files
    _merged(one, other)

    hits = look_up(read_query(other.passports.get().number))

    assert [hit.person.pk for hit in hits] == [one.pk]
