"""Bytes of each kind for tests, drawn by the test itself."""

from __future__ import annotations

import io
from datetime import date

from PIL import Image

from hamsafar.files.actions import store_file
from hamsafar.files.enums import EVIDENCE
from hamsafar.files.models import StoredFile
from hamsafar.kit.actor import SYSTEM
from tests.factories.ledger import noon

AT = noon(2026, 3, 2)
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\nstartxref\n9\n%%EOF\n"
GPS = 0x8825  # the block of an EXIF record that holds a place


def picture(kind: str = "JPEG", *, size: tuple[int, int] = (40, 30), place: bool = False) -> bytes:
    """A small picture; with `place`, its EXIF record says where it was taken and by whom."""
    out = io.BytesIO()
    exif = Image.Exif()
    if place:
        exif[0x010F] = "Camera of the witness"
        exif.get_ifd(GPS)[2] = (38.0, 33.0, 36.0)
    Image.new("RGB", size, "#1f3f7f").save(out, kind, exif=exif)
    return out.getvalue()


def stored(content: bytes = b"Waited from six in the evening.\n", *, until: date | None = None) -> StoredFile:
    """A file that is stored on this node."""
    return store_file(content=content, name="note.txt", accept=EVIDENCE, until=until, by=SYSTEM, at=AT)
