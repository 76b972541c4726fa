"""Search keys: the same person is filed and found under the same key."""

from __future__ import annotations

import pytest

from hamsafar.names.searching import keys_of


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Сироҷиддин Муҳриддин", "SIRODZHIDDIN MUKHRIDDIN"),
        ("Саидов Фирдавс", "Firdavs Saidov"),
        ("Саидов Фирдавс Раҷабович", "SAIDZODA FIRDAVS"),
        ("Фирӯззода Алӣ", "Ali Firuzov"),
        ("Шаҳноза Чориева", "Chahnoza Tchorieva"),
        ("فردوس سعیدوف", "Саидов Фирдавс"),
    ],
)
def test_two_spellings_share_a_key_of_two_words(one, other):
    assert keys_of(one).pairs & keys_of(other).pairs


def test_a_year_of_birth_makes_a_key_rarer():
    keys = keys_of("Саидов Фирдавс", 1990)

    assert keys.dated_pairs == {"sd vrdvs 1990"}
    assert not keys.dated_pairs & keys_of("Саидов Фирдавс", 1991).dated_pairs


def test_a_lone_word_is_found_by_its_own_key():
    assert keys_of("SIRODZHIDDIN").singles <= keys_of("Сироҷиддин Муҳриддин").singles
    assert not keys_of("SIRODZHIDDIN").pairs


def test_initials_and_empty_names_make_no_key():
    assert list(keys_of("Ф. Р.")) == []
    assert list(keys_of("", 1990)) == []
    assert keys_of("Саидов Ф.", 1990).dated_singles == {"sd 1990"}


def test_all_keys_are_told_in_a_fixed_order():
    assert list(keys_of("Саидов Фирдавс", 1990)) == sorted(keys_of("Фирдавс Саидов", 1990))
