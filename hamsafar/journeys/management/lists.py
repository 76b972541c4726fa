"""`./run people import|imports|import-go-on|import-undo`: lists of people at the command line."""

from __future__ import annotations

import json
from argparse import ArgumentParser, _SubParsersAction
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.timezone import now
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from hamsafar.accounts.models import User
from hamsafar.journeys.actions import importing
from hamsafar.journeys.actions.import_reading import LIMITS
from hamsafar.journeys.enums import ImportState
from hamsafar.journeys.models import ImportRow, PeopleImport
from hamsafar.journeys.rules.import_columns import Manner, plain_heading
from hamsafar.kit.actor import SYSTEM, Actor
from hamsafar.kit.refusal import Refusal
from hamsafar.kit.tables.reading import read_rows

FINE, FINDING, BAD_INPUT = 0, 1, 2
SHOWN, PIECE = 20, 1 << 18


def add_arguments(commands: _SubParsersAction[ArgumentParser]) -> None:
    """The words of the command line that concern lists."""
    into = commands.add_parser("import", help="make files of the people in a CSV or XLSX list")
    into.add_argument("file", type=Path)
    into.add_argument("--mapping", type=Path, metavar="FILE", help="JSON: which column holds what, and the orders")
    into.add_argument("--dry-run", action="store_true", help="read the list, say what is in it, and keep nothing")
    into.add_argument("--synthetic", action="store_true", help="the people of the list do not exist")
    every = commands.add_parser("imports", help="every list that was handed in")
    again = commands.add_parser("import-go-on", help="go on with lists whose reading or import was interrupted")
    again.add_argument("ref", nargs="?", default="")
    back = commands.add_parser("import-undo", help="take back every file that a list made")
    back.add_argument("ref")
    for each in (into, every, again, back):
        each.add_argument("--format", choices=("text", "json"), default="text")
        each.add_argument("--as", dest="login", metavar="LOGIN", help="the officer who does it (default: the node)")


def import_list(command: BaseCommand, options: Mapping[str, Any]) -> int:
    """Read a list and import it. Exit 1 where rows stay out, 2 where the list as a whole cannot be read."""
    by, file = _officer(options["login"]), options["file"]
    manner = _mapping(options["mapping"], file) if options["mapping"] else None
    with _opened(file) as content:
        batch = importing.receive_list(
            content=content,
            name=file.name,
            manner=manner,
            synthetic=options["synthetic"],
            by=by,
            at=now(),
            queued=False,
        )
    with _bar("Reading", None) as progress:
        reading = importing.check_list(batch=batch, by=by, at=now(), progress=progress)
    batch.refresh_from_db()
    if batch.state == ImportState.UNREADABLE:
        why = batch.why
        importing.withdraw_list(batch=batch, by=by, at=now())
        raise Refusal(f"{file}: {why}")
    found = _summary(batch) | {"seconds_for_doubles": round(reading.seconds_for_doubles, 1)}
    aside = [_row(row) for row in batch.set_aside.in_order()]
    if options["dry_run"] or not (batch.ready and batch.unreadable + batch.questions <= importing.MOST_SET_ASIDE):
        importing.withdraw_list(batch=batch, by=by, at=now())
        _say(command, options, found | {"state": "dry run", "set_aside": aside})
        return FINDING if aside else FINE
    batch = importing.confirm_list(batch=batch, by=by, at=now(), queued=False)
    with _bar("Importing", batch.rows) as progress:
        batch = importing.apply_list(batch=batch, by=by, at=now(), progress=progress)
    _say(command, options, found | _summary(batch) | {"set_aside": aside})
    return FINDING if aside else FINE


def list_all(command: BaseCommand, options: Mapping[str, Any]) -> int:
    """One line for each list, the newest first."""
    batches = PeopleImport.objects.newest_first()
    if options["format"] == "json":
        command.stdout.write(json.dumps([_summary(each) for each in batches], ensure_ascii=False))
        return FINE
    for each in batches:
        command.stdout.write(f"{each.ref}\t{each.state}\t{each.people}/{each.rows}\t{each.name}")
    return FINE


def go_on(command: BaseCommand, options: Mapping[str, Any]) -> int:
    """Go on with one list, or with all that were interrupted."""
    by = _officer(options["login"])
    waiting = PeopleImport.objects.in_work()
    if options["ref"]:
        waiting = waiting.filter(pk=_batch(options["ref"]).pk)
    for batch in waiting:
        if batch.state == ImportState.RECEIVED:
            with _bar("Reading", None) as progress:
                importing.check_list(batch=batch, by=by, at=now(), progress=progress)
        else:
            with _bar("Importing", batch.rows) as progress:
                importing.apply_list(batch=batch, by=by, at=now(), progress=progress)
        batch.refresh_from_db()
        _say(command, options, _summary(batch))
    return FINE


