"""Queueing a job in the transaction that needs it (house rule 12)."""

from __future__ import annotations

from procrastinate.contrib.django import app
from procrastinate.types import JSONValue


def queue(name: str, **ids: JSONValue) -> int:
    """Queue the task `name` (such as `ledger.seal_pending`) with these ids, and give the job's number.

    Part of the running transaction: a rollback removes the job too. Raises `TaskNotFound` where no app's `jobs.py`
    registers such a task.
    """
    return app.configure_task(name, allow_unknown=False).defer(**ids)
