"""Machine-readable zones: read by the book, written by the book, and nothing repaired in silence."""

from __future__ import annotations

import contextlib
import json
import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamsafar.names.mrz.digits import check_digit
from hamsafar.names.mrz.reading import NotAZone, mended, read
from hamsafar.names.mrz.writing import CannotWrite, names_field, write_td3

SHARED = Path(os.environ.get("HAMSAFAR_SHARED", Path(__file__).resolve().parents[4] / "shared"))
CASES = SHARED / "data" / "mrz" / "mrz_cases.json"
PASSPORT = ("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10")
NAMES = 39
SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<"

OURS = {
    "documentCode": "code",
    "issuingState": "issuer",
    "documentNumber": "number",
    "birthDate": "birth",
    "expirationDate": "expiry",
    "nationality": "nationality",
    "lastName": "surname",
    "firstName": "given",
}


def cases() -> list[Any]:
    if not CASES.exists():
        reason = pytest.mark.skip(reason=f"the third-party zones are not at {CASES}")
        return [pytest.param({}, marks=reason, id="third-party zones")]
    return [pytest.param(case, id=case["case"]) for case in json.loads(CASES.read_text())]


@pytest.mark.parametrize("case", cases())
def test_a_third_party_zone_is_read_as_its_publisher_says(case):
    if "icao_check_digits_recomputed" not in case:  # formats of one state, and a wrong one
        with pytest.raises(NotAZone):
            read(case["mrz"])
        return
    zone = read(case["mrz"])

    recomputed = case["icao_check_digits_recomputed"]
    number_holds = recomputed["document"] or recomputed.get("document_if_filler_counted", False)
    assert zone.checks["number"] == number_holds
    assert zone.checks["birth"] == recomputed["birth"]
    assert zone.checks["expiry"] == recomputed["expiry"]
    assert zone.checks["composite"] == recomputed["composite"]
    assert zone.valid == all(zone.checks.values())
    for theirs, said in (case.get("expected_fields") or {}).items():
        if theirs in OURS and said is not None:  # None: the publisher knows no state called Utopia
            assert getattr(zone, OURS[theirs]) == said, theirs


def test_the_specimen_of_the_standard_is_read_in_full():
    zone = read(PASSPORT)

    assert zone.valid
    assert (zone.format, zone.code, zone.issuer, zone.number) == ("TD3", "P", "UTO", "L898902C3")
    assert (zone.surname, zone.given, zone.sex, zone.optional) == ("ERIKSSON", "ANNA MARIA", "F", "ZE184226B")
    assert zone.born_on(date(2026, 1, 1)) == date(1974, 8, 12)
    assert zone.expires_on() == date(2012, 4, 15)
    assert not zone.truncated


@pytest.mark.parametrize("between", ["\n", " ", "|", "", "\r\n"])
def test_the_lines_of_a_zone_may_be_parted_in_any_way(between):
    assert read(between.join(PASSPORT)) == read(PASSPORT)


def test_a_birth_that_would_lie_in_the_future_lies_in_the_last_century():
    zone = read(PASSPORT)

    assert zone.born_on(date(2080, 1, 1)) == date(2074, 8, 12)
    assert zone.born_on(date(1970, 1, 1)) is None


def test_a_partly_unknown_birth_is_no_day_and_no_error():
    lower = "L898902C36UTO" + "74<<<<" + check_digit("74<<<<") + PASSPORT[1][20:43]
    composite = check_digit(lower[0:10] + lower[13:20] + lower[21:43])
    zone = read((PASSPORT[0], lower + composite))

    assert zone.valid
    assert zone.born_on(date(2026, 1, 1)) is None


def test_a_long_document_number_runs_on_into_the_optional_data():
    zone = read(["I<UTOD23145890<7349<<<<<<<<<<<", "3407127M9507122UTO<<<<<<<<<<<2", "STEVENSON<<PETER<JOHN<<<<<<<<<"])

    assert (zone.valid, zone.number, zone.optional) == (True, "D23145890734", "")
    assert "long document number" in zone.notes


def test_a_name_that_fills_its_field_may_have_been_cut():
    upper, lower = write_td3(**{**person(), "given": "Chayapa Dejthamrong Krasuang", "surname": "Nilavadhanananda"})

    assert upper == "P<UTONILAVADHANANANDA<<CHAYAPA<DEJTHAMRONG<K"
    assert read((upper, lower)).truncated


@pytest.mark.parametrize(
    ("place", "sign", "code"),
    [(13, "O", "sign"), (15, "9", "date"), (20, "Q", "sex"), (9, "0", "check_digit"), (43, "9", "check_digit")],
)
def test_one_wrong_sign_is_told_with_its_field(place, sign, code):
    lower = PASSPORT[1][:place] + sign + PASSPORT[1][place + 1 :]

    assert code in {problem.code for problem in read((PASSPORT[0], lower)).problems}


def test_a_misread_sign_is_suggested_with_its_rule_and_never_taken():
    misread = (PASSPORT[0], PASSPORT[1].replace("740812", "74O8I2"))
    zone = read(misread)

    assert zone.lines == misread
    assert not zone.valid
    assert [(each.line, each.place, each.read, each.perhaps) for each in zone.suggestions] == [
        (2, 16, "O", "0"),
        (2, 18, "I", "1"),
    ]
    assert all("ICAO Doc 9303" in each.rule for each in zone.suggestions)
    assert mended(zone) == PASSPORT