def undo(command: BaseCommand, options: Mapping[str, Any]) -> int:
    """Take back every file that a list made."""
    batch = importing.undo_list(batch=_batch(options["ref"]), by=_officer(options["login"]), at=now())
    _say(command, options, _summary(batch))
    return FINE


COMMANDS: Mapping[str, Callable[[BaseCommand, Mapping[str, Any]], int]] = {
    "import": import_list,
    "imports": list_all,
    "import-go-on": go_on,
    "import-undo": undo,
}


def _summary(batch: PeopleImport) -> dict[str, Any]:
    names = ("ref", "name", "state", "rows", "ready", "unreadable", "questions", "people", "synthetic")
    return {name: getattr(batch, name) for name in names} | {"rows_sha256": batch.rows_digest}


def _row(row: ImportRow) -> dict[str, Any]:
    """Why a row stays out, without what it says of anybody."""
    reasons = [{"column": each.field, "reason": str(each.reason)} for each in row.reasons]
    asked = [{"column": each.field, "question": each.kind} for each in row.open_questions]
    return {"line": row.line, "errors": reasons, "questions": asked}


def _say(command: BaseCommand, options: Mapping[str, Any], found: dict[str, Any]) -> None:
    if options["format"] == "json":
        command.stdout.write(json.dumps(found, ensure_ascii=False))
        return
    for row in found.get("set_aside", ())[:SHOWN]:
        for each in row["errors"]:
            command.stderr.write(f"line {row['line']}, {each['column']}: {each['reason']}")
        for each in row["questions"]:
            command.stderr.write(f"line {row['line']}: somebody must decide ({each['question']}).")
    if len(found.get("set_aside", ())) > SHOWN:
        command.stderr.write(f"… and {len(found['set_aside']) - SHOWN} more; --format json names them all.")
    words = "{ref}: {state}. {rows} rows, {people} people imported, {unreadable} unreadable, {questions} to decide."
    command.stdout.write(words.format(**found))


def _mapping(path: Path, file: Path) -> Manner:
    """A manner from a JSON file; a column may be named by its heading or by its number from 0."""
    try:
        data = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as problem:
        raise Refusal(f"{path} cannot be read as JSON: {problem}.") from problem
    _line, headings = next(read_rows(str(file), lambda: _pieces(file), LIMITS))
    places = {plain_heading(heading): place for place, heading in enumerate(headings)}
    columns = data.get("columns") if isinstance(data, dict) else None
    if not isinstance(columns, dict):
        raise Refusal(f"{path} is no mapping: it is a JSON object with “columns”.")
    unknown = [each for each in columns.values() if isinstance(each, str) and plain_heading(each) not in places]
    if unknown:
        raise Refusal(f"{file} has no column “{unknown[0]}”.")
    data["columns"] = {
        field: places[plain_heading(each)] if isinstance(each, str) else each for field, each in columns.items()
    }
    return Manner.from_data(data)


def _pieces(file: Path) -> Any:
    with _opened(file) as content:
        while piece := content.read(PIECE):
            yield piece


def _opened(file: Path) -> Any:
    try:
        return file.open("rb")
    except OSError as problem:
        raise Refusal(f"{file} cannot be read: {problem.strerror}.") from problem


def _batch(ref: str) -> PeopleImport:
    batch = PeopleImport.objects.filter(ref=ref).first()
    if batch is None:
        raise Refusal(f"There is no list {ref}: ./run people imports names them.")
    return batch


def _officer(login: str | None) -> Actor:
    if login is None:
        return SYSTEM
    officer = User.objects.filter(username=login).first()
    if officer is None:
        raise Refusal(f"No officer signs in as “{login}”.")
    return officer


class _bar:
    """A progress bar on standard error, told by step how many rows are done."""

    def __init__(self, words: str, total: int | None) -> None:
        columns = (TextColumn("{task.description:<10}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        self.progress = Progress(*columns, console=Console(stderr=True))
        self.task = self.progress.add_task(words, total=total)

    def __enter__(self) -> Callable[[str, int], None]:
        self.progress.start()
        return lambda _step, done: self.progress.advance(self.task, done)

    def __exit__(self, *problem: object) -> None:
        self.progress.stop()
