"""The reception: who is booked today, and receiving them. Nobody here holds a key or sees how far anything has come."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hamsafar.accounts.sign_in import officer_of
from hamsafar.appointments.actions.holders import held
from hamsafar.appointments.models import Booking
from hamsafar.journeys.models import Person
from hamsafar.kit.pages import page_of
from hamsafar.kit.refs import read_ref
from hamsafar.kit.verdict import require
from hamsafar.medical import access, forms
from hamsafar.medical.actions.receiving import Seen, Visit, panel, receive_person
from hamsafar.medical.enums import SERVICE, Payer
from hamsafar.medical.models import Price, Receipt
from hamsafar.medical.pages.looking import GET_AND_POST, item_words, office_of


@require_safe
def visitors(request: HttpRequest) -> HttpResponse:
    """Who is booked at this centre today; or the one booking of a reference, on whatever day."""
    require(access.may_receive(officer_of(request)))
    office = office_of(request)
    begins = datetime.combine(office.day_of(now()), time.min, tzinfo=office.zone)
    rows = Booking.objects.holding().at(office)
    if typed := read_ref(request.GET.get("ref", "")):
        found = held(typed)
        rows = rows.filter(pk=found.pk) if isinstance(found, Booking) else rows.none()
    else:
        rows = rows.between(begins, begins + timedelta(days=1))
    page = page_of(request, rows.filter(service__key=SERVICE).select_related("slot__office").in_order())
    people = {each.ref: each for each in Person.objects.filter(ref__in=[each.holder for each in page])}
    receipts = {each.booking: each for each in Receipt.objects.filter(booking__in=[each.ref for each in page])}
    context = {
        "page": page,
        "office": office,
        "typed": typed,
        "rows": [(each, people.get(each.holder), receipts.get(each.ref)) for each in page],
    }
    return render(request, "medical/visitors.html", context)


@require_http_methods(GET_AND_POST)
def receive(request: HttpRequest, ref: str) -> HttpResponse:
    """Receive one person: passport, photograph, consent, payment."""
    officer, office = officer_of(request), office_of(request)
    require(access.may_receive(officer))
    booking = get_object_or_404(Booking.objects.at(office).filter(service__key=SERVICE), ref=ref)
    known = Person.objects.filter(ref=booking.holder).first()
    form = forms.Receive(request.POST or None, initial={"person": known.ref if known else "", "payer": Payer.PERSON})
    if form.is_valid():
        said = form.cleaned_data
        person = get_object_or_404(Person.objects.kept(), ref=read_ref(said.pop("person"))).head
        visit = Visit(booking.ref, office.key, person, booking.booked_by)
        receive_person(visit=visit, seen=Seen(**said | {"payer": Payer(said["payer"])}), by=officer, at=now())
        messages.success(request, _("Received. Give the receipt to the person: it says from which day to come back."))
        return redirect("centre:receipt", ref=booking.ref)
    today = office.day_of(now())
    context = {
        "form": form,
        "booking": booking,
        "person": known,
        "price": Price.objects.of(office.key, on=today),
        "panel": [item_words()[item] for item in panel(on=today).items],
    }
    return render(request, "medical/receive.html", context, status=422 if form.errors else 200)


@require_safe
def receipt(request: HttpRequest, ref: str) -> HttpResponse:
    """The receipt, to be printed and handed over. Everybody's says the same."""
    require(access.may_receive(officer_of(request)))
    office = office_of(request)
    found = get_object_or_404(Receipt.objects.select_related("person"), booking=ref, office=office.key)
    return render(request, "medical/receipt.html", {"receipt": found, "office": office})
