"""Sharing a long list between processes: the rows of a part are read and packed while those before are written."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import deque
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from hamsafar.journeys.rules.import_work import Task, Work, done

PROCESS = "hamsafar.journeys.rules.import_process"
ROOT = str(Path(__file__).resolve().parents[3])
MOST = 4
LONG = 2_000_000  # bytes of a list from which processes are worth starting

Part = tuple[str, tuple[Any, ...]]  # what is done, and with what


def processes_for(size: int) -> int:
    """How many processes share a list of so many bytes; none where it is short or the machine has one processor."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(MOST, cores) if cores > 1 and size >= LONG else 0


def worked(task: Task, parts: Iterator[Part], *, processes: int) -> Iterator[Any]:
    """What became of each part, in their order; without processes, one after the other in this one."""
    if not processes:
        work = Work(task)
        yield from (done(work, act, given) for act, given in parts)
        return
    with ExitStack() as ends:
        idle = deque(ends.enter_context(_process(task)) for _ in range(processes))
        busy = deque[Connection]()
        for part in parts:
            found = None
            if not idle:
                idle.append(busy.popleft())
                found = _answer(idle[-1])
            busy.append(idle.popleft())
            busy[-1].send(part)
            if found is not None:
                yield found
        yield from (_answer(each) for each in busy)


def _answer(process: Connection) -> Any:
    try:
        return process.recv()
    except (EOFError, ConnectionError) as problem:
        raise RuntimeError("A process that shared in the list ended before its part was done.") from problem


@contextmanager
def _process(task: Task) -> Iterator[Connection]:
    """A process that waits for parts; it is gone when the block ends."""
    ours, its = Pipe()
    command = [sys.executable, "-P", "-m", PROCESS, str(its.fileno())]
    environment = {"PYTHONPATH": ROOT, "PYTHONIOENCODING": "utf-8"}
    with ours, subprocess.Popen(command, pass_fds=[its.fileno()], env=environment) as child:
        its.close()
        try:
            ours.send(task)
            yield ours
        finally:
            child.kill()
