"""`./run prepare`: what every start does before it serves; commands on a new node do it by themselves."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand
from django.utils.timezone import now

from hamsafar.front import node


class Command(BaseCommand):
    help = "Make tables, load the corridor pack where it changed, and make the demo."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--no-demo", action="store_true", help="make no demo sign-ins and records")

    def handle(self, *, no_demo: bool, **_: Any) -> None:
        self.stderr.write("· tables, corridor pack, demo")
        node.prepare(with_demo=not no_demo, at=now())
