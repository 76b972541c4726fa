"""Pages for officers who manage accounts, and the page of those who have none."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hamsafar.accounts import access, actions
from hamsafar.accounts.enums import Clearance
from hamsafar.accounts.forms import AddOfficer, AddOrganisation, ChangeRole
from hamsafar.accounts.models import ClearanceProposal, Organisation, User
from hamsafar.accounts.passwords import random_password
from hamsafar.accounts.sign_in import officer_of
from hamsafar.kit.pages import page_of, public
from hamsafar.kit.refusal import Refusal
from hamsafar.kit.verdict import require


@public
@require_safe
def no_account(request: HttpRequest) -> HttpResponse:
    """How to get an account or a new password: from an officer, never from this page."""
    return render(request, "accounts/no_account.html")


@require_safe
def officers(request: HttpRequest) -> HttpResponse:
    """Every officer, and the proposals that wait for a second officer."""
    require(access.may_manage(officer_of(request)))
    waiting = ClearanceProposal.objects.waiting().select_related("officer", "proposed_by").order_by("proposed_at")
    page = page_of(request, User.objects.in_order())
    return render(request, "accounts/officers.html", {"page": page, "waiting": waiting})


@require_safe
def organisations(request: HttpRequest) -> HttpResponse:
    """Every organisation, with the number of its officers."""
    require(access.may_manage(officer_of(request)))
    rows = Organisation.objects.select_related("side").annotate(people=Count("officers")).order_by("side", "pk")
    return render(request, "accounts/organisations.html", {"page": page_of(request, rows)})


@require_http_methods(["GET", "HEAD", "POST"])
def add_organisation(request: HttpRequest) -> HttpResponse:
    """Add an office of one side."""
    by = officer_of(request)
    require(access.may_manage(by))
    form = AddOrganisation(request.POST or None)
    if form.is_valid():
        actions.add_organisation(side=form.cleaned_data["side"], name=form.words(), by=by, at=now())
        return redirect("accounts:organisations")
    return render(request, "accounts/add_organisation.html", {"form": form})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def add_officer(request: HttpRequest) -> HttpResponse:
    """Add an officer; the page that follows shows the first password, once."""
    by = officer_of(request)
    require(access.may_manage(by))
    form = AddOfficer(request.POST or None)
    if form.is_valid():
        password = random_password()
        try:
            officer = actions.add_officer(**form.cleaned_data, password=password, by=by, at=now())
        except Refusal as reason:
            form.add_error("username", str(reason))
        else:
            return render(request, "accounts/password_given.html", {"officer": officer, "password": password})
    return render(request, "accounts/add_officer.html", {"form": form})


@require_safe
def officer(request: HttpRequest, ref: str) -> HttpResponse:
    """One officer: who they are, what waits, and what can be done."""
    by = officer_of(request)
    require(access.may_manage(by))
    found = _load(ref)
    proposal = found.clearance_proposals.waiting().select_related("proposed_by").first()
    context = {
        "officer": found,
        "proposal": proposal,
        "form": ChangeRole(initial={"role": found.role}),
        "may_change_role": access.may_change_role(by, found, found.role),
        "may_disable": access.may_disable(by, found),
        "may_enable": access.may_enable(by, found),
        "may_give_new_password": access.may_give_new_password(by, found),
        "may_propose": access.may_propose_clearance(by, found, Clearance.RESTRICTED),
        "may_lower": access.may_lower_clearance(by, found),
        "may_confirm": access.may_confirm_clearance(by, proposal) if proposal else None,
    }
    return render(request, "accounts/officer.html", context)


@require_POST
def change_role(request: HttpRequest, ref: str) -> HttpResponse:
    """Give the officer another role."""
    changed = actions.change_role(
        officer=_load(ref), role=request.POST.get("role", ""), by=officer_of(request), at=now()
    )
    return _back(request, changed, _("The role was changed."))


@require_POST
def disable(request: HttpRequest, ref: str) -> HttpResponse:
    """End the officer's access."""
    changed = actions.disable_officer(officer=_load(ref), by=officer_of(request), at=now())
    return _back(request, changed, _("The account is disabled."))


@require_POST
def enable(request: HttpRequest, ref: str) -> HttpResponse:
    """Let a disabled officer sign in again."""
    changed = actions.enable_officer(officer=_load(ref), by=officer_of(request), at=now())
    return _back(request, changed, _("The account is enabled."))


@never_cache
@require_POST
def new_password(request: HttpRequest, ref: str) -> HttpResponse:
    """Give the officer a new password, shown once."""
    password = random_password()
    changed = actions.give_new_password(officer=_load(ref), password=password, by=officer_of(request), at=now())
    return render(request, "accounts/password_given.html", {"officer": changed, "password": password})


@require_POST
def propose_clearance(request: HttpRequest, ref: str) -> HttpResponse:
    """Propose that the officer be cleared for what is restricted."""
    found = _load(ref)
    actions.propose_clearance(officer=found, clearance=Clearance.RESTRICTED, by=officer_of(request), at=now())
    return _back(request, found, _("The clearance is proposed. A second officer must confirm it."))


@require_POST
def lower_clearance(request: HttpRequest, ref: str) -> HttpResponse:
    """Take the officer's clearance away."""
    changed = actions.lower_clearance(officer=_load(ref), by=officer_of(request), at=now())
    return _back(request, changed, _("The clearance was taken away."))


@require_POST
def confirm_clearance(request: HttpRequest, ref: str, pk: int) -> HttpResponse:
    """Confirm the clearance that another officer proposed."""
    proposal = get_object_or_404(ClearanceProposal, pk=pk, officer__ref=ref)
    actions.confirm_clearance(proposal=proposal, by=officer_of(request), at=now())
    return _back(request, proposal.officer, _("The clearance is confirmed."))


@require_POST
def withdraw_clearance(request: HttpRequest, ref: str, pk: int) -> HttpResponse:
    """Withdraw a proposal that nobody confirmed."""
    proposal = get_object_or_404(ClearanceProposal, pk=pk, officer__ref=ref)
    actions.withdraw_clearance(proposal=proposal, by=officer_of(request), at=now())
    return _back(request, proposal.officer, _("The proposal was withdrawn."))


def _load(ref: str) -> User:
    return get_object_or_404(User.objects.select_related("organisation__side"), ref=ref)


def _back(request: HttpRequest, officer: User, words: str) -> HttpResponse:
    messages.success(request, words)
    return redirect("accounts:officer", ref=officer.ref)
