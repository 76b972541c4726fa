"""The clock of the exchange: deliver what waits, try again what failed, send the ledger's root."""

from __future__ import annotations

from django.conf import settings
from django.utils.timezone import now
from procrastinate.contrib.django import app

from hamsafar.exchange.actions.witness import send_root
from hamsafar.exchange.models import Peer
from hamsafar.exchange.transport import deliver_by_wire
from hamsafar.kit.actor import SYSTEM
from hamsafar.kit.keys import KeyStore, Purpose
from hamsafar.kit.queue import drop_queued, queue


@app.task(name="exchange.deliver", queue="exchange")
def deliver(*, peer: str) -> None:
    """Offer what waits for one peer; nothing happens while it pauses after a failure, or where it has no address.

    Two at once are harmless. No lock of the queue is held, since a worker that is killed would never give it back.
    """
    due = Peer.objects.due(at=now()).filter(pk=peer).first()
    if due is None:
        return
    drop_queued("exchange.deliver", peer=peer)  # each envelope queued one, and this one does the work of all
    outcome = deliver_by_wire(peer=due, by=SYSTEM, at=now())
    if outcome.problem:
        due.refresh_from_db()
        queue("exchange.deliver", later=due.next_try_at, peer=peer)


@app.periodic(cron="* * * * *")
@app.task(name="exchange.deliver_due", queue="exchange", queueing_lock="exchange.deliver_due")
def deliver_due(timestamp: int) -> None:
    """Queue a delivery for every peer whose pause is over, so that nothing waits on a job that was lost."""
    for peer in Peer.objects.due(at=now()):
        queue("exchange.deliver", peer=peer.pk)


@app.periodic(cron="0 * * * *")
@app.task(name="exchange.send_root", queue="exchange", queueing_lock="exchange.send_root")
def send_root_hourly(timestamp: int) -> None:
    """Send the ledger's newest root every hour, also when nothing happened."""
    send_root(signer=KeyStore(settings.KEYS).signer(Purpose.LEDGER_SEAL), by=SYSTEM, at=now())
