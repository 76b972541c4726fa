"""How the other side will spell a name."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamsafar.names.comparing import compare
from hamsafar.names.reasons import LANGUAGES
from hamsafar.names.spelling import STANDARDS, CannotSpell, distinct, forms
from hamsafar.synthetic.lists import MEN, WOMEN


def spelled(name: str) -> dict[str, str]:
    return {form.standard: form.spelling for form in forms(name)}


def test_a_tajik_name_is_spelled_by_every_standard():
    assert spelled("Сироҷиддин Муҳриддин") == {
        "tajik": "Сироҷиддин Муҳриддин",
        "russian": "Сироджиддин Мухриддин",
        "icao-9303": "SIRODZHIDDIN MUKHRIDDIN",
        "direct": "Sirojiddin Muhriddin",
        "bgn-pcgn-tajik": "Sirojiddin Muhriddin",
        "bgn-pcgn-russian": "Sirodzhiddin Mukhriddin",
        "iso-9": "Siroçiddin Muḩriddin",
        "ru-passport-1997": "SIRODZHIDDIN MUKHRIDDIN",
        "ru-passport-2010": "SIRODZHIDDIN MUKHRIDDIN",
        "french": "Sirodjiddine Moukhriddine",
        "informal": "Sirojidin Muhridin",
    }


def test_the_standards_differ_where_their_tables_do():
    found = spelled("Қаюмӣ Юлия Цой")

    assert found["icao-9303"] == "KAIUMI IULIIA TSOI"
    assert found["ru-passport-2010"] == "KAIUMI IULIIA TCOI"
    assert found["ru-passport-1997"] == "KAYUMI YULIYA TSOY"
    assert found["bgn-pcgn-tajik"] == "Qayumí Yuliya Tsoy"


def test_a_russian_or_latin_spelling_gives_guesses_that_say_so():
    assert {form.spelling: form.guess for form in forms("Сироджиддин")}["Сироҷиддин"]
    assert all(form.guess for form in forms("SIRODZHIDDIN"))
    assert spelled("Sirojiddin")["russian"] == "Сироджиддин"
    assert not any(form.guess for form in forms("Сироҷиддин"))


def test_capitals_stay_capitals():
    assert spelled("САИДОВ Шоҳин")["direct"] == "SAIDOV Shohin"


@pytest.mark.parametrize("name", ["فردوس", "", "123"])
def test_what_cannot_be_spelled_is_refused_with_a_reason(name):
    with pytest.raises(CannotSpell, match=r"Persian|letters"):
        forms(name)


def test_every_standard_is_named_in_every_language():
    assert all(set(each.name) == set(LANGUAGES) for each in STANDARDS)


def test_each_spelling_is_told_once():
    found = forms("Анвар")

    assert len(list(distinct(found))) < len(found)


@pytest.mark.parametrize("name", [*MEN[::9], *WOMEN[::9]])
def test_every_spelling_is_recognised_as_the_name_it_came_from(name):
    missed = [each for each in distinct(forms(name)) if not compare(name, each).match]

    assert missed == []


@given(st.text(max_size=30))
def test_any_text_is_spelled_or_refused(text):
    with contextlib.suppress(CannotSpell):
        assert len(forms(text)) == len(STANDARDS)


def test_a_form_for_json_says_its_standard_in_three_languages():
    said = forms("Сироҷиддин")[2].as_dict()

    assert (said["standard"], said["spelling"], said["kind"]) == ("icao-9303", "SIRODZHIDDIN", "rule")
