"""The words of figures: kinds, qualities, and the states of an import."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class FactKind(models.TextChoices):
    NUMBER = "number", _("number")
    DATE = "date", _("date")
    NOTE = "note", _("note")


class Quality(models.TextChoices):
    """Who published a fact. The letter is the grade that source lists show."""

    OFFICIAL = "official", _("official")
    AGENCY = "agency", _("agency")
    SECONDARY = "secondary", _("secondary")


GRADES = {Quality.OFFICIAL: "A", Quality.AGENCY: "B", Quality.SECONDARY: "C"}


class ImportState(models.TextChoices):
    """Where a handed-in file stands. Nothing of it is a figure before it is confirmed, nor after it is undone."""

    PREVIEWED = "previewed", _("Previewed")
    CONFIRMED = "confirmed", _("Imported")
    UNDONE = "undone", _("Undone")


class Pen(models.TextChoices):
    OFFICER = "officer", _("the officer")
    NOBODY = "nobody", _("nobody")


MOVES: dict[str, frozenset[str]] = {
    ImportState.PREVIEWED: frozenset({ImportState.CONFIRMED}),
    ImportState.CONFIRMED: frozenset({ImportState.UNDONE}),
    ImportState.UNDONE: frozenset(),
}
PEN: dict[str, Pen] = {
    ImportState.PREVIEWED: Pen.OFFICER,
    ImportState.CONFIRMED: Pen.NOBODY,
    ImportState.UNDONE: Pen.NOBODY,
}
