"""People for those who keep their files: one search box, registration, the file, and what is added to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hamsafar.accounts.models import User
from hamsafar.accounts.sign_in import officer_of
from hamsafar.corridor.models import Code
from hamsafar.journeys import access, forms
from hamsafar.journeys.actions import keeping
from hamsafar.journeys.actions.finding import find_people
from hamsafar.journeys.actions.looks import open_file_of
from hamsafar.journeys.actions.registering import (
    Alike,
    ProbablyRegistered,
    checked,
    confirm_registration,
    enter_registration,
    look_alike,
    register_person,
    turn_away_registration,
)
from hamsafar.journeys.enums import (
    KINSHIP_BACK,
    Channel,
    ConsentHow,
    ContactKind,
    FileField,
    Kinship,
    LookReason,
    Purpose,
)
from hamsafar.journeys.models import CorrectionWish, Duplicate, FamilyLink, Merge, Person, Registration
from hamsafar.journeys.pages.evidence import alike_rows
from hamsafar.journeys.parts import parts
from hamsafar.journeys.rules.entries import BadEntry
from hamsafar.journeys.rules.phones import shown_phone
from hamsafar.kit.actor import VISITOR
from hamsafar.kit.because import said
from hamsafar.kit.language import reader_language
from hamsafar.kit.pages import page_of, public
from hamsafar.kit.refusal import Refusal
from hamsafar.kit.verdict import require
from hamsafar.names.mrz.reading import Zone
from hamsafar.names.spelling import CannotSpell
from hamsafar.names.spelling import forms as spellings

SPELLED = 8  # spellings that a clerk is shown
LATEST_LINES = 10
GET_OR_POST = ["GET", "HEAD", "POST"]


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """One box: any script, part of a name, a document's number, a telephone, a date of birth, in any order."""
    by = officer_of(request)
    require(access.may_read(by))
    query = request.GET.get("q", "").strip()[:200]
    context: dict[str, Any] = {"q": query, "may_register": access.may_register(by)}
    context["may_merge"], context["may_import"] = access.may_link(by), access.may_import(by)
    if query:
        context["found"] = find_people(query, by=by, at=now())
    if context["may_register"]:
        context["waiting"] = Registration.objects.waiting().count()
        context["wishes"] = CorrectionWish.objects.waiting().count()
    if context["may_merge"]:
        context["pairs"] = Duplicate.objects.open().count()
    return render(request, "journeys/people/search.html", context)


@require_http_methods(GET_OR_POST)
def register(request: HttpRequest, ref: str = "") -> HttpResponse:
    """Register a person, or, with `ref`, confirm what they typed on a phone. A probable duplicate stops it."""
    by = officer_of(request)
    require(access.may_register(by))
    registration = get_object_or_404(Registration.objects.waiting(), ref=ref) if ref else None
    form = forms.Register(request.POST or None, initial=_initial(registration))
    context: dict[str, Any] = {"form": form, "registration": registration, "turn_away": forms.Reason()}
    if request.POST and request.headers.get("HX-Request"):
        return render(request, "journeys/people/alike.html", {"alike": _alike_so_far(form, by)})
    if "read" in request.POST:
        context |= _read_zone(request.POST)
    elif request.POST and form.is_valid():
        done = _registered(form, registration, by)
        if isinstance(done, Person):
            messages.success(request, _("The file is open."))
            return redirect("people:person", ref=done.ref)
        context |= done
    return render(request, "journeys/people/register.html", context)


@require_safe
def person(request: HttpRequest, ref: str) -> HttpResponse:
    """A person's file: every form of the name, documents, contacts, consents, and what each desk holds."""
    by = officer_of(request)
    why = request.GET.get("why", LookReason.HELP)
    file = open_file_of(
        person=_file(ref), why=why if why in LookReason.values else LookReason.HELP, by=by, at=now()
    ).head
    people = file.same_as()
    writers = dict(Code.objects.of(forms.NAME_WRITER).values_list("key", "label"))
    lines = sorted((line for part in parts() for line in part.show(list(people))), key=lambda line: line.at)
    documents = list(_of(file, "documents").kept().newest_first().select_related("file", "passport"))
    context = {
        "person": file,
        "may_change": access.may_change(by, file),
        "may_answer": access.may_answer_rights(by),
        "may_keep_journeys": access.may_keep_journeys(by),
        "names": [
            (form, writers.get(form.authority, {}).get(reader_language(), form.authority))
            for form in _of(file, "name_forms").standing().order_by("added_at", "pk")
        ],
        "spellings": _spellings(file.name),
        "passports": _of(file, "passports").newest_first().select_related("replaced_by"),
        "contacts": [
            (each, shown_phone(each.value) if each.kind == ContactKind.PHONE else each.value)
            for each in _of(file, "contacts").standing().order_by("pk")
        ],
        "consents": _of(file, "consents").order_by("-given_at"),
        "helped": _of(file, "helped_entries").select_related("typed_by").order_by("-at"),
        "family": [_relative(link, people) for link in FamilyLink.objects.of(people).order_by("ended_on", "pk")],
        "documents": documents,
        "photograph": next((each for each in documents if each.kind == "photo" and each.file.can_be_shown), None),
        "corrections": _of(file, "corrections").order_by("-corrected_at", "-pk").select_related("corrected_by"),
        "wishes": _of(file, "wishes").waiting(),
        "lines_of_file": dict(FileField.choices),
        "merges": Merge.objects.standing().of(people).select_related("kept", "merged", "merged_by").newest_first(),
        "pairs": Duplicate.objects.open().touching(people).with_people() if access.may_link(by) else (),
        "lines": list(reversed(lines))[:LATEST_LINES],
        "name_form": forms.Name(),
        "passport_form": forms.PassportForm(),
        "contact_form": forms.ContactForm(),
        "consent_form": forms.ConsentForm(initial={"language": file.language}),
        "today": localdate(),
    }
    return render(request, "journeys/people/person.html", context)


