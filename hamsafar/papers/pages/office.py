"""Papers for the office: what was issued, and revocation by two officers."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_POST, require_safe

from hamsafar.accounts.sign_in import officer_of
from hamsafar.kit.pages import page_of
from hamsafar.kit.verdict import require
from hamsafar.papers import access
from hamsafar.papers.actions.issuing import ask_revocation, leave_paper, revoke_paper, sheet_of
from hamsafar.papers.enums import PaperState
from hamsafar.papers.formats.claims import read_ours
from hamsafar.papers.formats.container import opened
from hamsafar.papers.forms import Because
from hamsafar.papers.models import Paper


@require_safe
def papers(request: HttpRequest) -> HttpResponse:
    """Every paper that was issued, newest first; `?state=` keeps those in one state. Holders are not named here."""
    require(access.may_issue(officer_of(request)))
    rows = Paper.objects.newest_first()
    state = request.GET.get("state", "")
    if state in PaperState.values:
        rows = rows.filter(state=state)
    context = {"page": page_of(request, rows), "state": state, "states": PaperState.choices, "now": now()}
    context["may_keep_lists"] = access.may_keep_lists(officer_of(request))
    return render(request, "papers/papers.html", context)


@require_safe
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """One paper: what it says, how long, and what may be done with it."""
    officer = officer_of(request)
    require(access.may_issue(officer))
    found = get_object_or_404(Paper.objects.select_related("key", "place", "revoke_asked_by", "revoked_by"), pk=pk)
    claims = read_ours(opened(found.text).payload) if found.text else None
    context = {
        "paper": found,
        "claims": claims,
        "names": dict(claims.names) if claims else {},
        "form": Because(),
        "may_ask": access.may_ask_revocation(officer, found, because="-"),
        "may_settle": access.may_settle_revocation(officer, found),
        "now": now(),
    }
    return render(request, "papers/paper.html", context)


@require_safe
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The printable sheet of one paper, as PDF."""
    officer = officer_of(request)
    found = get_object_or_404(Paper.objects.exclude(text=""), pk=pk)
    data = sheet_of(paper=found, by=officer, at=now())
    return HttpResponse(
        data,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="paper-{found}.pdf"', "Cache-Control": "no-store"},
    )


@require_POST
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask a second officer to revoke a paper."""
    found, form = get_object_or_404(Paper, pk=pk), Because(request.POST)
    because = form.cleaned_data["because"] if form.is_valid() else ""
    ask_revocation(paper=found, because=because, by=officer_of(request), at=now())
    return redirect("papers:paper", pk=pk)


@require_POST
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide as the second officer: revoke the paper, or leave it."""
    found, officer = get_object_or_404(Paper, pk=pk), officer_of(request)
    if request.POST.get("decision") == "revoke":
        revoke_paper(paper=found, by=officer, at=now())
    else:
        leave_paper(paper=found, by=officer, at=now())
    return redirect("papers:paper", pk=pk)
