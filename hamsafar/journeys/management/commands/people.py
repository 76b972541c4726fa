"""`./run people`: what concerns all files at once."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from hamsafar.journeys.actions.filing import not_filed, refile_all
from hamsafar.journeys.actions.linking import files, queue_pairs, state_of_files
from hamsafar.journeys.management import lists, looking
from hamsafar.journeys.models import Duplicate, Person
from hamsafar.journeys.rules.linking import link_row
from hamsafar.kit.actor import SYSTEM

BAD_INPUT = 2
Advance = Callable[[int], None]


class Command(BaseCommand):
    help = "What concerns all files at once. Stopped, each command goes on where it was; done twice, it adds nothing."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        commands = parser.add_subparsers(dest="what", required=True)
        commands.add_parser("refile", help="file everybody under today's search codes who is not")
        linking = commands.add_parser(
            "link", help="lay all files beside each other; pairs go into the queue of duplicates"
        )
        linking.add_argument("--backend", default=settings.LINKAGE_BACKEND, help="where Splink runs")

        lists.add_arguments(commands)
        looking.add_arguments(commands)

    def handle(self, *, what: str, **options: Any) -> None:
        others = {**lists.COMMANDS, **looking.COMMANDS}
        if what in others:
            if code := others[what](self, options):
                sys.exit(code)
            return
        getattr(self, f"_{what}")(options)

    def _refile(self, _options: dict[str, Any]) -> None:
        with bar("Filing", not_filed().count()) as advance:
            done = refile_all(by=SYSTEM, at=timezone.now(), progress=advance)
        self.stdout.write(f"{done} files were filed for search.")

    def _link(self, options: dict[str, Any]) -> None:
        if find_spec("splink") is None:
            raise CommandError(
                "Linking needs the packages of requirements/linkage.lock: `./run people link` installs them.",
                returncode=BAD_INPUT,
            )
        # Splink and what it needs weigh as much as all else together, so that a node without it must still start.
        linkage = import_module("hamsafar.journeys.linkage")
        if options["backend"] not in linkage.BACKENDS:
            known = ", ".join(sorted(linkage.BACKENDS))
            raise CommandError(f"There is no backend {options['backend']}: choose {known}.", returncode=BAD_INPUT)
        folder = settings.VAR / "linkage"
        pairs = linkage.kept(folder, state_of_files(), lambda: self._proposals(linkage, options["backend"]))
        with bar("Weighing pairs", len(pairs)) as advance:
            keys = ((pair.one, pair.other) for pair in pairs)
            new = queue_pairs(pairs=keys, by=SYSTEM, at=timezone.now(), progress=advance)
        linkage.forget(folder)
        waiting = Duplicate.objects.open().count()
        self.stdout.write(f"{new} new pairs; {waiting} wait for a decision.")

    def _proposals(self, linkage: Any, backend: str) -> Any:
        with bar("Reading files", Person.objects.one_each().kept().count()) as advance:
            rows = [link_row(*each) for each in _told(files(), advance)]
        print("Splink compares", file=sys.stderr, flush=True)
        return linkage.propose(rows, backend=backend)


def _told(rows: Iterator[Any], advance: Advance) -> Iterator[Any]:
    for row in rows:
        advance(1)
        yield row


@contextmanager
def bar(words: str, total: int) -> Iterator[Advance]:
    """A progress bar on standard error; call what is given with how many more are done."""
    columns = (TextColumn("{task.description:<18}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task(words, total=total)
        yield lambda done: progress.advance(task, done)
