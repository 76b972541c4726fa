"""Searching for malware: against a daemon that answers as clamd(8) says."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from hamsafar.files.actions import give_file, search_waiting, store_file, verify
from hamsafar.files.enums import EVIDENCE
from hamsafar.files.models import StoredFile
from hamsafar.files.scanner import Clamd, NotScanned, scanner_at
from hamsafar.kit.actor import SYSTEM
from hamsafar.kit.refusal import Refusal
from hamsafar.ledger.models import Line
from tests.factories.files import AT

pytestmark = pytest.mark.django_db

SIGNATURE = b"A TEST SIGNATURE"


class Daemon(threading.Thread):
    """Reads one INSTREAM after the other: length in four bytes, the piece, and so on to a length of nothing."""

    def __init__(self, listener: socket.socket) -> None:
        super().__init__(daemon=True)
        self.listener, self.received, self.answer = listener, b"", ""

    def run(self) -> None:
        while True:
            try:
                line, _ = self.listener.accept()
            except OSError:
                return
            with line, line.makefile("rb") as said:
                assert said.read(10) == b"zINSTREAM\0"
                self.received = b""
                while length := int.from_bytes(said.read(4), "big"):
                    self.received += said.read(length)
                found = "Test.Signature FOUND" if SIGNATURE in self.received else "OK"
                line.sendall(f"{self.answer or f'stream: {found}'}\0".encode())


@pytest.fixture
def daemon(tmp_path: Path, settings) -> Iterator[Daemon]:
    settings.VAR, settings.KEYS = tmp_path, tmp_path / "keys"
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listener.bind(str(tmp_path / "clamd.ctl"))
    listener.listen()
    running = Daemon(listener)
    running.start()
    settings.SCANNER = f"clamd:{tmp_path}/clamd.ctl"
    yield running
    listener.close()


def put(content: bytes) -> StoredFile:
    return store_file(content=content, name="a.txt", accept=EVIDENCE, by=SYSTEM, at=AT)


def test_a_file_in_which_nothing_was_found_says_who_looked(daemon: Daemon):
    content = b"a long note\n" * 20_000

    made = put(content)

    assert made.scanned_by == "clamd"
    assert daemon.received == content
    assert verify(by=SYSTEM, at=AT).scanner


def test_malware_is_refused_by_its_name_and_not_stored(daemon: Daemon, tmp_path: Path):
    with pytest.raises(Refusal, match=r"Test\.Signature"):
        put(b"x" + SIGNATURE)

    assert not StoredFile.objects.exists()
    assert not (tmp_path / "files").exists()


def test_a_scanner_that_fails_or_cannot_be_reached_lets_nothing_in(daemon: Daemon, settings):
    daemon.answer = "INSTREAM size limit exceeded. ERROR"
    with pytest.raises(Refusal, match="Try again later"):
        put(b"note\n")

    settings.SCANNER = "clamd:/nowhere/clamd.ctl"
    with pytest.raises(Refusal, match="Try again later"):
        put(b"note\n")
    assert not StoredFile.objects.exists()


def test_what_was_stored_before_there_was_a_scanner_leaves_quarantine_once_it_is_searched(daemon: Daemon, settings):
    with_scanner, settings.SCANNER = settings.SCANNER, ""
    clean, bad = put(b"a note\n"), put(b"x" + SIGNATURE)
    assert search_waiting(by=SYSTEM, at=AT) == 0  # this node has no scanner
    settings.SCANNER = with_scanner
    with pytest.raises(Refusal, match="quarantine"):
        give_file(file=clean, by=SYSTEM, at=AT)

    assert search_waiting(by=SYSTEM, at=AT) == 1

    clean.refresh_from_db()
    bad.refresh_from_db()
    assert b"".join(give_file(file=clean, by=SYSTEM, at=AT)) == b"a note\n"
    with pytest.raises(Refusal, match="quarantine"):
        give_file(file=bad, by=SYSTEM, at=AT)
    assert Line.objects.filter(verb="malware found in file").count() == 1


def test_a_daemon_is_also_reached_by_host_and_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        Daemon(listener).start()

        assert Clamd(f"127.0.0.1:{listener.getsockname()[1]}").found_in([b"x", b"", SIGNATURE]) == "Test.Signature"


@pytest.mark.parametrize("address", ["clamd", "savdi:/x", "clamd:"])
def test_a_setting_that_names_no_scanner_is_refused(address: str):
    with pytest.raises(NotScanned, match="no scanner"):
        scanner_at(address)


def test_without_a_setting_nothing_is_searched_and_the_file_says_so(tmp_path: Path, settings):
    settings.VAR, settings.KEYS = tmp_path, tmp_path / "keys"

    assert scanner_at("") is None
    assert put(b"note\n").scanned_by == ""
