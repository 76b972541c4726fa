"""Answering people about their own files: who looked, all that is held, its end."""

from __future__ import annotations

from itertools import islice
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hamsafar.accounts.sign_in import officer_of
from hamsafar.journeys import access
from hamsafar.journeys.actions import closing, erasing
from hamsafar.journeys.actions.exporting import export_person
from hamsafar.journeys.actions.looks import lines_about, looks, open_file_of
from hamsafar.journeys.enums import ErasureReason, LookReason
from hamsafar.journeys.models import Erasure, Person
from hamsafar.journeys.parts import parts
from hamsafar.journeys.rules.keeping import by_part, kept_until
from hamsafar.kit.pages import page_of
from hamsafar.kit.verdict import require

MOST_DUE = 200  # of a page; the next ones come when these are erased


@require_safe
def due(request: HttpRequest) -> HttpResponse:
    """Files whose time is over, and erasures that wait for a second officer."""
    by = officer_of(request)
    require(access.may_answer_rights(by))
    waiting = page_of(request, Erasure.objects.waiting().select_related("person", "proposed_by").newest_first())
    proposed = set(Erasure.objects.waiting().values_list("person_id", flat=True))
    found = [each for each in islice(erasing.due(on=localdate()), MOST_DUE) if each.pk not in proposed]
    context = {
        "due": found,
        "most": MOST_DUE,
        "waiting": waiting,
        "rows": [(each, access.may_confirm_erasure(by, each)) for each in waiting],
    }
    return render(request, "journeys/rights/due.html", context)


@require_safe
def person(request: HttpRequest, ref: str) -> HttpResponse:
    """Who looked into a person's file, what is held and until when; what can be done for the person."""
    by = officer_of(request)
    require(access.may_answer_rights(by))
    file = open_file_of(person=_file(ref), why=LookReason.RIGHTS, by=by, at=now())
    people = list(file.same_as())
    lines = page_of(request, lines_about(people), rows_on_a_page=50)
    held, titles = erasing.holdings_of(people), {part.name: part.title or part.name for part in parts()}
    waiting = file.erasures.filter(done_at__isnull=True, withdrawn_at__isnull=True).first()
    context: dict[str, Any] = {
        "person": file,
        "lines": lines,
        "looks": looks(list(lines), people),
        "held": [(titles[each.part], each) for each in by_part(held)],
        "until": kept_until(held),
        "may_close": access.may_close_file(by, file),
        "may_reopen": access.may_reopen_file(by, file),
        "may_propose": access.may_propose_erasure(by, file),
        "waiting": waiting,
        "may_confirm": waiting and access.may_confirm_erasure(by, waiting),
        "reasons": ErasureReason,
    }
    return render(request, "journeys/rights/person.html", context)


@require_POST
def export(request: HttpRequest, ref: str) -> HttpResponse:
    """All that is held on a person, as a ZIP to hand over."""
    file = _file(ref)
    answer = HttpResponse(export_person(person=file, by=officer_of(request), at=now()), content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{file.ref}.zip"'
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_POST
def close(request: HttpRequest, ref: str) -> HttpResponse:
    """Close a file: its term runs from now."""
    closing.close_file(person=_file(ref), by=officer_of(request), at=now())
    messages.success(request, _("The file is closed; the time until its erasure runs."))
    return redirect("rights:person", ref=ref)


@require_POST
def reopen(request: HttpRequest, ref: str) -> HttpResponse:
    """Open a closed file again."""
    closing.reopen_file(person=_file(ref), by=officer_of(request), at=now())
    messages.success(request, _("The file is open again."))
    return redirect("rights:person", ref=ref)


@require_POST
def erase(request: HttpRequest, ref: str) -> HttpResponse:
    """Erase a file whose time is over; where a case's records go with it, propose it."""
    made = erasing.erase_due(person=_file(ref), by=officer_of(request), at=now())
    _say(request, made)
    return redirect("rights:due")


@require_POST
def wish(request: HttpRequest, ref: str) -> HttpResponse:
    """Propose to erase a file because the person asks for it."""
    made = erasing.propose_erasure(person=_file(ref), reason=ErasureReason.REQUEST, by=officer_of(request), at=now())
    _say(request, made)
    return redirect("rights:due")


@require_POST
def confirm(request: HttpRequest, ref: str) -> HttpResponse:
    """Confirm an erasure as the second officer."""
    erasure = get_object_or_404(Erasure, ref=ref)
    _say(request, erasing.confirm_erasure(erasure=erasure, by=officer_of(request), at=now()))
    return redirect("rights:due")


@require_POST
def withdraw(request: HttpRequest, ref: str) -> HttpResponse:
    """Take back a proposal."""
    erasing.withdraw_erasure(erasure=get_object_or_404(Erasure, ref=ref), by=officer_of(request), at=now())
    messages.success(request, _("The proposal was taken back."))
    return redirect("rights:due")


def _file(ref: str) -> Person:
    return get_object_or_404(Person, ref=ref).head


def _say(request: HttpRequest, made: Erasure) -> None:
    if made.done_at is not None:
        messages.success(request, _("The file was erased: nobody finds this person here any more."))
    else:
        messages.success(request, _("The erasure is proposed; a second officer must confirm it."))
