"""Who looked into a person's file: the look itself, and the list its owner reads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from hamsafar.accounts.models import User
from hamsafar.journeys import access
from hamsafar.journeys.enums import LookReason
from hamsafar.journeys.models import Person
from hamsafar.journeys.rules.looks import in_words
from hamsafar.kit.actor import SYSTEM, VISITOR, Actor
from hamsafar.kit.because import said
from hamsafar.kit.language import reader_language
from hamsafar.kit.refusal import Refusal
from hamsafar.kit.verdict import require
from hamsafar.ledger.actions import record
from hamsafar.ledger.models import Line, LineQuerySet


@dataclass(frozen=True)
class Look:
    """One line of the list: when, who by office, what they did and why, in the reader's language."""

    at: datetime
    office: str
    role: str
    officer: str  # the officer's reference: enough to ask about them, and no name
    what: str
    mine: bool = False


def open_file_of(*, person: Person, why: str, by: Actor, at: datetime) -> Person:
    """The file to be read, and a line that says who opened it and why. Every page that shows a person asks this.

    Raises `Refusal` for a file that was erased.
    """
    require(access.may_read(by))
    if person.erased_at is not None:
        raise Refusal(_("This file was erased."))
    record(f"file opened {LookReason(why).value}", about=person, by=by, at=at, person=person.ref)
    return person


def lines_about(people: Iterable[Person]) -> LineQuerySet:
    """Every line of the ledger that concerns the person, newest first."""
    return Line.objects.filter(person__in=[each.ref for each in people]).newest_first()


def looks(lines: Sequence[Line], people: Sequence[Person]) -> list[Look]:
    """These lines in plain words, in the reader's language."""
    own = {each.ref for each in people}
    officers = {
        each.ref: each
        for each in User.objects.filter(ref__in={line.by for line in lines}).select_related("organisation")
    }
    return [_look(line, officers.get(line.by), mine=line.by in own) for line in lines]


def _look(line: Line, officer: User | None, *, mine: bool) -> Look:
    what = said(in_words(line.verb), _)
    if mine:
        return Look(line.at, _("You yourself"), "", "", what, mine=True)
    if officer is not None:
        office = officer.organisation.words[reader_language()]
        return Look(line.at, office, str(officer.get_role_display()), officer.ref, what)
    known = {SYSTEM.ref: _("This node by itself"), VISITOR.ref: _("Somebody on a public page")}
    if line.by in known:
        return Look(line.at, known[line.by], "", "", what)
    return Look(line.at, _("An officer whose account is gone"), "", line.by, what)
