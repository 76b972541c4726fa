"""`./run figures disagreements|export|import|convert`."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils.timezone import localdate, now

from hamsafar.accounts.models import User
from hamsafar.corridor.formats.reading import PackError
from hamsafar.figures.actions import confirm_import, says, start_import
from hamsafar.figures.formats.drafts import as_pack_rows, value_text
from hamsafar.figures.formats.exports import FORMATS, as_json, finding_data
from hamsafar.figures.formats.imports import LAYOUTS, Known, RowError, read_import
from hamsafar.figures.formats.pack_figures import decimals_of, read_figures
from hamsafar.figures.models import Observation
from hamsafar.figures.rules.book import Book, Facts
from hamsafar.figures.rules.found import Draft
from hamsafar.figures.rules.importing import doubts
from hamsafar.figures.rules.sentences import written
from hamsafar.figures.rules.values import Finding
from hamsafar.kit.actor import SYSTEM, Actor
from hamsafar.kit.formats import number
from hamsafar.kit.refusal import Refusal

FINE, BAD_INPUT = 0, 2


def day(text: str) -> date:
    """A day written YYYY-MM-DD."""
    try:
        return date.fromisoformat(text)
    except ValueError as problem:
        raise ArgumentTypeError(f"{text} is no day; write it YYYY-MM-DD") from problem


class Command(BaseCommand):
    requires_system_checks: list[str] = []
    help = "Published figures: where they disagree, out to open formats, in from a file. Exit 0 fine, 2 bad input."

    def add_arguments(self, parser: ArgumentParser) -> None:
        commands = parser.add_subparsers(dest="what", required=True, metavar="disagreements|export|import|convert")
        found = commands.add_parser("disagreements", help="counts that cannot all hold, found by rule")
        found.add_argument("--format", choices=("text", "json"), default="text")
        out = commands.add_parser("export", help="every figure in an open format")
        out.add_argument("--format", choices=tuple(FORMATS), default="sdmx-csv")
        out.add_argument("--out", type=Path, metavar="FILE", help="write here instead of to standard output")
        for each in (found, out):
            each.add_argument("--as-of", type=day, metavar="DAY", help="only what was public by the end of this day")
            each.add_argument("--pack", type=Path, metavar="DIR", help="read this pack; the database is not asked")
        into = commands.add_parser("import", help="make figures of a CSV, XLSX or SDMX-CSV file")
        into.add_argument("file", type=Path)
        into.add_argument("--preview", action="store_true", help="show what would be imported and import nothing")
        into.add_argument("--layout", choices=("auto", *LAYOUTS), default="auto")
        into.add_argument("--as", dest="login", metavar="LOGIN", help="the officer who imports (default: the system)")
        over = commands.add_parser("convert", help="a list as found, into rows of a pack's figures.csv")
        over.add_argument("file", type=Path)
        over.add_argument("--out", type=Path, required=True, metavar="FILE")
        over.add_argument("--pack", type=Path, metavar="DIR", help="whose units to use (default: the node's own pack)")

    def handle(self, **options: Any) -> None:
        code = {
            "disagreements": self._disagreements,
            "export": self._export,
            "import": self._import,
            "convert": self._convert,
        }[options["what"]](options)
        if code != FINE:
            sys.exit(code)

    def _disagreements(self, options: dict[str, Any]) -> int:
        book = _book(options)
        if options["format"] == "json":
            self.stdout.write(as_json([finding_data(each) for each in book.disagreements]), ending="")
            return FINE
        for finding in book.disagreements:
            self.stdout.write(_line(finding, book))
        self.stderr.write(f"{len(book.disagreements)} disagreements.")
        return FINE

    def _export(self, options: dict[str, Any]) -> int:
        book = _book(options)
        text = FORMATS[options["format"]](book, now())
        if options["format"].startswith("sdmx"):
            others = sum(fact.value is None for fact in book.facts.values())
            self.stderr.write(f"{others} dates and notes have no number and no place in SDMX; csv and json hold them.")
        if options["out"] is None:
            self.stdout.write(text, ending="")
        else:
            _write(options["out"], text)
        return FINE

    def _import(self, options: dict[str, Any]) -> int:
        file: Path = options["file"]
        content, layout = _read(file), options["layout"]
        known = Observation.objects.facts()
        reading = read_import(str(file), content, Known(known.codes, known.series), layout)
        in_doubt = [RowError(each.line, "", says(each)) for each in doubts(reading.drafts, known.facts)]
        self._say_left_out(reading.left_out)
        if options["preview"]:
            self._show(reading.drafts)
        code = self._refuse(file, [*reading.errors, *in_doubt])
        if code == FINE and not options["preview"]:
            by = _officer(options["login"])
            with transaction.atomic():
                batch = start_import(name=str(file), content=content, by=by, at=now(), layout=layout)
                batch = confirm_import(batch=batch, by=by, at=now())
            self.stderr.write(f"{len(reading.drafts)} figures imported; sha256 {batch.digest}.")
        return code

    def _convert(self, options: dict[str, Any]) -> int:
        file: Path = options["file"]
        known = read_figures(options["pack"] or settings.PACK)
        reading = read_import(str(file), _read(file), Known(known.codes, known.series), "found")
        code = self._refuse(file, reading.errors)
        if code == FINE:
            _write(options["out"], as_pack_rows(reading.drafts))
            self.stderr.write(f"{reading.rows} rows became {len(reading.drafts)} drafts in {options['out']}.")
        return code

    def _show(self, drafts: Iterable[Draft]) -> None:
        for draft in drafts:
            value = "(note)" if draft.kind == "note" else f"{draft.qualifier} {value_text(draft)} {draft.unit}".strip()
            self.stdout.write(f"{draft.line}\t{draft.key}\t{value}\t{draft.period}\t{draft.words}")

    def _say_left_out(self, left_out: Iterable[RowError]) -> None:
        for each in left_out:
            self.stderr.write(f"line {each.line} is left out. {each.reason}")

    def _refuse(self, file: Path, errors: Iterable[RowError]) -> int:
        """Say what is wrong with which line; exit 2 where anything is."""
        code = FINE
        for error in errors:
            self.stderr.write(f"{file}:{error.line}: {error.reason}")
            code = BAD_INPUT
        if code != FINE:
            self.stderr.write("Nothing was imported or written.")
        return code


def _book(options: dict[str, Any]) -> Book:
    """The book of the pack that was named, else of this node."""
    known: Facts = read_figures(options["pack"]) if options["pack"] else Observation.objects.facts()
    if not known.series:
        raise Refusal("No corridor pack is loaded: load one with ./run pack load, or name one with --pack.")
    return known.book(options["as_of"], today=localdate())


def _line(finding: Finding, book: Book) -> str:
    name = book.series[finding.series].name.en if finding.series in book.series else finding.series
    scope = book.codes.long("scope", finding.scope, "en") if finding.scope else ""
    head = ", ".join(part for part in (name, finding.period, scope) if part)
    values = "; ".join(f"{written(fact, book, 'en')} [{fact.key}]" for fact in finding.values)
    unit = book.codes.short("unit", finding.unit, "en")
    gap = _plain(finding.gap)
    if finding.gap_high is not None:
        gap = f"at least {gap}, at most {_plain(finding.gap_high)}"
    return f"{finding.rule}: {head}: {values}. Gap: {gap} {unit}."


def _plain(value: Decimal) -> str:
    return number(value, decimals_of(f"{value:f}"), "en")


def _officer(login: str | None) -> Actor:
    if login is None:
        return SYSTEM
    officer = User.objects.filter(username=login).first()
    if officer is None:
        raise Refusal(f"No officer signs in as “{login}”.")
    return officer


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as problem:
        raise PackError(file, 0, f"the file cannot be read: {problem.strerror}.") from problem


def _write(file: Path, text: str) -> None:
    try:
        file.write_text(text, encoding="utf-8", newline="")
    except OSError as problem:
        raise PackError(file, 0, f"the file cannot be written: {problem.strerror}.") from problem
