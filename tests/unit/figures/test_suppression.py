"""Small counts are held back, and cannot be found by subtraction."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hamsafar.figures.rules.suppression import LEAST, published


def test_a_small_count_takes_the_next_smallest_with_it():
    assert published({"a": 500, "b": 3, "c": 40}) == {"a": 500}
    assert published({"a": 500, "b": 3, "c": 2, "d": 40}) == {"a": 500, "d": 40}
    assert published({"a": 500, "b": 0, "c": 40}) == {"a": 500, "b": 0, "c": 40}
    assert published({"a": 2}) == {}


@given(st.dictionaries(st.text(max_size=3), st.integers(0, 30), max_size=8))
def test_nothing_small_is_published_and_never_one_alone_is_missing(counts):
    shown = published(counts)

    assert all(count == 0 or count >= LEAST for count in shown.values())
    missing = [count for key, count in counts.items() if key not in shown]
    assert len(missing) != 1 or not any(shown.values())
