"""`./run files verify`, `sweep` and `renew-key`: what the operator does with stored files."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hamsafar.files import actions
from hamsafar.kit.actor import SYSTEM
from hamsafar.kit.refusal import Refusal

FINE, FOUND, BAD_INPUT = 0, 1, 2


class Command(BaseCommand):
    help = "Stored files: hold them against the disk, clear what is left over, change their key. Exit 0, 1, 2."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        commands = parser.add_subparsers(dest="what", required=True, metavar="verify|sweep|renew-key")
        checking = commands.add_parser("verify", help="hold every file against the disk")
        checking.add_argument("--open", action="store_true", help="also open each and compare what it says")
        checking.add_argument("--format", choices=("text", "json"), default="text")
        commands.add_parser("sweep", help="take off the disk what was erased or left over")
        commands.add_parser("renew-key", help="lock every file's key under a new key of this node")

    def handle(self, *, what: str, **options: Any) -> None:
        try:
            code = getattr(self, f"_{what.replace('-', '_')}")(options)
        except Refusal as reason:
            self.stderr.write(str(reason))
            code = BAD_INPUT
        if code != FINE:
            sys.exit(code)

    def _verify(self, options: dict[str, Any]) -> int:
        report = actions.verify(by=SYSTEM, at=now(), opening=options["open"])
        if options["format"] == "json":
            self.stdout.write(json.dumps(asdict(report), indent=2, ensure_ascii=False))
        for finding in report.findings:
            self.stderr.write(f"{finding.wrong}: {finding.says}")
        held = ngettext("%(n)s file was checked.", "%(n)s files were checked.", report.checked) % {"n": report.checked}
        self.stderr.write(held)
        if not report.scanner:
            self.stderr.write(_("No scanner is set up: no file was searched for malware."))
        return FINE if report.ok else FOUND

    def _sweep(self, options: dict[str, Any]) -> int:
        removed = actions.sweep(by=SYSTEM, at=now())
        self.stderr.write(ngettext("%(n)s removed.", "%(n)s removed.", removed) % {"n": removed})
        return FINE

    def _renew_key(self, options: dict[str, Any]) -> int:
        locked = actions.renew_key(by=SYSTEM, at=now())
        self.stderr.write(
            ngettext("%(n)s file is locked under the new key.", "%(n)s files are locked under the new key.", locked)
            % {"n": locked}
        )
        return FINE
