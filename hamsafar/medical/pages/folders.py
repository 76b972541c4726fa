"""The clinicians' pages: the list of folders, one folder, and what may be done with it. Read at an unlocked desk."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms as django_forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hamsafar.accounts.sign_in import officer_of
from hamsafar.appointments.models import Office
from hamsafar.journeys.models import Person
from hamsafar.kit.actor import Actor
from hamsafar.kit.language import reader_language
from hamsafar.kit.pages import page_of
from hamsafar.kit.parts import Link
from hamsafar.kit.verdict import Verdict
from hamsafar.medical import access, forms, unlocked
from hamsafar.medical.actions import concluding, examining
from hamsafar.medical.actions.folders import read
from hamsafar.medical.enums import (
    ACTS,
    EXAMINATION_MARKS,
    EXAMINATION_PEN,
    ExaminationState,
    Finding,
    Outcome,
    ResultStatus,
)
from hamsafar.medical.formats import locking
from hamsafar.medical.formats.fhir import order_bundle
from hamsafar.medical.models import Examination
from hamsafar.medical.pages.looking import DESK, GET_AND_POST, item_words, names_of, unlocked_only
from hamsafar.medical.rules.folders import Folder
from hamsafar.medical.unlocked import Desk


@require_safe
@unlocked_only
def folders(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The examinations of the last months, newest first, with the step that each stands at."""
    rows = Examination.objects.at_office(desk.office).live(on=timezone.localdate()).newest_first()
    page = page_of(request, rows)
    context = {"page": page, "rows": [_row(each, desk) for each in page]}
    return render(request, "medical/folders.html", context)


def _row(examination: Examination, desk: Desk) -> tuple[Examination, str, Any, Any]:
    """One line of the list; a folder that a lost key locked has no step."""
    try:
        state = ExaminationState(locking.open_folder(examination.folder, desk.key, about=examination.ref).state)
    except locking.DoesNotOpen:
        return examination, "none", _("Locked with a key that was lost"), ""
    return examination, EXAMINATION_MARKS[state], state.label, EXAMINATION_PEN[state].label


@require_POST
@unlocked_only
def open_folder(request: HttpRequest, ref: str, desk: Desk) -> HttpResponse:
    """Open a folder. It says from now on that one did."""
    get_object_or_404(Examination.objects.at_office(desk.office), ref=ref)
    examining.open_folder(ref=ref, desk=desk, by=officer_of(request), at=now())
    unlocked.show(str(request.session[DESK]), ref)
    return redirect("centre:folder", ref=ref)


@require_safe
@unlocked_only
def folder(request: HttpRequest, ref: str, desk: Desk) -> HttpResponse:
    """One folder, once it was opened."""
    examination, found = _shown(request, ref, desk)
    by, words = officer_of(request), item_words()
    refs = {each.by for each in found.acts} | found.signers | {examination.received_by}
    names = names_of(refs)
    state = ExaminationState(found.state)
    said = found.conclusion
    context = {
        "examination": examination,
        "folder": found,
        "person": Person.objects.filter(ref=examination.person).first(),
        "mark": EXAMINATION_MARKS[state],
        "state": state.label,
        "pen": EXAMINATION_PEN[state].label,
        "panel": [_item(item, found, words) for item in found.panel],
        "orders": [(each, [words[item] for item in each.items]) for each in found.orders],
        "exemptions": [
            (words[each.item], each, names.get(each.by, ""), names.get(each.second, "")) for each in found.exemptions
        ],
        "conclusion": said,
        "until": date.fromisoformat(said.until) if said and said.until else None,
        "retest_on": date.fromisoformat(said.retest_on) if said and said.retest_on else None,
        "outcome": Outcome(said.outcome).label if said else "",
        "by": names.get(said.by, "") if said else "",
        "second": names.get(said.second, "") if said else "",
        "acts": [(each.moment, names.get(each.by, each.by), ACTS[each.verb], each.note) for each in found.acts],
        "doings": [(name, each.title) for name, each in DOINGS.items() if each.may(by, desk, found)],
        "refused": [each.may(by, desk, found).reason for name, each in DOINGS.items() if name == "conclude"],
    }
    return render(request, "medical/folder.html", context)


def _item(item: str, folder: Folder, words: Mapping[str, str]) -> tuple[str, Any, str, Any]:
    """One item of the panel: its name, what was found, the number, the status."""
    result = folder.standing.get(item)
    if result is None:
        return words[item], _("left out by two clinicians") if item in folder.exempt else _("no result yet"), "", ""
    return (
        words[item],
        Finding(result.finding).label,
        f"{result.value} {result.unit}".strip(),
        ResultStatus(result.status).label,
    )


def _shown(request: HttpRequest, ref: str, desk: Desk) -> tuple[Examination, Folder]:
    """A folder that this session opened."""
    if not unlocked.shows(str(request.session.get(DESK, "")), ref):
        raise Http404
    examination = get_object_or_404(Examination.objects.at_office(desk.office), ref=ref)
    return examination, read(examination, desk)


