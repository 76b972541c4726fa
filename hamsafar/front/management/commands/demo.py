"""`./run demo`: the synthetic officers and records, and the sign-ins again."""

from __future__ import annotations

from typing import Any

from django.core.management import BaseCommand
from django.utils.timezone import now

from hamsafar.front import demo


class Command(BaseCommand):
    requires_system_checks: list[str] = []
    help = "Make what of the demonstration is missing, and print its sign-ins."

    def handle(self, **_: Any) -> None:
        self.stdout.write(demo.as_lines(demo.make(at=now())))
