"""For who plans the work of an office: shifts, rooms, days off, opening places, and the waiting list."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from hamsafar.accounts.models import User
from hamsafar.accounts.sign_in import officer_of
from hamsafar.appointments import access, forms
from hamsafar.appointments.actions import offices, waiting_list
from hamsafar.appointments.enums import Reason
from hamsafar.appointments.models import Booking, Office, Room, Service, Shift, WaitingEntry
from hamsafar.appointments.pages.desk import QUEUE_SHOWN, trail
from hamsafar.appointments.pages.public import GET_AND_POST
from hamsafar.kit.pages import page_of
from hamsafar.kit.parts import Link
from hamsafar.kit.verdict import require


def _load(request: HttpRequest, office: str) -> tuple[User, Office]:
    by, where = officer_of(request), get_object_or_404(Office, key=office)
    require(access.may_manage(by, where))
    return by, where


@require_http_methods(GET_AND_POST)
def plan(request: HttpRequest, office: str) -> HttpResponse:
    """Who works when, days off, opening places."""
    by, where = _load(request, office)
    today = where.day_of(now())
    opening = forms.Days(request.POST if "open" in request.POST else None, initial={"first": today})
    closing = forms.Closing(request.POST if "close" in request.POST else None)
    if opening.is_valid():
        count = offices.open_slots(office=where, **opening.cleaned_data, by=by, at=now())
        messages.success(request, ngettext("%(n)s place is new.", "%(n)s places are new.", count) % {"n": count})
        return redirect("appointments:plan", office=office)
    if closing.is_valid():
        offices.close_day(office=where, **closing.cleaned_data, by=by, at=now())
        messages.success(
            request, _("The office is closed on that day. Places that are held stay until they are moved.")
        )
        return redirect("appointments:plan", office=office)
    context = {
        "office": where,
        "shifts": where.shifts.select_related("service", "room").order_by("weekday", "begins", "room__name"),
        "closures": where.closures.filter(on__gte=today).order_by("on"),
        "opening": opening,
        "closing": closing,
        "services": Service.objects.filter(shifts__office=where).distinct().order_by("pk"),
        "trail": trail(where),
    }
    return render(request, "appointments/plan.html", context, status=422 if opening.errors or closing.errors else 200)


@require_http_methods(GET_AND_POST)
def waiting(request: HttpRequest, service: str) -> HttpResponse:
    """Who waits for a service, in the order of asking; and the run that gives them what is free."""
    by, what = officer_of(request), get_object_or_404(Service, key=service)
    require(access.may_allocate(by))
    form = forms.Days(request.POST or None, initial={"first": localdate() + timedelta(days=1)})
    if form.is_valid():
        made = waiting_list.allocate(service=what, **form.cleaned_data, by=by, at=now())
        count = len(made)
        messages.success(request, ngettext("%(n)s place is given.", "%(n)s places are given.", count) % {"n": count})
        return redirect("appointments:waiting", service=service)
    page = page_of(request, WaitingEntry.objects.waiting().of(what).in_order())
    given = Booking.objects.of(what).booked().exclude(reasons=[]).select_related("slot__office")
    context = {
        "service": what,
        "page": page,
        "form": form,
        "given": [(each, [Reason(why).label for why in each.reasons]) for each in given.in_order()[:QUEUE_SHOWN]],
        "trail": trail(),
    }
    return render(request, "appointments/waiting.html", context, status=422 if form.errors else 200)


# ---- shifts and rooms ------------------------------------------------------------------------------------------------


def services_of(office: Office) -> QuerySet[Service]:
    """The services that somebody gives at this office; every one of the node where nobody gives any yet."""
    given = Service.objects.filter(shifts__office=office).distinct()
    return (given if given.exists() else Service.objects.all()).order_by("pk")


@require_http_methods(GET_AND_POST)
def shift(request: HttpRequest, office: str) -> HttpResponse:
    """Add who works when."""
    by, where = _load(request, office)
    form = forms.NewShift(
        request.POST or None, services=Service.objects.order_by("pk"), rooms=where.rooms.order_by("name")
    )
    if form.is_valid():
        said = form.cleaned_data
        text = offices.ShiftText(**said | {"room": said["room"].name, "weekdays": tuple(said["weekdays"])})
        offices.add_shifts(office=where, shifts=[text], by=by, at=now())
        messages.success(request, _("Added. Open the places that follow from it."))
        return redirect("appointments:plan", office=office)
    return _form(request, form, where, title=_("Who works when?"), button=_("Add the shift"))


@require_POST
def end_shift(request: HttpRequest, office: str, pk: int) -> HttpResponse:
    """Nobody works a shift any more."""
    by, where = _load(request, office)
    found = get_object_or_404(Shift.objects.filter(office=where), pk=pk)
    back = offices.end_shift(shift=found, by=by, at=now())
    messages.success(
        request,
        ngettext(
            "The shift has ended. %(n)s free place was taken back; places that are held stay until they are moved.",
            "The shift has ended. %(n)s free places were taken back; places that are held stay until they are moved.",
            back,
        )
        % {"n": back},
    )
    return redirect("appointments:plan", office=office)


@require_http_methods(GET_AND_POST)
def rooms(request: HttpRequest, office: str) -> HttpResponse:
    """The rooms of an office, and adding one."""
    by, where = _load(request, office)
    form = forms.RoomName(request.POST or None)
    if form.is_valid():
        offices.add_room(office=where, **form.cleaned_data, by=by, at=now())
        return redirect("appointments:rooms", office=office)
    context = {"office": where, "rooms": where.rooms.order_by("name"), "form": form, "trail": _way(where)}
    return render(request, "appointments/rooms.html", context, status=422 if form.errors else 200)


@require_http_methods(GET_AND_POST)
def room(request: HttpRequest, office: str, pk: int) -> HttpResponse:
    """Give a room another name."""
    by, where = _load(request, office)
    found = get_object_or_404(Room.objects.filter(office=where), pk=pk)
    form = forms.RoomName(request.POST or None, initial={"name": found.name})
    if form.is_valid():
        offices.rename_room(room=found, **form.cleaned_data, by=by, at=now())
        return redirect("appointments:rooms", office=office)
    return _form(request, form, where, title=_("Another name for a room"), button=_("Save"))


def _way(office: Office) -> list[Link]:
    return [*trail(office), Link(_("Hours and places"), reverse("appointments:plan", args=[office.key]))]


def _form(request: HttpRequest, form: forms.forms.Form, office: Office, *, title: str, button: str) -> HttpResponse:
    way = _way(office)
    context = {"form": form, "office": office, "title": title, "button": button, "trail": way, "back": way[-1].url}
    return render(request, "appointments/form.html", context, status=422 if form.errors else 200)
