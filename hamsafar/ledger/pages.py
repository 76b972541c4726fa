"""The ledger for officers who may read it."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hamsafar.kit.actor import Actor
from hamsafar.kit.refusal import Refusal
from hamsafar.kit.verdict import require
from hamsafar.ledger import access
from hamsafar.ledger.models import Leaf, Line, Seal

LINES_ON_A_PAGE = 50


@require_safe
def lines(request: HttpRequest) -> HttpResponse:
    """What was done, newest first, fifty lines a page; `?about=` and `?person=` keep the lines of one reference.

    `?before=` goes on after a line, by the primary key, so that a page costs the same however long the ledger is.
    """
    require(access.may_read(_actor(request)))
    rows = Line.objects.newest_first()
    about, person = request.GET.get("about", "").strip(), request.GET.get("person", "").strip()
    if about:
        rows = rows.about(about)
    if person:
        rows = rows.concerning(person)
    if before := request.GET.get("before"):
        rows = rows.filter(pk__lt=_id(before))
    found = list(rows[: LINES_ON_A_PAGE + 1])
    shown = found[:LINES_ON_A_PAGE]
    seals = dict(Leaf.objects.filter(line_id__in=[line.pk for line in shown]).values_list("line_id", "seal_id"))
    earlier = request.GET.copy()
    earlier["before"] = str(shown[-1].pk) if shown else ""
    context = {
        "lines": [(line, seals.get(line.pk)) for line in shown],
        "about": about,
        "person": person,
        "is_first": not before,
        "earlier": earlier.urlencode() if len(found) > LINES_ON_A_PAGE else "",
        "last": Seal.objects.order_by("-number").first(),
    }
    return render(request, "ledger/lines.html", context)


def _actor(request: HttpRequest) -> Actor:
    """Who is signed in: this floor does not know officers, only that they act."""
    if not request.user.is_authenticated:
        raise Refusal(_("Sign in first."))
    return cast(Actor, request.user)


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as problem:
        raise Http404 from problem
