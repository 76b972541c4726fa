"""Incidents: the list, one incident with its people and clock, opening one with a pasted list, what is added later."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hamsafar.accounts.sign_in import officer_of
from hamsafar.exchange.models import Peer
from hamsafar.files.actions import store_file
from hamsafar.files.enums import EVIDENCE
from hamsafar.incidents import access, forms
from hamsafar.incidents.actions import mass, opening, people, sums
from hamsafar.incidents.actions.clockwork import clock_of_notice
from hamsafar.incidents.enums import NOT_STATED, STILL_HELD, Age, CodeList, IncidentState
from hamsafar.incidents.models import Affected, Incident, Report
from hamsafar.incidents.pages import showing
from hamsafar.incidents.pages.looking import INCIDENT_MARKS, form_page, labels, place_of, there, title_of, trail, when
from hamsafar.incidents.rules.lists import PastedList, Row, document_key, read_list
from hamsafar.kit.because import said
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
        "sums": [showing.desk_sums(synthetic=each) for each in (False, True)],
    }
    return render(request, "incidents/index.html", context)


@require_http_methods(GET_AND_POST)
def new(request: HttpRequest) -> HttpResponse:
    """Open an incident. A pasted list is shown as it was read before anything is written."""
    by = officer_of(request)
    require(access.may_report(by))
    words = labels()
    form = forms.Open(request.POST or None, measures=words.choices(CodeList.MEASURE), initial=_today())
    if form.is_valid():
        data = form.cleaned_data
        pasted = read_list(data["people"], today=timezone.localdate())
        if pasted.rows and "sure" not in request.POST:
            return _look_at_list(request, pasted, form=form, start=data["on"], known=frozenset())
        incident = mass.open_with_people(
            said=opening.IncidentText(
                started_at=forms.moment_of(data["on"], data["hour"], data["post"]) or now(),
                post=data["post"],
                place=data["place"],
                day_only=data["hour"] is None,
                words=data["words"],
                mass=bool(pasted.rows),
            ),
            measures=data["measures"],
            people=_people(pasted, data["on"], frozenset()),
            form_id=data["form_id"],
            by=by,
            at=now(),
        )
        return redirect("incidents:incident", ref=incident.ref)
    return form_page(request, form, title=_("Open an incident"), button=_("Open the incident"))


def _today() -> dict[str, Any]:
    return {"on": timezone.localdate()}


@require_http_methods(GET_AND_POST)
def paste(request: HttpRequest, ref: str) -> HttpResponse:
    """Add a pasted list to an incident. Who stands in the incident already is left out."""
    by, incident = officer_of(request), load(ref)
    require(access.may_change(by, incident))
    form = forms.Paste(request.POST or None)
    if form.is_valid():
        known = _documents(incident)
        start = there(incident).date()
        pasted = read_list(form.cleaned_data["people"], today=timezone.localdate())
        if "sure" not in request.POST:
            return _look_at_list(request, pasted, form=form, start=start, known=known, incident=incident)
        added = people.add_people(incident=incident, people=_people(pasted, start, known), by=by, at=now())
        count = len(added)
        messages.success(request, ngettext("%(n)s person was added.", "%(n)s people were added.", count) % {"n": count})
        return redirect("incidents:incident", ref=ref)
    return form_page(request, form, title=_("Paste a list"), button=_("Look at the list"), incident=incident)


def _documents(incident: Incident) -> frozenset[str]:
    given = incident.affected.exclude(document_given="").values_list("document_given", flat=True)
    return frozenset(map(document_key, given))


def _stands_already(row: Row, known: frozenset[str]) -> bool:
    return bool(row.document) and document_key(row.document) in known


def _is_added(row: Row, known: frozenset[str]) -> bool:
    """Whether a row is added: not who stands in it twice by document, nor who stands in the incident already."""
    return row.same_by != "document" and not _stands_already(row, known)


def _people(pasted: PastedList, start: date, known: frozenset[str]) -> tuple[people.PersonText, ...]:
    return tuple(_person(row, start) for row in pasted.rows if _is_added(row, known))


def _person(row: Row, start: date) -> people.PersonText:
    adult = row.is_adult(on=start)
    year = f"{row.birth_year}" if row.birth_year else ""
    return people.PersonText(
        name_given=row.name,
        document_given=row.document[:60],
        birth_given=row.birth,
        purpose=row.purpose or NOT_STATED,
        age=Age.NOT_KNOWN if adult is None else Age.ADULT if adult else Age.MINOR,
        note="; ".join(each for each in (year, row.note) if each)[:400],
    )


def _look_at_list(
    request: HttpRequest,
    pasted: PastedList,
    *,
    form: Any,
    start: date,
    known: frozenset[str],
    incident: Incident | None = None,
) -> HttpResponse:
    """How a list was read: who is added, what is doubtful, who is left out and why, which lines name nobody."""
    words = labels()
    rows = [
        {
            "row": row,
            "purpose": words.word(CodeList.PURPOSE, row.purpose),
            "doubts": [said(doubt, _) for doubt in row.doubts],
            "known": _stands_already(row, known),
            "added": _is_added(row, known),
        }
        for row in pasted.rows
    ]
    context = {
        "form": form,
        "doubtful": [each for each in rows if each["doubts"] or each["row"].same_by or each["known"]],  # type: ignore[attr-defined]
        "sound": [each for each in rows if not (each["doubts"] or each["row"].same_by or each["known"])],  # type: ignore[attr-defined]
        "remarks": pasted.remarks,
        "count": sum(bool(each["added"]) for each in rows),
        "trail": trail(incident),
        "incident": incident,
    }
    return render(request, "incidents/list.html", context)


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
        "measures": [words.word(CodeList.MEASURE, each.kind) for each in found.measures.all() if not each.affected_id],
        "ground": found.ground_words or words.word(CodeList.GROUND, found.ground),
        "stated": [(each, words.word(CodeList.OUTCOME, each.outcome)) for each in found.stated_counts.all()],
        "phones": [(each, words.word(CodeList.GROUND, each.ground)) for each in found.phone_checks.all()],
        "evidence": found.evidence.select_related("file"),
        "enquiries": [showing.enquiry_row(each) for each in enquiries],
        "channel": words.word(CodeList.CHANNEL, found.channel),
        "settlement": words.word(CodeList.SETTLEMENT, found.settlement),
        "may_change": access.may_change(by, found),
        "may_ask": access.may_ask(by, found),
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
            form = _once_more(form, found.version)
        else:
            return redirect("incidents:incident", ref=ref)
    title = _("Correct what is known")
    return form_page(
        request, form, title=title, button=_("Save"), incident=found, changes=showing.changes_in_words(changes, found)
    )


def _once_more(form: Any, version: int) -> Any:
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
        started_at=forms.moment_of(data["on"], data["hour"], data["post"]) or found.started_at,
        ended_at=forms.moment_of(data["end_on"], data["end_hour"], data["post"]),
        day_only=data["hour"] is None,
        mass=found.mass,
        people_words=found.people_words,
        language=found.language,
        **{name: data[name] for name in same},
    )


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
        initial=_today(),
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


@require_http_methods(GET_AND_POST)
def notice(request: HttpRequest, ref: str) -> HttpResponse:
    """That the consul was told: when, by whom, how, and what proves it."""
    by, found = officer_of(request), load(ref)
    require(access.may_change(by, found))
    form = forms.Notice(request.POST or None, initial=_today())
    if form.is_valid():
        data = form.cleaned_data
        opening.record_notice(
            incident=found,
            told_at=forms.moment_of(data["on"], data["hour"], found.post) or now(),
            told_by=data["told_by"],
            via=data["via"],
            words=data["words"],
            by=by,
            at=now(),
        )
        return redirect("incidents:incident", ref=ref)
    return form_page(request, form, title=_("The consul was told"), button=_("Save"), incident=found)


@require_http_methods(GET_AND_POST)
def phone(request: HttpRequest, ref: str) -> HttpResponse:
    """That phones were checked; never what was on them."""
    by, found = officer_of(request), load(ref)
    require(access.may_change(by, found))
    initial = _today() | {"ground": NOT_STATED}
    form = forms.Phone(request.POST or None, grounds=labels().choices(CodeList.GROUND), initial=initial)
    if form.is_valid():
        data = form.cleaned_data
        opening.record_phone_check(
            incident=found,
            said=opening.PhoneText(
                taken_at=forms.moment_of(data["on"], data["hour"], found.post),
                returned_at=forms.moment_of(data["back_on"], data["back_hour"], found.post),
                **{name: data[name] for name in ("devices", "code_asked", "ground", "ground_words", "questions")},
            ),
            by=by,
            at=now(),
        )
        return redirect("incidents:incident", ref=ref)
    return form_page(request, form, title=_("Phones were checked"), button=_("Save"), incident=found)


@require_http_methods(GET_AND_POST)
def evidence(request: HttpRequest, ref: str) -> HttpResponse:
    """Hand in a file that shows something."""
    by, found = officer_of(request), load(ref)
    require(access.may_change(by, found))
    form = forms.EvidenceFile(request.POST or None, request.FILES or None)
    if form.is_valid():
        given = form.cleaned_data["file"]
        stored = store_file(content=given, name=given.name, accept=EVIDENCE, by=by, at=now(), synthetic=found.synthetic)
        opening.add_evidence(incident=found, file=stored, words=form.cleaned_data["words"], by=by, at=now())
        return redirect("incidents:incident", ref=ref)
    return form_page(request, form, title=_("Hand in a file"), button=_("Hand in"), incident=found)


# ---- people ----------------------------------------------------------------------------------------------------------


@require_http_methods(GET_AND_POST)
def add_person(request: HttpRequest, ref: str) -> HttpResponse:
    """Add one person."""
    by, found = officer_of(request), load(ref)
    require(access.may_change(by, found))
    purposes = labels().choices(CodeList.PURPOSE)
    form = forms.PersonForm(request.POST or None, purposes=purposes, initial={"purpose": NOT_STATED})
    if form.is_valid():
        people.add_people(incident=found, people=[people.PersonText(**form.cleaned_data)], by=by, at=now())
        return redirect("incidents:incident", ref=ref)
    return form_page(request, form, title=_("Add a person"), button=_("Add the person"), incident=found)


def _affected(ref: str, number: int) -> Affected:
    found = Affected.objects.select_related("incident__post__side", "person")
    return get_object_or_404(found, incident__ref=ref, number=number)


@require_safe
def person(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """One person of an incident: as given, what they wished, what became of them, step by step."""
    by, found = officer_of(request), _affected(ref, number)
    require(access.may_read(by))
    words = labels()
    context = {
        "affected": found,
        "incident": found.incident,
        "row": showing.person_row(found, words),
        "outcomes": [(each, words.word(CodeList.OUTCOME, each.outcome)) for each in found.outcomes.in_order()],
        "purpose": words.word(CodeList.PURPOSE, found.purpose),
        "may_change": access.may_change(by, found.incident),
        "trail": trail(found.incident),
    }
    return render(request, "incidents/person.html", context)


@require_POST
def tap(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """What became of a person, by one tap. The same tap sent twice is kept once: it carries its own moment."""
    found, by = _affected(ref, number), officer_of(request)
    became = people.Became(number, request.POST.get("outcome", ""), _tapped_at(request), _("our consul"))
    people.record_outcomes(incident=found.incident, became=[became], by=by, at=now())
    return redirect(f"{request.POST.get('back') or ''}#people" if _is_here(request, ref) else "incidents:index")


def _is_here(request: HttpRequest, ref: str) -> bool:
    return request.POST.get("back", "").startswith(f"/incidents/{ref}/")


def _tapped_at(request: HttpRequest) -> datetime:
    """When it was tapped: the device's own moment where a tap was kept on it for a while, never in the future."""
    try:
        said_at = datetime.fromisoformat(request.POST.get("at", ""))
    except ValueError:
        return now()
    return min(said_at, now()) if said_at.tzinfo else now()


