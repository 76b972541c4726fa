"""Queueing a job in the transaction that needs it (house rule 12)."""

from __future__ import annotations

import json
from datetime import datetime

from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.types import JSONValue


def queue(name: str, *, later: datetime | None = None, **ids: JSONValue) -> int:
    """Queue the task `name` (such as `ledger.seal_pending`) with these ids, and give the job's number.

    With `later`, it begins no earlier than that.

    Part of the running transaction: a rollback removes the job too. Raises `TaskNotFound` where no app's `jobs.py`
    registers such a task.
    """
    return app.configure_task(name, allow_unknown=False, schedule_at=later).defer(**ids)


def drop_queued(name: str, **ids: JSONValue) -> None:
    """Take back jobs of this task with these ids that wait to begin now: what they are for is about to be done.

    A job that is put off to a later moment stays. Call it before looking for what is to be done: whatever a dropped
    job reported was committed with it, and so is found.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "delete from procrastinate_jobs where status = 'todo' and task_name = %s and args = %s::jsonb"
            " and scheduled_at is null",
            [name, json.dumps(ids)],
        )
