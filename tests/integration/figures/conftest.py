"""The real pack, loaded once a test; officers who may and may not import."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from django.conf import settings

from hamsafar.accounts.enums import Role
from hamsafar.accounts.models import User
from hamsafar.corridor.actions import load_corridor
from hamsafar.corridor.formats.pack import Pack
from hamsafar.figures.actions import load_figures
from hamsafar.kit.actor import SYSTEM
from tests.factories.accounts import OfficerFactory
from tests.factories.ledger import noon

NOW = noon(2026, 11, 23)


@pytest.fixture
def pack(db: None) -> Pack:
    """The node's own pack, loaded."""
    pack = Pack(settings.PACK)
    load_corridor(pack, by=SYSTEM, at=NOW)
    load_figures(pack, by=SYSTEM, at=NOW)
    return pack


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the node's pack, to be changed."""
    return Path(shutil.copytree(settings.PACK, tmp_path / "pack"))


@pytest.fixture
def analyst(pack: Pack) -> User:
    return OfficerFactory(role=Role.ANALYST)


@pytest.fixture
def desk_officer(pack: Pack) -> User:
    return OfficerFactory(role=Role.DESK_OFFICER)
