"""What happens around every page: the officer's language, the line in the log, the page of a refusal."""

from __future__ import annotations

import time
from collections.abc import Callable

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation

from hamsafar.accounts.models import User
from hamsafar.kit.because import said
from hamsafar.kit.refusal import Refusal
from hamsafar.ledger.actions import record

Next = Callable[[HttpRequest], HttpResponse]
log = structlog.get_logger("hamsafar.requests")


def officer_language(get_response: Next) -> Next:
    """An officer reads in their own language until they choose another on this machine."""

    def middleware(request: HttpRequest) -> HttpResponse:
        user = request.user
        if isinstance(user, User) and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
            translation.activate(user.language)
            request.LANGUAGE_CODE = user.language  # type: ignore[attr-defined]  # as LocaleMiddleware does
        return get_response(request)

    return middleware


def one_line_a_request(get_response: Next) -> Next:
    """Log method, route, status and time of every request: the route and never the path, which may name somebody."""

    def middleware(request: HttpRequest) -> HttpResponse:
        begun = time.perf_counter()
        response = get_response(request)
        found = request.resolver_match
        if settings.IS_CENTRE:
            return response  # how often a folder is worked on is nobody's business outside
        log.info(
            "request",
            method=request.method,
            route=found.view_name if found else "none",
            status=response.status_code,
            ms=round((time.perf_counter() - begun) * 1000, 1),
        )
        return response

    return middleware


class RefusalPage:
    """Turns a `Refusal` into one sentence with status 409, and notes who was refused in the ledger."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refusal):
            return None
        note_refusal(request)
        return render(request, "kit/refused.html", {"reason": said(exception, translation.gettext)}, status=409)


def note_refusal(request: HttpRequest) -> None:
    """A ledger line of its own, since the action's transaction is rolled back.

    A visitor without sign-in leaves none: they act as nobody, and could fill the ledger at will. Nor does anybody in
    the centre: what is refused there may tell what was found.
    """
    user, found = request.user, request.resolver_match
    if isinstance(user, User) and found and not settings.IS_CENTRE:
        record(f"refused {found.view_name}", about=f"page:{found.view_name}", by=user, at=timezone.now())
