"""What is handed in over a page never lies on the disk in the clear; what is too large is refused with a sentence."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.test import RequestFactory

from hamsafar.files import uploads
from hamsafar.files.enums import SCANS
from hamsafar.files.forms import HandedIn
from hamsafar.kit.refusal import Refusal

MARK = b"Marked-In-An-Upload "
LARGE = MARK * 150_000  # three megabytes: more than Django keeps in memory


@pytest.fixture(autouse=True)
def node(tmp_path, settings):
    settings.VAR = tmp_path
    return tmp_path


@pytest.fixture
def handed_in():
    """A way to hand a file in; what came is let go of at the end, as a server does."""
    requests = []

    def hand(content: bytes):
        requests.append(_request(content))
        return requests[-1]

    yield hand
    for each in requests:
        each.close()


def _request(content: bytes, name: str = "list.csv"):
    return RequestFactory().post("/", {"file": SimpleUploadedFile(name, content)})


def test_a_large_file_is_read_whole_and_again_while_nothing_of_it_lies_in_the_clear(node, monkeypatch, handed_in):
    written: list[bytes] = []
    add = uploads.Aside.add
    monkeypatch.setattr(uploads.Aside, "add", lambda aside, piece: (add(aside, piece), written.append(piece))[0])
    monkeypatch.setattr(TemporaryFileUploadHandler, "new_file", None)  # nobody asks it

    request = handed_in(LARGE)
    file = request.FILES["file"]

    assert (file.name, file.size) == ("list.csv", len(LARGE))
    assert b"".join(written) == LARGE
    assert file.read(20) == MARK
    assert b"".join(file.chunks()) == LARGE
    assert file.file.seekable()
    held = file.file.raw._aside._held
    held.seek(0)
    assert MARK not in held.read()
    assert list(node.rglob("*")) == [node / ".drafts"]  # nameless: a crash leaves nothing
    request.close()
    assert held.closed


def test_an_upload_is_read_again_from_its_beginning_only(handed_in):
    file = handed_in(LARGE).FILES["file"]

    with pytest.raises(OSError, match="beginning only"):
        file.file.raw.seek(5)
    assert file.file.raw.tell() == 0


def test_more_than_anything_here_takes_is_counted_and_not_kept(monkeypatch, handed_in):
    monkeypatch.setattr(uploads, "MOST", 2_600_000)

    file = handed_in(LARGE).FILES["file"]

    assert file.size == len(LARGE)
    with pytest.raises(Refusal, match="at most 2 MB"):
        file.read(1)


def test_a_file_that_is_broken_off_leaves_nothing(node):
    handler = uploads.LockedUploads()
    handler.upload_interrupted()  # before anything came
    handler.new_file("file", "a.csv", "text/csv", None)
    handler.receive_data_chunk(MARK, 0)
    held = handler.aside._held

    handler.upload_interrupted()

    assert held.closed


def test_the_box_says_how_large_a_file_may_be(handed_in):
    field = HandedIn(accept=SCANS, most=10)

    with pytest.raises(Exception, match="too large") as found:
        field.clean(handed_in(b"x" * 20).FILES["file"])
    assert "0 MB" in str(found.value)
    assert 'accept=".' in str(field.widget.render("file", None))
