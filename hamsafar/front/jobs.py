"""The node's own clock: jobs that a killed worker left half done are done again; what is over is erased."""

from __future__ import annotations

from django.utils.timezone import localdate, now
from procrastinate.contrib.django import app

from hamsafar.front import retention
from hamsafar.journeys.actions.erasing import tell_of_due_files
from hamsafar.kit.actor import SYSTEM


@app.periodic(cron="* * * * *")
@app.task(name="front.take_up_again", queueing_lock="front.take_up_again")
async def take_up_again(timestamp: int) -> None:
    """Queue anew what a worker began that has not been heard of for half a minute: every job survives repetition."""
    for job in await app.job_manager.get_stalled_jobs():
        await app.job_manager.retry_job(job)


@app.periodic(cron="40 2 * * *")
@app.task(name="front.erase_over", queueing_lock="front.erase_over")
def erase_over(timestamp: int) -> None:
    """Erase every night what is over by its own term. People's files and cases wait for officers."""
    retention.erase_over(on=localdate(), by=SYSTEM, at=now())


@app.periodic(cron="0 7 * * *")
@app.task(name="front.tell_what_is_due", queueing_lock="front.tell_what_is_due")
def tell_what_is_due(timestamp: int) -> None:
    """Tell the officers who answer people, once a month, that files wait to be erased."""
    tell_of_due_files(on=localdate(), by=SYSTEM, at=now())
