"""For everybody, without an account: where places are free and how long people waited, taking one, changing it."""

from __future__ import annotations

from datetime import date, timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hamsafar.accounts.models import User
from hamsafar.appointments import access, forms
from hamsafar.appointments.actions import booking as taking
from hamsafar.appointments.actions import holders, published, waiting_list
from hamsafar.appointments.enums import BookingState, Reason, TicketState, WaitingState
from hamsafar.appointments.models import Booking, Office, Service, Slot, Ticket, WaitingEntry
from hamsafar.kit.actor import VISITOR, Actor
from hamsafar.kit.language import reader_language
from hamsafar.kit.pages import public
from hamsafar.kit.parts import Link
from hamsafar.kit.patience import require_patience

GET_AND_POST = ["GET", "HEAD", "POST"]
BOOKINGS_AN_HOUR, LOOKS_AN_HOUR = 20, 20  # from one address: a family at one phone, not a machine
DAYS_SHOWN = 14
WHOSE, HALF_AN_HOUR = "appointment", 30 * 60
BOOKING_MARKS = {
    BookingState.BOOKED: "course",
    BookingState.CAME: "course",
    BookingState.SERVED: "done",
    BookingState.NO_SHOW: "open",
    BookingState.MOVED: "none",
    BookingState.CANCELLED: "none",
}
WAITING_MARKS = {WaitingState.WAITING: "course", WaitingState.PLACED: "done", WaitingState.LEFT: "none"}


def trail(*more: Link) -> list[Link]:
    """The way back."""
    return [Link(_("Appointments"), reverse("appointments:index")), *more]


@public
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every service at every office: the next free place, and how long people waited."""
    return render(request, "appointments/index.html", {"choices": published.choices(at=now())})


def _office_and_service(office: str, service: str) -> tuple[Office, Service]:
    return get_object_or_404(Office, key=office), get_object_or_404(Service, key=service)


@public
@require_safe
def days(request: HttpRequest, office: str, service: str) -> HttpResponse:
    """The days of two weeks with a place free; or the way to the waiting list."""
    where, what = _office_and_service(office, service)
    first = _day(request.GET.get("from")) or where.day_of(now())
    hours = published.free_hours(where, what, first=first, days=DAYS_SHOWN, at=now())
    further = first + timedelta(days=DAYS_SHOWN)
    context = {
        "office": where,
        "service": what,
        "days": [(day, sum(found.values())) for day, found in hours.items()],
        "last": further - timedelta(days=1),
        "first": first,
        "further": further if (further - where.day_of(now())).days <= what.days_ahead else None,
        "listed": WaitingEntry.objects.waiting().of(what).count(),
        "stands_above": _who_books(request, where) is not VISITOR,
        "trail": trail(),
    }
    return render(request, "appointments/days.html", context)


def _who_books(request: HttpRequest, office: Office) -> Actor:
    """The officer of this office's reception, who books for somebody; everybody else books for themselves."""
    user = request.user
    return user if isinstance(user, User) and access.may_keep(user, office) else VISITOR


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


@public
@require_http_methods(GET_AND_POST)
def book(request: HttpRequest, office: str, service: str, on: str) -> HttpResponse:
    """Take an hour of one day."""
    where, what = _office_and_service(office, service)
    day = _day(on)
    if day is None:
        raise Http404
    hours = published.free_hours(where, what, first=day, days=1, at=now()).get(day, {})
    form = forms.Hour(request.POST or None, service=what, hours=hours)
    if form.is_valid():
        by = _who_books(request, where)
        if by is VISITOR:
            _require_patience(request, "book", BOOKINGS_AN_HOUR)
        data = form.cleaned_data
        wishes = holders.Wishes(contact=data["contact"], examiner=data.get("examiner", ""))
        booked = taking.book_hour(office=where, service=what, starts=data["starts"], wishes=wishes, by=by, at=now())
        return _shown_once(request, booked.booking, booked.code)
    way = trail(Link(what.words[reader_language()], reverse("appointments:days", args=[office, service])))
    context = {"office": where, "service": what, "day": day, "form": form, "full": not hours, "trail": way}
    return render(request, "appointments/book.html", context, status=422 if form.errors else 200)


@public
@require_http_methods(GET_AND_POST)
def wait(request: HttpRequest, service: str) -> HttpResponse:
    """Join the waiting list of a service."""
    what = get_object_or_404(Service, key=service)
    form = forms.WaitWish(request.POST or None, service=what)
    if form.is_valid():
        _require_patience(request, "wait", BOOKINGS_AN_HOUR)
        data = form.cleaned_data
        wishes = holders.Wishes(contact=data["contact"], district=data["district"], examiner=data.get("examiner", ""))
        entry, code = waiting_list.join_waiting_list(service=what, wishes=wishes, by=VISITOR, at=now())
        return _shown_once(request, entry, code)
    listed = WaitingEntry.objects.waiting().of(what).count()
    context = {"service": what, "form": form, "listed": listed, "trail": trail()}
    return render(request, "appointments/wait.html", context, status=422 if form.errors else 200)


