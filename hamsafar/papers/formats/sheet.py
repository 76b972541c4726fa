"""The printed sheet of a paper: PDF/A on A4, three languages, every form of the name, rights on the back.

The sheet is worth what its code is worth: whoever checks it scans it, with or without a network.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import segno
from django.utils import translation
from django.utils.functional import Promise
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hamsafar.kit import formats, marks
from hamsafar.kit.typesetting import typeset
from hamsafar.papers.enums import PaperKind
from hamsafar.papers.formats.claims import Claims

TEMPLATE = Path(__file__).resolve().parents[1] / "templates" / "typst" / "paper.typ"
LANGUAGES = ("tg", "ru", "en")
SCRIPTS = {"tg": "Тоҷикӣ", "ru": "Русский", "la": "Latin"}
Words = str | Promise

LABELS: dict[str, Words] = {
    "name": pgettext_lazy("person", "Name"),
    "born": _("Date of birth"),
    "document": _("Document"),
    "force": _("In force"),
    "number": _("Number of this paper"),
    "scan": _("Scan this code to check the paper. It can be checked without a network."),
    "about": _("It says that the papers for the journey are in hand. It is no permission to leave or to enter."),
    "synthetic": _("synthetic"),
    "rights": _("What I may ask for"),
    "later": _("Still to do, and the last day"),
}
RIGHTS: tuple[Words, ...] = (
    _("I ask that my consul be told that I am held (Vienna Convention on Consular Relations, article 36)."),
    _("I ask for an interpreter into my language."),
    _("I ask for the ground of each measure in writing, with the office and the time."),
    _("I ask to be told how and until when I may appeal."),
    _("I ask that my family be told where I am."),
    _("I do not agree to anything that I cannot read."),
)
ERROR_CORRECTION = "m"


@dataclass(frozen=True)
class Later:
    """Something that is due after the paper was issued, and by when."""

    what: Words
    due: date | None


def sheet_pdf(
    claims: Claims, text: str, *, forms: tuple[tuple[str, str], ...] = (), later: tuple[Later, ...] = ()
) -> bytes:
    """The sheet of one paper. `forms` are further forms of the name, each with the authority that wrote it; `later` is
    what is still due.
    """
    made = datetime.fromtimestamp(claims.issued, UTC)
    data = _data(claims, text, forms, later)
    return bytes(typeset(TEMPLATE, data, output="pdf", pdf_standards=["a-2a"], timestamp=made))


def _later(each: Later) -> dict[str, Any]:
    return {"what": _in_each(each.what), "due": f"{each.due:%d.%m.%Y}" if each.due else "–"}


def _data(
    claims: Claims, text: str, forms: tuple[tuple[str, str], ...], later: tuple[Later, ...] = ()
) -> dict[str, Any]:
    return {
        "later": [_later(each) for each in later],
        "languages": list(LANGUAGES),
        "mark": marks.two_lozenges(for_print=True),
        "titles": _in_each(PaperKind(claims.kind).label),
        "labels": {key: _in_each(words) for key, words in LABELS.items()},
        "rights": {language: [_said(right, language) for right in RIGHTS] for language in LANGUAGES},
        "names": [[SCRIPTS[script], name] for script, name in claims.names],
        "forms": [list(form) for form in forms],
        "born": claims.born,
        "document": claims.document,
        "force": {language: _term(claims, language) for language in LANGUAGES},
        "number": claims.number.hex(),
        "synthetic": claims.synthetic,
        "qr": qr_svg(text),
        "text": text,
    }


def qr_svg(text: str) -> str:
    """The code of a paper, dark on white, as SVG."""
    out = io.BytesIO()
    segno.make(text, error=ERROR_CORRECTION, boost_error=False).save(
        out, kind="svg", border=4, dark="#000000", light="#ffffff", xmldecl=False, svgns=True, omitsize=True
    )
    return out.getvalue().decode()


def _in_each(words: Words) -> dict[str, str]:
    return {language: _said(words, language) for language in LANGUAGES}


def _said(words: Words, language: str) -> str:
    with translation.override(language):
        return str(words)


def _term(claims: Claims, language: str) -> str:
    first, last = (localdate(datetime.fromtimestamp(time, UTC)) for time in (claims.issued, claims.expires))
    return formats.day_range(first, last, language)
