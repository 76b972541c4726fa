"""What stops an import."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from hamsafar.figures.rules.found import Draft
from hamsafar.figures.rules.importing import doubts
from tests.factories.figures import count, note, source

GAZETTE = source("gazette")
DRAFT = Draft(
    line=2,
    key="new",
    kind="number",
    words="A count",
    series="recruits",
    value=Decimal(5),
    unit="persons",
    period="2024",
    scope="to-russia",
    counted_by="office-a",
    source=GAZETTE.address,
)
KNOWN = count("recruits", "5", key="known", origin=GAZETTE)


def found(*drafts, known=KNOWN):
    return [(doubt.line, doubt.kind, doubt.other) for doubt in doubts(drafts, {known.key: known})]


def test_the_same_statement_of_the_same_source_is_a_doubt():
    assert found(DRAFT) == [(2, "known", "known")]
    assert found(DRAFT, replace(DRAFT, key="other", line=3), known=count("x", "1")) == [(3, "twice", "2")]


def test_the_same_count_from_another_source_is_a_second_witness():
    assert not found(replace(DRAFT, source="https://herald.example/"))
    assert not found(DRAFT, known=replace(KNOWN, source=None))


def test_a_key_that_is_taken_is_a_doubt():
    assert found(replace(DRAFT, key="known")) == [(2, "key_taken", "known")]
    other = replace(DRAFT, line=3, value=Decimal(6))
    assert found(DRAFT, other, known=count("x", "1")) == [(3, "key_twice", "2")]


def test_notes_are_told_apart_by_their_words():
    first = Draft(line=2, key="a", kind="note", words="Open")
    second = replace(first, line=3, key="b", words="Closed")

    assert not found(first, second, known=note("c", "Shut"))
    assert found(first, known=note("c", "Open")) == [(2, "known", "c")]
