"""Two desks, one on each node."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.factories.incidents import Desk, load_the_corridor, two_desks


@pytest.fixture
def desks(db: None, tmp_path: Path) -> tuple[Desk, Desk]:
    return two_desks(tmp_path)


@pytest.fixture
def corridor(db: None) -> None:
    load_the_corridor()
