"""Rows of lists: what each cell says, what is asked, what is refused; and the same codes as one file at a time."""

from __future__ import annotations

from datetime import date
from multiprocessing import Pipe
from struct import iter_unpack, unpack, unpack_from

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from hamsafar.journeys.rules.filing import RULE, Filed, codes_of, heard
from hamsafar.journeys.rules.import_bulk import Firsts, Packer, new_refs
from hamsafar.journeys.rules.import_columns import AS_WRITTEN, FAMILY_FIRST, Manner, fingerprint, guess
from hamsafar.journeys.rules.import_days import Day, order_told, readings
from hamsafar.journeys.rules.import_many import ManyReader
from hamsafar.journeys.rules.import_work import Rows
from hamsafar.journeys.rules.imports import Problem, Question, RowReader, Someone, Trouble
from hamsafar.kit.refs import read_ref
from hamsafar.kit.refusal import Refusal
from tests.factories.ledger import noon

TODAY = date(2026, 11, 24)
FIELDS = (
    *("family", "given", "patronymic", "latin_family", "latin_given", "birth", "sex", "citizenship", "district"),
    *("series", "number", "country", "issued", "expires", "phone", "email"),
)
GOOD = {"family": "Саидов", "given": "Карим", "patronymic": "Раҷабович", "birth": "03.04.1990", "sex": "м"}


def read(answers=None, manner=None, **cells):
    manner = manner or Manner({field: place for place, field in enumerate(FIELDS)})
    row = [""] * (max(manner.columns.values()) + 1)
    for field, text in (GOOD | cells if manner.columns.get("family") is not None else cells).items():
        row[manner.columns[field]] = text
    return RowReader(manner, today=TODAY).read(7, row, answers)


@pytest.mark.parametrize(
    ("cells", "field", "reason"),
    [
        ({"family": "Саидов1"}, "family", "is no name"),
        ({"given": "=1+1"}, "given", "is no name"),
        ({"given": "А" * 101}, "given", "at most 100"),
        ({"given": "а " * 12}, "given", "at most 200"),
        ({"sex": "?"}, "sex", "is no sex"),
        ({"citizenship": "Нигде"}, "citizenship", "is no country"),
        ({"district": "x" * 121}, "district", "at most 120"),
        ({"number": "1"}, "number", "is no number"),
        ({"number": "4,01E+08"}, "number", "a spreadsheet cut"),
        ({"phone": "12"}, "phone", "is no telephone number"),
        ({"email": "a@b"}, "email", "is no e-mail address"),
        ({"birth": "31.02.1990"}, "birth", "is no day"),
        ({"birth": "01.01.2035"}, "birth", "is no day"),
        ({"birth": "soon"}, "birth", "is no day"),
        ({"number": "4012345", "issued": "01.01.2020", "expires": "01.01.2019"}, "expires", "before it was issued"),
        ({"number": "4012345", "issued": "01.01.1989"}, "issued", "before the birth"),
        ({"issued": "01.01.2020"}, "number", "needs its number"),
        ({"family": "", "given": "", "patronymic": ""}, "name", "is missing"),
        ({"family": "А" * 90, "given": "Б" * 90, "patronymic": "В" * 90}, "name", "at most 200"),
    ],
)
def test_a_cell_that_cannot_be_read_is_named_with_its_reason(cells, field, reason):
    found = read(**cells)

    assert isinstance(found, Trouble)
    assert found.problems[0].field == field
    assert reason in found.problems[0].reason
    assert Problem.from_data(found.problems[0].as_data()) == found.problems[0]


def test_what_a_row_says_is_cleaned_and_not_changed():
    one = read(
        family="  Саидов ", sex="мужской", citizenship="Тоҷикистон", district=" ш.  Хуҷанд ", series="AB ",
        number="№ 401 2345", country="rus", issued="1 мая 2020 г.", expires="2030-05-01", phone="+992 (92) 777-00-00",
        email="a@example.tj",
    )  # fmt: skip

    assert isinstance(one, Someone)
    assert (one.name, one.sex, one.citizenship, one.district) == ("Саидов Карим Раҷабович", "M", "TJK", "ш. Хуҷанд")
    assert (one.number, one.country, one.phone, one.email) == ("AB4012345", "RUS", "+992927770000", "a@example.tj")
    assert (one.issued, one.expires) == (Day(2020, 5, 1), Day(2030, 5, 1))
    assert read(phone="89161234567").phone == "+79161234567"
    assert read(citizenship="XYZ").citizenship == "XYZ"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1990-04-03", ["1990-04-03"]), ("1990.4.3", ["1990-04-03"]), ("03.04.1990 г.", ["1990-04-03"]),
        ("03/04/1990", ["1990-04-03", "1990-03-04"]), ("04/04/1990", ["1990-04-04"]), ("25-04-1990", ["1990-04-25"]),
        ("03.04.15", ["1915-04-03", "2015-04-03"]), ("3 мая 1990", ["1990-05-03"]), ("3 May 1990", ["1990-05-03"]),
        ("1990", ["1990"]), ("05.1990", ["1990-05"]), ("1990-05", ["1990-05"]), ("00.00.1990", ["1990"]),
        ("00.05.1990", ["1990-05"]), ("05.00.1990", []), ("1990-13-01", []), ("1800", []), ("3 xyz 1990", []),
    ],
)  # fmt: skip
def test_a_day_gives_every_reading_that_it_can_have(text, said):
    assert [each.text for each in readings(text)] == said
    assert all((each.whole is None) == (not each.day) for each in readings(text))