@require_safe
@unlocked_only
def order(request: HttpRequest, ref: str, number: str, desk: Desk) -> HttpResponse:
    """An order as a FHIR bundle, for the laboratory."""
    examination, found = _shown(request, ref, desk)
    wanted = next((each for each in found.orders if each.number == number), None)
    if wanted is None:
        raise Http404
    answer = HttpResponse(order_bundle(examination.ref, wanted), content_type="application/fhir+json")
    answer["Content-Disposition"] = f'attachment; filename="{number}.json"'
    return answer


@dataclass(frozen=True)
class Doing:
    """One thing that may be done with a folder: its title, the button, the form, who may, and the action."""

    title: Any
    button: Any
    may: Callable[[Actor, Desk, Folder], Verdict]
    do: Callable[..., Any]
    form: type[django_forms.Form] = django_forms.Form
    hint: Any = ""


def _may_sign_exemption(by: Actor, desk: Desk, folder: Folder) -> Verdict:
    waiting = [each for each in folder.exemptions if not each.second]
    verdicts = [access.may_confirm_exemption(by, desk, folder, each) for each in waiting]
    return next((each for each in verdicts if each), verdicts[0] if verdicts else Verdict(allowed=False))


def _conclude(*, outcome: str, **said: Any) -> Folder:
    return concluding.conclude(outcome=Outcome(outcome), **said)


def _send_along(*, to: str, **said: Any) -> Folder:
    return concluding.send_along(to=Examination.objects.get(ref=to), **said)


DOINGS: Mapping[str, Doing] = {
    "order": Doing(_("Order tests"), _("Order"), access.may_order, examining.order_tests, forms.OrderTests),
    "exempt": Doing(_("Leave a test out"), _("Propose it"), access.may_exempt, examining.exempt_item, forms.Exempt),
    "sign-exemption": Doing(
        _("Sign that a test is left out"), _("Sign"), _may_sign_exemption, examining.confirm_exemption, forms.Confirm
    ),
    "conclude": Doing(
        _("Draw a conclusion"),
        _("Conclude"),
        access.may_conclude,
        _conclude,
        forms.Conclude,
        _("A second physician signs it. Nothing leaves the centre before the person was told in person."),
    ),
    "sign": Doing(_("Sign as the second physician"), _("Sign"), access.may_countersign, concluding.countersign),
    "send-back": Doing(
        _("Send the conclusion back"), _("Send back"), access.may_countersign, concluding.send_back, forms.Reason
    ),
    "tell": Doing(
        _("The person sits here and is told"),
        _("They were told"),
        access.may_tell,
        concluding.tell_person,
        hint=_("Tell them first. What may leave the centre leaves it this evening, for everybody at the same hour."),
    ),
    "appeal": Doing(
        _("The person disagrees"), _("Note it"), access.may_note_appeal, concluding.note_appeal, forms.Saying
    ),
    "send-along": Doing(
        _("Send what was found to another centre"), _("Send"), access.may_send_along, _send_along, forms.SendAlong
    ),
}


@require_http_methods(GET_AND_POST)
@unlocked_only
def do(request: HttpRequest, ref: str, doing: str, desk: Desk) -> HttpResponse:
    """One act on a folder: its form, or done."""
    examination, found = _shown(request, ref, desk)
    chosen = DOINGS.get(doing)
    if chosen is None:
        raise Http404
    form = chosen.form(request.POST if request.method == "POST" else None)
    _fill_in(form, examination, found)
    if form.is_valid():
        chosen.do(ref=ref, **form.cleaned_data, desk=desk, by=officer_of(request), at=now())
        return redirect("centre:folder", ref=ref)
    context = {
        "form": form,
        "doing": chosen,
        "examination": examination,
        "trail": [Link(str(_("Folders")), "/folders/"), Link(examination.ref, f"/folders/{ref}/")],
    }
    return render(request, "medical/do.html", context, status=422 if form.errors else 200)


def _fill_in(form: django_forms.Form, examination: Examination, folder: Folder) -> None:
    """The choices that depend on the folder."""
    words, fields = item_words(), form.fields
    if "items" in fields:
        wanted = folder.missing or folder.panel
        fields["items"].choices = [(item, words[item]) for item in folder.panel if item not in folder.exempt]  # type: ignore[attr-defined]
        fields["items"].initial = list(wanted)
    if "item" in fields:
        proposed = [each.item for each in folder.exemptions if not each.second]
        offered = proposed if isinstance(form, forms.Confirm) else folder.missing
        fields["item"].choices = [(item, words[item]) for item in offered]  # type: ignore[attr-defined]
    if "to" in fields:
        fields["to"].choices = [(each.ref, _at(each)) for each in _elsewhere(examination)]  # type: ignore[attr-defined]


def _elsewhere(examination: Examination) -> list[Examination]:
    """Where else the person was received lately."""
    rows = Examination.objects.live(on=timezone.localdate()).filter(person=examination.person)
    return list(rows.exclude(office=examination.office).newest_first()[:5])


def _at(examination: Examination) -> str:
    office = Office.objects.filter(key=examination.office).first()
    return f"{office.words[reader_language()] if office else examination.office}, {examination.received_on:%d.%m.%Y}"
