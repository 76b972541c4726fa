"""One of a kind at a time, across every process that uses this database."""

from __future__ import annotations

import hashlib

from django.db import connection


def hold(name: str) -> None:
    """Wait until no other transaction holds `name`, then hold it until the running transaction ends."""
    number = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [number])
