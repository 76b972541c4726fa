"""Where locked bytes lie: one file each in the node's folder, named by the SHA-256 of what is locked.

files/ab/abcd…      what was stored
.drafts/…           what is being written; never part of a backup
"""

from __future__ import annotations

import hashlib
import os
import secrets
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path

DAY = 86_400  # seconds: what is younger may belong to a transaction that still runs


@dataclass(frozen=True)
class Draft:
    """Locked bytes that were written aside, and their digest."""

    path: Path
    digest: str

    def opened(self) -> BufferedReader:
        return self.path.open("rb")


class Vault:
    """The locked bytes of one node, readable by their owner alone."""

    def __init__(self, node: Path) -> None:
        self.folder, self.drafts = node / "files", node / ".drafts"

    @contextmanager
    def written(self, pieces: Iterable[bytes]) -> Iterator[Draft]:
        """Write the pieces aside; inside the block they can be read and kept. What was not kept is removed."""
        self.drafts.mkdir(mode=0o700, parents=True, exist_ok=True)
        path, digest = self.drafts / secrets.token_hex(16), hashlib.sha256()
        try:
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
                for piece in pieces:
                    digest.update(piece)
                    out.write(piece)
                out.flush()
                os.fsync(out.fileno())
            yield Draft(path, digest.hexdigest())
        finally:
            path.unlink(missing_ok=True)

    def keep(self, draft: Draft) -> None:
        """Put a draft where it stays, in one step and safe against a loss of power."""
        target = self._path(draft.digest)
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft.path.replace(target)
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def opened(self, digest: str) -> BufferedReader:
        """The locked bytes. Raises `FileNotFoundError`."""
        return self._path(digest).open("rb")

    def digest_of(self, digest: str) -> str | None:
        """The digest of what lies there today; None where nothing does."""
        try:
            with self.opened(digest) as held:
                return hashlib.file_digest(held, "sha256").hexdigest()
        except FileNotFoundError:
            return None

    def remove(self, digest: str) -> bool:
        """Take the bytes away; whether there were any."""
        try:
            self._path(digest).unlink()
        except FileNotFoundError:
            return False
        return True

    def all(self) -> Iterator[str]:
        """The digests of everything that lies here, in order."""
        if self.folder.exists():
            for part in sorted(self.folder.iterdir()):
                yield from sorted(each.name for each in part.iterdir())

    def is_young(self, digest: str) -> bool:
        """Whether it was written within the last day."""
        with suppress(FileNotFoundError):
            return _age(self._path(digest)) < DAY
        return False

    def clear_drafts(self) -> int:
        """Remove drafts that a crash left behind; how many there were."""
        if not self.drafts.exists():
            return 0
        old = [each for each in self.drafts.iterdir() if _age(each) >= DAY]
        for each in old:
            each.unlink(missing_ok=True)
        return len(old)

    def _path(self, digest: str) -> Path:
        return self.folder / digest[:2] / digest


def _age(path: Path) -> float:
    return time.time() - path.stat().st_mtime
