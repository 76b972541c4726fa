"""The clock of recruitment: silence ends by itself."""

from __future__ import annotations

from django.utils.timezone import now
from procrastinate.contrib.django import app

from hamsafar.kit.actor import SYSTEM
from hamsafar.recruitment.actions.answering import resolve_silence


@app.periodic(cron="40 0 * * *")
@app.task(name="recruitment.resolve_silence", queue="notices", queueing_lock="recruitment.resolve_silence")
def end_silence(timestamp: int) -> None:
    """Each day, end what nobody answered; nothing is ended twice."""
    resolve_silence(by=SYSTEM, at=now())
