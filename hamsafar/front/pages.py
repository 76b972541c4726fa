"""The front door's own pages: the first page, the language, what the translation is worth, an officer's account."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from hamsafar.accounts.actions import set_language
from hamsafar.accounts.models import User
from hamsafar.front import today
from hamsafar.kit.pages import public
from hamsafar.kit.words import LANGUAGES

A_YEAR = 365 * 24 * 60 * 60


@public
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Where things stand, for everybody; what needs the officer today, for one who is signed in."""
    user = request.user
    if isinstance(user, User):
        return render(request, "front/today.html", {"day": today.for_officer(user, on=timezone.localdate())})
    return render(request, "front/where_things_stand.html", {"day": today.for_everybody(on=timezone.localdate())})


# Without a token, so that public pages need no cookie: all a forged request could do is change the reader's language.
@csrf_exempt
@public
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Read on in another language, from the same page."""
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        back = reverse("front:home")
    response = HttpResponseRedirect(back)
    chosen = request.POST.get("language", "")
    if chosen in LANGUAGES:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, chosen, max_age=A_YEAR, samesite="Lax", secure=settings.PRODUCTION
        )
        if isinstance(request.user, User):
            set_language(officer=request.user, language=chosen, by=request.user, at=timezone.now())
    return response


@public
@require_safe
def about_translation(request: HttpRequest) -> HttpResponse:
    """What the Tajik text is worth until a native reader has read it."""
    return render(request, "front/translation.html", {"lang": translation.get_language()})


@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """An officer's own account: who they are here, second factor, password, sign out."""
    return render(request, "front/account.html", {"officer": request.user})
