"""The printed receipt of a check before a trip: PDF/A on A4, in three languages, with the code that proves it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.utils import translation
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hamsafar.journeys.enums import CheckAnswer
from hamsafar.journeys.formats.receipts import Receipt
from hamsafar.kit import formats, marks
from hamsafar.kit.typesetting import typeset
from hamsafar.papers.formats.sheet import LANGUAGES, qr_svg

TEMPLATE = Path(__file__).resolve().parents[1] / "templates" / "typst" / "receipt.typ"
Words = str | Promise

TITLE = _("Receipt of a check before a trip")
LABELS: dict[str, Words] = {
    "answer": pgettext_lazy("check before a trip", "Answer"),
    "name": pgettext_lazy("person", "Name"),
    "born": _("Date of birth"),
    "document": _("Document"),
    "asked": _("Asked"),
    "asked_by": _("Asked by"),
    "list": _("List that answered"),
    "as_of": _("The list is of"),
    "digest": _("Digest of the list (SHA-256)"),
    "until": _("To be relied on until"),
    "ref": _("Reference"),
    "scan": _("This code proves the receipt. Scan it and enter its text on the page /check/receipt/ of the node."),
    "synthetic": _("synthetic"),
}
PERSON = pgettext_lazy("asked by", "the person")
MEANS: dict[str, Words] = {
    CheckAnswer.NOT_FOUND: _(
        "On this day the person did not stand on this list. It is no permission to enter: lists change, and the border "
        "has others."
    ),
    CheckAnswer.FOUND: _(
        "On this day the person stood on this list, with the same document and name. Why is not written on it: whoever "
        "made the list can say so and put it right."
    ),
    CheckAnswer.UNCLEAR: _(
        "Somebody with a like name or document stands on this list. Nothing follows from that: it is cleared up at the "
        "desk, with the passport."
    ),
}
SHOW = _(
    "If you are held or turned back in spite of this answer, show this receipt, ask for the ground in writing, and "
    "tell your consul. It is evidence."
)


def receipt_pdf(receipt: Receipt, text: str) -> bytes:
    """The receipt to print."""
    made = datetime.fromtimestamp(receipt.answered, UTC)
    return bytes(typeset(TEMPLATE, _data(receipt, text), output="pdf", pdf_standards=["a-2a"], timestamp=made))


def _data(receipt: Receipt, text: str) -> dict[str, Any]:
    said = CheckAnswer(receipt.answer)
    return {
        "languages": list(LANGUAGES),
        "mark": marks.two_lozenges(for_print=True),
        "title": _in_each(TITLE),
        "labels": {key: _in_each(words) for key, words in LABELS.items()},
        "answer": _in_each(said.label),
        "means": _in_each(MEANS[said]),
        "show": _in_each(SHOW),
        "names": list(receipt.names),
        "born": receipt.born,
        "documents": list(receipt.documents),
        "asked": _moments(receipt.asked),
        "until": _moments(receipt.until),
        "as_of": _moments(receipt.list.as_of),
        "asked_by": _in_each(receipt.asked_by or PERSON),
        "maker": receipt.list.maker,
        "number": receipt.list.number,
        "digest": receipt.list.digest.hex(),
        "ref": receipt.ref,
        "synthetic": receipt.synthetic,
        "qr": qr_svg(text),
        "text": text,
    }


def _in_each(words: Words) -> dict[str, str]:
    found = {}
    for language in LANGUAGES:
        with translation.override(language):
            found[language] = str(words)
    return found


def _moments(seconds: int) -> dict[str, str]:
    when = localtime(datetime.fromtimestamp(seconds, UTC))
    return {language: formats.moment(when, language) for language in LANGUAGES}
