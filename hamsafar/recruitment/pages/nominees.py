"""Whom the other side nominates: who waits for the employer, one nominee with their contract, and what is entered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_http_methods, require_safe

from hamsafar.accounts.models import User
from hamsafar.accounts.sign_in import officer_of
from hamsafar.kit.pages import page_of
from hamsafar.kit.parts import Link
from hamsafar.kit.verdict import require
from hamsafar.recruitment import access, forms
from hamsafar.recruitment.actions import nominees as actions
from hamsafar.recruitment.actions.contracts import terms_of
from hamsafar.recruitment.actions.labels import labels
from hamsafar.recruitment.enums import CodeList, Copy, NomineeState
from hamsafar.recruitment.models import Nominee
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
    number,
    trail,
)
from hamsafar.recruitment.pages.orders import load as load_order
from hamsafar.recruitment.pages.orders import way_to as way_to_order
from hamsafar.recruitment.pages.placing import refusal_form, refusal_hint
from hamsafar.recruitment.pages.terms import copy_form, copy_page, terms_section

MARKS = {
    NomineeState.ASKED: "open",
    NomineeState.ACCEPTED: "soon",
    NomineeState.AGREED: "course",
    NomineeState.SIGNED: "course",
    NomineeState.ENDED: "done",
    NomineeState.REFUSED: "broken",
    NomineeState.TAKEN_BACK: "none",
}


def load(ref: str) -> Nominee:
    return get_object_or_404(Nominee.objects.select_related("order__employer"), ref=ref)


def called(nominee: Nominee) -> str:
    """The name, or where none is known yet, what they can do."""
    years = ngettext("%(n)s year of experience", "%(n)s years of experience", nominee.years)
    return nominee.name or ", ".join((years % {"n": nominee.years}, *nominee.skills[:2]))


def way_to(nominee: Nominee) -> list[Link]:
    """The way back to one nominee."""
    lists = Link(_("Nominated by the other side"), reverse("recruitment:nominees"))
    return trail(lists, Link(called(nominee), reverse("recruitment:nominee", args=[nominee.ref])))


def _state(nominee: Nominee) -> tuple[str, str]:
    if nominee.is_silent(on=timezone.localdate()):
        return _("Silent past the last day"), "late"
    if nominee.state == NomineeState.SIGNED and nominee.arrived_on:
        return pgettext("a worker", "Arrived"), "done"
    return str(nominee.get_state_display()), MARKS[NomineeState(nominee.state)]


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Nominees, by what waits."""
    by = officer_of(request)
    require(access.may_place(by))
    which = request.GET.get("show", "asked")
    every = Nominee.objects.newest_first()
    some = {"asked": every.asked(), "expected": every.expected()}
    page = page_of(request, some.get(which, every))
    rows = [
        Row(
            reverse("recruitment:nominee", args=[each.ref]),
            called(each),
            (Cell(each.order.title), Cell(str(each.pen.label)), Cell(day(each.due_on)), Cell(*_state(each))),
            hint=each.order.employer.name,
            synthetic=each.synthetic,
        )
        for each in page
    ]
    return list_page(
        request,
        page,
        rows,
        title=_("Nominated by the other side"),
        lead=_("The employer decides by what somebody can do. The name comes once all have said yes."),
        headers=(Cell(_("Who")), Cell(_("Job order")), Cell(_("Pen")), Cell(_("Due")), Cell(_("State"))),
        empty=_("Nobody is in this list."),
        shows=(("asked", _("The employer is asked")), ("expected", _("Expected")), ("all", _("All"))),
        which=which,
    )


@require_safe
def nominee(request: HttpRequest, ref: str) -> HttpResponse:
    """One nominee: what they can do, what each said, the contract beside the offer, and the arrival."""
    by, found = officer_of(request), load(ref)
    require(access.may_place(by))
    words = labels()
    state, mark = _state(found)
    beside = actions.nominee_terms(found)
    differ = sum(each.differs for each in beside)
    notice = _("Terms that differ: %(number)s. Nothing is signed before each is settled.") % {"number": number(differ)}
    context = {
        "title": called(found),
        "caption": found.order.title,
        "mark": mark,
        "state": state,
        "pen": found.pen.label,
        "synthetic": found.synthetic,
        "notice": notice if differ else "",
        "facts": _facts(found),
        "sections": [terms_section(beside, words)] if found.agreed_on else [_family(found)],
        "deeds": _deeds(found, by),
        "trail": way_to(found)[:-1],
    }
    return render(request, "recruitment/record.html", context)


