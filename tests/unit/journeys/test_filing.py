"""Codes: the same person comes under the same ones, whoever wrote the name; equal numbers are equal however typed."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamsafar.journeys.rules.filing import (
    SIGNED,
    Filed,
    code,
    codes_of,
    heard,
    number_keys,
    pair_code,
    phone_key,
    plain_number,
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Саидов Фирдавс Раҷабович", "SAIDOV FIRDAVS RADZHABOVICH"),
        ("Саидов Фирдавс Раҷабович", "Firdavs Radjabovitch Saidov"),
        ("Шаҳноза Чориева", "Chahnoza Tchorieva"),
        ("فردوس سعیدوف", "Саидов Фирдавс"),
    ],
)
def test_two_spellings_are_filed_under_a_common_code(one, other):
    assert set(codes_of(Filed((one,)))) & set(codes_of(Filed((other,))))


def test_every_form_of_the_name_is_filed():
    both = Filed(("Саидов Фирдавс", "Файзуллоев Комрон"))

    assert set(codes_of(Filed(("Саидов Фирдавс",)))) < set(codes_of(both))


def test_a_day_of_birth_files_its_year_as_well():
    by_day, by_year = Filed(("Саидов",), date(1990, 5, 12)), Filed(("Саидов",), birth_year=1990)

    assert set(codes_of(by_year)) < set(codes_of(by_day))
    assert code("date", "1990-05-12") in codes_of(by_day)


def test_a_name_without_a_year_has_no_dated_code():
    assert len(codes_of(Filed(("Саидов",)))) < len(codes_of(Filed(("Саидов",), birth_year=1990)))


def test_two_words_have_one_code_in_either_order():
    assert pair_code("sd", "vrdvs") == pair_code("vrdvs", "sd")


@pytest.mark.parametrize("typed", ["A 12345678", "a12345678", "А 1234-5678", "12345678"])
def test_a_document_is_filed_under_its_number_however_it_is_typed(typed):
    filed = codes_of(Filed((), documents=("A12345678",)))

    assert any(code("number", key) in filed for key in number_keys(typed))


def test_a_number_that_is_too_short_has_no_key():
    assert list(number_keys("A12")) == []
    assert list(number_keys("12")) == []


def test_cyrillic_letters_of_a_series_read_as_the_latin_ones_they_look_like():
    assert plain_number("АВ 123-45") == "AB12345"


@pytest.mark.parametrize("typed", ["+992 93 123 45 67", "93 123-45-67", "992931234567"])
def test_a_telephone_is_known_by_its_last_digits(typed):
    assert phone_key(typed) == "931234567"


def test_a_telephone_that_is_too_short_is_none():
    assert phone_key("123") == ""
    assert codes_of(Filed((), phones=("123",))) == ()


def test_forms_that_sound_alike_are_ranked_once():
    assert heard(["Каримов Фирдавс", "KARIMOV FIRDAVS"]) == "karimov firdavs"


def test_a_persian_form_keeps_its_letters_for_ranking():
    assert "فردوس" in heard(["فردوس سعیدوف"])


@given(st.text(max_size=80), st.dates() | st.none(), st.text(max_size=20), st.text(max_size=20))
def test_codes_are_whole_numbers_of_thirty_two_bits(name, born, document, phone):
    found = codes_of(Filed((name,), born, documents=(document,), phones=(phone,)))

    assert all(-SIGNED <= each < SIGNED for each in found)
    assert list(found) == sorted(set(found))
