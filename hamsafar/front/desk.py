"""What the first page asks of the apps, each thing once, written for the reader."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.urls import reverse
from django.utils.translation import gettext

from hamsafar.figures.models import Observation
from hamsafar.figures.rules.book import Book
from hamsafar.figures.rules.sentences import render
from hamsafar.figures.rules.values import Fact, Finding
from hamsafar.kit import formats
from hamsafar.kit.language import reader_language
from hamsafar.kit.parts import Piece
from hamsafar.kit.words import Words
from hamsafar.meetings.models import Meeting
from hamsafar.programmes.models import Programme
from hamsafar.programmes.rules.pictures import ProgrammePicture


@dataclass(frozen=True)
class MeetingLine:
    """A meeting as the first page names it."""

    name: str
    when: str
    place: str
    url: str
    synthetic: bool


@dataclass(frozen=True)
class Disagreement:
    """One finding: what is counted, and what the counts are."""

    subject: str
    pieces: tuple[Piece, ...]
    url: str


@dataclass(frozen=True)
class ProgrammeLine:
    """One programme: where it stands, and what comes next."""

    name: str
    mark: str
    state: str
    next: str
    url: str
    synthetic: bool


class Desk:
    """What the first page asks of the apps, each thing once."""

    def __init__(self, *, on: date, clearance: int) -> None:
        self.on = on
        self.clearance = clearance

    @cached_property
    def book(self) -> Book:
        return Observation.objects.all().book()

    @cached_property
    def pictures(self) -> tuple[ProgrammePicture, ...]:
        return Programme.objects.all().pictures(self.book, self.on, self.clearance)

    @cached_property
    def meetings(self) -> tuple[Meeting, ...]:
        return tuple(Meeting.objects.newest_first())

    @cached_property
    def ahead(self) -> tuple[Meeting, ...]:
        return tuple(each for each in reversed(self.meetings) if each.on >= self.on)

    @cached_property
    def last_meeting(self) -> MeetingLine | None:
        past = (each for each in self.meetings if each.on < self.on and not each.synthetic)
        return next((_meeting(each) for each in past), None)

    @cached_property
    def next_meeting(self) -> MeetingLine | None:
        return _meeting(self.ahead[0]) if self.ahead else None

    @cached_property
    def disagreements(self) -> tuple[Disagreement, ...]:
        return tuple(_disagreement(each, self.book) for each in self.book.disagreements)

    def sentence(self, words: Words) -> str:
        """A sentence of the pack or of an officer, with its figures written out for the reader."""
        rendered = render(words[reader_language()], self.book, reader_language())
        return rendered.text if rendered else ""

    @cached_property
    def programmes(self) -> tuple[ProgrammeLine, ...]:
        return tuple(_programme(each) for each in self.pictures)


def _meeting(meeting: Meeting) -> MeetingLine:
    reader = reader_language()
    return MeetingLine(
        name=meeting.words[reader],
        when=formats.day(meeting.on, reader),
        place=str(meeting.place[reader]),
        url=reverse("meetings:meeting", args=[meeting.slug]),
        synthetic=meeting.synthetic,
    )


def _disagreement(finding: Finding, book: Book) -> Disagreement:
    reader = reader_language()
    series = book.series.get(finding.series)
    words = series.name[reader] if series else finding.series
    period = formats.period(finding.period, reader)
    url = reverse("figures:mirror", args=[finding.series, finding.period or "all"])
    return Disagreement(f"{words}, {period}" if period else words, _counts(finding, book), url)


def _counts(finding: Finding, book: Book) -> tuple[Piece, ...]:
    """The counts that differ, joined by "or"; of parts that do not add up, the whole and what is missing."""
    values = finding.values
    if finding.rule == "parts_do_not_add_up":
        least = formats.number(finding.gap, 0, reader_language())
        words = gettext("at least %(gap)s of %(whole)s without a published outcome")
        return (Piece("text", words % {"gap": least, "whole": _plain(values[0], book)}),)
    pieces: list[Piece] = []
    for fact in dict.fromkeys(values):
        if pieces:
            pieces.append(Piece("text", f" {gettext('or')} "))
        pieces += _shown(fact, book)
    return tuple(pieces)


def _shown(fact: Fact, book: Book) -> list[Piece]:
    rendered = render(f"{{{fact.key}}}", book, reader_language())
    segments = rendered.segments if rendered else ()
    return [Piece(segment.kind, segment.text) for segment in segments if segment.kind != "source"]


def _plain(fact: Fact, book: Book) -> str:
    rendered = render(f"{{{fact.key}:bare}}", book, reader_language())
    return rendered.text if rendered else ""


def _programme(picture: ProgrammePicture) -> ProgrammeLine:
    reader = reader_language()
    ahead = picture.next
    return ProgrammeLine(
        name=picture.name[reader],
        mark=picture.mark,
        state=_state(picture),
        next=formats.day(ahead.day, reader) if ahead else "",
        url=reverse("programmes:programme", args=[picture.key]),
        synthetic=picture.synthetic,
    )


def _state(picture: ProgrammePicture) -> str:
    words = {
        "late": gettext("Late"),
        "done": gettext("Done"),
        "differ": gettext("Sources differ"),
        "course": gettext("On course"),
        "soon": gettext("Ends soon"),
        "open": gettext("Open"),
        "broken": gettext("Broken"),
        "none": gettext("No report found"),
    }
    return words[picture.mark]
