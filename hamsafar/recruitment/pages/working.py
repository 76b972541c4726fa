"""Around the work: what people were told, the group that leaves, complaints, another employer."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_safe

from hamsafar.accounts.sign_in import officer_of
from hamsafar.kit.pages import page_of
from hamsafar.kit.parts import Link
from hamsafar.kit.verdict import require
from hamsafar.recruitment import access, forms
from hamsafar.recruitment.actions import working as actions
from hamsafar.recruitment.enums import ComplaintState
from hamsafar.recruitment.models import Complaint, Contract, JobOrder
from hamsafar.recruitment.pages.contracts import COMPLAINT_MARKS, way_to
from hamsafar.recruitment.pages.contracts import load as load_contract
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
)
from hamsafar.recruitment.pages.orders import load as load_order
from hamsafar.recruitment.pages.orders import way_to as way_to_order

ORDERS_LOOKED_AT = 200  # open orders of one occupation that another place is looked for in


@require_http_methods(GET_AND_POST)
def told(request: HttpRequest, ref: str) -> HttpResponse:
    """Note that the worker was told what awaits them."""
    by, found = officer_of(request), load_contract(ref)
    require(access.may_note_orientation(by, found))
    form = dated(request, forms.DayForm)
    if form.is_valid():
        actions.note_orientation(contract=found, **form.cleaned_data, by=by, at=now())
        return redirect("recruitment:contract", ref=ref)
    hint = _("The contract in their language, what the law there asks of them, and whom to turn to.")
    return form_page(request, form, title=_("Told what awaits them"), button=_("Note it"), way=way_to(found), hint=hint)


@require_http_methods(GET_AND_POST)
def complain(request: HttpRequest, ref: str) -> HttpResponse:
    """Take down a complaint."""
    by, found = officer_of(request), load_contract(ref)
    require(access.may_take_complaint(by, found))
    form = dated(request, forms.ComplaintForm)
    if form.is_valid():
        actions.take_complaint(contract=found, **form.cleaned_data, by=by, at=now())
        return redirect("recruitment:contract", ref=ref)
    hint = _("Nothing is held against whoever complains, and the employer is not told who did.")
    return form_page(
        request, form, title=_("Take down a complaint"), button=_("Take it down"), way=way_to(found), hint=hint
    )


@require_safe
def complaints(request: HttpRequest) -> HttpResponse:
    """Complaints, those that wait first."""
    by = officer_of(request)
    require(access.may_place(by))
    which = request.GET.get("show", "open")
    related = ("contract__proposal__candidate__person", "contract__proposal__order__employer")
    every = Complaint.objects.select_related(*related).order_by("-said_on", "-pk")
    page = page_of(request, every.filter(state=ComplaintState.OPEN) if which == "open" else every)
    rows = [
        Row(
            reverse("recruitment:contract", args=[each.contract.ref]),
            str(each.get_kind_display()),
            (
                Cell(each.contract.proposal.order.employer.name),
                Cell(day(each.said_on)),
                Cell(str(each.get_state_display()), COMPLAINT_MARKS[ComplaintState(each.state)]),
            ),
            hint=each.contract.proposal.candidate.person.name,
            synthetic=each.contract.proposal.candidate.synthetic,
        )
        for each in page
    ]
    return list_page(
        request,
        page,
        rows,
        title=_("Complaints"),
        lead=_("What workers say is wrong, and what was done."),
        headers=(Cell(_("About")), Cell(_("Employer")), Cell(_("When")), Cell(_("State"))),
        empty=_("No complaint is in this list."),
        shows=(("open", pgettext("complaints", "Waiting")), ("all", _("All"))),
        which=which,
    )


@require_http_methods(GET_AND_POST)
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Write what was done about a complaint."""
    by = officer_of(request)
    related = ("contract__proposal__candidate__person", "contract__proposal__order")
    found = get_object_or_404(Complaint.objects.select_related(*related), pk=pk)
    require(access.may_answer_complaint(by, found))
    form = forms.ComplaintAnswerForm(request.POST or None)
    if form.is_valid():
        actions.answer_complaint(complaint=found, **form.cleaned_data, by=by, at=now())
        return redirect("recruitment:contract", ref=found.contract.ref)
    facts = [(_("About"), str(found.get_kind_display())), (_("In the worker's words"), found.words)]
    title = _("Answer the complaint")
    return form_page(request, form, title=title, button=_("Answer"), way=way_to(found.contract), facts=facts)


