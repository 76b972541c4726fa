"""Keeping a file on pages: corrections with what stood there before, family, photographs and scans, people's wishes."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hamsafar.accounts.models import User
from hamsafar.accounts.sign_in import officer_of
from hamsafar.files import serving
from hamsafar.journeys import access, forms
from hamsafar.journeys.actions import documents, keeping, wishes
from hamsafar.journeys.enums import DocumentKind, FileField
from hamsafar.journeys.models import CorrectionWish, Document, FamilyLink, NameForm, Person
from hamsafar.kit.pages import page_of
from hamsafar.kit.refs import read_ref
from hamsafar.kit.refusal import Refusal
from hamsafar.kit.verdict import require

GET_OR_POST = ["GET", "HEAD", "POST"]


@require_http_methods(GET_OR_POST)
def correct(request: HttpRequest, ref: str) -> HttpResponse:
    """Correct what the file says, and why. What stood there before is kept and shown on the file."""
    by, file = _to_change(request, ref)
    wish = CorrectionWish.objects.waiting().filter(ref=request.GET.get("wish", ""), person__in=file.same_as()).first()
    form = forms.Correct(request.POST or None, initial=_known(file))
    if form.is_valid():
        keeping.correct_file(person=file, wish=wish, **form.changes(file), by=by, at=now())
        messages.success(request, _("The file is corrected; what stood there before is kept."))
        return redirect("people:person", ref=file.ref)
    hint = f"{wish.get_field_display()}: {wish.words}" if wish else ""
    return _page(request, form, file, title=_("Correct the file"), button=_("Correct it"), hint=hint)


def _known(file: Person) -> dict[str, Any]:
    birth = file.birth_date or (None, file.birth_month, file.birth_year)
    return {"name": file.name, "birth": birth, "sex": file.sex, "district": file.district, "language": file.language}


@require_POST
def withdraw_name(request: HttpRequest, ref: str, pk: int) -> HttpResponse:
    """Take back a form of the name. It stays on record as withdrawn."""
    form = get_object_or_404(NameForm, pk=pk, person__in=_file(ref).same_as())
    keeping.withdraw_name_form(form=form, by=officer_of(request), at=now())
    return redirect("people:person", ref=ref)


@require_http_methods(GET_OR_POST)
def relative(request: HttpRequest, ref: str) -> HttpResponse:
    """Note a relative who has a file, as a document says it. It is read from both files."""
    by, file = _to_change(request, ref)
    form = forms.Relative(request.POST or None)
    if form.is_valid():
        found = form.cleaned_data
        same = ("kinship", "document", "since")
        other = _of_reference(found["ref"])
        keeping.link_family(person=file, relative=other, **{name: found[name] for name in same}, by=by, at=now())
        return redirect("people:person", ref=file.ref)
    return _page(request, form, file, title=_("Add a relative"), button=_("Add"))


def _of_reference(written: str) -> Person:
    """The file of a reference that was typed. Raises `Refusal` for one that no file has."""
    ref = read_ref(written)
    found = Person.objects.kept().filter(ref=ref).first() if ref else None
    if found is None:
        raise Refusal(_("No file has this reference. Check it sign by sign."))
    return found.head


@require_http_methods(GET_OR_POST)
def end_relative(request: HttpRequest, ref: str, pk: int) -> HttpResponse:
    """Note that a family link ended, such as a marriage. It stays on record."""
    by, file = _to_change(request, ref)
    link = get_object_or_404(FamilyLink.objects.of(file.same_as()), pk=pk)
    form = forms.Ended(request.POST or None, initial={"on": localdate()})
    if form.is_valid():
        keeping.end_family_link(link=link, on=form.cleaned_data["on"], by=by, at=now())
        return redirect("people:person", ref=file.ref)
    return _page(request, form, file, title=_("The family link ended"), button=_("Note it"))


@require_http_methods(GET_OR_POST)
def add_document(request: HttpRequest, ref: str) -> HttpResponse:
    """Put a photograph or a scan into the file."""
    by, file = _to_change(request, ref)
    passports = list(file.passports.newest_first())
    form = forms.DocumentForm(request.POST or None, request.FILES or None, passports=passports)
    if form.is_valid():
        found = form.cleaned_data
        documents.add_document(
            person=file,
            kind=found["kind"],
            passport=form.passport() if found["kind"] == DocumentKind.PASSPORT else None,
            content=found["file"],
            name=found["file"].name,
            words=found["words"],
            by=by,
            at=now(),
        )
        return redirect("people:person", ref=file.ref)
    return _page(request, form, file, title=_("Add a photograph or a scan"), button=_("Add"))


@require_safe
def document(request: HttpRequest, ref: str, file: str) -> HttpResponseBase:
    """The original, to keep. Its owner reads who took it."""
    found = _document(ref, file)
    return serving.original(found.file, documents.give_document(document=found, by=officer_of(request), at=now()))


@require_safe
def document_picture(request: HttpRequest, ref: str, file: str) -> HttpResponseBase:
    """A picture to look at, drawn anew. Its owner reads who looked."""
    found = _document(ref, file)
    return serving.shown(documents.show_document(document=found, by=officer_of(request), at=now()))


@require_POST
def remove_document(request: HttpRequest, ref: str, file: str) -> HttpResponse:
    """Take a photograph or scan out of the file and erase it."""
    documents.remove_document(document=_document(ref, file), by=officer_of(request), at=now())
    messages.success(request, _("It is erased: nothing of it is left."))
    return redirect("people:person", ref=ref)


@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """What people ask to have corrected in their own files, the longest waiting first."""
    require(access.may_register(officer_of(request)))
    page = page_of(request, CorrectionWish.objects.waiting().select_related("person"))
    return render(request, "journeys/people/wishes.html", {"page": page, "fields": dict(FileField.choices)})


@require_POST
def decline(request: HttpRequest, ref: str) -> HttpResponse:
    """Say why a file stays as it is; the person reads the answer."""
    wish = get_object_or_404(CorrectionWish, ref=ref)
    wishes.decline_wish(wish=wish, answer=request.POST.get("answer", ""), by=officer_of(request), at=now())
    return redirect("people:wishes")


def _file(ref: str) -> Person:
    found: Person = get_object_or_404(Person, ref=ref)
    return found.head


def _document(ref: str, file: str) -> Document:
    rows = Document.objects.kept().select_related("file", "person")
    return get_object_or_404(rows, person__in=_file(ref).same_as(), file__ref=file)


def _to_change(request: HttpRequest, ref: str) -> tuple[User, Person]:
    """Who is signed in and the file, if they may write into it."""
    by, file = officer_of(request), _file(ref)
    require(access.may_change(by, file))
    return by, file


def _page(request: HttpRequest, form: Any, file: Person, *, title: str, button: str, hint: str = "") -> HttpResponse:
    """One form about one file."""
    context = {
        "form": form,
        "person": file,
        "title": title,
        "button": button,
        "hint": hint,
        "files": form.is_multipart(),
        "back": reverse("people:person", args=[file.ref]),
    }
    return render(request, "journeys/people/form.html", context)
