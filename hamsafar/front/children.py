"""Processes that are kept running: what ends by itself is started again, after a pause that grows with each fall."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

COURTESY = 15.0  # seconds for a child to end by itself
PAUSES = (1.0, 2.0, 4.0, 8.0, 16.0, 30.0)  # seconds before the first, second … start in quick succession
CALM = 60.0  # seconds after which a child counts as running well again


@dataclass
class Child:
    """One command that is kept running, in a session of its own: ctrl-C reaches it through us, not from the terminal.

    `sessions` are those of its own children, where it told them: what a killed child leaves behind is found by them.
    """

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    sessions: tuple[int, ...] = ()
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    starts_again_at: float | None = None
    falls: int = 0

    def start(self) -> None:
        self.process = subprocess.Popen(
            list(self.command), env=self.environment, start_new_session=True, **self.options
        )
        self.started_at, self.starts_again_at = time.monotonic(), None

    @property
    def ended(self) -> bool:
        return self.process is None or self.process.poll() is not None

    @property
    def code(self) -> int:
        """How it ended."""
        return self.process.returncode if self.process is not None and self.process.returncode is not None else 0

    def tend(self) -> bool:
        """Start it again where it ended and has waited long enough; whether it was started now."""
        if not self.ended:
            return False
        now = time.monotonic()
        if self.starts_again_at is None:
            self.falls = 0 if now - self.started_at > CALM else self.falls
            pause = PAUSES[min(self.falls, len(PAUSES) - 1)]
            self.falls, self.starts_again_at = self.falls + 1, now + pause
            self.clear_away()
            print(f"· {self.name} ended ({self.code}): it starts again in {pause:.0f} s", file=sys.stderr, flush=True)
        if now < self.starts_again_at:
            return False
        self.start()
        return True

    def clear_away(self) -> None:
        """End what a killed child left behind in its session, and in those of its children."""
        own = (self.process.pid,) if self.process is not None else ()
        for session in (*own, *self.sessions):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(session, signal.SIGKILL)
        self.sessions = ()


def stop(children: Sequence[Child], courtesy: float = COURTESY) -> None:
    """Ask all to end, then make those end that did not within so many seconds."""
    asked = [child.process for child in children if child.process is not None and not child.ended]
    for process in asked:
        process.terminate()
    deadline = time.monotonic() + courtesy
    for process in asked:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(max(deadline - time.monotonic(), 0.1))
    for child in children:
        child.clear_away()
        if child.process is not None:
            child.process.wait()
