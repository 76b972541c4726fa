"""A contract: three copies side by side, its text in two languages, what was paid, complaints, signature and end."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hamsafar.accounts.models import User
from hamsafar.accounts.sign_in import officer_of
from hamsafar.kit.parts import Link
from hamsafar.kit.verdict import YES, require
from hamsafar.recruitment import access, forms
from hamsafar.recruitment.actions import contracts as actions
from hamsafar.recruitment.actions.labels import Labels, labels
from hamsafar.recruitment.enums import CodeList, ComplaintState, ContractState, Copy
from hamsafar.recruitment.models import Contract
from hamsafar.recruitment.pages.looking import (
    GET_AND_POST,
    Cell,
    Deed,
    Section,
    allowed,
    dated,
    day,
    form_page,
    money,
    number,
    trail,
)
from hamsafar.recruitment.pages.placing import load as load_proposal
from hamsafar.recruitment.pages.terms import copy_form, copy_page, said_in_words, term_names, terms_section
from hamsafar.recruitment.rules.terms import Paid, is_forbidden

MARKS = {ContractState.WRITTEN: "soon", ContractState.SIGNED: "course", ContractState.ENDED: "done"}
COMPLAINT_MARKS = {ComplaintState.OPEN: "late", ComplaintState.ANSWERED: "done"}
LANGUAGES = ("ru", "tg")  # of a contract's text: the states' own


def load(ref: str) -> Contract:
    related = ("proposal__candidate__person", "proposal__order__employer", "proposal__journey")
    return get_object_or_404(Contract.objects.select_related(*related), ref=ref)


def way_to(contract: Contract) -> list[Link]:
    """The way back to one contract."""
    place = contract.proposal
    name = f"{place.candidate.person.name}, {place.order.title}"
    return trail(
        Link(name, reverse("recruitment:proposal", args=[place.ref])),
        Link(_("Contract"), reverse("recruitment:contract", args=[contract.ref])),
    )


@require_POST
def open_one(request: HttpRequest, ref: str) -> HttpResponse:
    """Open the contract of an agreed place."""
    made = actions.open_contract(proposal=load_proposal(ref), by=officer_of(request), at=now())
    return redirect("recruitment:contract", ref=made.ref)


@require_safe
def contract(request: HttpRequest, ref: str) -> HttpResponse:
    """One contract: every term beside the others, differences first to see, costs and who bore them."""
    by, found = officer_of(request), load(ref)
    require(access.may_place(by))
    words = labels()
    differ = sum(each.differs for each in actions.terms_beside(found))
    notice = _("Terms that differ: %(number)s. Nothing is signed before each is settled.") % {"number": number(differ)}
    context = {
        "title": _("Contract"),
        "caption": f"{found.proposal.candidate.person.name}, {found.proposal.order.employer.name}",
        "mark": "broken" if differ else MARKS[ContractState(found.state)],
        "state": _("The copies differ") if differ else str(found.get_state_display()),
        "pen": found.pen.label,
        "synthetic": found.proposal.candidate.synthetic,
        "notice": notice if differ else found.ended_because,
        "facts": _facts(found),
        "sections": [terms_section(actions.terms_beside(found), words), _costs(found, words), _complaints(found, by)],
        "deeds": _deeds(found, by),
        "trail": way_to(found)[:-1],
    }
    return render(request, "recruitment/record.html", context)


def _deeds(found: Contract, by: User) -> tuple[Deed, ...]:
    may_write = access.may_write_contract(by, found)

    def deed(name: str, words: str, *, second: bool = True) -> Deed:
        return Deed(reverse(f"recruitment:{name}", args=[found.ref]), words, second=second)

    return allowed(
        (may_write, deed("sign", _("Both have signed"), second=False)),
        (access.may_enter_copy(by, found, Copy.ORIGIN), deed("copy_of_origin", _("Enter the origin's copy"))),
        (
            access.may_enter_copy(by, found, Copy.DESTINATION),
            deed("copy_of_destination", _("Enter the copy of the state of work")),
        ),
        (YES, deed("contract_text", _("Text in two languages, to print"))),
        (access.may_note_orientation(by, found), deed("told", _("Told what awaits them"))),
        (access.may_confirm_arrival(by, found), deed("arrived", _("The worker arrived"))),
        (access.may_note_cost(by), deed("cost", _("Note a cost"))),
        (access.may_take_complaint(by, found), deed("complain", _("Take down a complaint"))),
        (
            access.may_propose_again(by, found, found.proposal.candidate),
            deed("again", _("Another place for this worker")),
        ),
        (access.may_end_contract(by, found), deed("end", _("The work ended"))),
    )


def _facts(found: Contract) -> list[tuple[str, str]]:
    borne, months = actions.worker_share(found)
    currency = found.proposal.order.currency
    share = _("%(amount)s, or %(months)s of a month's wage") % {"amount": money(borne, currency), "months": months}
    return [
        (_("Opened"), day(timezone.localdate(found.opened_at))),
        (_("Signed"), day(found.signed_on)),
        (_("Told what awaits them"), day(found.oriented_on)),
        (pgettext("a worker", "Arrived"), day(found.arrived_on)),
        (_("Work ended"), day(found.ended_on)),
        (_("Borne by the worker (SDG 10.7.1)"), share if months is not None else money(borne, currency)),
    ]


def _costs(found: Contract, words: Labels) -> Section:
    rows = tuple(
        (
            (
                Cell(words.word(CodeList.COST, each.cost)),
                Cell(str(each.get_payer_display()), _cost_mark(Paid(each.cost, each.payer, each.amount))),
                Cell(money(each.amount, found.proposal.order.currency), number=True),
                Cell(day(each.paid_on)),
                Cell(each.evidence or "–"),
            ),
            (),
        )
        for each in found.costs.all()
    )
    headers = (_("Cost"), _("Who bears it"), _("Amount"), _("Paid on"), _("Evidence"))
    return Section(
        _("What was paid"),
        headers,
        rows,
        _("Nothing is noted."),
        _("What a worker bore is marked; a fee for being recruited is a breach."),
    )


def _cost_mark(paid: Paid) -> str:
    if is_forbidden(paid):
        return "broken"
    return "late" if paid.payer == "worker" else "done"


def _complaints(found: Contract, by: User) -> Section:
    rows = tuple(
        (
            (
                Cell(str(each.get_kind_display())),
                Cell(each.words),
                Cell(day(each.said_on)),
                Cell(str(each.get_state_display()), COMPLAINT_MARKS[ComplaintState(each.state)]),
                Cell(each.answer or "–"),
            ),
            allowed(
                (
                    access.may_answer_complaint(by, each),
                    Deed(reverse("recruitment:answer_complaint", args=[each.pk]), _("Answer")),
                )
            ),
        )
        for each in found.complaints.all()
    )
    headers = (_("About"), _("In the worker's words"), _("When"), _("State"), _("What was done"))
    return Section(_("Complaints"), headers, rows, _("The worker complained of nothing."))


@require_safe
def text(request: HttpRequest, ref: str) -> HttpResponse:
    """The contract's text in the two states' languages side by side, to print and sign, from the terms of the offer."""
    by, found = officer_of(request), load(ref)
    require(access.may_place(by))
    terms = actions.terms_of(found.proposal.order)
    columns = []
    for language in LANGUAGES:
        with translation.override(language):
            words, names = labels(), term_names()
            columns.append([(names[term], said_in_words(term, value, words)) for term, value in terms.items()])
    context = {
        "title": _("Text of the contract"),
        "contract": found,
        "languages": LANGUAGES,
        "rows": [tuple(zip(LANGUAGES, pair, strict=True)) for pair in zip(*columns, strict=True)],
        "employer": found.proposal.order.employer,
        "worker": found.proposal.candidate.person.name,
        "trail": way_to(found),
    }
    return render(request, "recruitment/contract_text.html", context)


@require_http_methods(GET_AND_POST)
def copy(request: HttpRequest, ref: str, whose: str) -> HttpResponse:
    """Enter what one state's copy says."""
    by, found = officer_of(request), load(ref)
    require(access.may_enter_copy(by, found, whose))
    form = copy_form(request, getattr(found, Copy(whose).value) or actions.terms_of(found.proposal.order))
    if form.is_valid():
        actions.enter_copy(contract=found, copy=whose, terms=form.cleaned_data, by=by, at=now())
        return redirect("recruitment:contract", ref=ref)
    return copy_page(request, form, whose, way=way_to(found))


