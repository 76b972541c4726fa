"""`./run retention due` and `./run retention erase`: what may not be kept any longer."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from dataclasses import asdict
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hamsafar.accounts.enums import Permission
from hamsafar.accounts.models import User
from hamsafar.front import retention
from hamsafar.journeys.actions import erasing
from hamsafar.journeys.enums import ErasureState
from hamsafar.kit.actor import SYSTEM
from hamsafar.kit.refusal import Refusal

FINE, FOUND, BAD_INPUT = 0, 1, 2


class Command(BaseCommand):
    help = "What may not be kept any longer: list it, or erase it. Exit 0 nothing is due, 1 something is, 2 bad input."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        commands = parser.add_subparsers(dest="what", required=True, metavar="due|erase")
        listing = commands.add_parser("due", help="list what is over: rows by table, people's files by reference")
        erasing_ = commands.add_parser("erase", help="erase it; files with records of a case are only proposed")
        for each in (listing, erasing_):
            each.add_argument("--on", type=date.fromisoformat, metavar="DAY", help="as on this day (default: today)")
            each.add_argument("--format", choices=("text", "json"), default="text")
        erasing_.add_argument("--officer", metavar="NAME", help="who erases, by sign-in name (default: the node)")
        erasing_.add_argument("--cases", action="store_true", help="also evidence of cases: two officers are needed")
        erasing_.add_argument("--second", metavar="NAME", help="the second officer, who looked as well")

    def handle(self, *, what: str, **options: Any) -> None:
        try:
            on = options["on"] or localdate()
            if on > localdate():
                raise Refusal(_("That day has not come: nothing is erased before its time."))
            code, said = self._due(on) if what == "due" else self._erase(on, options)
        except Refusal as reason:
            self.stderr.write(str(reason))
            sys.exit(BAD_INPUT)
        if options["format"] == "json":
            self.stdout.write(json.dumps(said, indent=2, ensure_ascii=False))
        else:
            self._say(said)
        if code != FINE:
            sys.exit(code)

    def _due(self, on: date) -> tuple[int, dict[str, Any]]:
        rows = [asdict(each) for each in retention.due(on=on)]
        files = [person.ref for person in erasing.due(on=on)]
        return FOUND if rows or files else FINE, {"rows": rows, "files": files}

    def _erase(self, on: date, options: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        by = _officer(options["officer"]) if options["officer"] else SYSTEM
        said: dict[str, Any] = {"rows": retention.erase_over(on=on, by=SYSTEM, at=now())}
        if options["cases"]:
            _require_two(options)
            said["rows"] |= retention.erase_over(on=on, by=by, at=now(), cases=True)
        said["erased"], said["waiting"] = [], []
        for person in list(erasing.due(on=on)):
            if person.erasures.filter(done_at__isnull=True, withdrawn_at__isnull=True).exists():
                said["waiting"].append(person.ref)
                continue
            made = erasing.erase_due(person=person, by=by, at=now())
            said["erased" if made.state is ErasureState.DONE else "waiting"].append(person.ref)
        return FOUND if said["waiting"] else FINE, said

    def _say(self, said: dict[str, Any]) -> None:
        rows = said["rows"]
        for label, count in (
            rows.items() if isinstance(rows, dict) else ((each["model"], each["rows"]) for each in rows)
        ):
            self.stdout.write(f"{label}: {count}")
        for name in ("files", "erased", "waiting"):
            for ref in said.get(name, ()):
                self.stdout.write(f"{name}: {ref}")
        waiting = len(said.get("waiting", ()))
        if waiting:
            words = ngettext(
                "%(n)s file waits for a second officer.", "%(n)s files wait for a second officer.", waiting
            )
            self.stderr.write(words % {"n": waiting})


def _officer(name: str) -> User:
    found = User.objects.active().filter(username=name).first()
    if found is None or not found.has(Permission.ANSWER_RIGHTS):
        raise Refusal(_("%(name)s is no officer here who answers people about their files.") % {"name": name})
    return found


def _require_two(options: dict[str, Any]) -> None:
    if not options["officer"] or not options["second"]:
        raise Refusal(_("Evidence of cases goes by two officers: name them with --officer and --second."))
    if _officer(options["officer"]) == _officer(options["second"]):
        raise Refusal(_("The second officer must be another one."))
