"""The dossier as JSON: the schema that programs read and that a manifest signs.

Deterministic: the same dossier gives the same bytes. No moment of making is inside.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from hamsafar.meetings.rules.values import (
    BigFigure,
    Chart,
    Document,
    Dossier,
    Figure,
    Item,
    Line,
    Note,
    Outcome,
    SourceEntry,
    Statement,
)

FORMAT = "hamsafar-dossier-1"
Sources = Mapping[str, SourceEntry]


def dossier_json(dossier: Dossier) -> bytes:
    """The dossier as UTF-8 JSON, keys in the order of reading, one line feed at the end."""
    return (json.dumps(as_document(dossier), ensure_ascii=False, indent=1) + "\n").encode()


def as_document(dossier: Dossier) -> dict[str, Any]:
    """The dossier as plain data. Parts that an edition does not have are left out, not left empty."""
    sources = {entry.key: entry for entry in dossier.sources}
    document: dict[str, Any] = {
        "format": FORMAT,
        "meeting": dossier.meeting,
        "as_of": dossier.as_of.isoformat(),
        "lang": dossier.lang,
        "edition": dossier.edition,
        "kind": dossier.kind,
        "name": dossier.name,
        "place": dossier.place,
        "on": dossier.on.isoformat(),
        "synthetic": dossier.synthetic,
        "front": _front(dossier, sources),
        "since_last_meeting": _since(dossier, sources),
        "items": [_item(item, dossier, sources) for item in dossier.items],
        "documents": [_document(each, sources) for each in dossier.documents],
        "delegations": [
            {"side": each.side, "side_name": each.side_name, "head": each.head, "office": each.office}
            for each in dossier.delegations
        ],
    }
    if dossier.annex:
        document["annex"] = [
            {
                "no": each.no,
                "title": each.title,
                "text": each.text,
                "classification": dossier.edition,
                "synthetic": each.synthetic,
            }
            for each in dossier.annex
        ]
    document["formulas"] = [
        {"key": each.key, "words": each.words, "value": each.value, "formula": each.formula, "inputs": [*each.inputs]}
        for each in dossier.formulas
    ]
    document["sources"] = [_source_entry(entry) for entry in dossier.sources]
    return document


def _front(dossier: Dossier, sources: Sources) -> dict[str, Any]:
    front: dict[str, Any] = {"title": dossier.front.title}
    if dossier.front.decisions:
        front["decisions"] = [
            {
                "title": each.title.text,
                "text": each.line.text,
                "item": each.item,
                "sources": _sources((*each.title.sources, *each.line.sources), sources),
            }
            for each in dossier.front.decisions
        ]
    front["rows"] = [_row(item) for item in dossier.items]
    front["notes"] = _notes(dossier.front.notes)
    return front


def _row(item: Item) -> dict[str, Any]:
    row: dict[str, Any] = {"no": item.no, "title": item.title, "status": _status(item.status)}
    row["figure"] = _big_figure(item.figure) if item.figure else None
    if item.ask:
        row["ask"] = item.ask.text
    return row


def _since(dossier: Dossier, sources: Sources) -> dict[str, Any]:
    since = dossier.since
    return {
        "meeting": since.meeting or None,
        "on": since.on.isoformat() if since.on else None,
        "outcomes": [_outcome(each, sources) for each in since.outcomes],
    }


def _outcome(outcome: Outcome, sources: Sources) -> dict[str, Any]:
    return {
        "key": outcome.key,
        "text": outcome.line.text,
        "owner": outcome.owner,
        "due": outcome.due.isoformat() if outcome.due else None,
        "state": outcome.state,
        "became": outcome.became,
        "topic": outcome.topic,
        "synthetic": outcome.synthetic,
        "sources": _sources(outcome.line.sources, sources),
    }


def _item(item: Item, dossier: Dossier, sources: Sources) -> dict[str, Any]:
    document: dict[str, Any] = {
        "no": item.no,
        "key": item.key,
        "title": item.title,
        "classification": item.classification,
        "status": _status(item.status),
        "standfirst": _line(item.standfirst, sources),
        "figure": _big_figure(item.figure) if item.figure else None,
    }
    if dossier.edition != "public":
        document["ask"] = item.ask.text
        document["asks"] = [line.text for line in item.asks]
    document["statements"] = [_statement(each, sources) for each in item.statements]
    document["charts"] = [_chart(each, sources) for each in item.charts]
    document["notes"] = _notes(item.notes)
    return document


def _statement(statement: Statement, sources: Sources) -> dict[str, Any]:
    document: dict[str, Any] = {
        "id": statement.id,
        "key": statement.key,
        "section": statement.section,
        "text": statement.line.text,
        "classification": statement.classification,
        "covers": [*statement.covers],
        "sources": _sources(statement.line.sources, sources),
    }
    if statement.figures:
        document["figure"] = _figure(statement.figures[0])
        document["figures"] = [_figure(each) for each in statement.figures]
    if statement.status:
        document["status"] = _status(statement.status)
    if statement.speaker:
        document["speaker"] = statement.speaker
        document["quote"] = statement.quote
    return document


def _figure(figure: Figure) -> dict[str, Any]:
    return {
        "key": figure.key,
        "series": figure.series,
        "value": as_number(figure.value, figure.decimals),
        "unit": figure.unit,
        "period": figure.period,
        "scope": figure.scope,
        "counted_by": figure.counted_by,
        "said_by": figure.said_by,
        "qualifier": figure.qualifier or "exactly",
        "synthetic": figure.synthetic,
        "formula": figure.formula or None,
    }


def as_number(value: Decimal, decimals: int) -> int | float:
    """A whole number where none of its decimals were published, else a number with a point."""
    return float(value) if decimals > 0 or value % 1 else int(value)


def _big_figure(figure: BigFigure) -> dict[str, Any]:
    return {
        "qualifier": figure.qualifier,
        "value": figure.value,
        "unit": figure.unit,
        "caption": figure.caption.text,
    }


def _chart(chart: Chart, sources: Sources) -> dict[str, Any]:
    return {
        "id": chart.id,
        "kind": chart.kind,
        "title": chart.title.text,
        "sub": chart.sub.text,
        "label": chart.label,
        "headers": [*chart.table.headers],
        "rows": [[*row] for row in chart.table.rows],
        "sources": _sources(chart.sources, sources),
    }


def _document(document: Document, sources: Sources) -> dict[str, Any]:
    return {
        "key": document.key,
        "name": document.name,
        "state": document.state,
        "signed_on": document.signed_on.isoformat() if document.signed_on else None,
        "texts": [{"lang": text.lang, "title": text.title, "body": text.body} for text in document.texts],
        "sources": _sources(document.line.sources, sources),
    }


def _line(line: Line, sources: Sources) -> dict[str, Any]:
    return {"text": line.text, "sources": _sources(line.sources, sources)}


def _status(status: Any) -> dict[str, str] | None:
    return {"mark": status.mark, "words": status.words} if status else None


def _notes(notes: Iterable[Note]) -> list[dict[str, str]]:
    return [{"label": note.label, "text": note.text} for note in notes]


def _sources(keys: Iterable[str], sources: Sources) -> list[dict[str, Any]]:
    entries = [sources[key] for key in dict.fromkeys(keys) if key in sources]
    return [
        {
            "no": entry.no,
            "title": entry.title,
            "address": entry.address,
            "date": entry.published_on.isoformat() if entry.published_on else None,
            "quality": entry.quality,
        }
        for entry in entries
    ]


def _source_entry(entry: SourceEntry) -> dict[str, Any]:
    return {
        "no": entry.no,
        "title": entry.title,
        "address": entry.address,
        "date": entry.published_on.isoformat() if entry.published_on else None,
        "quality": entry.quality,
        "host": entry.host,
        "used_in": [*entry.used_in],
    }
