"""What officers do to a meeting. Each page does one thing and leads back to the meeting."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hamsafar.accounts.sign_in import officer_of
from hamsafar.corridor.models import Side
from hamsafar.kit.language import reader_language
from hamsafar.kit.parts import Link
from hamsafar.kit.verdict import require
from hamsafar.meetings import access, forms
from hamsafar.meetings.actions import agenda, preparing
from hamsafar.meetings.models import AgendaItem, DocumentToSign, Meeting, Outcome, Topic
from hamsafar.meetings.pages.shown import trail
from hamsafar.meetings.rules.moves import moved

STEPS = {"up": -1, "down": 1}
ITEM_VERBS: dict[str, Callable[..., AgendaItem]] = {
    "offer": agenda.offer_item,
    "agree": partial(agenda.answer_item, agreed=True),
    "drop": agenda.drop_item,
    "take-up": agenda.take_up_item,
}


@require_POST
def draft(request: HttpRequest, slug: str) -> HttpResponse:
    """Draft the agenda by rule, as of today or of the meeting's day where it is past."""
    meeting = get_object_or_404(Meeting, slug=slug)
    day = min(localdate(), meeting.on)
    agenda.draft_agenda(meeting=meeting, as_of=day, by=officer_of(request), at=now())
    return _back(slug)


@require_POST
def order(request: HttpRequest, slug: str, topic: str) -> HttpResponse:
    """Move an item one place up or down."""
    meeting = get_object_or_404(Meeting, slug=slug)
    standing = [item.topic for item in AgendaItem.objects.of(slug).standing().in_order()]
    step = STEPS.get(request.POST.get("step", ""), 0)
    topics = moved(standing, topic, step) if topic in standing else tuple(standing)
    agenda.order_agenda(meeting=meeting, topics=topics, by=officer_of(request), at=now())
    return _back(slug)


@require_POST
def item(request: HttpRequest, slug: str, topic: str, verb: str) -> HttpResponse:
    """Offer an item, agree to one that is offered, drop it or take it up."""
    row = get_object_or_404(AgendaItem, meeting_id=slug, topic=topic)
    ITEM_VERBS[verb](item=row, by=officer_of(request), at=now())
    return _back(slug)


def decline(request: HttpRequest, slug: str, topic: str) -> HttpResponse:
    """Say to the other side why an item that it offers is not agreed."""
    row = get_object_or_404(AgendaItem.objects.select_related("meeting"), meeting_id=slug, topic=topic)
    require(access.may_prepare(officer_of(request)))
    form = forms.Decline(request.POST or None)
    if form.is_valid():
        agenda.answer_item(item=row, agreed=False, why=form.cleaned_data["why"], by=officer_of(request), at=now())
        return _back(slug)
    lead = row.words[reader_language()]
    return _form(request, row.meeting, form, _("Not agree to an item"), _("Send this answer"), lead=lead)


@require_POST
def document(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Note how far a document to sign has come."""
    row = get_object_or_404(DocumentToSign, meeting_id=slug, key=key)
    preparing.move_document(document=row, to=request.POST.get("to", ""), by=officer_of(request), at=now())
    return _back(slug)


def outcome(request: HttpRequest, slug: str) -> HttpResponse:
    """Record what the meeting decided."""
    meeting = get_object_or_404(Meeting, slug=slug)
    require(access.may_record_outcome(officer_of(request)))
    form = forms.Outcome(request.POST or None, owners=_owners(), topics=_topics())
    if form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("owner", "due", "topic")}
        preparing.record_outcome(meeting=meeting, words=form.words(), **given, by=officer_of(request), at=now())
        return _back(slug)
    return _form(request, meeting, form, _("Record an outcome"), _("Record"))


def resolve(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Say what became of an outcome."""
    row = get_object_or_404(Outcome.objects.select_related("meeting"), meeting_id=slug, key=key)
    require(access.may_record_outcome(officer_of(request)))
    form = forms.Resolve(request.POST or None)
    if form.is_valid():
        state = form.cleaned_data["state"]
        preparing.resolve_outcome(outcome=row, state=state, became=form.words(), by=officer_of(request), at=now())
        return _back(slug)
    return _form(request, row.meeting, form, _("Say what became of it"), _("Record"), lead=row.words[reader_language()])


def carry(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Carry an outcome over to a later meeting."""
    row = get_object_or_404(Outcome.objects.select_related("meeting"), meeting_id=slug, key=key)
    require(access.may_record_outcome(officer_of(request)))
    later = Meeting.objects.filter(on__gt=row.meeting.on).order_by("on")
    form = forms.CarryOver(
        request.POST or None, meetings=[(each.slug, each.words[reader_language()]) for each in later]
    )
    if form.is_valid():
        to = get_object_or_404(Meeting, slug=form.cleaned_data["to"])
        preparing.carry_over(outcome=row, to=to, by=officer_of(request), at=now())
        return _back(slug)
    return _form(request, row.meeting, form, _("Carry over"), _("Carry over"), lead=row.words[reader_language()])


def annex(request: HttpRequest, slug: str) -> HttpResponse:
    """Write a line for cleared readers."""
    meeting = get_object_or_404(Meeting, slug=slug)
    require(access.may_write_annex(officer_of(request), clearance=1))
    form = forms.Annex(request.POST or None)
    if form.is_valid():
        preparing.write_annex(meeting=meeting, title=form.title(), text=form.text(), by=officer_of(request), at=now())
        return _back(slug)
    return _form(request, meeting, form, _("Write an annex line"), _("Write"))


def freeze(request: HttpRequest, slug: str) -> HttpResponse:
    """Freeze and sign the dossier in all languages."""
    meeting = get_object_or_404(Meeting, slug=slug)
    require(access.may_prepare(officer_of(request)))
    form = forms.Freeze(request.POST or None, initial={"as_of": localdate()})
    if form.is_valid():
        preparing.freeze_dossier(meeting=meeting, **form.cleaned_data, by=officer_of(request), at=now())
        return _back(slug)
    return _form(request, meeting, form, _("Freeze and sign the dossier"), _("Freeze and sign"))


def _form(
    request: HttpRequest, meeting: Meeting, form: Any, title: str, button: str, *, lead: str = ""
) -> HttpResponse:
    back = Link(meeting.words[reader_language()], reverse("meetings:meeting", args=[meeting.slug]))
    context = {"form": form, "title": title, "button": button, "lead": lead, "trail": [*trail(), back]}
    return render(request, "meetings/form.html", context)


def _back(slug: str) -> HttpResponse:
    return redirect("meetings:meeting", slug=slug)


def _owners() -> list[tuple[str, str]]:
    sides = [(side.key, side.words[reader_language()]) for side in Side.objects.order_by("-role")]
    return [(preparing.BOTH, _("both sides")), *sides]


def _topics() -> list[tuple[str, str]]:
    return [(topic.key, topic.plan().title[reader_language()]) for topic in Topic.objects.in_order()]
