"""A reason is English by itself, and every language where a page says it."""

from __future__ import annotations

import json

from hamsafar.kit.because import Because, about, as_data, from_data, renamed, said
from hamsafar.kit.refusal import Refusal

TAJIK = {"%(column)s is %(value)s.": "%(column)s: %(value)s аст.", "empty": "холӣ"}


def tajik(message: str) -> str:
    return TAJIK.get(message, message)


REASON = about("list.csv:2", Because("%(column)s is %(value)s.", column="unit", value=Because("empty")))


def test_a_reason_is_an_english_sentence():
    assert REASON == "list.csv:2: unit is empty."
    assert f"{REASON}" == str(REASON) == "list.csv:2: unit is empty."


def test_a_reason_and_the_reasons_in_it_are_said_in_the_reader_s_language():
    assert said(REASON, tajik) == "list.csv:2: unit: холӣ аст."
    assert said(Refusal(REASON), tajik) == "list.csv:2: unit: холӣ аст."


def test_what_is_no_reason_is_said_as_it_is():
    assert said("100 % sure", tajik) == said(Refusal("100 % sure"), tajik) == "100 % sure"
    assert said(OSError(2, "gone"), tajik) == "[Errno 2] gone"
    assert said(Refusal(), tajik) == ""


def test_a_reason_that_was_kept_is_said_like_a_new_one():
    kept = from_data(json.loads(json.dumps(as_data(REASON))))

    assert kept == REASON
    assert said(kept, tajik) == said(REASON, tajik)
    assert from_data(as_data("a plain sentence")) == "a plain sentence"


def test_a_code_in_a_reason_is_said_by_its_words():
    def words(of: str, code: str) -> str:
        return {"unit": "the unit"}.get(code, code) if of == "column" else code

    named = renamed(REASON, words)

    assert named == "list.csv:2: the unit is empty."
    assert said(named, tajik) == "list.csv:2: the unit: холӣ аст."
    assert renamed("a plain sentence", words) == "a plain sentence"
    assert renamed(Because("%(rows)s rows.", rows=3), words) == "3 rows."
