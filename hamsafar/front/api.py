"""The root of the API: the same actions as the pages, described by OpenAPI at /api/openapi.json."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern
from django.utils.translation import gettext
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, ValidationError

from hamsafar.figures.api import router as figures
from hamsafar.front.middleware import note_refusal
from hamsafar.incidents.api import router as incidents
from hamsafar.kit.because import said
from hamsafar.kit.pages import public
from hamsafar.kit.refusal import Refusal
from hamsafar.meetings.api import router as meetings
from hamsafar.programmes.api import router as programmes

PROBLEM = "application/problem+json"


def problem(status: int, detail: str, **more: Any) -> HttpResponse:
    """A problem body (RFC 9457)."""
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail, **more}
    return JsonResponse(body, status=status, content_type=PROBLEM, json_dumps_params={"ensure_ascii": False})


api = NinjaAPI(
    title="Hamsafar",
    version="1",
    description="Figures, programmes and meetings of one corridor. Reading what is public needs no sign-in.",
    urls_namespace="api",
    docs_url=None,
)
api.add_router("/figures", figures)
api.add_router("/programmes", programmes)
api.add_router("/meetings", meetings)
api.add_router("/incidents", incidents)


@api.exception_handler(Refusal)
def _refused(request: HttpRequest, reason: Refusal) -> HttpResponse:
    note_refusal(request)
    return problem(HTTPStatus.CONFLICT, said(reason, gettext))


@api.exception_handler(Http404)
def _not_found(request: HttpRequest, _reason: Http404) -> HttpResponse:
    return problem(HTTPStatus.NOT_FOUND, gettext("Nothing is kept at this address."))


@api.exception_handler(AuthenticationError)
def _not_signed_in(request: HttpRequest, _reason: AuthenticationError) -> HttpResponse:
    return problem(HTTPStatus.UNAUTHORIZED, gettext("Sign in first."))


@api.exception_handler(ValidationError)
def _not_understood(request: HttpRequest, reason: ValidationError) -> HttpResponse:
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, gettext("The request was not understood."), errors=reason.errors)


def addresses() -> Any:
    """The API's addresses, open to everybody: an operation that needs a sign-in asks for it itself."""
    patterns, *names = api.urls
    for each in patterns:
        if isinstance(each, URLPattern):
            each.callback = public(each.callback)
    return patterns, *names
