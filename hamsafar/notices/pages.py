"""Notices: an officer's own, and for the node operator what leaves the node and what got stuck."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hamsafar.accounts.sign_in import officer_of
from hamsafar.kit.pages import page_of
from hamsafar.kit.verdict import require
from hamsafar.notices import access, actions
from hamsafar.notices.enums import Channel
from hamsafar.notices.forms import Trial
from hamsafar.notices.models import Notice, Recipient, counts

WAYS = (Channel.EMAIL, Channel.SMS, Channel.FILE)
NONE = {"made": 0, "sent": 0, "given_up": 0}


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """What was said to the officer, newest first."""
    found = Notice.objects.for_officer(officer_of(request))
    context = {"notices": page_of(request, found.newest_first()), "unread": found.unread().count()}
    return render(request, "notices/mine.html", context)


@require_POST
def read(request: HttpRequest, ref: str) -> HttpResponse:
    """Mark one notice as read, and go where it leads."""
    officer = officer_of(request)
    notice = actions.mark_read(notice=get_object_or_404(Notice, ref=ref), by=officer, at=now())
    return redirect(notice.url or "notices:mine")


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark every notice as read."""
    officer = officer_of(request)
    actions.mark_all_read(officer=officer, by=officer, at=now())
    return redirect("notices:mine")


@require_safe
def delivery(request: HttpRequest) -> HttpResponse:
    """What leaves the node, by which way, and what nobody will send by itself."""
    return _delivery(request, Trial(initial={"language": "tg", "channel": Channel.SMS}))


@require_POST
def trial(request: HttpRequest) -> HttpResponse:
    """Send a trial notice, to see that a channel works."""
    by = officer_of(request)
    require(access.may_operate(by))
    form = Trial(request.POST)
    if not form.is_valid():
        return _delivery(request, form)
    to = Recipient(form.cleaned_data["channel"], form.cleaned_data["address"].strip())
    language = form.cleaned_data["language"]
    actions.send_notice(to=to, template="notices/trial", context={}, language=language, about="trial", by=by, at=now())
    messages.success(request, _("The trial notice waits to be sent; it goes within a minute."))
    return redirect("notices:delivery")


@require_POST
def again(request: HttpRequest, ref: str) -> HttpResponse:
    """Try a notice once more."""
    actions.send_again(notice=get_object_or_404(Notice, ref=ref), by=officer_of(request), at=now())
    messages.success(request, _("The notice is tried again."))
    return redirect("notices:delivery")


def _delivery(request: HttpRequest, form: Trial) -> HttpResponse:
    require(access.may_operate(officer_of(request)))
    at, counted = now(), counts()
    stuck = page_of(request, Notice.objects.stuck(at=at).newest_first())
    context = {
        "ways": [(Channel(each), _way(each), counted.get(each, NONE)) for each in WAYS],
        "stuck": stuck,
        "rows": [(each, each.state(at=at)) for each in stuck],
        "form": form,
    }
    return render(request, "notices/delivery.html", context)


def _way(channel: str) -> str:
    """Where notices of a channel go from this node."""
    if channel == Channel.EMAIL and settings.EMAIL:
        return _("the mail server")
    if channel == Channel.SMS and settings.SMS_GATEWAY:
        return _("the SMS gateway")
    return _("files in the outbox")
