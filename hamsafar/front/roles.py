"""The node's roles in PostgreSQL: who owns the tables, who serves pages, and who alone reads the centre's schema.

The owner migrates, backs up and restores; what it reads of the centre are locked boxes. The web role has no right in
the centre's schema. The centre's role has that schema, and of the rest only what receiving a person needs.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection
from psycopg import sql

from hamsafar.medical.models.centre import SCHEMA

WEB, CENTRE = "hamsafar_web", "hamsafar_centre"
ALL = "select, insert, update, delete, truncate, references, trigger"
WRITE = "select, insert, update, delete"
# What the centre's process may do outside its schema, by the beginnings of tables' names. Nothing of incidents,
# enquiries, papers, files, meetings, figures and programmes is among them.
CENTRE_READS = (
    *("corridor_", "accounts_", "journeys_", "appointments_", "ledger_", "mfa_", "notices_"),
    *("django_migrations", "django_content_type", "auth_"),
)
CENTRE_WRITES = (
    *("medical_", "ledger_line", "journeys_requirement", "journeys_journey", "notices_notice", "procrastinate_"),
    *("shared_cache", "accounts_user", "mfa_authenticator", "appointments_booking", "django_session"),
)


def separate() -> bool:
    """Make the roles and give them their rights, again after every migration; whether this connection may do so."""
    with connection.cursor() as cursor:
        cursor.execute("select rolsuper from pg_roles where rolname = current_user")
        if not cursor.fetchone()[0]:
            return False
        tables = _tables(cursor)
        for statement in statements(tables):
            cursor.execute(statement)
    return True


def as_sql() -> str:
    """The same as text, for the administrator of a database that is not the embedded one."""
    with connection.cursor() as cursor:
        tables = _tables(cursor)
        return "".join(f"{each.as_string(cursor.connection)};\n" for each in statements(tables))


def statements(tables: list[str]) -> Iterator[sql.Composed | sql.SQL]:
    """Every statement that makes the roles what they are, from nothing or from any state before."""
    for role in (WEB, CENTRE):
        yield sql.SQL(
            "do $$ begin if not exists (select 1 from pg_roles where rolname = {word}) "
            "then create role {role} login; end if; end $$"
        ).format(word=sql.Literal(role), role=sql.Identifier(role))
    for role in (WEB, CENTRE):
        yield _on("revoke all on all tables in schema public from {role}", role)
        yield _on("grant usage on schema public to {role}", role)
        yield _on("grant usage, select, update on all sequences in schema public to {role}", role)
    yield _on(f"grant {ALL} on all tables in schema public to {{role}}", WEB)
    for word in (*CENTRE_READS, *CENTRE_WRITES):
        rights = WRITE if word in CENTRE_WRITES else "select"
        for table in tables:
            if table.startswith(word):
                yield sql.SQL(f"grant {rights} on {{table}} to {{role}}").format(
                    table=sql.Identifier("public", table), role=sql.Identifier(CENTRE)
                )
    yield _on("revoke all on schema {schema} from {role}", WEB)
    yield _on("revoke all on all tables in schema {schema} from {role}", WEB)
    yield _on("revoke all on schema {schema} from public", WEB)
    yield _on("grant usage on schema {schema} to {role}", CENTRE)
    yield _on(f"grant {WRITE} on all tables in schema {{schema}} to {{role}}", CENTRE)


def _on(words: str, role: str) -> sql.Composed:
    return sql.SQL(words).format(role=sql.Identifier(role), schema=sql.Identifier(SCHEMA))


def _tables(cursor: object) -> list[str]:
    cursor.execute("select tablename from pg_tables where schemaname = 'public' order by 1")  # type: ignore[attr-defined]
    return [row[0] for row in cursor.fetchall()]  # type: ignore[attr-defined]
