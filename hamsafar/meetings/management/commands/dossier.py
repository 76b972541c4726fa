"""`./run dossier`: build, freeze, verify and compare the dossier of a meeting, and list the meetings."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from hamsafar.accounts.models import User
from hamsafar.corridor.formats.pack import Pack
from hamsafar.kit.actor import SYSTEM, Actor
from hamsafar.kit.keys import KeyStore, Purpose, read_public_keys, write_public_keys
from hamsafar.kit.refusal import Refusal
from hamsafar.kit.verdict import require
from hamsafar.kit.words import LANGUAGES
from hamsafar.meetings import access
from hamsafar.meetings.actions import preparing
from hamsafar.meetings.enums import Edition
from hamsafar.meetings.formats import frozen
from hamsafar.meetings.formats.pack_material import material_from_pack, warnings_of
from hamsafar.meetings.formats.pack_meetings import read_meetings
from hamsafar.meetings.formats.render import FORMATS, rendered
from hamsafar.meetings.models import AnnexLine, Meeting
from hamsafar.meetings.rules.compare import compare
from hamsafar.meetings.rules.dossier import Material, build

FINE, FINDING = 0, 1


class Command(BaseCommand):
    help = "Build, freeze, verify and compare the dossier of a meeting."
    requires_system_checks = ()  # `verify` and `--pack` work where no database runs
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        commands = parser.add_subparsers(dest="what", required=True)
        making = commands.add_parser("build", help="write one dossier in one language and format")
        _about_a_meeting(making)
        making.add_argument("--lang", choices=LANGUAGES, default="en")
        making.add_argument("--format", choices=FORMATS, default="json", dest="fmt")
        making.add_argument("--out", type=Path, help="a file; without it, standard output")
        freezing = commands.add_parser("freeze", help="write json, pdf and docx with a signed manifest")
        _about_a_meeting(freezing)
        freezing.add_argument("--lang", choices=LANGUAGES, action="append", help="repeat for several; all by default")
        freezing.add_argument("--out", type=Path, required=True, help="a new folder")
        checking = commands.add_parser("verify", help="say what in a frozen folder was changed; needs no database")
        checking.add_argument("folder", type=Path)
        checking.add_argument("--keys", type=Path, help="public keys; without it, this node's own")
        checking.add_argument("--format", choices=("text", "json"), default="text", dest="fmt")
        comparing = commands.add_parser("compare", help="list what changed between two dossiers")
        comparing.add_argument("old", type=Path, help="a JSON file or a frozen folder")
        comparing.add_argument("new", type=Path)
        comparing.add_argument("--format", choices=("text", "json"), default="text", dest="fmt")
        listing = commands.add_parser("list", help="list the meetings")
        listing.add_argument("--pack", type=Path)
        listing.add_argument("--format", choices=("text", "json"), default="text", dest="fmt")

    def handle(self, *, what: str, **options: Any) -> None:
        code: int = getattr(self, f"_{what}")(options)
        if code:
            sys.exit(code)

    def _build(self, options: dict[str, Any]) -> int:
        material = self._material(options)
        content = rendered(build(material, lang=options["lang"], edition=options["edition"]), options["fmt"])
        if options["out"] is None:
            sys.stdout.buffer.write(content)
            return FINE
        options["out"].parent.mkdir(parents=True, exist_ok=True)
        options["out"].write_bytes(content)
        self.stderr.write(f"{options['out']}: {len(content):,} bytes")
        return FINE

    def _freeze(self, options: dict[str, Any]) -> int:
        folder, langs = options["out"], options["lang"] or LANGUAGES
        made = self._frozen_from_pack(options, langs) if options["pack"] else _frozen_here(options, langs)
        frozen.write(made, folder)
        write_public_keys(KeyStore(settings.KEYS), folder / frozen.KEYS)
        for file in made.files:
            self.stdout.write(f"{file.digest[:16]}  {file.name}")
        self.stdout.write(f"{made.digest[:16]}  {frozen.MANIFEST}")
        return FINE

    def _frozen_from_pack(self, options: dict[str, Any], langs: Sequence[str]) -> frozen.Frozen:
        """A copy made from a folder alone: this node signs it and keeps nothing of it."""
        return frozen.freeze(
            self._material(options),
            edition=options["edition"],
            langs=langs,
            node=Pack(options["pack"]).side(settings.THIS_SIDE).capital.as_dict(),
            signer=KeyStore(settings.KEYS).signer(Purpose.DOSSIER),
            at=timezone.now(),
        )

    def _verify(self, options: dict[str, Any]) -> int:
        keys = (
            read_public_keys(options["keys"], purpose=Purpose.DOSSIER)
            if options["keys"]
            else KeyStore(settings.KEYS).keys_for(Purpose.DOSSIER)
        )
        checked = frozen.verify(options["folder"], keys)
        if options["fmt"] == "json":
            found = [vars(finding) for finding in checked.findings]
            self._json({"genuine": checked.genuine, "findings": found, "manifest": _without_files(checked.about)})
        elif checked.genuine:
            about = checked.about
            self.stdout.write(
                f"genuine: {about['meeting']} as of {about['as_of']}, {about['edition']}, frozen {about['frozen_at']}"
            )
        else:
            for finding in checked.findings:
                words = (finding.kind, finding.file, finding.part, finding.text)
                self.stdout.write(": ".join(word for word in words if word))
        return FINE if checked.genuine else FINDING

    def _compare(self, options: dict[str, Any]) -> int:
        old, new = frozen.read_json(options["old"]), frozen.read_json(options["new"])
        both = [lang for lang in LANGUAGES if lang in old and lang in new]
        if not both:
            raise Refusal(_("The two dossiers share no language."))
        changes = {lang: compare(old[lang], new[lang]) for lang in both}
        if options["fmt"] == "json":
            self._json({lang: [vars(change) for change in found] for lang, found in changes.items()})
        else:
            for lang, found in changes.items():
                for change in found:
                    self.stdout.write(f"{lang} {change.kind}: {change.where} ({change.key})")
                    for sign, text in (("-", change.old), ("+", change.new)):
                        if text:
                            self.stdout.write(f"  {sign} {text}")
        return FINDING if any(changes.values()) else FINE

    def _list(self, options: dict[str, Any]) -> int:
        if options["pack"]:
            meetings = [(each.slug, each.on, each.name.en) for each in read_meetings(options["pack"]).meetings]
        else:
            meetings = [(each.slug, each.on, each.words.en) for each in Meeting.objects.newest_first()]
        if options["fmt"] == "json":
            self._json([{"slug": slug, "on": on.isoformat(), "name": name} for slug, on, name in meetings])
        else:
            for slug, on, name in meetings:
                self.stdout.write(f"{slug}  {on}  {name}")
        return FINE

    def _material(self, options: dict[str, Any]) -> Material:
        """What the dossier is made from: a folder, or the database."""
        edition, slug = options["edition"], options["slug"]
        as_of = options["as_of"] or timezone.localdate()
        by = _reader(options["login"])
        require(access.may_read_edition(by, edition))
        if options["pack"] is None:
            return Meeting.objects.material(_meeting(slug).slug, as_of, edition)
        for warning in warnings_of(options["pack"]):
            self.stderr.write(str(warning))
        annex = AnnexLine.objects.for_edition(slug, edition)
        return material_from_pack(options["pack"], slug, as_of, annex=annex)

    def _json(self, document: Any) -> None:
        self.stdout.write(json.dumps(document, ensure_ascii=False, indent=1))


def _about_a_meeting(parser: ArgumentParser) -> None:
    parser.add_argument("slug", help="the meeting, as in: ./run dossier list")
    parser.add_argument("--as-of", type=_day, default=None, help="YYYY-MM-DD; today by default")
    parser.add_argument("--edition", choices=Edition.values, default=Edition.OPEN.value)
    parser.add_argument("--pack", type=Path, help="read this folder instead of the database")
    parser.add_argument("--as", dest="login", help="the sign-in name of a cleared officer, for the restricted edition")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as problem:
        raise ArgumentTypeError(f"“{text}” is no day: write YYYY-MM-DD.") from problem


def _reader(login: str | None) -> Actor:
    if login is None:
        return SYSTEM
    reader = User.objects.active().filter(username=login).first()
    if reader is None:
        raise Refusal(_("No officer signs in as “%(login)s”.") % {"login": login})
    return reader


def _frozen_here(options: dict[str, Any], langs: Sequence[str]) -> frozen.Frozen:
    """A copy of what this node holds: signed, kept and on record."""
    copy = preparing.freeze_dossier(
        meeting=_meeting(options["slug"]),
        as_of=options["as_of"] or timezone.localdate(),
        edition=options["edition"],
        langs=langs,
        by=_reader(options["login"]),
        at=timezone.now(),
    )
    files = tuple(frozen.File(each.name, each.bytes) for each in copy.files.all())
    return frozen.Frozen(files, bytes(copy.manifest))


def _meeting(slug: str) -> Meeting:
    meeting = Meeting.objects.filter(slug=slug).first()
    if meeting is None:
        raise Refusal(_("No meeting is called “%(slug)s”; see: ./run dossier list.") % {"slug": slug})
    return meeting


def _without_files(about: Any) -> dict[str, Any]:
    return {name: value for name, value in about.items() if name != "files"}
