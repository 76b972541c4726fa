"""What the templates show of a picture: sentences in pieces, marks with words, rows in order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from hamsafar.figures.rules.values import Finding
from hamsafar.kit import formats
from hamsafar.kit.parts import Piece
from hamsafar.programmes.enums import Forum, OfferState, ProgrammeKind
from hamsafar.programmes.pages import drawings, wording
from hamsafar.programmes.pages.looking import Look
from hamsafar.programmes.pages.notes import Notes, Pieces
from hamsafar.programmes.pages.wording import Mark
from hamsafar.programmes.rules.chains import Chain
from hamsafar.programmes.rules.events import EventPicture, OfferPicture
from hamsafar.programmes.rules.indicators import IndicatorPicture
from hamsafar.programmes.rules.pictures import MeasurePicture, ProgrammePicture, raised
from hamsafar.programmes.rules.plans import Report
from hamsafar.programmes.rules.treaties import ORDER, RATIFIED, TreatyPicture

SEVERAL = 2


@dataclass(frozen=True)
class Row:
    """A programme in the list."""

    key: str
    name: str
    forum: str
    mark: Mark
    next: str
    synthetic: bool
    restricted: bool


@dataclass(frozen=True)
class Group:
    """The programmes of one kind."""

    title: str
    kind: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Cell:
    """One side's column in the table of reports."""

    side: str
    mark: Mark
    words: str = ""
    day: date | None = None
    synthetic: bool = False
    restricted: bool = False


@dataclass(frozen=True)
class MeasureRow:
    """A measure with its owner on each side, its milestones, and what each side reports."""

    key: str
    name: str
    sector: str
    owners: tuple[str, ...]
    milestones: tuple[tuple[str, str, Mark, bool], ...]  # key, name, state, and whether it can still move
    reports: tuple[Cell, ...]


@dataclass(frozen=True)
class StepCell:
    """A step in the pipeline: its day in pieces, or what is known instead."""

    name: str
    pieces: Pieces
    known: bool


@dataclass(frozen=True)
class TreatyRow:
    """A treaty in the pipeline: one cell for each step."""

    key: str
    name: str
    mark: Mark
    cells: tuple[StepCell, ...]
    synthetic: bool


@dataclass(frozen=True)
class OfferRow:
    """An offer of help for an event, with what can be done with it now."""

    event: str
    event_name: str
    side: str
    side_name: str
    fact: str
    pieces: Pieces
    mark: Mark
    open: bool
    accepted: bool


@dataclass(frozen=True)
class IndicatorRow:
    """An indicator in short: where it stands, what is wanted, what that needs."""

    key: str
    name: str
    latest: Pieces
    baseline: Pieces
    target: Pieces
    required: Pieces
    mark: Mark


def groups(seen: Look) -> tuple[Group, ...]:
    """The list of programmes, by kind."""
    pictures = seen.pictures()
    titles = {
        ProgrammeKind.PROGRAMME: _("Programmes"),
        ProgrammeKind.TREATY: _("Treaties"),
        ProgrammeKind.EVENT_PLAN: _("Event plans"),
    }
    real = [each for each in pictures if not each.synthetic]
    found = [
        Group(title, kind.value, tuple(_row(each, seen.lang) for each in real if each.kind == kind))
        for kind, title in titles.items()
    ]
    invented = tuple(_row(each, seen.lang) for each in pictures if each.synthetic)
    return tuple(group for group in (*found, Group(_("Demonstration"), "demonstration", invented)) if group.rows)


def _row(picture: ProgrammePicture, lang: str) -> Row:
    return Row(
        key=picture.key,
        name=picture.name[lang],
        forum=forum_name(picture.forum),
        mark=wording.of_programme(picture, lang),
        next=wording.next_words(picture, lang),
        synthetic=picture.synthetic,
        restricted=picture.classification != "open",
    )


def forum_name(forum: str) -> str:
    """The forum in words; empty where none is named."""
    return str(Forum(forum).label) if forum else ""


def programme(picture: ProgrammePicture, seen: Look) -> dict[str, Any]:
    """Everything the page of one programme shows; sources are numbered in the page's order."""
    notes, lang = seen.notes(), seen.lang
    page: dict[str, Any] = {
        "picture": picture,
        "name": picture.name[lang],
        "forum": forum_name(picture.forum),
        "summary": notes.sentence(picture.summary),
        "mark": wording.of_programme(picture, lang),
        "chart": drawings.slippage(picture, notes),
        "calendar": drawings.calendar(picture, notes),
        "offers": tuple(_offer(offer, event, notes) for event in picture.events for offer in event.offers),
        "indicators": indicators(picture, notes),
        "measures": tuple(_measure(each, notes) for each in picture.measures),
        "reviews": tuple((name, picture.next_reviews.get(side)) for side, name in seen.sides.items()),
        "sides": tuple(seen.sides.items()),
        "differ": differences(picture, notes),
        "treaty": pipeline(picture, notes) if picture.treaty else None,
        "missing": missing(picture.treaty, seen) if picture.treaty else (),
        "texts": picture.treaty.texts if picture.treaty else (),
        "statements": tuple((each.day, notes.words(each.fact, beside=each.day)) for each in picture.statements),
        "chain": chain(raised(picture.topic, seen.pictures()), notes),
    }
    return page | {"notes": notes.listed()}


def indicators(picture: ProgrammePicture, notes: Notes) -> tuple[IndicatorRow, ...]:
    """The programme's indicators in short."""
    return tuple(indicator(each, notes) for each in picture.indicators)


