"""The clock of incidents: officers are reminded of what arrives, falls due or is overdue."""

from __future__ import annotations

from django.utils.timezone import now
from procrastinate.contrib.django import app

from hamsafar.incidents.actions.reminding import remind
from hamsafar.kit.actor import SYSTEM


@app.periodic(cron="15 * * * *")
@app.task(name="incidents.remind_overdue", queue="notices", queueing_lock="incidents.remind_overdue")
def remind_overdue(timestamp: int) -> None:
    """Remind every hour; each officer is told each thing once."""
    remind(by=SYSTEM, at=now())
