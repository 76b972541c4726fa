"""A table of incidents: lines of one place and hour together, and every line that is left out with its reason."""

from __future__ import annotations

from datetime import date, time

import pytest

from hamsafar.incidents.rules.cases import columns_of, read_cases

TODAY = date(2026, 3, 2)
KNOWN = {
    "posts": {"vnukovo": "vnukovo", "внуково": "vnukovo"},
    "measures": {"holding": "holding", "удержание": "holding", "phone-check": "phone-check"},
    "today": TODAY,
}
HEAD = (1, ["Place", "Day", "Hour", "Measure", "Name", "Passport", "Words"])


def read(*rows, head=HEAD, places=None):
    return read_cases([head, *enumerate(rows, 2)], places=places or columns_of(head[1]), **KNOWN)


def reasons(faults):
    return [(each.line, str(each.reason)) for each in faults]


def test_lines_of_one_place_and_hour_are_one_incident_with_its_people():
    cases, faults = read(
        ["Внуково", "2026-03-01", "21:30", "удержание", "Раҳимов Далер", "400000001", "Since noon."],
        ["vnukovo", "01.03.2026", "21.30", "holding; phone-check", "Каримова Зарина", "400000002", "Since noon."],
        ["a road near Aktobe", "2026-03-01 00:00:00", "", "", "", "", "Nobody is named."],
    )

    assert not faults
    first, second = cases
    assert (first.post, first.day, first.hour) == ("vnukovo", date(2026, 3, 1), time(21, 30))
    assert first.measures == ("holding", "phone-check")
    assert first.words == "Since noon."
    assert [row.name for row in first.people] == ["Раҳимов Далер", "Каримова Зарина"]
    assert (second.post, second.place, second.hour, second.people) == ("", "a road near Aktobe", None, ())


def test_what_another_line_adds_in_words_is_kept():
    [case], _ = read(
        ["Vnukovo", "2026-03-01", "", "", "", "", "One."], ["Vnukovo", "2026-03-01", "", "", "", "", "Two."]
    )

    assert case.words == "One.\nTwo."


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (["", "2026-03-01"], "where"),
        (["Vnukovo", ""], "cannot be read"),
        (["Vnukovo", "31.02.2026"], "cannot be read"),
        (["Vnukovo", "2026-03-03"], "in the future"),
        (["Vnukovo", "2026-03-01", "25:00"], "hour"),
        (["Vnukovo", "2026-03-01", "late"], "hour"),
        (["Vnukovo", "2026-03-01", "", "holding, scolding"], "scolding"),
    ],
)
def test_a_line_that_cannot_be_read_is_left_out_with_its_reason(row, why):
    cases, faults = read(row, ["Vnukovo", "2026-03-01"])

    assert len(cases) == 1
    assert faults[0].line == 2
    assert why in str(faults[0].reason)


@pytest.mark.parametrize("head", [(1, ["Name", "Day"]), (1, ["Place"])])
def test_a_table_without_its_headings_says_so(head):
    cases, faults = read(["x", "y"], head=head)

    assert not cases
    assert "which columns hold them" in reasons(faults)[0][1]
    assert read_cases([], places={}, **KNOWN)[1]


def test_what_the_columns_hold_can_be_said_where_no_heading_does():
    [case], faults = read(
        ["Раҳимов Далер", "2026-03-01", "Внуково"], head=(1, ["who", "since", "at"]), places={"place": 2, "day": 1}
    )

    assert not faults
    assert (case.post, case.day, [row.name for row in case.people]) == ("vnukovo", date(2026, 3, 1), ["Раҳимов Далер"])
