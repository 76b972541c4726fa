"""For receptions: the day of an office, and its queue."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hamsafar.accounts.sign_in import officer_of
from hamsafar.appointments import access
from hamsafar.appointments.actions import attending, holders, published
from hamsafar.appointments.enums import BookingState, TicketState
from hamsafar.appointments.models import Booking, Office, Service, Ticket
from hamsafar.appointments.pages.public import BOOKING_MARKS
from hamsafar.kit.language import reader_language
from hamsafar.kit.pages import page_of
from hamsafar.kit.parts import Link
from hamsafar.kit.refs import read_ref
from hamsafar.kit.verdict import require

STEPS = {"came": attending.check_in, "served": attending.serve, "no-show": attending.mark_no_show}
QUEUE_SHOWN = 30


def trail(office: Office | None = None) -> list[Link]:
    """The way back."""
    found = [Link(_("Reception"), reverse("appointments:desks"))]
    if office:
        found.append(Link(office.words[reader_language()], reverse("appointments:desk", args=[office.key])))
    return found


@require_safe
def desks(request: HttpRequest) -> HttpResponse:
    """The offices of the officer's organisation."""
    by = officer_of(request)
    mine = Office.objects.of(by.organisation).in_order()
    for each in mine[:1]:
        require(access.may_keep(by, each))
    return render(request, "appointments/desks.html", {"offices": mine})


@require_safe
def desk(request: HttpRequest, office: str) -> HttpResponse:
    """One day of an office: who comes, and the queue of today."""
    by, where = officer_of(request), get_object_or_404(Office, key=office)
    require(access.may_keep(by, where))
    today = where.day_of(now())
    on = _day(request.GET.get("on")) or today
    begins = datetime.combine(on, time.min, tzinfo=where.zone)
    rows = Booking.objects.at(where).between(begins, begins + timedelta(days=1)).holding().in_order()
    if typed := read_ref(request.GET.get("ref", "")):
        found = holders.held(typed)
        if isinstance(found, Booking) and found.slot.office_id == where.pk:
            return redirect("appointments:booking", ref=found.ref)
    page = page_of(request, rows.select_related("slot__room", "slot__office", "service"))
    tickets = Ticket.objects.at(where).running().filter(on=today).select_related("service").in_order()
    context = {
        "office": where,
        "on": on,
        "unknown": bool(typed),
        "today": today,
        "page": page,
        "rows": [(each, BOOKING_MARKS[BookingState(each.state)]) for each in page],
        "day": published.day_of(where, on),
        "tickets": tickets[:QUEUE_SHOWN],
        "rooms": where.rooms.order_by("name"),
        "services": Service.objects.filter(shifts__office=where).distinct().order_by("pk"),
        "before": on - timedelta(days=1),
        "next": on + timedelta(days=1),
        "may_plan": access.may_manage(by, where),
        "trail": trail(),
    }
    return render(request, "appointments/desk.html", context)


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


@require_POST
def step(request: HttpRequest, ref: str, to: str) -> HttpResponse:
    """Somebody came, was seen, or did not come."""
    booking = get_object_or_404(Booking.objects.select_related("slot__office"), ref=ref)
    STEPS[to](booking=booking, by=officer_of(request), at=now())
    return _back(booking.slot.office, booking.slot.office.day_of(booking.slot.starts))


@require_POST
def draw(request: HttpRequest, office: str) -> HttpResponse:
    """A number for who came without an appointment."""
    where = get_object_or_404(Office, key=office)
    service = get_object_or_404(Service, key=request.POST.get("service", ""))
    ticket = attending.draw_ticket(office=where, service=service, by=officer_of(request), at=now())
    messages.success(request, _("Number %(n)s.") % {"n": ticket.number})
    return _back(where)


@require_POST
def call(request: HttpRequest, office: str) -> HttpResponse:
    """Call the next number to a room."""
    where = get_object_or_404(Office, key=office)
    room = request.POST.get("room", "")
    ticket = attending.call_next(office=where, room=room, by=officer_of(request), at=now())
    messages.success(request, _("Number %(n)s is called to room %(room)s.") % {"n": ticket.number, "room": ticket.room})
    return _back(where)


@require_POST
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """What became of a number."""
    ticket = get_object_or_404(Ticket.objects.select_related("office"), pk=pk)
    to = request.POST.get("to", "")
    if to in TicketState.values:
        attending.settle_ticket(ticket=ticket, to=to, by=officer_of(request), at=now())
    return _back(ticket.office)


def _back(office: Office, on: date | None = None) -> HttpResponse:
    where = reverse("appointments:desk", args=[office.key])
    return redirect(f"{where}?on={on}" if on else where)
