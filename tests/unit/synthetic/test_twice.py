"""A register in which some people stand twice: the same on every machine, and as wrong as it says."""

from __future__ import annotations

from collections import Counter
from datetime import date
from random import Random

from hamsafar.synthetic.twice import TWICE, miswritten_day, register


def test_the_same_seed_gives_the_same_register():
    assert list(register(5, 200)) == list(register(5, 200))
    assert list(register(5, 200)) != list(register(6, 200))


def test_about_as_many_people_stand_twice_as_it_says():
    people = Counter(entry.person for entry in register(5, 3_000))

    assert set(people.values()) == {1, 2}
    assert abs(sum(number == 2 for number in people.values()) / len(people) - TWICE) < 0.03


def test_a_name_has_its_words_in_the_order_of_a_register():
    entry = next(each for each in register(5, 200) if each.patronymic)

    assert entry.name.split() == [entry.family, entry.given, entry.patronymic]


def test_a_wrong_day_is_a_slip_of_an_office():
    slips = {miswritten_day(date(1990, 5, 12), Random(seed)) for seed in range(200)}  # noqa: S311

    assert date(1990, 12, 5) in slips
    assert date(1990, 1, 1) in slips
    assert miswritten_day(date(1990, 2, 28), Random(1)).year in range(1990, 2000)  # noqa: S311
    assert all(day.month == 5 or day in {date(1990, 12, 5), date(1990, 1, 1)} for day in slips)
