"""Many rows of one table at once: one round trip, and no statement that names each value."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.sql.compiler import SQLCompiler


def copy_in(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows by COPY, as part of the running transaction: constraints hold, no row object is made.

    `columns` are names of fields (of a foreign key the name that ends in `_id`), and each row holds one plain value
    for each. What the model would fill in by itself is not filled in.
    """
    table = _quoted(model._meta.db_table)
    names = ", ".join(_quoted(_column(model, name)) for name in columns)
    statement = f"COPY {table} ({names}) FROM STDIN (FORMAT BINARY)"
    # Django knows nothing of COPY, so its own names for the database's errors are asked for.
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(statement) as copy:
        copy.set_types([_type(model, name) for name in columns])
        for row in rows:
            copy.write_row(row)


def set_each(model: type[models.Model], key: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Give each row named by its `key` values of its own, in one UPDATE. Each of `rows` begins with the key."""
    names = [key, *columns]
    fields = [_column(model, name) for name in names]
    sets = ", ".join(f"{_quoted(field)} = given.{_quoted(field)}" for field in fields[1:])
    arrays = ", ".join(f"%s::{_type(model, name)}[]" for name in names)
    given = ", ".join(_quoted(field) for field in fields)
    table = _quoted(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET {sets} FROM unnest({arrays}) AS given({given})"  # noqa: S608 (names of our own)
            f" WHERE {table}.{_quoted(fields[0])} = given.{_quoted(fields[0])}",
            [_array(values) for values in zip(*rows, strict=True)],
        )


@models.UUIDField.register_lookup
class AnyOf(models.Lookup):  # type: ignore[type-arg]  # generic for mypy alone
    """`column__any_of=[…]`: as `in`, for thousands of values, which travel as one array."""

    lookup_name = "any_of"

    def get_prep_lookup(self) -> str:
        return _array(self.rhs)

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        column, given = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s::{self.lhs.output_field.db_type(connection)}[])", (*given, self.rhs)


def _array(values: Iterable[Any]) -> str:
    """An array as PostgreSQL reads it. Written here, since the driver's own way costs more than the update itself."""
    return "{" + ",".join(map(_element, values)) + "}"


def _element(value: Any) -> str:
    if isinstance(value, bytes):
        return f'"\\\\x{value.hex()}"'
    if value is None:
        return "NULL"
    return '"' + str(value).replace("\\", "\\\\").replace('"', '\\"') + '"'


def _column(model: type[models.Model], name: str) -> str:
    return str(model._meta.get_field(name).column)  # type: ignore[union-attr]  # a column of its own, no relation back


def _type(model: type[models.Model], name: str) -> str:
    kind = str(model._meta.get_field(name).db_type(connection))
    return kind.partition("(")[0]  # a cast to varchar(20) would cut what is longer, instead of refusing it


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
