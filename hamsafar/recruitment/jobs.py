"""The clock of recruitment: silence ends by itself, workers are reminded before it does, refused edits are noted."""

from __future__ import annotations

from django.utils.timezone import now
from procrastinate.contrib.django import app

from hamsafar.kit.actor import SYSTEM
from hamsafar.recruitment.actions.answering import resolve_silence
from hamsafar.recruitment.actions.edits import note_refused_edits
from hamsafar.recruitment.actions.notifying import remind_workers


@app.periodic(cron="40 0 * * *")
@app.task(name="recruitment.resolve_silence", queue="notices", queueing_lock="recruitment.resolve_silence")
def end_silence(timestamp: int) -> None:
    """Each day, end what nobody answered; nothing is ended twice."""
    resolve_silence(by=SYSTEM, at=now())


@app.periodic(cron="10 8 * * *")
@app.task(name="recruitment.remind_workers", queue="notices", queueing_lock="recruitment.remind_workers")
def remind(timestamp: int) -> None:
    """Each morning, remind whose last day for an answer is near; nobody is told twice."""
    remind_workers(by=SYSTEM, at=now())


@app.periodic(cron="*/10 * * * *")
@app.task(name="recruitment.note_refused_edits", queue="notices", queueing_lock="recruitment.note_refused_edits")
def note_edits(timestamp: int) -> None:
    """Soon after an edit of a frozen run was refused, the ledger says so; nothing is noted twice."""
    note_refused_edits(by=SYSTEM, at=now())
