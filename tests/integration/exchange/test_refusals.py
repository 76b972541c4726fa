"""What is altered, forged, cut, misaddressed or misdated is refused, kept and named, and nothing of it is applied."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import cbor2
import pytest
from nacl.public import PrivateKey
from nacl.signing import SigningKey

from hamsafar.exchange.actions import peers, receiving
from hamsafar.exchange.enums import InboxState, Reason
from hamsafar.exchange.formats import batches, receipts
from hamsafar.exchange.formats.batches import Sealed
from hamsafar.exchange.models import Arrival, InboxEnvelope, received_log
from hamsafar.exchange.rules import chain
from hamsafar.exchange.rules.contents import Content, write_content
from hamsafar.kit.keys import Purpose
from hamsafar.kit.refusal import Refusal
from hamsafar.ledger.models import Line
from tests.factories.exchange import AT, Node, two_nodes
from tests.factories.ledger import Somebody

pytestmark = pytest.mark.django_db


@pytest.fixture
def nodes(tmp_path: Path) -> tuple[Node, Node]:
    return two_nodes(tmp_path)


def content(**changed) -> bytes:
    values = {
        "id": uuid4(),
        "kind": "exchange.ping",
        "version": 1,
        "subject": uuid4(),
        "position": 1,
        "made_at": AT,
        "body": {"words": "salom"},
    }
    return write_content(Content(**(values | changed)))


def forged(
    ru: Node,
    *datas: bytes,
    signer: SigningKey,
    first: int = 1,
    sender: str = "tj",
    recipient: str = "ru",
    made_at=AT,
    lock_for: PrivateKey | None = None,
    keys: list[bytes] | None = None,
    before: bytes | None = None,
) -> bytes:
    """A batch as a sender with this key could write it, with whatever is wrong with it."""
    own = [batches.new_content_key() for _ in datas]
    envelopes = [
        Sealed(chain.commitment_of(key), batches.lock(data, key, sender=sender, recipient=recipient))
        for data, key in zip(datas, own, strict=True)
    ]
    before = chain.first_link("tj", "ru") if before is None else before
    said = batches.state(envelopes, sender=sender, recipient=recipient, first=first, before=before, made_at=made_at)
    opener = lock_for or ru.store.opener(Purpose.ENVELOPE_OPENING)
    return batches.write(batches.sign(said, signer), envelopes, keys or own, opener.public_key)


def altered(raw: bytes, change) -> bytes:
    parts = cbor2.loads(raw)
    change(parts)
    return cbor2.dumps(parts, canonical=True)


def flip(data: bytes, at: int = -1) -> bytes:
    spoiled = bytearray(data)
    spoiled[at] ^= 1
    return bytes(spoiled)


def replace_envelope(parts: list) -> None:
    parts[3][0][1] = flip(parts[3][0][1])


def resign(parts: list) -> None:
    parts[2] = flip(parts[2])


def drop_envelope(parts: list) -> None:
    parts[3].pop()


def newer(parts: list) -> None:
    parts[1] = 2


FAULTS = {
    "rubbish": (lambda tj, ru, raw: b"\xff\x00 not CBOR", Reason.NOT_A_BATCH),
    "nothing": (lambda tj, ru, raw: b"", Reason.TRUNCATED),
    "another message": (lambda tj, ru, raw: cbor2.dumps(["something", 1]), Reason.NOT_A_BATCH),
    "cut": (lambda tj, ru, raw: raw[:-7], Reason.TRUNCATED),
    "bytes behind": (lambda tj, ru, raw: raw + b"\x00", Reason.NOT_A_BATCH),
    "an envelope altered": (lambda tj, ru, raw: altered(raw, replace_envelope), Reason.ALTERED),
    "an envelope dropped": (lambda tj, ru, raw: altered(raw, drop_envelope), Reason.ALTERED),
    "a signature altered": (lambda tj, ru, raw: altered(raw, resign), Reason.BAD_SIGNATURE),
    "a newer form": (lambda tj, ru, raw: altered(raw, newer), Reason.NEWER_FORM),
    "a number that no database holds": (
        lambda tj, ru, raw: forged(ru, content(), signer=tj.signer, first=1 << 63),
        Reason.NOT_A_BATCH,
    ),
    "a link that is no digest": (
        lambda tj, ru, raw: forged(ru, content(), signer=tj.signer, before=bytes(31)),
        Reason.NOT_A_BATCH,
    ),
    "an unknown key": (lambda tj, ru, raw: forged(ru, content(), signer=SigningKey.generate()), Reason.UNKNOWN_KEY),
    "its own key": (lambda tj, ru, raw: forged(ru, content(), signer=ru.signer), Reason.UNKNOWN_KEY),
    "another sender": (lambda tj, ru, raw: forged(ru, content(), signer=tj.signer, sender="xx"), Reason.WRONG_SENDER),
    "a sender that no row can hold": (
        lambda tj, ru, raw: forged(ru, content(), signer=tj.signer, sender="t\x00j"),
        Reason.WRONG_SENDER,
    ),
    "another recipient": (
        lambda tj, ru, raw: forged(ru, content(), signer=tj.signer, recipient="xx"),
        Reason.NOT_FOR_US,
    ),
    "a clock ahead": (
        lambda tj, ru, raw: forged(ru, content(), signer=tj.signer, made_at=AT + timedelta(hours=1)),
        Reason.CLOCK,
    ),
    "another lock": (
        lambda tj, ru, raw: forged(ru, content(), signer=tj.signer, lock_for=PrivateKey.generate()),
        Reason.WRONG_LOCK,
    ),
    "another content key": (
        lambda tj, ru, raw: forged(ru, content(), signer=tj.signer, keys=[bytes(32)]),
        Reason.WRONG_CONTENT_KEY,
    ),
    "another beginning": (
        lambda tj, ru, raw: forged(ru, content(), signer=tj.signer, before=bytes(32)),
        Reason.FORK,
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_batch_with_a_fault_is_refused_kept_and_named(nodes, fault):
    tj, ru = nodes
    tj.ping("1")
    tj.ping("2")
    (genuine,) = tj.messages()
    make, reason = FAULTS[fault]
    raw = make(tj, ru, genuine)

    outcome = ru.receive(raw)
    ru.receive(raw)

    assert outcome.reason == reason
    assert (outcome.taken, outcome.refused >= 1) == (0, True)
    assert ru.inbox() == []
    assert not Line.objects.filter(verb="ping taken").exists()
    kept = Arrival.objects.get()
    assert (kept.reason, bytes(kept.raw), kept.times) == (reason, raw, 2)
    assert Line.objects.filter(verb=f"batch refused: {reason}").count() == 1
    assert ru.receive(genuine).taken == 2


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"kind": "no.such"}, Reason.UNKNOWN_KIND),
        ({"version": 2}, Reason.NEWER_SCHEMA),
        ({"version": 0}, Reason.OLDER_SCHEMA),
        ({"body": {"words": 7}}, Reason.BAD_BODY),
        ({"body": {"words": "x", "more": 1}}, Reason.BAD_BODY),
        ({"body": {}}, Reason.BAD_BODY),
        ({"body": {"words": "x" * 201}}, Reason.BAD_BODY),
        ({"body": []}, Reason.BAD_BODY),
        ({"position": 0}, Reason.NOT_A_CONTENT),
        ({"kind": "no\x00such"}, Reason.NOT_A_CONTENT),
        ({"body": {"no\x00such": 1}}, Reason.BAD_BODY),
        ({"made_at": AT + timedelta(hours=1)}, Reason.DATED_AHEAD),
    ],
)
def test_an_envelope_with_a_fault_stays_in_the_log_and_holds_up_nobody(nodes, changed, reason):
    tj, ru = nodes

    outcome = ru.receive(forged(ru, content(**changed), content(), signer=tj.signer))

    assert (outcome.taken, outcome.refused) == (1, 1)
    assert [(each.state, each.reason) for each in ru.inbox()] == [("refused", reason), ("taken", "")]


def test_content_that_cannot_be_read_is_named(nodes):
    tj, ru = nodes
    (sealed_elsewhere,) = [cbor2.dumps(["hamsafar content 1", 1])]

    ru.receive(forged(ru, b"rubbish \xff", sealed_elsewhere, b"", signer=tj.signer))

    assert [each.reason for each in ru.inbox()] == [Reason.NOT_A_CONTENT] * 3


def test_a_message_replayed_under_another_number_is_refused(nodes):
    tj, ru = nodes
    same = content()

    ru.receive(forged(ru, same, same, signer=tj.signer))
    with ru.here() as peer:
        head = received_log(peer).link_at(2)
    ru.receive(forged(ru, same, signer=tj.signer, first=3, before=head))

    assert [each.state for each in ru.inbox()] == [InboxState.TAKEN, InboxState.REFUSED, InboxState.REFUSED]
    assert {each.reason for each in ru.inbox()[1:]} == {Reason.REPLAY}
    assert Line.objects.filter(verb="ping taken").count() == 1


def test_an_envelope_out_of_the_order_of_its_case_is_refused(nodes):
    tj, ru = nodes
    case = uuid4()

    ru.receive(forged(ru, content(subject=case, position=2), content(subject=case, position=1), signer=tj.signer))

    assert [(each.state, each.reason) for each in ru.inbox()] == [("taken", ""), ("refused", Reason.OUT_OF_ORDER)]


def test_a_second_history_under_the_same_numbers_is_refused_whole(nodes):
    tj, ru = nodes
    tj.ping("1")
    tj.deliver(ru)

    outcome = ru.receive(forged(ru, content(), content(), signer=tj.signer))

    assert (outcome.reason, outcome.refused) == (Reason.FORK, 2)
    assert len(ru.inbox()) == 1


def test_an_early_batch_that_does_not_follow_is_refused_once_the_gap_is_filled(nodes):
    tj, ru = nodes
    tj.ping("1")
    genuine = tj.messages()
    assert ru.receive(forged(ru, content(), signer=tj.signer, first=2, before=bytes(32))).waiting == 1

    ru.receive(genuine[0])

    assert len(ru.inbox()) == 1
    assert Arrival.objects.turned_away().get().reason == Reason.FORK


def test_a_spoiled_copy_does_not_displace_what_waits(nodes):
    tj, ru = nodes
    tj.ping("1")
    first = tj.messages()
    tj.ping("2")
    second = tj.messages(1)[0]
    ru.receive(second)

    with ru.here():
        keys = Arrival.objects.get().peer.keys.get()
        keys.revoked_at, keys.revoked_by = AT, ru.first
        keys.save()
        ru.receive(second)
        keys.revoked_at = keys.revoked_by = None
        keys.save()

    assert Arrival.objects.early().count() == 1
    assert ru.receive(first[0]).taken == 2


def test_a_revoked_or_ended_key_is_told_from_an_unknown_one(nodes):
    tj, ru = nodes
    tj.ping()
    (message,) = tj.messages()
    with ru.here() as peer:
        keys = peer.keys.get()
        peers.revoke_keys(keys=keys, by=ru.first, at=AT)
        assert ru.receive(message).reason == Reason.REVOKED_KEY
        assert ru.receive(message).receipt == b""  # somebody else may hold that key by now

    keys.refresh_from_db()
    keys.revoked_at, keys.revoked_by, keys.ends_at = None, None, AT
    keys.save()
    answer = ru.receive(message)
    assert answer.reason == Reason.ENDED_KEY
    with tj.here() as peer:
        genuine = {bytes(each.key_id): peers.VerifyKey(bytes(each.signing)) for each in peer.keys.all()}
        assert receipts.read(answer.receipt, genuine).reason == Reason.ENDED_KEY


def test_a_batch_that_was_refused_can_be_tried_again_from_what_was_kept(nodes):
    tj, ru = nodes
    with ru.here() as peer:
        keys = peer.keys.get()
        peer.keys.update(confirmed_at=None, confirmed_by=None)
    tj.ping()
    assert ru.receive(tj.messages()[0]).reason == Reason.UNKNOWN_KEY
    assert Arrival.objects.get().peer is None

    with ru.here():
        peers.confirm_keys(keys=keys, heard=keys.fingerprint, by=ru.second, at=AT)
        outcome = receiving.retry_arrival(arrival=Arrival.objects.get(), store=ru.store, by=ru.first, at=AT)

    assert outcome.taken == 1
    assert (Arrival.objects.get().state, bytes(Arrival.objects.get().raw)) == ("logged", b"")


def test_messages_of_nobody_known_cannot_fill_the_disk(nodes, monkeypatch):
    _tj, ru = nodes
    monkeypatch.setattr(receiving, "MOST_UNPROVEN", 3)

    for number in range(10):
        assert ru.receive(b"rubbish %d" % number).refused == 1

    assert Arrival.objects.count() == 3


def test_only_the_operator_receives_and_retries(nodes):
    tj, ru = nodes
    tj.ping()
    (message,) = tj.messages()

    with ru.here(), pytest.raises(Refusal, match="node operator"):
        receiving.receive_batch(raw=message, via="wire", store=ru.store, by=Somebody(), at=AT)
    assert not InboxEnvelope.objects.exists()
