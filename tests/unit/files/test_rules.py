"""What bytes are, told from the bytes alone."""

from __future__ import annotations

import pytest

from hamsafar.files.enums import ENDINGS, EVIDENCE, SCANS, MediaType
from hamsafar.files.rules import HEAD_BYTES, LARGEST, ends_as_pdf, is_text, largest, media_type_of, plain_name
from tests.factories.files import PDF, picture


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (PDF, MediaType.PDF),
        (picture("JPEG"), MediaType.JPEG),
        (picture("PNG"), MediaType.PNG),
        (picture("WEBP"), MediaType.WEBP),
        (b"\0\0\0\x18ftypheic\0\0\0\0", MediaType.HEIC),
        (b"\0\0\0\x18ftypmp42\0\0\0\0", MediaType.MP4),
        (b"\0\0\0\x14ftypqt  \0\0\0\0", MediaType.QUICKTIME),
        (b"\0\0\0\x14ftypM4A \0\0\0\0", MediaType.M4A),
        (b"OggS\0\x02", MediaType.OGG),
        ("Маро аз соати шаш нигоҳ доштанд.".encode(), MediaType.TEXT),
    ],
)
def test_each_kind_is_known_by_its_beginning(head: bytes, kind: str):
    assert media_type_of(head[:512]) == kind


@pytest.mark.parametrize(
    "head",
    [b"", b"MZ\x90\0\x03", b"PK\x03\x04", b"\x7fELF", b"\0\0\0\x18ftypavif", b"GIF89a\x01\0", b"RIFF\0\0\0\0WAVEfmt "],
    ids=["nothing", "program", "archive", "binary", "avif", "gif", "wave"],
)
def test_what_is_none_of_ours_is_not_guessed_at(head: bytes):
    assert media_type_of(head) is None


def test_a_text_whose_last_letter_is_cut_is_still_a_text():
    whole = ("a" + "ҷ" * 300).encode()

    assert media_type_of(whole[:HEAD_BYTES]) == MediaType.TEXT
    assert media_type_of(whole[:511]) == MediaType.TEXT
    assert media_type_of(whole[:510]) is None  # shorter than a head: this is all there is, and it is cut


def test_a_text_has_no_control_characters_and_is_utf_8():
    assert is_text("сатри якум\nсатри дуюм\t".encode())
    assert not is_text(b"a\x00b")
    assert not is_text("привет".encode("cp1251"))


def test_a_pdf_that_was_cut_has_no_end():
    assert ends_as_pdf(PDF)
    assert not ends_as_pdf(PDF[:-8])


def test_every_kind_has_a_limit_and_an_ending():
    assert set(LARGEST) == set(ENDINGS) == set(MediaType)
    assert largest(SCANS) == LARGEST[MediaType.PDF]
    assert largest(EVIDENCE) == LARGEST[MediaType.MP4]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("passport.jpg.exe", "passport.jpg.png"),
        ("C:\\Users\\me\\шиноснома.PNG", "шиноснома.png"),
        ("../../etc/passwd", "passwd.png"),
        ("a\r\nSet-Cookie: x", "aSet-Cookie x.png"),
        ("\u202egnp.exe", "gnp.png"),
        ("", "file.png"),
        ("...", "file.png"),
        ("a" * 300, "a" * 115 + ".png"),
    ],
)
def test_a_name_loses_its_folders_its_tricks_and_its_ending(given: str, kept: str):
    assert plain_name(given, MediaType.PNG) == kept
