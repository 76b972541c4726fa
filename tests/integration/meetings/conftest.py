"""The real pack, loaded; officers who may and may not prepare a meeting."""

from __future__ import annotations

import pytest
from django.conf import settings

from hamsafar.accounts.enums import Role
from hamsafar.accounts.models import User
from hamsafar.corridor.formats.pack import Pack
from hamsafar.front import packs
from hamsafar.kit.actor import SYSTEM
from hamsafar.meetings.models import Meeting
from tests.factories.accounts import OfficerFactory
from tests.factories.ledger import noon

NOW = noon(2026, 11, 23)
SLUG = "2025-02-13-moscow"


@pytest.fixture
def pack(db: None) -> Pack:
    return packs.load(settings.PACK, by=SYSTEM, at=NOW)


@pytest.fixture
def moscow(pack: Pack) -> Meeting:
    return Meeting.objects.get(slug=SLUG)


@pytest.fixture
def secretary(pack: Pack) -> User:
    return OfficerFactory(role=Role.SECRETARIAT, cleared=True)


@pytest.fixture
def uncleared(pack: Pack) -> User:
    return OfficerFactory(role=Role.SECRETARIAT)


@pytest.fixture
def desk_officer(pack: Pack) -> User:
    return OfficerFactory(role=Role.DESK_OFFICER)
