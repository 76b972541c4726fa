"""The papers of a person, as they take them along themselves."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from hamsafar.corridor.models import Code
from hamsafar.journeys.models import Journey, NameForm, Person
from hamsafar.kit.actor import Actor
from hamsafar.kit.refusal import Refusal
from hamsafar.ledger.actions import record
from hamsafar.papers.formats.claims import read_ours
from hamsafar.papers.formats.container import opened
from hamsafar.papers.formats.sheet import sheet_pdf
from hamsafar.papers.models import Paper, PaperQuerySet

NAME_WRITER = "name-writer"


def papers_of(person: Person) -> PaperQuerySet:
    """Every paper of the person and of their journeys that still has its text, newest first."""
    subjects = {each.ref for each in person.same_as()} | set(Journey.objects.of(person).values_list("ref", flat=True))
    return Paper.objects.filter(subject__in=subjects).exclude(text="").newest_first()


def take_sheet(*, person: Person, paper: Paper, by: Actor, at: datetime) -> bytes:
    """The printable sheet of the person's own paper, with every form of the name. That it was taken is on record."""
    if by.ref != person.ref or not papers_of(person).filter(pk=paper.pk).exists():
        raise Refusal(_("This paper is not yours."))
    record("paper sheet taken", about=paper, by=by, at=at, person=person.ref)
    writers = dict(Code.objects.of(NAME_WRITER).values_list("key", "label"))
    forms = NameForm.objects.standing().filter(person__in=person.same_as()).order_by("pk")
    said = read_ours(opened(paper.text).payload)
    written = dict(said.names).values()
    others = tuple(
        (form.full, writers.get(form.authority, {}).get("ru", form.authority))
        for form in forms
        if form.full not in written
    )
    return sheet_pdf(said, paper.text, forms=others)
