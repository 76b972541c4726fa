"""Border incidents as Django knows them."""

from __future__ import annotations

from django.apps import AppConfig


class Incidents(AppConfig):
    """What happens to people at the border, and what the two sides ask and answer about it."""

    name = "hamsafar.incidents"
