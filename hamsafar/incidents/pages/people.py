"""The people of an incident: one person's page, what became of them, their wishes, their file; who has no outcome."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hamsafar.accounts.enums import Permission
from hamsafar.accounts.sign_in import officer_of
from hamsafar.exchange.models import Peer
from hamsafar.incidents import access, forms
from hamsafar.incidents.actions import opening, people
from hamsafar.incidents.actions.clockwork import clock_of_notice
from hamsafar.incidents.enums import NOT_STATED, CodeList
from hamsafar.incidents.models import Affected
from hamsafar.incidents.pages import showing
from hamsafar.incidents.pages.incidents import GET_AND_POST, load, once_more
from hamsafar.incidents.pages.looking import form_page, labels, title_of, today, trail
from hamsafar.incidents.pages.noting import numbered
from hamsafar.journeys.models import Person
from hamsafar.kit.pages import page_of
from hamsafar.kit.refs import read_ref
from hamsafar.kit.refusal import Refusal
from hamsafar.kit.verdict import require


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
    found = Affected.objects.select_related("incident__post__side", "person", "same_as")
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
        "clock": showing.clock_words(found.incident, clock_of_notice(found.incident, at=now(), affected=found)),
        "measures": [(each, words.word(CodeList.MEASURE, each.kind)) for each in found.measures.all()],
        "phones": [(each, words.word(CodeList.GROUND, each.ground)) for each in found.phone_checks.all()],
        "evidence": found.evidence.select_related("file"),
        "doubles": found.doubles.in_order(),
        "language": dict(settings.LANGUAGES).get(found.language, ""),
        "file_readable": by.has(Permission.READ_PEOPLE),
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
    form = forms.Outcome(request.POST or None, outcomes=labels().choices(CodeList.OUTCOME), initial=today())
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
            text = people.PersonText(**data)
            people.edit_affected(affected=found, said=text, version=version, by=by, at=now())
        except opening.Conflict as conflict:
            changes = conflict.changes
            found.refresh_from_db()
            form = once_more(form, found.version)
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
    initial = today() | {"notice": found.notice_wish, "family": found.family_wish}
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


@require_http_methods(GET_AND_POST)
def same(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """That two rows are one person, or are not: both stay visible, and the person is counted once."""
    by, found = officer_of(request), _affected(ref, number)
    require(access.may_change(by, found.incident))
    initial = {"number": found.same_as.number if found.same_as else None}
    form = forms.Same(request.POST or None, initial=initial)
    if form.is_valid():
        other = numbered(found.incident, form.cleaned_data["number"])
        people.mark_same(affected=found, same_as=other, by=by, at=now())
        return redirect("incidents:person", ref=ref, number=number)
    return form_page(request, form, title=_("The same person twice"), button=_("Save"), incident=found.incident)


@require_http_methods(GET_AND_POST)
def family_told(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """That the family was told, where the person was not against it."""
    by, found = officer_of(request), _affected(ref, number)
    require(access.may_change(by, found.incident))
    form = forms.Moment(request.POST or None, initial=today())
    if form.is_valid():
        data = form.cleaned_data
        told_at = min(forms.moment_of(data["on"], data["hour"]) or now(), now())
        people.tell_family(affected=found, told_at=told_at, by=by, at=now())
        return redirect("incidents:person", ref=ref, number=number)
    return form_page(request, form, title=_("The family was told"), button=_("Save"), incident=found.incident)


@require_http_methods(GET_AND_POST)
def their_file(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """Whose file a row belongs to: an officer says so, by the reference of the file."""
    by, found = officer_of(request), _affected(ref, number)
    require(access.may_change(by, found.incident))
    form = forms.TheirFile(request.POST or None, initial={"ref": found.person.ref if found.person else ""})
    if form.is_valid():
        people.link_person(affected=found, person=_file(form.cleaned_data["ref"]), by=by, at=now())
        return redirect("incidents:person", ref=ref, number=number)
    return form_page(request, form, title=_("The person’s file"), button=_("Save"), incident=found.incident)


def _file(written: str) -> Person | None:
    """The file of a reference; None where none was written. Raises `Refusal` for one that no file has."""
    if not written.strip():
        return None
    ref = read_ref(written)
    found = Person.objects.kept().filter(ref=ref).first() if ref else None
    if found is None:
        raise Refusal(_("No file has this reference. Check it sign by sign."))
    return found.head


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
