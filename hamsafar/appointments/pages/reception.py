"""For receptions: one booking that is moved or given back, and places for a group of people with a file."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hamsafar.accounts.sign_in import officer_of
from hamsafar.appointments import access, forms
from hamsafar.appointments.actions import booking as taking
from hamsafar.appointments.actions.holders import Wishes
from hamsafar.appointments.enums import BookingState
from hamsafar.appointments.models import Booking, Office, Slot
from hamsafar.appointments.pages.desk import trail
from hamsafar.appointments.pages.planning import services_of
from hamsafar.appointments.pages.public import BOOKING_MARKS, DAYS_SHOWN, GET_AND_POST
from hamsafar.kit.pages import page_of
from hamsafar.kit.refs import new_ref
from hamsafar.kit.verdict import require

SLOTS_SHOWN = DAYS_SHOWN * 2


@require_http_methods(GET_AND_POST)
def booking(request: HttpRequest, ref: str) -> HttpResponse:
    """One booking; and another place for its holder."""
    by = officer_of(request)
    found = get_object_or_404(Booking.objects.select_related("slot__office", "slot__room", "service"), ref=ref)
    require(access.may_keep(by, found.slot.office))
    if request.method == "POST":
        slot = get_object_or_404(Slot, pk=request.POST.get("slot") or 0)
        moved = taking.move_booking(booking=found, slot=slot, by=by, at=now())
        messages.success(request, _("The place is moved. The holder’s reference and code stay as they are."))
        return redirect("appointments:booking", ref=moved.ref)
    free = Slot.objects.free().of(found.service).after(now()).with_examiner(found.examiner)
    here = free.filter(office__organisation=by.organisation).select_related("office").in_order()
    may_move = access.may_change(by, found, BookingState.MOVED)
    context = {
        "found": found,
        "mark": BOOKING_MARKS[BookingState(found.state)],
        "slots": here[:SLOTS_SHOWN] if may_move else (),
        "may_move": may_move,
        "trail": trail(found.slot.office),
    }
    return render(request, "appointments/booking.html", context)


@require_POST
def cancel(request: HttpRequest, ref: str) -> HttpResponse:
    """Give a place back for its holder."""
    found = get_object_or_404(Booking, ref=ref)
    taking.cancel_booking(booking=found, by=officer_of(request), at=now())
    messages.success(request, _("The place is given back. Somebody else can have it now."))
    return redirect("appointments:booking", ref=ref)


@require_http_methods(GET_AND_POST)
def group(request: HttpRequest, office: str) -> HttpResponse:
    """Places for people with a file who come together: the earliest of some days, for all of them or for nobody."""
    by, where = officer_of(request), get_object_or_404(Office, key=office)
    require(access.may_keep(by, where))
    today = where.day_of(now())
    form = forms.Group(request.POST or None, services=services_of(where), initial={"first": today, "last": today})
    if form.is_valid():
        said, ref = form.cleaned_data, new_ref("G")
        made = taking.book_group(
            office=where,
            service=said["service"],
            holders=said["people"],
            group=ref,
            first=datetime.combine(said["first"], time.min, tzinfo=where.zone),
            last=datetime.combine(said["last"] + timedelta(days=1), time.min, tzinfo=where.zone),
            wishes=Wishes(examiner=said["examiner"]),
            by=by,
            at=now(),
        )
        count = len(made)
        messages.success(request, ngettext("%(n)s place is taken.", "%(n)s places are taken.", count) % {"n": count})
        return redirect("appointments:of_group", office=office, ref=ref)
    context = {
        "form": form,
        "office": where,
        "title": _("Places for a group"),
        "button": _("Take the places"),
        "trail": trail(where),
        "back": trail(where)[-1].url,
    }
    return render(request, "appointments/form.html", context, status=422 if form.errors else 200)


@require_safe
def of_group(request: HttpRequest, office: str, ref: str) -> HttpResponse:
    """The places of a group, to be handed to who brings them."""
    where = get_object_or_404(Office, key=office)
    require(access.may_keep(officer_of(request), where))
    rows = Booking.objects.at(where).filter(group=ref).holding().in_order().select_related("slot__office", "slot__room")
    if not rows.exists():
        raise Http404
    context = {"office": where, "page": page_of(request, rows), "ref": ref, "trail": trail(where)}
    return render(request, "appointments/of_group.html", context)
