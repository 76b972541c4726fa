"""Enquiries: by whose turn it is, one enquiry on its pen line, writing, releasing, answering, closing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hamsafar.accounts.models import User
from hamsafar.accounts.sign_in import officer_of
from hamsafar.corridor.models import Side
from hamsafar.exchange.models import Peer
from hamsafar.incidents import access, forms
from hamsafar.incidents.actions import accounting, answering, asking
from hamsafar.incidents.enums import CodeList, Party, Substance, Via
from hamsafar.incidents.models import (
    Account,
    Clarification,
    Enquiry,
    EnquiryPoint,
    Explanation,
    Extension,
    OverdueClaim,
    Promise,
)
from hamsafar.incidents.pages import showing
from hamsafar.incidents.pages.entering import entries_of
from hamsafar.incidents.pages.incidents import GET_AND_POST
from hamsafar.incidents.pages.incidents import load as load_incident
from hamsafar.incidents.pages.looking import Labels, enquiry_of, form_page, labels, title_of, trail
from hamsafar.incidents.rules.answering import PointText
from hamsafar.kit import formats
from hamsafar.kit.language import reader_language
from hamsafar.kit.pages import page_of
from hamsafar.kit.verdict import Verdict, require

USUAL_POINTS = ("outcome-of-each", "ground-of-each", "measure-now")  # ticked at first; an officer changes them


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Enquiries by the pen: those that wait for us first."""
    by = officer_of(request)
    require(access.may_read(by))
    which = request.GET.get("show", "our-turn")
    rows = (
        Enquiry.objects.of_node(Peer.objects.the_other()).newest_first().select_related("incident__post__side", "asker")
    )
    mine = {
        "our-turn": rows.our_turn(),
        "release": rows.to_release(),
        "ours": rows.ours(),
        "theirs": rows.theirs(),
        "overdue": rows.overdue(on=timezone.localdate()),
    }
    page = page_of(request, mine.get(which, rows))
    context = {
        "page": page,
        "rows": [(showing.enquiry_row(each), title_of(each.incident)) for each in page],
        "which": which,
        "shows": (
            ("our-turn", _("Our turn")),
            ("release", _("To release")),
            ("ours", _("We ask")),
            ("theirs", _("We are asked")),
            ("overdue", _("Past due")),
            ("all", _("All")),
        ),
        "trail": trail(),
    }
    return render(request, "incidents/enquiries.html", context)


@require_safe
def enquiry(request: HttpRequest, ref: str) -> HttpResponse:
    """One enquiry: whose turn it is, the pen line, each point and what came back, what may be done now."""
    by, found = officer_of(request), enquiry_of(ref)
    require(access.may_read(by))
    words = labels()
    row = showing.enquiry_row(found)
    context = {
        "enquiry": found,
        "incident": found.incident,
        "row": row,
        "line": showing.pen_line(found, list(Side.objects.all())),
        "points": showing.point_rows(found, words),
        "letters": list(_letters(found, by, words)),
        "deeds": [
            (reverse(f"incidents:{deed.page}", args=[ref]), deed.words, deed.main)
            for deed in _deeds(found, by)
            if deed.may
        ],
        "entries": list(entries_of(found, by)),
        "may_drop": access.may_drop(by, found),
        "why_not": _why_not(found, by),
        "explanations": [
            (each, words.word(CodeList.GROUND, each.ground), list(each.promises.all()), _became(each, words))
            for each in found.explanations.out().select_related("written_by__organisation").prefetch_related("promises")
        ],
        "extensions": found.extensions.out().select_related("written_by__organisation"),
        "questions": found.clarifications.exclude(asked_at=None),
        "evidence": found.evidence.select_related("file"),
        "substances": Substance.choices,
        "claims": found.overdue_claims.all(),
        "may_read_answer": access.may_read_answer(by, found),
        "may_take": access.may_answer(by, found) if not found.read_at and found.we_are == Party.ANSWERER else None,
        "today": timezone.localdate(),
        "trail": trail(found.incident),
    }
    return render(request, "incidents/enquiry.html", context)


@dataclass(frozen=True)
class Deed:
    """One thing to do with an enquiry: whether the reader may, its page, its words; the main ones are buttons."""

    may: Verdict
    page: str
    words: str
    main: bool = False


def _deeds(found: Enquiry, by: User) -> list[Deed]:
    """What there is to do with an enquiry, and whether the reader may now."""
    claim = found.overdue_claims.filter(contested=False).first()
    asked = found.clarifications.filter(state="asked").first()
    no_one = Verdict(allowed=False)
    may_explain = access.may_answer(by, found) and access.may_be_answered(found)
    return [
        Deed(access.may_write_enquiry(by, found), "rewrite", _("Change the draft"), main=True),
        Deed(access.may_reply(by, asked) if asked else no_one, "reply", _("Reply to the question back"), main=True),
        Deed(may_explain, "explain", _("Write an explanation"), main=True),
        Deed(access.may_ask_back(by, found), "ask_back", _("Ask back")),
        Deed(access.may_extend(by, found), "extend", _("Take more days")),
        Deed(access.may_contest(by, claim) if claim else no_one, "contest", _("Contest “overdue”")),
        Deed(access.may_claim_overdue(by, found, on=timezone.localdate()), "claim", _("Say that it is overdue")),
        Deed(access.may_close_enquiry(by, found), "close_enquiry", _("Close the enquiry")),
    ]


