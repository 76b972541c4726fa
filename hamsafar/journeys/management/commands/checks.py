"""`./run checks`: lists that people are checked against before a trip, and the receipts of those checks."""

from __future__ import annotations

import json
import os
import sys
from argparse import ArgumentParser
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from nacl.signing import SigningKey

from hamsafar.accounts.models import User
from hamsafar.exchange.rules.fingerprints import fingerprint
from hamsafar.journeys.actions import check_lists
from hamsafar.journeys.enums import MakerState
from hamsafar.journeys.formats.check_lists import CheckListSaid, Entry
from hamsafar.journeys.formats.receipts import check_receipt
from hamsafar.journeys.models import CheckList, ListMaker
from hamsafar.kit.refusal import Refusal
from hamsafar.papers.formats.lists import BadList, read_trust_list

FINE, FOUND, BAD_INPUT = 0, 1, 2
Answer = dict[str, Any]


class Command(BaseCommand):
    help = "Lists that people are checked against before a trip. Exit 0 fine or genuine, 1 not genuine, 2 bad input."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--format", choices=("text", "json"), default="text")
        commands = parser.add_subparsers(dest="what", required=True)
        commands.add_parser("show", help="whose lists are taken here, and which lists there are")
        _add_making(commands)
        _add_keeping(commands)
        proving = commands.add_parser(
            "receipt", help="whether a receipt is genuine, by a published trust list; no node needed"
        )
        proving.add_argument("text", metavar="TEXT", help="the text of its code; -: from standard input")
        proving.add_argument(
            "--trust", type=Path, required=True, metavar="FILE", help="/keys/trust-SIDE.cose of its node"
        )
        proving.add_argument("--at", metavar="T", help="a moment, as 2026-03-01T12:00:00Z; else now")

    def handle(self, *, what: str, **options: Any) -> None:
        try:
            said = getattr(self, f"_{what}")(options)
        except Refusal as reason:
            self.stderr.write(str(reason))
            sys.exit(BAD_INPUT)
        if options["format"] == "json" or what == "receipt":
            self.stdout.write(json.dumps(said, ensure_ascii=False, indent=2))
        else:
            for key, value in said.items():
                self.stdout.write(f"{key.replace('_', ' ')}: {value}")
        if what == "receipt" and not said["genuine"]:
            sys.exit(FOUND)

    def _show(self, options: dict[str, Any]) -> Answer:
        makers = {
            f"maker {each.pk}": f"{each.name}, {each.get_state_display()}" for each in ListMaker.objects.order_by("pk")
        }
        lists = CheckList.objects.in_force(at=now()).select_related("maker").order_by("pk")
        return makers | {
            str(each): f"{each.maker.name}, {localdate(each.as_of)} to {localdate(each.expires_at)}" for each in lists
        }

    def _key(self, options: dict[str, Any]) -> Answer:
        key = SigningKey.generate()
        _write(options["out"], bytes(key), secret=True)
        public = bytes(key.verify_key)
        return {
            "written": str(options["out"]),
            "public": public.hex(),
            "read_aloud": fingerprint(options["of"], public, b""),
        }

    def _sign(self, options: dict[str, Any]) -> Answer:
        key = SigningKey(_read(options["key"]))
        said = _listed(json.loads(_read(options["file"])))
        _write(options["out"], said.signed(key))
        return {"written": str(options["out"]), "entries": len(said.entries)}

    def _propose(self, options: dict[str, Any]) -> Answer:
        try:
            public = bytes.fromhex(options["public"])
        except ValueError:
            public = b""
        made = check_lists.propose_maker(
            side=options["of"], name=options["name"], public=public, by=_officer(options), at=now()
        )
        return {"maker": made.pk, "digits": check_lists.digits_of(made)}

    def _accept(self, options: dict[str, Any]) -> Answer:
        made = check_lists.accept_maker(maker=_maker(options), heard=options["heard"], by=_officer(options), at=now())
        return {"accepted": made.name}

    def _withdraw(self, options: dict[str, Any]) -> Answer:
        return {"withdrawn": check_lists.withdraw_maker(maker=_maker(options), by=_officer(options), at=now()).name}

    def _load(self, options: dict[str, Any]) -> Answer:
        made = check_lists.load_check_list(data=_read(options["file"]), by=_officer(options), at=now())
        return {"loaded": made.number, "entries": made.entries, "digest": bytes(made.digest).hex()}

    def _receipt(self, options: dict[str, Any]) -> Answer:
        try:
            trust = read_trust_list(_read(options["trust"]))
        except BadList as problem:
            raise Refusal(f"{options['trust']} is no trust list: {problem}") from problem
        text = sys.stdin.readline() if options["text"] == "-" else options["text"]
        at = now() if options["at"] is None else _moment(options["at"])
        return check_receipt(text, trust.keys, at=at.timestamp()).as_data()


