"""`./run translations`: what a language still lacks."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management import BaseCommand

from hamsafar.front.catalogues import missing


class Command(BaseCommand):
    help = "Name every sentence that Russian or Tajik lacks (exit 1 where there is one)."
    requires_system_checks: list[str] = []

    def handle(self, **_: Any) -> None:
        found = missing(settings.BASE_DIR)
        for line in found:
            self.stdout.write(line)
        if found:
            raise SystemExit(1)
