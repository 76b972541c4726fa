"""A person's papers, checks, rights and journey, on their own pages."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hamsafar.journeys.actions.crossing import report_crossing
from hamsafar.journeys.actions.journeys import open_journey
from hamsafar.journeys.actions.own_papers import papers_of, take_sheet
from hamsafar.journeys.actions.sign_in import TheirOwn
from hamsafar.journeys.actions.trip_checks import ask_check, hand_out_receipt
from hamsafar.journeys.enums import ConsentHow
from hamsafar.journeys.mine_forms import BeginJourney, Crossed
from hamsafar.journeys.models import Journey, TripCheck
from hamsafar.journeys.pages.checks import as_pdf
from hamsafar.journeys.pages.mine import signed_in
from hamsafar.journeys.pages.own_rights import rights
from hamsafar.kit.pages import page_of, public
from hamsafar.papers.formats.claims import read_ours
from hamsafar.papers.formats.container import opened
from hamsafar.papers.formats.sheet import qr_svg


@public
@never_cache
@require_safe
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """One paper of mine: its code to show, and the sheet to print."""
    person = signed_in(request)
    if person is None:
        return redirect("mine:mine")
    found = get_object_or_404(papers_of(person), pk=pk)
    claims = read_ours(opened(found.text).payload)
    context = {
        "person": person,
        "paper": found,
        "claims": claims,
        "names": [name for _script, name in claims.names],
        "code": qr_svg(found.text),
        "now": now(),
    }
    return render(request, "journeys/mine/paper.html", context)


@public
@never_cache
@require_safe
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The sheet of one paper of mine, as PDF."""
    person = signed_in(request)
    if person is None:
        return redirect("mine:mine")
    found = get_object_or_404(papers_of(person), pk=pk)
    data = take_sheet(person=person, paper=found, by=TheirOwn(person.ref), at=now())
    headers = {"Content-Disposition": f'inline; filename="paper-{found}.pdf"', "Cache-Control": "private, no-store"}
    return HttpResponse(data, content_type="application/pdf", headers=headers)


@public
@never_cache
@require_safe
def checks(request: HttpRequest) -> HttpResponse:
    """My checks before a trip, and the asking of another."""
    person = signed_in(request)
    if person is None:
        return redirect("mine:mine")
    rows = page_of(request, TripCheck.objects.of(person.same_as()).newest_first())
    return render(request, "journeys/mine/checks.html", {"person": person, "checks": rows, "now": now()})


@public
@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    """Ask whether I stand on a list."""
    person = signed_in(request)
    if person is not None:
        ask_check(person=person, consent=ConsentHow.PAGE, by=TheirOwn(person.ref), at=now())
        messages.success(request, _("You asked. What was answered stands here, with its receipt."))
    return redirect("mine:checks")


@public
@never_cache
@require_safe
def receipt(request: HttpRequest, ref: str) -> HttpResponse:
    """The receipt of one check of mine, as PDF."""
    person = signed_in(request)
    if person is None:
        return redirect("mine:mine")
    check = get_object_or_404(TripCheck.objects.of(person.same_as()).select_related("person"), ref=ref)
    return as_pdf(check, hand_out_receipt(check=check, by=TheirOwn(person.ref), at=now()))


@public
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """Say that I will travel."""
    person = signed_in(request)
    if person is None:
        return redirect("mine:mine")
    form = BeginJourney(request.POST or None)
    if form.is_valid():
        open_journey(person=person, **form.cleaned_data, by=TheirOwn(person.ref), at=now())
        return redirect("mine:mine")
    return render(request, "journeys/mine/begin.html", {"person": person, "form": form})


@public
@require_http_methods(["GET", "HEAD", "POST"])
def crossed(request: HttpRequest) -> HttpResponse:
    """Say that I crossed the border, and which way."""
    person = signed_in(request)
    journey = None if person is None else Journey.objects.of(person).going_on().newest_first().first()
    if person is None or journey is None:
        return redirect("mine:mine")
    form = Crossed(request.POST or None)
    if form.is_valid():
        report_crossing(journey=journey, **form.cleaned_data, by=TheirOwn(person.ref), at=now())
        return redirect("mine:mine")
    return render(request, "journeys/mine/crossed.html", {"person": person, "form": form})


@public
@require_safe
def my_rights(request: HttpRequest) -> HttpResponse:
    """What I may ask for, with a text to show the officer. Needs no sign-in: it is for everybody."""
    return render(request, "journeys/mine/rights.html", {"rights": rights(), "person": signed_in(request)})