def test_an_order_settles_days_with_numbers_only():
    assert readings("03/04/1990", "month-first")[0].text == "1990-03-04"
    assert readings("03/04/1990", "day-first")[0].text == "1990-04-03"
    assert [order_told(each) for each in ("25/04/1990", "04/25/1990", "03/04/1990", "25.04.1990", "x")] == [
        *("day-first", "month-first", "", "", ""),
    ]


@pytest.mark.parametrize(
    ("name", "order"),
    [
        ("Саидов Карим Раҷабович", "family-first"), ("Карим Раҷабович Саидов", "given-first"),
        ("Саидов Карим", "family-first"), ("Карим Саидов", "given-first"), ("Саидӣ, Карим", "family-first"),
        ("Карим Раҳим", ""), ("Карим", "as-written"),
    ],
)  # fmt: skip
def test_the_order_of_a_whole_name_is_told_or_asked(name, order):
    manner = Manner({"name": 0})
    found = read(manner=manner, name=name)

    if order:
        assert isinstance(found, Someone)
        assert found.name == name
        assert (found.family.text[:4] == "Саид") is (order != "as-written")
    else:
        assert found.questions[0].readings == ("family-first", "given-first", "as-written")
        assert Question.from_data(found.questions[0].as_data()) == found.questions[0]
        assert read({"order:name": "as-written"}, manner, name=name).family.text == ""
        assert read({"order:name": "family-first"}, manner, name=name).family.text == "Карим"


def test_a_name_against_the_order_that_was_said_is_asked_about():
    manner = Manner({"name": 0}, name_order="family-first")

    assert isinstance(read(manner=manner, name="Карим Саидов"), Trouble)
    assert read(manner=Manner({"name": 0}, name_order="as-written"), name="Карим Саидов").family.text == ""


def test_columns_that_seem_exchanged_are_asked_about():
    asked = read(family="Карим", given="Саидов", patronymic="")

    assert asked.questions[0].key == "order:family"
    assert read({"order:family": "given-first"}, family="Карим", given="Саидов").family.text == "Саидов"
    assert read({"order:family": "family-first"}, family="Карим", given="Саидов").family.text == "Карим"


def test_a_list_with_latin_names_alone_is_listed_under_them():
    one = read(family="", given="", patronymic="", latin_family="SAIDOV", latin_given="KARIM")

    assert (one.name, one.latin_parts) == ("SAIDOV KARIM", ())


@pytest.mark.parametrize(
    ("headings", "columns"),
    [
        (("№", "Фамилия", "Имя", "Отчество", "Дата рожд."), {"family": 1, "given": 2, "patronymic": 3}),
        (("Насаб", "Ном", "Номи падар", "Соли таваллуд"), {"family": 0, "given": 1, "patronymic": 2, "birth": 3}),
        (("Surname / Фамилия", "Given names", "D.O.B.", "Passport No."), {"family": 0, "given": 1, "number": 3}),
        (("ФИО", "ФИО (лат)", "Тел."), {"name": 0, "latin_name": 1, "phone": 2}),
        (("Фамилия латиницей", "Имя латиницей"), {"latin_family": 0, "latin_given": 1}),
        (("Имя", "Фамилия", "Name"), {"given": 0, "family": 1}),
    ],
)
def test_headings_in_three_languages_say_what_columns_hold(headings, columns):
    assert dict(guess(headings).columns) == columns


def test_a_heading_may_tell_the_order_of_a_name():
    assert guess(("ФИО",)).name_order == "family-first"
    assert guess(("Имя и фамилия",)).name_order == "given-first"
    assert fingerprint(("ФИО ", "тел.")) == fingerprint(("фио", "Тел"))


