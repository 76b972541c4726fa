from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamsafar.figures.rules.precision import (
    QUALIFIERS,
    Interval,
    allowed,
    base_unit,
    can_both_hold,
    in_base,
    interval,
    last_place,
)
from tests.factories.figures import count, day_fact


@pytest.mark.parametrize(
    ("value", "decimals", "place"),
    [
        ("970", 0, "10"),
        ("15000", 0, "1000"),
        ("1344", 0, "1"),
        ("1.9", 1, "0.1"),
        ("2.0", 1, "0.1"),
        ("0", 0, "1"),
        ("-20", 0, "10"),
        ("0.90", 2, "0.01"),
    ],
)
def test_trailing_zeros_of_a_whole_number_are_rounding_and_written_decimals_count(value, decimals, place):
    assert last_place(D(value), decimals) == D(place)


@pytest.mark.parametrize(
    ("value", "decimals", "qualifier", "low", "high"),
    [
        ("970", 0, "exactly", "965", "975"),
        ("15000", 0, "exactly", "14500", "15500"),
        ("1.9", 1, "exactly", "1.85", "1.95"),
        ("2.0", 1, "nearly", "1.9", "2.0"),
        ("1000", 0, "nearly", "900", "1000"),
        ("1.7", 1, "over", "1.7", "1.8"),
        ("1.8", 1, "about", "1.7", "1.9"),
        ("1000", 0, "about", "900", "1100"),
        ("-19.9", 1, "about", "-20.0", "-19.8"),
        ("299", 0, "at-least", "299", None),
        ("655", 0, "at-most", None, "655"),
    ],
)
def test_a_qualifier_leaves_open_what_it_says(value, decimals, qualifier, low, high):
    expected = Interval(None if low is None else D(low), None if high is None else D(high))

    assert interval(D(value), decimals, qualifier) == expected


@given(st.integers(-(10**9), 10**9), st.integers(0, 4), st.sampled_from(QUALIFIERS))
def test_a_published_value_always_lies_in_its_own_interval(digits, decimals, qualifier):
    value = D(digits).scaleb(-decimals)

    assert interval(value, decimals, qualifier).touches(Interval(value, value))


def test_millions_and_billions_are_brought_to_one_base():
    assert base_unit("usd-bn") == ("usd", D(10) ** 9)
    assert base_unit("usd-mn") == ("usd", D(10) ** 6)
    assert base_unit("thousand-persons") == ("persons", D(1000))
    assert base_unit("km") == ("km", D(1))
    assert in_base(count("trade", "1.9", unit="usd-bn")) == D(1_900_000_000)
    assert allowed(count("trade", "134.7", unit="usd-mn")) == Interval(D(134_650_000), D(134_750_000))


def test_a_date_is_no_number():
    with pytest.raises(ValueError, match="is not a number"):
        in_base(day_fact("signed", "2025-02-13"))


@pytest.mark.parametrize(
    ("one", "other", "hold"),
    [
        (("2.0", "nearly"), ("1.9", "exactly"), True),
        (("1.5", "exactly"), ("1.9", "exactly"), False),
        (("45.3", "exactly"), ("45.4", "exactly"), True),  # they touch at 45.35
        (("968.5", "exactly"), ("970", "exactly"), True),
        (("1000", "about"), ("954", "exactly"), True),
        (("15000", "exactly"), ("5000", "about"), False),
        (("1344", "exactly"), ("1374.2", "exactly"), False),
        (("299", "at-least"), ("326", "exactly"), True),
        (("299", "at-least"), ("200", "at-most"), False),
    ],
)
def test_two_counts_can_both_hold_when_their_intervals_touch(one, other, hold):
    first, second = (count("s", value, qualifier=qualifier) for value, qualifier in (one, other))

    assert can_both_hold(first, second) is hold
    assert can_both_hold(second, first) is hold
