"""What bytes are, told from the bytes alone, and how many of each kind are taken. Plain Python.

The table is closed: only kinds that an officer needs as evidence or as a scan. Marks at the beginning are those of
RFC 8118 (PDF), ITU-T T.81 (JPEG), W3C PNG 3rd edition, RFC 9649 (WebP), ISO/IEC 14496-12 `ftyp` (MP4 family, HEIC),
RFC 3533 (Ogg).
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Collection

from hamsafar.files.enums import ENDINGS, PICTURES, MediaType

HEAD_BYTES = 512  # what recognising needs of the beginning
TAIL_BYTES = 2_048  # and of the end
MEGABYTE = 1_000_000
LARGEST: dict[str, int] = {
    MediaType.PDF: 30 * MEGABYTE,
    **dict.fromkeys(PICTURES, 20 * MEGABYTE),
    MediaType.MP4: 200 * MEGABYTE,
    MediaType.QUICKTIME: 200 * MEGABYTE,
    MediaType.M4A: 50 * MEGABYTE,
    MediaType.OGG: 50 * MEGABYTE,
    MediaType.TEXT: MEGABYTE,
    MediaType.CSV: 400 * MEGABYTE,
    MediaType.XLSX: 200 * MEGABYTE,
}
MOST_PIXELS = 50 * MEGABYTE  # a picture that says it has more is refused before it is drawn
LONGEST_NAME = 120

_BEGINS: tuple[tuple[bytes, MediaType], ...] = (
    (b"%PDF-", MediaType.PDF),
    (b"\xff\xd8\xff", MediaType.JPEG),
    (b"\x89PNG\r\n\x1a\n", MediaType.PNG),
    (b"OggS\x00", MediaType.OGG),
)
_BRANDS: dict[bytes, MediaType] = {
    **dict.fromkeys((b"heic", b"heix", b"hevc", b"mif1", b"msf1"), MediaType.HEIC),
    **dict.fromkeys((b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1"), MediaType.MP4),
    **dict.fromkeys((b"3gp4", b"3gp5", b"3gp6", b"MSNV", b"dash"), MediaType.MP4),
    b"qt  ": MediaType.QUICKTIME,
    b"M4A ": MediaType.M4A,
}
_UTF8 = codecs.getincrementaldecoder("utf-8")
_NOT_IN_TEXT = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")


def media_type_of(head: bytes) -> MediaType | None:
    """The kind that the first `HEAD_BYTES` show; None where they show none of ours."""
    for mark, found in _BEGINS:
        if head.startswith(mark):
            return found
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return MediaType.WEBP
    if head[4:8] == b"ftyp":
        return _BRANDS.get(head[8:12])
    return MediaType.TEXT if head and is_text(head, cut=len(head) == HEAD_BYTES) else None


def table_type_of(head: bytes) -> MediaType | None:
    """The kind of list that may begin so: what is packed is a spreadsheet if anything, other text is CSV.

    Whether it really is one, in which encoding, and whether it is safe to unpack, the one who reads it finds out.
    """
    if head.startswith(b"PK\x03\x04"):
        return MediaType.XLSX
    if media_type_of(head) not in {None, MediaType.TEXT}:
        return None
    is_16_bit = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    return MediaType.CSV if is_16_bit or not _NOT_IN_TEXT.search(head.decode("latin-1")) else None


def is_text(content: bytes, *, cut: bool = False) -> bool:
    """Whether the content is UTF-8 text without control characters; where it was `cut`, its last letter may be."""
    try:
        return not _NOT_IN_TEXT.search(_UTF8().decode(content, final=not cut))
    except UnicodeDecodeError:
        return False


def ends_as_pdf(tail: bytes) -> bool:
    """Whether the last `TAIL_BYTES` hold the mark that ends a PDF: one cut on its way has none (ISO 32000-1, 7.5.5)."""
    return b"%%EOF" in tail


def largest(accept: Collection[str]) -> int:
    """The most bytes that any of these kinds may have."""
    return max(LARGEST[each] for each in accept)


def plain_name(name: str, media_type: str) -> str:
    """The name a file is given back under: no folder, no character that means something else, the ending of its kind.

    The ending it came with is dropped: `passport.jpg.exe` that holds a PNG becomes `passport.jpg.png`.
    """
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(each for each in last if each.isprintable() and each not in '<>:"|?*').strip(" .")
    stem = kept.rsplit(".", 1)[0] if "." in kept else kept
    return (stem.strip(" .")[: LONGEST_NAME - 5] or "file") + ENDINGS[media_type]
