"""Pairs of files that look like one person's: the queue, the evidence side by side, merging and parting."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hamsafar.accounts.sign_in import officer_of
from hamsafar.journeys import access
from hamsafar.journeys.actions.looks import open_file_of
from hamsafar.journeys.actions.merging import call_different, merge_people, reopen_pair, undo_merge
from hamsafar.journeys.enums import DuplicateState, LookReason
from hamsafar.journeys.forms import Reason
from hamsafar.journeys.models import Duplicate, Merge
from hamsafar.journeys.pages.evidence import side_by_side
from hamsafar.kit.pages import page_of
from hamsafar.kit.verdict import require


@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """Pairs that wait for a decision, the likeliest first; `?state=` shows decided ones."""
    require(access.may_link(officer_of(request)))
    state = request.GET.get("state", DuplicateState.OPEN)
    state = state if state in DuplicateState.values else DuplicateState.OPEN
    rows = Duplicate.objects.open() if state == DuplicateState.OPEN else Duplicate.objects.filter(state=state)
    rows = rows.with_people().likeliest_first()
    context = {"page": page_of(request, rows), "state": state, "states": DuplicateState.choices}
    return render(request, "journeys/people/duplicates.html", context)


@require_safe
def pair(request: HttpRequest, ref: str) -> HttpResponse:
    """Two files side by side, with all that speaks for or against one person."""
    by = officer_of(request)
    require(access.may_link(by))
    found = _pair(ref)
    for file in (found.one, found.other):
        open_file_of(person=file, why=LookReason.COMPARE, by=by, at=now())
    context = {"pair": found, "evidence": side_by_side(found), "form": Reason()}
    return render(request, "journeys/people/pair.html", context)


@require_POST
def decide(request: HttpRequest, ref: str) -> HttpResponse:
    """Merge the two files into the one that was chosen, call them two people's, or open the pair again."""
    found, by, reason = _pair(ref), officer_of(request), request.POST.get("reason", "")
    decision = request.POST.get("decision", "")
    if decision == "different":
        call_different(duplicate=found, words=reason, by=by, at=now())
    elif decision == "reopen":
        reopen_pair(duplicate=found, by=by, at=now())
    else:
        one, other = found.one, found.other
        kept, merged = (other, one) if decision == "keep-other" else (one, other)
        merge_people(kept=kept, merged=merged, reason=reason, by=by, at=now())
        messages.success(request, _("The files are merged. Undo it here at any time: nothing was moved."))
        return redirect("people:person", ref=kept.ref)
    return redirect("people:duplicates")


@require_POST
def undo(request: HttpRequest, ref: str) -> HttpResponse:
    """Part two merged files again."""
    merge = get_object_or_404(Merge, ref=ref)
    undo_merge(merge=merge, reason=request.POST.get("reason", ""), by=officer_of(request), at=now())
    messages.success(request, _("The files are parted. Each has what it had."))
    return redirect("people:person", ref=merge.merged.ref)


def _pair(ref: str) -> Duplicate:
    found: Duplicate = get_object_or_404(Duplicate.objects.with_people(), ref=ref)
    return found