@require_http_methods(GET_AND_POST)
def again(request: HttpRequest, ref: str) -> HttpResponse:
    """Propose another place to somebody who works, or worked."""
    by, found = officer_of(request), load_contract(ref)
    candidate = found.proposal.candidate
    require(access.may_propose_again(by, found, candidate))
    today = timezone.localdate()
    every = JobOrder.objects.open(on=today).filter(occupation=candidate.occupation).order_by("title", "pk")
    some = {each.ref: each for each in every.select_related("employer")[:ORDERS_LOOKED_AT]}
    choices = [
        (key, f"{each.title}, {each.employer.name}")
        for key, each in some.items()
        if actions.fits(candidate, each, on=today)
    ]
    form = forms.AgainForm(request.POST or None, orders=choices)
    if form.is_valid():
        made = actions.propose_again(contract=found, order=some[form.cleaned_data["order"]], by=by, at=now())
        return redirect("recruitment:proposal", ref=made.ref)
    hint = (
        _("Two officers, the employer and the worker say yes as always. The old contract ends when the new is signed.")
        if choices
        else _("No open order fits this person today.")
    )
    title = _("Another place for this worker")
    return form_page(request, form, title=title, button=_("Propose it"), way=way_to(found), hint=hint)


@require_safe
def departures(request: HttpRequest, ref: str) -> HttpResponse:
    """Everybody with a signed contract for one order who has not left: the list of the group, to print."""
    by, order = officer_of(request), load_order(ref)
    require(access.may_place(by))
    leaving = Contract.objects.to_leave().filter(proposal__order=order).by_departure()
    rows = tuple(
        (
            (
                Cell(each.proposal.candidate.person.name),
                Cell(each.proposal.journey.ref if each.proposal.journey else "–"),
                Cell(day(each.proposal.journey.departs_on if each.proposal.journey else None)),
                Cell(*((day(each.oriented_on), "done") if each.oriented_on else (_("not yet"), "late"))),
                Cell(day(each.proposal.candidate.medical_until)),
            ),
            (Deed(reverse("recruitment:contract", args=[each.ref]), _("Contract")),),
        )
        for each in leaving
    )
    headers = (
        _("Person"),
        _("Journey"),
        _("Leaves on"),
        _("Told what awaits them"),
        _("Medical certificate holds until"),
    )
    context = {
        "title": _("Who leaves for this order"),
        "caption": f"{order.title}, {order.employer.name}",
        "mark": "course" if rows else "none",
        "state": _("a group to leave") if rows else _("nobody waits to leave"),
        "synthetic": order.synthetic,
        "facts": [(_("Work begins"), day(order.begins_on))],
        "sections": [Section(_("The group"), headers, rows, _("Nobody with a signed contract waits to leave."))],
        "deeds": allowed(
            (
                access.may_place(by),
                Deed(reverse("recruitment:departure_day", args=[order.ref]), _("Plan the day")),
            )
        )
        if rows
        else (),
        "trail": way_to_order(order),
    }
    return render(request, "recruitment/record.html", context)


@require_http_methods(GET_AND_POST)
def departure_day(request: HttpRequest, ref: str) -> HttpResponse:
    """Plan the day on which the group leaves."""
    by, order = officer_of(request), load_order(ref)
    require(access.may_place(by))
    form = forms.GroupDayForm(request.POST or None)
    if form.is_valid():
        actions.plan_departure(order=order, **form.cleaned_data, by=by, at=now())
        return redirect("recruitment:departures", ref=ref)
    way = [*way_to_order(order), Link(_("Who leaves for this order"), reverse("recruitment:departures", args=[ref]))]
    return form_page(request, form, title=_("Plan the day"), button=_("Plan it for all"), way=way)
