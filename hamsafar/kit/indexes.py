"""Loading a table that is nearly empty: its indexes are made once at the end instead of a million times in between."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db import connection, models

# Primary keys stay: other tables' foreign keys hang on them, and keys that rise in order cost them little.
_CONSTRAINTS = """
    select c.conname, t.relname, pg_get_constraintdef(c.oid), c.contype from pg_constraint c
    join pg_class t on t.oid = c.conrelid where t.relname = any(%s) and c.contype in ('f', 'u') order by c.conname
"""
_INDEXES = """
    select i.relname, pg_get_indexdef(i.oid) from pg_index x join pg_class i on i.oid = x.indexrelid
    join pg_class t on t.oid = x.indrelid where t.relname = any(%s) and not x.indisprimary
    and not exists (select 1 from pg_constraint c where c.conindid = i.oid and c.contype in ('u', 'x', 'p'))
    order by i.relname
"""


@contextmanager
def made_at_the_end(tables: Sequence[type[models.Model]]) -> Iterator[None]:
    """Inside the block, and the transaction it must stand in, these tables have no index but their primary keys.

    At its end indexes, unique constraints and foreign keys are made again as they were, and so checked for all rows.
    Nobody else reads or writes the tables meanwhile; if the transaction fails, nothing has changed.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("Indexes may only be taken away inside a transaction.")
    names = [model._meta.db_table for model in tables]
    quoted = connection.ops.quote_name
    with connection.cursor() as cursor:
        cursor.execute(_CONSTRAINTS, [names])
        constraints = cursor.fetchall()
        cursor.execute(_INDEXES, [names])
        indexes = cursor.fetchall()
        for name, table, _definition, _kind in constraints:
            cursor.execute(f"ALTER TABLE {quoted(table)} DROP CONSTRAINT {quoted(name)}")
        for name, _definition in indexes:
            cursor.execute(f"DROP INDEX {quoted(name)}")
    yield
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL maintenance_work_mem = '256MB'")
        for _name, definition in indexes:
            cursor.execute(definition)
        for wanted in ("u", "f"):
            for name, table, definition, kind in constraints:
                if kind == wanted:
                    cursor.execute(f"ALTER TABLE {quoted(table)} ADD CONSTRAINT {quoted(name)} {definition}")
