"""The worker of one node, as `./run` starts it: does the jobs in the node's queue until it is asked to stop."""

from __future__ import annotations

import asyncio
from argparse import ArgumentParser
from typing import Any, cast

from django.core.management import BaseCommand
from procrastinate import App
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

from hamsafar.medical.jobs import QUEUE


class Command(BaseCommand):
    help = "Not for people: ./run starts one for each node."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--centre", action="store_true", help="the jobs of the examination centre, and no other")

    def handle(self, *, centre: bool, **_: Any) -> None:
        # A connection of its own, and not Django's: it waits on it for the news that a job was queued.
        with app.replace_connector(cast(DjangoConnector, app.connector).get_worker_connector()) as ours:
            asyncio.run(_work(ours, {QUEUE} if centre else queues() - {QUEUE}))


def queues() -> set[str]:
    """The queue of every task. The centre's is left to the centre's own process, which alone may read its tables."""
    return {task.queue for task in app.tasks.values()}


async def _work(ours: App, taken: set[str]) -> None:
    async with ours.open_async():
        await ours.run_worker_async(queues=sorted(taken))
