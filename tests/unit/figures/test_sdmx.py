"""Periods and records as SDMX writes them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamsafar.figures.formats.sdmx import canonical_period, record_of, sdmx_period
from hamsafar.figures.rules.periods import NotAPeriod, Period, canonical
from tests.factories.figures import count


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("2024", "2024"),
        ("2024-H1", "2024-S1"),
        ("2024-Q2", "2024-Q2"),
        ("2024-04", "2024-04"),
        ("2024-04-27", "2024-04-27"),
        ("2024-01/2024-07", "2024-01-01/P7M"),
        ("2025/2029", "2025-01-01/P5Y"),
        ("2024-04-22/2024-04-26", "2024-04-22/P5D"),
        ("2024-11/2025-02", "2024-11-01/P4M"),
    ],
)
def test_a_period_is_written_as_sdmx_does_and_read_back(text, written):
    assert sdmx_period(text) == written
    assert canonical_period(written) == text


@given(st.dates(date(1950, 1, 1), date(2050, 1, 1)), st.integers(0, 3000))
def test_any_span_comes_back(start, length):
    text = canonical(Period(start, date.fromordinal(start.toordinal() + length)))

    assert canonical_period(sdmx_period(text)) == text


def test_what_is_no_period_is_refused():
    with pytest.raises(NotAPeriod):
        canonical_period("soon")


def test_a_fact_without_a_period_is_filed_under_its_day_and_says_so():
    length = count("border", "1344", unit="km", period="", published=date(2025, 2, 13))

    assert (record_of(length)["TIME_PERIOD"], record_of(length)["TIME_BASIS"]) == ("2025-02-13", "published")
    undated = count("border", "1344", unit="km", period="", published=None)
    assert (record_of(undated)["TIME_PERIOD"], record_of(undated)["TIME_BASIS"]) == ("_Z", "unknown")


def test_two_counts_of_one_thing_never_collide():
    one = count("turnover", "1.9", key="a", counted_by="tj")
    other = count("turnover", "1.9", key="b", counted_by="tj")
    dimensions = ("SERIES", "SCOPE", "COUNTED_BY", "SAID_BY", "FACT", "TIME_PERIOD")

    assert [record_of(one)[name] for name in dimensions] != [record_of(other)[name] for name in dimensions]
    assert record_of(one)["OBS_VALUE"] == str(Decimal("1.9"))