def test_a_look_alike_in_the_number_is_suggested_where_its_check_digit_then_holds():
    zone = read((PASSPORT[0], "L8989O2C3" + PASSPORT[1][9:]))

    assert [(each.place, each.read, each.perhaps) for each in zone.suggestions] == [(6, "O", "0")]


def test_a_digit_among_the_names_is_suggested_as_a_letter():
    zone = read((PASSPORT[0].replace("ANNA", "4NNA").replace("ERIKSSON", "ERIK5SON"), PASSPORT[1]))

    assert ("names", "5", "S") in {(each.field, each.read, each.perhaps) for each in zone.suggestions}


def test_a_valid_zone_carries_no_suggestion():
    assert read(PASSPORT).suggestions == ()


@pytest.mark.parametrize("text", ["", "P<UTO", "A" * 44, "x" * 90000, "P<UTO\n\n\nL898902C3"])
def test_what_has_no_shape_of_a_zone_is_refused_with_the_shapes_there_are(text):
    with pytest.raises(NotAZone, match="A zone has 3 lines of 30"):
        read(text)


def person() -> dict[str, Any]:
    return {
        "surname": "Saidov",
        "given": "Firdavs",
        "number": "XS1234567",
        "nationality": "UTO",
        "birth": date(1990, 1, 2),
        "sex": "M",
        "expiry": date(2030, 1, 2),
    }


LATIN = st.lists(st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=1, max_size=18), min_size=1, max_size=5).map(" ".join)
DAYS = st.dates(date(1930, 1, 1), date(2025, 12, 31))


PEOPLE = st.fixed_dictionaries(
    {
        "surname": LATIN,
        "given": LATIN,
        "number": st.text(SIGNS[:-1], min_size=1, max_size=9),
        "birth": DAYS,
        "expiry": DAYS,
        "sex": st.sampled_from("MFX"),
    }
)


@given(PEOPLE)
def test_a_written_passport_reads_back(someone):
    zone = read(write_td3(**someone, nationality="UTO"))

    assert zone.valid
    assert (zone.number, zone.sex) == (someone["number"], someone["sex"])
    assert (zone.birth, zone.expiry) == (f"{someone['birth']:%y%m%d}", f"{someone['expiry']:%y%m%d}")
    if len(f"{someone['surname']}<<{someone['given']}") > NAMES:
        assert zone.truncated
        assert zone.given
    else:
        assert (zone.surname, zone.given) == (someone["surname"], someone["given"])


@given(LATIN, LATIN)
def test_a_name_field_is_full_to_the_last_letter_or_ends_in_fillers(surname, given_names):
    field = names_field(surname, given_names, NAMES)
    whole = f"{surname}<<{given_names}".replace(" ", "<")

    assert len(field) == NAMES
    assert field.rstrip("<") == whole if len(whole) <= NAMES else field[-1] != "<"


@pytest.mark.parametrize(
    ("surname", "given_names", "written"),
    [
        ("A" * 45, "", "A" * 39),  # one long name
        ("A" * 45, "BCD", "A" * 36 + "<<B"),  # a letter of the given names finds room
        ("A" * 30, "BCDEF GHI", "A" * 30 + "<<BCDEF<G"),
        ("A" * 30, "BCDEFG HIJ", "A" * 30 + "<<BCDEF<H"),  # the word before the filler gives up a letter
        ("A" * 30, "BCDE F GH", "A" * 30 + "<<BCDE<FG"),  # a word of one letter has none to give
    ],
)
def test_a_name_that_is_too_long_is_cut_so_that_a_reader_sees_it(surname, given_names, written):
    assert names_field(surname, given_names, NAMES) == written


@pytest.mark.parametrize("names", ["<<ERIKSSON", "ERIKSSON<<ANNA<<MARIA", "<" * 39])
def test_names_that_are_not_parted_by_the_book_are_a_problem(names):
    zone = read((PASSPORT[0][:5] + names.ljust(39, "<"), PASSPORT[1]))

    assert "names" in {problem.code for problem in zone.problems}


def test_what_goes_into_json_is_plain():
    said = json.loads(json.dumps(read((PASSPORT[0], PASSPORT[1].replace("740812", "74O812"))).as_dict()))

    assert said["valid"] is False
    assert said["suggestions"][0]["perhaps"] == "0"


def test_who_has_one_name_has_it_as_the_surname():
    assert names_field("", "Firdavs", NAMES).rstrip("<") == "FIRDAVS"


def test_apostrophes_fall_away_and_hyphens_part():
    assert names_field("Sa’di-Zoda", "Jum'a", NAMES).rstrip("<") == "SADI<ZODA<<JUMA"


@pytest.mark.parametrize(
    "wrong",
    [
        {"number": "1234567890"},
        {"sex": "Q"},
        {"nationality": "UTOPIA"},
        {"number": "№1"},
        {"surname": "", "given": "1"},
    ],
)
def test_what_has_no_place_in_the_zone_is_refused(wrong):
    with pytest.raises(CannotWrite):
        write_td3(**{**person(), **wrong})


@given(st.lists(st.text(SIGNS + "ÄÉ «", min_size=44, max_size=44), min_size=2, max_size=2))
def test_any_lines_are_read_or_refused(lines):
    with contextlib.suppress(NotAZone):
        assert read(lines).format == "TD3"


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text):
    with contextlib.suppress(NotAZone):
        read(text)
