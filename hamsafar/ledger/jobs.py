"""The clock of the ledger."""

from __future__ import annotations

from django.conf import settings
from django.utils.timezone import now
from procrastinate.contrib.django import app

from hamsafar.kit.actor import SYSTEM
from hamsafar.kit.keys import KeyStore, Purpose
from hamsafar.ledger.actions import seal


@app.periodic(cron="*/5 * * * *")
@app.task(name="ledger.seal_pending", queue="ledger", queueing_lock="ledger.seal_pending")
def seal_pending(timestamp: int) -> None:
    """Seal what was written, every five minutes; doing it twice is harmless."""
    seal(signer=KeyStore(settings.KEYS).signer(Purpose.LEDGER_SEAL), by=SYSTEM, at=now())
