"""Bundle files, the command line, the witness."""

from __future__ import annotations

import json
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.utils.timezone import now
from nacl.signing import SigningKey

from hamsafar.exchange.actions import carrying, witness
from hamsafar.exchange.actions.sending import send_envelope
from hamsafar.exchange.enums import Reason
from hamsafar.exchange.models import InboxEnvelope, OutboxEnvelope, Receipt, WitnessedRoot
from hamsafar.kit.actor import SYSTEM
from hamsafar.kit.keys import KeyStore, Purpose
from hamsafar.kit.refusal import Refusal
from hamsafar.ledger.actions import record, seal
from hamsafar.ledger.models import Leaf, Line, Seal
from tests.factories.exchange import AT, Node, two_nodes
from tests.factories.ledger import Somebody, trigger_lifted

pytestmark = pytest.mark.django_db


@pytest.fixture
def nodes(tmp_path: Path) -> tuple[Node, Node]:
    return two_nodes(tmp_path)


def run(capsys: pytest.CaptureFixture[str], node: Node, *words: object) -> tuple[int, dict, str]:
    """`./run exchange --format json …` on one node: exit code, document, words."""
    code = 0
    with node.here():
        try:
            call_command("exchange", "--format", "json", *map(str, words))
        except SystemExit as end:
            code = int(end.code or 0)
    out, err = capsys.readouterr()
    return code, json.loads(out) if out else {}, err


def counts(said: dict) -> tuple[int, int, int, int]:
    return said["taken"], said["had"], said["waiting"], said["refused"]


def test_bundles_are_taken_in_any_order_and_twice(nodes, tmp_path, capsys):
    tj, ru = nodes
    for number in range(3):
        tj.ping(f"{number}")
        code, made, _ = run(capsys, tj, "export-bundle", "--out", tmp_path / f"{number}.cbor", "--since", number)
        assert (code, made) == (0, {"batches": 1, "first": number + 1, "last": number + 1})

    outcomes = [
        counts(run(capsys, ru, "import-bundle", tmp_path / f"{number}.cbor")[1]) for number in (2, 2, 1, 0, 1, 2)
    ]

    assert outcomes == [(0, 0, 1, 0), (0, 0, 1, 0), (0, 0, 1, 0), (3, 0, 0, 0), (0, 1, 0, 0), (0, 1, 0, 0)]
    assert ru.taken() == 3
    assert Line.objects.filter(verb="ping taken").count() == 3


def test_a_bundle_back_carries_the_receipt(nodes, tmp_path, capsys):
    tj, ru = nodes
    tj.ping()
    run(capsys, tj, "export-bundle", "--out", tmp_path / "there.cbor")
    run(capsys, ru, "import-bundle", tmp_path / "there.cbor")
    assert run(capsys, tj, "status")[1]["undelivered"] == 1

    run(capsys, ru, "export-bundle", "--out", tmp_path / "back.cbor")
    code, said, _ = run(capsys, tj, "import-bundle", tmp_path / "back.cbor")

    assert (code, said["receipt"]) == (0, "taken")
    code, status, _ = run(capsys, tj, "status")
    assert (code, status["undelivered"], status["receipted_upto"]) == (0, 0, 1)
    assert run(capsys, tj, "export-bundle", "--out", tmp_path / "none.cbor")[1]["batches"] == 0
    run(capsys, tj, "import-bundle", tmp_path / "back.cbor")
    assert Receipt.objects.filter(peer="ru").count() == 1


def test_a_bundle_that_was_cut_gives_what_was_whole(nodes, tmp_path, capsys):
    tj, ru = nodes
    for number in range(3):
        tj.ping(f"{number}")
        tj.seal()
    run(capsys, tj, "export-bundle", "--out", tmp_path / "whole.cbor")
    whole = (tmp_path / "whole.cbor").read_bytes()
    (tmp_path / "cut.cbor").write_bytes(whole[:-200])

    code, said, words = run(capsys, ru, "import-bundle", tmp_path / "cut.cbor")

    assert (code, counts(said), said["cut"]) == (1, (2, 0, 0, 0), True)
    assert "cut" in words
    code, said, _ = run(capsys, ru, "import-bundle", tmp_path / "whole.cbor")
    assert (code, counts(said)) == (0, (1, 2, 0, 0))


@pytest.mark.parametrize("file", ["missing", "rubbish", "own", "empty"])
def test_a_file_that_is_no_bundle_for_us_is_bad_input(nodes, tmp_path, capsys, file):
    tj, _ru = nodes
    tj.ping()
    run(capsys, tj, "export-bundle", "--out", tmp_path / "own")
    (tmp_path / "rubbish").write_bytes(b"\xff not a bundle")
    (tmp_path / "empty").touch()

    code, said, words = run(capsys, tj, "import-bundle", tmp_path / file)

    assert (code, said) == (2, {})
    assert words.count("\n") == 1


