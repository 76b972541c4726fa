"""The clock of people's files: read a list that was handed in, import one that was confirmed, go on after a crash."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.utils.timezone import now
from procrastinate.contrib.django import app

from hamsafar.accounts.models import User
from hamsafar.journeys.actions import crossing, sign_in
from hamsafar.journeys.actions.importing import apply_list as apply_people
from hamsafar.journeys.actions.importing import check_list as check_people
from hamsafar.journeys.actions.reminding import look_at_journeys
from hamsafar.journeys.enums import ImportState
from hamsafar.journeys.models import PeopleImport
from hamsafar.kit.actor import SYSTEM, Actor
from hamsafar.kit.queue import queue

SILENCE = timedelta(minutes=5)  # after so long without a sign of work, a list is taken up again


@app.task(name="journeys.check_list", queue="lists")
def check_list(*, ref: str) -> None:
    """Read one list; reading it twice is harmless, and nothing happens once it was read."""
    batch = PeopleImport.objects.filter(ref=ref, state=ImportState.RECEIVED).first()
    if batch is not None:
        check_people(batch=batch, by=_actor(batch.received_by), at=now())


@app.task(name="journeys.apply_list", queue="lists")
def apply_list(*, ref: str) -> None:
    """Import one list from where it stopped; nothing happens once it is done."""
    batch = PeopleImport.objects.filter(ref=ref, state=ImportState.APPLYING).first()
    if batch is not None:
        apply_people(batch=batch, by=_actor(batch.confirmed_by), at=now())


@app.periodic(cron="*/5 * * * *")
@app.task(name="journeys.go_on_with_lists", queue="lists", queueing_lock="journeys.go_on_with_lists")
def go_on_with_lists(timestamp: int) -> None:
    """Take up again every list whose worker was killed."""
    for batch in PeopleImport.objects.in_work().filter(moved_at__lt=now() - SILENCE):
        task = "journeys.check_list" if batch.state == ImportState.RECEIVED else "journeys.apply_list"
        queue(task, ref=batch.ref)


@app.task(name="journeys.send_code", queue="notices")
def send_code(*, ref: str) -> None:
    """Send a person the code they asked for; a reference that nobody holds gets none."""
    sign_in.send_code(ref=ref, by=SYSTEM, at=now())


@app.periodic(cron="30 2 * * *")
@app.task(name="journeys.forget_tries", queue="notices", queueing_lock="journeys.forget_tries")
def forget_tries(timestamp: int) -> None:
    """Forget every night who mistyped a code the day before."""
    sign_in.forget_tries(by=SYSTEM, at=now())


@app.periodic(cron="10 5 * * *")
@app.task(name="journeys.look", queue="notices", queueing_lock="journeys.look")
def look(timestamp: int) -> None:
    """Every morning: the law of each journey anew, and reminders; each person is told each thing once."""
    look_at_journeys(by=SYSTEM, at=now())


@app.task(name="journeys.forget_crossing", queue="notices")
def forget_crossing(*, subject: str) -> None:
    """Forget what an envelope told of a crossing, once it was taken; forgetting it twice is harmless."""
    crossing.forget_crossing(subject=UUID(subject), by=SYSTEM, at=now())


@app.task(name="journeys.forget_told", queue="notices")
def forget_told(*, subject: str) -> None:
    """Forget what this side told of a crossing once it has arrived, and look again tomorrow until then."""
    if not crossing.forget_told(subject=UUID(subject), by=SYSTEM, at=now()):
        queue("journeys.forget_told", later=now() + crossing.A_DAY, subject=subject)


def _actor(ref: str) -> Actor:
    """Whoever handed the list in or confirmed it: what the job does is done for them."""
    return User.objects.filter(ref=ref).first() or SYSTEM
