"""`./run papers`: check papers without a node, and the ceremonies that decide whom verifiers trust."""

from __future__ import annotations

import json
import sys
import time
from argparse import ArgumentParser
from collections.abc import Iterable
from datetime import UTC, datetime
from getpass import getpass
from io import TextIOWrapper
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _

from hamsafar.accounts.models import User
from hamsafar.exchange.rules.fingerprints import fingerprint
from hamsafar.kit.actor import SYSTEM
from hamsafar.kit.keys import KeyStore
from hamsafar.kit.refusal import Refusal
from hamsafar.papers.actions import keys, status, trust
from hamsafar.papers.enums import Use
from hamsafar.papers.formats.checking import Outcome, Trust, check
from hamsafar.papers.formats.lists import sign_trust_list
from hamsafar.papers.formats.root import make_root, open_root
from hamsafar.papers.formats.trust_files import read_trust
from hamsafar.papers.models import PaperKey, PublishedTrust

FINE, FOUND, BAD_INPUT = 0, 1, 2
STANDARD_INPUT = "-"
Answer = dict[str, Any]


class Command(BaseCommand):
    help = "Signed papers. Exit 0 fine or valid, 1 not valid, 2 bad input."
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--format", choices=("text", "json"), default="text")
        commands = parser.add_subparsers(dest="what", required=True)
        _add_verify(commands.add_parser("verify", help="what papers are worth; one JSON document for each"))
        _add_root(commands.add_parser("root", help="away from the node: make the root key, sign a list with it"))
        _add_keys(commands.add_parser("keys", help="the keys that sign papers and status lists: make, roll, withdraw"))
        _add_trust(commands.add_parser("trust", help="ask for a trust list, publish it once the root has signed it"))
        commands.add_parser("status", help="sign the status lists now")

    def handle(self, *, what: str, **options: Any) -> None:
        if isinstance(sys.stdout, TextIOWrapper):  # whatever the machine's language, names are written in full
            sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
        name = "_".join(each for each in (what, options.get("step")) if each)
        try:
            said = getattr(self, f"_{name}")(options)
        except Refusal as reason:
            self.stderr.write(str(reason))
            sys.exit(BAD_INPUT)
        if said is None:
            return
        if options["format"] == "json":
            self.stdout.write(json.dumps(said, indent=2))
            return
        for key, value in said.items():
            self.stdout.write(f"{key.replace('_', ' ')}: {value}")

    def _verify(self, options: dict[str, Any]) -> None:
        at = _moment(options["at"])
        trusted = read_trust(options["trust"], options["status"])
        if options["text"] != STANDARD_INPUT:
            outcomes = [self._said(options["text"], trusted, at)]
        else:
            outcomes = [self._said(line, trusted, at) for line in _lines() if line.strip()]
        if not all(outcome.valid for outcome in outcomes):
            sys.exit(FOUND)

    def _said(self, text: str, trusted: Trust, at: float) -> Outcome:
        outcome = check(text, trusted, at=at)
        self.stdout.write(json.dumps(outcome.as_data(), ensure_ascii=False))
        if outcome.detail:
            self.stderr.write(outcome.detail)
        return outcome

    def _root_make(self, options: dict[str, Any]) -> Answer:
        data, public = make_root(*_passphrases())
        _write(options["out"], data, secret=True)
        return {
            "written": str(options["out"]),
            "public": bytes(public).hex(),
            "read_aloud": fingerprint(options["of"], bytes(public), b""),
        }

    def _root_sign(self, options: dict[str, Any]) -> Answer:
        root = open_root(_read(options["root"]), *_passphrases())
        _write(options["out"], sign_trust_list(_read(options["file"]), root))
        return {"written": str(options["out"])}

    def _keys_show(self, options: dict[str, Any]) -> Answer:
        return {str(key): f"{key.use}, {key.state(at=now()).label}" for key in PaperKey.objects.to_be_listed()}

    def _keys_make(self, options: dict[str, Any]) -> Answer:
        made = keys.make_keys(store=_store(), by=_officer(options), at=now())
        return {str(key): key.use for key in made}

    def _keys_next(self, options: dict[str, Any]) -> Answer:
        key = keys.make_next_key(use=Use(options["use"]), store=_store(), by=_officer(options), at=now())
        return {str(key): key.use}

    def _keys_roll(self, options: dict[str, Any]) -> Answer:
        key = keys.roll_over(
            use=Use(options["use"]), side=settings.THIS_SIDE, store=_store(), by=_officer(options), at=now()
        )
        return {str(key): key.use}

    def _keys_withdraw(self, options: dict[str, Any]) -> Answer:
        found = [key for key in PaperKey.objects.to_be_listed() if str(key) == options["key"].lower()]
        if not found:
            raise Refusal(_("No key has this id: ./run papers keys show lists them."))
        key = keys.withdraw_key(key=found[0], by=_officer(options), at=now())
        return {str(key): str(key.state(at=now()).label)}

    def _trust_request(self, options: dict[str, Any]) -> Answer:
        try:
            roots = tuple(bytes.fromhex(each) for each in options["root"])
        except ValueError:
            raise Refusal(_("The public half of a root key has 32 bytes: 64 hexadecimal digits.")) from None
        wanted = trust.request_trust_list(side=settings.THIS_SIDE, roots=roots, by=_officer(options), at=now())
        _write(options["out"], bytes(wanted.payload))
        return {"written": str(options["out"]), "number": wanted.number}

    def _trust_publish(self, options: dict[str, Any]) -> Answer:
        published = trust.publish_trust_list(
            wanted=_waiting(),
            signed=_read(options["file"]),
            heard=options["heard"],
            by=_officer(options),
            at=now(),
        )
        return {"published": published.number, "expires": localdate(published.expires_at).isoformat()}

    def _trust_drop(self, options: dict[str, Any]) -> Answer:
        return {"dropped": trust.drop_trust_list(wanted=_waiting(), by=_officer(options), at=now()).number}

    def _status(self, options: dict[str, Any]) -> Answer:
        signed = status.publish_status_lists(side=settings.THIS_SIDE, store=_store(), by=SYSTEM, at=now())
        return {"signed": len(signed)}


