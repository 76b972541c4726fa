"""The clock of papers: status lists are signed anew long before the last ones expire."""

from __future__ import annotations

from django.conf import settings
from django.utils.timezone import now
from procrastinate.contrib.django import app

from hamsafar.kit.actor import SYSTEM
from hamsafar.kit.keys import KeyStore
from hamsafar.kit.queue import drop_queued
from hamsafar.papers.actions.status import publish_status_lists


@app.task(name="papers.publish_status", queue="papers")
def publish_status() -> None:
    """Sign this side's status lists; doing it twice is harmless."""
    drop_queued("papers.publish_status")  # each revocation queued one, and this one does the work of all
    publish_status_lists(side=settings.THIS_SIDE, store=KeyStore(settings.KEYS), by=SYSTEM, at=now())


@app.periodic(cron="0 */6 * * *")
@app.task(name="papers.publish_status_on_time", queue="papers", queueing_lock="papers.publish_status_on_time")
def publish_status_on_time(timestamp: int) -> None:
    """Sign them every six hours, also where nothing was revoked."""
    publish_status_lists(side=settings.THIS_SIDE, store=KeyStore(settings.KEYS), by=SYSTEM, at=now())
