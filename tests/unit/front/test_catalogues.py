"""A sentence that a language lacks is named; so is one that leaves other places open than the English."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest
from django.utils import translation
from django.utils.translation import ngettext

from hamsafar.front import catalogues

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """An app with a sentence in code and two in a template."""
    _write(tmp_path / "hamsafar/papers/rules.py", 'gettext("No paper without %(name)s.")')
    _write(
        tmp_path / "hamsafar/papers/templates/page.html",
        """
        {% load i18n %}<h1>{% translate "Papers" %}</h1>
          {% blocktranslate count n=n %}One paper{% plural %}{{ n }} papers{% endblocktranslate %}
        """,
    )
    for language in ("ru", "tg"):
        _catalogue(tmp_path, language, 'msgid "Papers"\nmsgstr "x"')
    return tmp_path


def test_every_sentence_of_ours_is_said_in_every_language():
    assert catalogues.missing(ROOT) == []


def test_what_a_language_lacks_is_named_with_file_and_line(tree: Path):
    said = catalogues.missing(tree)

    assert [line for line in said if "not in ru" in line] == [
        "hamsafar/papers/rules.py:1: not in ru: 'No paper without %(name)s.'",
        "hamsafar/papers/templates/page.html:3: not in ru: 'One paper'",
    ]


def test_a_reason_made_without_django_is_found_too(tree: Path):
    _write(tree / "hamsafar/papers/rules.py", 'raise Unread(Because("%(cell)s is empty.", cell=Because("none")))')

    assert {each.text for each in catalogues.sentences_of(tree)} >= {"%(cell)s is empty.", "none"}


def test_a_sentence_that_is_known_in_another_context_alone_is_named(tree: Path):
    _write(tree / "hamsafar/papers/rules.py", 'pgettext("journey", "Papers")')

    assert "hamsafar/papers/rules.py:1: not in tg: 'Papers' (journey)" in catalogues.missing(tree)


def test_a_translation_that_loses_a_name_is_named(tree: Path):
    for language in ("ru", "tg"):
        _catalogue(
            tree,
            language,
            """
            msgid "Papers"
            msgstr "x"
            msgid "One paper"
            msgid_plural "%(n)s papers"
            msgstr[0] "one"
            msgstr[1] "%(n)s"
            msgstr[2] "%(n)s"
            msgid "No paper without %(name)s."
            msgstr "no name here"
            """,
        )

    assert all("leaves other places open" in line for line in catalogues.missing(tree))
    assert len(catalogues.missing(tree)) == 2


def test_tajik_has_two_plural_forms_for_babel_and_for_django_alike():
    for file in sorted((ROOT / "hamsafar").glob("*/locale/tg/LC_MESSAGES/django.po")):
        assert "Plural-Forms: nplurals=2; plural=(n != 1);" in file.read_text().replace('"\n"', ""), file
    with translation.override("tg"):
        forms = {number: ngettext("%(n)s line is sealed.", "%(n)s lines are sealed.", number) for number in (1, 2, 5)}
    assert forms[2] == forms[5]


def _catalogue(root: Path, language: str, entries: str) -> None:
    text = f'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n{dedent(entries)}\n'
    _write(root / f"hamsafar/papers/locale/{language}/LC_MESSAGES/django.po", text)


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(dedent(text))
