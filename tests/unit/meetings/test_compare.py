import copy

from hamsafar.meetings.formats.as_json import as_document
from hamsafar.meetings.rules.compare import changed_parts, compare, digests, text_of
from hamsafar.meetings.rules.dossier import build
from tests.factories.figures import count, source
from tests.factories.meetings import material, statement, topic


def document(*statements):
    fact = count("trade", "2", key="t", origin=source())
    return as_document(build(material(topic("trade", *statements), facts=(fact,)), lang="en", edition="open"))


def test_lines_are_matched_by_what_they_are_not_by_their_number():
    old = document(statement("a", "First."), statement("b", "Second {t}."))
    new = document(statement("b", "Second {t:bare}."), statement("c", "Third."))

    found = [(change.kind, change.key, change.old, change.new) for change in compare(old, new)]

    assert found == [
        ("changed", "trade/b", "Second 2\u00a0people.", "Second 2."),
        ("added", "trade/c", "", "Third."),
        ("removed", "trade/a", "First.", ""),
    ]


def test_equal_dossiers_differ_in_nothing():
    assert compare(document(statement("a", "First.")), document(statement("a", "First."))) == ()


def test_a_line_with_another_source_is_a_change_of_its_sources():
    old = document(statement("a", "Second {t}."))
    new = copy.deepcopy(old)
    new["items"][0]["statements"][0]["sources"][0]["title"] = "another"

    (change,) = compare(old, new)

    assert change.where == "statement 1.1 sources"


def test_the_digests_name_the_changed_statement_and_what_is_missing():
    signed = document(statement("a", "First."), statement("b", "Second."))
    parts = digests(signed)
    forged = copy.deepcopy(signed)
    forged["items"][0]["statements"][0]["text"] = "Something else."
    del forged["items"][0]["statements"][1]

    assert changed_parts(signed, parts) == ()
    assert changed_parts(forged, parts) == ("statement 1.1", "statement 1.2 (missing)")
    assert text_of(forged, "statement 1.1") == "Something else."
    assert text_of(forged, "front") == ""


def test_a_changed_title_is_no_statement_but_is_named():
    signed = document(statement("a", "First."))
    forged = copy.deepcopy(signed) | {"name": "another meeting"}
    forged["items"][0]["title"] = "another"

    assert changed_parts(forged, digests(signed)) == ("name", "item 1")
