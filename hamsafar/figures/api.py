"""Figures for programs: the same facts and disagreements as the pages, without a sign-in."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from hamsafar.figures import measures
from hamsafar.figures.formats.exports import fact_data, finding_data, in_order
from hamsafar.figures.models import Observation
from hamsafar.figures.rules.periods import NotAPeriod, canonical, parse
from hamsafar.kit.refusal import Refusal

router = Router(tags=["figures"])


class Words(Schema):
    """One text in three languages."""

    en: str
    ru: str
    tg: str


class SourceOut(Schema):
    """Where a fact was read."""

    key: str
    title: str
    address: str
    date: date | None
    host: str


class FigureOut(Schema):
    """One fact. A number has `value`, and `text` with the decimals that were published."""

    key: str
    kind: str
    series: str
    value: float | int | None
    text: str
    qualifier: str
    unit: str
    period: str
    scope: str
    counted_by: str
    said_by: str
    quality: str
    published_on: date | None
    source: SourceOut | None
    words: Words
    note: Words | None
    formula: str | None
    inputs: list[str]
    low: float | int | None
    high: float | int | None
    synthetic: bool


class DisagreementOut(Schema):
    """Counts that cannot all hold, found by rule. `gap_high` where parts may overlap."""

    rule: str
    series: str
    period: str
    scope: str
    values: list[FigureOut]
    gap: float | int
    gap_high: float | int | None = None
    unit: str


class MeasureOut(Schema):
    """A sum over this node's own records."""

    key: str
    words: Words
    value: int
    synthetic: bool


@router.get("", response=list[FigureOut], auth=None, summary="Every figure that is public")
def figures(
    request: HttpRequest,
    as_of: date | None = Query(None, description="Only what was public by the end of this day"),  # noqa: B008
    series: str | None = Query(None, description="Key of a series"),
    period: str | None = Query(None, description="Canonical period, such as 2024 or 2024-H1"),
) -> list[dict[str, Any]]:
    """All facts, narrowed to a series and a period where they are named."""
    book = Observation.objects.all().book(as_of)
    try:
        as_spelt = canonical(parse(period)) if period else period
    except NotAPeriod as problem:
        raise Refusal(problem.reason) from problem
    return [
        fact_data(fact)
        for fact in in_order(book)
        if (series is None or fact.series == series) and (as_spelt is None or fact.period == as_spelt)
    ]


@router.get("/disagreements", response=list[DisagreementOut], auth=None, summary="Counts that cannot all hold")
def disagreements(
    request: HttpRequest,
    as_of: date | None = Query(None, description="Only what was public by the end of this day"),  # noqa: B008
) -> list[dict[str, Any]]:
    """Every disagreement that a rule finds."""
    return [finding_data(each) for each in Observation.objects.all().book(as_of).disagreements]


@router.get("/measures", response=list[MeasureOut], auth=None, summary="Sums over this node's own records")
def live_measures(
    request: HttpRequest,
    as_of: date | None = Query(None, description="Only what was public by the end of this day"),  # noqa: B008
) -> list[dict[str, Any]]:
    """Every live measure."""
    found = measures.live(Observation.objects.all().book(as_of))
    desk = measures.of_desks() if as_of is None else ()  # the desk counts what stands today
    return [{**each.__dict__, "words": each.words.as_dict()} for each in (*found, *desk)]
