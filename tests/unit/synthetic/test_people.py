"""People who do not exist: the same for the same seed, and written without help from the folding they test."""

from __future__ import annotations

import re
from datetime import date
from itertools import islice, pairwise

from hamsafar.names.comparing import compare
from hamsafar.names.mrz.reading import read
from hamsafar.synthetic.documents import passports
from hamsafar.synthetic.pairs import name_pairs
from hamsafar.synthetic.people import Custom, people, some_people
from hamsafar.synthetic.spelling import WRITERS

TODAY = date(2026, 1, 1)


def test_the_same_seed_gives_the_same_people_and_another_seed_others():
    assert some_people(7, 300) == some_people(7, 300)
    assert some_people(7, 300) != some_people(8, 300)


def test_more_people_begin_with_the_same_ones():
    assert some_people(7, 300)[:100] == some_people(7, 100)


def test_references_are_never_given_twice():
    found = some_people(1, 2000)

    assert len({person.ref for person in found}) == len(found)


def test_brothers_and_sisters_share_father_and_root_but_no_given_name():
    by_house: dict[str, list] = {}
    for person in islice(people(3), 1000):
        by_house.setdefault(person.household, []).append(person)
    children = [[each for each in house if each.given != each.father] for house in by_house.values()]

    assert all(len({each.root for each in house}) == 1 for house in by_house.values())
    assert any(len({each.father for each in house[-3:]}) == 1 and len(house) > 2 for house in children)


def test_a_woman_bears_the_feminine_ending():
    found = [person for person in some_people(1, 400) if person.custom is Custom.SOVIET]

    assert all(person.family.endswith("а") == (person.sex == "F") for person in found)
    assert all(person.patronymic.endswith("на" if person.sex == "F" else "ич") for person in found)


def test_every_person_has_forms_in_two_cyrillic_alphabets_and_in_latin():
    forms = some_people(1, 1)[0].forms()

    assert {"tajik", "russian", "icao", "direct"} <= set(forms)
    assert not re.search("[ғӣқӯҳҷ]", forms["russian"].lower())
    assert forms["icao"].isascii()


def test_no_writer_leaves_a_cyrillic_letter_in_latin():
    names = " ".join(person.said("tajik") for person in some_people(2, 500))

    for writer in WRITERS.keys() - {"tajik", "russian"}:
        assert not re.search("[а-яёғӣқӯҳҷ]", WRITERS[writer](names).lower()), writer


def test_every_synthetic_passport_reads_as_valid_and_says_that_it_is_synthetic():
    for person in some_people(5, 200):
        for passport in passports(person, 5, until=TODAY):
            zone = read(passport.lines)
            assert zone.valid
            assert zone.number.startswith("XS")
            assert zone.born_on(TODAY) == person.born


def test_passports_follow_one_another_and_keep_the_person():
    found = next(each for person in some_people(5, 50) if len(each := passports(person, 5, until=TODAY)) > 1)

    assert all(before.issued < after.issued for before, after in pairwise(found))
    assert compare(f"{found[0].surname} {found[0].given}", f"{found[1].surname} {found[1].given}").match


def test_pairs_are_repeatable_and_hold_every_kind():
    found = name_pairs(1, 2000)

    assert found == name_pairs(1, 2000)
    assert {pair.kind for pair in found} == {
        "one person",
        "one person, name reformed",
        "sibling",
        "brother and sister",
        "close given name",
        "other patronymic",
        "parent and child",
        "same given name",
    }
    assert 0.4 < sum(pair.same for pair in found) / len(found) < 0.6


def test_most_pairs_are_judged_rightly():
    found = name_pairs(11, 1500)
    claimed = [pair for pair in found if compare(pair.a, pair.b).match]
    right = sum(pair.same for pair in claimed)

    assert right / sum(pair.same for pair in found) >= 0.97
    assert right / len(claimed) >= 0.99