@pytest.mark.parametrize(
    "data",
    [
        {}, {"columns": 1}, {"columns": {"name": 0}, "x": 1}, {"columns": {"name": 0}, "day_order": 1},
        {"columns": {"rank": 0}}, {"columns": {"name": "0"}}, {"columns": {"name": 0, "birth": 0}},
        {"columns": {"birth": 0}}, {"columns": {"name": 0}, "day_order": "x"},
        {"columns": {"name": 0}, "name_order": "x"}, {"columns": {"name": 0}, "citizenship": "tj"},
    ],
)  # fmt: skip
def test_what_is_no_manner_is_refused(data):
    with pytest.raises(Refusal):
        Manner.from_data(data)


def entries_in(copied):
    """Rows of the search as PostgreSQL reads them from what is copied in."""
    assert copied.startswith(b"PGCOPY\n\xff\r\n\0")
    at, (fields,) = 19, unpack_from(">h", copied, 19)
    while fields == 5:
        values, at = [], at + 2
        for kind in (">q", None, "", ">h", ">h"):
            (length,), at = unpack_from(">i", copied, at), at + 4
            value, at = copied[at : at + max(length, 0)], at + max(length, 0)
            values.append(
                None
                if length < 0
                else codes_in(value)
                if kind is None
                else value.decode()
                if not kind
                else unpack(kind, value)[0]
            )
        yield values
        (fields,) = unpack_from(">h", copied, at)
    assert copied[at:] == b"\xff\xff"


def codes_in(array):
    dimensions, _nulls, kind, number, _first = unpack_from(">iiiii", array)
    assert (dimensions, kind, len(array)) == (1, 23, 20 + 8 * number)
    return [code for _length, code in iter_unpack(">ii", array[20:])]


def test_many_at_once_are_filed_as_one_at_a_time():
    given = [
        read(latin_family="SAIDOV", latin_given="KARIM", number="A1234567", phone="+992927770000", email="a@b.tj"),
        read(family="Саидзода", patronymic="", birth="1990"),
        read(family="", given="Карим", patronymic="", birth=""),
        read(family="سعیدوف", given="کریم", patronymic="", birth="05.1990", district="a\\b"),
    ]
    manner = Manner({"family": 0})
    packed = Packer(manner, at=noon(2026, 11, 24), synthetic=True).packed(given, Firsts(10, 20, 30, 40))

    assert (packed.people, packed.forms, packed.passports, packed.contacts) == (4, 5, 1, 2)
    assert [row[0] for row in require_filed(given, packed)] == [10, 11, 12, 13]
    assert [line.split("\t")[0] for line in packed.tables["journeys_person"].decode().splitlines()] == [
        *("10", "11", "12", "13"),
    ]
    assert "a\\\\b" in packed.tables["journeys_person"].decode()


def require_filed(given, packed):
    """Each row of the search holds what `filing` gives for its person."""
    rows = list(entries_in(packed.tables["journeys_searchentry"]))
    for one, row in zip(given, rows, strict=True):
        latin = " ".join(part.text for part in one.latin_parts)
        names = tuple(filter(None, (one.name, latin)))
        born = one.birth.whole if one.birth else None
        filed = Filed(
            names, born, one.birth.year if one.birth else None, (one.number,) * bool(one.number),
            (one.phone,) * bool(one.phone),
        )  # fmt: skip
        assert sorted(row[1]) == sorted(codes_of(filed))
        assert row[2] == heard(names)
        assert row[3] == (one.birth.year if one.birth else None)
        assert row[4] == RULE
    return rows


NAMES = st.text("аоҷҳғкшщьюё aeKSzhCYЯ-’", max_size=24)
CELLS_OF_ANYBODY = st.fixed_dictionaries(
    dict.fromkeys(("family", "given", "patronymic", "latin_family", "latin_given"), NAMES)
    | {"birth": st.sampled_from(["", "1990", "05.1990", "03.04.1990"])}
    | {"number": st.from_regex("[A-Z]{0,3}[0-9]{5,9}[A-Z]?", fullmatch=True), "phone": st.just("+992927770000")}
)


@given(st.lists(CELLS_OF_ANYBODY, max_size=6), st.lists(NAMES, max_size=4))
@example([{"family": "", "given": "", "patronymic": "C", "latin_family": "ь"}], [])
def test_codes_made_column_by_column_are_those_of_each_person(rows, whole_names):
    whole = Manner({"name": 0}, name_order=AS_WRITTEN)
    read_one_by_one = [read(**cells) for cells in rows] + [read(manner=whole, name=name) for name in whole_names]
    people = [one for one in read_one_by_one if isinstance(one, Someone)]

    packed = Packer(whole, at=noon(2026, 11, 24), synthetic=True).packed(people, Firsts(1, 1, 1, 1))

    if people:
        require_filed(people, packed)


def test_references_in_bulk_are_as_those_made_one_by_one():
    refs = new_refs("P", 1_500)

    assert len(set(refs)) == 1_500
    assert all(read_ref(ref) == ref for ref in refs)


