"""The charts of a programme, from its picture: plan and fact, the year's events, the path to a target."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from hamsafar.figures.rules import sentences
from hamsafar.figures.rules.book import Book
from hamsafar.figures.rules.periods import parse
from hamsafar.figures.rules.precision import in_base
from hamsafar.figures.rules.values import Fact
from hamsafar.kit import charts, formats
from hamsafar.programmes.enums import MilestoneState
from hamsafar.programmes.pages import wording
from hamsafar.programmes.pages.notes import Notes
from hamsafar.programmes.rules.dates import Term
from hamsafar.programmes.rules.events import EventPicture
from hamsafar.programmes.rules.indicators import IndicatorPicture, full_years
from hamsafar.programmes.rules.milestones import MilestonePicture
from hamsafar.programmes.rules.pictures import ProgrammePicture

NOT_KNOWN = "–"


def slippage(picture: ProgrammePicture, notes: Notes) -> charts.Drawing | None:
    """Plan and fact of every milestone that has a day; None where none has."""
    points = [each for each in picture.milestones if each.planned or each.actual]
    if not points:
        return None
    lang = notes.lang
    names = _names(picture, notes)
    terms = tuple(_term(point, names[point.key], notes) for point in points)
    rows = {point.key: row for row, point in enumerate(points)}
    said = "; ".join(f"{term.name}: {term.row[-1]}" for term in terms)
    heading = charts.Heading(
        title=_("Planned and stated"),
        sentence=_("Planned and stated: %(said)s.") % {"said": said},
        sub=_(
            "Solid: term passed. Saffron: beyond plan, on a stated date. Dotted: not known. Outline: planned. "
            "Contents are not shown."
        ),
        headers=(_("Milestone"), _("Planned"), _("Planned later"), _("Stated"), _("Reached"), _("State")),
    )
    return charts.drawing(
        charts.Slippage(
            heading=heading,
            lang=lang,
            terms=terms,
            today=picture.on,
            today_words=_today_words(picture, notes),
            unknown=_("nothing later found"),
            overlaps=tuple(
                charts.Overlap(
                    each.days.first,
                    each.days.last,
                    _("overlap in %(when)s") % {"when": span(each.days, lang)},
                    (rows[each.first.key], rows[each.second.key]),
                )
                for each in picture.overlaps
            ),
        )
    )


def _names(picture: ProgrammePicture, notes: Notes) -> dict[str, str]:
    """What each milestone is called in the chart: its own name, or its measure's where several share the name."""
    own = [point.name[notes.lang] for point in picture.milestones]
    return {
        point.key: name if own.count(name) == 1 else measure.name[notes.lang]
        for measure in picture.measures
        for point in measure.milestones
        for name in (point.name[notes.lang],)
    }


def _term(point: MilestonePicture, name: str, notes: Notes) -> charts.Term:
    lang, book = notes.lang, notes.book
    later = point.replanned[-1] if point.replanned else None
    planned = wording.term_words(point.planned, book, lang)
    reached = wording.term_words(point.actual, book, lang)
    note = notes.number((point.actual or point.planned).fact) if point.actual or point.planned else ""  # type: ignore[union-attr]
    return charts.Term(
        name=name,
        planned=_days(point.planned),
        replanned=_days(later),
        stated=tuple(
            charts.Stated(each.day, formats.day_short(each.day, lang), notes.number(each.fact)) for each in point.stated
        ),
        actual=point.actual.last if point.actual else None,
        actual_words=formats.day_short(point.actual.last, lang) if point.actual else "",
        note=note,
        words=_plan_words(point, planned, wording.term_words(later, book, lang)),
        row=(
            name,
            planned or NOT_KNOWN,
            wording.term_words(later, book, lang) or NOT_KNOWN,
            "; ".join(formats.day(each.day, lang) for each in point.stated) or NOT_KNOWN,
            reached or NOT_KNOWN,
            wording.of_milestone(point, lang).words,
        ),
    )


def _plan_words(point: MilestonePicture, planned: str, later: str) -> str:
    if point.actual or point.stated or not planned:
        return ""
    if later:
        return _planned_twice(planned, later)
    if point.state == MilestoneState.UNKNOWN:
        return _("planned %(term)s; no report") % {"term": planned}
    return _("planned %(term)s") % {"term": planned}


def _planned_twice(planned: str, later: str) -> str:
    return _("planned %(term)s, then %(later)s") % {"term": planned, "later": later}


def calendar(picture: ProgrammePicture, notes: Notes) -> charts.Drawing | None:
    """The events that have a day, planned beside held; None where none has."""
    events = [each for each in picture.events if each.planned or each.held]
    if not events:
        return None
    drawn = tuple(_event(each, notes) for each in events)
    said = "; ".join(f"{each.name}: {each.row[-1]}" for each in drawn)
    heading = charts.Heading(
        title=_("Events"),
        sentence=_("Events: %(said)s.") % {"said": said},
        sub=_("Outline: first planned. Filled: held. Words give the days."),
        headers=(_("Event"), _("First planned"), _("Planned later"), _("Held"), _("State")),
    )
    return charts.drawing(
        charts.Calendar(
            heading=heading,
            lang=notes.lang,
            events=drawn,
            today=picture.on,
            today_words=_today_words(picture, notes),
        )
    )


