"""`./run docs`: the generated half of docs/reference."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand

from hamsafar.front import reference


class Command(BaseCommand):
    help = "Write docs/reference from the code and the pack; --check only says what is outdated (exit 1)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true")

    def handle(self, *, check: bool, **_: Any) -> None:
        folder = settings.BASE_DIR / "docs" / "reference"
        names = reference.outdated(folder) if check else reference.write(folder)
        for name in names:
            self.stderr.write(f"docs/reference/{name}: {'outdated, run ./run docs' if check else 'written'}")
        if check and names:
            raise SystemExit(1)
