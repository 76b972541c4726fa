"""A node restored from an old backup: the other side notices, nothing is sent on, and the lost end comes back."""

from __future__ import annotations

import json
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.management import call_command
from nacl.signing import SigningKey

from hamsafar.exchange.actions import erasing, recovering
from hamsafar.exchange.actions.standing import standing
from hamsafar.exchange.enums import Reason
from hamsafar.exchange.formats import batches, bundles
from hamsafar.exchange.models import Arrival, Batch, InboxEnvelope, OutboxEnvelope, Receipt, received_log, sent_log
from hamsafar.kit.actor import SYSTEM
from hamsafar.kit.keys import Purpose
from hamsafar.kit.refusal import Refusal
from hamsafar.ledger.models import Line
from tests.factories.exchange import AT, Node, two_nodes
from tests.factories.ledger import Somebody

pytestmark = pytest.mark.django_db


@pytest.fixture
def nodes(tmp_path: Path) -> tuple[Node, Node]:
    return two_nodes(tmp_path)


def forget_after(node: Node, number: int) -> None:
    """Restore the node's log from a backup that ends there: what was written later is unknown to it."""
    with node.here() as peer:
        OutboxEnvelope.objects.filter(peer=peer, number__gt=number).delete()
        Batch.objects.filter(peer=peer, first__gt=number).delete()
        Receipt.objects.filter(peer=peer, upto__gt=number).delete()


def returned(holder: Node, file: Path, since: int = 0) -> recovering.Returned:
    with holder.here() as peer:
        return recovering.return_log(path=file, peer=peer, since=since, store=holder.store, by=SYSTEM, at=AT)


def recover(node: Node, file: Path) -> recovering.Recovered:
    with node.here() as peer:
        return recovering.recover_log(path=file, peer=peer, store=node.store, by=SYSTEM, at=AT)


def the_same(sender: Node, receiver: Node) -> bool:
    with sender.here() as peer:
        ours = sent_log(peer)
    with receiver.here() as peer:
        theirs = received_log(peer)
    return (ours.upto, ours.link_at(ours.upto)) == (theirs.upto, theirs.link_at(theirs.upto))


@pytest.fixture
def forked(nodes, tmp_path) -> tuple[Node, Node, Path, list]:
    """Three were sent one by one; the backup knows the first alone, and two were written since, one in a known case."""
    tj, ru = nodes
    case = uuid4()
    sent = []
    for words, subject in (("1", None), ("2", case), ("3", None)):
        sent.append(tj.ping(words, subject=subject))
        tj.deliver(ru)
    forget_after(tj, 1)
    tj.ping("new in a known case", subject=case)
    tj.ping("new")
    return tj, ru, tmp_path / "returned.cbor", sent


def test_the_other_node_notices_and_nothing_is_sent_on(forked):
    tj, ru, _file, _sent = forked

    outcome = tj.deliver(ru)
    again = tj.deliver(ru)

    assert "another history" in outcome.problem
    assert again.offered == 0
    assert Arrival.objects.turned_away().get().reason == Reason.FORK
    assert len(ru.inbox()) == 3
    with tj.here() as peer:
        assert not standing(peer, at=AT).agrees


@pytest.mark.parametrize("offered", [True, False], ids=["after it noticed", "before it tried"])
def test_the_lost_end_comes_back_and_what_is_new_follows_it(forked, offered):
    tj, ru, file, sent = forked
    if offered:
        tj.deliver(ru)

    assert returned(ru, file).last == 3
    found = recover(tj, file)
    outcome = tj.deliver(ru)

    assert (found.recovered, found.had, found.kinds, found.receipt) == (2, 1, {"exchange.ping": 2}, "taken")
    assert found.queued_again == (2 if offered else 0)
    assert outcome.problem == ""
    assert the_same(tj, ru)
    assert ru.states() == ["taken"] * 5
    assert OutboxEnvelope.objects.filter(pk__in=[each.pk for each in sent]).count() == 3
    assert Line.objects.filter(verb="ping taken").count() == 5
    with tj.here() as peer:
        assert standing(peer, at=AT).agrees


def test_recovering_twice_changes_nothing(forked):
    tj, ru, file, _sent = forked
    returned(ru, file)
    recover(tj, file)

    again = recover(tj, file)

    assert (again.recovered, again.had, again.queued_again) == (0, 3, 0)


def test_an_envelope_that_waited_in_the_backup_gets_back_the_number_it_had(nodes, tmp_path):
    tj, ru = nodes
    tj.ping("sealed before")
    tj.deliver(ru)
    waited = tj.ping("waited when the backup was made")
    tj.ping("lost")
    tj.deliver(ru)
    forget_after(tj, 2)
    with tj.here() as peer:
        OutboxEnvelope.objects.filter(pk=waited.pk).update(number=None, link=None)
        Batch.objects.filter(peer=peer, first__gt=1).delete()
    tj.ping("new")
    tj.deliver(ru)

    returned(ru, tmp_path / "file")
    found = recover(tj, tmp_path / "file")
    tj.deliver(ru)

    assert (found.recovered, found.had, found.queued_again) == (1, 2, 1)
    assert the_same(tj, ru)
    assert ru.states() == ["taken"] * 4


def test_an_envelope_that_still_waits_is_not_sent_a_second_time(nodes, tmp_path):
    tj, ru = nodes
    waited = tj.ping("waited when the backup was made")
    tj.deliver(ru)
    with tj.here() as peer:
        OutboxEnvelope.objects.filter(pk=waited.pk).update(number=None, link=None)
        Batch.objects.filter(peer=peer).delete()
        Receipt.objects.filter(peer=peer).delete()

    returned(ru, tmp_path / "file")
    found = recover(tj, tmp_path / "file")

    assert (found.recovered, found.queued_again) == (1, 0)
    assert OutboxEnvelope.objects.get().number == 1
    assert tj.deliver(ru).offered == 0


