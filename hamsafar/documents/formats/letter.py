"""The letter of a decision: PDF/A on A4 in three languages, the applicant's own first; it says what is unknown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hamsafar.kit import formats, marks
from hamsafar.kit.typesetting import typeset
from hamsafar.kit.words import LANGUAGES

TEMPLATE = Path(__file__).resolve().parents[1] / "templates" / "typst" / "letter.typ"
TITLES: dict[str, str | Promise] = {
    "granted": _("Your application is granted"),
    "refused": _("Your application is refused"),
}
LABELS: dict[str, str | Promise] = {
    "ref": _("Reference"),
    "service": _("Service"),
    "on": _("Decided on"),
    "until": _("Good until and including"),
    "ground": _("Ground"),
    "words": _("In the officer’s words"),
    "appeal": _("Time to appeal"),
    "corrects": _("This decision replaces the one before it."),
    "synthetic": _("synthetic"),
}
NOT_ESTABLISHED = _("not established here: ask the desk, and have the answer in writing")


@dataclass(frozen=True)
class Letter:
    """Everything a letter says; labels of codes in all three languages."""

    ref: str
    office: dict[str, str]
    service: dict[str, str]
    outcome: str
    on: date
    until: date | None
    ground: dict[str, str] | None
    words: str
    appeal: str | None
    corrects: bool
    language: str
    synthetic: bool


def letter_pdf(letter: Letter, *, made_at: datetime) -> bytes:
    """The letter on paper."""
    made = made_at.astimezone(UTC).replace(microsecond=0)
    return bytes(typeset(TEMPLATE, _data(letter), output="pdf", pdf_standards=["a-2a"], timestamp=made))


def _data(letter: Letter) -> dict[str, object]:
    languages = [letter.language, *(each for each in LANGUAGES if each != letter.language)]
    return {
        "languages": languages,
        "mark": marks.two_lozenges(for_print=True),
        "ref": letter.ref,
        "synthetic": letter.synthetic,
        "parts": {lang: _part(letter, lang) for lang in languages},
    }


def _part(letter: Letter, lang: str) -> dict[str, object]:
    """The letter in one language: a title, and lines of a label and its words."""
    with translation.override(lang):
        label = {name: str(words) for name, words in LABELS.items()}
        rows = [
            (label["ref"], letter.ref),
            (label["service"], letter.service[lang]),
            (label["on"], formats.day(letter.on, lang)),
        ]
        if letter.until:
            rows.append((label["until"], formats.day(letter.until, lang)))
        if letter.ground:
            rows.append((label["ground"], letter.ground[lang]))
        if letter.words:
            rows.append((label["words"], letter.words))
        if letter.outcome == "refused":
            rows.append((label["appeal"], letter.appeal or str(NOT_ESTABLISHED)))
        return {
            "title": str(TITLES[letter.outcome]),
            "office": letter.office[lang],
            "rows": rows,
            "note": label["corrects"] if letter.corrects else "",
            "synthetic": label["synthetic"],
        }
