"""The exchange as Django knows it. Once all models are loaded, every app's `handlers.py` registers its kinds."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class Exchange(AppConfig):
    """Sealed envelopes to and from the other side's node."""

    name = "hamsafar.exchange"

    def ready(self) -> None:
        # An app's `apps.py` is read before any model may be, so the kinds cannot stand there (docs/decisions).
        autodiscover_modules("handlers")
