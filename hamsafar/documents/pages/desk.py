"""For officers of the desk: what waits, one application with what can be done to it, and the desk in numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hamsafar.accounts.models import User
from hamsafar.accounts.sign_in import officer_of
from hamsafar.appointments.models import Office
from hamsafar.corridor.models import Code
from hamsafar.documents import access, forms
from hamsafar.documents.actions import deciding, law, sums, working
from hamsafar.documents.actions.letters import letter_of
from hamsafar.documents.enums import CHECKLIST, GROUNDS, ApplicationState, HandedInState, Pen
from hamsafar.documents.models import Application, Decision, Exemption, HandedIn
from hamsafar.documents.pages.public import GET_AND_POST, MARKS, desks, lines_of, pdf
from hamsafar.journeys.models import Person
from hamsafar.kit.language import reader_language
from hamsafar.kit.pages import page_of
from hamsafar.kit.parts import Link
from hamsafar.kit.refs import read_ref
from hamsafar.kit.refusal import Refusal
from hamsafar.kit.verdict import require

SHOWS = {"desk": Pen.DESK, "second": Pen.SECOND, "applicant": Pen.APPLICANT}


def trail(application: Application | None = None, office: Office | None = None) -> list[Link]:
    """The way back."""
    found = [Link(_("Desk"), reverse("documents:desks"))]
    where = application.office if application else office
    if where:
        found.append(Link(where.words[reader_language()], reverse("documents:desk", args=[where.key])))
    if application:
        found.append(Link(application.ref, reverse("documents:application", args=[application.ref])))
    return found


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The desks of the officer's organisation."""
    by = officer_of(request)
    mine = [each for each in desks() if access.may_read(by, each)]
    if not mine:
        raise Refusal(_("Only officers of the documents desk see its applications."))
    return render(request, "documents/desks.html", {"desks": mine})


@require_safe
def desk(request: HttpRequest, office: str) -> HttpResponse:
    """The applications of a desk, the most urgent first; and how it does."""
    by, where = officer_of(request), get_object_or_404(Office, key=office)
    require(access.may_read(by, where))
    which = request.GET.get("show", "desk")
    rows = Application.objects.at(where).select_related("officer").most_urgent_first()
    rows = rows.waiting_for(SHOWS[which]) if which in SHOWS else rows
    page, today = page_of(request, rows), where.day_of(now())
    context = {
        "office": where,
        "page": page,
        "rows": [(each, MARKS[ApplicationState(each.state)], _is_late(each, today)) for each in page],
        "which": which,
        "shows": (
            ("desk", _("With the desk")),
            ("second", _("For a second officer")),
            ("applicant", _("With the applicant")),
            ("all", _("All")),
        ),
        "overdue": Application.objects.at(where).overdue(on=today).count(),
        "in_time": sums.decided_in_time(synthetic=where.synthetic, office=where),
        "median": sums.median_days(synthetic=where.synthetic, office=where),
        "exemptions": sums.exemptions_by_office(synthetic=where.synthetic).get(where.key, 0),
        "officers": [(each, ApplicationState(str(each["state"])).label) for each in sums.by_officer(where.key)],
        "trail": trail(),
    }
    return render(request, "documents/desk.html", context)


def _is_late(application: Application, today: Any) -> bool:
    return application.pen is Pen.DESK and application.due_on is not None and application.due_on < today


def _load(request: HttpRequest, ref: str) -> tuple[User, Application]:
    by = officer_of(request)
    found = get_object_or_404(
        Application.objects.select_related("office__side", "officer", "person", "trip_check"), ref=ref
    )
    require(access.may_read(by, found.office))
    return by, found


@require_safe
def application(request: HttpRequest, ref: str) -> HttpResponse:
    """One application: who, which documents, what was asked and decided, and what can be done now."""
    by, found = _load(request, ref)
    labels = dict(Code.objects.of(f"{CHECKLIST}-{found.service}").values_list("key", "label"))
    reader = reader_language()
    decisions = found.decisions.select_related("written_by", "confirmed_by")
    proposed = next((each for each in decisions if each.state == "proposed"), None)
    context = {
        "application": found,
        "mark": MARKS[ApplicationState(found.state)],
        "lines": lines_of(found),
        "papers": [(each, labels[each.code][reader]) for each in found.handed_in.all()],
        "questions": found.questions.all(),
        "decisions": decisions,
        "proposed": proposed,
        "may_confirm": access.may_confirm(by, proposed) if proposed else None,
        "exemptions": [
            (each, labels[each.code][reader], access.may_decide_exemption(by, each))
            for each in found.exemptions.select_related("application__office", "asked_by")
        ],
        "handovers": found.handovers.select_related("giver", "taker"),
        "may_take_up": access.may_move(by, found, ApplicationState.IN_WORK) if found.state == "filed" else None,
        "may_work": access.may_work(by, found),
        "may_decide": access.may_decide(by, found),
        "trail": trail(office=found.office),
    }
    return render(request, "documents/application.html", context)


@require_POST
def take_up(request: HttpRequest, ref: str) -> HttpResponse:
    """Begin to work on it."""
    by, found = _load(request, ref)
    working.take_up(application=found, by=by, at=now())
    return redirect("documents:application", ref=ref)


Form = Callable[[HttpRequest, Application], forms.forms.Form]