def test_a_refused_batch_in_a_bundle_is_counted_and_named(nodes, tmp_path, capsys):
    tj, ru = nodes
    tj.ping()
    run(capsys, tj, "export-bundle", "--out", tmp_path / "bundle")
    raw = bytearray((tmp_path / "bundle").read_bytes())
    at = raw.index(b"hamsafar batch statement") + 40
    raw[at] ^= 1
    (tmp_path / "bundle").write_bytes(bytes(raw))

    code, said, words = run(capsys, ru, "import-bundle", tmp_path / "bundle")

    assert (code, counts(said), said["reasons"]) == (1, (0, 0, 0, 1), [Reason.BAD_SIGNATURE])
    assert "altered on the way, or forged" in words
    code, status, _ = run(capsys, ru, "status")
    assert (code, status["refused_batches"]) == (1, 1)


def test_only_the_operator_carries_bundles(nodes, tmp_path):
    tj, _ru = nodes
    for carry in (carrying.export_bundle, carrying.import_bundle):
        more = {"since": None} if carry is carrying.export_bundle else {}
        with tj.here() as peer, pytest.raises(Refusal, match="node operator"):
            carry(path=tmp_path / "x", peer=peer, store=tj.store, by=Somebody(), at=AT, **more)


def test_both_logs_are_reconciled_line_by_line(nodes, tmp_path, capsys):
    tj, ru = nodes
    for number in range(3):
        tj.ping(f"{number}")
        ru.ping(f"{number}")
    tj.deliver(ru)
    ru.deliver(tj)
    tj.ping("under way")
    tj.seal()
    run(capsys, ru, "reconcile", "--out", tmp_path / "holdings")

    code, said, _ = run(capsys, tj, "reconcile", tmp_path / "holdings")

    assert (code, said["agree"], said["under_way"], said["differences"]) == (0, 6, 1, [])
    with tj.here() as peer:
        spoiled = OutboxEnvelope.objects.get(peer=peer, number=2)
        OutboxEnvelope.objects.filter(pk=spoiled.pk).update(ciphertext=b"rewritten")
        InboxEnvelope.objects.get(peer=peer, number=3).delete()
    code, said, _ = run(capsys, tj, "reconcile", tmp_path / "holdings")
    assert code == 1
    assert [(each["log"], each["number"], each["what"]) for each in said["differences"]] == [("sent", 2, "differs")]
    assert said["under_way"] == 2
    assert run(capsys, ru, "reconcile", tmp_path / "holdings")[0] == 2
    assert run(capsys, tj, "reconcile")[1]["agrees"] is True


def test_one_envelope_is_proved_alone_by_both_sides(nodes, tmp_path, capsys):
    tj, ru = nodes
    for number in range(5):
        tj.ping(f"{number}")
    tj.deliver(ru)

    run(capsys, tj, "prove", 3, "--out", tmp_path / "ours")
    run(capsys, ru, "prove", 3, "--received", "--out", tmp_path / "theirs")

    assert (tmp_path / "ours").read_bytes() == (tmp_path / "theirs").read_bytes()
    for node in (tj, ru):
        code, said, _ = run(capsys, node, "check-proof", tmp_path / "ours")
        assert (code, said["genuine"], said["number"], said["sender"]) == (0, True, 3, "tj")
    spoiled = bytearray((tmp_path / "ours").read_bytes())
    spoiled[-3] ^= 1
    (tmp_path / "ours").write_bytes(bytes(spoiled))
    assert run(capsys, ru, "check-proof", tmp_path / "ours")[0] == 1
    assert run(capsys, ru, "prove", 9, "--out", tmp_path / "x")[0] == 2


def test_the_ceremony_runs_on_the_command_line(tmp_path, capsys):
    tj, ru = two_nodes(tmp_path, trusting=False)
    shown = run(capsys, ru, "ceremony", "show", "--out", tmp_path / "ru.json")[1]
    officer = ("--officer", tj.first.username)

    made = run(capsys, tj, "ceremony", "propose", tmp_path / "ru.json", *officer)[1]
    alone = run(capsys, tj, "ceremony", "confirm", made["key"], "--heard", shown["fingerprint"], *officer)
    second = ("--officer", tj.second.username)
    wrong = run(capsys, tj, "ceremony", "confirm", made["key"], "--heard", "1234", *second)
    confirmed = run(capsys, tj, "ceremony", "confirm", made["key"], "--heard", shown["fingerprint"], *second)[1]

    assert (alone[0], wrong[0], confirmed["state"]) == (2, 2, "active")
    assert run(capsys, tj, "ceremony", "revoke", made["key"], *officer)[1]["state"] == "revoked"
    assert run(capsys, tj, "ceremony", "revoke", "00", *officer)[0] == 2
    assert run(capsys, tj, "ceremony", "propose", tmp_path / "ru.json", "--officer", "nobody")[0] == 2
    following = run(capsys, ru, "ceremony", "next")[1]
    assert run(capsys, ru, "ceremony", "roll")[1]["fingerprint"] == following["fingerprint"]
    assert run(capsys, ru, "ceremony", "roll")[0] == 2
    assert run(capsys, ru, "ceremony", "forget")[1] == {"destroyed": 1}


