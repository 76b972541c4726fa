"""What the first page shows: where things stand, for everybody; what needs an officer today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext, ngettext

from hamsafar.accounts.enums import Clearance
from hamsafar.accounts.models import User
from hamsafar.front import things as waiting
from hamsafar.front.desk import Desk, Disagreement, MeetingLine, ProgrammeLine
from hamsafar.kit import formats
from hamsafar.kit.language import reader_language
from hamsafar.kit.parts import Todo

SHOWN = 5  # of a list on the first page


@dataclass(frozen=True)
class PublicDay:
    """The first page of a visitor."""

    on: date
    last: MeetingLine | None
    next: MeetingLine | None
    disagreements: tuple[Disagreement, ...]
    more_disagreements: int
    programmes: tuple[ProgrammeLine, ...]


@dataclass(frozen=True)
class OfficerDay:
    """The first page of an officer."""

    on: date
    title: str
    lead: str
    things: tuple[Todo, ...]
    queues: tuple[waiting.QueueLine, ...]
    last: MeetingLine | None
    next: MeetingLine | None
    disagreements: tuple[Disagreement, ...]
    synthetic: bool


def for_everybody(*, on: date) -> PublicDay:
    """Where things stand today, from what is public."""
    desk = Desk(on=on, clearance=Clearance.OPEN)
    found = desk.disagreements
    return PublicDay(
        on=on,
        last=desk.last_meeting,
        next=desk.next_meeting,
        disagreements=found[:SHOWN],
        more_disagreements=max(len(found) - SHOWN, 0),
        programmes=desk.programmes,
    )


def for_officer(officer: User, *, on: date) -> OfficerDay:
    """What needs this officer today: only what their role lets them do, the nearest end first."""
    desk = Desk(on=on, clearance=officer.clearance)
    found = waiting.for_officer(desk, officer)
    found.sort(key=lambda thing: (thing.days is None, thing.days or 0))
    urgent = sum(thing.todo.urgent for thing in found)
    return OfficerDay(
        on=on,
        title=formats.day_with_weekday(on, reader_language()),
        lead=_lead(len(found), urgent),
        things=tuple(thing.todo for thing in found),
        queues=tuple(waiting.queues(desk, officer)),
        last=desk.last_meeting,
        next=desk.next_meeting,
        disagreements=desk.disagreements[:SHOWN],
        synthetic=officer.synthetic,
    )


def _lead(count: int, urgent: int) -> str:
    if not count:
        return gettext("Nothing needs you today.")
    things = ngettext("%(n)s thing needs you.", "%(n)s things need you.", count) % {"n": count}
    if not urgent:
        return things
    late = ngettext(
        "%(n)s of them is late or ends within two weeks.", "%(n)s of them are late or end within two weeks.", urgent
    )
    return f"{things} {late % {'n': urgent}}"
