"""The examination as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class Medical(AppConfig):
    """Prices and receipts for everybody; findings for the centre's own process alone."""

    name = "hamsafar.medical"
