"""A person's own pages: signed in with a reference and a code, for half an hour."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from hamsafar.accounts.sign_in import officer_of
from hamsafar.journeys.actions import sign_in as signing_in
from hamsafar.journeys.actions.erasing import holdings_of
from hamsafar.journeys.actions.exporting import export_person, print_person
from hamsafar.journeys.actions.looks import lines_about, looks
from hamsafar.journeys.actions.own_papers import papers_of
from hamsafar.journeys.mine_forms import AskCode, SignIn
from hamsafar.journeys.models import Person, TripCheck
from hamsafar.journeys.pages.standing import where_i_stand
from hamsafar.journeys.parts import parts
from hamsafar.journeys.rules.keeping import by_part, kept_until
from hamsafar.kit.actor import VISITOR
from hamsafar.kit.pages import page_of, public
from hamsafar.kit.refusal import Refusal

WHOSE, HALF_AN_HOUR = "person", 30 * 60
LATEST = 3  # of each list on the first page


@public
@never_cache
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Where I stand, what next, my papers, who opened my file; without a sign-in, the way to one."""
    person = signed_in(request)
    if person is None:
        return render(request, "journeys/mine/sign_in.html", {"form": SignIn(), "ask": AskCode()})
    people = list(person.same_as())
    lines = list(lines_about(people)[:LATEST])
    context: dict[str, Any] = {
        "person": person,
        "looks": looks(lines, people),
        "papers": papers_of(person).holding(at=now())[:LATEST],
        "checks": TripCheck.objects.of(person.same_as()).newest_first()[:LATEST],
        **where_i_stand(person, at=now()),
    }
    return render(request, "journeys/mine/mine.html", context)


@public
@never_cache
@require_safe
def who(request: HttpRequest) -> HttpResponse:
    """Who opened my file, what is held of me and until when."""
    person = signed_in(request)
    if person is None:
        return redirect("mine:mine")
    people = list(person.same_as())
    lines, held = page_of(request, lines_about(people)), holdings_of(people)
    titles = {part.name: part.title or part.name for part in parts()}
    context = {
        "person": person,
        "lines": lines,
        "looks": looks(list(lines), people),
        "held": [(titles[each.part], each) for each in by_part(held)],
        "until": kept_until(held),
    }
    return render(request, "journeys/mine/who.html", context)


@public
@never_cache
@require_safe
def whole(request: HttpRequest) -> HttpResponse:
    """Everything that is held of me on one page, to print."""
    person = signed_in(request)
    if person is None:
        return redirect("mine:mine")
    page = print_person(person=person, by=signing_in.TheirOwn(person.ref), at=now())
    answer = HttpResponse(page)
    answer["Cache-Control"] = "private, no-store"
    return answer


@public
@require_POST
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in with a reference and a code."""
    form = SignIn(request.POST)
    if form.is_valid():
        try:
            person = signing_in.sign_in(**form.cleaned_data, address=_address(request), by=VISITOR, at=now())
        except Refusal as reason:
            form.add_error(None, str(reason))
        else:
            request.session.flush()
            request.session[WHOSE] = person.ref
            request.session.set_expiry(HALF_AN_HOUR)
            return redirect("mine:mine")
    return render(request, "journeys/mine/sign_in.html", {"form": form, "ask": AskCode()})


@public
@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for a code by SMS. The answer is the same for a reference that nobody holds."""
    form = AskCode(request.POST)
    if not form.is_valid():
        return render(request, "journeys/mine/sign_in.html", {"form": SignIn(), "ask": form})
    signing_in.ask_code(**form.cleaned_data, address=_address(request), by=VISITOR, at=now())
    messages.success(
        request, _("If the file has a confirmed number, a code is on its way. It is good for ten minutes.")
    )
    return redirect("mine:mine")


@public
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Leave: on a phone that others use as well, at once."""
    request.session.flush()
    return redirect("mine:mine")


@public
@require_POST
def export(request: HttpRequest) -> HttpResponse:
    """A copy of everything that is held of me."""
    person = signed_in(request)
    if person is None:
        return redirect("mine:mine")
    made = export_person(person=person, by=signing_in.TheirOwn(person.ref), at=now())
    answer = HttpResponse(made, content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{person.ref}.zip"'
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_POST
def codes(request: HttpRequest, ref: str) -> HttpResponse:
    """Ten codes to print and hand over. They are shown this once."""
    person = get_object_or_404(Person, ref=ref).head
    made = signing_in.print_codes(person=person, by=officer_of(request), at=now())
    answer = render(request, "journeys/mine/codes.html", {"person": person, "codes": made})
    answer["Cache-Control"] = "private, no-store"
    return answer


def signed_in(request: HttpRequest) -> Person | None:
    """Whose pages are open in this browser."""
    ref = request.session.get(WHOSE)
    return Person.objects.kept().filter(ref=ref).first() if ref else None


def _address(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))
