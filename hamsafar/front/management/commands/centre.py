"""`./run centre roles`: the statements that give an examination centre its own role in the database."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand

from hamsafar.front import roles


class Command(BaseCommand):
    help = "Print the SQL that parts the web server's role from the examination centre's; run it as an administrator."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["roles"])

    def handle(self, **_: Any) -> None:
        self.stdout.write(roles.as_sql(), ending="")
