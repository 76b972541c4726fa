"""Rows as plain data, for the person who takes out all that is held on them. Plain Python."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID


def plain(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row as JSON data: days and instants in ISO 8601; what is empty is left out."""
    return {name: _plain(value) for name, value in row.items() if value not in (None, "", [], {})}


def _plain(value: Any) -> Any:
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, (UUID, Decimal)):
        return str(value)
    if isinstance(value, (bytes, memoryview)):
        return bytes(value).hex()
    return value
