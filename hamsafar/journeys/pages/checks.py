"""Checks before a trip for the desk, the lists they stand on, and the check of a receipt that is open to everybody."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hamsafar.accounts.sign_in import officer_of
from hamsafar.journeys import access
from hamsafar.journeys.actions import check_lists, trip_checks
from hamsafar.journeys.actions.looks import open_file_of
from hamsafar.journeys.check_forms import AskForThem, ListFile, ReceiptText
from hamsafar.journeys.enums import CheckAnswer, LookReason
from hamsafar.journeys.formats.check_lists import moment
from hamsafar.journeys.formats.receipts import ReceiptOutcome
from hamsafar.journeys.models import CheckList, ListMaker, Person, TripCheck
from hamsafar.journeys.pages.receipt_verdicts import VERDICTS
from hamsafar.kit.pages import page_of, public
from hamsafar.kit.verdict import require


@require_http_methods(["GET", "HEAD", "POST"])
def of_person(request: HttpRequest, ref: str) -> HttpResponse:
    """The checks of one person, and the asking of another at their wish."""
    by = officer_of(request)
    form = AskForThem(request.POST or None)
    file = get_object_or_404(Person, ref=ref).head
    if form.is_valid():
        trip_checks.ask_check(person=file, consent=form.cleaned_data["how"], by=by, at=now())
        return redirect("people:checks", ref=ref)
    file = open_file_of(person=file, why=LookReason.HELP, by=by, at=now())
    checks = page_of(request, TripCheck.objects.of(file.same_as()).newest_first())
    context = {"person": file, "checks": checks, "form": form, "may_ask": access.may_ask_check(by, file), "now": now()}
    return render(request, "journeys/checks/of_person.html", context)


@require_safe
def receipt(request: HttpRequest, ref: str) -> HttpResponse:
    """The receipt of one check, as PDF."""
    check = get_object_or_404(TripCheck.objects.select_related("person"), ref=ref)
    return as_pdf(check, trip_checks.hand_out_receipt(check=check, by=officer_of(request), at=now()))


@require_safe
def lists(request: HttpRequest) -> HttpResponse:
    """Whose lists are taken here, and which lists there are."""
    by = officer_of(request)
    require(access.may_keep_check_lists(by))
    makers = ListMaker.objects.select_related("side", "proposed_by", "accepted_by").order_by("-pk")
    context = {
        "makers": [(each, check_lists.digits_of(each)) for each in makers],
        "lists": page_of(request, CheckList.objects.select_related("maker").newest_first()),
        "form": ListFile(),
        "now": now(),
    }
    return render(request, "journeys/checks/lists.html", context)


@require_POST
def load(request: HttpRequest) -> HttpResponse:
    """Load a list in the place of its maker's last one."""
    by, form = officer_of(request), ListFile(request.POST, request.FILES)
    if form.is_valid():
        check_lists.load_check_list(data=form.cleaned_data["file"].read(), by=by, at=now())
        messages.success(request, _("The list is loaded: it answers from now on."))
    else:
        messages.error(request, str(form.errors["file"][0]))
    return redirect("people:check_lists")


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def receipt_check(request: HttpRequest) -> HttpResponse:
    """Check a receipt that somebody shows: the text of its code is read and forgotten."""
    form = ReceiptText(request.POST or None)
    context: dict[str, Any] = {"form": form}
    if form.is_valid():
        context |= shown(trip_checks.verified(form.cleaned_data["text"], at=now()))
    return render(request, "journeys/checks/receipt.html", context)


def shown(outcome: ReceiptOutcome) -> dict[str, Any]:
    """A verdict on a receipt as pages show it."""
    receipt = outcome.receipt
    context: dict[str, Any] = {"verdict": VERDICTS[outcome.reason], "receipt": receipt}
    if receipt is not None:
        context |= {name: moment(getattr(receipt, name)) for name in ("asked", "answered", "until")}
        context["as_of"] = moment(receipt.list.as_of)
        context |= {"digest": receipt.list.digest.hex(), "said": CheckAnswer(receipt.answer).label}
    return context


def as_pdf(check: TripCheck, data: bytes) -> HttpResponse:
    """A receipt as it is downloaded."""
    headers = {"Content-Disposition": f'inline; filename="receipt-{check}.pdf"', "Cache-Control": "private, no-store"}
    return HttpResponse(data, content_type="application/pdf", headers=headers)
