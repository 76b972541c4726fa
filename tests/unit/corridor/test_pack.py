"""Reading a pack: what is whole is read, and everything wrong is named with file, line and reason."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from hamsafar.corridor.formats.pack import Pack, check_pack, columns
from hamsafar.corridor.formats.reading import PackError, PackErrors, read_rows, read_toml, shown
from hamsafar.corridor.rules import in_force
from tests.factories.corridor import PACK, with_line, write_pack


def wrong(folder: Path) -> list[str]:
    """What is wrong, with the folder cut off."""
    return [str(each).removeprefix(f"{folder}/") for each in check_pack(folder)]


def test_a_whole_pack_is_read(tmp_path: Path):
    pack = Pack(write_pack(tmp_path))

    assert (pack.key, pack.version, pack.name.tg) == ("tj-ru", "1", "Тоҷикистон – Русия")
    assert [side.key for side in pack.sides] == ["tj", "ru"]
    assert pack.side("ru").capital.tg == "Маскав"
    assert [(post.key, post.iata) for post in pack.posts] == [("dushanbe", "DYU"), ("moscow-a", "AAA")]
    assert [code.key for code in pack.codes_of("unit")] == ["people", "usd-bn"]
    assert check_pack(tmp_path) == ()


def test_a_code_without_a_short_form_is_short_as_it_is_long(tmp_path: Path):
    pack = Pack(write_pack(tmp_path))

    assert pack.code("unit", "people").short.ru == "человек"
    assert pack.code("unit", "usd-bn").short.en == "bn USD"


def test_of_a_code_dated_twice_the_latest_is_given(tmp_path: Path):
    assert Pack(write_pack(tmp_path)).code("ground", "old").label.en == "new ground"


def test_an_unknown_code_is_refused_at_the_row_that_names_it(tmp_path: Path):
    pack = Pack(write_pack(tmp_path))
    row = read_rows(tmp_path / "posts.csv", columns("key side kind iata icao unlocode name_* source"))[1]

    with pytest.raises(PackError, match=r"posts\.csv:3: “parsec” is not in the code list “unit”"):
        pack.code("unit", "parsec", row=row)
    with pytest.raises(PackError, match=r"codes\.csv: “parsec” is not"):
        pack.code("unit", "parsec")
    assert Pack.words(row, "name").en == "Airport A"


def test_the_rule_of_the_day_is_found_in_the_pack(tmp_path: Path):
    rules = Pack(write_pack(tmp_path)).rules

    found = {day: in_force(rules, "stay", on=day) for day in (date(2025, 2, 4), date(2025, 2, 5))}

    assert [rule and rule.unit for rule in found.values()] == ["days", "days a year"]


def test_each_side_has_its_own_working_days(tmp_path: Path):
    pack = Pack(write_pack(tmp_path))

    assert not pack.calendar("tj").is_working_day(date(2025, 3, 21))
    assert pack.calendar("tj").is_working_day(date(2025, 3, 22))
    assert pack.calendar("ru").is_working_day(date(2025, 3, 21))


def test_the_digest_changes_with_every_file_and_with_nothing_else(tmp_path: Path):
    pack = Pack(write_pack(tmp_path))
    before = pack.digest()
    (tmp_path / "notes.txt").write_text("not of the pack")
    assert pack.digest() == before

    (tmp_path / "programmes").mkdir()
    (tmp_path / "programmes" / "one.toml").write_text("")

    assert pack.digest() != before


def test_the_whole_pack_is_refused_with_everything_that_is_wrong(tmp_path: Path):
    write_pack(tmp_path, codes=with_line("codes.csv", "unit,People,a,б,в,,,,,,,,,"), tj="date\n")

    with pytest.raises(PackErrors) as refusal:
        Pack(tmp_path)

    assert len(str(refusal.value).splitlines()) == len(refusal.value.errors) == 2


POSTS, SIDES, CODES, RULES = PACK["posts.csv"], PACK["sides.csv"], PACK["codes.csv"], PACK["rules.csv"]
RULE_TEXTS = "late,Late,Поздно,Дер"


@pytest.mark.parametrize(
    ("file", "text", "says"),
    [
        ("posts", POSTS.replace("iata", "ieta"), "posts.csv:1: unknown column: ieta."),
        ("posts", POSTS.replace(",iata", ""), "posts.csv:1: missing column: iata."),
        ("posts", POSTS.replace(",source", ",source,source"), "posts.csv:1: column written twice: source."),
        ("posts", POSTS.replace(",source", ",source,"), "posts.csv:1: unknown column: (no name)."),
        ("posts", "", "posts.csv: the file is empty; its first line must name the columns: key, side, kind, iata,"),
        ("posts", POSTS + "a,b\n", "posts.csv:4: the row has 2 cells, the header 10."),
        ("posts", POSTS + '"open', "posts.csv:4: this is not CSV as we read it"),
        ("posts", POSTS.replace("DYU,", "dyu,", 1), "posts.csv:2: iata is “dyu”; it has 3 capital letters or digits."),
        ("posts", POSTS.replace("UTDD", "UTD"), "posts.csv:2: icao is “UTD”; it has 4 capital letters or digits."),
        ("posts", POSTS.replace("AAA", "DYU"), "posts.csv:3: iata “DYU” is already used in line 2."),
        ("posts", POSTS.replace("moscow-a", "dushanbe"), "posts.csv:3: key “dushanbe” is already used in line 2."),
        ("posts", POSTS.replace("dushanbe", "Dushanbe"), "posts.csv:2: key must be lower-case words joined by hyphens"),
        ("posts", POSTS.replace(",ru,", ",kz,"), "posts.csv:3: side is “kz”; it must be one of: ru, tj."),
        ("posts", POSTS.replace("tj,airport", "tj,port"), "posts.csv:2: kind is “port”; it must be one of: airport,"),
        ("posts", POSTS.replace("Фурудгоҳи Душанбе", ""), "posts.csv:2: name_tg is empty; every text needs all three"),
        ("sides", SIDES.replace(",TJ,", ",tjk,"), "sides.csv:2: country is “tjk”; write the two letters"),
        ("sides", SIDES.replace("Asia/Dushanbe", "+5"), "sides.csv:2: time_zone is “+5”; write a zone such as"),
        ("sides", SIDES.replace("destination", "origin"), "sides.csv:3: role “origin” is already used in line 2."),
        ("sides", SIDES.replace("ru,dest", "kz,dest"), "sides.csv: pack.toml names “ru” as destination; no such row"),
        (
            "codes",
            CODES.replace("2020-01-01", "2020-02-30"),
            "codes.csv:4: valid_from is “2020-02-30”; a date is written",
        ),
        ("codes", CODES.replace("2020-01-01", "1.1.2020"), "codes.csv:4: valid_from is “1.1.2020”; a date is written"),
        ("codes", CODES.replace("2020-01-01", "2025-01-01"), "codes.csv:4: valid_to 2025-01-01 is not later than"),
        ("codes", CODES.replace(",2025-01-01,law", ",,law"), "codes.csv:5: “old” is in force twice on the same day;"),
        (
            "codes",
            CODES + "unit,people,a,б,в,,,,,,,,,\n",
            "codes.csv:6: “people” is in force twice on the same day; the",
        ),
        (
            "codes",
            CODES.replace("bn USD,", ","),
            "codes.csv:3: short_en is empty; every text needs all three languages.",
        ),
        (
            "rules",
            RULES + RULE_TEXTS + ",1,d,,,established,,,,,\n",
            "rules.csv:5: a rule that is established needs the",
        ),
        (
            "rules",
            RULES + RULE_TEXTS + ",1,d,,,not-established,,,,,\n",
            "rules.csv:5: a rule that is not established has",
        ),
        ("rules", RULES + RULE_TEXTS + ",1,d,,,sure,,,,,\n", "rules.csv:5: status is “sure”; it must be one of:"),
        ("rules", RULES.replace(",law,", f",{'x' * 81},", 1), "rules.csv:2: source has 81 characters; it may have 80"),
        ("tj", "date,name_en,name_ru,name_tg,kind,source\n,a,б,в,holiday,\n", "calendars/tj.csv:2: date is empty"),
        ("tj", PACK["calendars/tj.csv"].replace("22,", "21,"), "calendars/tj.csv:3: date “2025-03-21” is already used"),
        ("pack", "key = tj", "pack.toml:1: this is not TOML"),
        ("pack", 'key = "tj-ru"\nversion = "1', "pack.toml:2: this is not TOML"),
        ("pack", PACK["pack.toml"].replace('version = "1"', ""), "pack.toml: “version” is missing; a pack says: key,"),
        ("pack", PACK["pack.toml"] + "more = 1\n", "pack.toml:6: unknown entry: more."),
        (
            "pack",
            PACK["pack.toml"].replace('"tj"', "7"),
            "pack.toml:3: origin must be a key in quotation marks, not “7”.",
        ),
        ("pack", PACK["pack.toml"].replace('"1"', '""'), "pack.toml:2: version must be a key in quotation marks"),
        (
            "pack",
            PACK["pack.toml"].replace('en = "Tajikistan to Russia", ', ""),
            "pack.toml:5: name has no en; every text",
        ),
        (
            "pack",
            'key="a"\nversion="1"\norigin="tj"\ndestination="ru"\nname="x"',
            "pack.toml:5: name has no en, ru, tg",
        ),
    ],
)
def test_what_is_wrong_is_said_with_file_line_and_reason(tmp_path: Path, file: str, text: str, says: str):
    found = wrong(write_pack(tmp_path, **{file: text}))

    assert len(found) == 1, found
    assert found[0].startswith(says)


def test_a_file_in_another_encoding_is_refused_at_the_line_of_the_first_bad_byte(tmp_path: Path):
    write_pack(tmp_path)
    (tmp_path / "posts.csv").write_bytes(POSTS.encode("cp1251", "replace"))

    assert wrong(tmp_path) == ["posts.csv:2: this is not UTF-8; save the file as UTF-8."]


def test_a_byte_order_mark_does_no_harm(tmp_path: Path):
    write_pack(tmp_path)
    (tmp_path / "posts.csv").write_text(POSTS, encoding="utf-8-sig")

    assert wrong(tmp_path) == []


def test_a_missing_file_is_named(tmp_path: Path):
    write_pack(tmp_path)
    (tmp_path / "codes.csv").unlink()
    (tmp_path / "rules.csv").unlink()
    (tmp_path / "rules.csv").mkdir()

    assert wrong(tmp_path) == [
        "codes.csv: the file is missing from the pack.",
        "rules.csv: the file cannot be read: Is a directory.",
    ]


def test_a_calendar_of_no_side_is_refused(tmp_path: Path):
    write_pack(tmp_path)
    (tmp_path / "calendars" / "kz.csv").write_text("date,name_en,name_ru,name_tg,kind,source\n")

    assert wrong(tmp_path) == ["calendars/kz.csv: no side is called “kz”; name the file by a side."]


def test_a_row_remembers_the_line_it_stands_on_after_empty_lines_and_long_cells(tmp_path: Path):
    (tmp_path / "a.csv").write_text('key,words\n\none,"first\nsecond"\n\ntwo,third\n')

    rows = read_rows(tmp_path / "a.csv", ["key", "words"])

    assert [(row["key"], row.line, len(row), list(row)) for row in rows] == [
        ("one", 3, 2, ["key", "words"]),
        ("two", 6, 2, ["key", "words"]),
    ]


def test_a_number_keeps_the_decimals_that_were_written(tmp_path: Path):
    (tmp_path / "a.csv").write_text("a,b,c,d\n2.0,-3,,1 000\n")
    row = read_rows(tmp_path / "a.csv", ["a", "b", "c", "d"])[0]

    assert str(row.number("a")) == "2.0"
    assert row.number("b") == Decimal(-3)
    assert row.number("c") is None
    with pytest.raises(PackError, match=r"a\.csv:2: d is “1 000”; a number is written with digits and a point"):
        row.number("d")


def test_the_line_of_a_value_in_toml_is_found(tmp_path: Path):
    (tmp_path / "a.toml").write_text('[[step]]\nkey = "one"\n[[step]]\nkey = "two"\n')

    document = read_toml(tmp_path / "a.toml")

    assert (list(document), len(document)) == (["step"], 1)
    assert document.line_of("key", "two") == 4
    assert document.line_of("nowhere", "one") == 2
    assert document.line_of("nowhere") == document.line_of() == 0
    assert str(document.error("Wrong.", "two")).endswith("a.toml:4: Wrong.")


def test_a_long_cell_is_cut_where_it_is_shown():
    assert shown("x" * 50) == "“" + "x" * 40 + "…”"
    assert shown("") == "empty"
