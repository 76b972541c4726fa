"""What ends by itself is started again, later each time; what is stopped stays stopped and leaves nothing behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from hamsafar.front import children
from hamsafar.front.children import PAUSES, Child, stop

SLEEPS = [sys.executable, "-c", "import time; time.sleep(60)"]
FALLS = [sys.executable, "-c", "raise SystemExit(3)"]


@pytest.fixture
def clock(monkeypatch) -> list[float]:
    time = [0.0]
    monkeypatch.setattr(children.time, "monotonic", lambda: time[0])
    return time


def fallen(child: Child) -> None:
    assert child.process is not None
    child.process.wait()


def test_a_child_that_runs_is_left_alone():
    child = Child("it", SLEEPS)
    child.start()
    try:
        assert not child.tend()
    finally:
        stop([child])
    assert child.ended


def test_a_child_that_ended_waits_longer_each_time(clock, capfd):
    child = Child("the worker", FALLS)
    child.start()
    for pause in (*PAUSES, PAUSES[-1]):
        fallen(child)
        assert not child.tend()
        clock[0] += pause - 0.1
        assert not child.tend()
        clock[0] += 0.2
        assert child.tend()
    fallen(child)

    assert "the worker ended (3): it starts again in 1 s" in capfd.readouterr().err


def test_a_child_that_ran_well_for_a_while_starts_again_at_once(clock):
    child = Child("it", FALLS, falls=4)
    child.start()
    fallen(child)
    clock[0] = children.CALM + 1

    child.tend()

    assert child.starts_again_at == clock[0] + PAUSES[0]


def test_what_a_killed_child_leaves_behind_is_ended():
    orphan = subprocess.Popen(SLEEPS, start_new_session=True)
    child = Child("it", SLEEPS, sessions=(orphan.pid,))
    child.start()
    assert child.process is not None
    os.kill(child.process.pid, signal.SIGKILL)
    fallen(child)

    child.tend()

    assert orphan.wait(10) == -signal.SIGKILL


def test_a_child_that_does_not_end_when_asked_is_made_to():
    deaf = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(flush=True); time.sleep(60)"
    child = Child("it", [sys.executable, "-c", deaf], options={"stdout": subprocess.PIPE})
    child.start()
    assert child.process is not None
    assert child.process.stdout is not None
    child.process.stdout.readline()

    stop([child], courtesy=0.1)

    assert child.code == -signal.SIGKILL
    child.process.stdout.close()
