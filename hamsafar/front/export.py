"""The whole node in open formats: what another system, or a reader in twenty years, can open without this code.

    datapackage.json   what each table and column is (Frictionless Data Package, table schema)
    tables/*.csv       every table of ours, UTF-8, RFC 4180
    bytes/SHA-256      what is too long for a cell of a table (a frozen PDF); the cell then says `bytes/SHA-256`
    pack/              the corridor pack as this node has it
    figures/*          the published figures as SDMX-CSV with their structure, and as JSON with their sources
    files/REF.*        stored files as they came, opened; only where they were asked for

Left out, and named in datapackage.json: secrets (passwords, second factors, sessions, private and content keys), the
queue, and stored files unless they were asked for.
"""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
import zipfile
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models

from hamsafar.figures.formats.exports import plain_json, sdmx_csv, sdmx_structure
from hamsafar.figures.models import Observation
from hamsafar.files.actions import open_file
from hamsafar.files.enums import ENDINGS
from hamsafar.files.models import StoredFile
from hamsafar.front.progress import bar
from hamsafar.kit.actor import SYSTEM
from hamsafar.kit.privacy import privacy_of
from hamsafar.kit.refusal import Refusal
from hamsafar.medical.models.centre import SCHEMA

NOTHING = "\\N"  # how an empty cell differs from an empty text
LONGEST_CELL = 4_096  # bytes; spreadsheets and CSV readers stop at 32 to 131 thousand characters
SECRETS = {
    "accounts.User": frozenset({"password"}),
    "exchange.OutboxEnvelope": frozenset({"wrapped_key"}),
    "exchange.InboxEnvelope": frozenset({"wrapped_key"}),
    "exchange.Arrival": frozenset({"raw"}),
    "meetings.FrozenFile": frozenset({"wrapped_key"}),
    "files.StoredFile": frozenset({"wrapped_key"}),
}
LEFT_OUT = (
    "passwords, second factors, sessions, private keys and the content keys of envelopes (./run backup holds them), "
    "the locked folders of an examination centre, and the queue of jobs"
)

TYPES: dict[type[models.Field[Any, Any]], str] = {
    models.BooleanField: "boolean",
    models.IntegerField: "integer",
    models.DecimalField: "number",
    models.DateTimeField: "datetime",
    models.DateField: "date",
    models.JSONField: "object",
}

FIGURES = {"figures.csv": sdmx_csv, "structure.xml": sdmx_structure, "figures.json": plain_json}


def write(target: Path, at: datetime, *, with_files: bool = False) -> int:
    """Write the node to the folder or .zip `target`, which must not exist; how many rows were written.

    With `with_files` also every stored file, opened: each stands in the ledger as a look.
    """
    if target.exists():
        raise Refusal(f"{target} exists already: name another folder or file.")
    folder = target.with_suffix("") if target.suffix == ".zip" else target
    if folder.exists():
        raise Refusal(f"{folder} exists already: it is needed on the way to {target.name}.")
    (folder / "tables").mkdir(parents=True)
    rows = _write_tables(folder, at, with_files=with_files)
    if with_files:
        _write_files(folder / "files", at)
    shutil.copytree(settings.PACK, folder / "pack")
    _write_figures(folder / "figures", at)
    if target.suffix == ".zip":
        _zip(folder, target)
    return rows


def _write_figures(folder: Path, at: datetime) -> None:
    book = Observation.objects.book(as_of=None)
    folder.mkdir()
    for name, written in FIGURES.items():
        (folder / name).write_text(written(book, at), encoding="utf-8")


def _write_files(folder: Path, at: datetime) -> None:
    folder.mkdir(mode=0o700)
    kept = StoredFile.objects.kept().order_by("pk")
    with bar("files", kept.count()) as step:
        for file in kept.iterator(chunk_size=1_000):
            with (folder / f"{file.ref}{ENDINGS[file.media_type]}").open("wb") as out:
                out.writelines(open_file(file=file, by=SYSTEM, at=at))
            step()


