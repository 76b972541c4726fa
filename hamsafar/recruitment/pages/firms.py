"""Employers, recruiters and quotas: lists, one firm with its history, and what is entered about it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hamsafar.accounts.sign_in import officer_of
from hamsafar.kit.language import reader_language
from hamsafar.kit.pages import page_of
from hamsafar.kit.parts import Link
from hamsafar.kit.verdict import require
from hamsafar.recruitment import access, forms
from hamsafar.recruitment.actions import firms as actions
from hamsafar.recruitment.actions.labels import labels
from hamsafar.recruitment.enums import CodeList, Register, RemarkKind
from hamsafar.recruitment.models import Candidate, Firm, FirmRemark, RegionQuota, ReservedPlaces
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
    number,
    trail,
    why_not,
)

REMARK_MARKS = {RemarkKind.COMPLAINT: "late", RemarkKind.SANCTION: "broken", RemarkKind.NOTE: "none"}
REMARKS_SHOWN = 50  # the newest; a firm with more is known well enough


def load(ref: str) -> Firm:
    return get_object_or_404(Firm.objects.select_related("side"), ref=ref)


def way_to(firm: Firm) -> list[Link]:
    """The way back to one firm."""
    lists = Link(_("Employers and recruiters"), reverse("recruitment:firms"))
    return trail(lists, Link(firm.name, reverse("recruitment:firm", args=[firm.ref])))


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Employers or recruiters, by name."""
    by = officer_of(request)
    require(access.may_read(by))
    which = request.GET.get("show", Register.EMPLOYER)
    found = Firm.objects.of(which if which in Register.values else Register.EMPLOYER)
    page = page_of(request, found.in_order())
    rows = [
        Row(
            reverse("recruitment:firm", args=[each.ref]),
            each.name,
            (Cell(str(each.side.words[reader_language()])), Cell(each.number), Cell(*_standing(each))),
            synthetic=each.synthetic,
        )
        for each in page
    ]
    return list_page(
        request,
        page,
        rows,
        title=_("Employers and recruiters"),
        lead=_("Whom people are sent to, through whom, and what is known of them."),
        headers=(Cell(_("Firm")), Cell(_("State")), Cell(_("Number")), Cell(_("Standing"))),
        empty=_("No firm is in this register yet."),
        shows=((Register.EMPLOYER, _("Employers")), (Register.RECRUITER, _("Recruiters"))),
        which=which,
        deeds=allowed((access.may_keep_firms(by), Deed(reverse("recruitment:new_firm"), _("Enter a firm")))),
    )


def _standing(firm: Firm) -> tuple[str, str]:
    """How a firm stands today, in words, and its mark."""
    if firm.struck_on is not None:
        return _("struck off"), "broken"
    if not firm.is_licensed(on=timezone.localdate()):
        return _("no licence today"), "late"
    if firm.licence_until:
        return _("licence until %(day)s") % {"day": day(firm.licence_until)}, "course"
    return _("registered"), "course"


@require_safe
def firm(request: HttpRequest, ref: str) -> HttpResponse:
    """One firm: its licence, its history on both sides, its orders."""
    by, found = officer_of(request), load(ref)
    require(access.may_read(by))
    today = timezone.localdate()
    sanction = found.sanction(on=today)
    words, mark = _standing(found) if sanction is None else (_("under a sanction"), "broken")
    orders = found.orders.newest_first() if access.may_see_unverified(by) else found.orders.seen().newest_first()
    address = [found.ref]
    deeds = allowed(
        (
            access.may_order(by, found, on=today),
            Deed(reverse("recruitment:new_order", args=address), _("Write a job order")),
        ),
        (
            access.may_keep_firms(by),
            Deed(reverse("recruitment:remark", args=address), _("Note something"), second=True),
        ),
        (
            access.may_strike(by, found),
            Deed(reverse("recruitment:licence", args=address), _("Renew the licence"), second=True),
        ),
        (
            access.may_strike(by, found),
            Deed(reverse("recruitment:strike", args=address), _("Strike it off"), second=True),
        ),
    )
    context = {
        "title": found.name,
        "caption": str(found.get_register_display()),
        "mark": mark,
        "state": words,
        "synthetic": found.synthetic,
        "facts": [
            (_("State"), found.side.words[reader_language()]),
            (_("Number in the register"), found.number),
            (
                _("Licence"),
                f"{found.licence}, {day(found.licence_from)} – {day(found.licence_until)}" if found.licence else "–",
            ),
        ],
        "sections": [_history(found, by), _orders(orders[:REMARKS_SHOWN])],
        "deeds": deeds,
        "why_not": why_not(access.may_keep_firms(by)),
        "trail": way_to(found)[:-1],
    }
    return render(request, "recruitment/record.html", context)


