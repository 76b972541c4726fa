"""Files under their own keys, and pictures without what cameras write into them."""

from __future__ import annotations

import io
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from hamsafar.files.enums import MediaType
from hamsafar.files.formats import pictures
from hamsafar.files.formats.locked import PIECE, NotOpened, lock, new_key, unlock
from tests.factories.files import GPS, picture

REF = "F-0000-0000-0000-0000-0"


def locked(content: bytes, key: bytes, about: str = REF) -> bytes:
    return b"".join(lock([content], key, about=about))


def opened(data: bytes, key: bytes, about: str = REF) -> bytes:
    return b"".join(unlock(io.BytesIO(data), key, about=about))


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE])
def test_what_was_locked_opens_again(size: int):
    key, content = new_key(), bytes(index % 251 for index in range(size))

    assert opened(locked(content, key), key) == content


@settings(max_examples=40)
@given(st.lists(st.binary(max_size=3 * PIECE), max_size=4))
def test_the_pieces_a_file_comes_in_do_not_matter(pieces: list[bytes]):
    key = new_key()

    assert opened(b"".join(lock(pieces, key, about=REF)), key) == b"".join(pieces)


def test_a_file_opens_under_no_other_key_and_as_no_other_file():
    key = new_key()
    data = locked(b"x" * 100, key)

    for wrong in ({"key": new_key()}, {"about": "F-1"}):
        with pytest.raises(NotOpened):
            opened(**({"data": data, "key": key} | wrong))


def test_pieces_cannot_be_cut_off_swapped_repeated_added_or_altered():
    key = new_key()
    data = locked(bytes(range(256)) * 1_024, key)  # four pieces
    head, rest, size = data[:24], data[24:], PIECE + 17
    first, second, tail = rest[:size], rest[size : 2 * size], rest[2 * size :]

    spoiled = [
        head + first + second,  # cut at the border of a piece
        data[:-1],
        head + second + first + tail,
        head + first + first + second + tail,
        data + b"\0",
        head + first[:-1] + bytes([first[-1] ^ 1]) + second + tail,
        b"",
        head[:10],
    ]

    for each in spoiled:
        with pytest.raises(NotOpened):
            opened(each, key)


def test_locking_a_long_recording_holds_little_of_it_in_memory():
    key, piece = new_key(), bytes(PIECE)
    tracemalloc.start()
    try:
        for _ in lock((piece for _ in range(800)), key, about=REF):  # 52 MB
            pass
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert most < 8 * PIECE


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_copy_to_show_says_nothing_of_place_or_device(kind: str):
    content = picture(kind, place=True)
    with Image.open(io.BytesIO(content)) as original:
        assert original.getexif().get_ifd(GPS)

    shown = pictures.to_show(content, MediaType(f"image/{kind.lower()}"))

    assert b"Camera of the witness" in content
    assert b"Camera of the witness" not in shown
    with Image.open(io.BytesIO(shown)) as copy:
        assert copy.format == "JPEG"
        assert not copy.getexif()
        assert "comment" not in copy.info


def test_a_copy_to_show_stands_upright_and_is_no_larger_than_a_page_needs():
    lying = Image.new("RGB", (3_000, 1_000), "white")
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    out = io.BytesIO()
    lying.save(out, "JPEG", exif=exif)

    with Image.open(io.BytesIO(pictures.to_show(out.getvalue(), MediaType.JPEG))) as shown:
        assert shown.width < shown.height <= pictures.SHOWN_EDGE


@pytest.mark.parametrize("cut", [0, 20, 200])
def test_a_picture_that_is_damaged_is_refused(cut: int):
    with pytest.raises(pictures.NotAPicture, match="damaged"):
        pictures.to_show(picture("PNG", size=(400, 300))[:cut], MediaType.PNG)
    with pytest.raises(pictures.NotAPicture, match="damaged"):
        pictures.check(b"\xff\xd8\xff" + bytes(cut), MediaType.JPEG)


def test_a_picture_that_would_fill_the_memory_is_refused_unread():
    bomb = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(bomb, "PNG")

    with pytest.raises(pictures.NotAPicture, match="more points"):
        pictures.check(bomb.getvalue(), MediaType.PNG)


def test_a_picture_is_read_as_the_kind_that_its_bytes_began_as_and_no_other():
    with pytest.raises(pictures.NotAPicture):
        pictures.check(picture("PNG"), MediaType.JPEG)
