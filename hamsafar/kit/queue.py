"""Queueing a job in the transaction that needs it (house rule 12)."""

from __future__ import annotations

from datetime import datetime

from procrastinate.contrib.django import app
from procrastinate.types import JSONValue


def queue(name: str, *, later: datetime | None = None, **ids: JSONValue) -> int:
    """Queue the task `name` (such as `ledger.seal_pending`) with these ids, and give the job's number.

    With `later`, it begins no earlier than that.

    Part of the running transaction: a rollback removes the job too. Raises `TaskNotFound` where no app's `jobs.py`
    registers such a task.
    """
    return app.configure_task(name, allow_unknown=False, schedule_at=later).defer(**ids)
