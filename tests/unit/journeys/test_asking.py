"""The one box: what was typed is taken apart whatever its order, and becomes plans from the surest to the unlikely."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamsafar.journeys.rules.asking import (
    UNLIKELY,
    Asked,
    asked_for,
    certain,
    likely,
    plans,
    read_query,
    slips,
    unlikely,
)
from hamsafar.journeys.rules.filing import Filed, codes_of


def kinds(asked: Asked) -> list[str]:
    return [plan.kind for plan in plans(asked) if plan.groups]


def reaches(plan, filed: Filed) -> bool:
    """Whether the plan looks at this file."""
    codes = set(codes_of(filed))
    return any(codes.issuperset(group) for group in plan.groups)


@pytest.mark.parametrize(
    "typed",
    ["Саидов Фирдавс 12.05.1990", "12/5/1990 Саидов, Фирдавс", "Саидов 1990-05-12 Фирдавс", "Саидов 12051990 Фирдавс"],
)
def test_name_and_date_are_told_apart_in_any_order(typed):
    asked = read_query(typed)

    assert asked.name == "Саидов Фирдавс"
    assert asked.born == date(1990, 5, 12)
    assert asked.years == (1990,)


def test_a_year_stands_alone():
    assert read_query("Firdavs 1990").years == (1990,)
    assert read_query("Firdavs 1990").born is None


def test_a_day_that_does_not_exist_leaves_its_year():
    asked = read_query("Саидов 31.02.1990")

    assert asked.born is None
    assert asked.years == (1990,)


def test_a_number_of_other_years_is_no_year():
    assert read_query("Саидов 1234").years == ()
    assert read_query("99999999").born is None


@pytest.mark.parametrize("typed", ["+992 93 123 45 67", "+992(93)123-45-67 Саидов", "93 123 45 67 1990"])
def test_a_telephone_number_is_read_with_its_gaps(typed):
    assert reaches(certain(read_query(typed)), Filed((), phones=("+992931234567",)))


def test_parts_of_a_telephone_number_are_no_year():
    assert read_query("+992 93 1990 45 67").years == ()


@pytest.mark.parametrize("typed", ["XS1234567", "xs 1234567", "Саидов ХS1234567", "1234567"])
def test_a_document_number_is_read_with_or_without_its_series(typed):
    assert reaches(certain(read_query(typed)), Filed((), documents=("XS1234567",)))


def test_the_series_before_a_number_is_no_part_of_the_name():
    assert read_query("A 12345678 Саидов").name == "Саидов"


@pytest.mark.parametrize("typed", ["", "   ", "1990", "?!", "Ф."])
def test_what_fits_everybody_asks_nothing(typed):
    asked = read_query(typed)

    assert not asked
    assert kinds(asked) == []


def test_two_words_with_a_year_are_tried_before_either_alone():
    assert kinds(read_query("Саидов Фирдавс 1990")) == ["two words and year", "word and year", "two words", "beginning"]


def test_three_words_are_tried_together_before_every_two_of_them():
    asked = read_query("Саидов Фирдавс Раҷабович")
    together = next(plan for plan in likely(asked) if plan.kind == "three words")

    assert kinds(asked)[:2] == ["three words", "two words"]
    assert reaches(together, Filed(("RADZHABOVICH FIRDAVS SAIDOV",)))
    assert reaches(together, Filed(("Firdavs Saidov",)))  # where nobody wrote the patronymic
    assert not reaches(together, Filed(("Саидов Фирдавс Каримович",)))


def test_a_date_of_birth_is_tried_first():
    assert kinds(read_query("Саидов 12.05.1990"))[0] == "date"


def test_a_lone_word_is_tried_as_it_is():
    assert kinds(read_query("Саидов")) == ["word", "beginning", "slip of the pen"]


def test_a_word_with_a_slip_is_not_needed_where_two_others_are_known():
    assert "slip of the pen" not in kinds(read_query("Саидов Фирдавс Раҷабович"))
    assert "slip of the pen" not in kinds(read_query("Саидов Фирдавс Раҷабович 1990"))


@pytest.mark.parametrize("typed", ["Фирд Саид", "Саидов Фирд", "Сироҷидд", "Саидовн Фир", "Sirodz", "Фирдавс Саидо"])
def test_words_that_were_only_begun_reach_the_file(typed):
    filed = Filed(("Саидов Фирдавс Сироҷиддинович",))

    assert any(reaches(plan, filed) for plan in plans(read_query(typed)))


@pytest.mark.parametrize("typed", ["Сайдов Фирдарс", "Саидов Фрдавс", "Саинов Фирдавс", "Фирдавас 1990", "Фирнавс"])
def test_one_slip_of_the_pen_still_reaches_the_file(typed):
    filed = Filed(("Саидов Фирдавс",), birth_year=1990)

    assert any(reaches(plan, filed) for plan in plans(read_query(typed)))


def test_beginnings_are_asked_with_the_year():
    (plan,) = [plan for plan in unlikely(read_query("Фирд 1990")) if plan.kind == "beginning"]

    assert plan.years == (1990,)


def test_unlikely_plans_come_last():
    names = kinds(read_query("Саидов Фирдавс"))

    assert names == sorted(names, key=lambda kind: kind in UNLIKELY)


def test_what_is_known_apart_need_not_be_typed_together():
    asked = asked_for("Саидов Фирдавс", born=date(1990, 5, 12), documents=["XS1234567"], phones=["+992931234567"])

    assert asked.years == (1990,)
    assert kinds(asked)[0] == "number"
    assert next(plan.kind for plan in likely(asked)) == "date"


def test_slips_are_never_the_word_itself():
    assert "vrdvs" not in set(slips("vrdvs"))
    assert {"vrds", "vrdsv", "vrdvn", "bvrdvs"} <= set(slips("vrdvs"))


@given(st.text(max_size=400))
def test_whatever_is_typed_becomes_plans(typed):
    asked = read_query(typed)

    assert all(-(2**31) <= each < 2**31 for plan in plans(asked) for group in plan.groups for each in group)


@given(st.text(alphabet="0123456789 .-/+()AА", max_size=60))
def test_numbers_of_every_shape_become_plans(typed):
    assert all(group for plan in plans(read_query(typed)) for group in plan.groups)
