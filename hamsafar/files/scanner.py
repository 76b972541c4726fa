"""Looking for malware in what is stored: a hook that is off until a node sets `HAMSAFAR_SCANNER`.

Off, nothing is searched, and every file says so (`scanned_by` is empty). Set but out of reach, nothing is stored.
`clamd:/run/clamav/clamd.ctl` or `clamd:127.0.0.1:3310` speaks to ClamAV's daemon as its manual says (clamd(8),
INSTREAM). Another scanner is one class here and one line in `SCANNERS`.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterable
from typing import Protocol

PATIENCE = 60  # seconds that one file may take


class NotScanned(Exception):
    """The scanner was not reached or gave no answer. The message says which, for the operator."""


class Scanner(Protocol):
    """Anything that can look through a file."""

    @property
    def name(self) -> str: ...

    def found_in(self, pieces: Iterable[bytes]) -> str:
        """What was found, by its name; empty where nothing was. Raises `NotScanned`."""


class Clamd:
    """ClamAV's daemon, by its socket or by HOST:PORT."""

    name = "clamd"

    def __init__(self, address: str) -> None:
        self.address = address

    def found_in(self, pieces: Iterable[bytes]) -> str:
        try:
            with self._reached() as line:
                line.sendall(b"zINSTREAM\0")
                for piece in pieces:
                    if piece:
                        line.sendall(len(piece).to_bytes(4, "big") + piece)
                line.sendall((0).to_bytes(4, "big"))
                said = line.recv(4_096).rstrip(b"\0\n").decode("utf-8", "replace")
        except OSError as problem:
            raise NotScanned(f"{self.name} at {self.address}: {problem}") from problem
        return _read(said)

    def _reached(self) -> socket.socket:
        if self.address.startswith("/"):
            line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            line.settimeout(PATIENCE)
            try:
                line.connect(self.address)
            except OSError:
                line.close()
                raise
            return line
        host, _, port = self.address.rpartition(":")
        return socket.create_connection((host, int(port)), timeout=PATIENCE)


def _read(said: str) -> str:
    """What one answer of clamd says: `stream: OK`, `stream: NAME FOUND`, or that it failed."""
    answer = said.removeprefix("stream: ")
    if answer == "OK":
        return ""
    if answer.endswith(" FOUND"):
        return answer.removesuffix(" FOUND")
    raise NotScanned(f"clamd answered: {said}")


SCANNERS: dict[str, Callable[[str], Scanner]] = {"clamd": Clamd}


def scanner_at(address: str) -> Scanner | None:
    """The scanner that a setting names; None where it is empty. Raises `NotScanned` for one that is not known."""
    if not address:
        return None
    kind, _, where = address.partition(":")
    if kind not in SCANNERS or not where:
        raise NotScanned(f"HAMSAFAR_SCANNER={address} names no scanner known here: {', '.join(SCANNERS)}:ADDRESS.")
    return SCANNERS[kind](where)