def _event(event: EventPicture, notes: Notes) -> charts.Event:
    lang, book = notes.lang, notes.book
    planned = wording.term_words(event.planned, book, lang)
    held = wording.term_words(event.held, book, lang)
    later = wording.term_words(event.replanned[-1] if event.replanned else None, book, lang)
    shown = event.when
    return charts.Event(
        name=event.name[lang],
        under=event.place[lang] if event.place else "",
        planned=_days(event.planned),
        held=_days(event.held),
        planned_words=_event_words(planned, later),
        held_words=_("held %(term)s") % {"term": held} if held else "",
        note=notes.number(shown.fact) if shown else "",
        row=(
            event.name[lang],
            planned or NOT_KNOWN,
            later or NOT_KNOWN,
            held or NOT_KNOWN,
            wording.of_event(event, lang).words,
        ),
    )


def _event_words(planned: str, later: str) -> str:
    if planned and later:
        return _planned_twice(planned, later)
    return _("planned %(term)s") % {"term": planned} if planned else ""


def path(indicator: IndicatorPicture, notes: Notes) -> charts.Drawing | None:
    """The published levels of every authority, and the way from the base to the target; None without a path."""
    baseline, required = indicator.baseline, indicator.required
    if not indicator.path or baseline is None or required is None or baseline.value is None:
        return None
    lang, book = notes.lang, notes.book
    scale = in_base(baseline) / baseline.value
    levels = [fact for fact in full_years(book.of_series(indicator.series)) if fact.value]
    first, last = indicator.path[0], indicator.path[-1]
    end = last.level / scale
    decimals = max(baseline.decimals, 1)
    needed = sentences.written(required, book, lang)
    heading = charts.Heading(
        title=_("Path to the target"),
        sentence=_("From %(base)s the target needs %(growth)s every year.")
        % {"base": sentences.written(baseline, book, lang), "growth": needed},
        sub=_("A line joins counts of one authority. Dashed: what the target needs."),
        headers=(_("Whose count"), _("Year"), _("Level")),
    )
    shown = formats.number(end, decimals, lang)
    start_words = _speaker(baseline, book, lang)
    return charts.drawing(
        charts.PathToTarget(
            heading=heading,
            lang=lang,
            first_year=min([first.year, *(parse(fact.period).year for fact in levels)]),
            last_year=last.year,
            lines=_lines(levels, notes, scale),
            paths=(
                charts.Path(
                    start=(first.year, float(first.level / scale)),
                    end=(last.year, float(end)),
                    shown=shown,
                    words=start_words,
                    row=(_("needed"), str(last.year), f"{shown} {book.codes.short('unit', baseline.unit, lang)}"),
                ),
            ),
            needed=_("needed: %(growth)s every year") % {"growth": needed},
            heavy_years=(first.year, last.year),
        )
    )


def _lines(levels: list[Fact], notes: Notes, scale: Decimal) -> tuple[charts.Line, ...]:
    by_authority: dict[str, list[Fact]] = defaultdict(list)
    for fact in levels:
        known = fact.counted_by not in ("", "not-stated")
        by_authority[fact.counted_by if known else fact.said_by].append(fact)
    return tuple(
        charts.Line(
            side=_side_of(authority, notes),
            points=tuple((parse(fact.period).year, _count(fact, notes, scale)) for fact in facts),
        )
        for authority, facts in by_authority.items()
    )


def _count(fact: Fact, notes: Notes, scale: Decimal) -> charts.Count:
    lang, book = notes.lang, notes.book
    value = in_base(fact) / scale
    qualifier = "" if fact.qualifier in ("", "exactly") else book.codes.short("qualifier", fact.qualifier, lang)
    return charts.Count(
        value=float(value),
        shown=formats.number(value, fact.decimals if value == fact.value else _places(value), lang),
        who=_speaker(fact, book, lang),
        side=_side_of(fact.counted_by or fact.said_by, notes),
        qualifier=qualifier,
        note=notes.number(fact.key),
        row=(_speaker(fact, book, lang), str(parse(fact.period).year), sentences.written(fact, book, lang)),
    )


def _places(value: Decimal) -> int:
    """As many decimals as the value needs in its new unit: 1714.9 million are 1.7149 billion."""
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _speaker(fact: Fact, book: Book, lang: str) -> str:
    known = fact.counted_by not in ("", "not-stated")
    return book.codes.short("authority", fact.counted_by if known else fact.said_by, lang)


def _side_of(authority: str, notes: Notes) -> str:
    """The side whose authority it is, by the key's first word; empty for others."""
    first = authority.partition("-")[0]
    return first if first in notes.sides else ""


def _today_words(picture: ProgrammePicture, notes: Notes) -> str:
    day = formats.day_short(picture.on, notes.lang)
    return _("as of %(day)s") % {"day": day} if notes.book.as_of else _("today, %(day)s") % {"day": day}


def _days(term: Term | None) -> tuple[date, date] | None:
    return (term.first, term.last) if term else None


def span(term: Term, lang: str) -> str:
    """A stretch of days in words: `2027` where it is a year."""
    whole_year = (term.first.month, term.first.day, term.last.month, term.last.day) == (1, 1, 12, 31)
    if whole_year and term.first.year == term.last.year:
        return str(term.first.year)
    return formats.day_range(term.first, term.last, lang)
