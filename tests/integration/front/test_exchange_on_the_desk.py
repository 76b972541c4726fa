"""What the operator's and the secretary's first pages say of the exchange."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client

from hamsafar.accounts.models import User
from hamsafar.exchange.actions import delivering
from hamsafar.exchange.actions.delivering import NotCarried
from hamsafar.exchange.models import Receipt
from hamsafar.kit.actor import SYSTEM
from tests.factories.exchange import AT, two_nodes

pytestmark = pytest.mark.django_db


def first_page(officer: User) -> str:
    client = Client()
    client.force_login(officer, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client.get("/").content.decode()


def test_an_operator_reads_what_asks_for_them_and_nothing_while_all_crosses(tmp_path: Path):
    tj, ru = two_nodes(tmp_path)
    tj.ping()
    tj.deliver(ru)
    with tj.here():
        page = first_page(tj.first)
    assert "cannot be reached" not in page
    assert "was refused" not in page

    def nobody(_message: bytes):
        raise NotCarried("Nobody answers.")

    tj.ping()
    tj.receive(b"rubbish")
    with tj.here() as peer:
        delivering.deliver_to(peer=peer, carrier=nobody, signer=tj.signer, by=SYSTEM, at=AT + timedelta(minutes=1))
        newest = Receipt.objects.get(peer=peer)
        newest.agrees = False
        newest.save()
        page = first_page(tj.first)

    for words in (
        "cannot be reached",
        "1 envelope or batch was refused",
        "hold different histories",
        "without a receipt",
    ):
        assert words in page


def test_a_node_without_a_ceremony_says_so(tmp_path: Path):
    tj, _ru = two_nodes(tmp_path, trusting=False)
    tj.ping()
    with tj.here():
        assert "Hold the key ceremony" in first_page(tj.first)
