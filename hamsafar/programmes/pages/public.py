"""What everybody can read of what was promised. An officer sees buttons here; what is restricted needs clearance."""

from __future__ import annotations

import json

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hamsafar.kit.pages import public
from hamsafar.kit.parts import Link
from hamsafar.programmes import access
from hamsafar.programmes.formats import downloads
from hamsafar.programmes.models import Reading
from hamsafar.programmes.pages import drawings, shown
from hamsafar.programmes.pages.looking import Look, look
from hamsafar.programmes.rules.pictures import ProgrammePicture

READINGS_SHOWN = 12  # months


@public
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every programme, treaty and event plan with its state, its slip and what comes next."""
    seen = look(request)
    return render(request, "programmes/index.html", {"groups": shown.groups(seen), "seen": seen})


@public
@require_safe
def programme(request: HttpRequest, key: str) -> HttpResponse:
    """One programme: plan and fact, what each side reports, where sources differ, what was said."""
    seen = look(request)
    picture = seen.picture(key)
    page = shown.programme(picture, seen) | {
        "seen": seen,
        "trail": [Link(_("Programmes"), reverse("programmes:index") + seen.query)],
        "may": _may(request, picture),
    }
    return render(request, "programmes/programme.html", page)


@public
@require_safe
def treaties(request: HttpRequest) -> HttpResponse:
    """All treaties in one table: how far each has come, and when."""
    seen = look(request)
    trail = [Link(_("Programmes"), reverse("programmes:index") + seen.query)]
    return render(request, "programmes/treaties.html", shown.treaties(seen) | {"seen": seen, "trail": trail})


@public
@require_safe
def indicator(request: HttpRequest, key: str, name: str) -> HttpResponse:
    """One indicator: the figure, the target, the growth it needs, and where it stood each month."""
    seen = look(request)
    picture = seen.picture(key)
    found = next((each for each in picture.indicators if each.key == name), None)
    if found is None:
        raise Http404(_("This programme has no such indicator."))
    notes = seen.notes()
    page = {
        "row": shown.indicator(found, notes),
        "chart": drawings.path(found, notes),
        "readings": _readings(picture, name, seen, notes),
        "programme": picture.name[seen.lang],
        "here": reverse("programmes:indicator", args=[key, name]),
        "trail": _trail(picture, seen),
        "seen": seen,
    }
    return render(request, "programmes/indicator.html", page | {"notes": notes.listed()})


@public
@require_safe
def as_json(request: HttpRequest, key: str) -> HttpResponse:
    """The programme as JSON."""
    seen = look(request)
    data = downloads.as_data(seen.picture(key), seen.book)
    return _file(json.dumps(data, ensure_ascii=False, indent=2), "application/json", f"{key}.json")


@public
@require_safe
def as_csv(request: HttpRequest, key: str) -> HttpResponse:
    """The programme's dated parts as CSV."""
    seen = look(request)
    return _file(downloads.as_csv(seen.picture(key), seen.book, seen.lang), "text/csv", f"{key}.csv")


def _file(text: str, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(text, content_type=f"{kind}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _trail(picture: ProgrammePicture, seen: Look) -> list[Link]:
    return [
        Link(_("Programmes"), reverse("programmes:index") + seen.query),
        Link(picture.name[seen.lang], reverse("programmes:programme", args=[picture.key]) + seen.query),
    ]


def _may(request: HttpRequest, picture: ProgrammePicture) -> dict[str, object]:
    """Which buttons the reader gets; an earlier day's view has none, for nothing is changed in the past."""
    user = request.user
    if not user.is_authenticated or picture.thin or "as-of" in request.GET:
        return {"report": False, "edit": False, "side": ""}
    side = access.side_of(user)
    report = access.may_report(user, side=side, classification=picture.classification)
    edit = access.may_edit(user, classification=picture.classification)
    return {"report": bool(report), "edit": bool(edit), "side": side}


def _readings(picture: ProgrammePicture, name: str, seen: Look, notes: shown.Notes) -> list[tuple[object, ...]]:
    """The last readings: day, figure, and where that stood; none that was taken later than the view."""
    rows = Reading.objects.of(picture.key).filter(indicator=name, on__lte=seen.on)[:READINGS_SHOWN]
    facts = [(row, seen.book.get(row.fact)) for row in rows]
    return [(row.on, notes.figure(fact) if fact else (), row.get_track_display()) for row, fact in facts]
