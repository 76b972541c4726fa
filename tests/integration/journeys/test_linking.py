"""All files laid beside each other: the model's proposals, the queue, and a run that is stopped or repeated."""

from __future__ import annotations

from collections import Counter
from datetime import date
from io import StringIO
from itertools import combinations
from math import comb
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from benchmarks.people.linkage import FEBRL, OURS, febrl, ours, scored
from hamsafar.accounts.enums import Role
from hamsafar.journeys import linkage
from hamsafar.journeys.actions import linking
from hamsafar.journeys.actions.linking import files, queue_pairs, state_of_files
from hamsafar.journeys.enums import DuplicateState, FoundBy
from hamsafar.journeys.linkage import Proposal, kept, propose
from hamsafar.journeys.models import Duplicate, NameForm, Passport, Person
from hamsafar.journeys.rules.likeness import Known
from hamsafar.journeys.rules.linking import WORTH_ASKING, asked_about, link_row
from hamsafar.kit.actor import SYSTEM
from hamsafar.kit.refusal import Refusal
from hamsafar.ledger.models import Line
from hamsafar.synthetic.twice import register
from tests.factories.accounts import OfficerFactory
from tests.factories.ledger import noon

AT = noon(2026, 3, 1)
TESTING = 20260606


def file(name: str, born: date) -> Person:
    return Person.objects.create(
        name=name,
        sort_key=name,
        birth_date=born,
        birth_year=born.year,
        birth_month=born.month,
        synthetic=True,
        registered_at=AT,
    )


@pytest.fixture
def twice(db) -> tuple[Person, Person, Person]:
    """One person's two files, and a stranger's."""
    return (
        file("Саидов Фирдавс Раҷабович", date(1990, 5, 12)),
        file("SAIDOV FIRDAVS RADZHABOVICH", date(1990, 5, 12)),
        file("Каримов Далер", date(1971, 1, 2)),
    )


