"""`./run export`: the whole node in open formats."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand
from django.utils.timezone import localdate, now

from hamsafar.front.export import write


class Command(BaseCommand):
    help = "Write the whole node in open formats (CSV with a data package, SDMX-CSV, the pack) to a folder or .zip."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--out", type=Path, help="a folder or .zip that does not exist; by default a folder here")

    def handle(self, *, out: Path | None, **_: Any) -> None:
        target = out or Path(f"hamsafar-export-{localdate():%Y-%m-%d}")
        rows = write(target, at=now())
        self.stdout.write(f"{target}: {rows} rows.")