def test_an_erased_envelope_comes_back_without_its_content(nodes, tmp_path):
    tj, ru = nodes
    tj.ping("1")
    tj.deliver(ru)
    with ru.here():
        erasing.erase_received(envelope=ru.inbox()[0], by=SYSTEM, at=AT)
    forget_after(tj, 0)

    returned(ru, tmp_path / "file")
    found = recover(tj, tmp_path / "file")

    assert found.kinds == {"without content": 1}
    assert the_same(tj, ru)
    assert OutboxEnvelope.objects.get().erased_at == AT


def test_what_waits_without_content_makes_room_as_well(forked):
    tj, ru, file, _sent = forked
    waiting = OutboxEnvelope.objects.filter(number__isnull=True).order_by("pk").first()
    with tj.here():
        erasing.erase_sent(envelope=waiting, by=SYSTEM, at=AT)

    returned(ru, file)
    recover(tj, file)
    tj.deliver(ru)

    assert the_same(tj, ru)
    assert InboxEnvelope.objects.filter(state="without-content").count() == 1


def test_a_returned_log_that_does_not_meet_ours_is_refused(forked):
    tj, ru, file, _sent = forked
    returned(ru, file, since=2)

    with pytest.raises(Refusal, match="earlier number"):
        recover(tj, file)


def test_nothing_returned_is_nothing_recovered(nodes, tmp_path):
    tj, ru = nodes
    returned(ru, tmp_path / "file")

    assert recover(tj, tmp_path / "file").recovered == 0


def test_what_we_did_not_sign_is_not_ours(nodes, tmp_path):
    tj, ru = nodes
    tj.ping()
    forged = batches.state(
        [batches.Sealed(bytes(32), b"x")], sender="tj", recipient="ru", first=1, before=bytes(32), made_at=AT
    )
    message = batches.write(
        batches.sign(forged, SigningKey(bytes(32))), [batches.Sealed(bytes(32), b"x")], [b""], _lock(tj)
    )
    for name, raw, says in (
        ("forged", message, "own key"),
        ("rubbish", b"\x01", "no returned log"),
    ):
        header = bundles.Header("ru", "tj", AT, 1)
        bundles.write(tmp_path / name, header, b"", [raw], name=bundles.RETURNED)
        with pytest.raises(Refusal, match=says):
            recover(tj, tmp_path / name)
    header = bundles.Header("xx", "tj", AT, 0)
    bundles.write(tmp_path / "of another", header, b"", [], name=bundles.RETURNED)
    for name, says in (("of another", "other node"), ("missing", "cannot be read")):
        with pytest.raises(Refusal, match=says):
            recover(tj, tmp_path / name)
    assert ru.inbox() == []


def test_our_own_batch_of_another_log_or_of_rubbish_is_refused(nodes, tmp_path):
    tj, _ru = nodes
    with tj.here():
        signer = tj.signer
    for recipient, before, content, says in (
        ("xx", bytes(32), b"x", "another log"),
        ("ru", bytes(32), b"not a content", "cannot be read"),
    ):
        key = batches.new_content_key()
        sealed = batches.Sealed(
            batches.chain.commitment_of(key), batches.lock(content, key, sender="tj", recipient="ru")
        )
        said = batches.state([sealed], sender="tj", recipient=recipient, first=1, before=before, made_at=AT)
        raw = batches.write(batches.sign(said, signer), [sealed], [key], _lock(tj))
        bundles.write(tmp_path / "file", bundles.Header("ru", "tj", AT, 1), b"", [raw], name=bundles.RETURNED)
        with pytest.raises(Refusal, match=says):
            recover(tj, tmp_path / "file")


def test_a_log_is_returned_and_recovered_by_the_operator_alone_and_into_a_place_that_is(forked, tmp_path):
    tj, ru, file, _sent = forked
    with ru.here() as peer, pytest.raises(Refusal, match="operator"):
        recovering.return_log(path=file, peer=peer, since=0, store=ru.store, by=Somebody(), at=AT)
    with tj.here() as peer, pytest.raises(Refusal, match="operator"):
        recovering.recover_log(path=file, peer=peer, store=tj.store, by=Somebody(), at=AT)
    with pytest.raises(Refusal, match="cannot be written"):
        returned(ru, tmp_path / "no" / "such")


def test_the_command_line_returns_and_recovers(forked, capsys):
    tj, ru, file, _sent = forked
    with ru.here():
        call_command("exchange", "--format", "json", "return-log", "--out", str(file))
        with pytest.raises(SystemExit) as ended:
            call_command("exchange", "return-log", "--out", str(file), "--since", "-1")
    assert ended.value.code == 2
    with tj.here():
        call_command("exchange", "--format", "json", "recover-log", str(file))

    out = capsys.readouterr().out
    said = json.loads(out[out.rindex('{\n  "recovered"') :])
    assert (said["recovered"], said["receipt"]) == (2, "taken")


def test_a_receipt_in_it_that_is_not_genuine_is_said(nodes, tmp_path):
    tj, _ru = nodes
    header = bundles.Header("ru", "tj", AT, 0)
    bundles.write(tmp_path / "file", header, b"rubbish", [], name=bundles.RETURNED)

    assert "no genuine receipt" in recover(tj, tmp_path / "file").receipt


def _lock(node: Node):
    return node.store.opener(Purpose.ENVELOPE_OPENING).public_key
