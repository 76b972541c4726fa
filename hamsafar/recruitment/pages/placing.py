"""Proposed places: by whose turn it is, why each was proposed, and what each side answers."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hamsafar.accounts.sign_in import officer_of
from hamsafar.kit.because import from_data
from hamsafar.kit.pages import page_of
from hamsafar.kit.parts import Link
from hamsafar.kit.verdict import YES, Verdict, require
from hamsafar.recruitment import access, forms
from hamsafar.recruitment.actions import answering
from hamsafar.recruitment.actions.labels import labels
from hamsafar.recruitment.enums import CodeList, ProposalState
from hamsafar.recruitment.models import Contract, Proposal
from hamsafar.recruitment.pages.looking import (
    GET_AND_POST,
    Cell,
    Deed,
    Row,
    Section,
    allowed,
    dated,
    day,
    form_page,
    list_page,
    trail,
    why_not,
)

MARKS = {
    ProposalState.PROPOSED: "open",
    ProposalState.HALF_CONFIRMED: "soon",
    ProposalState.CONFIRMED: "course",
    ProposalState.ACCEPTED: "course",
    ProposalState.AGREED: "done",
    ProposalState.TURNED_DOWN: "none",
    ProposalState.REFUSED: "broken",
    ProposalState.DECLINED: "none",
    ProposalState.LAPSED: "late",
}


def load(ref: str) -> Proposal:
    related = ("candidate__person", "order__employer", "run", "first_by", "second_by", "journey")
    return get_object_or_404(Proposal.objects.select_related(*related), ref=ref)


def proposal_state(found: Proposal) -> tuple[str, str]:
    """The words and mark of a proposal; one that nobody answered in time says so before the night's job ends it."""
    if found.is_silent(on=timezone.localdate()):
        return _("Silent past the last day"), "late"
    return str(found.get_state_display()), MARKS[ProposalState(found.state)]


@require_safe
def proposals(request: HttpRequest) -> HttpResponse:
    """Proposed places, by whose turn it is."""
    by = officer_of(request)
    require(access.may_place(by))
    which = request.GET.get("show", "live")
    every = Proposal.objects.newest_first()
    some = {
        "live": every.live(),
        "silent": every.silent(on=timezone.localdate()),
        "agreed": every.filter(state=ProposalState.AGREED),
    }
    page = page_of(request, some.get(which, every))
    rows = [
        Row(
            reverse("recruitment:proposal", args=[each.ref]),
            each.candidate.person.name,
            (Cell(each.order.title), Cell(str(each.pen.label)), Cell(day(each.due_on)), Cell(*proposal_state(each))),
            hint=each.order.employer.name,
            synthetic=each.candidate.synthetic,
        )
        for each in page
    ]
    return list_page(
        request,
        page,
        rows,
        title=_("Proposed places"),
        lead=_("Nobody is placed before two officers, the employer and the worker have said yes, each by a day."),
        headers=(Cell(_("Person")), Cell(_("Job order")), Cell(_("Pen")), Cell(_("Due")), Cell(_("State"))),
        empty=_("No proposal is in this list."),
        shows=(
            ("live", _("Waiting")),
            ("silent", _("Silent past the last day")),
            ("agreed", _("Agreed")),
            ("all", _("All")),
        ),
        which=which,
    )


@require_safe
def proposal(request: HttpRequest, ref: str) -> HttpResponse:
    """One proposed place: why, who said what, and what is to be said now."""
    by, found = officer_of(request), load(ref)
    require(access.may_place(by))
    today = timezone.localdate()
    relative = answering.is_relative(by, found, on=today)
    state, mark = proposal_state(found)
    warned = found.state == ProposalState.HALF_CONFIRMED and answering.shares_a_name(by, found)
    may_confirm = access.may_confirm(by, found, relative=relative)
    context = {
        "title": found.candidate.person.name,
        "caption": found.order.title,
        "mark": mark,
        "state": state,
        "pen": found.pen.label,
        "synthetic": found.candidate.synthetic,
        "notice": _("You and this person share a name. Look closely before you confirm.") if warned else "",
        "facts": _proposal_facts(found),
        "sections": [_why(found)],
        "deeds": allowed(*_answers(found, by, may_confirm)),
        "why_not": why_not(may_confirm),
        "trail": trail(Link(_("Proposed places"), reverse("recruitment:proposals"))),
    }
    return render(request, "recruitment/record.html", context)


def _answers(found: Proposal, by: Any, may_confirm: Verdict) -> list[tuple[Verdict, Deed]]:
    address = [found.ref]
    return [
        (may_confirm, Deed(reverse("recruitment:confirm", args=address), _("Confirm the place"))),
        (
            access.may_turn_down(by, found),
            Deed(reverse("recruitment:turn_down", args=address), _("Do not confirm it"), second=True),
        ),
        (
            access.may_answer_for_employer(by, found),
            Deed(reverse("recruitment:accept", args=address), _("The employer accepts")),
        ),
        (
            access.may_answer_for_employer(by, found),
            Deed(reverse("recruitment:refuse_place", args=address), _("The employer refuses"), second=True),
        ),
        (
            access.may_answer_for_worker(by, found),
            Deed(reverse("recruitment:agree", args=address), _("The worker agrees")),
        ),
        (
            access.may_open_contract(by, found),
            Deed(reverse("recruitment:open_contract", args=address), _("Open the contract"), post=True),
        ),
        *_contract(found),
        (
            access.may_decline(by, found),
            Deed(reverse("recruitment:decline", args=address), _("The worker declines"), second=True),
        ),
    ]


