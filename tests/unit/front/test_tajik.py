"""Tajik is written in Tajik: a sentence that only repeats the Russian or the English one is named."""

from __future__ import annotations

import re
from pathlib import Path

from babel.messages.pofile import read_po

from hamsafar.front import catalogues

ROOT = Path(__file__).resolve().parents[3]
REVIEWED = ROOT / "tests" / "translations_reviewed.txt"
LETTERS_OF_TAJIK_ALONE = re.compile("[ғӣқӯҳҷ]", re.IGNORECASE)
LETTERS_OF_RUSSIAN_ALONE = re.compile("[цщыь]", re.IGNORECASE)


def reviewed() -> set[str]:
    lines = REVIEWED.read_text().splitlines()
    return {line for line in lines if line and not line.startswith("#")}


def by_sentence(language: str) -> dict[tuple[str, str], tuple[str, ...]]:
    found = {}
    for file in sorted((ROOT / "hamsafar").glob(f"*/locale/{language}/LC_MESSAGES/django.po")):
        with file.open("rb") as opened:
            for message in read_po(opened, locale=language):
                key = message.id if isinstance(message.id, str) else message.id[0]
                said = (message.string,) if isinstance(message.string, str) else tuple(message.string)
                if key:
                    found[message.context or "", key] = said
    return found


def test_no_tajik_sentence_repeats_the_russian_or_the_english_one_beyond_the_reviewed_list():
    russian, tajik = by_sentence("ru"), by_sentence("tg")

    repeated = {
        key
        for (context, key), said in tajik.items()
        for one in said
        if one.strip().lower() in {key.strip().lower(), *(other.lower() for other in russian.get((context, key), ()))}
    }

    assert sorted(repeated - reviewed()) == []


def test_the_reviewed_list_names_only_sentences_that_exist():
    known = {key for _context, key in by_sentence("tg")}

    assert sorted(reviewed() - known) == []


def test_no_tajik_sentence_holds_a_letter_that_tajik_does_not_have():
    wrong = [
        f"{key}: {one}"
        for (_context, key), said in by_sentence("tg").items()
        for one in said
        if LETTERS_OF_RUSSIAN_ALONE.search(one)
    ]

    assert wrong == []


def test_the_letters_of_tajik_are_used():
    text = "".join(one for said in by_sentence("tg").values() for one in said)

    assert set("ғӣқӯҳҷ") <= set(LETTERS_OF_TAJIK_ALONE.findall(text.lower()))


def test_russian_and_tajik_hold_the_same_sentences():
    russian, tajik = set(by_sentence("ru")), set(by_sentence("tg"))

    assert sorted(russian ^ tajik) == []


def test_no_sentence_is_translated_twice_in_two_ways():
    for language in ("ru", "tg"):
        said: dict[tuple[str, str], tuple[str, ...]] = {}
        for file in sorted((ROOT / "hamsafar").glob(f"*/locale/{language}/LC_MESSAGES/django.po")):
            with file.open("rb") as opened:
                for message in read_po(opened, locale=language):
                    key = message.id if isinstance(message.id, str) else message.id[0]
                    one = (message.string,) if isinstance(message.string, str) else tuple(message.string)
                    # Catalogues of all apps are read as one, so the last would silently win.
                    assert said.setdefault((message.context or "", key), one) == one or not key, f"{file}: {key}"


def test_the_sentences_of_the_layout_are_found_by_the_checker():
    assert any(each.text == "Skip to the content" for each in catalogues.sentences_of(ROOT))
