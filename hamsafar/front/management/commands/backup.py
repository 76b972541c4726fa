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
        parser.add_argument("--out", type=Path, help="the archive to write; by default hamsafar-DAY-TIME.tar here")

    def handle(self, *, out: Path | None, **_: Any) -> None:
        target = out or Path(f"hamsafar-{localtime():%Y-%m-%d-%H%M}.tar")
        size = archive.write(target, settings.VAR, at=now())
        self.stdout.write(f"{target}: {size / 1_000_000:.1f} MB. It holds private keys: keep it in a safe place.")
