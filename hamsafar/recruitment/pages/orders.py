"""Job orders: the list by whose turn it is, one order with all it says, writing, verifying, closing."""

from __future__ import annotations

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hamsafar.accounts.models import User
from hamsafar.accounts.sign_in import officer_of
from hamsafar.kit.language import reader_language
from hamsafar.kit.pages import page_of
from hamsafar.kit.parts import Link
from hamsafar.kit.verdict import require
from hamsafar.recruitment import access, forms
from hamsafar.recruitment.actions import orders as actions
from hamsafar.recruitment.actions.labels import Labels, labels
from hamsafar.recruitment.enums import CodeList, Housing, NomineeState, Payer
from hamsafar.recruitment.models import JobOrder
from hamsafar.recruitment.pages.firms import load as load_firm
from hamsafar.recruitment.pages.firms import way_to as way_to_firm
from hamsafar.recruitment.pages.looking import (
    GET_AND_POST,
    ORDER_MARKS,
    Cell,
    Deed,
    Row,
    Section,
    allowed,
    day,
    form_page,
    list_page,
    money,
    number,
    trail,
    why_not,
)


def load(ref: str) -> JobOrder:
    related = ("employer__side", "recruiter", "first_office", "second_office")
    return get_object_or_404(JobOrder.objects.select_related(*related), ref=ref)


