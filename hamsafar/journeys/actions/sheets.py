"""The sheet of a journey's paper: with every form of the name, and what is still due with its last day."""

from __future__ import annotations

from datetime import datetime

from hamsafar.corridor.models import Code
from hamsafar.journeys.enums import Phase, RequirementKind
from hamsafar.journeys.models import Journey, NameForm
from hamsafar.kit.actor import Actor
from hamsafar.kit.words import Words
from hamsafar.papers.actions.issuing import sheet_of
from hamsafar.papers.formats.sheet import Later
from hamsafar.papers.models import Paper

NAME_WRITER = "name-writer"


def sheet_for(*, journey: Journey, paper: Paper, by: Actor, at: datetime) -> bytes:
    """The printable sheet of a paper of this journey, as PDF."""
    writers = {key: Words.of(label) for key, label in Code.objects.of(NAME_WRITER).values_list("key", "label")}
    standing = NameForm.objects.standing().filter(person__in=journey.person.same_as()).order_by("added_at", "pk")
    forms = {form.full: _said(writers.get(form.authority), form.authority) for form in standing}
    asked = journey.requirements.asked().exclude(phase=Phase.BEFORE_DEPARTURE).in_order()
    later = tuple(Later(RequirementKind(each.kind).label, each.due_on) for each in asked if each.met_on is None)
    return sheet_of(paper=paper, forms=tuple(forms.items()), later=later, by=by, at=at)


def _said(writer: Words | None, key: str) -> str:
    """Who wrote it, in the languages of both sides."""
    return f"{writer.tg} · {writer.ru}" if writer else key
