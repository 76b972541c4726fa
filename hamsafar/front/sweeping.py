"""How often a serving process looks for circles among its objects: seldom, so that hardly a page waits for it.

Python's own measure was made for short programs: a process that serves has hundreds of thousands of objects from its
start, and going through all of them takes longer than most pages.
"""

from __future__ import annotations

import gc

NEW, YOUNG, OLD = 2_000, 100, 100  # new objects before they are gone through, sweeps before older ones are


def sweep_seldom() -> None:
    """Leave out what is there now for good, and go through what comes after it less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(NEW, YOUNG, OLD)
