"""The node's own clock: jobs that a killed worker left half done are done again; the demonstration is answered."""

from __future__ import annotations

from django.utils.timezone import localdate, now
from procrastinate.contrib.django import app

from hamsafar.accounts.demo import demo_exists
from hamsafar.front import retention
from hamsafar.incidents.demo import answer_demo
from hamsafar.journeys.actions.erasing import tell_of_due_files
from hamsafar.kit.actor import SYSTEM


@app.periodic(cron="* * * * *")
@app.task(name="front.take_up_again", queueing_lock="front.take_up_again")
async def take_up_again(timestamp: int) -> None:
    """Queue anew what a worker began that has not been heard of for half a minute: every job survives repetition."""
    for job in await app.job_manager.get_stalled_jobs():
        await app.job_manager.retry_job(job)


@app.periodic(cron="* * * * *")
@app.task(name="front.answer_demo", queueing_lock="front.answer_demo")
def answer_demonstration(timestamp: int) -> None:
    """Answer what the other node's demonstration asks; on a node without demonstration nothing happens."""
    if demo_exists():
        answer_demo(at=now())


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
