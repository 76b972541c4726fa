"""The process that shares in a long list: `python -m hamsafar.journeys.rules.import_process FD`.

FD is one end of a pair of sockets. A `Task` comes in, then parts of the list; what became of each goes back. When the
other end closes, for whatever reason, the process ends.
"""

from __future__ import annotations

import gc
import sys
from contextlib import suppress
from dataclasses import replace
from multiprocessing.connection import Connection

from hamsafar.journeys.rules.import_work import Checked, Work, done


def main(words: list[str]) -> None:
    gc.disable()  # cells and people make no circles, and there are very many of them
    with Connection(int(words[0])) as other, suppress(EOFError, ConnectionError):
        work = Work(other.recv())
        while True:
            act, given = other.recv()
            found = done(work, act, given)
            other.send(replace(found, people=()) if isinstance(found, Checked) else found)


if __name__ == "__main__":
    main(sys.argv[1:])
