"""Drafts as rows of the pack's figures.csv, to be checked by a person; and as data that an import keeps."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import Any

from hamsafar.figures.formats.pack_figures import FIGURE
from hamsafar.figures.rules.found import Draft
from hamsafar.kit.words import Words


def as_pack_rows(drafts: Iterable[Draft]) -> str:
    """CSV in the columns of figures.csv. What has no column of its own stands in `note_en`; `found` is the line.

    Russian and Tajik words are left empty, so that a pack refuses the row until somebody has written them.
    """
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, FIGURE, restval="", lineterminator="\n")
    writer.writeheader()
    for draft in drafts:
        remarks = [*draft.remarks, *([f"Source as found: {draft.source}"] if draft.source else [])]
        writer.writerow(
            {
                "key": draft.key,
                "kind": draft.kind,
                "series": draft.series,
                "value": value_text(draft),
                "qualifier": "" if draft.qualifier == "exactly" else draft.qualifier,
                "unit": draft.unit,
                "period": draft.period,
                "scope": draft.scope,
                "counted_by": draft.counted_by,
                "said_by": draft.said_by,
                "source": source_key(draft.source),
                "quality": draft.quality,
                "published_on": draft.published_on.isoformat() if draft.published_on else "",
                "words_en": draft.words,
                "words_ru": draft.words_ru,
                "words_tg": draft.words_tg,
                "note_en": " ".join(remarks),
                "found": str(draft.line),
            }
        )
    return text.getvalue()


def value_text(draft: Draft) -> str:
    """The value as figures.csv writes it; empty for a note."""
    if draft.value is not None:
        return f"{draft.value:f}"
    if draft.day is None:
        return ""
    return f"{draft.day.isoformat()}/{draft.until.isoformat()}" if draft.until else draft.day.isoformat()


def source_key(address: str) -> str:
    """A key for a source, from its address: host and last part, in lower-case words joined by hyphens."""
    bare = re.sub(r"^https?://(www\.)?", "", address.split(" ", maxsplit=1)[0].rstrip("/").lower())
    host, _, path = bare.partition("/")
    words = re.findall(r"[a-z0-9]+", f"{host.split('.')[0]} {path.split('/')[-1]}")
    return "-".join(words)[:60].rstrip("-")


def as_data(draft: Draft) -> dict[str, Any]:
    """The draft as JSON data; `from_data` gives it back."""
    data = {each.name: getattr(draft, each.name) for each in fields(draft)}
    for name in ("published_on", "day", "until"):
        data[name] = data[name] and data[name].isoformat()
    return data | {
        "value": None if draft.value is None else f"{draft.value:f}",
        "note": draft.note and draft.note.as_dict(),
        "remarks": list(draft.remarks),
    }


def from_data(data: Mapping[str, Any]) -> Draft:
    """The draft that `as_data` wrote."""
    days = {name: data[name] and date.fromisoformat(data[name]) for name in ("published_on", "day", "until")}
    value = data["value"]
    return Draft(
        **{
            **data,
            **days,
            "value": None if value is None else Decimal(value),
            "note": data["note"] and Words.of(data["note"]),
            "remarks": tuple(data["remarks"]),
        }
    )