def _relative(link: FamilyLink, people: Iterable[Person]) -> tuple[FamilyLink, Person, str]:
    """A family link as this file reads it: the other person, and what they are to this one."""
    ours = link.person_id in {each.pk for each in people}
    kinship = Kinship(link.kinship) if ours else KINSHIP_BACK[Kinship(link.kinship)]
    return link, link.relative if ours else link.person, str(kinship.label)


@require_POST
def add_name(request: HttpRequest, ref: str) -> HttpResponse:
    """Add a form of the name."""

    def do(file: Person, form: forms.Name, by: User) -> None:
        keeping.add_name_form(person=file, name=form.written(), by=by, at=now())

    return _added(request, ref, forms.Name(request.POST), do)


@require_POST
def add_passport(request: HttpRequest, ref: str) -> HttpResponse:
    """Add a passport; as the renewal of the present one where there is one."""

    def do(file: Person, form: forms.PassportForm, by: User) -> None:
        passport = form.passport()
        if passport is None:
            raise Refusal(_("Write the number of the passport and the country that issued it."))
        replaces = file.passports.present().newest_first().first() if "renews" in request.POST else None
        keeping.add_passport(person=file, passport=passport, replaces=replaces, by=by, at=now())

    return _added(request, ref, forms.PassportForm(request.POST), do)


@require_POST
def add_contact(request: HttpRequest, ref: str) -> HttpResponse:
    """Add a way to reach the person."""

    def do(file: Person, form: Form, by: User) -> None:
        found = form.cleaned_data
        kind = ContactKind(found["kind"])
        keeping.add_contact(person=file, kind=kind, value=found["value"], whose=found["whose"], by=by, at=now())

    return _added(request, ref, forms.ContactForm(request.POST), do)


@require_POST
def contact(request: HttpRequest, ref: str, pk: int) -> HttpResponse:
    """Confirm a contact at the desk, or take it back."""
    found = get_object_or_404(_of(_file(ref).head, "contacts"), pk=pk)
    act = keeping.confirm_contact if request.POST.get("do") == "confirm" else keeping.withdraw_contact
    act(contact=found, by=officer_of(request), at=now())
    return redirect("people:person", ref=ref)


@require_POST
def give_consent(request: HttpRequest, ref: str) -> HttpResponse:
    """Note a consent."""

    def do(file: Person, form: forms.ConsentForm, by: User) -> None:
        found = form.cleaned_data
        keeping.give_consent(
            person=file,
            purpose=Purpose(found["purpose"]),
            language=found["language"],
            how=ConsentHow(found["how"]),
            helped=form.helped(found["language"]),
            by=by,
            at=now(),
        )

    return _added(request, ref, forms.ConsentForm(request.POST), do)


@require_POST
def withdraw_consent(request: HttpRequest, ref: str) -> HttpResponse:
    """Note that a consent is taken back."""
    purpose = request.POST.get("purpose", "")
    if purpose not in Purpose.values:
        raise Refusal(_("There is no consent to this that could be taken back."))
    keeping.withdraw_consent(person=_file(ref).head, purpose=Purpose(purpose), by=officer_of(request), at=now())
    return redirect("people:person", ref=ref)


@require_safe
def registrations(request: HttpRequest) -> HttpResponse:
    """What people typed on their phones and nobody has held against the passport yet."""
    require(access.may_register(officer_of(request)))
    page = page_of(request, Registration.objects.waiting().newest_first())
    return render(request, "journeys/people/registrations.html", {"page": page})


@require_POST
def turn_away(request: HttpRequest, ref: str) -> HttpResponse:
    """Decide that a registration by phone is not confirmed."""
    found = get_object_or_404(Registration, ref=ref)
    turn_away_registration(registration=found, reason=request.POST.get("reason", ""), by=officer_of(request), at=now())
    return redirect("people:registrations")