def _why_not(found: Enquiry, by: User) -> str:
    """Why the reader can do nothing: the sentence of the first thing that is not theirs."""
    return next((deed.may.reason for deed in _deeds(found, by) if deed.may.reason), "")


def _letters(found: Enquiry, by: User, words: Any) -> Any:
    """What waits for a second officer: its kind, key, words, and whether the reader may release it."""
    if found.state == "to-release":
        text = "; ".join(words.point(point) for point in found.points.all())
        yield "enquiry", found.pk, _("The enquiry"), text, access.may_release_enquiry(by, found)
    for each in found.clarifications.all():
        if each.state == "to-release":
            yield "question", each.pk, _("A question back"), each.question, access.may_release_clarification(by, each)
        if each.state == "reply-to-release":
            yield "reply", each.pk, _("The reply"), each.reply, access.may_release_reply(by, each)
    for extension in found.extensions.to_release():
        text = _("%(n)s working days more: %(why)s") % {"n": extension.days, "why": extension.reason}
        yield "extension", extension.pk, _("More days"), text, access.may_release_letter(by, extension)
    for given in found.explanations.to_release().prefetch_related("answers__point", "promises"):
        text = "\n".join(_explained(given, words))
        yield "explanation", given.pk, _("An explanation"), text, access.may_release_letter(by, given)
    for claim in found.overdue_claims.to_release():
        yield "contest", claim.pk, _("A contest"), claim.reason, access.may_release_letter(by, claim)


def _explained(given: Explanation, words: Labels) -> Iterator[str]:
    """An explanation line by line, all that leaves with it."""
    yield str(given.get_kind_display())
    for each in given.answers.all():
        yield f"{each.point.number}. {each.get_substance_display()}. {each.words}"
    yield ": ".join(each for each in (words.word(CodeList.GROUND, given.ground), given.ground_words) if each)
    yield str(given.get_measure_now_display())
    for promise in given.promises.all():
        day = f" ({formats.day_short(promise.due_on, reader_language())})" if promise.due_on else ""
        yield f"{_('Promise')}: {promise.words}{day}"
    if given.outcomes:
        yield _became(given, words)
    if given.words:
        yield given.words


def _became(explanation: Explanation, words: Labels) -> str:
    """How many people an explanation gives each outcome."""
    counts = Counter(words.word(CodeList.OUTCOME, each["outcome"]) for each in explanation.outcomes)
    return ", ".join(f"{n} {outcome}" for outcome, n in counts.items())


@require_http_methods(GET_AND_POST)
def ask(request: HttpRequest, ref: str) -> HttpResponse:
    """Write an enquiry about an incident; it goes to a second officer at once."""
    by, incident = officer_of(request), load_incident(ref)
    require(access.may_ask(by, incident))
    form = forms.Ask(request.POST or None, points=labels().choices(CodeList.POINT), initial=_usual(request))
    if form.is_valid():
        made = asking.ask_enquiry(incident=incident, **_asked(form.cleaned_data), by=by, at=now())
        return redirect("incidents:enquiry", ref=made.ref)
    hint = _("A second officer releases it. Nothing leaves before.")
    return form_page(
        request, form, title=_("Ask the other side"), button=_("Hand to a second officer"), incident=incident, hint=hint
    )


def _usual(request: HttpRequest) -> dict[str, Any]:
    """The points of every enquiry, or those that the two accounts differ in."""
    asked = request.GET.getlist("point")
    return {"points": asked or list(USUAL_POINTS), "names_people": True, "own": "\n".join(request.GET.getlist("own"))}


def _asked(data: dict[str, Any]) -> dict[str, Any]:
    points = [PointText(code) for code in data["points"]]
    points += [PointText(words=line.strip()) for line in data["own"].splitlines() if line.strip()]
    via = data["via"] or Via.ENVELOPE
    return {"points": points, "via": via, **{name: data[name] for name in ("words", "note", "names_people")}}


