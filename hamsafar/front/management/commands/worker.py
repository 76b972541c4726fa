"""The worker of one node, as `./run` starts it: does the jobs in the node's queue until it is asked to stop."""

from __future__ import annotations

import asyncio
from typing import Any, cast

from django.core.management import BaseCommand
from procrastinate import App
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector


class Command(BaseCommand):
    help = "Not for people: ./run starts one for each node."
    requires_system_checks: list[str] = []

    def handle(self, **_: Any) -> None:
        # A connection of its own, and not Django's: it waits on it for the news that a job was queued.
        with app.replace_connector(cast(DjangoConnector, app.connector).get_worker_connector()) as ours:
            asyncio.run(_work(ours))


async def _work(ours: App) -> None:
    async with ours.open_async():
        await ours.run_worker_async()