# Of each column what is usual, what is rare, and what is wrong.
CELLS = {
    "family": ("Саидов", "Саидов", "Раҳимзода", "Карим", "", "Саидов1", "سعیدوف"),
    "given": ("Карим", "Лола", "", "Саидов", "Абдул Карим", "А" * 101),
    "patronymic": ("Раҷабович", "", "Раҷаб", "Б" * 99),
    "latin_family": ("", "SAIDOV"),
    "latin_given": ("", "KARIM", "?"),
    "birth": ("03.04.1990", "", "1990", "05.1990", "03/04/1990", "31.02.1990", "01.01.2035"),
    "sex": ("м", "F", "", "?"),
    "citizenship": ("TJK", "", "Тоҷикистон", "Нигде"),
    "district": ("", "Хуҷанд", "x" * 121),
    "series": ("", "AB"),
    "number": ("4012345", "", "XS123456", "1", "№ 401 23 45"),
    "country": ("", "rus"),
    "issued": ("", "01.01.2020", "01.01.1989"),
    "expires": ("", "01.01.2030", "01.01.2019"),
    "phone": ("+992927770000", "", "89161234567", "12"),
    "email": ("", "a@example.tj", "a@b"),
}


@settings(max_examples=100)
@given(
    st.lists(st.tuples(*map(st.sampled_from, CELLS.values())), max_size=6),
    st.sets(st.sampled_from(list(CELLS)), min_size=1),
    st.integers(0, len(CELLS)),
)
def test_many_rows_at_once_say_what_each_says_by_itself(rows, fields, width):
    """Cells are looked up column by column, whichever columns there are and however short a row is."""
    columns = {field: place for place, field in enumerate(CELLS) if field in fields | {"family"}}
    manner = Manner(columns, citizenship="KGZ" if width % 2 else "")
    many, one_by_one = ManyReader(manner, today=TODAY), RowReader(manner, today=TODAY)
    given = [(line, list(cells[: width if line % 3 else None])) for line, cells in enumerate(rows, 2)]

    for _again in range(2):
        assert list(map(told, many.read(given))) == [told(one_by_one.read(*row)) for row in given]


@pytest.mark.parametrize("name", ["Саидов Карим - Раҷабович", "Саидов .Карим Раҷабович", "Саидов Карим ."])
def test_a_sign_that_stands_where_a_word_should_is_said_to_be_no_name(name):
    found = read(manner=Manner({"name": 0}, name_order=FAMILY_FIRST), name=name)

    (problem,) = found.problems
    assert problem.field == "name"
    assert "is no name; write letters only" in problem.reason


def test_two_lines_in_one_cell_are_not_two_cells():
    manner = Manner({"family": 0, "number": 1, "phone": 2})
    rows = [(2, ["Саидов", "4012345\n6789012", "+992927770000\n+992927770001"]), (3, ["Саидов", "40123\n45", ""])]

    assert list(map(told, ManyReader(manner, today=TODAY).read(rows))) == [
        told(RowReader(manner, today=TODAY).read(*row)) for row in rows
    ]


def test_whole_names_are_read_one_by_one():
    rows = [(2, ["Саидов Карим"]), (3, ["Карим Раҳим"])]

    assert [type(found) for found in ManyReader(Manner({"name": 0}), today=TODAY).read(rows)] == [Someone, Trouble]


def told(found):
    """A row as it was read; cells of names are told apart by what they say, since each reader has its own."""
    if isinstance(found, Trouble):
        return found
    return [getattr(value, "text", value) for value in found[:-3]], [
        [part.text for part in parts] for parts in found[-3:-1]
    ]


@settings(max_examples=150)
@given(st.lists(st.text(max_size=30), min_size=len(FIELDS), max_size=len(FIELDS)))
def test_whatever_stands_in_the_cells_is_somebody_or_trouble(cells):
    manner = Manner({field: place for place, field in enumerate(FIELDS)})

    found = RowReader(manner, today=TODAY).read(2, cells)

    if isinstance(found, Someone):
        packed = Packer(manner, at=noon(2026, 11, 24), synthetic=True).packed([found], Firsts(1, 1, 1, 1))
        assert packed.tables["journeys_person"].count(b"\n") == 1
        assert packed.tables["journeys_person"].count(b"\t") == 13
    else:
        assert found.problems or found.questions


@given(st.lists(st.tuples(st.integers(1, 2**40), st.lists(st.text("аб,\n\x1e\x1f", max_size=3), max_size=4))))
def test_rows_arrive_in_another_process_as_they_were_sent(rows):
    here, there = Pipe()
    with here, there:
        here.send(Rows(rows))

        assert there.recv() == rows
