"""`./run papers verify`: what a paper is worth, by a trust list or certificates, without a database or a network."""

from __future__ import annotations

import json
import sys
import time
from argparse import ArgumentParser
from collections.abc import Iterable
from datetime import UTC, datetime
from io import TextIOWrapper
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from hamsafar.kit.refusal import Refusal
from hamsafar.papers.formats.checking import Outcome, Trust, check
from hamsafar.papers.formats.trust_files import read_trust

FINE, FOUND, BAD_INPUT = 0, 1, 2
STANDARD_INPUT = "-"


class Command(BaseCommand):
    help = "Signed papers. Exit 0 valid, 1 not valid, 2 bad input."
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        commands = parser.add_subparsers(dest="what", required=True)
        verifying = commands.add_parser("verify", help="what papers are worth; one JSON document for each")
        verifying.add_argument(
            "--trust", type=Path, required=True, metavar="FILE", help="a trust list, or certificates in PEM or DER"
        )
        verifying.add_argument("--status", type=Path, metavar="FILE", help="the status list that belongs to it")
        verifying.add_argument(
            "--at", metavar="T", help="a moment: 2026-03-01T12:00:00Z or seconds since 1970; else now"
        )
        verifying.add_argument(
            "text", nargs="?", default=STANDARD_INPUT, metavar="TEXT", help="the text of the QR code; - : one a line"
        )
        verifying.add_argument("--format", choices=("json",), default="json", help="one JSON document a paper")

    def handle(self, *, what: str, **options: Any) -> None:
        if isinstance(sys.stdout, TextIOWrapper):  # whatever the machine's language, names are written in full
            sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
        try:
            at = _moment(options["at"])
            trust = read_trust(options["trust"], options["status"])
        except Refusal as reason:
            raise CommandError(str(reason), returncode=BAD_INPUT) from reason
        if options["text"] != STANDARD_INPUT:
            outcomes = [self._said(options["text"], trust, at)]
        else:
            outcomes = [self._said(line, trust, at) for line in _lines() if line.strip()]
        if not all(outcome.valid for outcome in outcomes):
            sys.exit(FOUND)

    def _said(self, text: str, trust: Trust, at: float) -> Outcome:
        outcome = check(text, trust, at=at)
        self.stdout.write(json.dumps(outcome.as_data(), ensure_ascii=False))
        if outcome.detail:
            self.stderr.write(outcome.detail)
        return outcome


def _lines() -> Iterable[str]:
    """The lines of standard input; bytes that are no text become a line that is no paper."""
    if isinstance(sys.stdin, TextIOWrapper):
        sys.stdin.reconfigure(encoding="utf-8", errors="replace")
    return (line.rstrip("\r\n") for line in sys.stdin)


def _moment(said: str | None) -> float:
    if said is None:
        return time.time()
    try:
        return float(said)
    except ValueError:
        pass
    try:
        found = datetime.fromisoformat(said)
    except ValueError:
        raise Refusal(f"“{said}” is no moment: write 2026-03-01T12:00:00Z, or seconds since 1970.") from None
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()
