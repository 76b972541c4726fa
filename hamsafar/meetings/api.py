"""The same dossier for programs: `GET /api/meetings` and `GET /api/meetings/SLUG/dossier`, without sign-in."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from django.http import Http404, HttpRequest
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from ninja import Router

from hamsafar.meetings.enums import Edition
from hamsafar.meetings.formats.as_json import as_document
from hamsafar.meetings.models import Meeting
from hamsafar.meetings.rules.dossier import build

router = Router(tags=["meetings"])


@router.get("", summary="Every meeting", auth=None)
def meetings(request: HttpRequest) -> list[dict[str, Any]]:
    """The meetings, the newest first."""
    return [
        {"slug": each.slug, "on": each.on, "name": each.name, "place": each.place, "synthetic": each.synthetic}
        for each in Meeting.objects.newest_first()
    ]


@router.get("/{slug}/dossier", summary="The dossier of one meeting", auth=None)
def dossier(
    request: HttpRequest,
    slug: str,
    as_of: date | None = None,
    lang: Literal["en", "ru", "tg"] = "en",
    edition: Literal["open", "public"] = "open",
) -> dict[str, Any]:
    """The dossier as of a day, of today without one. The restricted edition is not given to programs."""
    if not Meeting.objects.filter(slug=slug).exists():
        raise Http404(_("There is no such meeting."))
    material = Meeting.objects.material(slug, as_of or localdate(), Edition(edition))
    return as_document(build(material, lang=lang, edition=edition))
