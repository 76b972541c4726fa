"""Keys are trusted by two officers and a telephone, rolled over with overlap, revoked at once."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from nacl.signing import SigningKey

from hamsafar.exchange.actions import peers
from hamsafar.exchange.actions.witness import send_root
from hamsafar.exchange.demo import introduce
from hamsafar.exchange.enums import KeysState, Reason
from hamsafar.exchange.formats import key_documents
from hamsafar.exchange.models import Arrival, OutboxEnvelope, PeerKeys
from hamsafar.exchange.rules.pace import OVERLAP
from hamsafar.kit.actor import SYSTEM
from hamsafar.kit.refusal import Refusal
from tests.factories.accounts import OfficerFactory
from tests.factories.exchange import AT, Node, two_nodes

pytestmark = pytest.mark.django_db


@pytest.fixture
def strangers(tmp_path: Path) -> tuple[Node, Node]:
    return two_nodes(tmp_path, trusting=False)


def handed_over(node: Node) -> key_documents.KeyDocument:
    with node.here():
        return key_documents.read(key_documents.write(peers.our_keys(node.store)).encode())


def test_keys_are_confirmed_by_a_second_officer_who_heard_the_digits(strangers):
    tj, ru = strangers
    document = handed_over(ru)
    with tj.here():
        keys = peers.propose_keys(document=document, by=tj.first, at=AT)
        assert keys.state(at=AT) is KeysState.PROPOSED

        with pytest.raises(Refusal, match="second officer"):
            peers.confirm_keys(keys=keys, heard=document.fingerprint, by=tj.first, at=AT)
        with pytest.raises(Refusal, match="not the digits"):
            peers.confirm_keys(keys=keys, heard=document.fingerprint[:-1], by=tj.second, at=AT)
        with pytest.raises(Refusal, match="node operator"):
            peers.confirm_keys(keys=keys, heard=document.fingerprint, by=OfficerFactory(), at=AT)
        confirmed = peers.confirm_keys(keys=keys, heard=document.fingerprint.replace(" ", "-"), by=tj.second, at=AT)

        assert confirmed.state(at=AT) is KeysState.ACTIVE
        with pytest.raises(Refusal, match="already"):
            peers.confirm_keys(keys=keys, heard=document.fingerprint, by=tj.second, at=AT)
        with pytest.raises(Refusal, match="handed over before"):
            peers.propose_keys(document=document, by=tj.first, at=AT)


def test_the_database_itself_asks_for_two_officers(strangers):
    tj, ru = strangers
    with tj.here():
        keys = peers.propose_keys(document=handed_over(ru), by=tj.first, at=AT)

    with pytest.raises(IntegrityError, match="keys_are_confirmed_by_a_second_officer"), transaction.atomic():
        PeerKeys.objects.filter(pk=keys.pk).update(confirmed_by=tj.first, confirmed_at=AT)


def test_a_node_does_not_take_its_own_keys_or_an_altered_file(strangers):
    tj, ru = strangers
    with tj.here(), pytest.raises(Refusal, match="other side here"):
        peers.propose_keys(document=handed_over(tj), by=tj.first, at=AT)
    with tj.here(), pytest.raises(Refusal, match="in person"):
        peers.propose_keys(document=handed_over(ru), by=SYSTEM, at=AT)

    text = key_documents.write(handed_over(ru))
    for spoiled, words in (
        (text.replace('"side": "ru"', '"side": "rv"'), "fingerprint"),
        ("[]", "not a node's keys"),
        ("no json", "cannot be read"),
        (text.replace('"signing": "', '"signing": "!'), "no readable"),
    ):
        with pytest.raises(key_documents.BadKeyDocument, match=words):
            key_documents.read(spoiled.encode())


def test_nothing_crosses_before_the_ceremony_and_everything_after_it(strangers):
    tj, ru = strangers
    tj.ping()
    assert "ceremony" in tj.deliver(ru).problem
    tj.trust(ru)
    assert tj.deliver(ru).problem == Reason.UNKNOWN_KEY
    ru.trust(tj)

    assert tj.deliver(ru).problem == ""
    assert ru.taken() == 1


def test_rolling_over_keeps_both_keys_for_a_while(strangers):
    tj, ru = strangers
    tj.trust(ru)
    ru.trust(tj)
    tj.ping("under the old key")
    old = tj.messages()
    with tj.here():
        peers.make_next_keys(store=tj.store, by=SYSTEM, at=AT)

    later = AT + timedelta(days=1)
    ru.trust(tj, following=True, at=later)
    ru.ping("locked for a key that its owner does not use yet", at=later)
    assert ru.deliver(tj, at=later).problem == ""
    with tj.here():
        peers.roll_over(store=tj.store, by=SYSTEM, at=later)
        with pytest.raises(Refusal, match="No next keys"):
            peers.roll_over(store=tj.store, by=SYSTEM, at=later)

    assert tj.taken() == 1
    assert ru.receive(old[0], at=later).taken == 1
    with ru.here() as peer:
        states = [each.state(at=later) for each in peer.keys.order_by("pk")]
        assert states == [KeysState.ENDING, KeysState.ACTIVE]
    assert ru.receive(old[0], at=later + OVERLAP).reason == Reason.ENDED_KEY


def test_what_was_sealed_under_a_key_since_rolled_over_is_signed_anew(strangers):
    tj, ru = strangers
    tj.trust(ru)
    ru.trust(tj)
    tj.ping("for a long time on its way")
    tj.seal()
    with tj.here():
        peers.make_next_keys(store=tj.store, by=SYSTEM, at=AT)
    ru.trust(tj, following=True)
    with tj.here():
        peers.roll_over(store=tj.store, by=SYSTEM, at=AT)

    late = AT + OVERLAP + timedelta(days=1)

    assert tj.deliver(ru, at=late).problem == ""
    assert ru.taken() == 1
    assert not Arrival.objects.turned_away().exists()


def test_what_was_locked_for_a_forgotten_key_stays_locked(strangers):
    tj, ru = strangers
    tj.trust(ru)
    ru.trust(tj)
    tj.ping()
    (message,) = tj.messages()
    with ru.here():
        peers.make_next_keys(store=ru.store, by=SYSTEM, at=AT)
        peers.roll_over(store=ru.store, by=SYSTEM, at=AT)
        assert peers.forget_earlier_keys(store=ru.store, by=SYSTEM, at=AT) == 1

    assert ru.receive(message).reason == Reason.WRONG_LOCK


def test_a_revoked_key_is_neither_believed_nor_written_to(strangers):
    tj, ru = strangers
    tj.trust(ru)
    ru.trust(tj)
    with ru.here() as peer:
        keys = peers.revoke_keys(keys=peer.keys.get(), by=ru.first, at=AT)
        assert keys.state(at=AT) is KeysState.REVOKED
        with pytest.raises(Refusal, match="already"):
            peers.revoke_keys(keys=keys, by=ru.first, at=AT)
    tj.ping()
    ru.ping()

    assert tj.deliver(ru).problem == Reason.REVOKED_KEY
    assert "ceremony" in ru.deliver(tj).problem


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("https://node.example", "https://node.example"),
        ("https://node.example:8443/", "https://node.example:8443"),
        ("http://127.0.0.1:8001", "http://127.0.0.1:8001"),
        ("http://localhost:8001", "http://localhost:8001"),
        ("http://[::1]:8001", "http://[::1]:8001"),
        ("", ""),
    ],
)
def test_an_address_is_https_or_on_this_machine(address, kept):
    assert peers.checked_address(address) == kept


@pytest.mark.parametrize(
    "address",
    [
        "http://node.example",
        "http://10.0.0.1",
        "http://127.0.0.1.example",
        "http://localhost.example",
        "ftp://localhost",
        "node.example",
        "https://user@node.example",
        "https://node.example/path",
        "https://[broken",
        "https://node.example:port",
    ],
)
def test_any_other_address_is_refused(address):
    with pytest.raises(Refusal):
        peers.checked_address(address)


def test_two_demonstration_nodes_are_introduced_once(strangers):
    tj, ru = strangers
    document = handed_over(ru)
    with tj.here():
        for _ in range(2):
            peer = introduce(document=document, address="http://127.0.0.1:8001", at=AT)

    assert peer.address == "http://127.0.0.1:8001"
    assert [each.state(at=AT) for each in PeerKeys.objects.all()] == [KeysState.ACTIVE]


def test_no_root_is_sent_while_nobody_could_witness_it(strangers):
    tj, _ru = strangers
    with tj.here():
        assert send_root(signer=SigningKey(bytes(32)), by=SYSTEM, at=AT) is None
    assert not OutboxEnvelope.objects.exists()
