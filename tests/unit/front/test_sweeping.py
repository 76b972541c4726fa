"""A serving process looks for circles among its objects seldom."""

from __future__ import annotations

import gc

from hamsafar.front.sweeping import sweep_seldom


def test_what_is_there_at_the_start_is_left_out_for_good():
    before = gc.get_threshold()
    try:
        sweep_seldom()

        assert gc.get_freeze_count() > 0
        assert all(ours > pythons for ours, pythons in zip(gc.get_threshold(), (700, 10, 10), strict=True))
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
