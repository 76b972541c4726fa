"""The first page of the centre, one's own key, and who else holds it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hamsafar.accounts.sign_in import officer_of
from hamsafar.kit.patience import require_patience
from hamsafar.medical import access, forms, unlocked
from hamsafar.medical.actions import keys
from hamsafar.medical.models import CentreKey, KeyHolder
from hamsafar.medical.pages.looking import (
    AT,
    DESK,
    GET_AND_POST,
    centres_of,
    desk_of,
    names_of,
    office_of,
    unlocked_only,
)
from hamsafar.medical.unlocked import Desk

TRIES_AN_HOUR = 10  # of one clinician: enough for who mistypes, far too few for who guesses


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Where one works today, and what one may do there."""
    officer = officer_of(request)
    centres = centres_of(officer)
    here = request.session.get(AT) or (centres[0].key if len(centres) == 1 else "")
    context = {
        "centres": centres,
        "here": next((each for each in centres if each.key == here), None),
        "receives": access.may_receive(officer),
        "clinician": access.may_hold_key(officer),
        "supervises": access.may_supervise(officer),
        "hands_in": access.may_hand_in(officer),
        "unlocked": desk_of(request) is not None,
    }
    return render(request, "medical/start.html", context)


@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Choose the centre where one works today."""
    wanted = request.POST.get("centre")
    if any(each.key == wanted for each in centres_of(officer_of(request))):
        request.session[AT] = wanted
        unlocked.forget(str(request.session.pop(DESK, "")))
    return redirect("centre:start")


@require_http_methods(GET_AND_POST)
def unlock(request: HttpRequest) -> HttpResponse:
    """Unlock one's desk by one's passphrase."""
    office, form = office_of(request), forms.Unlock(request.POST or None)
    if form.is_valid():
        why = _("Too many passphrases were tried. Wait an hour.")
        require_patience(request, "medical.unlock", TRIES_AN_HOUR, why=why, who=officer_of(request).ref)
        desk = keys.unlock(office=office.key, **form.cleaned_data, by=officer_of(request))
        _sit_down(request, desk)
        return redirect("centre:folders")
    context = {"form": form, "office": office, "has_key": CentreKey.objects.of(office.key) is not None}
    return render(request, "medical/unlock.html", context, status=422 if form.errors else 200)


@require_POST
def lock(request: HttpRequest) -> HttpResponse:
    """Lock one's desk."""
    unlocked.forget(str(request.session.pop(DESK, "")))
    return redirect("centre:start")


@require_http_methods(GET_AND_POST)
def make_key(request: HttpRequest) -> HttpResponse:
    """Make the centre's key. The three shares are shown this once."""
    office, form = office_of(request), forms.NewPassphrase(request.POST or None)
    if form.is_valid():
        lost = "lost" in request.POST
        opened = keys.open_centre(office=office.key, **form.cleaned_data, by=officer_of(request), at=now(), lost=lost)
        return _shares(request, opened)
    context = {
        "form": form,
        "title": _("Make the centre’s key"),
        "hint": _("Whoever holds it opens what was found. You hold it first, and admit every clinician by name."),
        "has_key": CentreKey.objects.of(office.key) is not None,
    }
    return render(request, "medical/key.html", context, status=422 if form.errors else 200)


@require_http_methods(GET_AND_POST)
def ask_for_key(request: HttpRequest) -> HttpResponse:
    """Ask to hold the centre's key, also after one's passphrase was lost."""
    form = forms.NewPassphrase(request.POST or None)
    if form.is_valid():
        keys.ask_for_key(office=office_of(request).key, **form.cleaned_data, by=officer_of(request), at=now())
        messages.success(request, _("Asked. You can unlock your desk once somebody who holds the key admits you."))
        return redirect("centre:start")
    title, hint = _("Ask for the centre’s key"), _("Nobody but you knows this passphrase, and nobody can look it up.")
    context = {"form": form, "title": title, "hint": hint, "has_key": False}
    return render(request, "medical/key.html", context, status=422 if form.errors else 200)


@require_http_methods(GET_AND_POST)
@unlocked_only
def change_passphrase(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Choose another passphrase."""
    form = forms.NewPassphrase(request.POST or None)
    if form.is_valid():
        keys.change_passphrase(desk=desk, **form.cleaned_data, by=officer_of(request), at=now())
        return redirect("centre:start")
    context = {"form": form, "title": _("Choose another passphrase"), "hint": "", "has_key": False}
    return render(request, "medical/key.html", context, status=422 if form.errors else 200)


@require_http_methods(GET_AND_POST)
def recover(request: HttpRequest) -> HttpResponse:
    """Hold the key again from two of the three shares."""
    form = forms.Recover(request.POST or None)
    if form.is_valid():
        said = form.cleaned_data
        desk = keys.recover_centre(office=office_of(request).key, **said, by=officer_of(request), at=now())
        _sit_down(request, desk)
        return redirect("centre:holders")
    hint = _("Two of the three papers that were printed when the key was made. Type the words as they stand.")
    context = {"form": form, "title": _("Recover the centre’s key"), "hint": hint, "has_key": False}
    return render(request, "medical/key.html", context, status=422 if form.errors else 200)


@require_safe
@unlocked_only
def holders(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Who holds the key, and who asks for it."""
    rows = list(KeyHolder.objects.standing().filter(key__office=desk.office).in_order())
    names = names_of({each.officer for each in rows})
    people = [(each, names.get(each.officer, each.officer), bool(each.wrapped)) for each in rows]
    supervises = access.may_supervise(officer_of(request))
    return render(request, "medical/holders.html", {"people": people, "me": desk.officer, "supervises": supervises})


@require_POST
@unlocked_only
def admit(request: HttpRequest, pk: str, desk: Desk) -> HttpResponse:
    """Admit a clinician to the key."""
    holder = get_object_or_404(KeyHolder.objects.standing(), pk=pk, key__office=desk.office)
    keys.admit_clinician(holder=holder, desk=desk, by=officer_of(request), at=now())
    return redirect("centre:holders")


@require_POST
@unlocked_only
def end_holding(request: HttpRequest, pk: str, desk: Desk) -> HttpResponse:
    """Take the key back from a clinician."""
    holder = get_object_or_404(KeyHolder.objects.standing(), pk=pk, key__office=desk.office)
    keys.end_holding(holder=holder, desk=desk, by=officer_of(request), at=now())
    return redirect("centre:holders")


@require_POST
@unlocked_only
def renew(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Renew the centre's key. Its three shares are shown this once."""
    return _shares(request, keys.renew_key(desk=desk, by=officer_of(request), at=now()))


def _shares(request: HttpRequest, opened: keys.Opened) -> HttpResponse:
    _sit_down(request, opened.desk)
    answer = render(request, "medical/shares.html", {"shares": [each.split() for each in opened.shares]})
    answer["Cache-Control"] = "private, no-store"
    return answer


def _sit_down(request: HttpRequest, desk: Desk) -> None:
    unlocked.forget(str(request.session.get(DESK, "")))
    request.session[DESK] = unlocked.remember(desk, at=now())
