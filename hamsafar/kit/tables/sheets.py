"""The one filled sheet of an XLSX file, read by a process of its own that may take only so much memory and time.

The parser is compiled code that keeps the whole sheet in memory. Whatever a file makes it do, this process goes on and
says in one sentence that the file cannot be read.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from hamsafar.kit.because import Because, from_data
from hamsafar.kit.tables.guard import NOT_A_SPREADSHEET
from hamsafar.kit.tables.limits import CELL_END, ROW_END, Limits, NotATable, Pieces, Row, too_large

PROCESS = "hamsafar.kit.tables.sheet_process"
ROOT = str(Path(__file__).resolve().parents[3])
# A sheet takes much memory that a new process touches once: in large pages that costs less time.
MEMORY = {"MALLOC_ARENA_MAX": "2", "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1"}
PIPE_SIZE = 1 << 20  # bytes on their way, where the system lets it be chosen: in the usual 64 KiB both sides wait
TOO_DEAR = Because("reading this spreadsheet takes more memory or time than is given to it; save it as CSV in UTF-8.")


def rows(name: str, pieces: Pieces, limits: Limits) -> Iterator[Row]:
    """Every row of the sheet by its number, cells as text. Raises `NotATable` where it cannot or may not be read."""
    command = [sys.executable, "-P", "-m", PROCESS, json.dumps(limits._asdict())]
    environment = {"PYTHONPATH": ROOT, "PYTHONIOENCODING": "utf-8"} | MEMORY
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, env=environment, pipesize=PIPE_SIZE) as child:
        assert child.stdin is not None  # noqa: S101 (said by PIPE above)
        assert child.stdout is not None  # noqa: S101
        feeder = _Feeder(child.stdin, pieces, limits)
        feeder.start()
        try:
            yield from _answers(name, child.stdout, feeder)
        finally:
            child.kill()
            feeder.join()


class _Feeder(threading.Thread):
    """Writes the file to the child, whose answers are read meanwhile."""

    def __init__(self, into: IO[bytes], pieces: Pieces, limits: Limits) -> None:
        super().__init__(daemon=True)
        self.into, self.pieces, self.limits = into, pieces, limits
        self.problem: BaseException | None = None

    def run(self) -> None:
        size = 0
        try:
            with self.into:
                for piece in self.pieces():
                    size += len(piece)
                    if size > self.limits.size:
                        self.problem = NotATable("", 0, too_large(self.limits.size))
                        return
                    self.into.write(piece)
        except BrokenPipeError:
            pass  # the child ended, and its answer says why
        except Exception as problem:
            self.problem = problem


def _answers(name: str, answers: IO[bytes], feeder: _Feeder) -> Iterator[Row]:
    for line in answers:
        if line.startswith(b"{"):
            said = json.loads(line)
            if feeder.problem is None and "reason" in said:
                raise NotATable(name, said["line"], from_data(said["reason"]))
            break
        number, length = map(int, line.split())
        for text in answers.read(length).decode().split(ROW_END):
            yield number, text.split(CELL_END)
            number += 1
    else:
        raise NotATable(name, 0, TOO_DEAR) from feeder.problem
    if isinstance(feeder.problem, NotATable):
        raise NotATable(name, 0, feeder.problem.reason)
    if feeder.problem is not None:
        raise NotATable(name, 0, NOT_A_SPREADSHEET) from feeder.problem
