"""A programme as data: one mapping for JSON, and its dated parts as rows for CSV. Pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import date
from typing import Any

from hamsafar.figures.rules.book import Book
from hamsafar.kit.words import Words
from hamsafar.programmes.rules.dates import Term
from hamsafar.programmes.rules.events import EventPicture
from hamsafar.programmes.rules.indicators import IndicatorPicture
from hamsafar.programmes.rules.milestones import MilestonePicture
from hamsafar.programmes.rules.pictures import MeasurePicture, ProgrammePicture
from hamsafar.programmes.rules.plans import Report

COLUMNS = (
    *("programme", "part", "key", "side", "name", "state"),
    *("planned_from", "planned_until", "replanned_until", "stated", "reached"),
    *("slip_days", "at_least", "known_until", "facts", "sources", "synthetic", "as_of"),
)
Row = dict[str, Any]


def as_data(picture: ProgrammePicture, book: Book) -> dict[str, Any]:
    """Everything the picture holds, by names that stay; days are ISO 8601, texts in three languages."""
    return {
        "key": picture.key,
        "kind": picture.kind,
        "name": picture.name.as_dict(),
        "forum": picture.forum,
        "topic": picture.topic,
        "classification": picture.classification,
        "synthetic": picture.synthetic,
        "as_of": picture.on.isoformat(),
        "mark": picture.mark,
        "begins": _term(picture.begins),
        "ends": _term(picture.ends),
        "next": {"what": picture.next.what, "day": picture.next.day.isoformat()} if picture.next else None,
        "measures": [_measure(each) for each in picture.measures],
        "treaty": _treaty(picture),
        "events": [_event(each) for each in picture.events],
        "next_reviews": {side: _day(day) for side, day in picture.next_reviews.items()},
        "statements": [{"fact": each.fact.key, "day": _day(each.day)} for each in picture.statements],
        "overlaps": [
            {"first": each.first.key, "second": each.second.key, "days": _term(each.days)} for each in picture.overlaps
        ],
        "sources": [
            {"key": each.key, "title": each.title, "address": each.address, "date": _day(each.published_on)}
            for each in book.sources_of(*picture.facts)
        ],
    }


def as_csv(picture: ProgrammePicture, book: Book, lang: str) -> str:
    """The programme's dated parts as CSV (RFC 4180): milestones, treaty steps, events, reports; names in `lang`."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, restval="", lineterminator="\r\n")
    writer.writeheader()
    for row in _rows(picture, lang):
        facts = [key for key in row.pop("facts") if key]
        sources = (source.key for source in book.sources_of(*facts))
        row |= {"programme": picture.key, "as_of": picture.on.isoformat()}
        writer.writerow(row | {"facts": " ".join(facts), "sources": " ".join(sources)})
    return out.getvalue()


def _rows(picture: ProgrammePicture, lang: str) -> Iterable[Row]:
    for measure in picture.measures:
        for point in measure.milestones:
            yield _milestone_row(point, lang) | {"synthetic": _flag(picture.synthetic)}
        for side, report in (measure.reporting.by_side if measure.reporting else {}).items():
            if report:
                yield _report_row(measure, side, report)
    for step in picture.treaty.steps if picture.treaty else ():
        yield {"part": "step", "key": step.state, "side": step.side, "reached": _day(step.day), "facts": [step.fact]}
    for event in picture.events:
        yield _event_row(event, lang) | {"synthetic": _flag(picture.synthetic)}


def _milestone_row(point: MilestonePicture, lang: str) -> Row:
    terms = [point.planned, *point.replanned, point.actual]
    return {
        "part": "milestone",
        "key": point.key,
        "name": point.name[lang],
        "state": point.state.value,
        **_planned(point.planned, point.replanned),
        "stated": " ".join(each.day.isoformat() for each in point.stated),
        "reached": _day(point.actual.last) if point.actual else "",
        **_slip(point),
        "facts": [*(term.fact for term in terms if term), *(each.fact for each in point.stated)],
    }


def _report_row(measure: MeasurePicture, side: str, report: Report) -> Row:
    row = {"part": "report", "key": measure.key, "side": side, "name": safe(report.words)}
    return (
        row
        | {"state": report.progress.value, "stated": report.day.isoformat(), "facts": []}
        | {"synthetic": _flag(report.synthetic)}
    )


