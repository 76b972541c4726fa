"""`./run pack load` and `./run pack check`."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand
from django.utils.timezone import now

from hamsafar.front import packs
from hamsafar.front.progress import bar
from hamsafar.kit.actor import SYSTEM


class Command(BaseCommand):
    requires_system_checks: list[str] = []
    help = "Load the corridor pack, or check it. A pack with an error is refused as a whole, with file and line."

    def add_arguments(self, parser: ArgumentParser) -> None:
        commands = parser.add_subparsers(dest="what", required=True)
        for name, words in (("load", "replace the loaded pack by this one"), ("check", "read it and keep nothing")):
            command = commands.add_parser(name, help=words)
            command.add_argument("--pack", type=Path, default=settings.PACK, help="a folder other than the node's own")

    def handle(self, *, what: str, pack: Path, **_: Any) -> None:
        if what == "check":
            read = packs.check(pack, by=SYSTEM, at=now())
            self.stdout.write(f"{read.name.en}, version {read.version}: nothing is wrong.")
            return
        with bar("corridor pack, parts", len(packs.LOADERS)) as step:
            read = packs.load(pack, by=SYSTEM, at=now(), on_part=step)
        self.stdout.write(f"{read.name.en}, version {read.version}, is loaded.")
