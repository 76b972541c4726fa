"""Whether a person stands on a list: found, not found, or not clear; never a guess."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamsafar.journeys.enums import CheckAnswer
from hamsafar.journeys.rules.filing import Filed
from hamsafar.journeys.rules.trip_checks import (
    GOOD_FOR,
    answer_of,
    birth_of,
    codes_to_look_under,
    good_until,
    known_of,
)
from tests.factories.ledger import noon

BORN = date(1990, 1, 31)
ASKED = Filed(("Намунаев Фаридун", "NAMUNAEV FARIDUN"), BORN, None, ("400000123",))


def listed(
    name: str = "Фаридун Намунаев", born: date | None = BORN, number: str = "", year: int | None = None
) -> Filed:
    return Filed((name,), born, year, (number,) if number else ())


@pytest.mark.parametrize(
    ("entry", "answer"),
    [
        (listed(number="400000123"), CheckAnswer.FOUND),
        (listed("NAMUNAEV FARIDUN", number="A 400000123"), CheckAnswer.FOUND),
        (listed(born=None, number="400000123"), CheckAnswer.FOUND),
        (listed("Раҳимова Гулнора", number="400000123"), CheckAnswer.UNCLEAR),
        (listed(born=date(1971, 5, 2), number="400000123"), CheckAnswer.UNCLEAR),
        (listed(born=date(1990, 1, 30), number="400000123"), CheckAnswer.UNCLEAR),
        (listed(number="499999999"), CheckAnswer.UNCLEAR),
        (listed(), CheckAnswer.UNCLEAR),
        (listed(born=None), CheckAnswer.UNCLEAR),
        (listed(born=None, year=1990), CheckAnswer.UNCLEAR),
        (listed(born=date(1971, 5, 2)), CheckAnswer.NOT_FOUND),
        (listed(born=None, year=1971), CheckAnswer.NOT_FOUND),
        (listed("Раҳимова Гулнора"), CheckAnswer.NOT_FOUND),
    ],
)
def test_what_one_entry_says_of_a_person(entry: Filed, answer: CheckAnswer):
    assert answer_of(known_of(ASKED), [known_of(entry)]) is answer


def test_the_gravest_entry_counts_and_an_empty_list_finds_nobody():
    entries = [known_of(each) for each in (listed("Раҳимова Гулнора"), listed(number="400000123"), listed())]

    assert answer_of(known_of(ASKED), entries) is CheckAnswer.FOUND
    assert answer_of(known_of(ASKED), []) is CheckAnswer.NOT_FOUND


@pytest.mark.parametrize("entry", [listed(number="400000123"), listed(), listed("Faridun Namunaev", born=None)])
def test_whatever_would_be_compared_is_looked_up(entry: Filed):
    assert set(codes_to_look_under(ASKED)) & set(codes_to_look_under(entry))


def test_a_name_of_one_word_is_looked_up_by_it():
    assert codes_to_look_under(Filed(("Фаридун",))) == codes_to_look_under(Filed(("Faridun",)))


@pytest.mark.parametrize(
    ("said", "known"),
    [
        ("", (None, None, None)),
        ("1990", (None, 1990, None)),
        ("1990-01", (None, 1990, 1)),
        ("1990-01-31", (BORN, 1990, 1)),
    ],
)
def test_a_birth_is_read_as_far_as_it_is_known(said, known):
    assert birth_of(said) == known


@pytest.mark.parametrize("said", ["1990-13", "1990-02-30", "soon"])
def test_a_birth_that_is_none_is_refused(said):
    with pytest.raises(ValueError, match=r"."):
        birth_of(said)


@given(st.integers(1, 400))
def test_an_answer_never_outlives_its_list(hours: int):
    asked = noon(2026, 3, 2)
    until = good_until(asked=asked, list_expires=asked + timedelta(hours=hours))

    assert until <= asked + GOOD_FOR
    assert until <= asked + timedelta(hours=hours)
