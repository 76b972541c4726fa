"""The rarer turns of each verb: what is asked twice, too large, unreadable, or of somebody who may not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import OperationalError
from nacl.signing import SigningKey

from hamsafar.exchange import access, kinds
from hamsafar.exchange.actions import (
    carrying,
    delivering,
    erasing,
    peers,
    proving,
    receiving,
    sending,
    settling,
    witness,
)
from hamsafar.exchange.actions.keeping import ContentKeys
from hamsafar.exchange.enums import InboxState, Reason, Via
from hamsafar.exchange.formats import batches, holdings, receipts
from hamsafar.exchange.formats.batches import Sealed
from hamsafar.exchange.models import Arrival, Batch, OutboxEnvelope, Receipt, WitnessedRoot
from hamsafar.exchange.rules import chain
from hamsafar.kit.actor import SYSTEM
from hamsafar.kit.keys import Purpose
from hamsafar.kit.refusal import Refusal
from hamsafar.ledger import actions as ledger
from tests.factories.exchange import AT, Node, two_nodes
from tests.factories.ledger import Somebody

pytestmark = pytest.mark.django_db
NOBODY = Somebody()


@dataclass(frozen=True)
class Large:
    data: bytes


@pytest.fixture
def nodes(tmp_path: Path) -> tuple[Node, Node]:
    return two_nodes(tmp_path)


@pytest.fixture
def large(monkeypatch) -> None:
    """A kind whose envelopes may be of any size."""
    monkeypatch.setitem(kinds._known, "test.large", kinds.Kind("test.large", {1: Large}, lambda delivered, at: None))


def send_large(node: Node, size: int) -> OutboxEnvelope:
    with node.here():
        return sending.send_envelope(
            kind="test.large", body=Large(bytes(size)), subject=uuid4(), about="test", by=SYSTEM, at=AT
        )


def test_who_may_not_operate_may_do_nothing_here(nodes):
    tj, ru = nodes
    tj.ping()
    tj.deliver(ru)
    with tj.here() as peer:
        keys = peer.keys.get()
    for verdict in (
        access.may_propose_keys(NOBODY),
        access.may_revoke_keys(NOBODY, keys),
        access.may_retry(NOBODY, ru.inbox()[0]),
        access.may_stand_second(NOBODY, keys, at=AT),
    ):
        assert "node operator" in verdict.reason
    assert "in person" in access.may_revoke_keys(SYSTEM, keys).reason


def test_an_unknown_kind_or_another_body_is_a_mistake_of_the_program(nodes):
    tj, _ru = nodes
    with tj.here():
        for kind, body in (("no.such", witness.Ping("x")), (witness.PING, {"words": "x"})):
            with pytest.raises(ValueError, match="is no kind of envelope"):
                sending.send_envelope(kind=kind, body=body, subject=uuid4(), about="x", by=SYSTEM, at=AT)
    ping = kinds.kind_called(witness.PING)
    kinds.register(ping)
    with pytest.raises(ValueError, match="Two kinds"):
        kinds.register(kinds.Kind(witness.PING, {1: Large}, ping.handler))
    assert ping in kinds.all_kinds()


def test_what_is_too_large_is_refused_and_large_ones_travel_in_batches_of_their_own(nodes, large):
    tj, ru = nodes
    with pytest.raises(Refusal, match="too large"):
        send_large(tj, 1 << 20)
    for _ in range(5):
        send_large(tj, 1_000_000)

    assert tj.deliver(ru).offered == 2
    assert ru.states() == [InboxState.TAKEN] * 5


def test_a_receipt_with_a_reason_or_of_somebody_else_is_a_failure_in_words(nodes):
    tj, ru = nodes
    tj.ping()
    with ru.here() as peer:
        refused = receiving.receipt_for(peer, reason=Reason.ENDED_KEY, store=ru.store, at=AT)
        of_another = receipts.sign(
            receipts.Receipt("xx", "tj", 0, bytes(32), 0, "", AT), ru.store.signer(Purpose.ENVELOPE_SIGNING)
        )
    forged = receipts.sign(receipts.Receipt("ru", "tj", 1, bytes(32), 0, "", AT), SigningKey(bytes(32)))
    with tj.here() as peer:
        outcomes = [
            delivering.deliver_to(
                peer=peer, carrier=lambda _m, s=signed: lambda: s, signer=tj.signer, by=SYSTEM, at=AT
            ).problem
            for signed in (of_another, forged, b"rubbish", refused)
        ]
    assert "another node" in outcomes[0]
    assert "no genuine receipt" in outcomes[1]
    assert "no genuine receipt" in outcomes[2]
    assert outcomes[3] == str(Reason.ENDED_KEY.label)
    assert Receipt.objects.count() == 1


def test_a_node_that_keeps_losing_what_it_takes_is_not_asked_for_ever(nodes):
    tj, ru = nodes
    for number in range(4):
        tj.ping(f"{number}")
        tj.seal()
    held = iter([3, 2, 1, 0, 0, 0])

    def forgetful(_message: bytes) -> Callable[[], bytes]:
        with tj.here() as peer:
            upto = next(held)
            link = sending.sent_log(peer, at=upto).link_at(upto)
        said = receipts.Receipt("ru", "tj", upto, link, 0, "", AT)
        return lambda: receipts.sign(said, ru.store.signer(Purpose.ENVELOPE_SIGNING))

    with tj.here() as peer:
        receipt = receipts.sign(
            receipts.Receipt("ru", "tj", 3, sending.sent_log(peer, at=3).link_at(3), 0, "", AT), ru.signer
        )
        delivering.take_receipt(peer=peer, signed=receipt, via=Via.FILE, by=SYSTEM, at=AT)
        next(held)
        outcome = delivering.deliver_to(peer=peer, carrier=forgetful, signer=tj.signer, by=SYSTEM, at=AT)

    assert outcome.offered == 3


def test_an_envelope_that_does_not_open_is_refused_also_when_tried_again(nodes):
    tj, ru = nodes
    key = batches.new_content_key()
    envelope = Sealed(chain.commitment_of(key), b"too short to be locked")
    before = chain.first_link("tj", "ru")
    said = batches.state([envelope], sender="tj", recipient="ru", first=1, before=before, made_at=AT)
    opener = ru.store.opener(Purpose.ENVELOPE_OPENING).public_key

    ru.receive(batches.write(batches.sign(said, tj.signer), [envelope], [key], opener))

    (held,) = ru.inbox()
    assert held.reason == Reason.UNREADABLE
    with ru.here():
        assert settling.retry_envelope(envelope=held, by=ru.first, at=AT).reason == Reason.UNREADABLE
        erased = erasing.erase_received(envelope=held, by=ru.first, at=AT)
        assert "erased" in access.may_retry(ru.first, erased).reason


def test_those_that_waited_are_taken_as_far_as_they_can_be(nodes, monkeypatch):
    tj, ru = nodes
    case = uuid4()
    kind = kinds.kind_called(witness.PING)
    declined = {"1", "3"}

    def choosy(delivered, at):
        if delivered.body.words in declined:
            raise Refusal("Not yet.")
        kind.handler(delivered, at)

    monkeypatch.setitem(kinds._known, witness.PING, kinds.Kind(witness.PING, {1: witness.Ping}, choosy))
    for number in range(1, 5):
        tj.ping(f"{number}", subject=case)
    tj.deliver(ru)
    assert ru.states() == ["refused", "waiting", "waiting", "waiting"]
    with ru.here(), pytest.raises(Refusal, match="waits to be taken"):
        erasing.erase_received(envelope=ru.inbox()[1], by=ru.first, at=AT)

    declined.remove("1")
    with ru.here():
        settling.retry_envelope(envelope=ru.inbox()[0], by=ru.first, at=AT)

    assert ru.states() == ["taken", "taken", "refused", "waiting"]


def test_a_batch_that_came_early_under_two_keys_is_logged_once(nodes):
    tj, ru = nodes
    tj.ping("1")
    first = tj.messages()[0]
    tj.ping("2")
    under_the_old = tj.messages(1)[0]
    with tj.here():
        peers.make_next_keys(store=tj.store, by=SYSTEM, at=AT)
    ru.trust(tj, following=True)
    with tj.here():
        peers.roll_over(store=tj.store, by=SYSTEM, at=AT)
    under_the_new = tj.messages(1)[0]
    for message in (under_the_old, under_the_new):
        assert ru.receive(message).waiting == 1

    ru.receive(first)

    assert ru.states() == [InboxState.TAKEN] * 2
    assert not Arrival.objects.early().exists()


def test_erasing_twice_is_erasing_once(nodes):
    tj, ru = nodes
    sent = tj.ping()
    tj.deliver(ru)
    lines = []
    for _ in range(2):
        with tj.here():
            erasing.erase_sent(envelope=sent, by=SYSTEM, at=AT)
        with ru.here():
            erasing.erase_received(envelope=ru.inbox()[0], by=SYSTEM, at=AT)
        lines.append(ledger.Line.objects.count())
    assert lines[0] == lines[1]


def test_a_bundle_without_a_place_or_with_a_false_receipt(nodes, tmp_path):
    tj, ru = nodes
    with tj.here() as peer, pytest.raises(Refusal, match="cannot be written"):
        carrying.export_bundle(path=tmp_path / "no" / "such", peer=peer, since=None, store=tj.store, by=SYSTEM, at=AT)
    for receipt, said in ((b"", "none"), (b"rubbish", "no genuine receipt")):
        header = carrying.bundles.Header("ru", "tj", AT, 0)
        carrying.bundles.write(tmp_path / "bundle", header, receipt, [])
        with tj.here() as peer:
            found = carrying.import_bundle(path=tmp_path / "bundle", peer=peer, store=tj.store, by=SYSTEM, at=AT)
        assert said in found.receipt
    assert ru.inbox() == []


def test_holdings_and_proofs_that_are_none(nodes):
    tj, ru = nodes
    tj.ping()
    tj.seal()
    with tj.here() as peer:
        with pytest.raises(Refusal, match="no genuine holdings"):
            proving.reconcile(peer, b"rubbish", at=AT)
        of_another = holdings.sign(holdings.Holdings("xx", "tj", (), (), AT), ru.signer)
        with pytest.raises(Refusal, match="another node"):
            proving.reconcile(peer, of_another, at=AT)
        Batch.objects.all().delete()
        with pytest.raises(Refusal, match="number 1"):
            proving.proof_of(peer, 1, received=False)
    assert ru.inbox() == []


def test_a_root_that_is_none_or_is_known_changes_nothing(nodes, monkeypatch):
    tj, ru = nodes
    with pytest.raises(ValueError, match="digests"):
        witness.LedgerRoot(0, bytes(32), bytes(32), AT)
    root = witness.LedgerRoot(1, bytes(32), bytes(32), AT)
    with ru.here():
        for _ in range(2):
            witness.keep_root(sender="tj", root=root, by=SYSTEM, at=AT)
    assert WitnessedRoot.objects.count() == 1
    signer = SigningKey(bytes(32))
    with tj.here():
        assert witness.send_root(signer=signer, by=SYSTEM, at=AT)
        monkeypatch.setattr(witness, "seal", lambda **options: ())
        assert witness.send_root(signer=signer, by=SYSTEM, at=AT) is None


def test_a_kind_that_takes_many_gets_them_in_their_order_and_alone_where_one_is_declined(nodes, monkeypatch):
    tj, ru = nodes
    kind = kinds.kind_called(witness.PING)
    together: list[list[str]] = []
    alone: list[str] = []

    def many(delivered, at):
        together.append([each.body.words for each in delivered])
        if "no" in together[-1]:
            raise Refusal("Not this one.")

    def one(delivered, at):
        alone.append(delivered.body.words)
        if delivered.body.words == "no":
            raise Refusal("Not this one.")

    monkeypatch.setitem(kinds._known, witness.PING, kinds.Kind(witness.PING, kind.schemas, one, many))
    for words in ("1", "2", "3"):
        tj.ping(words)
    tj.deliver(ru)
    for words in ("4", "no", "5"):
        tj.ping(words)
    tj.deliver(ru)

    assert together == [["1", "2", "3"], ["4", "no", "5"]]
    assert alone == ["4", "no", "5"]
    assert ru.states() == ["taken"] * 4 + ["refused", "taken"]


@pytest.mark.parametrize("times", [1, 2])
def test_what_the_database_cannot_do_now_refuses_no_envelope(nodes, monkeypatch, times):
    tj, ru = nodes
    kind = kinds.kind_called(witness.PING)
    problems = [OperationalError("No space left on device"), Refusal("first")][:times]

    def failing(delivered, at):
        raise problems[-1] if len(problems) == 1 else problems.pop()

    monkeypatch.setitem(kinds._known, witness.PING, kinds.Kind(witness.PING, kind.schemas, failing))
    tj.ping()
    (message,) = tj.messages()

    with pytest.raises(OperationalError):
        ru.receive(message)

    assert ru.inbox() == []
    monkeypatch.setitem(kinds._known, witness.PING, kind)
    assert ru.receive(message).taken == 1


def test_one_that_cannot_be_read_stays_so_while_another_is_tried_again(nodes, monkeypatch):
    tj, ru = nodes
    kind = kinds.kind_called(witness.PING)

    def declining(delivered, at):
        raise Refusal("No.")

    monkeypatch.setitem(kinds._known, witness.PING, kinds.Kind(witness.PING, kind.schemas, declining))
    spoiled = tj.ping("cannot be read")
    tj.ping("is declined")
    with tj.here():
        key = batches.new_content_key()
        spoiled.ciphertext = batches.lock(b"rubbish", key, sender="tj", recipient="ru")
        spoiled.commitment = chain.commitment_of(key)
        spoiled.wrapped_key = ContentKeys().locked(key, spoiled.commitment)
        spoiled.save()

    tj.deliver(ru)

    assert [each.reason for each in ru.inbox()] == [Reason.NOT_A_CONTENT, Reason.DECLINED]
