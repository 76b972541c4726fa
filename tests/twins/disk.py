"""A disk of its own for a node's inbox, small enough to be full when the test wants it."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg

from hamsafar.front.embedded import Server
from tests.twins.node import LiveNode

MEGABYTES = 256
FULL = "No space left on device"
REFUSE = """
create or replace function inbox_is_full() returns trigger language plpgsql as
$$ begin raise exception 'could not extend file: No space left on device' using errcode = 'disk_full'; end $$
"""


class InboxDisk:
    """Where mounting is permitted, a file system in memory that holds the inbox's table and is really filled up.

    Else PostgreSQL is made to answer each write to the inbox with the error that it gives when its disk is full.
    """

    def __init__(self, node: LiveNode) -> None:
        self.node = node
        self.place = node.folder / "inbox-disk"
        self.place.mkdir()
        self.mounted = _mount(self.place)
        if self.mounted:
            space = self.place / "space"
            space.mkdir(mode=0o700)
            if node.server._owner:
                os.chown(space, *node.server._owner)
                self.place.chmod(0o755)
            self._sql(f"create tablespace inbox location '{space}'")
            self._sql("alter table exchange_inboxenvelope set tablespace inbox")
        else:
            self._sql(REFUSE)

    @contextmanager
    def full(self) -> Iterator[None]:
        """Nothing more fits inside the block."""
        if not self.mounted:
            self._sql("create trigger inbox_is_full before insert on exchange_inboxenvelope execute inbox_is_full()")
            try:
                yield
            finally:
                self._sql("drop trigger inbox_is_full on exchange_inboxenvelope")
            return
        balloon = self.place / "balloon"
        try:
            with suppress(OSError), balloon.open("wb", buffering=0) as file:
                while True:
                    file.write(bytes(1 << 16))
            yield
        finally:
            balloon.unlink()

    def times_full(self) -> int:
        """How often PostgreSQL found it full."""
        return (self.node.server.data / "server.log").read_text(errors="replace").count(FULL)

    def close(self) -> None:
        if self.mounted:
            subprocess.run(["umount", "--lazy", str(self.place)], check=False)

    def _sql(self, statement: str) -> None:
        server = self.node.server
        with psycopg.connect(host=str(server.socket), user=Server.user, dbname="hamsafar", autocommit=True) as link:
            link.execute(statement)  # type: ignore[call-overload]


def _mount(place: Path) -> bool:
    command = ["mount", "-t", "tmpfs", "-o", f"size={MEGABYTES}m", "hamsafar-inbox", str(place)]
    return os.geteuid() == 0 and subprocess.run(command, capture_output=True, check=False).returncode == 0
