"""What is added to an incident: measures, checks of phones, notices to the consul, counts, files; handing files out."""

from __future__ import annotations

from typing import Any, cast

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hamsafar.accounts.models import User
from hamsafar.accounts.sign_in import officer_of
from hamsafar.files import serving
from hamsafar.files.models import StoredFile
from hamsafar.incidents import access, forms
from hamsafar.incidents.actions import evidence as showing_files
from hamsafar.incidents.actions import noting
from hamsafar.incidents.actions.evidence import Handed
from hamsafar.incidents.actions.receipts import add_receipt
from hamsafar.incidents.enums import NOT_STATED, CodeList
from hamsafar.incidents.models import Affected, BorderMeasure, ConsularNotice, Evidence, Incident, PhoneCheck
from hamsafar.incidents.pages.incidents import GET_AND_POST, load
from hamsafar.incidents.pages.looking import form_page, labels, there, today
from hamsafar.kit.refusal import Refusal
from hamsafar.kit.verdict import require


@require_http_methods(GET_AND_POST)
def notice(request: HttpRequest, ref: str) -> HttpResponse:
    """That the consul was told: when, by whom, how, and what proves it."""
    by, found = _to_change(request, ref)
    form = forms.Notice(request.POST or None, request.FILES or None, initial=today() | _whom(request))
    if form.is_valid():
        data = form.cleaned_data
        noting.record_notice(
            incident=found,
            affected=_person(found, data),
            told_at=forms.moment_of(data["on"], data["hour"], found.post) or now(),
            proof=handed(data["scan"]),
            **{name: data[name] for name in ("told_by", "via", "words")},
            by=by,
            at=now(),
        )
        return redirect("incidents:incident", ref=ref)
    return form_page(request, form, title=_("The consul was told"), button=_("Save"), incident=found)