def own_models() -> list[type[models.Model]]:
    """Every model of ours, by label."""
    ours = (each for each in apps.get_models() if each.__module__.startswith("hamsafar."))
    return sorted(ours, key=lambda each: each._meta.label)


def exported_models() -> list[type[models.Model]]:
    """Those whose rows an export holds: what only an examination centre reads leaves by none."""
    return [each for each in own_models() if not each._meta.db_table.startswith(f'"{SCHEMA}"')]


def _write_tables(folder: Path, at: datetime, *, with_files: bool) -> int:
    resources, total = [], 0
    with bar("tables", len(exported_models())) as step:
        for model in exported_models():
            path = f"tables/{model._meta.label_lower}.csv"
            count = _write_table(folder / path, model)
            resources.append(describe(model) | {"path": path, "rows": count})
            total += count
            step()
    left_out = LEFT_OUT if with_files else f"{LEFT_OUT}; stored files (./run export --with-files writes them)"
    package = {"name": "hamsafar-node", "created": at.isoformat(), "left_out": left_out, "resources": resources}
    (folder / "datapackage.json").write_text(json.dumps(package, ensure_ascii=False, indent=1))
    return total


def _write_table(file: Path, model: type[models.Model]) -> int:
    names = [field.attname for field in columns(model)]
    count = 0
    with file.open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        writer.writerow(names)
        for row in model._base_manager.order_by("pk").values_list(*names).iterator(chunk_size=2_000):
            writer.writerow([as_text(_beside(file.parents[1], value)) for value in row])
            count += 1
    return count


def _beside(folder: Path, value: object) -> object:
    """The value, or for bytes too long for a cell the path of the file that now holds them."""
    if not isinstance(value, (bytes, memoryview)) or len(value) <= LONGEST_CELL:
        return value
    path = Path("bytes") / hashlib.sha256(value).hexdigest()
    (folder / "bytes").mkdir(exist_ok=True)
    (folder / path).write_bytes(value)
    return str(path)


def columns(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    """The columns of a model that leave the node."""
    secret = SECRETS.get(model._meta.label, frozenset())
    return [field for field in model._meta.concrete_fields if field.name not in secret]


def describe(model: type[models.Model]) -> dict[str, Any]:
    """One resource of the data package: the table's words, columns, keys and what is personal in it."""
    fields = columns(model)
    return {
        "name": model._meta.label_lower,
        "description": (model.__doc__ or "").strip().split("\n")[0],
        "personal": sorted(privacy_of(model).personal),
        "schema": {
            "fields": [_column(field) for field in fields],
            "primaryKey": model._meta.pk.attname,
            "foreignKeys": [_reference(field) for field in fields if field.remote_field],
            "missingValues": [NOTHING],
        },
    }


def _column(field: models.Field[Any, Any]) -> dict[str, Any]:
    target = _target(field)
    kind = next((word for each, word in TYPES.items() if isinstance(target, each)), "string")
    words = {"name": field.attname, "type": kind}
    if isinstance(target, models.BinaryField):
        words["format"] = "hexadecimal, or the path of a file under bytes/"
    return words | ({"constraints": {"enum": [key for key, _ in field.flatchoices]}} if field.choices else {})


def _reference(field: models.Field[Any, Any]) -> dict[str, Any]:
    there = _target(field)
    return {
        "fields": field.attname,
        "reference": {"resource": there.model._meta.label_lower, "fields": there.attname},
    }


def _target(field: models.Field[Any, Any]) -> models.Field[Any, Any]:
    """The column that a foreign key points at; any other column itself."""
    return field.target_field if isinstance(field, models.ForeignKey) else field


def as_text(value: object) -> str:
    """One cell. Nothing is `\\N`, instants and days are ISO 8601, bytes are hexadecimal, structures are JSON."""
    if value is None:
        return NOTHING
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, (bytes, memoryview)):
        return bytes(value).hex()
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def _zip(folder: Path, target: Path) -> None:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out:
        for file in sorted(folder.rglob("*")):
            out.write(file, file.relative_to(folder.parent))
    shutil.rmtree(folder)
