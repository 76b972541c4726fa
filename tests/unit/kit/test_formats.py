"""Numbers, days and periods in three languages."""

from datetime import date
from decimal import Decimal

import pytest

from hamsafar.kit import formats


@pytest.mark.parametrize(
    ("value", "decimals", "lang", "shown"),
    [
        ("15000", 0, "en", "15,000"),
        ("15000", 0, "ru", "15\u202f000"),
        ("15000", 0, "tg", "15\u202f000"),
        ("2.0", 1, "en", "2.0"),
        ("2.0", 1, "tg", "2,0"),
        ("1374.2", 1, "en", "1,374.2"),
        ("-3.25", 1, "ru", "\u22123,2"),
        ("-0.04", 1, "en", "0.0"),
    ],
)
def test_a_number_is_written_as_its_reader_writes_it(value, decimals, lang, shown):
    assert formats.number(Decimal(value), decimals, lang) == shown


@pytest.mark.parametrize(
    ("lang", "shown"), [("en", "9 October 2025"), ("ru", "9 октября 2025"), ("tg", "9 октябри 2025")]
)
def test_a_day_is_written_out(lang, shown):
    assert formats.day(date(2025, 10, 9), lang) == shown


@pytest.mark.parametrize(
    ("canonical", "lang", "shown"),
    [
        ("", "en", ""),
        ("2024", "ru", "2024"),
        ("2024-Q1", "en", "first quarter of 2024"),
        ("2024-H1", "tg", "нимсолаи якуми соли 2024"),
        ("2024-04", "ru", "апрель 2024"),
        ("2024-04", "tg", "апрели 2024"),
        ("2024-01/2024-06", "en", "January–June 2024"),
        ("2024-01/2024-06", "tg", "январ–июни 2024"),
        ("2023-11/2024-02", "en", "November 2023 – February 2024"),
        ("2024/2027", "en", "2024–2027"),
        ("2024-04-27", "en", "27 April 2024"),
        ("2025-03-24/2025-03-26", "en", "24–26 March 2025"),
        ("2024-04-27/2024-05-01", "ru", "27 апреля – 1 мая 2024"),
        ("2024-12-27/2025-01-03", "en", "27 December 2024 – 3 January 2025"),
    ],
)
def test_a_period_is_written_in_words(canonical, lang, shown):
    assert formats.period(canonical, lang) == shown


@pytest.mark.parametrize("canonical", ["soon", "2024-13", "2024-H3", "2024-02-30", "2024-Q5"])
def test_a_text_that_is_no_period_is_refused(canonical):
    with pytest.raises(formats.UnknownPeriod, match=canonical):
        formats.period(canonical, "en")


@pytest.mark.parametrize(
    ("canonical", "lang", "shown"),
    [
        ("2024-H1", "en", "H1 2024"),
        ("2024-Q2", "ru", "2 кв. 2024"),
        ("2024-04-27", "en", "27 Apr 2024"),
        ("2024", "tg", "2024"),
    ],
)
def test_a_short_period_fits_an_axis(canonical, lang, shown):
    assert formats.period_short(canonical, lang) == shown


def test_a_span_of_one_day_is_that_day():
    assert formats.day_range(date(2025, 3, 24), date(2025, 3, 24), "en") == "24 March 2025"


@pytest.mark.parametrize(
    ("lang", "shown"),
    [
        ("en", "Monday 23 November 2026"),
        ("ru", "Понедельник, 23 ноября 2026"),
        ("tg", "Душанбе, 23 ноябри 2026"),
    ],
)
def test_a_day_can_carry_its_name(lang, shown):
    assert formats.day_with_weekday(date(2026, 11, 23), lang) == shown
