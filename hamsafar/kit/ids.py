"""Row ids, made in Python so that every PostgreSQL serves."""

from __future__ import annotations

import uuid

from uuid_utils import compat


def new_id() -> uuid.UUID:
    """A new UUID of version 7: unique, and ordered by the moment it was made."""
    return compat.uuid7()
