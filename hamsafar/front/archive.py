"""The backup of one node: database, keys and files in one tar, each with its digest.

    manifest.json   version, made_at, what follows and its SHA-256
    database.dump   pg_dump's custom format
    node/…          the files of the node's folder: keys, stored files, sign-ins; never the database's own files

The archive holds private keys: it is written for its owner only and belongs in a safe place.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

from django.conf import settings
from django.db import transaction

from hamsafar.files.actions import ON_DISK
from hamsafar.front import dumps
from hamsafar.front.nodes import SIDE_FILE
from hamsafar.front.progress import bar
from hamsafar.kit.locks import hold
from hamsafar.kit.refusal import Refusal

VERSION = 1
NOT_BACKED_UP = {"pg", "restoring"}  # the cluster itself, and the mark below
UNFINISHED = "restoring"  # stands in the node's folder while a restore runs, and after one that was cut short


def write(target: Path, node: Path, at: datetime) -> int:
    """Write the backup of the node in folder `node` to `target`, whole or not at all; its size in bytes."""
    target = target.absolute()
    if not target.parent.is_dir():
        raise Refusal(f"{target.parent} is no folder: make it first.")
    # While the lock is held nothing is taken off the disk: every file that the dump knows lies in the archive.
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as folder, transaction.atomic():
        hold(ON_DISK)
        dump = Path(folder) / "database.dump"
        with bar("database, tables", dumps.table_count()) as step:
            dumps.dump(dump, step)
        members = {"database.dump": dump} | {f"node/{file.relative_to(node)}": file for file in files_of(node)}
        made = Path(folder) / "archive"
        with os.fdopen(os.open(made, os.O_CREAT | os.O_WRONLY, 0o600), "wb") as out:
            _write_tar(out, members, at)
        made.replace(target)
    return target.stat().st_size


def files_of(node: Path) -> list[Path]:
    """The files of a node's folder that belong into a backup."""
    parts = [entry for entry in sorted(node.iterdir()) if entry.name not in NOT_BACKED_UP and entry.name[0] != "."]
    return [file for part in parts for file in (sorted(part.rglob("*")) if part.is_dir() else [part]) if file.is_file()]


def _write_tar(out: BinaryIO, members: dict[str, Path], at: datetime) -> None:
    with tarfile.open(fileobj=out, mode="w") as tar, bar("files", len(members)) as step:
        digests = {name: _digest(file) for name, file in members.items()}
        manifest = json.dumps({"version": VERSION, "made_at": at.isoformat(), "files": digests}, indent=1).encode()
        entry = tarfile.TarInfo("manifest.json")
        entry.size, entry.mode = len(manifest), 0o600
        tar.addfile(entry, io.BytesIO(manifest))
        for name, file in members.items():
            tar.add(file, name, recursive=False)
            step()


def restore(source: Path, node: Path, *, force: bool) -> str:
    """Make the node in folder `node` what the backup says; when the backup was made, as it says.

    Refuses a damaged archive before anything is touched, and a node that is in use unless `force`. The database is
    replaced in one transaction, then the files. A restore that was cut short is done again by the same call.
    """
    node.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=node, prefix=".restore-") as name:
        folder = Path(name)
        manifest = _unpack(source, folder)
        _require_same_side(folder / "node" / SIDE_FILE)
        mark, fingerprint = node / UNFINISHED, _digest(folder / "manifest.json")
        goes_on = mark.exists() and mark.read_text() == fingerprint
        if not force and not goes_on and dumps.holds_anything():
            raise Refusal("This node is in use: restore into an empty one, or say --force to replace all it holds.")
        mark.write_text(fingerprint)
        with bar("database, tables", dumps.tables_in(folder / "database.dump")) as step:
            dumps.restore(folder / "database.dump", step)
        _replace_files(folder / "node", node)
        mark.unlink()
    return str(manifest["made_at"])


def _require_same_side(kept: Path) -> None:
    """Refuse the other side's backup; one from before a node wrote down its side is taken."""
    if kept.exists() and kept.read_text() != settings.THIS_SIDE:
        raise Refusal(
            f"This is a backup of the node of “{kept.read_text()[:20]}”, and this node is that of "
            f"“{settings.THIS_SIDE}”: give --side. Nothing was restored."
        )


def _unpack(source: Path, folder: Path) -> dict[str, Any]:
    """Unpack the archive into `folder` and give its manifest; refuse what is not exactly what it lists."""
    try:
        with tarfile.open(source) as tar:
            for entry in _safe_entries(tar):
                target = folder / entry.name
                target.parent.mkdir(parents=True, exist_ok=True)
                with os.fdopen(os.open(target, os.O_CREAT | os.O_WRONLY, 0o600), "wb") as out:
                    shutil.copyfileobj(tar.extractfile(entry) or io.BytesIO(), out)
                target.chmod(entry.mode & 0o700)
        manifest: dict[str, Any] = json.loads((folder / "manifest.json").read_bytes())
    except (OSError, tarfile.TarError, ValueError) as reason:
        raise Refusal(f"{source} is no backup of a node, or is damaged: {reason}") from None
    if manifest.get("version") != VERSION:
        raise Refusal(f"{source} was written by another version of Hamsafar ({manifest.get('version')}).")
    for name, digest in manifest["files"].items():
        if not (folder / name).is_file() or _digest(folder / name) != digest:
            raise Refusal(f"{source} is damaged: {name} is not what was written. Nothing was restored.")
    return manifest


def _safe_entries(tar: tarfile.TarFile) -> Iterator[tarfile.TarInfo]:
    for entry in tar:
        path = PurePosixPath(entry.name)
        if not entry.isfile() or path.is_absolute() or ".." in path.parts:
            raise tarfile.TarError(f"{entry.name} does not belong into a backup")
        yield entry


def _replace_files(new: Path, node: Path) -> None:
    wanted = {file.relative_to(new) for file in new.rglob("*") if file.is_file()} if new.exists() else set()
    for file in files_of(node):
        if file.relative_to(node) not in wanted:
            file.unlink()
    for name in wanted:
        (node / name).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        (new / name).replace(node / name)


def _digest(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