def _contract(found: Proposal) -> list[tuple[Verdict, Deed]]:
    """The way to the contract, where there is one."""
    contract = Contract.objects.filter(proposal=found).first()
    return [(YES, Deed(reverse("recruitment:contract", args=[contract.ref]), _("Contract")))] if contract else []


def _proposal_facts(found: Proposal) -> list[tuple[str, str]]:
    refusal = labels().word(CodeList.REFUSAL, found.refusal) if found.refusal else "–"
    return [
        (_("Employer"), found.order.employer.name),
        (_("Score"), f"{found.score:g}"),
        (_("Confirmed by one officer"), found.first_by.name if found.first_by else "–"),
        (_("Confirmed by a second officer"), found.second_by.name if found.second_by else "–"),
        (_("Accepted by the employer"), day(found.accepted_on)),
        (_("Agreed by the worker"), day(found.agreed_on)),
        (_("Last day for an answer"), day(found.due_on)),
        (_("Journey"), found.journey.ref if found.journey else "–"),
        (_("Why not"), f"{refusal} {found.refusal_words}".strip()),
    ]


def _why(found: Proposal) -> Section:
    words = labels()
    rows = tuple(((Cell(words.said(from_data(each))),), ()) for each in found.reasons)
    return Section(_("Why this place"), (_("Reason"),), rows, _("None."))


def _way(found: Proposal) -> list[Link]:
    name = f"{found.candidate.person.name}, {found.order.title}"
    return trail(Link(name, reverse("recruitment:proposal", args=[found.ref])))


@require_http_methods(GET_AND_POST)
def confirm(request: HttpRequest, ref: str) -> HttpResponse:
    """Confirm a place. The question about an interest comes first, every time."""
    by, found = officer_of(request), load(ref)
    require(access.may_confirm(by, found, relative=answering.is_relative(by, found, on=timezone.localdate())))
    form = forms.ConfirmForm(request.POST or None)
    if form.is_valid():
        answering.confirm_proposal(proposal=found, **form.cleaned_data, by=by, at=now())
        return redirect("recruitment:proposal", ref=ref)
    return form_page(request, form, title=_("Confirm the place"), button=_("Answer"), way=_way(found))


@require_http_methods(GET_AND_POST)
def turn_down(request: HttpRequest, ref: str) -> HttpResponse:
    """Not confirm a place."""
    by, found = officer_of(request), load(ref)
    require(access.may_turn_down(by, found))
    form = forms.ReasonForm(request.POST or None)
    if form.is_valid():
        answering.turn_down_proposal(proposal=found, **form.cleaned_data, by=by, at=now())
        return redirect("recruitment:proposal", ref=ref)
    return form_page(request, form, title=_("Do not confirm it"), button=_("Do not confirm it"), way=_way(found))


@require_http_methods(GET_AND_POST)
def accept(request: HttpRequest, ref: str) -> HttpResponse:
    """Enter that the employer accepts."""
    by, found = officer_of(request), load(ref)
    require(access.may_answer_for_employer(by, found))
    form = dated(request, forms.DayForm)
    if form.is_valid():
        answering.accept_for_employer(proposal=found, **form.cleaned_data, by=by, at=now())
        return redirect("recruitment:proposal", ref=ref)
    return form_page(request, form, title=_("The employer accepts"), button=_("Enter it"), way=_way(found))


@require_http_methods(GET_AND_POST)
def agree(request: HttpRequest, ref: str) -> HttpResponse:
    """Enter that the worker agrees."""
    by, found = officer_of(request), load(ref)
    require(access.may_answer_for_worker(by, found))
    form = dated(request, forms.DayForm)
    if form.is_valid():
        answering.agree_for_worker(proposal=found, **form.cleaned_data, by=by, at=now())
        return redirect("recruitment:proposal", ref=ref)
    return form_page(request, form, title=_("The worker agrees"), button=_("Enter it"), way=_way(found))


@require_http_methods(GET_AND_POST)
def refuse(request: HttpRequest, ref: str) -> HttpResponse:
    """Enter that the employer refuses."""
    by, found = officer_of(request), load(ref)
    require(access.may_answer_for_employer(by, found))
    form = refusal_form(request)
    if form.is_valid():
        answering.refuse_for_employer(proposal=found, **form.cleaned_data, by=by, at=now())
        return redirect("recruitment:proposal", ref=ref)
    return form_page(
        request, form, title=_("The employer refuses"), button=_("Enter it"), way=_way(found), hint=refusal_hint()
    )


@require_http_methods(GET_AND_POST)
def decline(request: HttpRequest, ref: str) -> HttpResponse:
    """Enter that the worker declines."""
    by, found = officer_of(request), load(ref)
    require(access.may_decline(by, found))
    form = refusal_form(request)
    if form.is_valid():
        answering.decline_for_worker(proposal=found, **form.cleaned_data, by=by, at=now())
        return redirect("recruitment:proposal", ref=ref)
    hint = _("Nothing is held against them.")
    return form_page(request, form, title=_("The worker declines"), button=_("Enter it"), way=_way(found), hint=hint)


def refusal_form(request: HttpRequest) -> forms.RefusalForm:
    """A coded refusal, at first of today."""
    return dated(request, forms.RefusalForm, codes=labels().choices(CodeList.REFUSAL))


def refusal_hint() -> str:
    """What becomes of the reason."""
    return _("The person sees the reason and what they can do.")
