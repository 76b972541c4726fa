"""Journeys for officers: the list, what waits for a second officer, one journey with tasks, clocks and papers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.dateparse import parse_date
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hamsafar.accounts.enums import Permission
from hamsafar.accounts.sign_in import officer_of
from hamsafar.files.actions import open_file
from hamsafar.files.serving import original
from hamsafar.journeys import access
from hamsafar.journeys.actions.crossing import stay_clock_of
from hamsafar.journeys.actions.looks import open_file_of
from hamsafar.journeys.actions.sheets import sheet_for
from hamsafar.journeys.enums import (
    JOURNEY_PEN,
    JourneyPurpose,
    JourneyState,
    LookReason,
    Phase,
    Standing,
    WaiverState,
)
from hamsafar.journeys.models import Attestation, Journey, Requirement, Waiver
from hamsafar.journeys.pages.ruling import Rulebook, RuleShown, Term
from hamsafar.journeys.rules.journeys import not_in_hand
from hamsafar.kit.because import from_data, said
from hamsafar.kit.pages import page_of
from hamsafar.kit.verdict import require
from hamsafar.papers.models import Paper

STATE_MARKS = {
    JourneyState.OPEN: "open",
    JourneyState.CLEARED: "done",
    JourneyState.ABROAD: "course",
    JourneyState.RETURNED: "none",
    JourneyState.CANCELLED: "none",
}
MARKS = {
    Standing.MET: "done",
    Standing.LAPSES_SOON: "soon",
    Standing.WAIVED: "done",
    Standing.NOT_NEEDED: "none",
    Standing.NOT_ESTABLISHED: "none",
    Standing.TO_CONFIRM: "soon",
    Standing.LAPSED: "late",
    Standing.OVERDUE: "late",
    Standing.MISSING: "open",
}
ASSUMED = ("stay-counting", "stay-counted", "term-counting")


@dataclass(frozen=True)
class Task:
    """One requirement as a line of the task list."""

    asked: Requirement
    mark: str
    stands: str
    why: str
    rule: RuleShown | None
    term: Term | None
    lost: str
    waits: Attestation | None
    waiver: Waiver | None
    open: bool


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every journey, newest first; `?state=`, `?purpose=` and `?departs=` (until a day) keep some of them."""
    require(access.may_keep_journeys(officer_of(request)))
    at = now()
    state, purpose = request.GET.get("state", ""), request.GET.get("purpose", "")
    rows = Journey.objects.kept()
    if state in JourneyState.values:
        rows = rows.in_state(state, at=at)
    if purpose in JourneyPurpose.values:
        rows = rows.filter(purpose=purpose)
    page = page_of(request, rows.select_related("person__merged_into").newest_first())
    shown = [(each, STATE_MARKS[each.state(at=at)], each.state(at=at).label) for each in page.object_list]
    context = {
        "page": page,
        "journeys": shown,
        "state": state,
        "states": JourneyState.choices,
        "purpose": purpose,
        "purposes": JourneyPurpose.choices,
        "waiting": Attestation.objects.waiting().count() + Waiver.objects.waiting().count(),
        "may_tell": access.may_tell_crossing(officer_of(request)),
    }
    return render(request, "journeys/journeys/index.html", context)


@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """What waits for a second officer: documents to confirm, waivers to decide."""
    require(access.may_keep_journeys(officer_of(request)))
    documents = _whole(Attestation.objects.waiting()).order_by("recorded_at", "pk")
    waivers = _whole(Waiver.objects.waiting()).order_by("asked_at", "pk")
    context = {"page": page_of(request, [*documents[:200], *waivers[:200]])}
    return render(request, "journeys/journeys/waiting.html", context)


