"""The clock of programmes."""

from __future__ import annotations

from django.utils.timezone import now
from procrastinate.contrib.django import app

from hamsafar.kit.actor import SYSTEM
from hamsafar.programmes import actions


@app.periodic(cron="0 3 1 * *")
@app.task(name="programmes.take_readings", queue="programmes", queueing_lock="programmes.take_readings")
def take_readings(timestamp: int) -> None:
    """Note on the first of every month where the indicators stand; doing it twice gives one row a month."""
    actions.take_readings(by=SYSTEM, at=now())
