"""Who comes first: numbers, then names, then births; and the reasons that a clerk reads."""

from __future__ import annotations

from datetime import date

from hamsafar.journeys.rules.asking import asked_for, read_query
from hamsafar.journeys.rules.filing import Filed, heard
from hamsafar.journeys.rules.ranking import (
    WEIGHED,
    Candidate,
    complete,
    is_same_number,
    rank,
    score_of,
    score_of_begun,
    why,
)
from hamsafar.names.comparing import THRESHOLD


def candidate(person: int, *names: str, year: int | None = None, number: bool = False) -> Candidate:
    return Candidate(person, heard(names), year, number)


def ranked(query: str, *candidates: Candidate, limit: int = 20) -> list[int]:
    return [weight.person for weight in rank(read_query(query), candidates, limit)]


def test_the_likeliest_name_comes_first():
    assert ranked("FIRDAVS SAIDOV", candidate(1, "Саидов Фирӯз"), candidate(2, "Саидов Фирдавс")) == [2, 1]


def test_of_namesakes_the_one_of_that_year_comes_first():
    namesakes = [candidate(year, "Саидов Фирдавс", year=year) for year in (1970, 1989, 1990)]

    assert ranked("Саидов Фирдавс 1990", *namesakes, candidate(1, "Саидов Фирдавс")) == [1990, 1, 1989, 1970]


def test_a_number_comes_before_any_name():
    assert ranked("Саидов XS1234567", candidate(1, "Саидов"), candidate(2, "Каримова", number=True)) == [2, 1]


def test_equal_ones_stand_in_the_order_of_their_files():
    assert ranked("Саидов", candidate(2, "Саидов"), candidate(1, "Саидов")) == [1, 2]


def test_the_best_of_very_many_is_still_found():
    crowd = [candidate(place, f"Саидов Фарид{'б' * (place % 90)}") for place in range(1, WEIGHED * 5)]

    assert ranked("Саидов Фирдавс", *crowd, candidate(9_999, "Саидов Фирдавс"), limit=3)[0] == 9_999


def test_of_several_forms_the_best_counts():
    assert score_of("SAIDOV FIRDAVS", ["karimov ali", "saidov firdavs"]) == 1.0
    assert score_of("SAIDOV", []) == 0.0


def test_begun_words_are_written_out():
    assert complete("Фирд Саид", "Саидов Фирдавс") == ("фирдавс саидов", (("Фирд", "Фирдавс"), ("Саид", "Саидов")))
    assert complete("Sirodz", "Сироҷиддин") == ("сироҷиддин", (("Sirodz", "Сироҷиддин"),))
    assert complete("С Фирдавсов", "Саидов Фирдавс") == ("с фирдавсов", ())


def test_a_begun_name_is_a_good_one_but_no_match_of_the_whole():
    assert THRESHOLD <= score_of_begun("Фирд Саид", ["saidov firdavs"]) < 1
    assert score_of_begun("Фирд", ["karimov"]) == 0.0


def test_reasons_begin_with_the_numbers_and_end_with_the_birth():
    asked = asked_for("Сироджиддин", born=date(1990, 5, 12), documents=["xs 1234567"], phones=["93 123 45 67"])
    filed = Filed(("Сироҷиддин",), date(1990, 5, 12), documents=("XS1234567",), phones=("+992931234567",))

    form, reasons = why(asked, filed)

    assert form == "Сироҷиддин"
    assert [getattr(each, "code", each) for each in reasons] == [
        *("the document has this number", "the telephone has this number", "written", "born on this day")
    ]
    assert is_same_number(asked, filed)


def test_another_year_is_said():
    assert why(read_query("Саидов 1990"), Filed(("Саидов",), birth_year=1991))[1][-1] == "born in 1991, another year"
    assert why(read_query("Саидов 1990"), Filed(("Саидов",)))[1][-1] == "the year of birth is not known"
    assert why(read_query("Саидов 1990"), Filed(("Саидов",), birth_year=1990))[1][-1] == "born in this year"
    assert why(read_query("Саидов 12.05.1990"), Filed(("Саидов",), date(1990, 1, 1)))[1][-1] == "born in this year"


def test_without_a_name_or_a_form_only_the_rest_is_said():
    assert why(read_query("12.05.1990"), Filed(("Саидов",), date(1990, 5, 12))) == ("Саидов", ("born on this day",))
    assert why(read_query("Саидов"), Filed(())) == ("", ())


def test_a_begun_word_is_explained():
    codes = [each.code for each in why(read_query("Фирд Саид"), Filed(("Саидов Фирдавс", "Каримов")))[1]]

    assert codes == ["begins", "begins", "order"]


def test_a_word_that_begins_another_but_fits_no_better_is_compared_as_it_is():
    codes = [each.code for each in why(read_query("Саид Комрон"), Filed(("Саидов Фирдавс",)))[1]]

    assert "different" in codes


def test_a_number_that_only_shares_a_code_is_not_the_same():
    assert not is_same_number(read_query("XS1234567"), Filed((), documents=("XS7654321",), phones=("",)))
