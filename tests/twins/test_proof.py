"""What a node refuses, keeps and names, and what is proven for good: over two live nodes, by operators' commands."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import cbor2
import pytest
from nacl.signing import SigningKey

from hamsafar.exchange.enums import Reason
from hamsafar.exchange.formats import batches, bundles
from hamsafar.kit import cose
from tests.twins.node import ROOT, LiveNode, Nodes, until

NEWER_ROOT = """
import django
django.setup()
from dataclasses import make_dataclass
from uuid import uuid4
from django.utils.timezone import now
from hamsafar.exchange import kinds
from hamsafar.exchange.actions.sending import send_envelope
from hamsafar.exchange.actions.witness import ROOT
from hamsafar.kit.actor import SYSTEM
Newer = make_dataclass("Newer", [("number", int), ("weight", int)], frozen=True)
known = kinds.kind_called(ROOT)
kinds._known[ROOT] = kinds.Kind(ROOT, {**known.schemas, 9: Newer}, known.handler)
send_envelope(kind=ROOT, body=Newer(1, 2), subject=uuid4(), about="test", by=SYSTEM, at=now())
"""
REWRITE = """
import django
django.setup()
from django.conf import settings
from django.db import connection, transaction
from django.utils.timezone import now
from hamsafar.kit.actor import SYSTEM
from hamsafar.kit.keys import KeyStore, Purpose
from hamsafar.ledger.actions import seal
from hamsafar.ledger.models import Leaf, Line, Seal
with transaction.atomic(), connection.cursor() as cursor:
    for table in ("ledger_leaf", "ledger_seal", "ledger_line"):
        cursor.execute(f"alter table {table} disable trigger {table}_stays")
    Leaf.objects.all().delete()
    Seal.objects.all().delete()
    Line.objects.filter(pk=Line.objects.order_by("pk").first().pk).update(verb="nothing happened")
    cursor.execute("set constraints all immediate")
    for table in ("ledger_leaf", "ledger_seal", "ledger_line"):
        cursor.execute(f"alter table {table} enable trigger {table}_stays")
