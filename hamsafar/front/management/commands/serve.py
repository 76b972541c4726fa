"""`./run` alone: bring the node up to date and serve it."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand
from django.db import connections
from django.utils.timezone import now

from hamsafar.front import demo, node, serving


class Command(BaseCommand):
    help = "Bring the database up to date, load the corridor pack and the demo, and serve pages and jobs."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--no-demo", action="store_true", help="make no demo sign-ins and records")

    def handle(self, *, host: str, port: int, no_demo: bool, **_: Any) -> None:
        address = serving.Address(host, port)
        serving.require_free(address)
        sign_ins = node.prepare(with_demo=address.is_loopback and not no_demo, at=now())
        demo.require_safe(loopback=address.is_loopback)
        connections.close_all()
        with serving.running(address) as children:
            serving.wait_for_answer(address, children)
            self.stdout.write(f"\nHamsafar serves {address.url}   (ctrl-C ends it)\n")
            if sign_ins:
                self.stdout.write(f"\nDemo sign-ins, of this clone only:\n{demo.as_lines(sign_ins)}")
            self.stdout.flush()
            serving.wait_until_one_ends(children)
        self.stderr.write("The server or the worker ended by itself: see above.")
        raise SystemExit(1)
