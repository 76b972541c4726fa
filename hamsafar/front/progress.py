"""A progress bar on standard error; where nobody watches, one line at the end of each step."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

Step = Callable[[], None]


@contextlib.contextmanager
def bar(words: str, total: int) -> Iterator[Step]:
    """A bar of `total` steps; call what is given once for each step done."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description:<28}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as progress:
        task = progress.add_task(words, total=total)
        yield lambda: progress.advance(task)
        progress.update(task, completed=total)
