"""`./run exchange`: where the exchange stands, bundles out and in, reconciliation, the key ceremony."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.timezone import now
from django.utils.translation import gettext as _

from hamsafar.accounts.models import User
from hamsafar.exchange.actions import carrying, peers, proving, recovering, witness
from hamsafar.exchange.actions.standing import standing
from hamsafar.exchange.enums import Reason
from hamsafar.exchange.formats import key_documents, proofs
from hamsafar.exchange.formats.reading import Unreadable
from hamsafar.exchange.models import Peer, PeerKeys
from hamsafar.exchange.transport import deliver_by_wire
from hamsafar.kit.actor import SYSTEM
from hamsafar.kit.keys import KeyStore, Purpose
from hamsafar.kit.refusal import Refusal

FINE, FOUND, BAD_INPUT = 0, 1, 2
Answer = tuple[int, dict[str, Any]]


class Command(BaseCommand):
    help = "Envelopes to and from the other node. Exit 0 fine, 1 something was refused or differs, 2 bad input."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--format", choices=("text", "json"), default="text")
        commands = parser.add_subparsers(dest="what", required=True)
        commands.add_parser("status", help="what waits, what arrived, what was refused")
        commands.add_parser("deliver", help="offer what waits to the other node now")
        exporting = commands.add_parser("export-bundle", help="write what no receipt covers into a file to carry")
        exporting.add_argument("--out", type=Path, required=True, metavar="FILE")
        exporting.add_argument("--since", type=int, metavar="N", help="everything behind number N")
        importing = commands.add_parser("import-bundle", help="take the envelopes of a bundle; twice is harmless")
        importing.add_argument("file", type=Path, metavar="FILE")
        returning = commands.add_parser("return-log", help="write what we hold of the other node's own log, for it")
        returning.add_argument("--out", type=Path, required=True, metavar="FILE")
        returning.add_argument("--since", type=int, default=0, metavar="N", help="everything behind number N")
        recovering_ = commands.add_parser("recover-log", help="take the end of our own log back from such a file")
        recovering_.add_argument("file", type=Path, metavar="FILE")
        reconciling = commands.add_parser("reconcile", help="compare line by line with the other node's holdings")
        reconciling.add_argument("file", type=Path, nargs="?", metavar="FILE", help="the other node's holdings")
        reconciling.add_argument("--out", type=Path, metavar="FILE", help="write our own holdings to hand over")
        proving_ = commands.add_parser("prove", help="write the proof of one envelope alone")
        proving_.add_argument("number", type=int)
        proving_.add_argument("--received", action="store_true", help="one of the other node's, not of ours")
        proving_.add_argument("--out", type=Path, required=True, metavar="FILE")
        checking = commands.add_parser("check-proof", help="check the proof of one envelope")
        checking.add_argument("file", type=Path, metavar="FILE")
        rooting = commands.add_parser("witness", help="write the roots of the other node's ledger that we keep")
        rooting.add_argument("--out", type=Path, required=True, metavar="FILE")
        commands.add_parser("send-root", help="seal the ledger and send its newest root to be witnessed")
        pinging = commands.add_parser("ping", help="send a few words, to see that envelopes arrive")
        pinging.add_argument("words", nargs="?", default="ping")
        placing = commands.add_parser("address", help="say where the other node answers")
        placing.add_argument("address", help="https://…, or http on this machine; an empty text takes it away")
        _add_ceremony(commands.add_parser("ceremony", help="show, hand over, confirm, roll over and revoke keys"))

    def handle(self, *, what: str, **options: Any) -> None:
        doing = getattr(self, f"_{what.replace('-', '_')}")
        try:
            code, said = doing(options, now())
        except Refusal as reason:
            self.stderr.write(str(reason))
            sys.exit(BAD_INPUT)
        if options["format"] == "json":
            self.stdout.write(json.dumps(said, indent=2, ensure_ascii=False, default=_written))
        else:
            for name, value in said.items():
                self.stdout.write(f"{name.replace('_', ' ')}: {_shown(value)}")
        if code != FINE:
            sys.exit(code)

    def _status(self, options: dict[str, Any], at: datetime) -> Answer:
        found = standing(Peer.objects.the_other(), at=at)
        return FINE if found.is_well else FOUND, asdict(found)

    def _deliver(self, options: dict[str, Any], at: datetime) -> Answer:
        outcome = deliver_by_wire(peer=Peer.objects.the_other(), by=SYSTEM, at=at)
        return FOUND if outcome.problem else FINE, asdict(outcome)

    def _export_bundle(self, options: dict[str, Any], at: datetime) -> Answer:
        if options["since"] is not None and options["since"] < 0:
            raise Refusal(_("Numbers begin at 1: give --since 0 or more."))
        peer, store = Peer.objects.the_other(), _store()
        out = options["out"]
        made = carrying.export_bundle(path=out, peer=peer, since=options["since"], store=store, by=SYSTEM, at=at)
        return FINE, asdict(made)

    def _import_bundle(self, options: dict[str, Any], at: datetime) -> Answer:
        found = carrying.import_bundle(
            path=options["file"], peer=Peer.objects.the_other(), store=_store(), by=SYSTEM, at=at
        )
        for reason in found.reasons:
            self.stderr.write(str(Reason(reason).label))
        if found.cut:
            self.stderr.write(_("The file was cut: what was whole is taken. Ask for the bundle again."))
        return FOUND if found.refused or found.cut else FINE, asdict(found)

    def _return_log(self, options: dict[str, Any], at: datetime) -> Answer:
        if options["since"] < 0:
            raise Refusal(_("Numbers begin at 1: give --since 0 or more."))
        peer, out = Peer.objects.the_other(), options["out"]
        made = recovering.return_log(path=out, peer=peer, since=options["since"], store=_store(), by=SYSTEM, at=at)
        return FINE, asdict(made)

    def _recover_log(self, options: dict[str, Any], at: datetime) -> Answer:
        peer = Peer.objects.the_other()
        found = recovering.recover_log(path=options["file"], peer=peer, store=_store(), by=SYSTEM, at=at)
        return FINE if found.receipt == "taken" else FOUND, asdict(found)

    def _reconcile(self, options: dict[str, Any], at: datetime) -> Answer:
        peer = Peer.objects.the_other()
        said: dict[str, Any] = {}
        if options["out"]:
            signer = _store().signer(Purpose.ENVELOPE_SIGNING)
            _write(options["out"], proving.signed_holdings(peer, signer=signer, at=at))
            said["written"] = str(options["out"])
        if options["file"]:
            found = proving.reconcile(peer, _read(options["file"]), at=at)
            return FOUND if found.differences else FINE, said | asdict(found)
        held = standing(peer, at=at)
        said |= {"agrees": held.agrees, "receipted_upto": held.receipted_upto, "last_receipt": held.last_receipt}
        return FINE if held.agrees else FOUND, said

    def _prove(self, options: dict[str, Any], at: datetime) -> Answer:
        _write(
            options["out"], proving.proof_of(Peer.objects.the_other(), options["number"], received=options["received"])
        )
        return FINE, {"written": str(options["out"])}

    def _check_proof(self, options: dict[str, Any], at: datetime) -> Answer:
        own = _store().keys_for(Purpose.ENVELOPE_SIGNING)
        try:
            said, proof = proofs.check(_read(options["file"]), {**proving.peer_keys(Peer.objects.the_other()), **own})
        except Unreadable as problem:
            self.stderr.write(str(problem.reason.label))
            return FOUND, {"genuine": False, "reason": problem.reason.value}
        return FINE, {
            "genuine": True,
            "sender": said.sender,
            "recipient": said.recipient,
            "number": proof.number,
            "signed_at": said.made_at,
            "digest": proof.envelope.digest.hex(),
        }

    def _witness(self, options: dict[str, Any], at: datetime) -> Answer:
        roots = witness.witnessed(Peer.objects.the_other())
        _write(options["out"], (json.dumps(roots, indent=1) + "\n").encode())
        return FINE, {"roots": len(roots), "written": str(options["out"])}

    def _send_root(self, options: dict[str, Any], at: datetime) -> Answer:
        sent = witness.send_root(signer=_store().signer(Purpose.LEDGER_SEAL), by=SYSTEM, at=at)
        return FINE, {"envelope": str(sent.pk) if sent else None}

    def _ping(self, options: dict[str, Any], at: datetime) -> Answer:
        sent = witness.send_ping(words=options["words"], by=SYSTEM, at=at)
        return FINE, {"envelope": str(sent.pk)}

    def _address(self, options: dict[str, Any], at: datetime) -> Answer:
        peer = peers.set_address(peer=Peer.objects.the_other(), address=options["address"], by=SYSTEM, at=at)
        return FINE, {"peer": peer.pk, "address": peer.address}

    def _ceremony(self, options: dict[str, Any], at: datetime) -> Answer:
        step = getattr(self, f"_ceremony_{options['step']}")
        said: dict[str, Any] = step(options, at)
        return FINE, said

    def _ceremony_show(self, options: dict[str, Any], at: datetime) -> dict[str, Any]:
        return _handed_over(peers.our_keys(_store()), options["out"]) | {"other": _sets(at)}

    def _ceremony_next(self, options: dict[str, Any], at: datetime) -> dict[str, Any]:
        return _handed_over(peers.make_next_keys(store=_store(), by=SYSTEM, at=at), options["out"])

    def _ceremony_roll(self, options: dict[str, Any], at: datetime) -> dict[str, Any]:
        return _handed_over(peers.roll_over(store=_store(), by=SYSTEM, at=at), None)

    def _ceremony_forget(self, options: dict[str, Any], at: datetime) -> dict[str, Any]:
        return {"destroyed": peers.forget_earlier_keys(store=_store(), by=SYSTEM, at=at)}

    def _ceremony_propose(self, options: dict[str, Any], at: datetime) -> dict[str, Any]:
        document = key_documents.read(_read(options["file"]))
        made = peers.propose_keys(document=document, by=_officer(options), at=at)
        return {"key": bytes(made.key_id).hex(), "state": made.state(at=at).value}

    def _ceremony_confirm(self, options: dict[str, Any], at: datetime) -> dict[str, Any]:
        keys = _keys(options["key"])
        made = peers.confirm_keys(keys=keys, heard=options["heard"], by=_officer(options), at=at)
        return {"key": bytes(made.key_id).hex(), "state": made.state(at=at).value}

    def _ceremony_revoke(self, options: dict[str, Any], at: datetime) -> dict[str, Any]:
        made = peers.revoke_keys(keys=_keys(options["key"]), by=_officer(options), at=at)
        return {"key": bytes(made.key_id).hex(), "state": made.state(at=at).value}


def _add_ceremony(parser: ArgumentParser) -> None:
    steps = parser.add_subparsers(dest="step", required=True)
    showing = steps.add_parser("show", help="our fingerprint to read aloud, and the keys of the other node")
    following = steps.add_parser("next", help="make the keys that will follow ours")
    for each in (showing, following):
        each.add_argument("--out", type=Path, metavar="FILE", help="write the key file to hand over")
    steps.add_parser("roll", help="use the next keys, once the other node has confirmed them")
    steps.add_parser("forget", help="destroy our earlier opening keys")
    proposing = steps.add_parser("propose", help="hand in the key file of the other node")
    proposing.add_argument("file", type=Path, metavar="FILE")
    confirming = steps.add_parser("confirm", help="confirm proposed keys by the digits that were heard")
    confirming.add_argument("--heard", required=True, metavar="DIGITS")
    revoking = steps.add_parser("revoke", help="take nothing more that these keys signed")
    for each in (confirming, revoking):
        each.add_argument("key", metavar="KEY", help="the id of the key, in hexadecimal")
    for each in (proposing, confirming, revoking):
        each.add_argument("--officer", required=True, metavar="NAME", help="the sign-in name of who does it")


def _store() -> KeyStore:
    return KeyStore(settings.KEYS)


def _officer(options: dict[str, Any]) -> User:
    found: User | None = User.objects.filter(username=options["officer"]).first()
    if found is None:
        raise Refusal(_("No officer signs in as %(name)s.") % {"name": options["officer"]})
    return found


def _keys(key_id: str) -> PeerKeys:
    try:
        found = PeerKeys.objects.filter(key_id=bytes.fromhex(key_id)).first()
    except ValueError:
        found = None
    if found is None:
        raise Refusal(_("The other node handed over no keys with the id %(key)s.") % {"key": key_id})
    return found


def _sets(at: datetime) -> list[dict[str, str]]:
    return [
        {"key": bytes(each.key_id).hex(), "state": each.state(at=at).value, "fingerprint": each.fingerprint}
        for each in PeerKeys.objects.order_by("pk")
    ]


def _handed_over(document: key_documents.KeyDocument, out: Path | None) -> dict[str, Any]:
    if out:
        _write(out, key_documents.write(document).encode())
    return {"side": document.side, "fingerprint": document.fingerprint, "written": str(out) if out else None}


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as problem:
        raise Refusal(_("The file %(file)s cannot be read.") % {"file": path}) from problem


def _write(path: Path, data: bytes) -> None:
    try:
        path.write_bytes(data)
    except OSError as problem:
        raise Refusal(_("The file %(file)s cannot be written.") % {"file": path}) from problem


def _written(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _shown(value: object) -> str:
    if isinstance(value, (list, tuple)):
        return "".join(f"\n  {_shown(each)}" for each in value) or "none"
    if isinstance(value, dict):
        return ", ".join(f"{name} {_shown(each)}" for name, each in value.items())
    return "–" if value is None or value == "" else _written(value)
