"""References that people carry."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamsafar.kit.refs import ALPHABET, RANDOM_CHARACTERS, check_character, new_ref, read_ref

bodies = st.text(ALPHABET, min_size=RANDOM_CHARACTERS, max_size=RANDOM_CHARACTERS)


def written(body: str) -> str:
    return "O-" + body + check_character(body)


def test_a_reference_holds_eighty_random_bits_and_no_two_are_the_same():
    assert RANDOM_CHARACTERS * 5 == 80
    assert len({new_ref("O") for _ in range(1000)}) == 1000


def test_a_reference_is_read_back_however_it_was_typed():
    ref = new_ref("O")

    assert read_ref(ref) == ref
    assert read_ref(f"  {ref.lower().replace('-', ' ').replace('o ', 'o-', 1)}") == ref


def test_letters_that_look_like_digits_are_read_as_digits():
    body = "0011" + "2" * 12

    assert read_ref("O-OIL1" + "2" * 12 + check_character("0111" + "2" * 12)) is not None
    assert read_ref("O-OOIL" + "2" * 12 + check_character(body)) == read_ref(written(body))


@given(bodies, st.integers(0, RANDOM_CHARACTERS - 1), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_noticed(body: str, place: int, other: str):
    slipped = body[:place] + other + body[place + 1 :]

    assert (read_ref(f"O-{slipped}{check_character(body)}") is None) == (slipped != body)


@given(bodies, st.integers(0, RANDOM_CHARACTERS - 2))
def test_two_neighbours_changed_over_are_noticed(body: str, place: int):
    swapped = body[:place] + body[place + 1] + body[place] + body[place + 2 :]

    assert (read_ref(f"O-{swapped}{check_character(body)}") is None) == (swapped != body)


@pytest.mark.parametrize("typed", ["", "O", "O-", "O-12", "0-" + "1" * 17, "O-" + string.punctuation[:17]])
def test_what_is_no_reference_is_not_read_as_one(typed: str):
    assert read_ref(typed) is None
