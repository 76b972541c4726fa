"""The centre's own clock: one round each evening, in its own process."""

from __future__ import annotations

from django.utils.timezone import now
from procrastinate.contrib.django import app

from hamsafar.kit.actor import SYSTEM
from hamsafar.medical.actions.turn import invite, make_round

QUEUE = "centre"  # only the worker of the centre's process takes jobs from it


@app.periodic(cron="0 13 * * *")  # UTC; one hour for every centre of the node, late in the afternoon in both capitals
@app.task(name="medical.make_round", queue=QUEUE, queueing_lock="medical.make_round")
def evening_round(timestamp: int) -> None:
    """Release what people were told, and write everything anew."""
    make_round(by=SYSTEM, at=now())


@app.periodic(cron="30 13 * * *")
@app.task(name="medical.invite", queue=QUEUE, queueing_lock="medical.invite")
def evening_invitations(timestamp: int) -> None:
    """Invite everybody who may come from tomorrow on."""
    invite(by=SYSTEM, at=now())
