"""`./run names compare|forms|mrz`."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import Any, TextIO

from django.core.management.base import BaseCommand, CommandError

from hamsafar.names.comparing import Comparison, compare
from hamsafar.names.mrz.layout import LAYOUTS
from hamsafar.names.mrz.reading import NotAZone, Zone, read
from hamsafar.names.reasons import LANGUAGES
from hamsafar.names.spelling import CannotSpell, forms

FINE, FINDING, BAD_INPUT = 0, 1, 2
TWO = 2
STANDARD_INPUT = "-"
SAID = ("code", "issuer", "number", "surname", "given", "nationality", "birth", "sex", "expiry", "optional")
LINES = {layout.width: layout.lines for layout in LAYOUTS}


class Command(BaseCommand):
    """Works on files and words alone: no database is asked."""

    requires_system_checks: list[str] = []
    requires_migrations_checks = False
    help = "Names across scripts, and machine-readable zones. Exit 0 fine, 1 no match or not valid, 2 bad input."

    def add_arguments(self, parser: ArgumentParser) -> None:
        commands = parser.add_subparsers(dest="what", required=True, metavar="compare|forms|mrz")
        comparing = commands.add_parser("compare", help="whether two names may be one person's, and why")
        comparing.add_argument("names", nargs="*", metavar="NAME", help="two names, in any script")
        comparing.add_argument(
            "--pairs",
            metavar="FILE",
            help="two names a line, parted by a tab; - for standard input; JSON lines out",
        )
        spelling = commands.add_parser("forms", help="how the other side will spell a name, by standard")
        spelling.add_argument("name", metavar="NAME")
        zones = commands.add_parser("mrz", help="read machine-readable zones")
        zones.add_argument("zone", nargs="*", metavar="LINE", help="the lines of one zone")
        zones.add_argument(
            "--lines",
            nargs="?",
            const=STANDARD_INPUT,
            metavar="FILE",
            help="many zones, from a file or standard input, each on one line or on its own lines; JSON lines out",
        )
        for each in (comparing, spelling, zones):
            each.add_argument("--format", choices=("text", "json"), default="text", dest="fmt")
            each.add_argument("--lang", choices=LANGUAGES, default="en")

    def handle(self, *, what: str, **options: Any) -> None:
        if isinstance(sys.stdout, TextIOWrapper):  # whatever the machine's language, names are written in full
            sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
        code: int = getattr(self, f"_{what}")(options)
        if code:
            sys.exit(code)

    def _compare(self, options: dict[str, Any]) -> int:
        if options["pairs"]:
            if options["names"]:
                raise CommandError("Give two names or --pairs FILE, not both.", returncode=BAD_INPUT)
            with _opened(options["pairs"]) as lines:
                return self._stream(_compared(line, options["lang"]) for line in _written(lines))
        if len(options["names"]) != TWO:
            raise CommandError("Give two names, each in quotes, or --pairs FILE.", returncode=BAD_INPUT)
        found = compare(*options["names"])
        if options["fmt"] == "json":
            self._json(_comparison(found, options["lang"]))
        else:
            verdict = "match" if found.match else "no match"
            self.stdout.write(f"{verdict} ({found.extent.value}), score {found.score:.3f}")
            self.stdout.write(found.explained(options["lang"]))
        return FINE if found.match else FINDING

    def _forms(self, options: dict[str, Any]) -> int:
        try:
            found = forms(options["name"])
        except CannotSpell as problem:
            raise CommandError(str(problem), returncode=BAD_INPUT) from problem
        if options["fmt"] == "json":
            self._json({"name": options["name"], "forms": [each.as_dict() for each in found]})
            return FINE
        for each in found:
            guess = " (a guess)" if each.guess else ""
            self.stdout.write(f"{each.standard:<18}{each.spelling:<40}{each.name[options['lang']]}{guess}")
        return FINE

    def _mrz(self, options: dict[str, Any]) -> int:
        if options["lines"]:
            if options["zone"]:
                raise CommandError("Give the lines of one zone or --lines, not both.", returncode=BAD_INPUT)
            with _opened(options["lines"]) as lines:
                return self._stream(map(_zone, _zones(_written(lines))))
        if not options["zone"]:
            raise CommandError("Give the lines of one zone, each in quotes, or --lines.", returncode=BAD_INPUT)
        try:
            found = read(options["zone"] if len(options["zone"]) > 1 else options["zone"][0])
        except NotAZone as problem:
            raise CommandError(str(problem), returncode=BAD_INPUT) from problem
        if options["fmt"] == "json":
            self._json(found.as_dict())
        else:
            self._say(found)
        return FINE if found.valid else FINDING

    def _say(self, zone: Zone) -> None:
        self.stdout.write(f"{zone.format} {'valid' if zone.valid else 'NOT VALID'}")
        for name in SAID:
            self.stdout.write(f"{name:<12} {getattr(zone, name)}")
        if zone.truncated:
            self.stdout.write("The names fill their field: they may have been cut short.")
        for problem in zone.problems:
            self.stdout.write(f"{problem.field}: {problem.words}")
        for each in zone.suggestions:
            self.stdout.write(
                f"line {each.line}, place {each.place}: perhaps {each.perhaps} for {each.read}; {each.rule}"
            )

    def _stream(self, answers: Iterable[tuple[int, dict[str, object]]]) -> int:
        """One JSON document a line, as they come; the worst of their codes. No input at all is bad input."""
        worst = None
        for code, answer in answers:
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
            worst = max(code, worst or FINE)
        if worst is None:
            self.stderr.write("There is nothing to read.")
        return BAD_INPUT if worst is None else worst

    def _json(self, document: object) -> None:
        self.stdout.write(json.dumps(document, ensure_ascii=False, indent=1))


def _comparison(found: Comparison, lang: str) -> dict[str, object]:
    return {**found.as_dict(), "explanation": found.explained(lang)}


def _compared(line: str, lang: str) -> tuple[int, dict[str, object]]:
    columns = line.split("\t")
    if len(columns) < TWO:
        return BAD_INPUT, {"line": line, "error": "A line holds two names with a tab between them."}
    a, b = (column.strip() for column in columns[:2])
    found = compare(a, b)
    return FINE if found.match else FINDING, {"a": a, "b": b, **_comparison(found, lang)}


def _zone(lines: tuple[str, ...]) -> tuple[int, dict[str, object]]:
    try:
        found = read(lines if len(lines) > 1 else lines[0])
    except NotAZone as problem:
        return BAD_INPUT, {"lines": list(lines), "valid": False, "error": str(problem)}
    return FINE if found.valid else FINDING, found.as_dict()


def _zones(lines: Iterable[str]) -> Iterator[tuple[str, ...]]:
    """Lines put together to zones, by their width; one that fits nowhere stands alone and is refused."""
    waiting: list[str] = []
    for line in lines:
        text = line.strip()
        if waiting and len(text) != len(waiting[0]):
            yield tuple(waiting)
            waiting = []
        if len(text) not in LINES:
            yield (text,)
            continue
        waiting.append(text)
        if len(waiting) == LINES[len(text)]:
            yield tuple(waiting)
            waiting = []
    if waiting:
        yield tuple(waiting)


def _written(lines: TextIO) -> Iterator[str]:
    """Every line that is not empty, without its end; a comment begins with #."""
    try:
        for line in lines:
            if line.strip() and not line.startswith("#"):
                yield line.rstrip("\r\n")
    except UnicodeDecodeError as problem:
        raise CommandError("This is no UTF-8 text.", returncode=BAD_INPUT) from problem


@contextmanager
def _opened(file: str) -> Iterator[TextIO]:
    if file == STANDARD_INPUT:
        if isinstance(sys.stdin, TextIOWrapper):
            sys.stdin.reconfigure(encoding="utf-8-sig", errors="strict")
        yield sys.stdin
        return
    try:
        with Path(file).open(encoding="utf-8-sig") as lines:
            yield lines
    except OSError as problem:
        raise CommandError(f"{file} cannot be read: {problem.strerror}.", returncode=BAD_INPUT) from problem
