"""`./run screens`: photograph the built pages and the dossier's PDF pages into docs/screens."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand
from django.db import connections
from django.utils.timezone import now

from hamsafar.front import node, screens, serving
from hamsafar.front.progress import bar


class Command(BaseCommand):
    help = "Photograph the pages at 1280 and 360 px in English and Tajik, and the dossier's PDF pages."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--out", type=Path, default=settings.BASE_DIR / "docs" / "screens")

    def handle(self, *, out: Path, **_: Any) -> None:
        sign_ins = node.prepare(with_demo=True, at=now())
        out.mkdir(parents=True, exist_ok=True)
        screens.print_paper(out)
        connections.close_all()
        address = screens.free_address()
        with serving.running(address) as children, bar("pictures", screens.how_many()) as step:
            serving.wait_for_answer(address, children)
            for _name in screens.photograph(address, sign_ins, out):
                step()
        self.stdout.write(f"{out}: {screens.how_many()} pictures of pages, and the dossier as it prints.")
