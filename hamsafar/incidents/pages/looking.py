"""What the pages of incidents share: words of codes, marks of states, the form page, the way back."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from hamsafar.corridor import codes
from hamsafar.incidents.enums import CodeList, EnquiryState, IncidentState, Substance
from hamsafar.incidents.models import Enquiry, EnquiryPoint, Incident
from hamsafar.kit import formats
from hamsafar.kit.language import reader_language
from hamsafar.kit.parts import Link

INCIDENT_MARKS = {IncidentState.OPEN: "open", IncidentState.SETTLED: "course", IncidentState.CLOSED: "done"}
ENQUIRY_MARKS = {
    EnquiryState.DRAFT: "none",
    EnquiryState.TO_RELEASE: "soon",
    EnquiryState.DROPPED: "none",
    EnquiryState.ASKED: "open",
    EnquiryState.CLARIFYING: "soon",
    EnquiryState.PARTLY_ANSWERED: "late",
    EnquiryState.ANSWERED: "course",
    EnquiryState.CLOSED: "done",
}
POINT_MARKS = {
    Substance.ANSWERED: "done",
    Substance.IN_PART: "late",
    Substance.GENERAL: "late",
    Substance.DECLINED: "broken",
    Substance.OPEN: "open",
}


class Labels(codes.Labels):
    """The words of every code list of this desk."""

    def point(self, point: EnquiryPoint) -> str:
        """A point as it is asked: its code's words, its own, or both."""
        return " ".join(each for each in (self.word(CodeList.POINT, point.code), point.words) if each)


def labels(on: date | None = None) -> Labels:
    return Labels.of(CodeList, on=on)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def place_of(incident: Incident) -> str:
    """Where an incident happened, in the reader's language."""
    post = incident.post.words[reader_language()] if incident.post else ""
    return _capital(", ".join(each for each in (post, incident.place) if each))


def title_of(incident: Incident) -> str:
    """How pages call an incident: its short name, or where and when."""
    return incident.title or f"{place_of(incident)}, {formats.day(there(incident).date(), reader_language())}"


def there(incident: Incident, moment: datetime | None = None) -> datetime:
    """A moment, the beginning where none is given, by the clock at the incident's post."""
    zone = ZoneInfo(incident.post.side.time_zone) if incident.post else None
    return timezone.localtime(moment or incident.started_at, zone)


def when(incident: Incident, moment: datetime | None) -> str:
    """A moment in words by the clock at the post; of a beginning only the day where no more is known."""
    if moment and incident.day_only and moment == incident.started_at:
        return formats.day(there(incident).date(), reader_language())
    return formats.moment(there(incident, moment), reader_language()) if moment else ""


def trail(incident: Incident | None = None, enquiry: Enquiry | None = None) -> list[Link]:
    """The way back."""
    found = [Link(_("Incidents"), reverse("incidents:index"))]
    if incident:
        found.append(Link(title_of(incident), reverse("incidents:incident", args=[incident.ref])))
    if enquiry:
        found.append(Link(_("Enquiry %(n)s") % {"n": enquiry.number}, reverse("incidents:enquiry", args=[enquiry.ref])))
    return found


def enquiry_of(ref: str) -> Enquiry:
    """One enquiry of this node."""
    return get_object_or_404(Enquiry.objects.select_related("incident__post__side", "asker"), ref=ref)


def today() -> dict[str, Any]:
    """What a box for a day shows first."""
    return {"on": timezone.localdate()}


def form_page(
    request: HttpRequest,
    form: forms.Form,
    *,
    title: str,
    button: str,
    incident: Incident | None = None,
    enquiry: Enquiry | None = None,
    hint: str = "",
    **more: Any,
) -> HttpResponse:
    """One form about one incident or enquiry."""
    way = trail(incident, enquiry)
    context = {
        "form": form,
        "title": title,
        "button": button,
        "hint": hint,
        "subject": way[-1].words,
        "trail": way,
        "back": way[-1].url,
        "synthetic": bool(incident and incident.synthetic),
        "files": form.is_multipart(),
        "changes": (),
    }
    return render(request, "incidents/form.html", context | more)
