"""The same pictures for programs: `GET /api/programmes` and `GET /api/programmes/KEY`, without sign-in."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from ninja import Router

from hamsafar.figures.models import Observation
from hamsafar.programmes.formats.downloads import as_data
from hamsafar.programmes.models import Programme

router = Router(tags=["programmes"])


@router.get("", summary="Every programme, treaty and event plan", auth=None)
def programmes(request: HttpRequest, as_of: date | None = None) -> list[dict[str, Any]]:
    """All that was known on the day, of today without one; restricted programmes as their thin tile."""
    book = Observation.objects.book(as_of)
    return [as_data(picture, book) for picture in Programme.objects.pictures(book, as_of or localdate())]


@router.get("/{key}", summary="One programme", auth=None)
def programme(request: HttpRequest, key: str, as_of: date | None = None) -> dict[str, Any]:
    """One programme as it was known on the day; 404 where nothing of it was known."""
    book = Observation.objects.book(as_of)
    picture = Programme.objects.picture(key, book, as_of or localdate())
    if picture is None:
        raise Http404(_("No programme of this name was known on that day."))
    return as_data(picture, book)
