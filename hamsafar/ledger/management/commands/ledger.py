"""`./run ledger verify` and `./run ledger seal`."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hamsafar.kit.actor import SYSTEM
from hamsafar.kit.keys import KeyStore, Purpose, read_public_keys
from hamsafar.kit.refusal import Refusal
from hamsafar.ledger.actions import Report, Root, has_seals, seal, verify

FINE, FOUND, BAD_INPUT = 0, 1, 2


class Command(BaseCommand):
    help = (
        "Prove that nobody changed the record of what was done, or seal what waits. Exit 0 fine, 1 found, 2 bad input."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        commands = parser.add_subparsers(dest="what", required=True, metavar="verify|seal")
        checking = commands.add_parser("verify", help="hold every line and seal against what was signed")
        checking.add_argument(
            "--keys", type=Path, metavar="FILE", help="public keys to trust (default: this node's own)"
        )
        checking.add_argument(
            "--witness", type=Path, metavar="FILE", help="roots that the other node kept (./run exchange witness there)"
        )
        checking.add_argument("--format", choices=("text", "json"), default="text")
        sealing = commands.add_parser("seal", help="seal the lines that stand in no seal yet")
        sealing.add_argument("--also-when-empty", action="store_true", help="make a seal even if no line waits")
        sealing.add_argument("--new-key", action="store_true", help="go on with a key other than the last seal's")
        sealing.add_argument("--late", action="store_true", help="also seal lines that appeared behind the seals")

    def handle(self, **options: Any) -> None:
        try:
            code = self._verify(options) if options["what"] == "verify" else self._seal(options)
        except Refusal as reason:
            self.stderr.write(str(reason))
            code = BAD_INPUT
        if code != FINE:
            sys.exit(code)

    def _verify(self, options: dict[str, Any]) -> int:
        store = KeyStore(settings.KEYS)
        # A node that has sealed nothing yet gets its key here. Where there are seals and the node's own key is gone,
        # none is made in its place: nothing is sealed, and the report says what waits.
        may_seal = store.keys_for(Purpose.LEDGER_SEAL) or not has_seals()
        signer = store.signer(Purpose.LEDGER_SEAL) if may_seal else None
        if options["keys"]:
            keys = read_public_keys(options["keys"], purpose=Purpose.LEDGER_SEAL)
        else:
            keys = store.keys_for(Purpose.LEDGER_SEAL)
        witness = _read_roots(options["witness"]) if options["witness"] else ()
        report = verify(keys=keys, by=SYSTEM, at=now(), signer=signer, witness=witness)
        if options["format"] == "json":
            self.stdout.write(json.dumps(asdict(report), indent=2, ensure_ascii=False))
        else:
            self._say(report)
        return FINE if report.ok else FOUND

    def _say(self, report: Report) -> None:
        for finding in report.findings:
            self.stderr.write(f"{finding.wrong}: {finding.says}")
        sealed = ngettext("%(n)s line is sealed.", "%(n)s lines are sealed.", report.sealed) % {"n": report.sealed}
        waiting = ngettext("%(n)s line is not yet sealed.", "%(n)s lines are not yet sealed.", report.not_sealed) % {
            "n": report.not_sealed
        }
        verdict = _("Nothing was changed.") if report.ok else _("The ledger does not hold.")
        self.stderr.write(f"{verdict} {sealed} {waiting}")

    def _seal(self, options: dict[str, Any]) -> int:
        signer = KeyStore(settings.KEYS).signer(Purpose.LEDGER_SEAL)
        made = seal(
            signer=signer,
            by=SYSTEM,
            at=now(),
            also_when_empty=options["also_when_empty"],
            also_late=options["late"],
            with_a_new_key=options["new_key"],
        )
        lines = sum(each.lines for each in made)
        self.stderr.write(ngettext("%(n)s line sealed.", "%(n)s lines sealed.", lines) % {"n": lines})
        return FINE


def _read_roots(path: Path) -> tuple[Root, ...]:
    """The roots in a file that the other node wrote. Raises `Refusal` where it holds none."""
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        roots = [Root(int(each["number"]), bytes.fromhex(each["root"]), bytes.fromhex(each["digest"])) for each in said]
    except (OSError, ValueError, TypeError, KeyError) as problem:
        raise Refusal(_("%(file)s cannot be read as the roots that another node kept.") % {"file": path}) from problem
    if not roots:
        raise Refusal(_("%(file)s holds no root: it proves nothing.") % {"file": path})
    return tuple(roots)
