"""The dossier as plain data for the printed page: every string and drawing ready, nothing left to decide."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import segno

from hamsafar.kit import charts, formats, marks
from hamsafar.meetings.enums import OUTCOME_MARKS, DocumentState, Mark, OutcomeState
from hamsafar.meetings.formats.wording import Seal, Wording
from hamsafar.meetings.rules.values import Chart, Dossier, Item, Line, Note, Outcome, SourceEntry, Statement, Status

DOCUMENT_MARKS = {
    DocumentState.ANNOUNCED: Mark.OPEN,
    DocumentState.TEXT_AGREED: Mark.COURSE,
    DocumentState.READY_TO_SIGN: Mark.SOON,
    DocumentState.SIGNED: Mark.DONE,
}


def sheet(dossier: Dossier, words: Wording, seal: Seal) -> dict[str, Any]:
    """Everything that the page templates print."""
    items = [_item(item, words) for item in dossier.items]
    return {
        "has_asks": any(item["ask"] for item in items),
        "charted": [each for item in items for each in item["charts"] if each["rows"]],
        "lang": dossier.lang,
        "title": dossier.front.title,
        "edition": dossier.edition,
        "as_of_day": [dossier.as_of.year, dossier.as_of.month, dossier.as_of.day],
        "words": _words(words),
        "seal": {"words": seal.words, "fingerprint": seal.fingerprint, "check": seal.check, "qr": _qr(seal.qr)},
        "wordmark": marks.two_lozenges(for_print=True),
        "ikat": marks.ikat(),
        "marks": {mark.value: marks.svg(mark.value, for_print=True) for mark in Mark},
        "decisions": [{"title": line(each.title), "text": line(each.line)} for each in dossier.front.decisions],
        "front_notes": notes(dossier.front.notes),
        "items": items,
        "since": [outcome_row(each, dossier, words) for each in dossier.since.outcomes],
        "documents": [_document(each, words) for each in dossier.documents],
        "annex": [
            {"no": f"R{each.no}", "title": each.title, "text": each.text, "synthetic": each.synthetic}
            for each in dossier.annex
        ],
        "formulas": [[each.words, each.value, each.formula] for each in dossier.formulas],
        "sources": [_source(each, words, dossier.lang) for each in dossier.sources],
    }


def line(spoken: Line) -> list[dict[str, str]]:
    """A sentence as runs of a kind and a text; a `mark` is a raised source number."""
    return [{"kind": run.kind, "text": run.text} for run in spoken.runs]


def notes(found: Iterable[Note]) -> list[list[str]]:
    """Notes as pairs of label and text."""
    return [[note.label, note.text] for note in found]


def status(given: Status | None) -> dict[str, str] | None:
    return {"mark": given.mark, "words": given.words} if given else None


def sections_of(item: Item) -> list[tuple[str, list[Statement]]]:
    """The statements of an item by section, in the order of the page."""
    found: dict[str, list[Statement]] = {}
    for statement in item.statements:
        found.setdefault(statement.section, []).append(statement)
    return list(found.items())


def outcome_row(outcome: Outcome, dossier: Dossier, words: Wording) -> dict[str, Any]:
    """One row of “since the last meeting”."""
    state = OutcomeState(outcome.state)
    return {
        "text": line(outcome.line),
        "owner": words.owners.get(outcome.owner, outcome.owner),
        "due": formats.day_short(outcome.due, dossier.lang) if outcome.due else "–",
        "mark": OUTCOME_MARKS[state].value,
        "state": words.outcome_states[state],
        "became": outcome.became,
        "synthetic": words.synthetic if outcome.synthetic else "",
    }


def _words(words: Wording) -> dict[str, Any]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in vars(words).items()}


def _item(item: Item, words: Wording) -> dict[str, Any]:
    return {
        "no": item.no,
        "title": item.title,
        "status": status(item.status),
        "standfirst": line(item.standfirst),
        "figure": {
            "qualifier": item.figure.qualifier,
            "value": item.figure.value,
            "unit": item.figure.unit,
            "caption": line(item.figure.caption),
        }
        if item.figure
        else None,
        "ask": line(item.ask),
        "sections": [
            {"name": name, "heading": words.sections[name], "statements": [_statement(each, words) for each in group]}
            for name, group in sections_of(item)
        ],
        "charts": [chart(each) for each in item.charts],
        "asks": [line(each) for each in item.asks],
        "notes": notes(item.notes),
    }


def _statement(statement: Statement, words: Wording) -> dict[str, Any]:
    return {
        "id": statement.id,
        "runs": line(statement.line),
        "status": status(statement.status),
        "speaker": statement.speaker,
        "quote": statement.quote,
        "restricted": statement.classification != "open",
        "no_source": "" if statement.line.sources else words.no_source,
    }


def chart(given: Chart) -> dict[str, Any]:
    """A chart with its drawing for paper and the table of the same values."""
    narrow = given.kind == "mirror"
    return {
        "id": given.id,
        "kind": given.kind,
        "wide": not narrow,
        "name": given.title.text,
        "title": line(given.title),
        "sub": line(given.sub),
        "svg": charts.picture(given.picture, charts.PAPER_HALF if narrow else charts.PAPER),
        "label": given.label,
        "headers": [*given.table.headers],
        "rows": [[*row] for row in given.table.rows],
    }


def _document(document: Any, words: Wording) -> dict[str, Any]:
    state = DocumentState(document.state)
    return {
        "name": document.name,
        "mark": DOCUMENT_MARKS[state].value,
        "state": words.document_states[state],
        "texts": [
            {"lang": text.lang, "language": words.languages[text.lang], "title": text.title, "body": text.body}
            for text in document.texts
        ],
    }


def _source(entry: SourceEntry, words: Wording, lang: str) -> dict[str, Any]:
    places = [words.front_sheet if no == 0 else f"{words.item} {no}" for no in entry.used_in]
    host = words.source_hosts.get(entry.host, "")
    return {
        "no": entry.no,
        "title": entry.title,
        "address": entry.address,
        "date": formats.day(entry.published_on, lang) if entry.published_on else "",
        "grade": {"official": "A", "agency": "B", "secondary": "C"}.get(entry.quality, ""),
        "host": host,
        "used": ", ".join(places),
    }


def _qr(payload: str) -> str:
    drawn: str = segno.make(payload, error="m", micro=False).svg_inline(border=2, dark="#1b1e2b", light="#ffffff")
    return drawn.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