def _facts(found: Nominee) -> list[tuple[str, str]]:
    refusal = labels().word(CodeList.REFUSAL, found.refusal) if found.refusal else ""
    why = f"{refusal} {found.refusal_words}".strip() or str(found.get_taken_back_display())
    return [
        (_("Employer"), found.order.employer.name),
        (_("Name"), found.name or _("comes once all have said yes")),
        (_("How it came"), str(found.get_via_display())),
        (_("Years of experience"), number(found.years)),
        (_("Russian"), str(found.get_russian_display())),
        (_("Skills"), "; ".join(found.skills) or "–"),
        (_("Last day for an answer"), day(found.due_on)),
        (_("Accepted by the employer"), day(found.accepted_on)),
        (_("Agreed by the worker"), day(found.agreed_on)),
        (_("Signed"), day(found.signed_on)),
        (pgettext("a worker", "Arrived"), day(found.arrived_on)),
        (_("Ended"), day(found.ended_on)),
        (_("Why not"), why or "–"),
    ]


def _family(found: Nominee) -> Section:
    """Who comes together with them, or not at all."""
    rows: tuple[tuple[tuple[Cell, ...], tuple[Deed, ...]], ...] = ()
    if found.family:
        others = Nominee.objects.newest_first().filter(family=found.family).exclude(pk=found.pk)
        rows = tuple(
            (
                (Cell(called(each)), Cell(*_state(each))),
                (Deed(reverse("recruitment:nominee", args=[each.ref]), _("Open")),),
            )
            for each in others
        )
    hint = _("A family asked to be placed together. Answer about all of them.") if rows else ""
    return Section(_("Comes together with"), (_("Who"), _("State")), rows, _("Nobody: they come alone."), hint)


def _deeds(found: Nominee, by: User) -> tuple[Deed, ...]:
    def deed(name: str, words: str, *, second: bool = False) -> Deed:
        return Deed(reverse(f"recruitment:{name}", args=[found.ref]), words, second=second)

    may_answer = access.may_answer_nominee(by, found)
    return allowed(
        (may_answer, deed("accept_nominee", _("The employer accepts"))),
        (may_answer, deed("refuse_nominee", _("The employer refuses"), second=True)),
        (access.may_enter_agreement(by, found), deed("nominee_agreed", _("The worker agrees"))),
        (
            access.may_enter_taken_back(by, found),
            deed("nominee_taken_back", _("The other side takes them back"), second=True),
        ),
        (
            access.may_enter_nominee_copy(by, found, Copy.DESTINATION),
            deed("nominee_copy_of_destination", _("Enter the copy of the state of work")),
        ),
        (
            access.may_enter_nominee_copy(by, found, Copy.ORIGIN),
            deed("nominee_copy_of_origin", _("Enter the origin's copy"), second=True),
        ),
        (access.may_enter_signature(by, found), deed("nominee_signed", _("Both have signed"))),
        (access.may_confirm_nominee_arrival(by, found), deed("nominee_arrived", _("The worker arrived"))),
        (access.may_end_nominee_work(by, found), deed("nominee_ended", _("The work ended"), second=True)),
    )


@require_http_methods(GET_AND_POST)
def enter(request: HttpRequest, ref: str) -> HttpResponse:
    """Enter somebody whom the other side nominates on paper."""
    by, order = officer_of(request), load_order(ref)
    require(access.may_enter_nominee(by, order, on=timezone.localdate()))
    form = forms.NomineeForm(request.POST or None)
    if form.is_valid():
        made = actions.enter_nominee(order=order, said=form.said, by=by, at=now())
        return redirect("recruitment:nominee", ref=made.ref)
    title, hint = _("Enter a nomination"), _("For one that came on paper. By envelope they come by themselves.")
    return form_page(request, form, title=title, button=_("Enter it"), way=way_to_order(order), hint=hint)


