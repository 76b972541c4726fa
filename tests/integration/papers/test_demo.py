"""The demonstration reaches every state of papers, keys and lists, through actions, and twice changes nothing."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as node_settings
from django.utils.timezone import now

from hamsafar.accounts.demo import make_demo as make_officers
from hamsafar.front import packs
from hamsafar.kit.actor import SYSTEM
from hamsafar.papers.demo import make_demo
from hamsafar.papers.enums import KeyState, ListState, PaperState
from hamsafar.papers.models import Paper, PaperKey, PublishedTrust

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path: Path, settings) -> Path:
    settings.VAR, settings.KEYS = tmp_path, tmp_path / "keys"
    packs.load(node_settings.PACK, by=SYSTEM, at=now())
    make_officers(folder=tmp_path, at=now())
    return tmp_path


def test_the_demonstration_reaches_every_state(folder: Path):
    make_demo(folder=folder, at=now())

    assert set(Paper.objects.values_list("state", flat=True)) == set(PaperState.values)
    assert {key.state(at=now()) for key in PaperKey.objects.all()} == set(KeyState)
    assert set(PublishedTrust.objects.values_list("state", flat=True)) == set(ListState.values)
    assert not Paper.objects.filter(synthetic=False).exists()


def test_made_twice_it_is_the_same_and_an_ended_list_is_published_anew(folder: Path):
    make_demo(folder=folder, at=now())
    counted = Paper.objects.count(), PublishedTrust.objects.count()
    make_demo(folder=folder, at=now())
    assert (Paper.objects.count(), PublishedTrust.objects.count()) == counted

    PublishedTrust.objects.requested().delete()
    make_demo(folder=folder, at=now() + timedelta(days=100))

    newest = PublishedTrust.objects.newest(node_settings.THIS_SIDE)
    assert newest.expires_at > now() + timedelta(days=100)
