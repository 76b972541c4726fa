"""The words of a person's file: how it began, what was consented to, what became of a pair that looks alike."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Sex(models.TextChoices):
    """As a passport says it (ICAO Doc 9303 part 3)."""

    WOMAN = "F", _("woman")
    MAN = "M", _("man")
    NOT_SAID = "X", _("not said")


class Script(models.TextChoices):
    """The letters that a name is written in."""

    CYRILLIC = "cyrillic", _("Cyrillic letters")
    LATIN = "latin", _("Latin letters")
    PERSIAN = "persian", _("Persian letters")


class Channel(models.TextChoices):
    """How a file began."""

    OFFICER = "officer", _("registered by an officer")
    PHONE = "phone", _("registered by the person on a phone, confirmed against the passport")
    IMPORT = "import", _("imported from a list")


class ContactKind(models.TextChoices):
    """How a person is reached."""

    PHONE = "phone", _("telephone")
    EMAIL = "email", _("e-mail")


class Purpose(models.TextChoices):
    """What a person consents to, each thing on its own. Nothing here is a condition for help."""

    MESSAGES = "messages", _("messages about the person's own papers and terms")
    CROSSINGS = "crossings", _("word of the person's border crossings from the other side's node")
    ENQUIRIES = "enquiries", _("name and document sent to the other side to clear up a measure at the border")
    RECRUITMENT = "recruitment", _("the file shown to employers whose vacancies were verified")
    FAMILY = "family", _("word to the family after a border incident")


class ConsentHow(models.TextChoices):
    """How a consent was given."""

    WRITING = "writing", _("in writing")
    SPOKEN = "spoken", _("by word of mouth, before an officer")
    PAGE = "page", _("by the person, on a page")
    IMPORT = "import", _("in the list that was imported")
