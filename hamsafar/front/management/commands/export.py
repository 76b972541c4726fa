"""`./run export`: the whole node in open formats."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand
from django.utils.timezone import localdate, now

from hamsafar.front.export import write


class Command(BaseCommand):
    help = "Write the whole node in open formats (CSV with a data package, SDMX-CSV, the pack) to a folder or .zip."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        where = parser.add_mutually_exclusive_group()
        where.add_argument(
            "target", type=Path, nargs="?", help="a folder or .zip that does not exist; by default a folder here"
        )
        where.add_argument("--out", type=Path, metavar="TARGET", help="the same, named")

        parser.add_argument(
            "--with-files", action="store_true", help="also every stored file, opened: keep what is written safe"
        )

    def handle(self, *, target: Path | None, out: Path | None, with_files: bool, **_: Any) -> None:
        target = target or out or Path(f"hamsafar-export-{settings.NODE.side.role}-{localdate():%Y-%m-%d}")
        rows = write(target, at=now(), with_files=with_files)
        self.stdout.write(f"{target}: {rows} rows.")
