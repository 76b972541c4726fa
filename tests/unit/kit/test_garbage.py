"""Looking for garbage is put off for long lists, and always taken up again."""

from __future__ import annotations

import gc

import pytest

from hamsafar.kit.garbage import uncollected


def test_nobody_looks_inside_and_everybody_does_behind_it_even_behind_a_failure():
    @uncollected()
    def read_badly():
        with uncollected():
            assert not gc.isenabled()
        assert not gc.isenabled()
        raise ValueError("bad row")

    assert gc.isenabled()
    with pytest.raises(ValueError, match="bad row"):
        read_badly()
    assert gc.isenabled()
