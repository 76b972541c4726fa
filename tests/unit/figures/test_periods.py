from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamsafar.figures.rules.periods import NotAPeriod, Period, canonical, parse, same


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2024", date(2024, 1, 1), date(2024, 12, 31)),
        ("2024-Q1", date(2024, 1, 1), date(2024, 3, 31)),
        ("2024-Q4", date(2024, 10, 1), date(2024, 12, 31)),
        ("2024-H2", date(2024, 7, 1), date(2024, 12, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2024-01/2024-07", date(2024, 1, 1), date(2024, 7, 31)),
        ("2024-04-27", date(2024, 4, 27), date(2024, 4, 27)),
        ("2024-04-22/2024-04-26", date(2024, 4, 22), date(2024, 4, 26)),
        ("2025/2029", date(2025, 1, 1), date(2029, 12, 31)),
    ],
)
def test_a_canonical_text_is_read_as_its_first_and_last_day(text, start, end):
    assert parse(text) == Period(start, end)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "24",
        "2024-13",
        "2024-02-30",
        "2024-Q5",
        "2024-H3",
        "2024/2023",
        "2024/2024",
        "2024/2024-07",
        "0000",
        "2020-",
    ],
)
def test_a_text_that_is_no_period_is_refused_with_a_sentence(text):
    with pytest.raises(NotAPeriod, match="is no period"):
        parse(text)


@pytest.mark.parametrize(
    ("text", "shortest"),
    [
        ("2024-01/2024-06", "2024-H1"),
        ("2024-07/2024-12", "2024-H2"),
        ("2024-04/2024-06", "2024-Q2"),
        ("2024-02/2024-04", "2024-02/2024-04"),
        ("2024-01/2024-12", "2024"),
        ("2024-01/2025-12", "2024/2025"),
        ("2024-11/2025-02", "2024-11/2025-02"),
        ("2024-04-01/2024-04-30", "2024-04"),
        ("2024-04-22/2024-04-26", "2024-04-22/2024-04-26"),
    ],
)
def test_one_period_has_one_shortest_spelling(text, shortest):
    assert canonical(parse(text)) == shortest


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)), st.integers(0, 4000))
def test_the_spelling_of_any_span_of_days_is_read_back_as_the_same_days(start, length):
    period = Period(start, min(date.fromordinal(start.toordinal() + length), date(2101, 1, 1)))

    assert parse(canonical(period)) == period


def test_two_spellings_of_the_same_days_are_the_same_period():
    assert same("2024-01/2024-06", "2024-H1")
    assert same("", "")
    assert not same("2024-H1", "")
    assert not same("2024-H1", "2024-Q1")


def test_a_year_earlier_keeps_the_last_day_of_february():
    assert parse("2024-01/2024-02").a_year_earlier() == parse("2023-01/2023-02")
    assert parse("2023-02").a_year_earlier() == parse("2022-02")
    assert parse("2025-H1").a_year_earlier() == parse("2024-H1")


def test_only_a_calendar_year_is_a_year():
    assert parse("2024").is_a_year
    assert parse("2024").year == 2024
    assert not parse("2024/2025").is_a_year
    assert not parse("2024-H1").is_a_year
