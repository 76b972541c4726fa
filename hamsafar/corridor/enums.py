"""The words of a corridor pack."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class SideRole(models.TextChoices):
    ORIGIN = "origin", _("origin")
    DESTINATION = "destination", _("destination")


class PostKind(models.TextChoices):
    AIRPORT = "airport", _("airport")
    LAND = "land", _("land border post")
    RAIL = "rail", _("railway border post")


class RuleStatus(models.TextChoices):
    """How sure the rule is. A number that is not established is never used as law."""

    ESTABLISHED = "established", _("established")
    PROPOSED = "proposed", _("proposed")
    NOT_ESTABLISHED = "not-established", _("not established")
    PRACTICE = "practice", _("practice, not law")


class HolidayKind(models.TextChoices):
    HOLIDAY = "holiday", _("holiday")
    MOVED_WORKING_DAY = "moved-working-day", _("working day moved to a weekend")


# The permission an actor needs to load a pack. `accounts` stands above and lists the same word.
LOAD_PACK = "load_pack"
