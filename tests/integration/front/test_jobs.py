"""A job whose worker was killed is done again."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from asgiref.sync import async_to_sync
from django.db import connection, connections
from procrastinate.contrib.django.models import ProcrastinateJob

from hamsafar.front.jobs import take_up_again
from hamsafar.kit.queue import queue

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_a_killed_worker_left_half_done_is_queued_again():
    queue("exchange.deliver", peer="ru")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing', worker_id = NULL")

    in_a_thread_of_its_own(lambda: async_to_sync(take_up_again.func)(timestamp=0))

    assert ProcrastinateJob.objects.get(task_name="exchange.deliver").status == "todo"


def in_a_thread_of_its_own(work: Callable[[], None]) -> None:
    """Run it where no event loop runs: the browser's driver leaves one in the main thread."""

    def alone() -> None:
        try:
            work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as threads:
        threads.submit(alone).result()
