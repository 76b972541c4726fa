"""The clock of files."""

from __future__ import annotations

from django.utils.timezone import localdate, now
from procrastinate.contrib.django import app

from hamsafar.files import actions
from hamsafar.kit.actor import SYSTEM


@app.task(name="files.sweep_now", queue="files")
def sweep_now() -> None:
    """Take the bytes of what was just erased off the disk; doing it twice is harmless."""
    actions.sweep(by=SYSTEM, at=now())


@app.periodic(cron="20 2 * * *")
@app.task(name="files.sweep_daily", queue="files", queueing_lock="files.sweep_daily")
def sweep_daily(timestamp: int) -> None:
    """Take off the disk what a crash left behind, every night."""
    actions.sweep(by=SYSTEM, at=now())


@app.periodic(cron="40 2 * * *")
@app.task(name="files.search_waiting", queue="files", queueing_lock="files.search_waiting")
def search_waiting(timestamp: int) -> None:
    """Search for malware what was stored before this node had a scanner, every night."""
    actions.search_waiting(by=SYSTEM, at=now())


@app.periodic(cron="10 2 * * *")
@app.task(name="files.erase_over", queue="files", queueing_lock="files.erase_over")
def erase_over(timestamp: int) -> None:
    """Erase every file whose last day is over, every night."""
    actions.erase_over(on=localdate(), by=SYSTEM, at=now())