def test_people_who_stand_twice_in_a_generated_register_are_found(full):
    size = 60_000 if full else 4_000
    entries = list(register(TESTING, size))
    known = [Known((each.name,), each.born, each.born.year, each.born.month, each.sex) for each in entries]
    one_person = Counter(each.person for each in entries)

    found = propose([link_row(place, each) for place, each in enumerate(known)])
    asked = [pair for pair in found if asked_about(known[pair.one], known[pair.other])]

    right = sum(entries[pair.one].person == entries[pair.other].person for pair in asked)
    assert right / sum(number * (number - 1) // 2 for number in one_person.values()) >= 0.97
    assert right / len(asked) >= 0.97
    assert len(found) < comb(size, 2) / 100


@pytest.mark.skipif(not FEBRL.exists(), reason=f"the third-party records are not at {FEBRL}")
def test_published_records_with_harsh_errors_are_linked_about_as_well_as_by_plain_splink():
    records = febrl(3)

    found = next(each.pairs for each in ours(records) if each.method == OURS)

    assert scored(found, records, WORTH_ASKING).f1 > 0.96


def test_no_files_make_no_pairs():
    assert propose([]) == []


def test_every_pair_a_clerk_should_see_is_queued_once(twice):
    pairs = [(one.pk, other.pk) for one, other in combinations(twice, 2)]
    told: list[int] = []

    assert queue_pairs(pairs=pairs, by=SYSTEM, at=AT, progress=told.append) == 1
    assert queue_pairs(pairs=pairs, by=SYSTEM, at=AT) == 0

    pair = Duplicate.objects.get()
    assert (pair.one, pair.other) == twice[:2]
    assert (pair.found_by, pair.state) == (FoundBy.BULK, DuplicateState.OPEN)
    assert pair.score > 0.9
    assert told == [3]


def test_a_decided_pair_is_not_opened_again(twice):
    Duplicate.objects.create(
        one=twice[0],
        other=twice[1],
        score=1,
        found_by=FoundBy.OFFICER,
        found_at=AT,
        state=DuplicateState.DIFFERENT,
        decided_at=AT,
    )

    assert queue_pairs(pairs=[(twice[0].pk, twice[1].pk)], by=SYSTEM, at=AT) == 0
    assert Duplicate.objects.get().state == DuplicateState.DIFFERENT


def test_merged_and_erased_files_take_no_part(twice):
    Person.objects.filter(pk=twice[1].pk).update(merged_into=twice[0])
    Person.objects.filter(pk=twice[2].pk).update(erased_at=AT)

    assert [key for key, _ in files()] == [twice[0].pk]
    assert queue_pairs(pairs=[(twice[0].pk, twice[1].pk)], by=SYSTEM, at=AT) == 0


def test_a_stopped_run_keeps_what_it_had_queued(twice, monkeypatch):
    monkeypatch.setattr(linking, "PAIRS_AT_A_TIME", 1)

    def stop(_: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        queue_pairs(pairs=[(twice[0].pk, twice[1].pk), (twice[0].pk, twice[2].pk)], by=SYSTEM, at=AT, progress=stop)

    assert Duplicate.objects.count() == 1


def test_a_run_leaves_one_line(twice):
    queue_pairs(pairs=[(twice[0].pk, twice[1].pk)], by=SYSTEM, at=AT)

    assert Line.objects.get(verb="files compared").about == "new-pairs:1"


def test_who_may_not_merge_may_not_compare_all_files(db):
    with pytest.raises(Refusal, match="merge"):
        queue_pairs(pairs=[], by=OfficerFactory(role=Role.DESK_OFFICER), at=AT)


def test_the_state_of_the_files_changes_when_a_file_does(twice):
    before = state_of_files()
    assert state_of_files() == before

    NameForm.objects.create(person=twice[2], full="Karimov Daler", script="latin", authority="passport", added_at=AT)

    assert state_of_files() != before


def test_numbers_and_forms_of_a_file_are_read(twice):
    NameForm.objects.create(person=twice[2], full="Karimov Daler", script="latin", authority="passport", added_at=AT)
    Passport.objects.create(person=twice[2], number="XS1234567", country="TJK", added_at=AT)

    (known,) = [each for _, each in files([twice[2].pk])]

    assert known.names == ("Каримов Далер", "Karimov Daler")
    assert known.documents == {"XS1234567"}


def test_proposals_are_made_once_for_a_state_of_the_register(tmp_path: Path):
    made = [Proposal(1, 2, 0.5)]

    assert kept(tmp_path / "linkage", "a", lambda: made) == made
    assert kept(tmp_path / "linkage", "a", list) == made
    assert kept(tmp_path / "linkage", "b", list) == []
    assert [each.name for each in (tmp_path / "linkage").iterdir()] == ["b.parquet"]


def test_the_command_queues_pairs_and_says_how_many(twice, settings, tmp_path: Path):
    settings.VAR = tmp_path
    for number in range(40):  # so few files give Splink little to learn from
        file(
            f"Каримов{'абвгд'[number % 5]} Далер{'лмнопрст'[number % 8]}", date(1970 + number % 30, 1 + number % 12, 3)
        )

    said = [StringIO(), StringIO()]
    for out in said:
        call_command("people", "link", stdout=out)

    assert said[0].getvalue().startswith("1 new pairs")
    assert said[1].getvalue().startswith("0 new pairs; 1 wait")
    assert not list((tmp_path / "linkage").iterdir())


def test_an_unknown_backend_is_refused_in_a_sentence(db):
    with pytest.raises(CommandError, match=r"no backend abacus: choose duckdb\."):
        call_command("people", "link", "--backend", "abacus")


def test_without_its_packages_the_command_says_what_to_do(db, monkeypatch):
    monkeypatch.setattr("hamsafar.journeys.management.commands.people.find_spec", lambda name: None)

    with pytest.raises(CommandError, match=r"linkage\.lock"):
        call_command("people", "link")


def test_the_command_files_everybody(twice):
    out = StringIO()
    call_command("people", "refile", stdout=out)

    assert out.getvalue() == "3 files were filed for search.\n"


def test_every_backend_says_what_the_model_asks():
    for backend in linkage.BACKENDS.values():
        assert linkage.settings(backend, files=10)
