"""Incidents: the list, one incident with its people and clock, correcting it, settling, closing."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hamsafar.accounts.sign_in import officer_of
from hamsafar.exchange.models import Peer
from hamsafar.incidents import access, forms
from hamsafar.incidents.actions import opening, sums
from hamsafar.incidents.actions.clockwork import clock_of_notice
from hamsafar.incidents.enums import STILL_HELD, CodeList, IncidentState
from hamsafar.incidents.models import Incident, Report
from hamsafar.incidents.pages import showing
from hamsafar.incidents.pages.desk_sums import desk_sums
from hamsafar.incidents.pages.looking import (
    INCIDENT_MARKS,
    form_page,
    labels,
    place_of,
    there,
    title_of,
    today,
    trail,
    when,
)
from hamsafar.incidents.pages.promises import broken_by
from hamsafar.kit.pages import page_of
from hamsafar.kit.verdict import require

PEOPLE_ON_A_PAGE = 8  # the clock and the tally stay within reach of a thumb
GET_AND_POST = ["GET", "HEAD", "POST"]
ONE_TAP = ("admitted", "listed-for-expulsion", "removed", STILL_HELD)  # the rest stand on the person's own page


def load(ref: str) -> Incident:
    """One incident of this node."""
    found = Incident.objects.select_related("post__side", "peer__side")
    return get_object_or_404(found, ref=ref)


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every incident, newest first; or only those that are open, or in which somebody has no outcome."""
    by = officer_of(request)
    require(access.may_read(by))
    which = request.GET.get("show", "")
    rows = Incident.objects.of_node(Peer.objects.the_other()).newest_first()
    if which == "open":
        rows = rows.open()
    elif which == "without":
        rows = rows.with_people_without_outcome()
    page = page_of(request, rows.with_counts().select_related("post__side"))
    context = {
        "page": page,
        "rows": [(each, title_of(each), INCIDENT_MARKS[IncidentState(each.state)]) for each in page],
        "which": which,
        "shows": (("", _("All")), ("open", _("Open")), ("without", _("People without an outcome"))),
        "may_open": access.may_report(by),
        "reports": Report.objects.new().count(),
        "sums": [desk_sums(labels(), synthetic=each) for each in (False, True)],
    }
    return render(request, "incidents/index.html", context)


@require_safe
def incident(request: HttpRequest, ref: str) -> HttpResponse:
    """One incident: people without an outcome first, the clock, the tally, enquiries, accounts."""
    by, found = officer_of(request), load(ref)
    require(access.may_read(by))
    words, at = labels(), now()
    counts = sums.people_by_outcome(synthetic=found.synthetic, incident=found)
    listed = found.affected.counted().with_latest().order_by(F("latest").asc(nulls_first=True), "number")
    page = page_of(request, listed.prefetch_related("outcomes"), rows_on_a_page=PEOPLE_ON_A_PAGE)
    enquiries = found.enquiries.newest_first().select_related("asker")
    context = {
        "incident": found,
        "title": title_of(found),
        "place": place_of(found),
        "began": when(found, found.started_at),
        "ended": when(found, found.ended_at),
        "mark": INCIDENT_MARKS[IncidentState(found.state)],
        "total": sum(counts.values()),
        "without": counts[""],
        "opposed": found.affected.opposed().count(),
        "parts": showing.outcome_parts(counts, words) if sum(counts.values()) else None,
        "page": page,
        "people": [showing.person_row(each, words) for each in page],
        "taps": [(key, words.word(CodeList.OUTCOME, key)) for key in ONE_TAP],
        "clock": showing.clock_words(found, clock_of_notice(found, at=at)),
        "notices": found.notices.all(),
        "tally": showing.tally_of(found),
        "measures": [
            (each, words.word(CodeList.MEASURE, each.kind)) for each in found.measures.select_related("affected")
        ],
        "broken": broken_by(found),
        "ground": found.ground_words or words.word(CodeList.GROUND, found.ground),
        "stated": [(each, words.word(CodeList.OUTCOME, each.outcome)) for each in found.stated_counts.all()],
        "phones": [
            (each, words.word(CodeList.GROUND, each.ground)) for each in found.phone_checks.select_related("affected")
        ],
        "evidence": found.evidence.select_related("file", "affected"),
        "enquiries": [showing.enquiry_row(each) for each in enquiries],
        "channel": words.word(CodeList.CHANNEL, found.channel),
        "settlement": words.word(CodeList.SETTLEMENT, found.settlement),
        "may_change": access.may_change(by, found),
        "may_ask": access.may_ask(by, found),
        "may_enter": access.may_enter_enquiry(by),
        "may_state": access.may_state_account(by, found),
        "may_settle": access.may_move(by, found, IncidentState.SETTLED),
        "may_close": access.may_move(by, found, IncidentState.CLOSED),
        "may_reopen": access.may_move(by, found, IncidentState.OPEN),
        "trail": trail(),
    }
    return render(request, "incidents/incident.html", context)