def _event_row(event: EventPicture, lang: str) -> Row:
    terms = [event.planned, *event.replanned, event.held]
    return {
        "part": "event",
        "key": event.key,
        "name": event.name[lang],
        "state": event.state.value,
        **_planned(event.planned, event.replanned),
        "reached": _day(event.held.last) if event.held else "",
        "slip_days": "" if event.moved_days is None else event.moved_days,
        "facts": [term.fact for term in terms if term],
    }


def safe(text: str) -> str:
    """Text that no spreadsheet reads as a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def _planned(planned: Term | None, replanned: tuple[Term, ...]) -> Row:
    return {
        "planned_from": _day(planned.first) if planned else "",
        "planned_until": _day(planned.last) if planned else "",
        "replanned_until": _day(replanned[-1].last) if replanned else "",
    }


def _slip(point: MilestonePicture) -> Row:
    if point.slip is None:
        return {}
    return {
        "slip_days": point.slip.days,
        "at_least": _flag(point.slip.at_least),
        "known_until": point.slip.until.isoformat(),
    }


def _measure(measure: MeasurePicture) -> dict[str, Any]:
    reporting = measure.reporting
    return {
        "key": measure.key,
        "name": measure.name.as_dict(),
        "sector": measure.sector,
        "owners": {side: words.as_dict() for side, words in measure.owners.items()},
        "milestones": [_milestone(each) for each in measure.milestones],
        "indicators": [_indicator(each) for each in measure.indicators],
        "reports": {side: _report(each) for side, each in reporting.by_side.items()} if reporting else {},
        "owed_by": list(reporting.owed_by) if reporting else [],
    }


def _milestone(point: MilestonePicture) -> dict[str, Any]:
    slip = point.slip
    return {
        "key": point.key,
        "name": point.name.as_dict(),
        "state": point.state.value,
        "planned": _term(point.planned),
        "replanned": [_term(each) for each in point.replanned],
        "stated": [{"fact": each.fact, "day": each.day.isoformat()} for each in point.stated],
        "reached": _term(point.actual),
        "slip": {"days": slip.days, "at_least": slip.at_least, "known_until": _day(slip.until)} if slip else None,
    }


def _indicator(each: IndicatorPicture) -> dict[str, Any]:
    facts = {"baseline": each.baseline, "target": each.target, "latest": each.latest, "compared": each.compared}
    required = each.required
    return {
        "key": each.key,
        "series": each.series,
        **{name: fact.key if fact else None for name, fact in facts.items()},
        "required_growth": {"value": str(required.value), "unit": required.unit, "formula": required.formula}
        if required
        else None,
        "track": each.track.value,
    }


def _report(report: Report | None) -> dict[str, Any] | None:
    if report is None:
        return None
    return {
        "progress": report.progress.value,
        "words": report.words,
        "day": report.day.isoformat(),
        "synthetic": report.synthetic,
    }


def _treaty(picture: ProgrammePicture) -> dict[str, Any] | None:
    treaty = picture.treaty
    if treaty is None:
        return None
    return {
        "state": treaty.state.value,
        "steps": [
            {"state": each.state, "side": each.side, "fact": each.fact, "day": _day(each.day)} for each in treaty.steps
        ],
        "missing": [{"state": state, "side": side} for state, side in treaty.missing],
        "texts": [{"lang": each.lang, "title": each.title, "body": each.body} for each in treaty.texts],
    }


def _event(event: EventPicture) -> dict[str, Any]:
    return {
        "key": event.key,
        "name": event.name.as_dict(),
        "place": _words(event.place),
        "state": event.state.value,
        "planned": _term(event.planned),
        "replanned": [_term(each) for each in event.replanned],
        "held": _term(event.held),
        "moved_days": event.moved_days,
        "offers": [
            {"side": each.side, "fact": each.fact, "state": each.state.value, "turn": each.pen.value}
            for each in event.offers
        ],
    }


def _words(words: Words | None) -> dict[str, str] | None:
    return words.as_dict() if words else None


def _term(term: Term | None) -> dict[str, Any] | None:
    return {"first": term.first.isoformat(), "last": term.last.isoformat(), "fact": term.fact} if term else None


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _flag(value: bool) -> str:
    return "yes" if value else "no"
