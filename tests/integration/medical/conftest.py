"""A centre whose key derivation is quick, so that tests are."""

from __future__ import annotations

import pytest

from hamsafar.medical.formats import locking
from tests.factories.medical import Centre, open_a_centre


@pytest.fixture(autouse=True)
def quick_argon2(monkeypatch: pytest.MonkeyPatch) -> None:
    """The real cost is held by one test of the unit folder; here it is paid for nothing."""
    monkeypatch.setattr(locking, "MEMORY", 8)
    monkeypatch.setattr(locking, "PASSES", 1)


@pytest.fixture(autouse=True)
def own_clock(tmp_path, settings) -> None:
    """The centre's folder, apart from the node's keys."""
    settings.CENTRE_KEYS = tmp_path / "centre"


@pytest.fixture
def centre(db: None) -> Centre:
    return open_a_centre()
