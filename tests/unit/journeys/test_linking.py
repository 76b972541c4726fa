"""Linking: two files of one person meet under a key although each office made its own slip; strangers do not."""

from __future__ import annotations

from datetime import date

import pytest

from hamsafar.journeys.rules.likeness import Known
from hamsafar.journeys.rules.linking import asked_about, link_row


def known(name: str, born: date | None = date(1990, 5, 12), **more) -> Known:
    return Known((name,), born, *((born.year, born.month) if born else (None, None)), **more)


def meet(one: Known, other: Known) -> bool:
    return bool(set(link_row(1, one).keys) & set(link_row(2, other).keys))


@pytest.mark.parametrize(
    "other",
    [
        known("SAIDOV FIRDAVS RADZHABOVICH"),
        known("Firdavs Saidov"),
        known("Саидов Фирнаш"),  # one word wrong, the date right
        known("Саидов Фирдавс", date(1990, 12, 5)),  # day and month in each other's place
        known("Саидов Фирдавс", date(1991, 5, 12)),  # another year
        known("Саидов Фирдавс", date(1990, 5, 1)),
        known("Саидов Фирдавс", date(1990, 7, 12)),
        known("Саидов Фирдавс", date(1990, 1, 1)),  # a day nobody knew
        Known(("Саидов Фирдавс",), None, 1990, 5),
        Known(("Саидов Фирдавс",), None, 1990),
    ],
)
def test_two_files_of_one_person_meet(other):
    assert meet(known("Саидов Фирдавс Раҷабович"), other)


@pytest.mark.parametrize(
    "other",
    [known("Каримов Далер"), known("Саидов Фирӯз", date(1992, 8, 1)), known("Саидов Фирдавс", date(1971, 1, 2))],
)
def test_strangers_do_not_meet(other):
    assert not meet(known("Саидов Фирдавс Раҷабович"), other)


def test_without_any_year_three_words_are_needed():
    unknown = known("Саидов Фирдавс Раҷабович", None)

    assert meet(unknown, known("SAIDOV FIRDAVS RADZHABOVICH", None))
    assert not meet(known("Саидов Фирдавс", None), known("SAIDOV FIRDAVS", None))


def test_a_number_brings_two_names_together():
    one = known("Саидова Нигина", documents=frozenset({"XS1234567"}), phones=frozenset({"+992931234567"}))

    assert meet(one, known("Каримова Лола", date(1970, 1, 2), documents=frozenset({"XS 1234567"})))
    assert meet(one, known("Каримова Лола", date(1970, 1, 2), phones=frozenset({"931234567"})))
    assert link_row(1, known("Саидова", phones=frozenset({"1"}))).numbers == ()


def test_every_form_of_a_name_gives_keys():
    both = Known(("Саидова Нигина", "Каримова Нигина"), date(1990, 5, 12), 1990, 5)

    assert meet(both, known("Karimova Nigina", date(1990, 5, 30)))


def test_a_row_holds_what_is_compared():
    row = link_row(7, known("Саидов Фирдавс", sex="M"))

    assert (row.key, row.name, row.born, row.sex) == (7, "firdavs sayd", "19900512", "M")
    assert row.words == ("sd", "vrdvs")
    assert link_row(7, known("Саидов", sex="X")).sex == ""


def test_what_is_not_known_of_a_birth_is_left_out():
    assert link_row(1, Known(("Саидов",), None, 1990, 5)).born == "199005"
    assert link_row(1, Known(("Саидов",), None, 1990)).born == "1990"
    assert link_row(1, Known(())).born == ""


def test_a_clerk_is_asked_about_one_person_and_not_about_two():
    person = known("Саидов Фирдавс Раҷабович", sex="M")

    assert asked_about(person, known("SAIDOV FIRDAVS RADZHABOVICH")).is_probable
    assert asked_about(person, known("Саидов Фирдавс", date(1990, 12, 5)))
    assert asked_about(person, known("Каримов Далер")) is None
    assert asked_about(person, known("Саидов Фирдавс Раҷабович", date(1971, 1, 2), sex="F")) is None


def test_one_document_with_two_names_is_asked_about():
    document = frozenset({"XS1234567"})

    assert asked_about(known("Саидова Нигина", documents=document), known("Каримова Лола", documents=document))
