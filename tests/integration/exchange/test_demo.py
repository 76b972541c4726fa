"""The demonstration's operators find a refused batch, revoked keys, an erased envelope; no log is touched."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import override_settings

from hamsafar.accounts.demo import make_demo as make_officers
from hamsafar.exchange.demo import make_demo
from hamsafar.exchange.enums import ArrivalState, KeysState, Reason
from hamsafar.exchange.models import Arrival, InboxEnvelope, OutboxEnvelope, Peer, PeerKeys
from tests.factories.accounts import SideFactory
from tests.factories.exchange import AT

pytestmark = pytest.mark.django_db


@pytest.fixture
def node(tmp_path: Path):
    for key in ("tj", "ru"):
        SideFactory(key=key)
    with override_settings(THIS_SIDE="tj", KEYS=tmp_path / "keys", VAR=tmp_path):
        yield tmp_path


def test_what_the_operator_finds_is_made_once_and_touches_no_log(node: Path):
    make_officers(folder=node, at=AT)

    for _ in range(2):
        make_demo(at=AT)

    assert [each.state(at=AT) for each in PeerKeys.objects.all()] == [KeysState.REVOKED]
    refused = Arrival.objects.filter(state=ArrivalState.TURNED_AWAY)
    assert set(refused.values_list("reason", flat=True)) == {Reason.REVOKED_KEY, Reason.TRUNCATED}
    assert OutboxEnvelope.objects.get().erased_at == AT
    assert not InboxEnvelope.objects.exists()


def test_a_node_without_demonstration_gets_none_of_it(node: Path):
    make_demo(at=AT)

    assert not PeerKeys.objects.exists()
    assert Peer.objects.count() == 1