@require_http_methods(GET_AND_POST)
def edit(request: HttpRequest, ref: str) -> HttpResponse:
    """Correct what is known. Where somebody else saved meanwhile, both values stand side by side."""
    by, found = officer_of(request), load(ref)
    require(access.may_change(by, found))
    form = forms.Edit(request.POST or None, grounds=labels().choices(CodeList.GROUND), initial=_known(found))
    changes: tuple[opening.Changed, ...] = ()
    if form.is_valid():
        try:
            opening.edit_incident(
                incident=found,
                said=_text(form.cleaned_data, found),
                version=form.cleaned_data["version"],
                by=by,
                at=now(),
            )
        except opening.Conflict as conflict:
            changes = conflict.changes
            found.refresh_from_db()
            form = once_more(form, found.version)
        else:
            return redirect("incidents:incident", ref=ref)
    title = _("Correct what is known")
    return form_page(
        request, form, title=title, button=_("Save"), incident=found, changes=showing.changes_in_words(changes, found)
    )


def once_more(form: Any, version: int) -> Any:
    """The same form with what was written, on top of the version that stands now: a second save is meant."""
    data = form.data.copy()
    data["version"] = str(version)
    form.data = data
    return form


def _known(found: Incident) -> dict[str, Any]:
    began, end = there(found), there(found, found.ended_at) if found.ended_at else None
    return {
        "version": found.version,
        "title": found.title,
        "post": found.post_id,
        "place": found.place,
        "on": began.date(),
        "hour": None if found.day_only else f"{began:%H:%M}",
        "end_on": end.date() if end else None,
        "end_hour": f"{end:%H:%M}" if end else None,
        "ground": found.ground,
        "ground_words": found.ground_words,
        "people_said": found.people_said,
        "words": found.words,
    }


def _text(data: dict[str, Any], found: Incident) -> opening.IncidentText:
    same = ("title", "post", "place", "ground", "ground_words", "people_said", "words")
    return opening.IncidentText(
        started_at=_kept(forms.moment_of(data["on"], data["hour"], data["post"]), found.started_at) or found.started_at,
        ended_at=_kept(forms.moment_of(data["end_on"], data["end_hour"], data["post"]), found.ended_at),
        day_only=data["hour"] is None,
        mass=found.mass,
        people_words=found.people_words,
        language=found.language,
        **{name: data[name] for name in same},
    )


def _kept(written: datetime | None, known: datetime | None) -> datetime | None:
    """The moment that was written; where it is the known one to the minute, that one: a box shows no seconds."""
    same = written and known and written == known.replace(second=0, microsecond=0)
    return known if same else written


@require_http_methods(GET_AND_POST)
def settle(request: HttpRequest, ref: str) -> HttpResponse:
    """By which channel it was settled, and how far."""
    by, found = officer_of(request), load(ref)
    require(access.may_move(by, found, IncidentState.SETTLED))
    words = labels()
    form = forms.Settle(
        request.POST or None,
        channels=words.choices(CodeList.CHANNEL),
        settlements=words.choices(CodeList.SETTLEMENT),
        initial=today(),
    )
    if form.is_valid():
        opening.settle_incident(incident=found, **form.cleaned_data, by=by, at=now())
        return redirect("incidents:incident", ref=ref)
    return form_page(request, form, title=_("Settled: by which channel?"), button=_("Save"), incident=found)


@require_POST
def close(request: HttpRequest, ref: str) -> HttpResponse:
    """Close an incident. People without an outcome stay in every sum."""
    opening.close_incident(incident=load(ref), by=officer_of(request), at=now())
    return redirect("incidents:incident", ref=ref)


@require_POST
def reopen(request: HttpRequest, ref: str) -> HttpResponse:
    """Open an incident again."""
    opening.reopen_incident(incident=load(ref), by=officer_of(request), at=now())
    return redirect("incidents:incident", ref=ref)