def _papers(request: HttpRequest, found: Application) -> list[tuple[str, str]]:
    reader, on = reader_language(), found.office.day_of(now())
    labels = dict(Code.objects.of(f"{CHECKLIST}-{found.service}").values_list("key", "label"))
    return [(each.code, labels[each.code][reader]) for each in law.needed(found.service, on=on)]


def _grounds(found: Application) -> list[tuple[str, str]]:
    on, reader = found.office.day_of(now()), reader_language()
    return [(key, label[reader]) for key, label in Code.objects.of(GROUNDS).in_force(on=on).values_list("key", "label")]


def _colleagues(found: Application) -> Any:
    return User.objects.active().filter(organisation=found.office.organisation_id).exclude(pk=found.officer_id or 0)


@require_http_methods(GET_AND_POST)
def write(request: HttpRequest, ref: str, what: str) -> HttpResponse:
    """One form about an application: a document, a question, an exemption, a decision, a handover."""
    by, found = _load(request, ref)
    data = request.POST or None
    if what == "paper":
        form: Any = forms.PaperIn(data, choices=_papers(request, found))
        title, button = _("A document is handed in"), _("Note it")
        if form.is_valid():
            said = working.PaperText(**form.cleaned_data)
            working.receive_paper(application=found, said=said, by=by, at=now())
    elif what == "question":
        form, title, button = forms.Ask(data), _("Ask the applicant"), _("Ask")
        if form.is_valid():
            working.ask_applicant(application=found, **form.cleaned_data, by=by, at=now())
    elif what == "exemption":
        form = forms.Exempt(data, choices=_papers(request, found))
        title, button = _("Do without a document"), _("Ask a second officer")
        if form.is_valid():
            working.ask_exemption(application=found, **form.cleaned_data, by=by, at=now())
    elif what == "decision":
        form, title, button = forms.Decide(data, choices=_grounds(found)), _("Decide"), _("Decide")
        if form.is_valid():
            deciding.decide(application=found, **form.cleaned_data, by=by, at=now())
    elif what == "handover":
        form, title = forms.HandOver(data, officers=_colleagues(found)), _("Hand over to another officer")
        button = _("Hand over")
        if form.is_valid():
            working.hand_over(application=found, **form.cleaned_data, by=by, at=now())
    else:
        raise Http404
    return _form(request, found, form, title, button)


@require_http_methods(GET_AND_POST)
def note(request: HttpRequest, ref: str, what: str) -> HttpResponse:
    """One form about the person of an application: whose it is, fingerprints, the check for entry bans."""
    by, found = _load(request, ref)
    data = request.POST or None
    if what == "passport":
        form: Any = forms.WhosePassport(data)
        title, button = _("Whose application is it?"), _("The passport was seen")
        if form.is_valid():
            person = get_object_or_404(Person.objects.kept(), ref=read_ref(form.cleaned_data["ref"]) or "")
            working.note_person(application=found, person=person, by=by, at=now())
    elif what == "fingerprints":
        form, title, button = forms.Fingers(data), _("Fingerprints and photograph"), _("Note that they were taken")
        if form.is_valid():
            working.note_fingerprints(application=found, **form.cleaned_data, by=by, at=now())
    elif what == "check":
        form, title, button = forms.Consent(data), _("Check for entry bans"), _("Check")
        if form.is_valid():
            working.check_entry_ban(application=found, **form.cleaned_data, by=by, at=now())
    else:
        raise Http404
    return _form(request, found, form, title, button)


def _form(request: HttpRequest, found: Application, form: Any, title: str, button: str) -> HttpResponse:
    if form.is_valid():
        messages.success(request, _("It is noted."))
        return redirect("documents:application", ref=found.ref)
    context = {"application": found, "form": form, "title": title, "button": button, "trail": trail(found)}
    return render(request, "documents/form.html", context, status=422 if form.errors else 200)


@require_POST
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """A document was checked, or goes back with the reason."""
    paper = get_object_or_404(HandedIn.objects.select_related("application__office"), pk=pk)
    to = HandedInState.RETURNED if "because" in request.POST else HandedInState.CHECKED
    because = request.POST.get("because", "")[:300]
    working.settle_paper(paper=paper, to=to, because=because, by=officer_of(request), at=now())
    return redirect("documents:application", ref=paper.application.ref)


@require_POST
def exempt(request: HttpRequest, pk: int) -> HttpResponse:
    """Grant or decline an exemption."""
    found = get_object_or_404(Exemption.objects.select_related("application"), pk=pk)
    grant = request.POST.get("grant") == "yes"
    working.decide_exemption(exemption=found, grant=grant, by=officer_of(request), at=now())
    return redirect("documents:application", ref=found.application.ref)


@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm a decision."""
    found = get_object_or_404(Decision.objects.select_related("application"), pk=pk)
    deciding.confirm_decision(decision=found, by=officer_of(request), at=now())
    return redirect("documents:application", ref=found.application.ref)


@require_POST
def give_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a decision back to its writer."""
    found = get_object_or_404(Decision.objects.select_related("application"), pk=pk)
    because = request.POST.get("because", "")[:300]
    deciding.send_back(decision=found, because=because, by=officer_of(request), at=now())
    return redirect("documents:application", ref=found.application.ref)


@require_safe
def letter(request: HttpRequest, ref: str) -> HttpResponse:
    """The letter of the decision that stands."""
    _by, found = _load(request, ref)
    decision = found.decisions.in_force().first()
    if decision is None:
        raise Http404
    return pdf(letter_of(decision), found.ref)