seal(signer=KeyStore(settings.KEYS).signer(Purpose.LEDGER_SEAL), by=SYSTEM, at=now())
"""
ERASE_NEWEST = """
import django
django.setup()
from django.utils.timezone import now
from hamsafar.exchange.actions.erasing import erase_received
from hamsafar.exchange.models import InboxEnvelope
from hamsafar.kit.actor import SYSTEM
newest = InboxEnvelope.objects.filter(kind="exchange.ping").order_by("-number").first()
print(erase_received(envelope=newest, by=SYSTEM, at=now()).number)
"""


def python(node: LiveNode, program: str) -> str:
    """Run a program with the node's settings, as whoever owns the machine could."""
    done = subprocess.run(
        [sys.executable, "-c", program], env=node.environment, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def says(node: LiveNode, *words: str) -> tuple[int, dict, str]:
    """`./run exchange --format json …`: exit code, document, and the words for people."""
    done = subprocess.run(
        [sys.executable, "-m", "hamsafar.front", "exchange", "--format", "json", *words],
        env=node.environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, json.loads(done.stdout or "{}"), done.stderr


def all_arrived(sender: LiveNode) -> None:
    """Offer what waits, whatever pause the sender is in, and see that its receipts are here."""
    outcome = sender.exchange("deliver", fine=(0, 1))
    until(lambda: sender.undelivered() == 0, f"{sender.side} has its receipts: {outcome} {sender.last_words()}", 30)


@pytest.fixture
def bundle(nodes: Nodes) -> Path:
    """A bundle with three envelopes in one batch that nobody delivers: the sender's worker is away."""
    tj, _ru = nodes
    all_arrived(tj)
    tj.kill("worker")
    try:
        assert tj.write(3, "carried").wait() == 0
        file = tj.folder / "carried.cbor"
        tj.exchange("export-bundle", "--out", str(file))
        yield file
    finally:
        tj.revive("worker")
        all_arrived(tj)


def rewritten(bundle: Path, change) -> Path:
    """The same bundle with its last batch changed."""
    with bundle.open("rb") as file:
        header, receipt = bundles.read_header(file)
        raws = list(bundles.read_batches(file))
    raws[-1] = change(raws[-1])
    made = bundle.with_name("changed.cbor")
    bundles.write(made, header, receipt, raws)
    return made


def tampered(raw: bytes) -> bytes:
    parts = cbor2.loads(raw)
    parts[3][0][1] = parts[3][0][1][:-1] + bytes([parts[3][0][1][-1] ^ 1])
    return cbor2.dumps(parts, canonical=True)


def wrongly_signed(raw: bytes) -> bytes:
    parts = cbor2.loads(raw)
    payload = cbor2.loads(parts[2]).value[2]
    parts[2] = cose.sign1(payload, signer=SigningKey(bytes(32)), content_type=batches.STATEMENT_TYPE)
    return cbor2.dumps(parts, canonical=True)


def signature_spoiled(raw: bytes) -> bytes:
    parts = cbor2.loads(raw)
    parts[2] = parts[2][:-1] + bytes([parts[2][-1] ^ 1])
    return cbor2.dumps(parts, canonical=True)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (tampered, Reason.ALTERED),
        (wrongly_signed, Reason.UNKNOWN_KEY),
        (signature_spoiled, Reason.BAD_SIGNATURE),
        (lambda raw: raw[: len(raw) // 2], Reason.TRUNCATED),
    ],
    ids=lambda each: getattr(each, "__name__", str(each)),
)
def test_a_false_batch_is_refused_kept_and_named_and_the_true_one_is_taken_after_it(nodes, bundle, change, reason):
    _tj, ru = nodes
    effects, kept = ru.effects(), ru.ask("select count(*) from exchange_arrival where state = 'turned-away'")

    code, said, words = says(ru, "import-bundle", str(rewritten(bundle, change)))

    assert (code, said["taken"], said["reasons"]) == (1, 0, [reason.value])
    assert str(reason.label) in words
    assert ru.effects() == effects
    assert ru.ask("select count(*) from exchange_arrival where state = 'turned-away'") == kept + 1
    code, said, _words = says(ru, "import-bundle", str(bundle))
    assert (code, said["taken"]) == (0, 3)
    code, said, _words = says(ru, "import-bundle", str(bundle))  # a replay
    assert (code, said["taken"], said["had"]) == (0, 0, 3)
    assert ru.effects() == effects + 3


def test_a_bundle_that_was_cut_is_said_to_be_and_a_newer_schema_is_kept_for_later(nodes, bundle):
    tj, ru = nodes
    cut = bundle.with_name("cut.cbor")
    cut.write_bytes(bundle.read_bytes()[:-40])
    code, said, words = says(ru, "import-bundle", str(cut))
    assert (code, said["cut"], said["taken"]) == (1, True, 0)
    assert "cut" in words

    python(tj, NEWER_ROOT)
    newer = bundle.with_name("newer.cbor")
    tj.exchange("export-bundle", "--out", str(newer))
    code, said, _words = says(ru, "import-bundle", str(newer))

    assert (code, said["taken"], said["refused"]) == (1, 3, 1)
    held = "select count(*) from exchange_inboxenvelope where state = 'refused' and reason = 'newer-schema'"
    assert ru.ask(held) >= 1


def test_an_erased_envelope_still_proves_its_place(nodes):
    tj, ru = nodes
    assert tj.write(2, "to be erased").wait() == 0
    all_arrived(tj)

    number = python(ru, ERASE_NEWEST)

    proof = str(ru.folder / "proof.cbor")
    ru.exchange("prove", number, "--received", "--out", proof)
    assert tj.exchange("check-proof", proof)["genuine"]
    holdings = str(ru.folder / "holdings")
    ru.exchange("reconcile", "--out", holdings)
    assert tj.exchange("reconcile", holdings)["differences"] == []
    assert tj.exchange("status")["agrees"]
    assert tj.write(1, "after the erasure").wait() == 0
    all_arrived(tj)


def test_a_history_rewritten_and_sealed_with_the_node_s_own_key_is_named_by_the_other_node(nodes):
    tj, ru = nodes
    ru.exchange("send-root")
    all_arrived(ru)
    roots = str(tj.folder / "roots.json")
    tj.exchange("witness", "--out", roots)
    ru.run("ledger", "verify", "--witness", roots)

    python(ru, REWRITE)

    ru.run("ledger", "verify")  # by itself the rewritten history holds
    said = json.loads(ru.run("ledger", "verify", "--witness", roots, "--format", "json", fine=(1,)))
    assert {each["wrong"] for each in said["findings"]} == {"witness"}
    assert "the other node witnessed" in said["findings"][0]["says"]