@require_http_methods(GET_AND_POST)
def sign(request: HttpRequest, ref: str) -> HttpResponse:
    """Note that both signed."""
    by, found = officer_of(request), load(ref)
    require(access.may_write_contract(by, found))
    form = dated(request, forms.DayForm)
    if form.is_valid():
        actions.sign_contract(contract=found, **form.cleaned_data, by=by, at=now())
        return redirect("recruitment:contract", ref=ref)
    return form_page(request, form, title=_("Both have signed"), button=_("Enter it"), way=way_to(found))


@require_http_methods(GET_AND_POST)
def arrived(request: HttpRequest, ref: str) -> HttpResponse:
    """Enter that the worker arrived at the employer."""
    by, found = officer_of(request), load(ref)
    require(access.may_confirm_arrival(by, found))
    form = dated(request, forms.DayForm)
    if form.is_valid():
        actions.confirm_arrival(contract=found, **form.cleaned_data, by=by, at=now())
        return redirect("recruitment:contract", ref=ref)
    return form_page(request, form, title=_("The worker arrived"), button=_("Enter it"), way=way_to(found))


@require_http_methods(GET_AND_POST)
def cost(request: HttpRequest, ref: str) -> HttpResponse:
    """Note what was paid."""
    by, found = officer_of(request), load(ref)
    require(access.may_note_cost(by))
    form = forms.CostForm(request.POST or None, costs=labels().choices(CodeList.COST))
    if form.is_valid():
        actions.note_cost(contract=found, **form.cleaned_data, by=by, at=now())
        return redirect("recruitment:contract", ref=ref)
    return form_page(request, form, title=_("Note a cost"), button=_("Note it"), way=way_to(found))


@require_http_methods(GET_AND_POST)
def end(request: HttpRequest, ref: str) -> HttpResponse:
    """Note that the work ended."""
    by, found = officer_of(request), load(ref)
    require(access.may_end_contract(by, found))
    form = dated(request, forms.EndForm)
    if form.is_valid():
        actions.end_contract(contract=found, **form.cleaned_data, by=by, at=now())
        return redirect("recruitment:contract", ref=ref)
    return form_page(request, form, title=_("The work ended"), button=_("Enter it"), way=way_to(found))