def way_to(order: JobOrder) -> list[Link]:
    """The way back to one order."""
    return trail(Link(order.title, reverse("recruitment:order", args=[order.ref])))


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Job orders. Who neither keeps nor verifies them sees those that two institutions verified."""
    by = officer_of(request)
    require(access.may_read(by))
    words, today = labels(), timezone.localdate()
    which = request.GET.get("show", "open")
    every = JobOrder.objects.newest_first()
    seen = every if access.may_see_unverified(by) else every.seen()
    some = {"open": seen.open(on=today), "verify": seen.to_verify(), "expired": seen.expired(on=today)}
    page = page_of(request, some.get(which, seen))
    rows = [_row(each, words) for each in page]
    shows = [("open", _("Open"))]
    if access.may_see_unverified(by):
        shows += [("verify", _("To verify"))]
    shows += [("expired", _("Expired")), ("all", _("All"))]
    return list_page(
        request,
        page,
        rows,
        title=_("Recruitment"),
        lead=_("Work that employers offer. Nobody is placed on an order before two institutions have verified it."),
        headers=(
            Cell(_("Job order")),
            Cell(_("Region")),
            Cell(_("Wage"), number=True),
            Cell(_("Places"), number=True),
            Cell(_("State")),
        ),
        empty=_("No order is in this list."),
        shows=shows,
        which=which,
        links=[
            Link(_("Employers and recruiters"), reverse("recruitment:firms")),
            Link(_("Quotas"), reverse("recruitment:quotas")),
            *_people(by),
            Link(_("Published report"), reverse("recruitment:report")),
            Link(_("What this desk counts"), reverse("figures:recruited")),
        ],
    )


def _people(by: User) -> list[Link]:
    """The lists of those who place people."""
    names = (
        (_("People who look for work"), "roster"),
        (_("Placement runs"), "runs"),
        (_("Proposed places"), "proposals"),
        (_("Nominated by the other side"), "nominees"),
        (_("Complaints"), "complaints"),
    )
    return [Link(words, reverse(f"recruitment:{name}")) for words, name in names] if access.may_place(by) else []


def _row(order: JobOrder, words: Labels) -> Row:
    return Row(
        reverse("recruitment:order", args=[order.ref]),
        order.title,
        (
            Cell(words.word(CodeList.REGION, order.region)),
            Cell(_wage(order), number=True),
            Cell(number(order.places), number=True),
            Cell(*_state(order)),
        ),
        hint=" · ".join((words.word(CodeList.OCCUPATION, order.occupation), order.employer.name, *_from_there(order))),
        synthetic=order.synthetic,
    )


def _from_there(order: JobOrder) -> tuple[str, ...]:
    """Where an order was verified, if not here."""
    return (_("verified by the other side"),) if order.peer_id else ()


def _state(order: JobOrder) -> tuple[str, str]:
    if order.state != "closed" and order.is_expired(on=timezone.localdate()):
        return _("Expired"), "late"
    return str(order.get_state_display()), ORDER_MARKS[order.state]


def _wage(order: JobOrder) -> str:
    return f"{money(order.wage, order.currency)} {order.get_wage_per_display()}"


@require_safe
def order(request: HttpRequest, ref: str) -> HttpResponse:
    """One order: everything the employer offers, who pays what, who verified it."""
    by, found = officer_of(request), load(ref)
    require(access.may_see_order(by, found))
    words = labels(timezone.localdate(found.written_at))
    state, mark = _state(found)
    address = [found.ref]
    may_verify = access.may_verify(by, found)
    deeds = allowed(
        (may_verify, Deed(reverse("recruitment:verify", args=address), _("It holds good: verify it"), post=True)),
        (may_verify, Deed(reverse("recruitment:refuse", args=address), _("Do not verify it"), second=True)),
        (access.may_write_order(by, found), Deed(reverse("recruitment:rewrite", args=address), _("Change the order"))),
        (
            access.may_close_order(by, found),
            Deed(reverse("recruitment:close", args=address), _("Close the order"), second=True),
        ),
        (
            access.may_enter_nominee(by, found, on=timezone.localdate()),
            Deed(reverse("recruitment:enter_nominee", args=address), _("Enter a nomination"), second=True),
        ),
        (
            access.may_place(by),
            Deed(reverse("recruitment:departures", args=address), _("Who leaves for this order"), second=True),
        ),
    )
    context = {
        "title": found.title,
        "caption": found.employer.name,
        "mark": mark,
        "state": state,
        "pen": found.pen.label,
        "synthetic": found.synthetic,
        "notice": found.refused_because or found.closed_because,
        "facts": _facts(found, words),
        "sections": [_who_pays(found, words), _verified(found), *_nominees(found, by)],
        "deeds": deeds,
        "why_not": why_not(may_verify, access.may_keep_firms(by)),
        "trail": trail(),
    }
    return render(request, "recruitment/record.html", context)


def _facts(found: JobOrder, words: Labels) -> list[tuple[str, str]]:
    housing = str(found.get_housing_display())
    if found.housing == Housing.PAID:
        housing = _("%(housing)s: %(cost)s a month") % {
            "housing": housing,
            "cost": money(found.housing_cost, found.currency),
        }
    return [
        (_("Employer"), " · ".join((found.employer.name, *_from_there(found)))),
        (_("Recruiter"), found.recruiter.name if found.recruiter else "–"),
        (_("Occupation"), f"{words.word(CodeList.OCCUPATION, found.occupation)} (ISCO-08 {found.occupation})"),
        (_("Region"), words.word(CodeList.REGION, found.region)),
        (_("Sector"), words.word(CodeList.SECTOR, found.sector)),
        (_("Places"), number(found.places)),
        (_("Wage"), f"{_wage(found)}, {found.get_paid_how_display()}"),
        (_("Hours a week"), number(found.hours_a_week)),
        (_("Housing"), housing),
        (_("Season"), f"{day(found.begins_on)} – {day(found.ends_on)}"),
        (_("Russian"), str(found.get_russian_display())),
        (_("Years of experience"), number(found.years_needed)),
        (_("What else is needed"), found.requirements or "–"),
        (_("Who may come"), str(found.get_family_display())),
        (_("No longer holds from"), day(found.expires_on)),
    ]


def _who_pays(found: JobOrder, words: Labels) -> Section:
    rows = tuple(
        (
            (
                Cell(words.word(CodeList.COST, cost)),
                Cell(str(Payer(payer).label), "late" if payer == Payer.WORKER else "done"),
            ),
            (),
        )
        for cost, payer in sorted(found.pays.items())
    )
    return Section(_("Who pays what"), (_("Cost"), _("Who bears it")), rows, _("Nothing is said."))


def _verified(found: JobOrder) -> Section:
    pairs = ((found.first_office, found.first_at), (found.second_office, found.second_at))
    rows = tuple(
        ((Cell(str(office.words[reader_language()])), Cell(day(timezone.localdate(at)))), ())
        for office, at in pairs
        if office and at
    )
    return Section(_("Verified by"), (_("Institution"), _("When")), rows, _("No institution has verified it yet."))


def _nominees(found: JobOrder, by: User) -> list[Section]:
    """Whom the other side nominated for it: by state, for those who place people."""
    if found.peer_id is not None or not access.may_place(by):
        return []
    counted = found.nominees.values_list("state").annotate(people=Count("pk")).order_by("state")
    names = dict(NomineeState.choices)
    rows = tuple(((Cell(str(names[state])), Cell(number(people), number=True)), ()) for state, people in counted)
    heading = _("Nominated by the other side")
    return [Section(heading, (_("State"), _("People")), rows, _("Nobody is nominated yet."))]


@require_http_methods(GET_AND_POST)
def new(request: HttpRequest, ref: str) -> HttpResponse:
    """Write an order for an employer; it goes to the institutions at once."""
    by, employer = officer_of(request), load_firm(ref)
    require(access.may_order(by, employer, on=timezone.localdate()))
    form = _form(request)
    if form.is_valid():
        recruiter = form.cleaned_data["recruiter"]
        made = actions.write_order(employer=employer, recruiter=recruiter, said=form.said, by=by, at=now())
        return redirect("recruitment:order", ref=made.ref)
    return _order_page(request, form, title=_("Write a job order"), way=way_to_firm(employer))


@require_http_methods(GET_AND_POST)
def rewrite(request: HttpRequest, ref: str) -> HttpResponse:
    """Change an order that is a draft or was not verified."""
    by, found = officer_of(request), load(ref)
    require(access.may_write_order(by, found))
    form = _form(request, order=found)
    if form.is_valid():
        actions.rewrite_order(order=found, said=form.said, by=by, at=now())
        return redirect("recruitment:order", ref=ref)
    return _order_page(request, form, title=_("Change the order"), way=way_to(found))


def _form(request: HttpRequest, order: JobOrder | None = None) -> forms.OrderForm:
    words = labels()
    return forms.OrderForm(
        request.POST or None,
        occupations=words.choices(CodeList.OCCUPATION),
        regions=words.choices(CodeList.REGION),
        sectors=words.choices(CodeList.SECTOR),
        costs=list(words.lists.get(CodeList.COST.value, {}).items()),
        order=order,
    )


def _order_page(request: HttpRequest, form: forms.OrderForm, *, title: str, way: list[Link]) -> HttpResponse:
    hint = _("Two institutions look at it before anybody sees it.")
    return form_page(request, form, title=title, button=_("Hand to the institutions"), way=way, hint=hint)


@require_POST
def verify(request: HttpRequest, ref: str) -> HttpResponse:
    """Verify an order for the officer's institution."""
    actions.verify_order(order=load(ref), by=officer_of(request), at=now())
    return redirect("recruitment:order", ref=ref)


@require_http_methods(GET_AND_POST)
def refuse(request: HttpRequest, ref: str) -> HttpResponse:
    """Not verify an order, with what is to be mended."""
    by, found = officer_of(request), load(ref)
    require(access.may_verify(by, found))
    form = forms.ReasonForm(request.POST or None)
    if form.is_valid():
        actions.refuse_order(order=found, **form.cleaned_data, by=by, at=now())
        return redirect("recruitment:order", ref=ref)
    return form_page(request, form, title=_("Do not verify it"), button=_("Give it back"), way=way_to(found))


@require_http_methods(GET_AND_POST)
def close(request: HttpRequest, ref: str) -> HttpResponse:
    """Close an order."""
    by, found = officer_of(request), load(ref)
    require(access.may_close_order(by, found))
    form = forms.ReasonForm(request.POST or None)
    if form.is_valid():
        actions.close_order(order=found, **form.cleaned_data, by=by, at=now())
        return redirect("recruitment:order", ref=ref)
    return form_page(request, form, title=_("Close the order"), button=_("Close it"), way=way_to(found))
