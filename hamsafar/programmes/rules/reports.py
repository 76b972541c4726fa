"""What each side reports on a measure, and who owes the next report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from hamsafar.programmes.enums import REPORT_PEN, Pen, ReportState
from hamsafar.programmes.rules.plans import Report, Review


@dataclass(frozen=True)
class Reporting:
    """The last word of each side on one measure; None stands for “No report”."""

    by_side: Mapping[str, Report | None]
    state: ReportState
    pen: Pen
    owed_by: tuple[str, ...]


def reporting_of(
    measure: str, reports: Sequence[Report], reviews: Sequence[Review], sides: Sequence[str], on: date
) -> Reporting:
    """Each side's latest report, and whose turn it is in the round that the last review day began."""
    own = [each for each in reports if each.measure == measure]
    latest = {side: next((each for each in reversed(own) if each.side == side), None) for side in sides}
    begun = round_begins(reviews, on)
    done = {each.side for each in own if begun is None or each.day >= begun}
    state = (ReportState.NEITHER, ReportState.ONE, ReportState.BOTH)[len(done & set(sides))]
    return Reporting(latest, state, REPORT_PEN[state], tuple(side for side in sides if side not in done))


def round_begins(reviews: Sequence[Review], on: date) -> date | None:
    """The last review day that has come; None before the first."""
    past = [each.on for each in reviews if each.on <= on]
    return max(past) if past else None


def next_reviews(reviews: Sequence[Review], sides: Sequence[str], on: date) -> dict[str, date | None]:
    """For each side the review day it set last, where that is still to come."""
    last = {side: next((each.on for each in reversed(reviews) if each.side == side), None) for side in sides}
    return {side: day if day is not None and day >= on else None for side, day in last.items()}
