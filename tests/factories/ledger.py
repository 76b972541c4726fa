"""Actors and ledgers for tests, in desk words."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True)
class Somebody:
    """An actor with exactly the permissions given."""

    ref: str = "O-TEST"
    permissions: frozenset[str] = frozenset()
    clearance: int = 0

    def has(self, permission: str) -> bool:
        return permission in self.permissions

    def is_cleared_for(self, clearance: int) -> bool:
        return self.clearance >= clearance


def noon(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 12, tzinfo=UTC)


@contextmanager
def trigger_lifted(table: str) -> Iterator[None]:
    """As the owner of the tables could: the ledger's trigger lifted, and set again."""
    with connection.cursor() as cursor:
        # Deferred checks of the running test would otherwise keep the table from being altered.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {table}_stays")
        yield
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER {table}_stays")
