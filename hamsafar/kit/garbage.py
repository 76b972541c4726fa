"""Python looks for objects that hold nothing but each other, more often the more is made: among rows in vain."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Inside the block, or the function it decorates, nobody looks. It is for very many rows that hold only values."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
