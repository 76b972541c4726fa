"""The clock of the documents desk: applicants are reminded of what they were asked."""

from __future__ import annotations

from django.utils.timezone import now
from procrastinate.contrib.django import app

from hamsafar.documents.actions.working import chase
from hamsafar.kit.actor import SYSTEM

AFTER = 7  # days, practice of the desk


@app.periodic(cron="0 9 * * *")
@app.task(name="documents.chase_questions", queue="notices", queueing_lock="documents.chase_questions")
def chase_questions(timestamp: int) -> None:
    """Remind every morning; each question is chased once."""
    chase(after=AFTER, by=SYSTEM, at=now())
