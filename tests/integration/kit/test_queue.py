"""Queueing a job in the transaction that needs it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils.timezone import now
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import TaskNotFound

from hamsafar.kit.locks import hold
from hamsafar.kit.queue import drop_queued, queue

pytestmark = pytest.mark.django_db


def test_a_job_is_queued_by_name_with_its_ids():
    number = queue("ledger.seal_pending", timestamp=0)

    job = ProcrastinateJob.objects.get(pk=number)
    assert (job.task_name, job.args, job.status) == ("ledger.seal_pending", {"timestamp": 0}, "todo")


def test_a_rollback_removes_the_job_too():
    with transaction.atomic():
        queue("ledger.seal_pending", timestamp=0)
        transaction.set_rollback(True)

    assert not ProcrastinateJob.objects.exists()


def test_a_name_that_nobody_registered_is_refused():
    with pytest.raises(TaskNotFound):
        queue("ledger.no_such_task")


def test_a_lock_can_be_held_twice_by_one_transaction():
    with transaction.atomic():
        hold("a name")
        hold("a name")


def test_jobs_whose_work_is_about_to_be_done_are_taken_back_and_no_others():
    for _ in range(3):
        queue("exchange.deliver", peer="ru")
    other = queue("exchange.deliver", peer="xx")
    later = queue("exchange.deliver", later=now() + timedelta(minutes=5), peer="ru")

    drop_queued("exchange.deliver", peer="ru")

    assert set(ProcrastinateJob.objects.values_list("pk", flat=True)) == {other, later}