def _enter(
    request: HttpRequest, found: Nominee, form: Any, action: Callable[..., Any], *, title: str, hint: str = ""
) -> HttpResponse:
    """The form about one nominee, and the one action it leads to."""
    if form.is_valid():
        action(nominee=found, **form.cleaned_data, by=officer_of(request), at=now())
        return redirect("recruitment:nominee", ref=found.ref)
    return form_page(request, form, title=title, button=_("Enter it"), way=way_to(found), hint=hint)


@require_http_methods(GET_AND_POST)
def accept(request: HttpRequest, ref: str) -> HttpResponse:
    """Enter that the employer accepts."""
    found = load(ref)
    require(access.may_answer_nominee(officer_of(request), found))
    form = dated(request, forms.DayForm)
    return _enter(request, found, form, actions.accept_nominee, title=_("The employer accepts"))


@require_http_methods(GET_AND_POST)
def refuse(request: HttpRequest, ref: str) -> HttpResponse:
    """Enter that the employer refuses."""
    found = load(ref)
    require(access.may_answer_nominee(officer_of(request), found))
    form = refusal_form(request)
    title = _("The employer refuses")
    return _enter(request, found, form, actions.refuse_nominee, title=title, hint=refusal_hint())


@require_http_methods(GET_AND_POST)
def agreed(request: HttpRequest, ref: str) -> HttpResponse:
    """Enter that the worker agrees, where that came on paper."""
    found = load(ref)
    require(access.may_enter_agreement(officer_of(request), found))
    form = dated(request, forms.AgreementForm)
    return _enter(request, found, form, actions.enter_agreement, title=_("The worker agrees"))


@require_http_methods(GET_AND_POST)
def taken_back(request: HttpRequest, ref: str) -> HttpResponse:
    """Enter that they do not come, where that came on paper."""
    found = load(ref)
    require(access.may_enter_taken_back(officer_of(request), found))
    form = forms.TakenBackForm(request.POST or None)
    return _enter(request, found, form, actions.enter_taken_back, title=_("The other side takes them back"))


@require_http_methods(GET_AND_POST)
def copy(request: HttpRequest, ref: str, whose: str) -> HttpResponse:
    """Enter what one state's copy of the contract says."""
    by, found = officer_of(request), load(ref)
    require(access.may_enter_nominee_copy(by, found, whose))
    form = copy_form(request, getattr(found, Copy(whose).value) or terms_of(found.order))
    if form.is_valid():
        actions.enter_nominee_copy(nominee=found, copy=whose, terms=form.cleaned_data, by=by, at=now())
        return redirect("recruitment:nominee", ref=ref)
    return copy_page(request, form, whose, way=way_to(found))


@require_http_methods(GET_AND_POST)
def signed(request: HttpRequest, ref: str) -> HttpResponse:
    """Enter that both have signed, where the papers lie here."""
    found = load(ref)
    require(access.may_enter_signature(officer_of(request), found))
    form = dated(request, forms.DayForm)
    return _enter(request, found, form, actions.enter_signature, title=_("Both have signed"))


@require_http_methods(GET_AND_POST)
def arrived(request: HttpRequest, ref: str) -> HttpResponse:
    """Confirm that the worker arrived."""
    found = load(ref)
    require(access.may_confirm_nominee_arrival(officer_of(request), found))
    form = dated(request, forms.DayForm)
    return _enter(request, found, form, actions.confirm_nominee_arrival, title=_("The worker arrived"))


@require_http_methods(GET_AND_POST)
def ended(request: HttpRequest, ref: str) -> HttpResponse:
    """Note that the work ended."""
    found = load(ref)
    require(access.may_end_nominee_work(officer_of(request), found))
    form = dated(request, forms.DayForm)
    return _enter(request, found, form, actions.end_nominee_work, title=_("The work ended"))
