"""All that is held on a person, to take along: as data, as a page to read, and with the documents themselves."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.template.loader import render_to_string

from hamsafar.files.actions import open_file
from hamsafar.files.models import StoredFile
from hamsafar.journeys import access
from hamsafar.journeys.actions.erasing import rows_of
from hamsafar.journeys.actions.looks import Look, lines_about, looks
from hamsafar.journeys.models import Person
from hamsafar.journeys.parts import PartLine, parts
from hamsafar.journeys.rules.exporting import plain
from hamsafar.kit.actor import Actor
from hamsafar.kit.language import reader_language
from hamsafar.kit.verdict import require
from hamsafar.ledger.actions import record

Data = dict[str, dict[str, Any]]  # by part, then by table
MOST_LINES = 10_000  # of the list of looks; the newest


def export_person(*, person: Person, by: Actor, at: datetime) -> bytes:
    """A ZIP of everything any app holds of the person, in the reader's language.

    `person.json` (all data by part), `person.html` (the same to read and to print, who looked among it) and `files/`
    (stored documents as they came). Taking it out stands in the ledger, each document by itself as well.
    """
    require(access.may_export(by, person))
    people = list(person.same_as())
    record("export made", about=person, by=by, at=at, person=person.ref)
    said = looks(list(lines_about(people)[:MOST_LINES]), people)
    data = {part.name: dict(part.export(people)) for part in parts()}
    files = _files_of(people)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("person.json", _as_json(person, said=said, data=data, files=files, at=at))
        made.writestr("person.html", _as_page(person, people, said=said, data=data, files=files, at=at))
        for file in files:
            with made.open(f"files/{file.ref}-{file.name}", "w") as held:
                held.writelines(open_file(file=file, by=by, at=at, person=person.ref))
    return out.getvalue()


def print_person(*, person: Person, by: Actor, at: datetime) -> str:
    """The page of that ZIP alone, to read and to print."""
    require(access.may_export(by, person))
    people = list(person.same_as())
    record("export made", about=person, by=by, at=at, person=person.ref)
    said = looks(list(lines_about(people)[:MOST_LINES]), people)
    data = {part.name: dict(part.export(people)) for part in parts()}
    return _as_page(person, people, said=said, data=data, files=_files_of(people), at=at)


def _files_of(people: Sequence[Person]) -> list[StoredFile]:
    """Stored documents that hang on a row of the person."""
    wanted = Q(pk__in=[])
    for part in parts():
        for model in part.models:
            for field in model._meta.concrete_fields:
                if field.related_model is StoredFile:
                    keys = rows_of(model, people).exclude(**{field.name: None}).values_list(field.attname, flat=True)
                    wanted |= Q(pk__in=list(keys))
    return list(StoredFile.objects.kept().filter(wanted).order_by("pk"))


def _as_json(person: Person, *, said: Sequence[Look], data: Data, files: Sequence[StoredFile], at: datetime) -> str:
    whole = {
        "reference": person.ref,
        "made_at": at.isoformat(),
        "synthetic": person.synthetic,
        "held": data,
        "who_looked": [plain(vars(each)) for each in said],
        "files": [{"reference": each.ref, "name": each.name, "sha256": each.sha256} for each in files],
    }
    return json.dumps(whole, ensure_ascii=False, indent=1)


def _as_page(
    person: Person,
    people: Sequence[Person],
    *,
    said: Sequence[Look],
    data: Data,
    files: Sequence[StoredFile],
    at: datetime,
) -> str:
    lines: list[PartLine] = [line for part in parts() for line in part.show(people)]
    context = {
        "person": person,
        "lang": reader_language(),
        "at": at,
        "lines": sorted(lines, key=lambda line: line.at, reverse=True),
        "looks": said,
        "tables": [table for part in data.values() for table in tables_of(part)],
        "files": files,
    }
    return render_to_string("journeys/rights/export.html", context)


def tables_of(part: dict[str, Any]) -> list[tuple[str, list[dict[str, Any]]]]:
    """The tables of one part's data that hold a row, each with its name."""
    return [(name, rows) for name, rows in part.items() if isinstance(rows, list) and rows]
