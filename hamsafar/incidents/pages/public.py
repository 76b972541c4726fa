"""For everybody: report an incident without an account, and follow it with two secrets. For the desk: reports."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.contrib import messages
from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hamsafar.accounts.sign_in import officer_of
from hamsafar.incidents import access, forms
from hamsafar.incidents.actions import reporting
from hamsafar.incidents.enums import NOT_STATED, CodeList, ReportedBy, ReportState
from hamsafar.incidents.models import Incident, Report
from hamsafar.incidents.pages.incidents import GET_AND_POST
from hamsafar.incidents.pages.looking import labels, title_of, trail
from hamsafar.incidents.pages.noting import handed
from hamsafar.kit.language import reader_language
from hamsafar.kit.pages import page_of, public
from hamsafar.kit.patience import require_patience
from hamsafar.kit.refusal import Refusal
from hamsafar.kit.verdict import require

REPORTS_AN_HOUR, LOOKS_AN_HOUR = 30, 20  # from one address: a family at one phone, not a machine
REPORT_MARKS = {ReportState.NEW: "open", ReportState.TAKEN: "done", ReportState.SET_ASIDE: "none"}


def _require_patience(request: HttpRequest, what: str, most: int) -> None:
    why = _("Too many came from your address. Wait an hour, or telephone the consul.")
    require_patience(request, f"incidents.{what}", most, why=why)


# Without a token: the report survives a lost network and is sent hours later from the page that the phone kept. All a
# forged request could do is report something, which anybody may; nothing here acts with anybody's sign-in.
@csrf_exempt
@public
@require_http_methods(GET_AND_POST)
def report(request: HttpRequest) -> HttpResponse:
    """Report what is happening to a person at the border. One short page; nothing but place or words is required."""
    words = labels()
    form = forms.Public(
        request.POST or None,
        request.FILES or None,
        measures=words.choices(CodeList.MEASURE),
        purposes=words.choices(CodeList.PURPOSE),
        initial=_begun(request),
    )
    if form.is_valid():
        _require_patience(request, "report", REPORTS_AN_HOUR)
        data = form.cleaned_data
        same = ("relation", "post", "place", "measure", "name_given", "document_given", "words")
        try:
            sent = reporting.report_incident(
                said=reporting.ReportText(
                    language=reader_language(),
                    purpose=data["purpose"] or NOT_STATED,
                    started_at=forms.moment_of(data["on"], data["hour"], data["post"]),
                    **{name: data[name] for name in same},
                ),
                form_id=data["form_id"],
                reporter_contact=data["contact"],
                file=handed(data["file"]),
                at=now(),
            )
        except Refusal as why:  # said on the form itself: nobody writes a report twice for a file that is not taken
            form.add_error("file" if data["file"] else None, str(why))
        else:
            return _sent(request, sent)
    return render(request, "incidents/report.html", {"form": form}, status=422 if form.errors else 200)


def _begun(request: HttpRequest) -> dict[str, Any]:
    """What stands in the form already, by the page that somebody comes from; of a checked paper nothing else."""
    if request.GET.get("about") != "paper":
        return {"measure": request.GET.get("measure", "")}
    return {"relation": ReportedBy.OTHER, "words": _("The check called a paper “not genuine”. It was shown at:")}


def _sent(request: HttpRequest, sent: reporting.Sent) -> HttpResponse:
    """The reference and the code, shown once: they stand nowhere else in clear."""
    response = render(request, "incidents/sent.html", {"report": sent.report, "secret": sent.secret})
    response["Cache-Control"] = "no-store"
    return response


@csrf_exempt
@public
@never_cache
@require_http_methods(GET_AND_POST)
def follow(request: HttpRequest) -> HttpResponse:
    """Where a report stands, for who has both its reference and its code."""
    form = forms.Follow(request.POST or None)
    found = None
    if form.is_valid():
        _require_patience(request, "follow", LOOKS_AN_HOUR)
        found = reporting.follow_report(**form.cleaned_data)
        if found is None:
            form.add_error(None, _("Reference and code do not belong together. Check both."))
    mark = REPORT_MARKS[ReportState(found.state)] if found else ""
    return render(request, "incidents/follow.html", {"form": form, "report": found, "mark": mark})


@public
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The script that keeps the report's page on the phone. Served here, since it may serve only what lies below it."""
    file = finders.find("report-worker.js")
    if not file:
        raise Http404
    return HttpResponse(Path(str(file)).read_bytes(), content_type="text/javascript; charset=utf-8")


# ---- the desk's list of reports --------------------------------------------------------------------------------------


@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    """Reports of people and families, those that nobody has looked at first."""
    require(access.may_report(officer_of(request)))
    rows = Report.objects.select_related("post").order_by("state", "-sent_at", "-pk")
    page = page_of(request, rows)
    context = {
        "page": page,
        "rows": [(each, _place(each), REPORT_MARKS[ReportState(each.state)]) for each in page],
        "trail": trail(),
    }
    return render(request, "incidents/reports.html", context)


def _place(report: Report) -> str:
    post = report.post.words[reader_language()] if report.post else ""
    return ", ".join(each for each in (post, report.place) if each) or _("place not stated")


@require_safe
def one_report(request: HttpRequest, ref: str) -> HttpResponse:
    """One report as it was written, and the open incidents that it may belong to."""
    by = officer_of(request)
    require(access.may_report(by))
    found = get_object_or_404(Report.objects.select_related("post", "incident__post__side"), ref=ref)
    words = labels()
    near = Incident.objects.open().filter(synthetic=found.synthetic, post=found.post).newest_first()
    context = {
        "report": found,
        "place": _place(found),
        "measure": words.word(CodeList.MEASURE, found.measure),
        "purpose": words.word(CodeList.PURPOSE, found.purpose),
        "reporter": getattr(found, "reporter", None),
        "mark": REPORT_MARKS[ReportState(found.state)],
        "evidence": found.evidence.select_related("file"),
        "near": [(each, title_of(each)) for each in near[:5] if found.post],
        "incident_title": title_of(found.incident) if found.incident else "",
        "may_take": access.may_take_report(by, found),
        "may_set_aside": access.may_set_aside(by, found),
        "trail": trail(),
    }
    return render(request, "incidents/one_report.html", context)


@require_POST
def take_report(request: HttpRequest, ref: str) -> HttpResponse:
    """Take a report up: into an open incident, or into a new one."""
    found = get_object_or_404(Report, ref=ref)
    into = request.POST.get("incident")
    incident = get_object_or_404(Incident, ref=into) if into else None
    taken = reporting.take_report(report=found, incident=incident, by=officer_of(request), at=now())
    messages.success(request, _("The report is taken up. The person stands in the list."))
    return redirect("incidents:incident", ref=taken.ref)


@require_POST
def set_aside(request: HttpRequest, ref: str) -> HttpResponse:
    """Put a report aside."""
    reporting.set_aside_report(report=get_object_or_404(Report, ref=ref), by=officer_of(request), at=now())
    return redirect("incidents:reports")
