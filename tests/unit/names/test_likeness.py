"""How alike two words sound: habits of scribes cost little, what tells names apart costs much."""

from __future__ import annotations

import pytest

from hamsafar.names.likeness import likeness


def test_the_same_sounds_are_alike_and_nothing_is_like_something():
    assert likeness("firdavs", "firdavs") == 1.0
    assert likeness("", "firdavs") == 0.0


@pytest.mark.parametrize(
    ("habit", "other_name"),
    [
        (("rahmon", "rahman"), ("rahmon", "rahmin")),
        (("farid", "fared"), ("farid", "farida")),
        (("SahnCza", "CahnCza"), ("SahnCza", "mahnCza")),
        (("abdulo", "abduloh"), ("abdulo", "abdulon")),
        (("yahë", "yahe"), ("yahë", "yahu")),
        (("sirojidin", "sirojidine"), ("sirojidin", "sirojidink")),
    ],
)
def test_a_habit_of_writing_costs_less_than_another_name(habit, other_name):
    assert likeness(*habit) - likeness(*other_name) > 0.05


def test_vowels_that_persian_leaves_out_cost_little_against_persian_only():
    assert likeness("frdvs", "firdavs", persian=True) > 0.9 > likeness("frdvs", "firdavs")
