"""What every page of the centre needs: at which centre the reader works, and whether their desk is unlocked."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import now
from django.utils.translation import gettext as _

from hamsafar.accounts.models import User
from hamsafar.accounts.sign_in import officer_of
from hamsafar.appointments.models import Office
from hamsafar.corridor.models import Code
from hamsafar.kit.language import reader_language
from hamsafar.kit.refusal import Refusal
from hamsafar.medical import unlocked
from hamsafar.medical.enums import PANEL_ITEMS, SERVICE
from hamsafar.medical.unlocked import Desk

AT, DESK = "centre", "desk"  # in the session
GET_AND_POST = ["GET", "HEAD", "POST"]


def centres_of(officer: User) -> list[Office]:
    """The centres that an officer may work at."""
    return list(Office.objects.of(officer.organisation).filter(shifts__service__key=SERVICE).distinct().in_order())


def office_of(request: HttpRequest) -> Office:
    """The centre that the reader works at: the one they chose, or the only one. Raises `Refusal` without one."""
    centres = centres_of(officer_of(request))
    chosen = [each for each in centres if each.key == request.session.get(AT)]
    if not chosen and len(centres) != 1:
        raise Refusal(_("Choose the centre where you work today, on the first page."))
    return (chosen or centres)[0]


def desk_of(request: HttpRequest) -> Desk | None:
    """The reader's own desk, where it is unlocked."""
    desk = unlocked.desk_of(str(request.session.get(DESK, "")), at=now())
    return desk if desk is not None and desk.officer == officer_of(request).ref else None


def unlocked_only(page: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page that is read at an unlocked desk, which it is handed as `desk`; else the way to unlock one."""

    @wraps(page)
    def asked(request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
        desk = desk_of(request)
        if desk is None:
            return redirect("centre:unlock")
        answer = page(request, *args, desk=desk, **named)
        answer["Cache-Control"] = "private, no-store"
        return answer

    return asked


def item_words() -> dict[str, str]:
    """What each item of a panel is called in the reader's language."""
    labels = Code.objects.of(PANEL_ITEMS).values_list("key", "label")
    return {key: label[reader_language()] for key, label in labels}


def names_of(refs: set[str]) -> dict[str, str]:
    """How colleagues know the officers behind these references."""
    return dict(User.objects.filter(ref__in=refs).values_list("ref", "name"))
