"""The node's own clock: jobs that a killed worker left half done are done again."""

from __future__ import annotations

from procrastinate.contrib.django import app


@app.periodic(cron="* * * * *")
@app.task(name="front.take_up_again", queueing_lock="front.take_up_again")
async def take_up_again(timestamp: int) -> None:
    """Queue anew what a worker began that has not been heard of for half a minute: every job survives repetition."""
    for job in await app.job_manager.get_stalled_jobs():
        await app.job_manager.retry_job(job)
