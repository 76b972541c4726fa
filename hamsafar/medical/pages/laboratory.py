"""The laboratory: results in from a file or from a machine, and taken in from the tray."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from hamsafar.accounts.sign_in import officer_of
from hamsafar.kit.because import said
from hamsafar.kit.pages import public
from hamsafar.kit.refusal import Refusal
from hamsafar.kit.verdict import require
from hamsafar.medical import access, forms
from hamsafar.medical.actions import examining, tray
from hamsafar.medical.actions.laboratory import hand_in_bundle, machine_of
from hamsafar.medical.formats.fhir import LONGEST, BadBundle, outcome
from hamsafar.medical.pages.looking import GET_AND_POST, desk_of, office_of, unlocked_only
from hamsafar.medical.unlocked import Desk


@require_http_methods(GET_AND_POST)
def laboratory(request: HttpRequest) -> HttpResponse:
    """Hand in a file of results."""
    officer = officer_of(request)
    require(access.may_hand_in(officer))
    form, desk = forms.Results(request.POST or None, request.FILES or None), desk_of(request)
    if form.is_valid():
        raw = form.cleaned_data["bundle"].read(LONGEST + 1)
        try:
            count = hand_in_bundle(office=office_of(request).key, raw=raw, by=officer, at=now())
        except BadBundle as problem:
            form.add_error("bundle", said(problem, _))
        else:
            words = ngettext("%(count)s result waits in the tray.", "%(count)s results wait in the tray.", count)
            messages.success(request, words % {"count": count})
            return redirect("centre:laboratory")
    context = {"form": form, "desk": desk, "waiting": len(tray.waiting(desk)) if desk else 0}
    return render(request, "medical/laboratory.html", context, status=422 if form.errors else 200)


@require_POST
@unlocked_only
def take_in(request: HttpRequest, desk: Desk) -> HttpResponse:
    """File what waits in the tray."""
    examining.take_in(desk=desk, by=officer_of(request), at=now())
    return redirect("centre:folders")


@csrf_exempt
@public
@require_POST
def results(request: HttpRequest) -> HttpResponse:
    """Results from a laboratory's machine, known by its token. What is wrong is said with the path of the fault."""
    known = machine_of(request.headers.get("Authorization", "").removeprefix("Bearer ").strip())
    if known is None:
        return JsonResponse(_issue("security", "This token is not known here."), status=401)
    machine, office = known
    try:
        hand_in_bundle(office=office, raw=request.body[: LONGEST + 1], by=machine, at=now())
    except BadBundle as problem:
        return JsonResponse(outcome(problem), status=422)
    except Refusal as reason:
        return JsonResponse(_issue("throttled", str(reason)), status=409)
    return JsonResponse(_issue("informational", "Taken.", severity="information"), status=200)


def _issue(code: str, words: str, *, severity: str = "error") -> dict[str, object]:
    issue = {"severity": severity, "code": code, "diagnostics": words}
    return {"resourceType": "OperationOutcome", "issue": [issue]}
