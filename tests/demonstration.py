"""A node with the corridor pack and the demo, made once a run: each test that asks has a copy of its own.

PostgreSQL copies a database in a fraction of the time that the demo takes to be made, and a copy that is dropped
leaves nothing to empty. The folder of keys and files is copied along. pytest's helpers share what the first of them
made.
"""

from __future__ import annotations

import fcntl
import pickle
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.utils.timezone import now
from psycopg import sql

from hamsafar.accounts.demo import DemoSignIn
from hamsafar.front import demo, packs
from hamsafar.kit.actor import SYSTEM

Made = TypeVar("Made")


@dataclass(frozen=True)
class Demonstration:
    """The database to copy from, the folder beside it, and the sign-ins of both."""

    database: str
    folder: Path
    sign_ins: tuple[DemoSignIn, ...]


@contextmanager
def set_aside() -> Iterator[str]:
    """An empty copy of the tests' database, for the demonstration to be made in; dropped in the end.

    It is taken before any test, since later the browser's driver may keep a connection to what would be copied.
    """
    connection.close()
    with _copy_of(connection.settings_dict["NAME"], "demo") as database:
        yield database


@contextmanager
def made_once(database: str, shared: Path) -> Iterator[Demonstration]:
    """The demonstration, made by the first helper of this run in the database that it set aside, and kept for all.

    `shared` is the folder of the run.
    """
    with kept_once(shared / "demonstration", lambda: _make(database, shared / database)) as made:
        yield made


@contextmanager
def kept_once(file: Path, make: Callable[[], Made]) -> Iterator[Made]:
    """As `once`; in the end whoever made it waits until nobody of this run uses it any more, and may then remove it."""
    ours = False

    def making() -> Made:
        nonlocal ours
        ours = True
        return make()

    with file.with_suffix(".readers").open("w") as readers:
        fcntl.flock(readers, fcntl.LOCK_SH)
        yield once(file, making)
        if ours:
            file.unlink()
            fcntl.flock(readers, fcntl.LOCK_EX)


def once(file: Path, make: Callable[[], Made]) -> Made:
    """What `make` gives, made by whoever comes first and written to `file`; everybody else waits and reads it."""
    with file.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not file.exists():
            file.write_bytes(pickle.dumps(make()))
        return pickle.loads(file.read_bytes())  # noqa: S301 (written above)


def _make(database: str, folder: Path) -> Demonstration:
    folder.mkdir()
    with _connected_to(database), _kept_in(folder):
        packs.load(settings.PACK, by=SYSTEM, at=now())
        return Demonstration(database, folder, demo.make(at=now()))


@contextmanager
def copied(made: Demonstration, folder: Path) -> Iterator[None]:
    """Work on a copy of the demonstration, its keys and files in `folder`."""
    shutil.copytree(made.folder, folder, dirs_exist_ok=True)
    with _copy_of(made.database, "copy") as database, _connected_to(database), _kept_in(folder):
        yield


@contextmanager
def _copy_of(source: str, suffix: str) -> Iterator[str]:
    """The name of a new database of this helper that holds what `source` holds, dropped in the end."""
    name = f"{connection.settings_dict['NAME']}_{suffix}"
    drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
    copy = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(source))
    _maintain(drop, copy)
    try:
        yield name
    finally:
        _maintain(drop)


def _maintain(*commands: sql.Composed) -> None:
    with connection._nodb_cursor() as cursor:
        for command in commands:
            cursor.execute(command)


@contextmanager
def _connected_to(name: str) -> Iterator[None]:
    """Every connection that is opened meanwhile, by any thread, leads to this database.

    The test's own connection, which may hold a transaction open, is laid aside and comes back as it was.
    """
    aside = connections[DEFAULT_DB_ALIAS]
    before, aside.settings_dict["NAME"] = aside.settings_dict["NAME"], name
    del connections[DEFAULT_DB_ALIAS]
    try:
        yield
    finally:
        connection.close()
        aside.settings_dict["NAME"] = before
        connections[DEFAULT_DB_ALIAS] = aside


@contextmanager
def _kept_in(folder: Path) -> Iterator[None]:
    before = settings.VAR, settings.KEYS, settings.CENTRE_KEYS
    settings.VAR, settings.KEYS, settings.CENTRE_KEYS = folder, folder / "keys", folder / "centre" / "keys"
    try:
        yield
    finally:
        settings.VAR, settings.KEYS, settings.CENTRE_KEYS = before