def _add_verify(verifying: ArgumentParser) -> None:
    verifying.add_argument(
        "--trust", type=Path, required=True, metavar="FILE", help="a trust list, or certificates in PEM or DER"
    )
    verifying.add_argument("--status", type=Path, metavar="FILE", help="the status list that belongs to it")
    verifying.add_argument("--at", metavar="T", help="a moment: 2026-03-01T12:00:00Z or seconds since 1970; else now")
    verifying.add_argument(
        "text", nargs="?", default=STANDARD_INPUT, metavar="TEXT", help="the text of the QR code; - : one a line"
    )
    verifying.add_argument("--format", choices=("json",), default="json", help="one JSON document a paper")


def _add_root(parser: ArgumentParser) -> None:
    steps = parser.add_subparsers(dest="step", required=True)
    making = steps.add_parser("make", help="a new root key, locked under the passphrases of two officers")
    making.add_argument("--out", type=Path, required=True, metavar="FILE")
    making.add_argument("--of", required=True, metavar="SIDE", help="the side whose root this is, such as tj")
    signing = steps.add_parser("sign", help="sign the list that a node asked for")
    signing.add_argument("file", type=Path, metavar="FILE")
    signing.add_argument("--root", type=Path, required=True, metavar="FILE", help="the root key")
    signing.add_argument("--out", type=Path, required=True, metavar="FILE")


def _add_keys(parser: ArgumentParser) -> None:
    steps = parser.add_subparsers(dest="step", required=True)
    steps.add_parser("show", help="every key and where it stands")
    uses = [use.value for use in Use]
    for name, help_ in (
        ("make", "the first keys of this side"),
        ("next", "the key that will follow"),
        ("roll", "sign with the next key from now on"),
        ("withdraw", "a key was lost or stolen: nothing it signed holds any longer"),
    ):
        step = steps.add_parser(name, help=help_)
        step.add_argument("--officer", required=True, metavar="NAME")
        if name in {"next", "roll"}:
            step.add_argument("--use", choices=uses, default=Use.CLEARANCE.value)
        if name == "withdraw":
            step.add_argument("key", metavar="KEY")


def _add_trust(parser: ArgumentParser) -> None:
    steps = parser.add_subparsers(dest="step", required=True)
    asking = steps.add_parser("request", help="write the list that the root is to sign")
    asking.add_argument("--out", type=Path, required=True, metavar="FILE")
    asking.add_argument(
        "--root", action="append", default=[], metavar="HEX", help="public half of a root key; the present one first"
    )
    publishing = steps.add_parser("publish", help="publish the list that came back signed, as the second officer")
    publishing.add_argument("file", type=Path, metavar="FILE")
    publishing.add_argument("--heard", default="", metavar="DIGITS", help="the root's digits, for the first list")
    dropping = steps.add_parser("drop", help="give up the list that waits for the root's signature")
    for step in (asking, publishing, dropping):
        step.add_argument("--officer", required=True, metavar="NAME")


def _officer(options: dict[str, Any]) -> User:
    found: User | None = User.objects.active().filter(username=options["officer"]).first()
    if found is None:
        raise Refusal(_("There is no officer “%(name)s” here.") % {"name": options["officer"]})
    return found


def _waiting() -> PublishedTrust:
    found = PublishedTrust.objects.of_side(settings.THIS_SIDE).requested().first()
    if found is None:
        raise Refusal(_("No list waits for the root's signature: ask for one first."))
    return found


def _store() -> KeyStore:
    return KeyStore(settings.KEYS)


def _passphrases() -> tuple[str, str]:
    """Each officer types their own; from a pipe they are its first two lines."""
    if not sys.stdin.isatty():
        first, second = (sys.stdin.readline().rstrip("\r\n") for _officer_ in range(2))
        return first, second
    return getpass("First officer's passphrase: "), getpass("Second officer's passphrase: ")


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as problem:
        raise Refusal(f"{path} cannot be read: {problem.strerror}.") from problem


def _write(path: Path, data: bytes, *, secret: bool = False) -> None:
    """Write a file that is not there yet: a root key or a signed list is never written over."""
    try:
        with path.open("xb") as out:
            path.chmod(0o600 if secret else 0o644)
            out.write(data)
    except OSError as problem:
        raise Refusal(f"{path} cannot be written: {problem.strerror}.") from problem


def _lines() -> Iterable[str]:
    """The lines of standard input; bytes that are no text become a line that is no paper."""
    if isinstance(sys.stdin, TextIOWrapper):
        sys.stdin.reconfigure(encoding="utf-8", errors="replace")
    return (line.rstrip("\r\n") for line in sys.stdin)


def _moment(said: str | None) -> float:
    if said is None:
        return time.time()
    try:
        return float(said)
    except ValueError:
        pass
    try:
        found = datetime.fromisoformat(said)
    except ValueError:
        raise Refusal(f"“{said}” is no moment: write 2026-03-01T12:00:00Z, or seconds since 1970.") from None
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()
