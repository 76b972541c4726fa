"""Comparing two dossiers by what they say, and telling which part of a signed one was changed.

Both work on the JSON form, so that a copy from years ago is read without the program that made it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Json = Mapping[str, Any]


@dataclass(frozen=True)
class Change:
    """One difference. `kind` is added, removed or changed; `where` names the line as a reader finds it."""

    kind: str
    where: str
    key: str
    old: str = ""
    new: str = ""


@dataclass(frozen=True)
class Part:
    """One comparable line of a dossier: a key that is the same in every edition, its place, its text and proof."""

    key: str
    where: str
    text: str
    proof: str = ""


def compare(old: Json, new: Json) -> tuple[Change, ...]:
    """What was added, removed and changed between two dossiers, in the order of the newer one, then of the older."""
    before = {part.key: part for part in parts_of(old)}
    after = {part.key: part for part in parts_of(new)}
    changes = []
    for key, part in after.items():
        earlier = before.get(key)
        if earlier is None:
            changes.append(Change("added", part.where, key, new=part.text))
        elif earlier.text != part.text:
            changes.append(Change("changed", part.where, key, earlier.text, part.text))
        elif earlier.proof != part.proof:
            changes.append(Change("changed", f"{part.where} sources", key, earlier.proof, part.proof))
    gone = [part for key, part in before.items() if key not in after]
    return (*changes, *(Change("removed", part.where, part.key, old=part.text) for part in gone))


def parts_of(document: Json) -> Iterator[Part]:
    """Every line of a dossier that a reader compares."""
    yield Part("title", "title", str(document["front"]["title"]))
    yield Part("as-of", "as-of", str(document["as_of"]))
    yield Part("edition", "edition", str(document["edition"]))
    items = {item["no"]: item["key"] for item in document["items"]}
    for decision in document["front"].get("decisions", ()):
        key = f"decision/{items.get(decision['item'], decision['item'])}"
        yield Part(key, f"decision on item {decision['item']}", f"{decision['title']}. {decision['text']}")
    for outcome in document["since_last_meeting"]["outcomes"]:
        text = f"{outcome['text']} [{outcome['state']}] {outcome['became']}".strip()
        yield Part(f"outcome/{outcome['key']}", "since the last meeting", text, _proof(outcome))
    for item in document["items"]:
        yield from _parts_of_item(item)
    for each in document.get("documents", ()):
        yield Part(f"document/{each['key']}", "documents to sign", f"{each['name']} [{each['state']}]", _proof(each))
    for line in document.get("annex", ()):
        yield Part(f"annex/{line['title']}", f"annex {line['no']}", f"{line['title']}. {line['text']}")


def _parts_of_item(item: Json) -> Iterator[Part]:
    no, key = item["no"], item["key"]
    status, figure = item.get("status") or {}, item.get("figure") or {}
    yield Part(f"{key}", f"item {no}", str(item["title"]))
    yield Part(f"{key}#status", f"item {no} status", str(status.get("words", "")))
    shown = " ".join(str(figure.get(name, "")) for name in ("qualifier", "value", "unit", "caption"))
    yield Part(f"{key}#figure", f"item {no} figure", " ".join(shown.split()))
    yield Part(f"{key}#standfirst", f"item {no} standfirst", item["standfirst"]["text"], _proof(item["standfirst"]))
    if "ask" in item:
        yield Part(f"{key}#ask", f"item {no} ask", item["ask"])
    for statement in item["statements"]:
        yield Part(statement["key"], f"statement {statement['id']}", statement["text"], _proof(statement))
    for number, ask in enumerate(item.get("asks", ()), start=1):
        yield Part(f"{key}#ask-{number}", f"item {no} what to ask, {number}", ask)
    for chart in item["charts"]:
        rows = "; ".join(", ".join(row) for row in chart["rows"])
        yield Part(f"{key}#{chart['kind']}", f"chart {chart['id']}", f"{chart['title']}: {rows}")


def _proof(part: Json) -> str:
    return "; ".join(f"{source['title']} ({source['date']})" for source in part.get("sources", ()))


def digests(document: Json) -> dict[str, str]:
    """A digest for each part of a dossier's JSON: every statement by its id, and everything around them."""
    found: dict[str, str] = {}
    around = {name: value for name, value in document.items() if name != "items"}
    for name, value in around.items():
        found[name] = _digest(value)
    for item in _list(document.get("items")):
        no = item.get("no")
        found[f"item {no}"] = _digest({name: value for name, value in item.items() if name != "statements"})
        for statement in _list(item.get("statements")):
            found[f"statement {statement.get('id')}"] = _digest(statement)
    return found


def changed_parts(document: Json, signed: Mapping[str, str]) -> tuple[str, ...]:
    """The parts of a document whose digest is not the signed one: changed, added or missing."""
    now = digests(document)
    changed = [name for name, digest in now.items() if signed.get(name) != digest]
    return (*changed, *(f"{name} (missing)" for name in signed if name not in now))


def text_of(document: Json, part: str) -> str:
    """The text of a statement that `changed_parts` named; empty for other parts."""
    for item in _list(document.get("items")):
        for statement in _list(item.get("statements")):
            if part == f"statement {statement.get('id')}":
                return str(statement.get("text", ""))
    return ""


def _list(value: Any) -> list[Json]:
    return [each for each in value if isinstance(each, Mapping)] if isinstance(value, list) else []


def _digest(value: Any) -> str:
    written = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()