def _history(found: Firm, by: object) -> Section:
    rows = []
    for each in found.remarks.newest_first()[:REMARKS_SHOWN]:
        until = day(each.lifted_on or each.until) if each.lifted_on or each.until else ""
        period = f"{day(each.since)} – {until}" if until else day(each.since)
        words = f"{each.words} ({_('lifted:')} {each.lifted_because})" if each.lifted_because else each.words
        mark = "done" if each.lifted_on else REMARK_MARKS[RemarkKind(each.kind)]
        cells = (
            Cell(str(each.get_kind_display()), mark),
            Cell(period),
            Cell(str(each.side.words[reader_language()])),
            Cell(words),
        )
        lift = Deed(reverse("recruitment:lift", args=[each.pk]), _("Lift it"))
        rows.append((cells, allowed((access.may_lift(by, each), lift))))  # type: ignore[arg-type]
    headers = (_("What"), _("When"), _("Whose word"), _("In words"))
    return Section(_("History"), headers, tuple(rows), _("Nothing is noted."))


def _orders(orders: object) -> Section:
    rows = []
    for each in orders:  # type: ignore[attr-defined]
        deed = Deed(reverse("recruitment:order", args=[each.ref]), each.title)
        cells = (Cell(str(each.get_state_display()), ORDER_MARKS[each.state]), Cell(number(each.places), number=True))
        rows.append((cells, (deed,)))
    return Section(_("Job orders"), (_("State"), _("Places")), tuple(rows), _("No order yet."))


@require_http_methods(GET_AND_POST)
def new(request: HttpRequest) -> HttpResponse:
    """Enter a firm."""
    by = officer_of(request)
    require(access.may_keep_firms(by))
    form = forms.FirmForm(request.POST or None)
    if form.is_valid():
        data = form.cleaned_data
        licence = actions.Licence(data.pop("licence"), data.pop("since"), data.pop("until"))
        made = actions.add_firm(**data, licence=licence if licence.number else None, by=by, at=now())
        return redirect("recruitment:firm", ref=made.ref)
    way = trail(Link(_("Employers and recruiters"), reverse("recruitment:firms")))
    return form_page(request, form, title=_("Enter a firm"), button=_("Enter it"), way=way)


@require_http_methods(GET_AND_POST)
def licence(request: HttpRequest, ref: str) -> HttpResponse:
    """Enter a licence that was renewed."""
    by, found = officer_of(request), load(ref)
    require(access.may_strike(by, found))
    form = forms.LicenceForm(request.POST or None)
    if form.is_valid():
        actions.renew_licence(firm=found, licence=actions.Licence(**form.cleaned_data), by=by, at=now())
        return redirect("recruitment:firm", ref=ref)
    return form_page(request, form, title=_("Renew the licence"), button=_("Enter it"), way=way_to(found))


@require_http_methods(GET_AND_POST)
def remark(request: HttpRequest, ref: str) -> HttpResponse:
    """Note a complaint, a sanction or anything else about a firm."""
    by, found = officer_of(request), load(ref)
    require(access.may_keep_firms(by))
    form = forms.RemarkForm(request.POST or None)
    if form.is_valid():
        actions.remark_firm(firm=found, **form.cleaned_data, by=by, at=now())
        return redirect("recruitment:firm", ref=ref)
    hint = _("A sanction keeps every order of this firm back until it ends or is lifted.")
    return form_page(request, form, title=_("Note something"), button=_("Note it"), way=way_to(found), hint=hint)


@require_http_methods(GET_AND_POST)
def lift(request: HttpRequest, pk: int) -> HttpResponse:
    """Lift a sanction."""
    by, found = officer_of(request), get_object_or_404(FirmRemark.objects.select_related("firm__side"), pk=pk)
    require(access.may_lift(by, found))
    form = forms.ReasonForm(request.POST or None)
    if form.is_valid():
        actions.lift_sanction(remark=found, **form.cleaned_data, by=by, at=now())
        return redirect("recruitment:firm", ref=found.firm.ref)
    return form_page(
        request, form, title=_("Lift the sanction"), button=_("Lift it"), way=way_to(found.firm), hint=found.words
    )