@require_http_methods(GET_AND_POST)
def outcome(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """What became of a person, from the whole list, with the moment and who says so."""
    by, found = officer_of(request), _affected(ref, number)
    require(access.may_change(by, found.incident))
    form = forms.Outcome(request.POST or None, outcomes=labels().choices(CodeList.OUTCOME), initial=_today())
    if form.is_valid():
        data = form.cleaned_data
        at = forms.moment_of(data["on"], data["hour"], found.incident.post) or now()
        became = people.Became(number, data["outcome"], min(at, now()), data["source"] or _("our consul"))
        people.record_outcomes(incident=found.incident, became=[became], by=by, at=now())
        return redirect("incidents:person", ref=ref, number=number)
    return form_page(request, form, title=_("What became of the person?"), button=_("Save"), incident=found.incident)


@require_http_methods(GET_AND_POST)
def edit_person(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """Correct one person's row; a conflict shows both values."""
    by, found = officer_of(request), _affected(ref, number)
    require(access.may_change(by, found.incident))
    initial = {name: getattr(found, name) for name in ("version", *forms.PersonForm.base_fields)}
    form = forms.EditPerson(request.POST or None, purposes=labels().choices(CodeList.PURPOSE), initial=initial)
    changes: tuple[opening.Changed, ...] = ()
    if form.is_valid():
        data = dict(form.cleaned_data)
        version = data.pop("version")
        try:
            text = people.PersonText(**data, language=found.language)
            people.edit_affected(affected=found, said=text, version=version, by=by, at=now())
        except opening.Conflict as conflict:
            changes = conflict.changes
            found.refresh_from_db()
            form = _once_more(form, found.version)
        else:
            return redirect("incidents:person", ref=ref, number=number)
    both = showing.changes_in_words(changes, found.incident)
    title = _("Correct this person’s row")
    return form_page(request, form, title=title, button=_("Save"), incident=found.incident, changes=both)


@require_http_methods(GET_AND_POST)
def wishes(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """What a held person answered about telling the consul and the family."""
    by, found = officer_of(request), _affected(ref, number)
    require(access.may_change(by, found.incident))
    initial = _today() | {"notice": found.notice_wish, "family": found.family_wish}
    form = forms.Wishes(request.POST or None, initial=initial)
    if form.is_valid():
        data = form.cleaned_data
        people.record_wish(
            affected=found,
            notice=data["notice"],
            family=data["family"],
            asked_at=forms.moment_of(data["on"], data["hour"], found.incident.post),
            by=by,
            at=now(),
        )
        return redirect("incidents:person", ref=ref, number=number)
    return form_page(request, form, title=_("What the person wishes"), button=_("Save"), incident=found.incident)


@require_safe
def without(request: HttpRequest) -> HttpResponse:
    """Everybody for whom no outcome is known, in all incidents, the longest waiting first."""
    by = officer_of(request)
    require(access.may_read(by))
    rows = Affected.objects.without_outcome().filter(incident__peer=Peer.objects.the_other())
    rows = rows.select_related("incident__post__side").order_by("incident__started_at", "incident_id", "number")
    page = page_of(request, rows)
    words = labels()
    context = {
        "page": page,
        "rows": [(showing.person_row(each, words, latest=""), title_of(each.incident)) for each in page],
        "trail": trail(),
    }
    return render(request, "incidents/without.html", context)
