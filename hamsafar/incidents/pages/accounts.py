"""Two accounts of one incident, side by side: ours is stated here, the other side's comes or is entered by hand."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hamsafar.accounts.sign_in import officer_of
from hamsafar.incidents import access, forms
from hamsafar.incidents.actions import accounting
from hamsafar.incidents.enums import NOT_STATED, CodeList
from hamsafar.incidents.pages import showing
from hamsafar.incidents.pages.incidents import GET_AND_POST, load
from hamsafar.incidents.pages.looking import form_page, labels, title_of, trail
from hamsafar.incidents.pages.noting import handed
from hamsafar.kit.verdict import require


@require_safe
def accounts(request: HttpRequest, ref: str) -> HttpResponse:
    """Both accounts of one incident, side by side; what differs can be asked next."""
    by, incident = officer_of(request), load(ref)
    require(access.may_read(by))
    ours, theirs, lines = accounting.side_by_side(incident)
    words = labels()
    only = ours or theirs
    if only and not lines:  # one account is shown alone, beside the silence of the other side
        empty = accounting.AccountSaid()
        pair = (accounting.said_by(only), empty) if ours else (empty, accounting.said_by(only))
        lines = accounting.compare(*pair)
    both = showing.two_accounts(incident, ours, theirs, lines, words)
    differ = [f"{line.what}: {line.left} / {line.right}" for line in both.lines if line.differs]
    waiting = incident.accounts.to_release().first()
    context = {
        "incident": incident,
        "title": title_of(incident),
        "accounts": both,
        "differ": len(differ),
        "about_these": urlencode({"own": differ}, doseq=True),
        "silent": sum(line.mark == "one-silent" for line in lines),
        "both": bool(ours and theirs),
        "genuine": all(accounting.is_genuine(each) for each in (ours, theirs) if each and each.public_key),
        "waiting": waiting,
        "may_release": access.may_release_letter(by, waiting) if waiting else None,
        "may_ask": access.may_ask(by, incident),
        "may_state": access.may_state_account(by, incident),
        "trail": trail(incident),
    }
    return render(request, "incidents/accounts.html", context)


@require_http_methods(GET_AND_POST)
def write_account(request: HttpRequest, ref: str) -> HttpResponse:
    """State our own account, from what is known here; a second officer signs it."""
    by, incident = officer_of(request), load(ref)
    require(access.may_state_account(by, incident))
    words = labels()
    form = forms.AccountForm(
        request.POST or None,
        grounds=words.choices(CodeList.GROUND),
        post=incident.post,
        initial=showing.account_known(incident, words),
    )
    if form.is_valid():
        accounting.write_account(incident=incident, said=form.said(), by=by, at=now())
        return redirect("incidents:accounts", ref=ref)
    return form_page(
        request, form, title=_("State our account"), button=_("Hand to a second officer"), incident=incident,
        hint=_("What you leave empty, our side is silent about."),
    )  # fmt: skip


@require_http_methods(GET_AND_POST)
def enter_account(request: HttpRequest, ref: str) -> HttpResponse:
    """Enter the other side's account as it came on paper. It bears no key's signature, and says so."""
    by, incident = officer_of(request), load(ref)
    require(access.may_state_account(by, incident))
    form = forms.EnterAccount(
        request.POST or None,
        request.FILES or None,
        grounds=labels().choices(CodeList.GROUND),
        post=incident.post,
        initial={"ground": NOT_STATED},
    )
    if form.is_valid():
        data, at = form.cleaned_data, now()
        came = {"given_at": form.came_at(now=at), "via": data["via"], "scan": handed(data["scan"])}
        accounting.enter_account(incident=incident, said=form.said(), **came, by=by, at=at)
        return redirect("incidents:accounts", ref=ref)
    return form_page(
        request, form, title=_("Enter the other side’s account"), button=_("Enter it"), incident=incident,
        hint=_("What the paper does not say stays empty: the other side is silent about it."),
    )  # fmt: skip