def indicator(each: IndicatorPicture, notes: Notes) -> IndicatorRow:
    """One indicator: a figure that is not visible leaves its place empty."""
    series = notes.book.series.get(each.series)
    return IndicatorRow(
        key=each.key,
        name=series.name[notes.lang] if series else each.series,
        latest=notes.figure(each.latest) if each.latest else (),
        baseline=notes.figure(each.baseline) if each.baseline else (),
        target=notes.figure(each.target) if each.target else (),
        required=notes.figure(each.required) if each.required else (),
        mark=wording.of_track(each),
    )


def _measure(measure: MeasurePicture, notes: Notes) -> MeasureRow:
    lang, reporting = notes.lang, measure.reporting
    reports = reporting.by_side if reporting else {}
    return MeasureRow(
        key=measure.key,
        name=measure.name[lang],
        sector=wording.sector_name(notes.book.codes, measure.sector, lang),
        owners=tuple(measure.owners[side][lang] if side in measure.owners else "" for side in notes.sides),
        milestones=tuple(
            (each.key, each.name[lang], wording.of_milestone(each, lang), not each.done) for each in measure.milestones
        ),
        reports=tuple(cell(name, reports.get(side)) for side, name in notes.sides.items()) if reporting else (),
    )


def cell(side: str, report: Report | None) -> Cell:
    """A side's last word on a measure, or that there is none."""
    if report is None:
        return Cell(side, wording.of_report(None))
    return Cell(
        side=side,
        mark=wording.of_report(report),
        words=report.words,
        day=report.day,
        synthetic=report.synthetic,
        restricted=report.classification != "open",
    )


def _offer(offer: OfferPicture, event: EventPicture, notes: Notes) -> OfferRow:
    sentence = notes.sentence(offer.words)
    marked = sentence if any(piece.kind == "source" for piece in sentence) else (*sentence, *notes.marks(offer.fact))
    return OfferRow(
        event=event.key,
        event_name=event.name[notes.lang],
        side=offer.side,
        side_name=notes.sides.get(offer.side, offer.side),
        fact=offer.fact,
        pieces=marked,
        mark=wording.of_offer(offer),
        open=offer.state == OfferState.OFFERED,
        accepted=offer.state == OfferState.ACCEPTED,
    )


def differences(picture: ProgrammePicture, notes: Notes) -> tuple[Pieces, ...]:
    """Where sources differ on what the programme rests on, each as one line; overlapping stages among them."""
    overlaps = tuple(
        (
            Piece("text", _overlap_words(each.first.name[notes.lang], each.second.name[notes.lang])),
            Piece("number", f" {drawings.span(each.days, notes.lang)}"),
            *notes.marks(each.days.fact),
        )
        for each in picture.overlaps
    )
    return (*(_difference(each, notes) for each in picture.differ), *overlaps)


def _overlap_words(first: str, second: str) -> str:
    return _("%(first)s; %(second)s: both plans cover") % {"first": first, "second": second}


def _difference(finding: Finding, notes: Notes) -> Pieces:
    series = notes.book.series.get(finding.series)
    name = series.name[notes.lang] if series else finding.series
    period = formats.period(finding.period, notes.lang) if finding.period else ""
    pieces: list[Piece] = [Piece("text", f"{name}, {period}: " if period else f"{name}: ")]
    for number, fact in enumerate(finding.values):
        if number:
            pieces.append(Piece("text", _(" or ")))
        pieces += notes.figure(fact)
    return tuple(pieces)


def pipeline(picture: ProgrammePicture, notes: Notes) -> TreatyRow:
    """A treaty's steps with their days, in the pipeline's order, a ratification for each side."""
    treaty = picture.treaty
    cells = []
    for state, side in steps(tuple(notes.sides)):
        taken = treaty.step(state, side) if treaty else None
        name = wording.step_name(state, side, dict(notes.sides))
        if taken is None:
            cells.append(StepCell(name, (), known=False))
        elif taken.day is None:
            cells.append(StepCell(name, (Piece("text", _("day not found")), *notes.marks(taken.fact)), known=True))
        else:
            words = Piece("text", wording.term_words(taken.term, notes.book, notes.lang))
            cells.append(StepCell(name, (words, *notes.marks(taken.fact)), known=True))
    mark = wording.of_treaty(treaty.state) if treaty else wording.of_programme(picture, notes.lang)
    return TreatyRow(picture.key, picture.name[notes.lang], mark, tuple(cells), picture.synthetic)


def steps(sides: tuple[str, ...]) -> list[tuple[str, str]]:
    """Every step of the pipeline as (state, side)."""
    return [(state, side) for state in ORDER for side in (sides if state == RATIFIED else ("",))]


def missing(treaty: TreatyPicture, seen: Look) -> tuple[str, ...]:
    """The steps up to entry into force for which nothing was found, in words."""
    return tuple(wording.step_name(state, side, seen.sides) for state, side in treaty.missing)


def treaties(seen: Look) -> dict[str, Any]:
    """All treaties in one table of steps with dates, and the sources of the page."""
    notes = seen.notes()
    rows = tuple(pipeline(each, notes) for each in seen.pictures() if each.treaty)
    heads = tuple(wording.step_name(state, side, seen.sides) for state, side in steps(tuple(seen.sides)))
    return {"rows": rows, "heads": heads, "notes": notes.listed()}


def chain(found: Chain | None, notes: Notes) -> tuple[Pieces, ...]:
    """Where a subject was raised first and where again; empty unless more than one forum took it up."""
    if found is None or len(found.forums) < SEVERAL:
        return ()
    return tuple(
        (
            Piece("text", f"{forum_name(each.forum)}: {formats.day(each.day, notes.lang)}"),
            *notes.marks(each.fact),
        )
        for each in found.mentions
        if each.forum
    )
