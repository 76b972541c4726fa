"""`./run restore`: an archive of `./run backup` back into a node."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, call_command
from django.db import connection
from django.utils.timezone import now

from hamsafar.front.archive import restore
from hamsafar.kit.actor import SYSTEM
from hamsafar.notices.actions import hold_waiting


class Command(BaseCommand):
    help = "Make this node what the archive says. All or nothing; a restore cut short is done again by the same call."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("archive", type=Path)
        parser.add_argument("--force", action="store_true", help="replace all that this node holds")

    def handle(self, *, archive: Path, force: bool, **_: Any) -> None:
        made_at = restore(archive, settings.VAR, force=force)
        connection.close()  # it may remember what is gone
        call_command("migrate", verbosity=0)  # the archive may be older than the code
        held = hold_waiting(by=SYSTEM, at=now())
        if held:
            self.stderr.write(f"{held} notices may have been sent after the backup: decide at Notices which go again.")
        self.stdout.write(f"Restored as of {made_at}. Prove it: ./run ledger verify, ./run files verify")
