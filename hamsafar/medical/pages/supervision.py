"""The supervisor's page: what is done and waits, what came too fast to be true, exemptions, price and token."""

from __future__ import annotations

from collections import Counter

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hamsafar.accounts.sign_in import officer_of
from hamsafar.kit.verdict import require
from hamsafar.medical import access, forms
from hamsafar.medical.actions.laboratory import give_token
from hamsafar.medical.actions.published import conclusions_issued
from hamsafar.medical.actions.receiving import publish_price
from hamsafar.medical.actions.supervising import open_folders
from hamsafar.medical.enums import EXAMINATION_MARKS, ExaminationState
from hamsafar.medical.models import Price
from hamsafar.medical.pages.looking import GET_AND_POST, item_words, names_of, office_of, unlocked_only
from hamsafar.medical.rules.throughput import rushes
from hamsafar.medical.unlocked import Desk

SHORT = ("tests ordered", "conclusion drawn")  # acts that take a person's time, each of them


@require_safe
@unlocked_only
def supervision(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The centre as a whole. Counts of what was found are not among it."""
    require(access.may_supervise_at(officer_of(request), desk))
    found = open_folders(desk=desk, on=timezone.localdate())
    states = Counter(each.state for each in found)
    acts = [act for each in found for act in each.acts]
    fast = [rush for verb in SHORT for rush in rushes((act.by, act.moment) for act in acts if act.verb == verb)]
    left_out = Counter(item.item for each in found for item in each.exemptions if item.second)
    names = names_of({act.by for act in acts})
    words = item_words()
    done = Counter(act.by for act in acts if act.verb in SHORT)
    context = {
        "queues": [(EXAMINATION_MARKS[each], each.label, states[each]) for each in ExaminationState],
        "done": [(names.get(ref, ref), count) for ref, count in done.most_common()],
        "rushes": [(names.get(each.officer, each.officer), each) for each in fast],
        "exemptions": [(words[item], count) for item, count in sorted(left_out.items())],
        "released": conclusions_issued(synthetic=office_of(request).synthetic),
        "price": Price.objects.of(desk.office, on=timezone.localdate()),
    }
    return render(request, "medical/supervision.html", context)


@require_http_methods(GET_AND_POST)
def price(request: HttpRequest) -> HttpResponse:
    """Publish a price."""
    office, form = office_of(request), forms.Price(request.POST or None)
    require(access.may_publish_price(officer_of(request)))
    if form.is_valid():
        publish_price(
            office=office.key, **form.cleaned_data, by=officer_of(request), at=now(), synthetic=office.synthetic
        )
        return redirect("centre:supervision")
    return render(request, "medical/price.html", {"form": form, "office": office}, status=422 if form.errors else 200)


@require_POST
@unlocked_only
def token(request: HttpRequest, desk: Desk) -> HttpResponse:
    """A token for the laboratory's machine, shown this once."""
    made = give_token(desk=desk, by=officer_of(request), at=now())
    return render(request, "medical/token.html", {"token": made})
