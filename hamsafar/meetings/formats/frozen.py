"""A frozen dossier: its files, the signed manifest that lists them, and the check that needs no database.

The manifest is a COSE_Sign1 message over canonical JSON. It holds the digest of every file and, for the JSON files,
a digest of every part, so that a changed file can be told down to the statement.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from nacl.signing import SigningKey, VerifyKey

from hamsafar.kit import cose
from hamsafar.kit.refusal import Refusal
from hamsafar.meetings.formats.render import rendered
from hamsafar.meetings.rules.compare import changed_parts, digests, text_of
from hamsafar.meetings.rules.dossier import Material, build

MANIFEST, KEYS = "manifest.cose", "keys.json"
FORMAT = "hamsafar-dossier-manifest-1"
CONTENT_TYPE = "application/vnd.hamsafar.dossier-manifest+json"
FROZEN_FORMATS = ("json", "pdf", "docx")


@dataclass(frozen=True)
class File:
    """One file of a frozen dossier."""

    name: str
    content: bytes

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True)
class Frozen:
    """A dossier as it was frozen: the files and the signed manifest over them."""

    files: tuple[File, ...]
    manifest: bytes

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.manifest).hexdigest()


@dataclass(frozen=True)
class Finding:
    """One thing that does not agree with the signature. `part` names the place in a JSON file, `text` what it says."""

    kind: str  # changed, missing, extra, signature
    file: str
    part: str = ""
    text: str = ""


@dataclass(frozen=True)
class Checked:
    """What a check found. `about` is what the manifest says of itself; empty where its signature is not genuine."""

    findings: tuple[Finding, ...]
    about: Mapping[str, Any]

    @property
    def genuine(self) -> bool:
        return not self.findings


def freeze(
    material: Material, *, edition: str, langs: Sequence[str], node: Mapping[str, str], signer: SigningKey, at: datetime
) -> Frozen:
    """The dossier rendered in every language and format, and signed. `node` names who signs, by language."""
    files = []
    for lang in langs:
        dossier = build(material, lang=lang, edition=edition)
        for fmt in FROZEN_FORMATS:
            files.append(File(f"dossier.{lang}.{fmt}", rendered(dossier, fmt, signed_by=node[lang])))
    said = {
        "format": FORMAT,
        "meeting": material.meeting.slug,
        "as_of": material.as_of.isoformat(),
        "edition": edition,
        "languages": [*langs],
        "frozen_at": at.astimezone(UTC).isoformat(timespec="seconds"),
        "files": {file.name: _entry(file) for file in files},
    }
    manifest = cose.sign1(_canonical(said), signer=signer, content_type=CONTENT_TYPE)
    return Frozen(tuple(files), manifest)


def write(frozen: Frozen, folder: Path) -> None:
    """Write the files and the manifest into `folder`, which is made, or is empty."""
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise Refusal(_("%(folder)s is not empty: name a new folder.") % {"folder": folder})
    for file in frozen.files:
        (folder / file.name).write_bytes(file.content)
    (folder / MANIFEST).write_bytes(frozen.manifest)


def verify(folder: Path, keys: Mapping[bytes, VerifyKey]) -> Checked:
    """What in `folder` is not as it was signed. Raises `Refusal` where there is no manifest to check by."""
    try:
        message = (folder / MANIFEST).read_bytes()
    except OSError as problem:
        raise Refusal(_("%(folder)s holds no %(manifest)s.") % {"folder": folder, "manifest": MANIFEST}) from problem
    try:
        said = json.loads(cose.verify1(message, keys))
    except (cose.BadSignature, ValueError) as problem:
        return Checked((Finding("signature", MANIFEST, text=str(problem)),), {})
    return Checked(tuple(_findings(folder, said["files"])), said)


def _findings(folder: Path, files: Mapping[str, Any]) -> Iterable[Finding]:
    for name, entry in files.items():
        path = folder / name
        if not path.is_file():
            yield Finding("missing", name)
            continue
        content = path.read_bytes()
        if hashlib.sha256(content).hexdigest() != entry["sha256"]:
            yield from _changes(name, content, entry)
    known = {*files, MANIFEST, KEYS}
    for path in sorted(folder.iterdir()):
        if path.name not in known:
            yield Finding("extra", path.name)


def _changes(name: str, content: bytes, entry: Mapping[str, Any]) -> Iterable[Finding]:
    """The changed file and, where it is still readable JSON, every changed part of it."""
    if "parts" not in entry:
        yield Finding("changed", name)
        return
    try:
        document = json.loads(content)
        parts = changed_parts(document, entry["parts"])
    except (ValueError, AttributeError, TypeError):
        yield Finding("changed", name, text=_("it is no longer readable as JSON"))
        return
    if not parts:
        yield Finding("changed", name, text=_("only its writing changed: spaces, order or escapes"))
    for part in parts:
        yield Finding("changed", name, part, text_of(document, part))


def _entry(file: File) -> dict[str, Any]:
    entry: dict[str, Any] = {"sha256": file.digest, "bytes": len(file.content)}
    if file.name.endswith(".json"):
        entry["parts"] = digests(json.loads(file.content))
    return entry


def _canonical(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def read_json(path: Path) -> dict[str, dict[str, Any]]:
    """The dossiers at `path` by language: one JSON file, or those of a frozen folder. Raises `Refusal`."""
    files = sorted(path.glob("dossier.*.json")) if path.is_dir() else [path]
    if not files:
        raise Refusal(_("%(path)s holds no dossier in JSON.") % {"path": path})
    found = {}
    for file in files:
        try:
            document = json.loads(file.read_text(encoding="utf-8"))
            found[str(document["lang"])] = document
        except (OSError, ValueError, KeyError, TypeError) as problem:
            raise Refusal(_("%(path)s is not a dossier in JSON.") % {"path": file}) from problem
    return found
