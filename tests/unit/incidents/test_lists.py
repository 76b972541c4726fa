"""A pasted list is understood, and never loses a line."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hamsafar.incidents.rules.lists import PastedList, Row, document_key, purpose_of, read_list
from hamsafar.names.mrz.writing import write_td3
from hamsafar.synthetic.documents import passports
from hamsafar.synthetic.people import some_people
from hamsafar.synthetic.spelling import LATIN

TODAY = date(2026, 11, 24)
ZONE = write_td3(
    surname="Rahimov", given="Daler", number="400123456", nationality="TJK",
    birth=date(1999, 3, 12), sex="M", expiry=date(2030, 1, 1),
)  # fmt: skip


def one(line: str) -> Row:
    (row,) = read_list(line, today=TODAY).rows
    return row


def said(row: Row) -> tuple[str, str, date | None, str]:
    return row.name, row.document, row.birth, row.purpose


@pytest.mark.parametrize(
    "line",
    [
        "Раҳимов Далер\t400123456\t12.03.1999\tдонишҷӯ",
        "Раҳимов Далер; 400123456; 12.03.1999; студент",
        "Раҳимов Далер,400123456,1999-03-12,study",
        "Раҳимов Далер | паспорт № 400123456 | 12-03-1999 | учёба",
        "Раҳимов Далер [12.03.1999] (донишҷӯ) (400123456)",
        "17. Раҳимов Далер 400123456 12.03.1999 студент",
        "17) Раҳимов Далер (студент), шиноснома 400123456, таваллуд 12.03.1999",
        "• Раҳимов Далер 12.03.1999 г.р. пасп. 400123456 — таҳсил",
        '"Раҳимов, Далер";400123456;12.03.1999;донишҷӯ',
        "Раҳимов\tДалер\t12.03.1999\t400123456\tстудент",
    ],
)
def test_one_person_is_understood_however_the_line_is_written(line):
    assert said(one(line)) == ("Раҳимов Далер", "400123456", date(1999, 3, 12), "study")


@pytest.mark.parametrize(
    "name", ["Сироҷиддин Муҳриддин", "Сироджиддин Мухриддин", "SIRODZHIDDIN MUHRIDDIN", "سراج‌الدین محیی"]
)
def test_a_name_stays_as_it_was_written_in_any_script(name):
    row = one(f"3. {name}, 400000001")

    assert row.name.replace("\u200c", "") == name.replace("\u200c", "")
    assert row.number == "3"


def test_a_heading_says_what_the_columns_hold():
    found = read_list(
        "№;ФИО;Дата рождения;Паспорт;Цель поездки;Примечание\n"
        "1;Раҳимов Далер;12.03.1999;400123456;учёба;Томск\n"
        "2;Каримов Али;1990;401;к брату;\n"
        ";;;;;пусто\n"
        "3;Одинаев\n"
        "всего трое\n",
        today=TODAY,
    )

    assert said(found.rows[0]) == ("Раҳимов Далер", "400123456", date(1999, 3, 12), "study")
    assert (found.rows[1].document, found.rows[1].birth_year, found.rows[1].note) == ("401", 1990, "к брату")
    assert "The line has 2 columns, the heading has 6." in found.rows[2].doubts
    assert [remark.line for remark in found.remarks] == [1, 4]
    assert found.rows[3].name == "всего трое"  # two words may be a name; the officer sees and strikes it out


def test_names_in_parts_and_a_series_apart_are_put_together():
    found = read_list(
        "Family name\tGiven name\tPatronymic\tSeries\tPassport\tDate of birth\n"
        "Rahimov\tDaler\tKarimovich\tAA\t1234567\t1.2.2003",
        today=TODAY,
    )

    assert said(found.rows[0])[:3] == ("Rahimov Daler Karimovich", "AA 1234567", date(2003, 2, 1))


@pytest.mark.parametrize("pasted", ["\n".join(ZONE), " ".join(ZONE), "".join(ZONE), "\n".join(ZONE).lower()])
def test_a_machine_readable_zone_is_one_person(pasted):
    found = read_list(f"Назаров Фирдавс\n{pasted}\nСаидов Умед", today=TODAY)

    assert len(found.rows) == 3
    assert said(found.rows[1])[:3] == ("RAHIMOV DALER", "400123456", date(1999, 3, 12))
    assert not found.rows[1].doubts


def test_half_a_zone_and_a_zone_with_a_slip_are_doubtful():
    half, slip = one(ZONE[0]), one(f"{ZONE[0]}\n5{ZONE[1][1:]}")

    assert half.doubts[0] == "Only a part of a machine-readable zone was found."
    assert half.text == ZONE[0]
    assert "The machine-readable zone has a slip in: number." in slip.doubts


@pytest.mark.parametrize(
    ("line", "doubt"),
    [
        ("Одинаев Ҷамшед, 31.02.1990", "31.02.1990 is no real day."),
        ("Одинаев Ҷамшед, 12.31.1990", "Day and month of 12.31.1990 seem to be swapped."),
        ("Одинаев Ҷамшед, 03/04/1990", "03/04/1990 was read with the day first."),
        ("Одинаев Ҷамшед, 03.04.90", "The year of 03.04.90 was read as 1990."),
        ("Одинаев Ҷамшед, 03.04.1890", "The birth date 03.04.1890 is very early."),
        (
            "Одинаев Ҷамшед, 03.04.1990, 05.06.2020",
            "There is more than one date; the earliest was read as the birth date.",
        ),
        ("Одинаев Ҷамшед, 400000001, 400000002", "There is more than one document number; the first was read."),
        ("Одинаев, 400000001", "Only one word of the name was found."),
        ("паспорт 400000001", "No name was found."),
        ("Oдинаев Ҷамшед, 400000001", "A word of the name mixes Latin and Cyrillic letters."),
    ],
)
def test_what_is_doubtful_is_said_and_kept(line, doubt):
    row = one(line)

    assert doubt in row.doubts
    assert row.text == line
    assert read_list(line, today=TODAY).doubtful == (row,)


def test_a_passports_last_day_is_no_birth_date():
    row = one("Одинаев Ҷамшед, 03.04.1990, 05.06.2030")

    assert row.birth == date(1990, 4, 3)
    assert not row.doubts
    assert "05.06.2030" in row.note


@pytest.mark.parametrize(
    "line", ["Рейс 203 Душанбе – Москва", "всего", "27.04.2024", "-----", "Я" * 2100, "Я" * 150 + " " + "Я" * 150]
)
def test_a_line_that_names_nobody_is_kept_as_a_remark(line):
    found = read_list(line, today=TODAY)

    assert not found.rows
    assert found.remarks[0].text == line


def test_a_telephone_number_is_no_passport():
    row = one("+992 90 000 00 00 Ғафуров Хуршед")

    assert (row.name, row.document, row.note) == ("Ғафуров Хуршед", "", "+992 90 000 00 00")


@pytest.mark.parametrize(
    ("first", "second", "how"),
    [
        ("Раҳимов Далер, АА 1234567", "RAHIMOV D, AA1234567", "document"),
        ("Раҳимов Далер, 12.03.1999", "Daler Rahimov 1999", "name"),
        ("Раҳимов Далер", "Рахимов Далер, 400000001", "name"),
        ("Раҳимов Далер, 12.03.1999", "Раҳимов Далер, 13.03.1999", ""),
        ("Раҳимов Далер, 400000001", "Раҳимов Далер, 400000002", ""),
        ("Раҳимов Далер, 1998", "Раҳимов Далер, 1999", ""),
        ("Раҳимов Далер", "Раҳимова Дилбар", ""),
    ],
)
def test_who_stands_in_the_list_twice_is_found(first, second, how):
    found = read_list(f"{first}\n{second}", today=TODAY)

    assert found.rows[1].same_by == how
    assert found.rows[1].same_as == (1 if how else None)
    assert len(found.repeated) == bool(how)


def test_letters_that_look_alike_are_one_in_a_document():
    assert document_key("аа 123-45") == document_key("AA12345")


@pytest.mark.parametrize(
    ("born", "adult"),
    [("25.11.2008", False), ("24.11.2008", True), ("2009", False), ("2008", None), ("2007", True), ("", None)],
)
def test_who_is_of_age_is_known_only_from_the_birth(born, adult):
    assert one(f"Раҳимов Далер, 400000001, {born}").is_adult(on=TODAY) is adult


def test_a_purpose_is_known_by_a_word_of_any_language():
    assert [purpose_of(word) for word in ("Коргар,", "лечение", "транзит", "к маме", "guest")] == [
        *("work", "medical", "transit", "", "visit")
    ]


def kept(found: PastedList) -> list[str]:
    """Every pasted line that is still there, in its order."""
    lines = sorted((part.line, part.text) for part in (*found.rows, *found.remarks))
    return [each for _, text in lines for each in text.split("\n")]


WORDS = (
    *ZONE,
    *(
        "Раҳимов",
        "Далер",
        "400123456",
        "12.03.1999",
        "31.02.1999",
        "1998",
        "АА 1234567",
        "12.",
        '"',
        "(студент",
        "№",
        "–",
    ),
)
CELLS = st.one_of(st.sampled_from(WORDS), st.text(max_size=12))
LINES = st.builds(
    lambda cells, separator: separator.join(cells),
    st.lists(CELLS, max_size=6),
    st.sampled_from(["\t", ";", ",", " ", "  ", " | "]),
)


@settings(max_examples=150)
@given(st.lists(LINES, max_size=12), st.booleans())
def test_no_line_is_lost_whatever_is_pasted(lines, headed):
    text = "\n".join(["№;ФИО;Паспорт"] * headed + lines)

    found = read_list(text, today=TODAY)

    assert kept(found) == [line for line in text.splitlines() if line.strip()]
    assert all(row.same_as is None or row.same_as < row.line for row in found.rows)
    assert read_list(text, today=TODAY) == found


@settings(max_examples=40)
@given(st.integers(0, 10_000), st.sampled_from(["\t", "; ", ", ", " "]), st.booleans())
def test_generated_people_are_all_found_with_their_documents(seed, separator, numbered):
    people = some_people(seed, 8)
    documents = [passports(person, seed, until=date(2050, 1, 1))[-1].number for person in people]
    lines = [
        f"{place}. " * numbered
        + separator.join((f"{person.given} {person.root}ов", document, f"{person.born:%d.%m.%Y}"))
        for place, (person, document) in enumerate(zip(people, documents, strict=True), 1)
    ]

    found = read_list("\n".join(lines), today=TODAY)

    assert [row.document for row in found.rows] == documents
    assert [row.birth for row in found.rows] == [person.born for person in people]
    assert [row.name.split()[0] for row in found.rows] == [person.given for person in people]


def test_954_lines_at_once_are_read_with_names_in_three_scripts():
    write = next(iter(LATIN.values()))
    spelled = [str, write, str.upper]
    lines = [
        f"{place}. {spelled[place % 3](f'{person.given} {person.father}')}; {400_000_000 + place}; {person.born}"
        for place, person in enumerate(some_people(1, 954), 1)
    ]

    found = read_list("\n".join(lines), today=TODAY)

    assert len(found.rows) == 954
    assert [row.document for row in found.rows] == [str(400_000_000 + place) for place in range(1, 955)]
    assert not found.remarks
