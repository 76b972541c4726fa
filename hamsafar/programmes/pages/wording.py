"""States and slips in the reader's words: each a status mark with the words beside it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hamsafar.figures.rules import sentences
from hamsafar.figures.rules.book import Book
from hamsafar.figures.rules.labels import Labels
from hamsafar.kit import formats
from hamsafar.programmes.enums import (
    EVENT_MARKS,
    MILESTONE_MARKS,
    OFFER_MARKS,
    PROGRESS_MARKS,
    TRACK_MARKS,
    TREATY_MARKS,
    EventState,
    MilestoneState,
    TreatyState,
)
from hamsafar.programmes.rules.dates import Term
from hamsafar.programmes.rules.events import EventPicture, OfferPicture
from hamsafar.programmes.rules.indicators import IndicatorPicture
from hamsafar.programmes.rules.milestones import MilestonePicture, Slip
from hamsafar.programmes.rules.pictures import ProgrammePicture
from hamsafar.programmes.rules.plans import Report
from hamsafar.programmes.rules.treaties import RATIFIED

DAYS_IN_WORDS = 60  # an exact slip is told in days up to here, beyond it in full months


@dataclass(frozen=True)
class Mark:
    """A status mark and its words."""

    kind: str
    words: str


def slip_words(slip: Slip) -> str:
    """How late something is, or was: `At least 1 month late`, `20 days late`."""
    if slip.at_least:
        if slip.months:
            template = ngettext("At least %(n)s month late", "At least %(n)s months late", slip.months)
            return template % {"n": slip.months}
        return ngettext("At least %(n)s day late", "At least %(n)s days late", slip.days) % {"n": slip.days}
    if slip.days <= DAYS_IN_WORDS:
        return ngettext("%(n)s day late", "%(n)s days late", slip.days) % {"n": slip.days}
    return ngettext("%(n)s month late", "%(n)s months late", slip.months) % {"n": slip.months}


def of_milestone(point: MilestonePicture, lang: str) -> Mark:
    if point.slipped and point.slip:
        return _slipped(point, slip_words(point.slip))
    words = {MilestoneState.DONE: _("Done"), MilestoneState.PLANNED: _("Planned")}.get(point.state)
    return Mark(MILESTONE_MARKS[point.state], words or _no_report(point, lang))


def _slipped(point: MilestonePicture, late: str) -> Mark:
    if point.state == MilestoneState.PLANNED:
        return Mark("late", _("Moved, %(late)s") % {"late": _lower(late)})
    if point.done:
        return Mark(MILESTONE_MARKS[point.state], _("Done, %(late)s") % {"late": _lower(late)})
    return Mark(MILESTONE_MARKS[point.state], late)


def _no_report(point: MilestonePicture, lang: str) -> str:
    last = point.stated[-1].day if point.stated else None
    return _("No report since %(day)s") % {"day": formats.day_short(last, lang)} if last else _("No report")


def of_event(event: EventPicture, lang: str) -> Mark:
    words = {
        EventState.HELD: _("Held"),
        EventState.MOVED: _("Moved"),
        EventState.PLANNED: _("Planned"),
        EventState.UNKNOWN: _("No report"),
    }[event.state]
    if event.moved_days:
        moved = _by_days(event.moved_days)
        words = _("Held, %(moved)s") % {"moved": moved} if event.state == EventState.HELD else words + f", {moved}"
    return Mark(EVENT_MARKS[event.state], words)


def of_offer(offer: OfferPicture) -> Mark:
    return Mark(OFFER_MARKS[offer.state], _first_upper(str(offer.state.label)))


def of_treaty(state: TreatyState) -> Mark:
    return Mark(TREATY_MARKS[state], _first_upper(str(state.label)))


def of_track(indicator: IndicatorPicture) -> Mark:
    return Mark(TRACK_MARKS[indicator.track], _first_upper(str(indicator.track.label)))


def of_report(report: Report | None) -> Mark:
    if report is None:
        return Mark("none", _("No report"))
    return Mark(PROGRESS_MARKS[report.progress], _first_upper(str(report.progress.label)))


def of_programme(picture: ProgrammePicture, lang: str) -> Mark:
    """The state of the whole, with the words of what is most urgent in it."""
    kind = picture.mark
    if picture.treaty is not None and not picture.measures:
        return of_treaty(picture.treaty.state)
    if kind == "late":
        worst = picture.worst
        return of_milestone(worst, lang) if worst and not worst.done else Mark(kind, _("Below the path to its target"))
    if kind == "differ":
        return Mark(kind, _("Sources differ"))
    if picture.events and not picture.milestones:
        held = sum(each.state == EventState.HELD for each in picture.events)
        words = _("%(held)s of %(all)s events held") % {"held": held, "all": len(picture.events)}
        return Mark(kind, words)
    return Mark(kind, {"done": _("Done"), "none": _("No report")}.get(kind, _("Under way")))


def step_name(state: str, side: str, sides: dict[str, str]) -> str:
    """A step of a treaty: `Signed`, `Ratified by Russia`."""
    if state == RATIFIED:
        return _("Ratified by %(side)s") % {"side": sides.get(side, side)}
    return _first_upper(str(TreatyState(state).label))


def term_words(term: Term | None, book: Book, lang: str) -> str:
    """A term as its fact has it: `2026–2027`, `9 October 2025`; empty where there is none."""
    if term is None:
        return ""
    fact = book.get(term.fact)
    if fact is None:
        return formats.day_range(term.first, term.last, lang)
    return sentences.day_written(fact, lang) if fact.day else formats.period(fact.period, lang)


def next_words(picture: ProgrammePicture, lang: str) -> str:
    """What comes next and when; empty where nothing dated lies ahead."""
    coming = picture.next
    if coming is None:
        return ""
    what = {"review": _("Review"), "end": _("End of the term")}.get(coming.what, "")
    name = coming.name[lang] if coming.name else what
    return f"{formats.day(coming.day, lang)}: {name}"


def sector_name(codes: Labels, sector: str, lang: str) -> str:
    return codes.long("sector", sector, lang) if sector else ""


def _by_days(days: int) -> str:
    if days > 0:
        return ngettext("%(n)s day later", "%(n)s days later", days) % {"n": days}
    return ngettext("%(n)s day earlier", "%(n)s days earlier", -days) % {"n": -days}


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _first_upper(text: str) -> str:
    return text[:1].upper() + text[1:]
