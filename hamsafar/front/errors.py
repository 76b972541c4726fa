"""The pages of what went wrong. Django calls these by name from the root of the addresses."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext

from hamsafar.front.api import problem

API = "/api/"


def not_understood(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the browser sent something that cannot be read."""
    if request.path.startswith(API):
        return problem(400, gettext("The request was not understood."))
    return HttpResponse(render_to_string("front/400.html"), status=400)


def not_allowed(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: this reader may not see it."""
    if request.path.startswith(API):
        return problem(403, gettext("You may not see this."))
    return render(request, "front/403.html", status=403)


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form was sent without the mark that it came from our own page."""
    return render(request, "front/403_form.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: nothing is kept at this address."""
    if request.path.startswith(API):
        return problem(404, gettext("Nothing is kept at this address."))
    return render(request, "front/404.html", status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """500: said without the database and without the layout, either of which may be what broke."""
    if request.path.startswith(API):
        return problem(500, gettext("Something broke on our side. It was noted."))
    return HttpResponse(render_to_string("front/500.html"), status=500)
