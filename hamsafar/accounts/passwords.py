"""Passwords that an officer is given by another officer, to be changed after the first sign-in."""

from __future__ import annotations

import secrets

BYTES = 15  # 20 characters to copy, 120 random bits


def random_password() -> str:
    """A new password of random letters, digits, hyphens and underscores."""
    return secrets.token_urlsafe(BYTES)