def _add_making(commands: Any) -> None:
    """What the authority does on a machine of its own."""
    making = commands.add_parser("key", help="at the authority: make the key that signs its lists")
    making.add_argument("--of", required=True, metavar="SIDE", help="the side whose authority it is, such as ru")
    making.add_argument("--out", type=Path, required=True, metavar="FILE")
    signing = commands.add_parser("sign", help="at the authority: sign a list written as JSON")
    signing.add_argument("file", type=Path, metavar="FILE")
    signing.add_argument("--key", type=Path, required=True, metavar="FILE")
    signing.add_argument("--out", type=Path, required=True, metavar="FILE")


def _add_keeping(commands: Any) -> None:
    """What officers of the node do."""
    proposing = commands.add_parser("propose", help="name an authority whose lists are to be taken")
    proposing.add_argument("--of", required=True, metavar="SIDE")
    proposing.add_argument("--name", required=True)
    proposing.add_argument("--public", required=True, metavar="HEX", help="public half of its key")
    accepting = commands.add_parser("accept", help="as the second officer, who heard the digits of the key")
    accepting.add_argument("maker", type=int)
    accepting.add_argument("--heard", required=True, metavar="DIGITS")
    withdrawing = commands.add_parser("withdraw", help="take an authority's lists no longer")
    withdrawing.add_argument("maker", type=int)
    loading = commands.add_parser("load", help="load a signed list in the place of its maker's last one")
    loading.add_argument("file", type=Path, metavar="FILE")
    for each in (proposing, accepting, withdrawing, loading):
        each.add_argument("--officer", required=True, metavar="NAME")


def _listed(found: Any) -> CheckListSaid:
    try:
        return CheckListSaid(
            side=found["side"],
            maker=found["maker"],
            number=found["number"],
            as_of=int(_moment(found["as_of"]).timestamp()),
            expires=int(_moment(found["expires"]).timestamp()),
            entries=tuple(
                Entry(tuple(each["names"]), each.get("born", ""), tuple(each.get("documents", ())))
                for each in found["entries"]
            ),
            synthetic=found.get("synthetic", False),
        )
    except (KeyError, TypeError, ValueError) as problem:
        raise Refusal(
            f"The list lacks {problem}, or has it in another form: see docs/reference/check-lists.md"
        ) from problem


def _maker(options: dict[str, Any]) -> ListMaker:
    found = ListMaker.objects.exclude(state=MakerState.WITHDRAWN).filter(pk=options["maker"]).first()
    if found is None:
        raise Refusal(_("No maker of lists has this number: ./run checks show lists them."))
    return found


def _officer(options: dict[str, Any]) -> User:
    found: User | None = User.objects.active().filter(username=options["officer"]).first()
    if found is None:
        raise Refusal(_("There is no officer “%(name)s” here.") % {"name": options["officer"]})
    return found


def _moment(said: str) -> datetime:
    try:
        found = datetime.fromisoformat(said)
    except (TypeError, ValueError):
        raise Refusal(f"“{said}” is no moment: write 2026-03-01T12:00:00Z.") from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as problem:
        raise Refusal(f"{path} cannot be read: {problem.strerror}.") from problem


def _write(path: Path, data: bytes, *, secret: bool = False) -> None:
    """Write a file that is not there yet."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600 if secret else 0o644)
    except OSError as problem:
        raise Refusal(f"{path} cannot be written: {problem.strerror}.") from problem
    with os.fdopen(handle, "wb") as out:
        out.write(data)
