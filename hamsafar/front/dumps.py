"""The whole database out to one file and back, by PostgreSQL's own programs."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, cast

from django.db import connection
from psycopg import pq

from hamsafar.front.embedded import client_program
from hamsafar.front.progress import Step
from hamsafar.kit.refusal import Refusal

EMPTY = b"set client_min_messages = warning;\ndrop schema if exists public, centre cascade;\ncreate schema public;\n"
# Written by newer programs, unknown to servers before 17, and meaningless inside one transaction.
TOO_NEW = b"SET transaction_timeout"


def holds_anything() -> bool:
    """Whether the database has been used: it has tables, and an officer or a ledger line in them."""
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for table in tables & {"accounts_user", "ledger_line"}:
            cursor.execute(f"select exists (select 1 from {connection.ops.quote_name(table)})")  # noqa: S608
            if cursor.fetchone()[0]:
                return True
    return False


def table_count() -> int:
    return len(connection.introspection.table_names())


def dump(target: Path, on_table: Step) -> None:
    """Write the database to `target` in pg_dump's custom format, a consistent picture of one moment."""
    connection.ensure_connection()  # starts the embedded database where it does not run
    command = _command("pg_dump", "--format=custom", "--no-owner", "--no-privileges", "--verbose")
    with subprocess.Popen(
        [*command, f"--file={target}"], env=_environment(), stderr=subprocess.PIPE, text=True
    ) as child:
        said = list(_watched(child.stderr, "dumping contents of table", on_table))
    if child.returncode != 0:
        raise Refusal("The database could not be written out: " + "".join(said[-3:]).strip())


def tables_in(source: Path) -> int:
    """How many tables a dump holds."""
    command = [client_program("pg_restore"), "--list", str(source)]
    said = subprocess.run(command, capture_output=True, text=True, check=False)
    if said.returncode != 0:
        raise Refusal(f"{source.name} is no dump of a database: {said.stderr.strip()}")
    return sum(" TABLE DATA " in line for line in said.stdout.splitlines())


def restore(source: Path, on_table: Step) -> None:
    """Replace the whole database by the dump, in one transaction: all of it or nothing."""
    reader = [client_program("pg_restore"), "--file=-", "--no-owner", "--no-privileges", str(source)]
    writer = _command("psql", "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--single-transaction", "--file=-")
    connection.ensure_connection()  # starts the embedded database where it does not run
    with subprocess.Popen(reader, stdout=subprocess.PIPE) as giver:
        taker = subprocess.Popen(writer, env=_environment(), stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
        try:
            _pass_on(giver, taker, on_table)
        except BaseException:
            taker.kill()  # the server rolls back what it was told so far
            raise
        finally:
            taker.wait()
    if taker.returncode != 0:
        raise Refusal("The database could not be read in; it stands as it was. psql says why above.")


def _pass_on(giver: subprocess.Popen[bytes], taker: subprocess.Popen[bytes], on_table: Step) -> None:
    try:
        with cast("IO[bytes]", taker.stdin) as database:
            database.write(EMPTY)
            for line in _statements(cast("IO[bytes]", giver.stdout), on_table):
                database.write(line)
            if giver.wait() != 0:
                raise Refusal("The dump could not be read to its end; the database stands as it was.")
    except BrokenPipeError:
        giver.kill()  # the taker has said why


def _statements(lines: Iterable[bytes], on_table: Step) -> Iterator[bytes]:
    """The dump's lines without those that an older server does not know; a step at each table's data."""
    in_data = False
    for line in lines:
        if not in_data and line.startswith(TOO_NEW):
            continue
        if not in_data and line.startswith(b"COPY "):
            in_data = True
            on_table()
        elif line == b"\\.\n":
            in_data = False
        yield line


def _watched(lines: Iterable[str] | IO[str] | None, sign: str, step: Step) -> Iterator[str]:
    for line in lines or ():
        if sign in line:
            step()
        else:
            yield line


def _command(program: str, *options: str) -> list[str]:
    return [client_program(program), *options, "--dbname=" + _conninfo()]


def _conninfo() -> str:
    """How to reach the database, as libpq reads it, without the password: command lines are public."""
    known = {option.keyword.decode() for option in pq.Conninfo.get_defaults()} - {"password"}
    given = connection.get_connection_params()
    pairs = {key: str(value).replace("\\", r"\\").replace("'", r"\'") for key, value in given.items() if key in known}
    return " ".join(f"{key}='{value}'" for key, value in pairs.items())


def _environment() -> dict[str, str]:
    password = connection.get_connection_params().get("password")
    return {**os.environ, **({"PGPASSWORD": str(password)} if password else {})}
