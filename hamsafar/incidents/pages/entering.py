"""What no envelope brought: an officer enters it by hand, from the paper or as it was said, with its scan."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from hamsafar.accounts.models import User
from hamsafar.accounts.sign_in import officer_of
from hamsafar.incidents import access, forms
from hamsafar.incidents.actions import entering
from hamsafar.incidents.actions.asking import case_of
from hamsafar.incidents.actions.clockwork import days_allowed
from hamsafar.incidents.enums import NOT_STATED, ClarificationState, CodeList
from hamsafar.incidents.formats import bodies
from hamsafar.incidents.models import Enquiry, Incident
from hamsafar.incidents.pages.incidents import GET_AND_POST
from hamsafar.incidents.pages.incidents import load as load_incident
from hamsafar.incidents.pages.looking import enquiry_of, form_page, labels
from hamsafar.incidents.pages.noting import handed
from hamsafar.kit.verdict import Verdict, require

Came = Mapping[str, Any]  # moment, scan, and by whom at what time it is entered


@dataclass(frozen=True)
class Entry:
    """One thing that can be entered: what it is called, its form, who may, and the action that does it."""

    title: Any
    form: Callable[..., Any]
    may: Callable[[User, Enquiry], Verdict]
    act: Callable[[Enquiry, Any, datetime, Came], object]


def _reply(enquiry: Enquiry, form: Any, moment: datetime, came: Came) -> None:
    asked = enquiry.clarifications.get(state=ClarificationState.ASKED)
    entering.enter_reply(clarification=asked, reply=form.cleaned_data["reply"], replied_at=moment, **came)


ENTRIES: dict[str, Entry] = {
    "read": Entry(
        gettext_lazy("The enquiry was acknowledged"),
        forms.Came,
        access.may_enter_read,
        lambda enquiry, form, moment, came: entering.enter_read(enquiry=enquiry, read_at=moment, **came),
    ),
    "question": Entry(
        gettext_lazy("A question back came"),
        forms.EnterQuestion,
        access.may_enter_question,
        lambda enquiry, form, moment, came: entering.enter_question(
            enquiry=enquiry, question=form.cleaned_data["question"], asked_at=moment, **came
        ),
    ),
    "days": Entry(
        gettext_lazy("The other side takes more days"),
        forms.EnterDays,
        access.may_enter_letter,
        lambda enquiry, form, moment, came: entering.enter_extension(
            enquiry=enquiry,
            **{name: form.cleaned_data[name] for name in ("days", "reason", "via")},
            taken_at=moment,
            **came,
        ),
    ),
    "answer": Entry(
        gettext_lazy("An answer came"),
        forms.EnterAnswer,
        access.may_enter_answer,
        lambda enquiry, form, moment, came: entering.enter_answer(
            enquiry=enquiry, said=form.said(), via=form.cleaned_data["via"], given_at=moment, **came
        ),
    ),
    "contest": Entry(
        gettext_lazy("“Overdue” was contested"),
        forms.EnterContest,
        access.may_enter_contest,
        lambda enquiry, form, moment, came: entering.enter_contest(
            enquiry=enquiry, reason=form.cleaned_data["reason"], contested_at=moment, **came
        ),
    ),
    "reply": Entry(gettext_lazy("The reply to our question came"), forms.EnterReply, access.may_enter_reply, _reply),
    "overdue": Entry(
        gettext_lazy("The other side says that our answer is overdue"),
        forms.Came,
        access.may_enter_letter_of_asker,
        lambda enquiry, form, moment, came: entering.enter_claim(enquiry=enquiry, claimed_at=moment, **came),
    ),
    "closed": Entry(
        gettext_lazy("The other side closed its enquiry"),
        forms.EnterClosed,
        access.may_enter_letter_of_asker,
        lambda enquiry, form, moment, came: entering.enter_closed(
            enquiry=enquiry, closed_for=form.cleaned_data["closed_for"], closed_at=moment, **came
        ),
    ),
}


def entries_of(found: Enquiry, by: User) -> Iterator[tuple[str, str]]:
    """What the reader may enter by hand about an enquiry now: address and words."""
    for what, entry in ENTRIES.items():
        if entry.may(by, found):
            yield reverse("incidents:enter", args=[found.ref, what]), str(entry.title)


@require_http_methods(GET_AND_POST)
def enter(request: HttpRequest, ref: str, what: str) -> HttpResponse:
    """Enter one thing that came otherwise than by envelope, as it was received."""
    by, found = officer_of(request), enquiry_of(ref)
    if what not in ENTRIES:
        raise Http404
    entry = ENTRIES[what]
    require(entry.may(by, found))
    form = entry.form(request.POST or None, request.FILES or None, **_options(what, found))
    if form.is_valid():
        at = now()
        came = {"scan": handed(form.cleaned_data["scan"]), "by": by, "at": at}
        entry.act(found, form, form.came_at(now=at), came)
        return redirect("incidents:enquiry", ref=ref)
    return form_page(
        request, form, title=str(entry.title), button=_("Enter it"), enquiry=found, incident=found.incident,
        hint=_("It is on record as entered by hand, and by whom."),
    )  # fmt: skip


def _options(what: str, found: Enquiry) -> dict[str, Any]:
    """What the form of an answer is made of: the points that were asked, the grounds of the list."""
    if what != "answer":
        return {}
    words = labels()
    return {
        "points": [(point, words.point(point)) for point in found.points.all()],
        "grounds": words.choices(CodeList.GROUND),
        "initial": {"ground": NOT_STATED},
    }


@require_http_methods(GET_AND_POST)
def enter_enquiry(request: HttpRequest, ref: str) -> HttpResponse:
    """Enter an enquiry of the other side about this incident that came on paper: its clock runs from its day."""
    by, incident = officer_of(request), load_incident(ref)
    require(access.may_enter_enquiry(by))
    at = now()
    form = forms.EnterEnquiry(
        request.POST or None,
        request.FILES or None,
        points=labels().choices(CodeList.POINT),
        initial={"days": days_allowed(on=localdate(at))[0]},
    )
    if form.is_valid():
        asked = _asked(form, incident, form.came_at(now=at))
        came = {"via": form.cleaned_data["via"], "scan": handed(form.cleaned_data["scan"])}
        made = entering.enter_enquiry(asked=asked, subject=uuid4(), **came, by=by, at=at)
        return redirect("incidents:enquiry", ref=made.ref)
    return form_page(
        request, form, title=_("Enter an enquiry of the other side"), button=_("Enter it"), incident=incident,
        hint=_("It is on record as entered by hand, and by whom."),
    )  # fmt: skip


def _asked(form: Any, incident: Incident, moment: datetime) -> bodies.EnquiryAsked:
    """The enquiry as its envelope would have brought it."""
    data = form.cleaned_data
    asked = [(code, "") for code in data["points"]]
    asked += [("", line.strip()) for line in data["own"].splitlines() if line.strip()]
    return bodies.EnquiryAsked(
        case=case_of(incident),
        number=data["asked_number"],
        language=incident.language or "ru",
        words=data["words"],
        points=tuple(bodies.PointAsked(number, code, words) for number, (code, words) in enumerate(asked, 1)),
        persons=(),
        asked_at=moment,
        days=data["days"],
        follows=None,
    )