def _whole(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.select_related("requirement__journey__person")


@require_safe
def journey(request: HttpRequest, ref: str) -> HttpResponse:
    """One journey: tasks by phase, clocks with their sums, crossings, papers. `?on=` shows the law of another day."""
    by, at = officer_of(request), now()
    require(access.may_keep_journeys(by))
    found = get_object_or_404(Journey.objects.select_related("person", "office"), ref=ref)
    person = open_file_of(person=found.person, why=LookReason.PAPER, by=by, at=at).head
    on = parse_date(request.GET.get("on", "")) or localdate(at)
    rules = Rulebook()
    tasks = _tasks(found, rules, on=on)
    state = found.state(at=at)
    stay = stay_clock_of(person, on=on)
    context = {
        "journey": found,
        "person": person,
        "state": state,
        "mark": STATE_MARKS[state],
        "pen": JOURNEY_PEN[state].label,
        "phases": [(Phase(phase).label, list(each)) for phase, each in groupby(tasks, lambda task: task.asked.phase)],
        "missing": _missing(found, tasks, on=on),
        "lost": _lost(found),
        "stay": stay,
        "stay_rule": rules.row(stay.law.key, stay.law.valid_from) if stay.law else None,
        "assumed": rules.called(ASSUMED),
        "on": on,
        "today": localdate(at),
        "crossings": found.crossings.in_order().select_related("post"),
        "grounds": found.stay_periods.order_by("starts"),
        "papers": Paper.objects.about(found.ref).newest_first(),
        "now": at,
        "may_change": access.may_change_journey(by, found),
        "may_record": access.may_record(by, found),
        "may_clear": access.may_clear(by, found, at=at),
        "waiver_rights": access.may_waive(by),
        "may_print": by.has(Permission.ISSUE_PAPERS),
    }
    return render(request, "journeys/journeys/journey.html", context)


@require_safe
def scan(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The scan of a document, as a download. The look stands on record for the person."""
    by = officer_of(request)
    require(access.may_keep_journeys(by))
    rows = Attestation.objects.exclude(scan=None).select_related("scan", "requirement__journey__person")
    found = get_object_or_404(rows, pk=pk)
    person, file = found.requirement.journey.person, found.scan
    if file is None:
        raise Http404
    return original(file, open_file(file=file, by=by, at=now(), person=person.ref))


@require_safe
def sheet(request: HttpRequest, ref: str, pk: int) -> HttpResponse:
    """The printable sheet of a paper of this journey, as PDF."""
    by = officer_of(request)
    found = get_object_or_404(Journey.objects.select_related("person"), ref=ref)
    paper = get_object_or_404(Paper.objects.about(found.ref).exclude(text=""), pk=pk)
    return HttpResponse(
        sheet_for(journey=found, paper=paper, by=by, at=now()),
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="journey-{paper}.pdf"', "Cache-Control": "no-store"},
    )


def _tasks(found: Journey, rules: Rulebook, *, on: date) -> list[Task]:
    waits = {
        each.requirement_id: each
        for each in Attestation.objects.waiting().filter(requirement__journey=found).select_related("recorded_by")
    }
    waivers = {
        each.requirement_id: each
        for each in Waiver.objects.exclude(state=WaiverState.REFUSED).filter(requirement__journey=found)
    }
    rows = sorted(found.requirements.waived_too().in_order(), key=lambda each: list(Phase).index(Phase(each.phase)))
    tasks = []
    for asked in rows:
        stands = asked.standing(on=on)
        tasks.append(
            Task(
                asked=asked,
                mark=MARKS[stands],
                stands=str(stands.label),
                why=said(asked.reason, _),
                rule=rules.row(asked.rule, asked.rule_from),
                term=rules.term(asked, entry=found.entry_on),
                lost=said(from_data(asked.unmet_because), _) if asked.unmet_because else "",
                waits=waits.get(asked.pk),
                waiver=waivers.get(asked.pk),
                open=stands in (Standing.MISSING, Standing.LAPSED, Standing.OVERDUE, Standing.LAPSES_SOON),
            )
        )
    return tasks


def _missing(found: Journey, tasks: list[Task], *, on: date) -> list[str]:
    """Why it cannot be cleared, in words; empty where everything is in hand."""
    facts = [each.asked.facts for each in tasks]
    return [str(kind.label) for kind in not_in_hand(facts, departs_on=found.departs_on or on, on=on)]


def _lost(found: Journey) -> str:
    if found.lost_at is None or not found.lost_because:
        return ""
    return said(from_data(found.lost_because["because"]), _)
