"""What officers do to a programme. Each page does one thing and leads back to the programme."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hamsafar.accounts.sign_in import officer_of
from hamsafar.figures.models import Observation
from hamsafar.figures.rules import sentences
from hamsafar.kit.language import reader_language
from hamsafar.kit.parts import Link
from hamsafar.kit.verdict import require
from hamsafar.programmes import access, actions, forms
from hamsafar.programmes.enums import Entry
from hamsafar.programmes.models import Measure, Milestone, Offer, Programme

MOVES = {Entry.REPLANNED: actions.replan_milestone, Entry.ACTUAL: actions.record_actual}
ANSWERS = {"accept": actions.accept_offer, "decline": actions.decline_offer, "deliver": actions.deliver_offer}


def report(request: HttpRequest, key: str, measure: str) -> HttpResponse:
    """Say for the officer's own side how a measure stands."""
    row = get_object_or_404(Measure.objects.select_related("programme"), programme_id=key, key=measure)
    side = access.side_of(officer_of(request))
    require(access.may_report(officer_of(request), side=side, classification=row.programme.classification))
    form = forms.Report(request.POST or None)
    if form.is_valid():
        actions.report_on_measure(measure=row, side=side, **form.cleaned_data, by=officer_of(request), at=now())
        return redirect("programmes:programme", key=key)
    page = _page(row.programme, _("Report on a measure"), row.words[reader_language()])
    return render(request, "programmes/form.html", page | {"form": form, "button": _("Report")})


def milestone(request: HttpRequest, key: str, milestone: str) -> HttpResponse:
    """Move a milestone, or say that it was reached, by a published fact."""
    rows = Milestone.objects.select_related("measure__programme")
    row = get_object_or_404(rows, measure__programme_id=key, key=milestone)
    programme = row.measure.programme
    require(access.may_edit(officer_of(request), classification=programme.classification))
    form = forms.Milestone(request.POST or None, facts=_days())
    if form.is_valid():
        move = MOVES[form.cleaned_data["entry"]]
        move(milestone=row, fact=form.cleaned_data["fact"], by=officer_of(request), at=now())
        return redirect("programmes:programme", key=key)
    page = _page(programme, _("Move a milestone or say that it was reached"), row.plan.name[reader_language()])
    return render(request, "programmes/form.html", page | {"form": form, "button": _("Record")})


def review(request: HttpRequest, key: str) -> HttpResponse:
    """Set the day on which the officer's side looks at the programme again."""
    programme = get_object_or_404(Programme, key=key)
    side = access.side_of(officer_of(request))
    require(access.may_set_review(officer_of(request), side=side, classification=programme.classification))
    form = forms.Review(request.POST or None)
    if form.is_valid():
        day = form.cleaned_data["on"]
        actions.set_next_review(programme=programme, side=side, on=day, by=officer_of(request), at=now())
        return redirect("programmes:programme", key=key)
    page = _page(programme, _("Set the next review"), programme.words[reader_language()])
    return render(request, "programmes/form.html", page | {"form": form, "button": _("Set the day")})


@require_POST
def offer(request: HttpRequest, key: str) -> HttpResponse:
    """Accept, decline or confirm the help that was offered for an event."""
    asked = request.POST
    row = get_object_or_404(
        Offer.objects.select_related("event"),
        event__programme_id=key,
        event__key=asked.get("event", ""),
        side=asked.get("side", ""),
        fact=asked.get("fact", ""),
    )
    answer = ANSWERS.get(asked.get("answer", ""))
    if answer is not None:
        answer(offer=row, by=officer_of(request), at=now())
    return redirect("programmes:programme", key=key)


def _page(programme: Programme, title: str, subject: str) -> dict[str, Any]:
    home = reverse("programmes:programme", args=[programme.key])
    trail = [Link(_("Programmes"), reverse("programmes:index")), Link(programme.words[reader_language()], home)]
    return {"title": title, "subject": subject, "trail": trail, "back": home}


def _days() -> list[tuple[str, str]]:
    """Every published day or term, newest first, as a choice: the day, and what the fact is."""
    lang = reader_language()
    book = Observation.objects.book(as_of=None)
    facts = sorted((fact for fact in book.facts.values() if fact.day), key=lambda fact: str(fact.day), reverse=True)
    return [(fact.key, f"{sentences.day_written(fact, lang)}: {fact.words[lang]}") for fact in facts]
