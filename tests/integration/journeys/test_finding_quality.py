"""How many people are found, held at a small size: the stated one is in docs/reference/people-lookup.md."""

from __future__ import annotations

from random import Random

import pytest

from benchmarks.names import written
from benchmarks.people.register import everybody, load
from hamsafar.journeys.actions.finding import look_up
from hamsafar.journeys.rules.asking import read_query

SEED, WANTED = 20260909, 0.98


@pytest.mark.django_db
@pytest.mark.parametrize("dated", [True, False])
def test_people_are_found_as_another_clerk_writes_them(dated, full):
    size, questions = (40_000, 400) if full else (1_500, 60)
    load(size, SEED)
    people = list(everybody(size, SEED))
    random = Random(3)  # noqa: S311

    found = 0
    for place in random.sample(range(size), questions):
        name = written(people[place], Random(place), short=False)  # noqa: S311
        hits = look_up(read_query(f"{name} {people[place].born.year if dated else ''}"))
        found += place + 1 in {hit.person.pk for hit in hits}

    assert found / questions >= WANTED