@require_http_methods(GET_AND_POST)
def strike(request: HttpRequest, ref: str) -> HttpResponse:
    """Strike a firm off the register."""
    by, found = officer_of(request), load(ref)
    require(access.may_strike(by, found))
    form = forms.ReasonForm(request.POST or None)
    if form.is_valid():
        actions.strike_firm(firm=found, **form.cleaned_data, by=by, at=now())
        return redirect("recruitment:firm", ref=ref)
    return form_page(request, form, title=_("Strike it off"), button=_("Strike it off"), way=way_to(found))


@require_safe
def quotas(request: HttpRequest) -> HttpResponse:
    """How many people each region takes this year."""
    by = officer_of(request)
    require(access.may_read(by))
    words = labels()
    year = timezone.localdate().year
    page = page_of(request, RegionQuota.objects.of_year(year))
    rows = [
        Row(
            "",
            words.word(CodeList.REGION, each.region),
            (
                Cell(words.word(CodeList.SECTOR, each.sector) if each.sector else _("all sectors")),
                Cell(number(each.most), number=True),
                Cell(each.act),
            ),
        )
        for each in page
    ]
    return list_page(
        request,
        page,
        rows,
        title=_("Quotas of %(year)s") % {"year": year},
        lead=_("How many people a region takes in a year, and which act says so."),
        headers=(Cell(_("Region")), Cell(_("Sector")), Cell(_("At most"), number=True), Cell(_("Act"))),
        empty=_("No quota is entered for this year: none limits a placement."),
        deeds=allowed((access.may_keep_firms(by), Deed(reverse("recruitment:new_quota"), _("Enter a quota")))),
        links=[Link(_("Reserved places"), reverse("recruitment:reserved"))],
    )


@require_http_methods(GET_AND_POST)
def new_quota(request: HttpRequest) -> HttpResponse:
    """Enter a quota, or a newer number in its place."""
    by = officer_of(request)
    require(access.may_keep_firms(by))
    words = labels()
    form = forms.QuotaForm(
        request.POST or None,
        regions=words.choices(CodeList.REGION),
        sectors=words.choices(CodeList.SECTOR),
        initial={"year": timezone.localdate().year},
    )
    if form.is_valid():
        actions.set_quota(**form.cleaned_data, by=by, at=now())
        return redirect("recruitment:quotas")
    way = trail(Link(_("Quotas"), reverse("recruitment:quotas")))
    return form_page(request, form, title=_("Enter a quota"), button=_("Enter it"), way=way)


@require_safe
def reserved(request: HttpRequest) -> HttpResponse:
    """Places kept this year for people of one home district."""
    by = officer_of(request)
    require(access.may_read(by))
    words, year = labels(), timezone.localdate().year
    page = page_of(request, ReservedPlaces.objects.of_year(year))
    rows = [
        Row(
            "",
            each.district,
            (
                Cell(words.word(CodeList.REGION, each.region) if each.region else _("all regions")),
                Cell(words.word(CodeList.SECTOR, each.sector) if each.sector else _("all sectors")),
                Cell(number(each.places), number=True),
                Cell(each.act),
            ),
        )
        for each in page
    ]
    return list_page(
        request,
        page,
        rows,
        title=_("Reserved places of %(year)s") % {"year": year},
        lead=_("Nobody else takes them, also where they stay empty. The report of a run says what they cost."),
        headers=(
            Cell(_("Home district")),
            Cell(_("Region")),
            Cell(_("Sector")),
            Cell(_("Places"), number=True),
            Cell(_("Act")),
        ),
        empty=_("No places are reserved this year."),
        deeds=allowed((access.may_keep_firms(by), Deed(reverse("recruitment:reserve"), _("Reserve places")))),
    )


@require_http_methods(GET_AND_POST)
def reserve(request: HttpRequest) -> HttpResponse:
    """Reserve places for people of one home district, or enter a newer number."""
    by = officer_of(request)
    require(access.may_keep_firms(by))
    words = labels()
    known = Candidate.objects.exclude(person__district="").values_list("person__district", flat=True)
    districts = known.distinct().order_by("person__district")
    form = forms.ReserveForm(
        request.POST or None,
        districts=[(each, each) for each in districts],
        regions=words.choices(CodeList.REGION),
        sectors=words.choices(CodeList.SECTOR),
        initial={"year": timezone.localdate().year},
    )
    if form.is_valid():
        actions.reserve_places(**form.cleaned_data, by=by, at=now())
        return redirect("recruitment:reserved")
    way = trail(Link(_("Reserved places"), reverse("recruitment:reserved")))
    hint = _("Home districts are those of the roster.")
    return form_page(request, form, title=_("Reserve places"), button=_("Enter it"), way=way, hint=hint)