def test_addresses_and_pings_on_the_command_line(nodes, capsys):
    tj, _ru = nodes

    assert run(capsys, tj, "address", "http://127.0.0.1:9")[1]["address"] == "http://127.0.0.1:9"
    assert run(capsys, tj, "address", "http://example.org")[0] == 2
    assert run(capsys, tj, "ping", "salom")[0] == 0
    code, said, _ = run(capsys, tj, "deliver")
    assert (code, "does not answer" in said["problem"]) == (1, True)
    assert run(capsys, tj, "ping", "x" * 201)[0] == 2
    assert run(capsys, tj, "address", "")[0] == 0
    assert run(capsys, tj, "deliver")[0] == 2


def roots(nodes: tuple[Node, Node], tmp_path: Path, capsys) -> Path:
    """Three lines sealed at the origin, its root witnessed at the destination, and the file of roots."""
    tj, ru = nodes
    with tj.here():
        record("tried", about="thing:1", by=SYSTEM, at=AT)
    assert run(capsys, tj, "send-root")[1]["envelope"]
    tj.deliver(ru, at=now())
    run(capsys, ru, "witness", "--out", tmp_path / "roots.json")
    return tmp_path / "roots.json"


def verify(capsys, node: Node, *words: object) -> tuple[int, dict]:
    code = 0
    with node.here():
        try:
            call_command("ledger", "verify", "--format", "json", *map(str, words))
        except SystemExit as end:
            code = int(end.code or 0)
    return code, json.loads(capsys.readouterr().out or "{}")


def test_a_history_rewritten_and_sealed_anew_with_the_node_s_own_key_is_named_by_the_witness(nodes, tmp_path, capsys):
    tj, _ru = nodes
    file = roots(nodes, tmp_path, capsys)
    assert verify(capsys, tj, "--witness", file)[0] == 0

    with trigger_lifted("ledger_leaf"), trigger_lifted("ledger_seal"), trigger_lifted("ledger_line"):
        Leaf.objects.all().delete()
        Seal.objects.all().delete()
        Line.objects.filter(verb="tried").update(verb="nothing happened")
    with tj.here():
        seal(signer=KeyStore(tj.store.folder).signer(Purpose.LEDGER_SEAL), by=SYSTEM, at=AT)

    assert verify(capsys, tj)[0] == 0
    code, said = verify(capsys, tj, "--witness", file)
    assert (code, [(each["wrong"], each["seal"]) for each in said["findings"]]) == (1, [("witness", 1)])
    (tmp_path / "rubbish").write_text("{}")
    assert verify(capsys, tj, "--witness", tmp_path / "rubbish")[0] == 2


def test_a_seal_that_was_cut_off_is_named_by_the_witness(nodes, tmp_path, capsys):
    tj, _ru = nodes
    file = roots(nodes, tmp_path, capsys)
    said = json.loads(file.read_text())
    file.write_text(json.dumps([said[0] | {"number": 99}]))

    code, found = verify(capsys, tj, "--witness", file)

    assert (code, found["findings"][0]["seal"]) == (1, 99)


def test_a_second_root_for_the_same_seal_is_declined_and_shown(nodes, capsys, tmp_path):
    tj, ru = nodes
    roots(nodes, tmp_path, capsys)
    kept = WitnessedRoot.objects.get()
    with tj.here():
        other = witness.LedgerRoot(kept.number, bytes(32), bytes(32), AT)
        send_envelope(kind=witness.ROOT, body=other, subject=uuid4(), about="test", by=SYSTEM, at=AT)

    tj.deliver(ru, at=now())

    refused = ru.inbox()[-1]
    assert (refused.reason, "rewritten" in refused.detail) == (Reason.DECLINED, True)
    assert WitnessedRoot.objects.count() == 1


def test_a_root_is_sent_also_when_nothing_happened_and_says_no_count(nodes, capsys):
    tj, ru = nodes
    signer = SigningKey(bytes(32))
    with tj.here():
        first = witness.send_root(signer=signer, by=SYSTEM, at=AT)
        second = witness.send_root(signer=signer, by=SYSTEM, at=AT)
    tj.deliver(ru)

    assert first
    assert second
    assert WitnessedRoot.objects.count() == 2
    assert "lines" not in witness.LedgerRoot.__dataclass_fields__