@require_http_methods(GET_AND_POST)
def rewrite(request: HttpRequest, ref: str) -> HttpResponse:
    """Change a draft that was returned, and hand it to a second officer again."""
    by, found = officer_of(request), enquiry_of(ref)
    require(access.may_write_enquiry(by, found))
    points = list(found.points.all())
    initial = {
        "points": [point.code for point in points if point.code],
        "own": "\n".join(point.words for point in points if point.words),
        **{name: getattr(found, name) for name in ("words", "note", "names_people", "via")},
    }
    form = forms.Ask(request.POST or None, points=labels().choices(CodeList.POINT), initial=initial)
    if form.is_valid():
        asking.rewrite_enquiry(enquiry=found, **_asked(form.cleaned_data), by=by, at=now())
        return redirect("incidents:enquiry", ref=ref)
    return form_page(
        request, form, title=_("Change the draft"), button=_("Hand to a second officer"), enquiry=found,
        incident=found.incident, hint=found.returned_because,
    )  # fmt: skip


# ---- the second pair of eyes -----------------------------------------------------------------------------------------

Release = Callable[..., Any]
RELEASES: dict[str, tuple[Any, str, Release, Release]] = {
    "enquiry": (Enquiry, "enquiry", asking.release_enquiry, asking.return_enquiry),
    "question": (Clarification, "clarification", answering.release_question, answering.return_question),
    "reply": (Clarification, "clarification", asking.release_reply, asking.return_reply),
    "extension": (Extension, "extension", answering.release_extension, answering.return_letter),
    "explanation": (Explanation, "explanation", answering.release_explanation, answering.return_letter),
    "contest": (OverdueClaim, "claim", answering.release_contest, answering.return_letter),
    "account": (Account, "account", accounting.release_account, answering.return_letter),
}


def _waiting(kind: str, pk: int) -> tuple[Any, str, Release, Release]:
    if kind not in RELEASES:
        raise Http404
    model, name, release_it, return_it = RELEASES[kind]
    return get_object_or_404(model, pk=pk), name, release_it, return_it


def _back_to(letter: Any) -> HttpResponse:
    if isinstance(letter, Account):
        return redirect("incidents:accounts", ref=letter.incident.ref)
    enquiry = letter if isinstance(letter, Enquiry) else letter.enquiry
    return redirect("incidents:enquiry", ref=enquiry.ref)


@require_POST
def release(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Send what another officer wrote."""
    letter, name, release_it, _return = _waiting(kind, pk)
    release_it(**{name: letter}, by=officer_of(request), at=now())
    messages.success(request, _("It is on its way to the other side."))
    return _back_to(letter)


@require_http_methods(GET_AND_POST)
def give_back(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Give it back to its writer, with the reason. Nothing leaves."""
    by = officer_of(request)
    require(access.may_read(by))
    letter, name, _release, return_it = _waiting(kind, pk)
    form = forms.Because(request.POST or None)
    if form.is_valid():
        argument = "letter" if return_it is answering.return_letter else name
        return_it(**{argument: letter}, because=form.cleaned_data["because"], by=by, at=now())
        return _back_to(letter)
    incident = letter.incident if isinstance(letter, (Enquiry, Account)) else letter.enquiry.incident
    return form_page(request, form, title=_("Give it back to its writer"), button=_("Give it back"), incident=incident)


# ---- after the answer ------------------------------------------------------------------------------------------------


@require_POST
def drop(request: HttpRequest, ref: str) -> HttpResponse:
    """Give up an enquiry that was never sent."""
    asking.drop_enquiry(enquiry=enquiry_of(ref), by=officer_of(request), at=now())
    return redirect("incidents:enquiry", ref=ref)


@require_http_methods(GET_AND_POST)
def close_enquiry(request: HttpRequest, ref: str) -> HttpResponse:
    """Close an enquiry for a coded reason. Points left open go to the next agenda by themselves."""
    by, found = officer_of(request), enquiry_of(ref)
    require(access.may_close_enquiry(by, found))
    form = forms.CloseEnquiry(request.POST or None)
    if form.is_valid():
        asking.close_enquiry(enquiry=found, **form.cleaned_data, by=by, at=now())
        return redirect("incidents:enquiry", ref=ref)
    return form_page(
        request, form, title=_("Close the enquiry"), button=_("Close the enquiry"), enquiry=found,
        incident=found.incident, hint=_("Points that were left open go to the next agenda by themselves."),
    )  # fmt: skip


@require_POST
def read_point(request: HttpRequest, pk: int) -> HttpResponse:
    """How the answer to a point reads to us; the answerer's own coding is kept beside it."""
    point = get_object_or_404(EnquiryPoint.objects.select_related("enquiry"), pk=pk)
    asking.read_point(point=point, read_as=request.POST.get("read_as", ""), by=officer_of(request), at=now())
    return redirect("incidents:enquiry", ref=point.enquiry.ref)


@require_POST
def promise_kept(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that a promise was kept, today."""
    promise = get_object_or_404(Promise.objects.select_related("explanation__enquiry"), pk=pk)
    asking.keep_promise(promise=promise, on=timezone.localdate(), by=officer_of(request), at=now())
    return redirect("incidents:enquiry", ref=promise.explanation.enquiry.ref)
