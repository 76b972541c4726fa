"""The words of files: which kinds are taken, and what can be wrong with one on the disk."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class MediaType(models.TextChoices):
    """Everything that can be stored. What is none of these is refused, whatever its name says."""

    PDF = "application/pdf", _("PDF document")
    JPEG = "image/jpeg", _("JPEG picture")
    PNG = "image/png", _("PNG picture")
    WEBP = "image/webp", _("WebP picture")
    HEIC = "image/heic", _("HEIC picture")
    MP4 = "video/mp4", _("MP4 video")
    QUICKTIME = "video/quicktime", _("QuickTime video")
    M4A = "audio/mp4", _("MP4 sound")
    OGG = "audio/ogg", _("Ogg sound")
    TEXT = "text/plain", _("plain text")
    CSV = "text/csv", _("CSV table")
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _("XLSX spreadsheet")


PICTURES = frozenset({MediaType.JPEG, MediaType.PNG, MediaType.WEBP, MediaType.HEIC})
SHOWABLE = PICTURES - {MediaType.HEIC}  # those that this node can draw again without what the camera wrote into them
RECORDINGS = frozenset({MediaType.MP4, MediaType.QUICKTIME, MediaType.M4A, MediaType.OGG})
SCANS = frozenset({MediaType.PDF}) | PICTURES
TABLES = frozenset({MediaType.CSV, MediaType.XLSX})  # lists that are read and then erased; nobody shows them
EVIDENCE = SCANS | RECORDINGS | {MediaType.TEXT}

ENDINGS: dict[str, str] = {
    MediaType.PDF: ".pdf",
    MediaType.JPEG: ".jpg",
    MediaType.PNG: ".png",
    MediaType.WEBP: ".webp",
    MediaType.HEIC: ".heic",
    MediaType.MP4: ".mp4",
    MediaType.QUICKTIME: ".mov",
    MediaType.M4A: ".m4a",
    MediaType.OGG: ".ogg",
    MediaType.TEXT: ".txt",
    MediaType.CSV: ".csv",
    MediaType.XLSX: ".xlsx",
}


class Wrong(models.TextChoices):
    """What can be wrong with a file on the disk."""

    MISSING = "missing", _("missing")
    ALTERED = "altered", _("altered")
    LOCKED = "locked", _("its key is not here")
    EXTRA = "extra", _("belongs to no file")
