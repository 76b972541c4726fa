"""What is handed in over a page while it comes in: nothing of it lies on the disk in the clear.

Up to Django's own bound it stays in memory. What is larger lies in a nameless file of the node's folder, locked under a
key that only this process holds and forgets with the request.
"""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.utils.translation import gettext as _
from nacl.secret import SecretBox
from nacl.utils import random

from hamsafar.files.rules import LARGEST, MEGABYTE
from hamsafar.files.vault import Vault
from hamsafar.kit.refusal import Refusal

MOST = max(LARGEST.values())  # bytes of all files of one request together
_LENGTH = 4  # bytes that say how long a locked piece is


class Aside:
    """Bytes that were put aside, locked piece by piece."""

    def __init__(self) -> None:
        folder = Vault(settings.VAR).drafts
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._box = SecretBox(random(SecretBox.KEY_SIZE))
        self._held = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 (closed with the upload)

    def add(self, piece: bytes) -> None:
        locked = bytes(self._box.encrypt(piece))
        self._held.write(len(locked).to_bytes(_LENGTH, "big") + locked)

    def pieces(self) -> Iterator[bytes]:
        """Everything, from its beginning."""
        self._held.seek(0)
        while length := self._held.read(_LENGTH):
            yield self._box.decrypt(self._held.read(int.from_bytes(length, "big")))

    def close(self) -> None:
        self._held.close()


class _Opened(io.RawIOBase):
    """What lies aside as a stream: read onwards, or again from the beginning."""

    def __init__(self, aside: Aside) -> None:
        self._aside, self._pieces, self._left, self._place = aside, aside.pieces(), b"", 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._place

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        if offset or whence != io.SEEK_SET:
            raise io.UnsupportedOperation("An upload is read again from its beginning only.")
        self._pieces, self._left, self._place = self._aside.pieces(), b"", 0
        return 0

    def readinto(self, room: Any) -> int:
        self._left = self._left or next(self._pieces, b"")
        count = min(len(room), len(self._left))
        room[:count], self._left = self._left[:count], self._left[count:]
        self._place += count
        return count

    def close(self) -> None:
        self._aside.close()
        super().close()


class _TooMuch(io.RawIOBase):
    """What is left of an upload that was larger than anything this node takes: nothing, and a sentence."""

    def readable(self) -> bool:
        return True

    def readinto(self, room: Any) -> int:
        raise Refusal(too_large(MOST))


def too_large(most: int) -> str:
    """The sentence for a file that is larger than is taken."""
    return _("The file is too large: at most %(n)s MB are taken here.") % {"n": most // MEGABYTE}


class LockedUploads(FileUploadHandler):
    """Puts every file aside, locked. Past `MOST` nothing is kept, only counted, so that a page can say why."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.taken = 0

    def new_file(self, *args: Any, **options: Any) -> None:
        super().new_file(*args, **options)
        self.aside: Aside | None = Aside()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.taken += len(raw_data)
        if self.aside and self.taken > MOST:
            self.aside.close()
            self.aside = None
        if self.aside:
            self.aside.add(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile[Any]:
        raw = _Opened(self.aside) if self.aside else _TooMuch()
        return UploadedFile(
            file=io.BufferedReader(raw),
            name=self.file_name,
            content_type=self.content_type,
            size=file_size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )

    def upload_interrupted(self) -> None:
        aside = getattr(self, "aside", None)
        if aside:
            aside.close()
