"""What a request asks to see: the language, the day, the edition, the reader."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from hamsafar.accounts.models import User
from hamsafar.meetings.enums import Edition


def reader_of(request: HttpRequest) -> User | None:
    """The officer who is signed in; None for everybody else."""
    return request.user if isinstance(request.user, User) else None


def as_of(request: HttpRequest) -> date:
    """The day that `?as_of=` names, in one text or in day, month and year; today where it names none."""
    parts = [request.GET.get(f"as_of_{name}", "").strip() for name in ("year", "month", "day")]
    given = request.GET.get("as_of", "") or (f"{parts[0]:0>4}-{parts[1]:0>2}-{parts[2]:0>2}" if any(parts) else "")
    if not given:
        return timezone.localdate()
    try:
        return date.fromisoformat(given)
    except ValueError as problem:
        raise Http404(_("This is no day: write it as YYYY-MM-DD.")) from problem


def edition(request: HttpRequest) -> str:
    """The edition that `?edition=` names; the open one where it names none."""
    given = request.GET.get("edition", Edition.OPEN.value)
    if given not in Edition.values:
        raise Http404(_("There is no such edition."))
    return given
