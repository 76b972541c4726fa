"""The clock of notices."""

from __future__ import annotations

from django.utils.timezone import now
from procrastinate.contrib.django import app

from hamsafar.kit.actor import SYSTEM
from hamsafar.kit.queue import queue
from hamsafar.notices.actions import deliver
from hamsafar.notices.models import Notice
from hamsafar.notices.senders import senders

AT_A_TIME = 500


@app.task(name="notices.deliver", queue="notices")
def deliver_one(*, notice: str) -> None:
    """Send one notice that is due; doing it twice sends it once."""
    found = Notice.objects.due(at=now()).filter(ref=notice).first()
    if found is not None:
        deliver(notice=found, senders=senders(), by=SYSTEM, at=now())


@app.periodic(cron="*/5 * * * *")
@app.task(name="notices.deliver_due", queue="notices", queueing_lock="notices.deliver_due")
def deliver_due(timestamp: int) -> None:
    """Queue what is due, so that nothing waits on a job that was lost."""
    for ref in Notice.objects.due(at=now()).order_by("pk").values_list("ref", flat=True)[:AT_A_TIME]:
        queue("notices.deliver", notice=ref)
