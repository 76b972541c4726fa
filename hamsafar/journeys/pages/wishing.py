"""A person asks, on their own pages, to have their file corrected, and reads what became of it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from hamsafar.journeys.actions.sign_in import TheirOwn
from hamsafar.journeys.actions.wishes import wish_correction
from hamsafar.journeys.enums import FileField, WishState
from hamsafar.journeys.forms import WishForm
from hamsafar.journeys.models import CorrectionWish, Person
from hamsafar.journeys.pages.mine import signed_in
from hamsafar.kit.pages import public

SHOWN = 20
MARKS = {WishState.WAITING: "open", WishState.DONE: "done", WishState.DECLINED: "none"}


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest) -> HttpResponse:
    """What my file says, what I ask to have corrected, and what became of my earlier wishes."""
    person = signed_in(request)
    if person is None:
        return redirect("mine:mine")
    form = WishForm(request.POST or None)
    if form.is_valid():
        wish_correction(person=person, **form.cleaned_data, by=TheirOwn(person.ref), at=now())
        messages.success(request, _("The office has your wish. You read here what becomes of it."))
        return redirect("mine:correct")
    wishes = CorrectionWish.objects.filter(person__in=person.same_as()).newest_first()[:SHOWN]
    context = {
        "form": form,
        "held": _held(person.head),
        "wishes": [(each, MARKS[WishState(each.state)]) for each in wishes],
    }
    return render(request, "journeys/mine/correct.html", context)


def _held(file: Person) -> list[tuple[str, str]]:
    """The lines of the file that can be asked to be corrected, as they stand."""
    values = {
        FileField.NAME: file.name,
        FileField.BIRTH: file.born,
        FileField.SEX: str(file.get_sex_display()),
        FileField.DISTRICT: file.district,
        FileField.LANGUAGE: str(file.get_language_display()),
    }
    return [(str(line.label), value) for line, value in values.items()]
