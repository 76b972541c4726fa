"""People and journeys as Django knows them."""

from __future__ import annotations

from django.apps import AppConfig


class Journeys(AppConfig):
    """A person, their names by every authority, their papers and their journey."""

    name = "hamsafar.journeys"