@require_http_methods(GET_AND_POST)
def phone(request: HttpRequest, ref: str) -> HttpResponse:
    """That phones were checked; never what was on them."""
    by, found = _to_change(request, ref)
    initial = today() | _whom(request) | {"ground": NOT_STATED}
    form = forms.Phone(request.POST or None, grounds=labels().choices(CodeList.GROUND), initial=initial)
    if form.is_valid():
        data = form.cleaned_data
        noting.record_phone_check(
            incident=found,
            affected=_person(found, data),
            said=noting.PhoneText(
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
def phone_back(request: HttpRequest, ref: str, pk: int) -> HttpResponse:
    """That a device was given back."""
    by, found = _to_change(request, ref)
    check = get_object_or_404(PhoneCheck, pk=pk, incident=found)
    form = forms.Moment(request.POST or None, initial=today())
    if form.is_valid():
        noting.return_phone(check=check, returned_at=_moment(form, found), by=by, at=now())
        return redirect("incidents:incident", ref=ref)
    return form_page(request, form, title=_("The phones were given back"), button=_("Save"), incident=found)


@require_http_methods(GET_AND_POST)
def measure(request: HttpRequest, ref: str) -> HttpResponse:
    """A measure that was taken: each kind is its own, with its own people, beginning and end."""
    by, found = _to_change(request, ref)
    began, words = there(found), labels()
    initial = _whom(request) | {"on": began.date(), "hour": None if found.day_only else f"{began:%H:%M}"}
    form = forms.Measure(
        request.POST or None,
        measures=words.choices(CodeList.MEASURE),
        grounds=words.choices(CodeList.GROUND),
        initial=initial | {"ground": NOT_STATED},
    )
    if form.is_valid():
        data = form.cleaned_data
        noting.add_measure(
            incident=found,
            affected=_person(found, data),
            started_at=forms.moment_of(data["on"], data["hour"], found.post),
            ended_at=forms.moment_of(data["end_on"], data["end_hour"], found.post),
            **{name: data[name] for name in ("kind", "ground", "ground_words")},
            by=by,
            at=now(),
        )
        return redirect("incidents:incident", ref=ref)
    return form_page(request, form, title=_("A measure was taken"), button=_("Save"), incident=found)


@require_http_methods(GET_AND_POST)
def measure_end(request: HttpRequest, ref: str, pk: int) -> HttpResponse:
    """That a measure ended."""
    by, found = _to_change(request, ref)
    taken = get_object_or_404(BorderMeasure, pk=pk, incident=found)
    form = forms.Moment(request.POST or None, initial=today())
    if form.is_valid():
        noting.end_measure(measure=taken, ended_at=_moment(form, found), by=by, at=now())
        return redirect("incidents:incident", ref=ref)
    return form_page(request, form, title=_("The measure ended"), button=_("Save"), incident=found)


@require_http_methods(GET_AND_POST)
def count(request: HttpRequest, ref: str) -> HttpResponse:
    """A count as somebody stated it. It stands beside the list and is never mixed with it."""
    by, found = _to_change(request, ref)
    form = forms.Count(request.POST or None, outcomes=labels().choices(CodeList.OUTCOME), initial=today())
    if form.is_valid():
        data = form.cleaned_data
        said = noting.CountText(_moment(form, found), data["source"], data["people"], data["words"], data["outcome"])
        noting.state_counts(incident=found, said=[said], by=by, at=now())
        return redirect("incidents:incident", ref=ref)
    return form_page(request, form, title=_("A count that was stated"), button=_("Save"), incident=found)


@require_http_methods(GET_AND_POST)
def evidence(request: HttpRequest, ref: str) -> HttpResponse:
    """Hand in a file that shows something."""
    by, found = _to_change(request, ref)
    form = forms.EvidenceFile(request.POST or None, request.FILES or None, initial=_whom(request))
    if form.is_valid():
        data = form.cleaned_data
        showing_files.add_evidence(
            incident=found,
            file=Handed(data["file"], data["file"].name),
            affected=_person(found, data),
            words=data["words"],
            by=by,
            at=now(),
        )
        return redirect("incidents:incident", ref=ref)
    return form_page(request, form, title=_("Hand in a file"), button=_("Hand in"), incident=found)


@require_http_methods(GET_AND_POST)
def receipt(request: HttpRequest, ref: str) -> HttpResponse:
    """Put the receipt of a check before the trip to an incident."""
    by, found = _to_change(request, ref)
    form = forms.ReceiptRef(request.POST or None)
    if form.is_valid():
        add_receipt(incident=found, ref=form.cleaned_data["receipt"], by=by, at=now())
        return redirect("incidents:incident", ref=ref)
    return form_page(request, form, title=_("A check before the trip"), button=_("Save"), incident=found)


@require_safe
def evidence_file(request: HttpRequest, ref: str, file: str) -> HttpResponseBase:
    """The original of a file, to keep. Who took it is on record."""
    found = _evidence(ref, file)
    return serving.original(found.file, showing_files.give_evidence(evidence=found, by=officer_of(request), at=now()))


@require_safe
def evidence_picture(request: HttpRequest, ref: str, file: str) -> HttpResponseBase:
    """A picture to look at, drawn anew: nothing of what the camera wrote beside it."""
    found = _evidence(ref, file)
    return serving.shown(showing_files.show_evidence(evidence=found, by=officer_of(request), at=now()))


@require_safe
def proof(request: HttpRequest, ref: str, pk: int) -> HttpResponseBase:
    """What proves that the consul was told. Who took it is on record."""
    rows = ConsularNotice.objects.select_related("proof", "affected__person").exclude(proof=None)
    found = get_object_or_404(rows, pk=pk, incident__ref=ref)
    file = cast("StoredFile", found.proof)  # a notice without one was not found
    return serving.original(file, showing_files.give_proof(notice=found, by=officer_of(request), at=now()))


def handed(file: Any) -> Handed | None:
    """The file of a box that may stay empty."""
    return Handed(file, file.name) if file else None


def _evidence(ref: str, file: str) -> Evidence:
    rows = Evidence.objects.select_related("file", "affected__person")
    return get_object_or_404(rows, Q(incident__ref=ref) | Q(report__ref=ref), file__ref=file)


def _to_change(request: HttpRequest, ref: str) -> tuple[User, Incident]:
    """Who is signed in and the incident, if they may change it."""
    by, found = officer_of(request), load(ref)
    require(access.may_change(by, found))
    return by, found


def _whom(request: HttpRequest) -> dict[str, Any]:
    """The number of the person that a link names."""
    number = request.GET.get("person", "")
    return {"number": int(number)} if number.isdecimal() else {}


def _person(incident: Incident, data: dict[str, Any]) -> Affected | None:
    """The person of the number that was written; nobody where none was."""
    return numbered(incident, data["number"])


def numbered(incident: Incident, number: int | None) -> Affected | None:
    """The person with this number. Raises `Refusal` where nobody has it."""
    if number is None:
        return None
    found = incident.affected.filter(number=number).first()
    if found is None:
        raise Refusal(_("Nobody in this incident has the number %(n)s.") % {"n": number})
    return found


def _moment(form: Any, incident: Incident) -> Any:
    """The moment that was written; where the hour is not known and the day is today, now."""
    data = form.cleaned_data
    return min(forms.moment_of(data["on"], data["hour"], incident.post) or now(), now())
