"""From where a page looks: the day it was asked for, what was visible then, and the reader's clearance."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from hamsafar.corridor.models import Side
from hamsafar.figures.models import Observation
from hamsafar.figures.rules.book import Book
from hamsafar.kit.language import reader_language
from hamsafar.programmes import access
from hamsafar.programmes.models import Programme
from hamsafar.programmes.pages.notes import Notes
from hamsafar.programmes.rules.pictures import ProgrammePicture, Promises


@dataclass(frozen=True)
class Look:
    """One reader's view of a day. `as_of` is None in today's view."""

    as_of: date | None
    on: date
    lang: str
    clearance: int
    book: Book
    promises: Promises
    sides: dict[str, str]  # names by key, the origin first

    def notes(self) -> Notes:
        """A fresh list of sources, for one page."""
        return Notes(self.book, self.lang, self.sides)

    def pictures(self) -> tuple[ProgrammePicture, ...]:
        return self.promises.pictures(self.book, self.on, self.clearance)

    def picture(self, key: str) -> ProgrammePicture:
        """One programme; `Http404` where none of that key was known on the day."""
        found = self.promises.picture(key, self.book, self.on, self.clearance)
        if found is None:
            raise Http404(_("No programme of this name was known on that day."))
        return found

    @property
    def query(self) -> str:
        """What a link of the page ends in, so that the next page looks from the same day."""
        return f"?as-of={self.as_of.isoformat()}" if self.as_of else ""


def look(request: HttpRequest) -> Look:
    """The view that `?as-of=` asks for, of today without it. `BadRequest` for what is no day."""
    as_of = asked_day(request.GET.get("as-of", ""))
    lang = reader_language()
    return Look(
        as_of=as_of,
        on=as_of or localdate(),
        lang=lang,
        clearance=access.clearance_of(request.user),
        book=Observation.objects.book(as_of),
        promises=Programme.objects.promises(),
        sides={side.key: side.words[lang] for side in Side.objects.order_by("-role")},
    )


def asked_day(text: str) -> date | None:
    """The day written `YYYY-MM-DD`, None where nothing was asked."""
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise BadRequest(_("A day is written as in 2025-02-13.")) from error
