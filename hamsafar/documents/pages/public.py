"""For applicants, without an account: what each service takes, filing an application, and what became of it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hamsafar.appointments.models import Office
from hamsafar.corridor.models import Code
from hamsafar.documents import forms
from hamsafar.documents.actions import filing, law
from hamsafar.documents.actions.letters import letter_of
from hamsafar.documents.enums import CHECKLIST, DESK_SERVICE, ApplicationState, Service
from hamsafar.documents.models import Application
from hamsafar.kit.actor import VISITOR
from hamsafar.kit.language import reader_language
from hamsafar.kit.pages import public
from hamsafar.kit.parts import Link
from hamsafar.kit.patience import require_patience

GET_AND_POST = ["GET", "HEAD", "POST"]
FILED_AN_HOUR = LOOKS_AN_HOUR = 20  # from one address: a family at one phone, not a machine
WHOSE, HALF_AN_HOUR = "application", 30 * 60
MARKS = {
    ApplicationState.FILED: "course",
    ApplicationState.IN_WORK: "course",
    ApplicationState.ASKED: "soon",
    ApplicationState.TO_CONFIRM: "course",
    ApplicationState.GRANTED: "done",
    ApplicationState.REFUSED: "open",
    ApplicationState.WITHDRAWN: "none",
}


def trail() -> list[Link]:
    return [Link(_("Documents desk"), reverse("documents:index"))]


def desks() -> list[Office]:
    """The offices of this node that keep a documents desk."""
    return list(Office.objects.filter(shifts__service__key=DESK_SERVICE).distinct().in_order())


@public
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every service: its documents, the time promised, the fee; and what of it is not established."""
    on, reader = localdate(), reader_language()
    lists = [f"{CHECKLIST}-{each}" for each in Service.values]
    papers: dict[str, list[str]] = {}
    for which, label in (
        Code.objects.filter(list__in=lists).in_force(on=on).order_by("position").values_list("list", "label")
    ):
        papers.setdefault(which, []).append(label[reader])
    services = [
        (each.label, papers.get(f"{CHECKLIST}-{each.value}", []), law.terms(each.value, on=on)) for each in Service
    ]
    return render(request, "documents/index.html", {"services": services, "desks": desks(), "key": DESK_SERVICE})


@public
@require_http_methods(GET_AND_POST)
def apply(request: HttpRequest, office: str) -> HttpResponse:
    """File an application at a desk of this node."""
    where = get_object_or_404(Office, key=office)
    form = forms.Apply(request.POST or None)
    if form.is_valid():
        _require_patience(request, "file", FILED_AN_HOUR)
        said = filing.ApplicationText(**form.cleaned_data, language=reader_language())
        filed = filing.file_application(said=said, office=where, by=VISITOR, at=now())
        context = {"application": filed.application, "code": filed.code, "key": DESK_SERVICE, "trail": trail()}
        response = render(request, "documents/receipt.html", context)
        response["Cache-Control"] = "no-store"
        return response
    context = {"office": where, "form": form, "trail": trail()}
    return render(request, "documents/apply.html", context, status=422 if form.errors else 200)


def _require_patience(request: HttpRequest, what: str, most: int) -> None:
    why = _("Too many came from your address. Wait an hour, or come to the desk.")
    require_patience(request, f"documents.{what}", most, why=why)


@public
@never_cache
@require_http_methods(GET_AND_POST)
def mine(request: HttpRequest) -> HttpResponse:
    """My application, for half an hour after its reference and code were entered."""
    form = forms.SignIn(request.POST or None)
    if form.is_valid():
        _require_patience(request, "mine", LOOKS_AN_HOUR)
        found = filing.find(**form.cleaned_data)
        if found is not None:
            request.session.flush()
            request.session[WHOSE] = found.ref
            request.session.set_expiry(HALF_AN_HOUR)
            return redirect("documents:mine")
        form.add_error(None, _("Reference and code do not belong together. Check both."))
    mine = _signed_in(request)
    if mine is None:
        status = 422 if form.errors else 200
        return render(request, "documents/sign_in.html", {"form": form, "trail": trail()}, status=status)
    context = {
        "application": mine,
        "mark": MARKS[ApplicationState(mine.state)],
        "question": mine.questions.filter(answered_at__isnull=True).first(),
        "answer": forms.Answer(),
        "lines": lines_of(mine),
        "decision": mine.decisions.in_force().first(),
        "may_withdraw": mine.state in (ApplicationState.FILED, ApplicationState.IN_WORK, ApplicationState.ASKED),
        "trail": trail(),
    }
    return render(request, "documents/mine.html", context)


def lines_of(application: Application) -> list[tuple[str, str, str]]:
    """The checklist of an application in the reader's words: document, mark, how it stands."""
    on, reader = application.office.day_of(now()), reader_language()
    labels = dict(Code.objects.of(f"{CHECKLIST}-{application.service}").values_list("key", "label"))
    words = {
        "missing": _("not handed in"),
        "not-checked": _("handed in, not checked yet"),
        "expired": _("expired"),
        "too-old": _("too old for this service"),
    }
    return [
        (
            labels[each.code][reader],
            "done" if each.wrong is None else "open",
            (_("not asked for, by two officers") if each.exempt else _("in order"))
            if each.wrong is None
            else words[each.wrong],
        )
        for each in law.standing(application, on=on)
    ]


def _signed_in(request: HttpRequest) -> Application | None:
    ref = request.session.get(WHOSE)
    return Application.objects.select_related("office").filter(ref=ref).first() if ref else None


@public
@require_POST
def answer(request: HttpRequest) -> HttpResponse:
    """Answer the desk's question."""
    mine, form = _signed_in(request), forms.Answer(request.POST)
    if mine is not None and form.is_valid():
        by = filing.owner_of(mine)
        filing.answer_question(application=mine, **form.cleaned_data, by=by, at=now())
        messages.success(request, _("Your answer is with the desk. Its clock runs on."))
    return redirect("documents:mine")


@public
@require_POST
def withdraw(request: HttpRequest) -> HttpResponse:
    """Take the application back."""
    mine = _signed_in(request)
    if mine is not None:
        filing.withdraw_application(application=mine, by=filing.owner_of(mine), at=now())
        messages.success(request, _("Your application is withdrawn."))
    return redirect("documents:mine")


@public
@never_cache
@require_safe
def letter(request: HttpRequest) -> HttpResponse:
    """The letter of the decision that stands."""
    mine = _signed_in(request)
    decision = mine.decisions.in_force().first() if mine is not None else None
    if decision is None:
        raise Http404
    return pdf(letter_of(decision), decision.application.ref)


def pdf(made: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(made, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    answer["Cache-Control"] = "private, no-store"
    return answer
