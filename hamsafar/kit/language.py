"""The language a page is shown in."""

from __future__ import annotations

from django.utils.translation import get_language

from hamsafar.kit.words import LANGUAGES


def reader_language() -> str:
    """The reader's language, one of ours; English where none is active."""
    active = (get_language() or "en").split("-")[0]
    return active if active in LANGUAGES else "en"