@public
@require_http_methods(GET_OR_POST)
def by_phone(request: HttpRequest) -> HttpResponse:
    """Register on one's own phone: kept until an officer has seen the passport."""
    form = forms.ByPhone(request.POST or None)
    if request.POST and form.is_valid():
        try:
            made = enter_registration(entry=form.entry(), helper=form.cleaned_data["helper"], by=VISITOR, at=now())
            return render(request, "journeys/people/entered.html", {"registration": made})
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    return render(request, "journeys/people/by_phone.html", {"form": form})


def _file(ref: str) -> Person:
    found: Person = get_object_or_404(Person, ref=ref)
    return found


def _of(file: Person, name: str) -> Any:
    """Rows of every file of the person: a merge moves nothing."""
    model = getattr(Person, name).rel.related_model
    return model.objects.filter(person__in=file.same_as())


def _initial(registration: Registration | None) -> dict[str, Any]:
    if registration is None:
        return {"citizenship": "TJK", "language": reader_language()}
    words = registration.name.split()
    return {
        "family": words[0] if len(words) > 1 else "",
        "given": words[1] if len(words) > 1 else words[0],
        "patronymic": " ".join(words[2:]),
        "birth": registration.birth_date,
        "sex": registration.sex,
        "citizenship": registration.citizenship,
        "district": registration.district,
        "number": registration.passport_number,
        "country": registration.citizenship if registration.passport_number else "",
        "phone": registration.phone,
        "language": registration.language,
        "consents": registration.consents,
        "helper": registration.helper,
    }


def _read_zone(typed: QueryDict) -> dict[str, Any]:
    """The form with the boxes that the zone fills, and what is doubtful in the zone."""
    form = forms.Register(typed)
    try:
        zone = form.zone()
    except BadEntry as problem:
        form.add_error("mrz", said(problem.args[0], _))
        return {"form": form}
    if zone is None:
        form.add_error("mrz", _("Paste the two lines first."))
        return {"form": form}
    return {"form": forms.Register(initial=form.from_zone(zone)), "zone": zone, "doubts": _doubts(zone)}


def _doubts(zone: Zone) -> list[str]:
    """What is wrong in a zone and what it may be, in the reader's language."""
    words = {
        "sign": _("There is a sign that cannot stand there: %(field)s."),
        "check_digit": _("The check digit does not fit: %(field)s. Compare it with the passport sign by sign."),
        "date": _("This is no date: %(field)s."),
        "sex": _("The sex is not written as it must be."),
        "names": _("The names are not written as they must be."),
        "code": _("This is not a passport's zone: %(field)s."),
    }
    found = [words[each.code] % {"field": each.field} for each in zone.problems]
    return found + [
        _("Perhaps %(perhaps)s in place of %(read)s in line %(line)s at place %(place)s.")
        % {"perhaps": each.perhaps, "read": each.read, "line": each.line, "place": each.place}
        for each in zone.suggestions
    ]


def _alike_so_far(form: forms.Register, by: User) -> list[Any]:
    """Files like the person being typed, while some boxes are still empty or wrong. Showing one is a look at it."""
    form.full_clean()
    form.cleaned_data = dict.fromkeys(form.fields, "") | form.cleaned_data
    try:
        return _shown(look_alike(checked(form.entry())), by)
    except Refusal:
        return []


def _shown(alike: Iterable[Alike], by: User) -> list[Any]:
    """Files that look alike, each opened to be compared: its owner reads who did."""
    found = list(alike)
    for each in found:
        open_file_of(person=each.person, why=LookReason.COMPARE, by=by, at=now())
    return alike_rows(found)


def _registered(form: forms.Register, registration: Registration | None, by: User) -> Person | dict[str, Any]:
    """The new file, or what the page has to say because there is none."""
    given = {"entry": form.entry(), "by": by, "at": now(), "despite": form.cleaned_data["despite"]}
    try:
        if registration is not None:
            return confirm_registration(registration=registration, **given)
        return register_person(**given, helped=form.helped(), channel=Channel.OFFICER)
    except ProbablyRegistered as stop:
        return {"alike": _shown(stop.alike, by), "stopped": str(stop)}
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return {}


def _added(request: HttpRequest, ref: str, form: Any, do: Callable[[Person, Any, User], None]) -> HttpResponse:
    """Add something to a file; a box that is filled wrongly is told as one sentence."""
    if not form.is_valid():
        raise Refusal(" ".join(str(error) for errors in form.errors.values() for error in errors))
    do(_file(ref).head, form, officer_of(request))
    return redirect("people:person", ref=ref)


def _spellings(name: str) -> list[Any]:
    try:
        return spellings(name)[:SPELLED]
    except CannotSpell:
        return []
