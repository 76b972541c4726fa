"""The clock of appointments: holders are reminded, and free places go to those who wait."""

from __future__ import annotations

from datetime import timedelta

from django.utils.timezone import localdate, now
from procrastinate.contrib.django import app

from hamsafar.appointments.actions.reminding import remind
from hamsafar.appointments.actions.waiting_list import allocate
from hamsafar.appointments.models import Service
from hamsafar.kit.actor import SYSTEM


@app.periodic(cron="5 * * * *")
@app.task(name="appointments.remind_holders", queue="notices", queueing_lock="appointments.remind_holders")
def remind_holders(timestamp: int) -> None:
    """Remind every hour; each holder is told once."""
    remind(by=SYSTEM, at=now())


@app.periodic(cron="0 18 * * *")
@app.task(name="appointments.allocate_places", queue="lists", queueing_lock="appointments.allocate_places")
def allocate_places(timestamp: int) -> None:
    """Give free places of the days ahead to those who wait, every evening and for each service apart."""
    tomorrow = localdate() + timedelta(days=1)
    for service in Service.objects.filter(waiting__state="waiting").distinct():
        allocate(
            service=service, first=tomorrow, last=tomorrow + timedelta(days=service.days_ahead - 1), by=SYSTEM, at=now()
        )
