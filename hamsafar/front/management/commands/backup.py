"""`./run backup`: the whole node in one archive."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand
from django.utils.timezone import localtime, now

from hamsafar.front import archive


class Command(BaseCommand):
    help = "Write database, keys and files of this node into one archive. It holds private keys: keep it safe."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        where = parser.add_mutually_exclusive_group()
        where.add_argument(
            "target", type=Path, nargs="?", help="the archive to write; by default hamsafar-SIDE-DAY-TIME.tar here"
        )
        where.add_argument("--out", type=Path, metavar="TARGET", help="the same, named")

    def handle(self, *, target: Path | None, out: Path | None, **_: Any) -> None:
        target = target or out or Path(f"hamsafar-{settings.NODE.side.role}-{localtime():%Y-%m-%d-%H%M}.tar")
        size = archive.write(target, settings.VAR, at=now())
        self.stdout.write(f"{target}: {size / 1_000_000:.1f} MB. It holds private keys: keep it in a safe place.")
