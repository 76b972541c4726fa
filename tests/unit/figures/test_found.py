"""Reading a list of facts as a person found them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamsafar.figures.rules.found import NotRead, day_in_address, read_number, read_period, read_row


def row(value, unit="persons", period="2024", fact="A count", source="https://x.example/a", **more):
    cells = {"topic": "border_checks", "fact": fact, "value": value, "unit": unit, "period": period}
    return read_row({**cells, "source": source, "quality": "agency", **more}, 7)


def numbers(*args, **options):
    return [(draft.value, draft.decimals, draft.qualifier, draft.unit) for draft in row(*args, **options)]


@pytest.mark.parametrize(
    ("text", "value", "decimals", "qualifier"),
    [
        ("970", "970", 0, "exactly"),
        ("2.0", "2.0", 1, "exactly"),
        (">1.0", "1.0", 1, "over"),
        ("~+25", "25", 0, "about"),
        ("+39", "39", 0, "exactly"),
        (">+12.5", "12.5", 1, "over"),
        ("-19.9", "-19.9", 1, "exactly"),
        ("−5", "-5", 0, "exactly"),
        ("20000+", "20000", 0, "at-least"),
        ("≥ 3", "3", 0, "at-least"),
        ("<=3", "3", 0, "at-most"),
        ("<3", "3", 0, "at-most"),
        ("≤3", "3", 0, "at-most"),
        (">=3", "3", 0, "at-least"),
        ("nearly 2.0", "2.0", 1, "nearly"),
        ("More than 5", "5", 0, "over"),
        ("up to 5", "5", 0, "at-most"),
        ("15,000", "15000", 0, "exactly"),
        ("1\u202f234\u202f567", "1234567", 0, "exactly"),
        ("15 000", "15000", 0, "exactly"),
        ("1,5", "1.5", 1, "exactly"),
        ("5.158.000", "5158000", 0, "exactly"),
        ("1,234.5", "1234.5", 1, "exactly"),
        ("2.026", "2.026", 3, "exactly"),
    ],
)
def test_a_number_is_read_with_its_qualifier_and_its_decimals(text, value, decimals, qualifier):
    assert read_number(text) == (D(value), decimals, qualifier)


@pytest.mark.parametrize("text", ["", "1.2.3", "12a", "1,23,456.7.8", "~", "15 00"])
def test_what_is_no_number_is_refused_with_the_text(text):
    with pytest.raises(NotRead, match="neither a number"):
        read_number(text)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**9), max_value=10**9))
def test_a_plain_decimal_is_read_as_itself(value):
    assert read_number(f"{value:f}")[:2] == (value, 2)


@given(st.text(max_size=30), st.text(max_size=12), st.text(max_size=20))
def test_any_row_becomes_drafts_or_a_reason(value, unit, period):
    try:
        drafts = row(value, unit, period)
    except NotRead as problem:
        assert str(problem).endswith(".")  # noqa: PT017 - either outcome is fine
    else:
        assert drafts
        assert len({draft.key for draft in drafts}) == len(drafts)


def test_several_values_in_a_cell_become_a_draft_each():
    assert numbers("322 / 306 / 27") == [(D(value), 0, "exactly", "persons") for value in (322, 306, 27)]
    assert numbers("2025712 / ~1600000", "entries")[1] == (D(1600000), 0, "about", "entries")
    assert numbers("5.3 / 49", "USD bn / % GDP") == [(D("5.3"), 1, "exactly", "USD bn"), (D(49), 0, "exactly", "% GDP")]
    assert [number[3] for number in numbers("46+ / 20000+", "firms/persons")] == ["firms", "persons"]
    assert [number[0] for number in numbers("90/180", "days")] == [90, 180]
    assert [draft.key for draft in row("1; 2")] == ["border-checks-line-7-1", "border-checks-line-7-2"]


def test_one_value_keeps_a_unit_with_a_slash():
    assert numbers("90", "days / calendar year") == [(D(90), 0, "exactly", "days / calendar year")]


def test_values_and_units_that_do_not_pair_are_refused():
    with pytest.raises(NotRead, match="3 values stand beside 2 units"):
        row("1 / 2 / 3", "firms / persons")


def test_a_range_becomes_its_two_ends():
    assert numbers("10000-15000", "RUB") == [(D(10000), 0, "at-least", "RUB"), (D(15000), 0, "at-most", "RUB")]
    assert row("2880–12957", "RUB/month")[0].remarks == ("One end of the range 2880–12957.",)


@pytest.mark.parametrize(
    ("value", "unit", "days"),
    [
        ("2025-02-13", "date", [(date(2025, 2, 13), None)]),
        ("2025-01-22/24", "date", [(date(2025, 1, 22), date(2025, 1, 24))]),
        ("2025-06-30/2026-06-30", "period", [(date(2025, 6, 30), date(2026, 6, 30))]),
        ("2024-2027", "period", [(date(2024, 1, 1), date(2027, 12, 31))]),
        ("2025", "year", [(date(2025, 1, 1), date(2025, 12, 31))]),
        ("2025-09", "month", [(date(2025, 9, 1), date(2025, 9, 30))]),
        ("2024-04-27; 2024-09", "date", [(date(2024, 4, 27), None), (date(2024, 9, 1), date(2024, 9, 30))]),
        ("2019; 2022-2023", "period", [(date(2019, 1, 1), date(2019, 12, 31)), (date(2022, 1, 1), date(2023, 12, 31))]),
    ],
)
def test_dates_are_read_as_precisely_as_they_were_written(value, unit, days):
    assert [(draft.day, draft.until) for draft in row(value, unit)] == days


def test_a_date_beside_a_number_is_a_date_and_a_number():
    first, second = row("2025-01-01 / 5", "date / years")

    assert (first.kind, first.day) == ("date", date(2025, 1, 1))
    assert (second.kind, second.value, second.unit) == ("number", 5, "years")


def test_a_day_that_does_not_exist_is_refused():
    with pytest.raises(NotRead, match="no such day"):
        row("2025-02-30", "date")


@pytest.mark.parametrize(
    ("value", "unit", "remark"),
    [
        ("", "rule", None),
        ("dozens", "persons", "dozens persons"),
        ("1079n", "order", "1079n order"),
        ("No 489", "decree", "No 489 decree"),
        ("voluntary", "rule", "voluntary rule"),
        ("x", "", "x"),
    ],
)
def test_what_holds_no_value_becomes_a_note_that_keeps_its_words(value, unit, remark):
    (draft,) = row(value, unit)

    assert (draft.kind, draft.words, draft.unit) == ("note", "A count", "")
    assert draft.remarks == ((f"Value as found: {remark}.",) if remark else ())


@pytest.mark.parametrize(
    ("text", "period", "has_remark"),
    [
        ("", "", False),
        ("2024-H1", "2024-H1", False),
        ("2024-01/2024-06", "2024-H1", False),
        ("2024-2027", "2024/2027", False),
        ("2024-04-22/26", "2024-04-22/2024-04-26", False),
        ("2022-23", "2022/2023", False),
        ("~2012", "2012", True),
        ("Oct 2025 (source prints October 2024)", "2025-10", True),
        ("2015-", "", True),
        ("to 2024-12-31", "", True),
        ("draft", "", True),
    ],
)
def test_a_period_is_made_canonical_or_kept_as_a_remark(text, period, has_remark):
    assert read_period(text) == (period, (f"Period as found: {text}.",) if has_remark else ())


@pytest.mark.parametrize(
    ("address", "day"),
    [
        ("https://x.example/2024/03/20/geography", date(2024, 3, 20)),
        ("https://x.example/20240320/a", date(2024, 3, 20)),
        ("https://x.example/news--2025-09-18--a", date(2025, 9, 18)),
        ("https://x.example/202413", None),
        ("https://x.example/20241340", None),
        ("https://x.example/2024/03/20/ ; https://y.example/2024/03/21/", None),
        ("", None),
    ],
)
def test_an_address_may_carry_the_day(address, day):
    assert day_in_address(address) == day
    assert row("1", source=address)[0].published_on == day


def test_numbers_that_only_the_text_holds_are_not_lost_unseen():
    (draft,) = row("823", "USD mn", fact="Turnover (imports 770.3 + exports 52.8; +16.6%), 29 Dec 2021, 823 in all")

    assert draft.remarks == ("The text holds further numbers: 770.3; 52.8; +16.6%.",)


def test_a_row_without_words_is_refused():
    with pytest.raises(NotRead, match="fact is empty"):
        row("1", fact="")


def test_a_row_without_a_topic_has_a_key_all_the_same():
    assert row("1", topic="")[0].key == "fact-line-7-1"
    assert row("1", topic="Тема")[0].key == "fact-line-7-1"
