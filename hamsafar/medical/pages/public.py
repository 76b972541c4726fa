"""What everybody reads of the examination: what is examined, where, at what price, and how one is told."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from hamsafar.appointments.models import Office
from hamsafar.kit.pages import public
from hamsafar.medical.actions.receiving import panel
from hamsafar.medical.enums import SERVICE
from hamsafar.medical.models import Price
from hamsafar.medical.pages.looking import item_words
from hamsafar.medical.rules.panels import DAYS_TO_CONCLUSION


@public
@require_safe
def examination(request: HttpRequest) -> HttpResponse:
    """The centres with their prices, today's panel, and that everybody is told in person."""
    today = timezone.localdate()
    words, asked = item_words(), panel(on=today)
    offices = Office.objects.filter(shifts__service__key=SERVICE).distinct().in_order()
    prices: dict[str, Price] = {}
    for each in Price.objects.filter(valid_from__lte=today).newest_first():
        prices.setdefault(each.office, each)
    context = {
        "centres": [(each, prices.get(each.key)) for each in offices],
        "service": SERVICE,
        "items": [words[item] for item in asked.items],
        "proposed": [words[item] for item in asked.proposed],
        "days": DAYS_TO_CONCLUSION,
    }
    return render(request, "medical/examination.html", context)
