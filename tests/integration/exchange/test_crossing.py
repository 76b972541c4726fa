"""Envelopes cross: in order, once, with a receipt, and beside the change that they report."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from hamsafar.exchange import kinds
from hamsafar.exchange.actions import delivering, erasing, peers, receiving
from hamsafar.exchange.actions.delivering import NotCarried
from hamsafar.exchange.actions.settling import retry_envelope
from hamsafar.exchange.actions.standing import standing
from hamsafar.exchange.actions.witness import PING, Ping
from hamsafar.exchange.enums import InboxState, Reason, Via
from hamsafar.exchange.formats import batches
from hamsafar.exchange.formats.batches import read
from hamsafar.exchange.models import (
    Arrival,
    Batch,
    InboxEnvelope,
    OutboxEnvelope,
    Peer,
    Receipt,
    receipted_upto,
    received_log,
    sent_log,
)
from hamsafar.exchange.rules import chain
from hamsafar.kit.actor import SYSTEM
from hamsafar.kit.refusal import Refusal
from hamsafar.ledger.models import Line
from tests.factories.exchange import AT, Node, two_nodes

pytestmark = pytest.mark.django_db


@pytest.fixture
def nodes(tmp_path: Path) -> tuple[Node, Node]:
    return two_nodes(tmp_path)


def pings() -> int:
    return Line.objects.filter(verb="ping taken").count()


def logs_agree(sender: Node, receiver: Node) -> bool:
    with sender.here() as peer:
        ours = sent_log(peer)
    with receiver.here() as peer:
        theirs = received_log(peer)
    return (ours.upto, ours.link_at(ours.upto)) == (theirs.upto, theirs.link_at(theirs.upto))


def test_what_is_sent_is_taken_once_and_receipted(nodes):
    tj, ru = nodes
    for number in range(3):
        tj.ping(f"{number}")

    outcome = tj.deliver(ru)
    again = tj.deliver(ru)

    assert (outcome.offered, outcome.upto, outcome.problem) == (1, 3, "")
    assert again.offered == 0
    assert ru.states() == [InboxState.TAKEN] * 3
    assert pings() == 3
    assert logs_agree(tj, ru)
    with tj.here() as peer:
        assert receipted_upto(peer) == 3
        assert standing(peer, at=AT).undelivered == 0


def test_an_envelope_goes_with_the_change_that_it_reports_or_not_at_all(nodes):
    tj, _ru = nodes
    with tj.here() as peer:
        peers.set_address(peer=peer, address="http://127.0.0.1:9", by=SYSTEM, at=AT)
    lines = Line.objects.count()

    def change_that_breaks() -> None:
        with transaction.atomic():
            tj.ping()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        change_that_breaks()

    assert (OutboxEnvelope.objects.count(), Line.objects.count()) == (0, lines)
    assert not ProcrastinateJob.objects.exists()
    tj.ping()
    assert (OutboxEnvelope.objects.count(), Line.objects.count()) == (1, lines + 1)
    assert ProcrastinateJob.objects.get().task_name == "exchange.deliver"


def test_nothing_of_kind_or_case_or_words_stands_outside_the_lock(nodes):
    tj, _ru = nodes
    sent = tj.ping("a marker that nobody else may read")

    (message,) = tj.messages()

    for secret in (b"marker", PING.encode(), sent.subject.bytes, sent.pk.bytes):
        assert secret not in message


def test_a_batch_that_comes_early_waits_and_is_taken_in_order(nodes):
    tj, ru = nodes
    first = tj.ping("1") and tj.messages()
    second = tj.ping("2") and tj.messages(1)
    third = tj.ping("3") and tj.messages(2)

    assert ru.receive(third[0]).waiting == 1
    assert ru.receive(second[0]).waiting == 1
    assert ru.receive(third[0]).waiting == 1
    assert ru.states() == []
    outcome = ru.receive(first[0])

    assert outcome.taken == 3
    assert ru.states() == [InboxState.TAKEN] * 3
    assert not Arrival.objects.early().exists()
    assert ru.receive(second[0]).had == 1
    assert pings() == 3
    assert logs_agree(tj, ru)


def test_two_senders_of_one_case_keep_their_order_and_later_ones_wait_for_a_refused_one(nodes, monkeypatch):
    tj, ru = nodes
    case = uuid4()
    known = dict(kinds._known)
    for number in range(3):
        tj.ping(f"{number}", subject=case)
    tj.ping("another case")
    monkeypatch.setattr(kinds, "_known", {})

    (message,) = tj.messages()
    outcome = ru.receive(message)

    assert [(each.position, each.state, each.reason) for each in ru.inbox()] == [
        (1, InboxState.REFUSED, Reason.UNKNOWN_KIND),
        (2, InboxState.WAITING, ""),
        (3, InboxState.WAITING, ""),
        (1, InboxState.REFUSED, Reason.UNKNOWN_KIND),
    ]
    assert (outcome.taken, outcome.waiting, outcome.refused) == (0, 2, 2)
    monkeypatch.setattr(kinds, "_known", known)
    with ru.here():
        retried = retry_envelope(envelope=ru.inbox()[0], by=ru.first, at=AT)
    assert retried.state == InboxState.TAKEN
    assert ru.states() == [InboxState.TAKEN] * 3 + [InboxState.REFUSED]
    assert pings() == 3


def test_a_newer_schema_is_refused_kept_and_taken_after_the_update(nodes, monkeypatch):
    tj, ru = nodes
    kind = kinds.kind_called(PING)
    newer = kinds.Kind(PING, {1: Ping, 7: Ping}, kind.handler)
    monkeypatch.setitem(kinds._known, PING, newer)
    tj.ping()
    monkeypatch.setitem(kinds._known, PING, kind)

    ru.receive(tj.messages()[0])

    (held,) = ru.inbox()
    assert (held.state, held.reason, held.detail) == ("refused", Reason.NEWER_SCHEMA, "exchange.ping, version 7")
    assert bytes(held.ciphertext)
    monkeypatch.setitem(kinds._known, PING, newer)
    with ru.here():
        assert retry_envelope(envelope=held, by=ru.first, at=AT).state == InboxState.TAKEN
        with pytest.raises(Refusal, match="was not refused"):
            retry_envelope(envelope=ru.inbox()[0], by=ru.first, at=AT)


@pytest.mark.parametrize("fault", ["declines", "breaks"])
def test_a_handler_that_fails_leaves_nothing_behind_and_holds_up_nobody_else(nodes, monkeypatch, fault):
    tj, ru = nodes
    kind = kinds.kind_called(PING)

    def faulty(delivered, at):
        kind.handler(delivered, at)
        if delivered.body.words == "bad":
            raise Refusal("Not here.") if fault == "declines" else RuntimeError("a secret of the case")

    monkeypatch.setitem(kinds._known, PING, kinds.Kind(PING, {1: Ping}, faulty))
    for words in ("good", "bad", "good"):
        tj.ping(words)

    tj.deliver(ru)

    assert ru.states() == [InboxState.TAKEN, InboxState.REFUSED, InboxState.TAKEN]
    assert pings() == 2
    held = ru.inbox()[1]
    assert (held.reason, held.detail) == (
        (Reason.DECLINED, "Not here.") if fault == "declines" else (Reason.FAILED, "RuntimeError")
    )


def test_an_envelope_whose_content_was_erased_still_proves_its_place(nodes):
    tj, ru = nodes
    sent = [tj.ping(f"{number}") for number in range(3)]
    tj.deliver(ru)

    with ru.here():
        erased = erasing.erase_received(envelope=ru.inbox()[1], by=ru.first, at=AT)
    with tj.here():
        erasing.erase_sent(envelope=sent[1], by=tj.first, at=AT)
    tj.ping("after")

    assert erased.wrapped_key is None
    assert OutboxEnvelope.objects.get(pk=sent[1].pk).wrapped_key is None
    assert tj.deliver(ru).problem == ""
    assert logs_agree(tj, ru)
    rows = ru.inbox()
    with ru.here() as peer:
        start = chain.first_link(peer.pk, "ru")
    run = chain.run_of(1, start, [each.sealed.digest for each in rows])
    assert list(run.links) == [bytes(each.link) for each in rows]
    for receipt in Receipt.objects.all():
        assert receipt.agrees
    with pytest.raises(batches.Unreadable):
        batches.unlock(bytes(rows[1].ciphertext), b"", sender="tj", recipient="ru")


def test_an_envelope_erased_before_it_travels_arrives_without_content(nodes):
    tj, ru = nodes
    case = uuid4()
    sent = [tj.ping(f"{number}", subject=case) for number in range(3)]
    with tj.here():
        erasing.erase_sent(envelope=sent[1], by=tj.first, at=AT)

    tj.deliver(ru)

    assert ru.states() == [InboxState.TAKEN, InboxState.WITHOUT_CONTENT, InboxState.TAKEN]
    assert logs_agree(tj, ru)


def test_erasing_also_cuts_the_keys_out_of_messages_that_were_kept(nodes):
    tj, ru = nodes
    tj.ping("1")
    (message,) = tj.messages()
    ru.receive(message)
    with ru.here():
        peers.revoke_keys(keys=Arrival.objects.get().peer.keys.get(), by=ru.first, at=AT)
    ru.receive(message)
    kept = Arrival.objects.turned_away().first()
    assert kept is None  # what stands in the log is not displaced by a copy that is refused
    tj.ping("2")
    ru.receive(tj.messages(1)[0])
    assert read(bytes(Arrival.objects.turned_away().get().raw)).locked_keys

    with ru.here():
        erasing.erase_received(envelope=ru.inbox()[0], by=ru.first, at=AT)

    assert read(bytes(Arrival.objects.turned_away().get().raw)).locked_keys == b""


def test_a_failed_delivery_pauses_longer_each_time_and_works_again(nodes):
    tj, ru = nodes
    tj.ping()

    def nobody(_message: bytes) -> bytes:
        raise NotCarried("Nobody answers.")

    waits = []
    for _try in range(3):
        with tj.here() as peer:
            outcome = delivering.deliver_to(peer=peer, carrier=nobody, signer=tj.signer, by=SYSTEM, at=AT)
            peer.refresh_from_db()
            waits.append(peer.next_try_at - AT)
            assert not Peer.objects.filter(pk=peer.pk).due(at=AT).exists()
    assert outcome.problem == "Nobody answers."
    assert waits == [timedelta(seconds=2), timedelta(seconds=4), timedelta(seconds=8)]

    assert tj.deliver(ru).problem == ""

    with tj.here() as peer:
        assert (peer.failures, peer.next_try_at) == (0, None)
    assert Line.objects.filter(verb="delivery began to fail").count() == 1
    assert Line.objects.filter(verb="delivery works again").count() == 1


@pytest.mark.parametrize(("via", "tried_now"), [(Via.WIRE, True), (Via.FILE, False)])
def test_whoever_is_heard_on_the_wire_is_tried_again_at_once(nodes, via: Via, tried_now: bool):
    tj, ru = nodes
    ru.ping()
    with tj.here() as peer:
        delivering.note_outcome(peer=peer, problem="Nobody answers.", by=SYSTEM, at=AT)
        ProcrastinateJob.objects.filter(task_name="exchange.deliver").delete()

    (message,) = ru.messages()
    with tj.here() as peer:
        receiving.receive_batch(raw=message, via=via, store=tj.store, by=SYSTEM, at=AT)

        peer.refresh_from_db()
        assert (peer.next_try_at <= AT) is tried_now
        assert ProcrastinateJob.objects.filter(task_name="exchange.deliver").exists() is tried_now


def test_a_receiver_restored_from_a_backup_is_sent_what_it_lost(nodes):
    tj, ru = nodes
    for number in range(4):
        tj.ping(f"{number}")
        tj.deliver(ru, at=AT + timedelta(minutes=number))
    with ru.here() as peer:
        InboxEnvelope.objects.filter(peer=peer, number__gt=1).delete()
        Arrival.objects.filter(first__gt=1).delete()

    tj.ping("after the backup")
    outcome = tj.deliver(ru, at=AT + timedelta(hours=1))

    assert outcome.problem == ""
    assert ru.states() == [InboxState.TAKEN] * 5
    assert logs_agree(tj, ru)


def test_a_sender_restored_from_a_backup_stops_instead_of_rewriting_history(nodes):
    tj, ru = nodes
    for number in range(3):
        tj.ping(f"{number}")
        tj.deliver(ru, at=AT + timedelta(minutes=number))
    with tj.here() as peer:
        OutboxEnvelope.objects.filter(peer=peer, number__gt=1).delete()
        Batch.objects.filter(peer=peer, first__gt=1).delete()
        Receipt.objects.filter(peer=peer, upto__gt=1).delete()

    tj.ping("another history")
    first = tj.deliver(ru, at=AT + timedelta(hours=1))
    second = tj.deliver(ru, at=AT + timedelta(hours=2))

    assert "another history" in first.problem
    assert "another history" in second.problem
    assert Arrival.objects.turned_away().get().reason == Reason.FORK
    assert len(ru.inbox()) == 3
    with tj.here() as peer:
        assert not standing(peer, at=AT).agrees