def _shown_once(request: HttpRequest, found: Booking | WaitingEntry, code: str) -> HttpResponse:
    """Reference and code: they stand nowhere else in clear."""
    context = {"found": found, "code": code, "waits": isinstance(found, WaitingEntry), "trail": trail()}
    response = render(request, "appointments/receipt.html", context)
    response["Cache-Control"] = "no-store"
    return response


def _require_patience(request: HttpRequest, what: str, most: int) -> None:
    why = _("Too many came from your address. Wait an hour, or come to the office.")
    require_patience(request, f"appointments.{what}", most, why=why)


# ---- what is mine ----------------------------------------------------------------------------------------------------


@public
@never_cache
@require_http_methods(GET_AND_POST)
def mine(request: HttpRequest) -> HttpResponse:
    """My place, for half an hour after its reference and code were entered."""
    form = forms.SignIn(request.POST or None)
    if form.is_valid():
        _require_patience(request, "mine", LOOKS_AN_HOUR)
        if holders.find(**form.cleaned_data):
            request.session.flush()
            request.session[WHOSE] = form.cleaned_data["ref"].strip().upper()
            request.session.set_expiry(HALF_AN_HOUR)
            return redirect("appointments:mine")
        form.add_error(None, _("Reference and code do not belong together. Check both."))
    found = _signed_in(request)
    if found is None:
        status = 422 if form.errors else 200
        return render(request, "appointments/sign_in.html", {"form": form, "trail": trail()}, status=status)
    return render(request, "appointments/mine.html", {"found": found, **_shown(found), "trail": trail()})


def _signed_in(request: HttpRequest) -> Booking | WaitingEntry | None:
    ref = request.session.get(WHOSE)
    return holders.held(ref) if ref else None


def _shown(found: Booking | WaitingEntry) -> dict[str, object]:
    if isinstance(found, WaitingEntry):
        before = WaitingEntry.objects.waiting().of(found.service).filter(asked_at__lt=found.asked_at).count()
        return {"waits": True, "mark": WAITING_MARKS[WaitingState(found.state)], "before": before}
    return {
        "waits": False,
        "mark": BOOKING_MARKS[BookingState(found.state)],
        "reasons": [Reason(each).label for each in found.reasons],
        "may_change": found.state == BookingState.BOOKED,
    }


@public
@require_POST
def give_up(request: HttpRequest) -> HttpResponse:
    """Give my place back, or leave the waiting list."""
    found = _signed_in(request)
    if isinstance(found, WaitingEntry):
        waiting_list.leave_waiting_list(entry=found, by=holders.Holder(found.holder), at=now())
        messages.success(request, _("You wait no longer."))
    elif found is not None:
        taking.cancel_booking(booking=found, by=holders.Holder(found.holder), at=now())
        messages.success(request, _("Your place is given back. Somebody else can have it now."))
    return redirect("appointments:mine")


@public
@never_cache
@require_http_methods(GET_AND_POST)
def move(request: HttpRequest) -> HttpResponse:
    """Another place of the same service, at any office."""
    found = _signed_in(request)
    if not isinstance(found, Booking):
        return redirect("appointments:mine")
    if request.method == "POST":
        slot = get_object_or_404(Slot, pk=request.POST.get("slot") or 0)
        taking.move_booking(booking=found, slot=slot, by=holders.Holder(found.holder), at=now())
        messages.success(request, _("Your place is moved. Reference and code stay as they are."))
        return redirect("appointments:mine")
    free = Slot.objects.free().of(found.service).after(now()).with_examiner(found.examiner)
    return render(
        request,
        "appointments/move.html",
        {"found": found, "slots": free.select_related("office").in_order()[: DAYS_SHOWN * 2], "trail": trail()},
    )


@public
@never_cache
@require_safe
def queue(request: HttpRequest, office: str) -> HttpResponse:
    """The numbers called today, for the screen on the wall."""
    where = get_object_or_404(Office, key=office)
    today = Ticket.objects.at(where).filter(on=where.day_of(now()))
    context = {
        "office": where,
        "called": today.filter(state=TicketState.CALLED).order_by("-called_at")[:6],
        "waiting": today.waiting().count(),
        "trail": trail(),
    }
    return render(request, "appointments/queue.html", context)
