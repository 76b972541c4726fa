"""Which facts an edition as of a day may know (house, “As of”)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta

from hamsafar.figures.rules.periods import parse
from hamsafar.figures.rules.values import Fact, Series

NOT_MEASURED = frozenset({"multiple"})  # a target for 2030 is said today, so its period dates nothing


def is_visible(fact: Fact, as_of: date | None, meeting_day: date | None = None) -> bool:
    """Whether the fact belongs in the view of that day.

    Without a day everything does. On the meeting's own day only what was public by the end of the day before, and
    the source document itself; on other days what was public by the end of that day. An undated fact enters no
    as-of view.
    """
    if as_of is None:
        return True
    if fact.published_on is None:
        return False
    from_the_document = fact.source is not None and fact.source.is_the_source_document
    return fact.published_on <= (as_of if from_the_document else last_day_known(as_of, meeting_day))


def last_day_known(as_of: date, meeting_day: date | None) -> date:
    """The last day of which an edition as of a day knows anything: that day; on the meeting's own, the day before."""
    return as_of - timedelta(days=1) if as_of == meeting_day else as_of


def end_of_measured_period(fact: Fact, series_kind: str) -> date | None:
    """The last day that a number measures; None for dates, notes, targets and numbers without a period."""
    if fact.kind != "number" or not fact.period or series_kind in NOT_MEASURED:
        return None
    return parse(fact.period).end


def latest_by_address(facts: Iterable[Fact], kinds: Mapping[str, str]) -> dict[str, date]:
    """For each source address the end of the latest period that any of its facts measures.

    A page that reports December cannot have been published in June. `kinds` gives the kind of each series.
    """
    latest: dict[str, date] = {}
    for fact in facts:
        end = end_of_measured_period(fact, kinds.get(fact.series, ""))
        if end is not None and fact.source is not None and fact.source.address:
            latest[fact.source.address] = max(end, latest.get(fact.source.address, end))
    return latest


def dated(facts: Mapping[str, Fact], own_days: Mapping[str, date], series: Mapping[str, Series]) -> dict[str, Fact]:
    """The facts with the day on which each became public: its override in `own_days`, else its source's date.

    Raised to what it can be at the earliest: the end of the period measured, and of the latest period that any fact
    with the same address measures. Where no day is known the fact is undated, even if its period is known.
    """
    kinds = {key: each.kind for key, each in series.items()}
    latest = latest_by_address(facts.values(), kinds)
    return {
        key: replace(fact, published_on=_published_on(fact, own_days.get(key), latest, kinds))
        for key, fact in facts.items()
    }


def _published_on(fact: Fact, own: date | None, latest: Mapping[str, date], kinds: Mapping[str, str]) -> date | None:
    said = own or (fact.source.published_on if fact.source else None)
    if said is None:
        return None
    floors = (
        end_of_measured_period(fact, kinds.get(fact.series, "")),
        latest.get(fact.source.address if fact.source else ""),
    )
    return max([said, *(floor for floor in floors if floor is not None)])
