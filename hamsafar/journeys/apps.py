"""People and journeys as Django knows them. Once all models are loaded, every app registers its part of a person."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class Journeys(AppConfig):
    """A person, their names by every authority, their papers and their journey."""

    name = "hamsafar.journeys"

    def ready(self) -> None:
        autodiscover_modules("person_parts")
