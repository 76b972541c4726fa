"""Who is signed in, for the pages of every app."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext as _

from hamsafar.accounts.models import User
from hamsafar.kit.refusal import Refusal


def officer_of(request: HttpRequest) -> User:
    """The officer who is signed in. The front asks for a sign-in first; a page that escaped it is refused here."""
    if not isinstance(request.user, User):
        raise Refusal(_("Sign in first."))
    return request.user
