"""What the answering side writes, the asking side's reply, the claim of overdue. Letters wait for a second officer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms as plain_forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from hamsafar.accounts.sign_in import officer_of
from hamsafar.incidents import access, forms
from hamsafar.incidents.actions import answering, asking
from hamsafar.incidents.enums import NOT_STATED, CodeList, LetterState
from hamsafar.incidents.models import Clarification, Enquiry
from hamsafar.incidents.pages.incidents import GET_AND_POST
from hamsafar.incidents.pages.looking import enquiry_of, form_page, labels
from hamsafar.kit.refusal import Refusal
from hamsafar.kit.verdict import require


@require_POST
def take(request: HttpRequest, ref: str) -> HttpResponse:
    """Take the enquiry up: the other side learns that it is read."""
    answering.take_enquiry(enquiry=enquiry_of(ref), by=officer_of(request), at=now())
    return redirect("incidents:enquiry", ref=ref)


@require_http_methods(GET_AND_POST)
def explain(request: HttpRequest, ref: str) -> HttpResponse:
    """Write an explanation, each point coded."""
    by, found = officer_of(request), enquiry_of(ref)
    require(access.may_answer(by, found))
    words = labels()
    form = forms.Explain(
        request.POST or None,
        points=[(point, words.point(point)) for point in found.points.all()],
        grounds=words.choices(CodeList.GROUND),
        became=answering.outcomes_to_tell(found),
        initial={"ground": NOT_STATED},
    )
    return _letter(
        request,
        found,
        form,
        lambda _data: answering.write_explanation(enquiry=found, said=form.said(), by=by, at=now()),
        title=_("Write an explanation"),
        hint=_("A point that you leave open stays ours to answer."),
    )


@require_http_methods(GET_AND_POST)
def ask_back(request: HttpRequest, ref: str) -> HttpResponse:
    """Ask back before answering: the clock stands until the reply."""
    by, found = officer_of(request), enquiry_of(ref)
    require(access.may_ask_back(by, found))
    form = forms.Question(request.POST or None)
    return _letter(
        request,
        found,
        form,
        lambda data: answering.ask_back(enquiry=found, **data, by=by, at=now()),
        title=_("Ask back"),
    )


@require_http_methods(GET_AND_POST)
def extend(request: HttpRequest, ref: str) -> HttpResponse:
    """Take more working days, and say why."""
    by, found = officer_of(request), enquiry_of(ref)
    require(access.may_extend(by, found))
    form = forms.MoreDays(request.POST or None)
    return _letter(
        request,
        found,
        form,
        lambda data: answering.write_extension(enquiry=found, **data, by=by, at=now()),
        title=_("Take more days"),
    )


@require_http_methods(GET_AND_POST)
def reply(request: HttpRequest, ref: str) -> HttpResponse:
    """Reply to the question back."""
    by, found = officer_of(request), enquiry_of(ref)
    asked = get_object_or_404(Clarification.objects.select_related("enquiry"), enquiry=found, state="asked")
    require(access.may_reply(by, asked))
    form = forms.Reply(request.POST or None, initial={"reply": asked.reply})
    return _letter(
        request,
        found,
        form,
        lambda data: asking.write_reply(clarification=asked, **data, by=by, at=now()),
        title=_("Reply to the question back"),
        hint=asked.question,
    )


@require_http_methods(GET_AND_POST)
def contest(request: HttpRequest, ref: str) -> HttpResponse:
    """Contradict that our answer is overdue."""
    by, found = officer_of(request), enquiry_of(ref)
    claim = found.overdue_claims.exclude(state=LetterState.SENT).last()
    if claim is None:
        raise Refusal(_("Nobody says that this answer is overdue."))
    require(access.may_contest(by, claim))
    form = forms.Contest(request.POST or None)
    return _letter(
        request,
        found,
        form,
        lambda data: answering.write_contest(claim=claim, **data, by=by, at=now()),
        title=_("Contest “overdue”"),
    )


@require_http_methods(GET_AND_POST)
def claim(request: HttpRequest, ref: str) -> HttpResponse:
    """Say to the other side that its answer is overdue. This is coded and needs no second officer."""
    by, found = officer_of(request), enquiry_of(ref)
    require(access.may_claim_overdue(by, found, on=timezone.localdate()))
    if request.method == "POST":
        asking.claim_overdue(enquiry=found, by=by, at=now())
        return redirect("incidents:enquiry", ref=ref)
    return form_page(
        request, plain_forms.Form(), title=_("Say that it is overdue"), button=_("Say so"), enquiry=found,
        incident=found.incident, hint=_("The other side may contest it. Both are kept, on both sides."),
    )  # fmt: skip


def _letter(
    request: HttpRequest,
    found: Enquiry,
    form: Any,
    write: Callable[[dict[str, Any]], object],
    *,
    title: str,
    hint: str = "",
) -> HttpResponse:
    """The page on which one letter is written; once it is, `write` hands it to a second officer."""
    if form.is_valid():
        write(form.cleaned_data)
        return redirect("incidents:enquiry", ref=found.ref)
    button = _("Hand to a second officer")
    return form_page(request, form, title=title, button=button, enquiry=found, incident=found.incident, hint=hint)
