"""How the launcher and the first process of a node talk: JSON, one document a line, through pipes."""

from __future__ import annotations

import json
import os
import select
from collections.abc import Iterator
from typing import IO, Any

BREATH = 0.5  # seconds after which a listener looks round although nobody spoke
PART = 65_536


def say(to: IO[Any], **words: object) -> None:
    """Say one thing. Whoever has left hears nothing, and that is no error."""
    line = json.dumps(words) + "\n"
    try:
        to.write(line if "b" not in getattr(to, "mode", "") else line.encode())
        to.flush()
    except (BrokenPipeError, ValueError):
        return


class Ear:
    """What arrives at one end of a pipe, a line at a time."""

    def __init__(self, pipe: IO[Any]) -> None:
        self.pipe = pipe
        self.left = False
        self._rest = b""

    def fileno(self) -> int:
        return self.pipe.fileno()

    def take(self) -> list[dict[str, Any]]:
        """What was said since, once `select` finds the pipe readable; `left` is set where the other end is closed."""
        part = os.read(self.fileno(), PART)
        self.left = not part
        *lines, self._rest = (self._rest + part).split(b"\n")
        return [json.loads(line) for line in lines if line]


def heard(pipe: IO[Any]) -> Iterator[dict[str, Any]]:
    """What is said, and nothing (`{}`) each time a breath goes by in silence; it ends when the other end closes."""
    ear = Ear(pipe)
    while not ear.left:
        ready, _, _ = select.select([ear], [], [], BREATH)
        yield from ear.take() if ready else ({},)
