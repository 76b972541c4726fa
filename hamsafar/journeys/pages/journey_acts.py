"""What officers do with a journey: each page is one action."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from hamsafar.accounts.sign_in import officer_of
from hamsafar.journeys import access, journey_forms
from hamsafar.journeys.actions.crossing import note_stay_ground, report_crossing, tell_crossing
from hamsafar.journeys.actions.journeys import (
    cancel_journey,
    clear_for_departure,
    move_departure,
    open_journey,
    unmeet_requirement,
)
from hamsafar.journeys.actions.recording import Scan, confirm_requirement, decline_requirement, record_requirement
from hamsafar.journeys.actions.waiving import ask_waiver, decide_waiver
from hamsafar.journeys.enums import ConsentHow, Direction, JourneyPurpose, RequirementKind, StayGround
from hamsafar.journeys.models import Attestation, Journey, Person, Waiver
from hamsafar.kit.refusal import Refusal
from hamsafar.kit.verdict import require

GET_OR_POST = ["GET", "HEAD", "POST"]


@require_http_methods(GET_OR_POST)
def open_one(request: HttpRequest, ref: str) -> HttpResponse:
    """Open a journey for a person."""
    by, person = officer_of(request), get_object_or_404(Person, ref=ref).head
    require(access.may_open_journey(by, person))
    form = journey_forms.OpenJourney(request.POST or None)
    if form.is_valid():
        found = form.cleaned_data
        purpose = JourneyPurpose(found["purpose"])
        try:
            made = open_journey(
                person=person,
                purpose=purpose,
                departs_on=found["departs_on"],
                occupation=found["occupation"],
                by=by,
                at=now(),
            )
            return redirect("journeys:journey", ref=made.ref)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    context = {"subject": person.name, "synthetic": person.synthetic, "back": f"/people/{person.ref}/"}
    return _page(request, form, title=_("Open a journey"), button=_("Open"), **context)


@require_http_methods(GET_OR_POST)
def departure(request: HttpRequest, ref: str) -> HttpResponse:
    """Plan the departure for another day."""
    by, found = officer_of(request), _load(ref)
    require(access.may_change_journey(by, found))
    form = journey_forms.Departure(request.POST or None, initial={"departs_on": found.departs_on})
    if form.is_valid():
        move_departure(journey=found, departs_on=form.cleaned_data["departs_on"], by=by, at=now())
        return redirect("journeys:journey", ref=ref)
    return _about(request, found, form, title=_("Move the departure"), button=_("Move"))


@require_POST
def clear(request: HttpRequest, ref: str) -> HttpResponse:
    """Issue the paper for the journey."""
    paper = clear_for_departure(journey=_load(ref), by=officer_of(request), at=now())
    messages.success(request, _("The paper is issued. Print the sheet and hand it over."))
    return redirect("papers:paper", pk=paper.pk)


@require_http_methods(GET_OR_POST)
def cancel(request: HttpRequest, ref: str) -> HttpResponse:
    """Cancel a journey that has not begun."""
    by, found = officer_of(request), _load(ref)
    require(access.may_change_journey(by, found))
    form = journey_forms.Because(request.POST or None)
    if form.is_valid():
        cancel_journey(journey=found, because=form.cleaned_data["because"], by=by, at=now())
        return redirect("journeys:journey", ref=ref)
    return _about(request, found, form, title=_("Cancel the journey"), button=_("Cancel it"))


@require_http_methods(GET_OR_POST)
def crossing(request: HttpRequest, ref: str) -> HttpResponse:
    """Note a crossing."""
    by, found = officer_of(request), _load(ref)
    require(access.may_change_journey(by, found))
    form = journey_forms.CrossingForm(request.POST or None)
    if form.is_valid():
        told = form.cleaned_data
        direction = Direction(told["direction"])
        report_crossing(journey=found, direction=direction, on=told["on"], post=told["post"], by=by, at=now())
        return redirect("journeys:journey", ref=ref)
    return _about(request, found, form, title=_("Note a crossing"), button=_("Note it"))


@require_http_methods(GET_OR_POST)
def tell(request: HttpRequest) -> HttpResponse:
    """Tell the other side of a crossing, by the paper that somebody shows."""
    by, form = officer_of(request), journey_forms.TellCrossing(request.POST or None)
    require(access.may_tell_crossing(by))
    if form.is_valid():
        told = form.cleaned_data
        try:
            tell_crossing(
                text=told["text"],
                direction=Direction(told["direction"]),
                on=told["on"],
                post=told["post"],
                consent=ConsentHow(told["how"]),
                by=by,
                at=now(),
            )
            messages.success(request, _("The other side is told, by the number of its paper alone."))
            return redirect("journeys:index")
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    context = {"subject": _("Journeys"), "synthetic": False, "back": "/journeys/"}
    return _page(request, form, title=_("Tell the other side of a crossing"), button=_("Tell it"), **context)


@require_http_methods(GET_OR_POST)
def stay_ground(request: HttpRequest, ref: str) -> HttpResponse:
    """Note on what ground the person stays."""
    by, found = officer_of(request), _load(ref)
    require(access.may_record(by, found))
    form = journey_forms.StayGroundForm(request.POST or None)
    if form.is_valid():
        told = form.cleaned_data
        ground = StayGround(told["ground"])
        note_stay_ground(journey=found, ground=ground, starts=told["starts"], until=told["until"], by=by, at=now())
        return redirect("journeys:journey", ref=ref)
    return _about(request, found, form, title=_("Note a ground of stay"), button=_("Note it"))


@require_http_methods(GET_OR_POST)
def record(request: HttpRequest, ref: str, kind: str) -> HttpResponse:
    """Record with a scan that something is met, for a second officer to confirm."""
    by, found, what = officer_of(request), _load(ref), _kind(kind)
    require(access.may_record(by, found))
    form = journey_forms.RecordRequirement(request.POST or None, request.FILES or None)
    if form.is_valid():
        told = form.cleaned_data
        given = told["scan"]
        record_requirement(
            journey=found,
            kind=what,
            on=told["on"],
            until=told["until"],
            words=told["words"],
            scan=Scan(given.read(), given.name) if given else None,
            by=by,
            at=now(),
        )
        return redirect("journeys:journey", ref=ref)
    hint = _("It counts once a second officer has held it against the original.")
    return _about(request, found, form, title=what.label, button=_("Record it"), hint=hint, files=True)


@require_http_methods(GET_OR_POST)
def waive(request: HttpRequest, ref: str, kind: str) -> HttpResponse:
    """Ask a second officer to do without a requirement."""
    by, found, what = officer_of(request), _load(ref), _kind(kind)
    asked = get_object_or_404(found.requirements, kind=what)
    require(access.may_ask_waiver(by, asked))
    form = journey_forms.Because(request.POST or None)
    if form.is_valid():
        ask_waiver(requirement=asked, because=form.cleaned_data["because"], by=by, at=now())
        return redirect("journeys:journey", ref=ref)
    title = _("Waive: %(what)s") % {"what": what.label}
    hint = _("A second officer decides. How many were granted is published by office.")
    return _about(request, found, form, title=title, button=_("Ask a second officer"), hint=hint)


@require_http_methods(GET_OR_POST)
def take_back(request: HttpRequest, ref: str, kind: str) -> HttpResponse:
    """Take back that something is met; the person is told why."""
    by, found, what = officer_of(request), _load(ref), _kind(kind)
    require(access.may_unmeet(by, found))
    form = journey_forms.Because(request.POST or None)
    if form.is_valid():
        unmeet_requirement(journey=found, kind=what, because=form.cleaned_data["because"], by=by, at=now())
        return redirect("journeys:journey", ref=ref)
    title = _("No longer met: %(what)s") % {"what": what.label}
    hint = _("The person is told this reason. A paper that was issued on it ends at once.")
    return _about(request, found, form, title=title, button=_("Take it back"), hint=hint)


@require_POST
def decide_attestation(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm as the second officer what was recorded, or do not."""
    found, by = (
        get_object_or_404(Attestation.objects.select_related("requirement__journey"), pk=pk),
        officer_of(request),
    )
    if request.POST.get("decision") == "confirm":
        confirm_requirement(attestation=found, by=by, at=now())
    else:
        decline_requirement(attestation=found, because=request.POST.get("because", ""), by=by, at=now())
    return redirect("journeys:journey", ref=found.requirement.journey.ref)


@require_POST
def decide_waiver_of(request: HttpRequest, ref: str) -> HttpResponse:
    """Decide a waiver as the second officer."""
    found = get_object_or_404(Waiver.objects.select_related("requirement__journey"), ref=ref)
    grant = request.POST.get("decision") == "grant"
    decide_waiver(waiver=found, grant=grant, by=officer_of(request), at=now())
    return redirect("journeys:journey", ref=found.requirement.journey.ref)


def _load(ref: str) -> Journey:
    found: Journey = get_object_or_404(Journey.objects.select_related("person"), ref=ref)
    return found


def _kind(kind: str) -> RequirementKind:
    if kind not in RequirementKind.values:
        raise Http404
    return RequirementKind(kind)


def _about(request: HttpRequest, found: Journey, form: Form, **context: Any) -> HttpResponse:
    shown = {"subject": found.ref, "synthetic": found.synthetic, "back": f"/journeys/{found.ref}/"}
    return _page(request, form, **(shown | context))


def _page(request: HttpRequest, form: Form, **context: Any) -> HttpResponse:
    defaults = {"hint": "", "files": False}
    return render(request, "journeys/journeys/form.html", {**defaults, **context, "form": form})
