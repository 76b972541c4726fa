"""The frozen values that leave this app: a source, a published fact, a finding."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from hamsafar.kit.words import Words


@dataclass(frozen=True)
class Source:
    """Where a fact was read. `published_on` is None where no date could be established."""

    key: str
    title: str
    address: str
    published_on: date | None
    quality: str  # official, agency, secondary
    host: str = "own"  # own, mirror, unrelated
    is_the_source_document: bool = False


@dataclass(frozen=True)
class Fact:
    """One published or computed fact. A number has `value`; a date fact has `day` (and `until`)."""

    key: str
    kind: str  # number, date, note
    series: str
    value: Decimal | None
    decimals: int  # decimals as published: 2.0 has 1
    qualifier: str  # exactly, nearly, over, about, at_least, at_most
    unit: str
    period: str  # canonical: 2024, 2024-Q1, 2024-H1, 2024-01/2024-06, 2024-04, 2024-04-27, 2025-03-24/2025-03-26
    scope: str
    counted_by: str
    said_by: str
    quality: str
    source: Source | None
    published_on: date | None
    words: Words
    day: date | None = None
    until: date | None = None
    formula: str = ""
    inputs: tuple[str, ...] = ()
    low: Decimal | None = None  # interval of a projection, or both ends of "at least"
    high: Decimal | None = None
    synthetic: bool = False
    note: Words | None = None


@dataclass(frozen=True)
class Finding:
    """A disagreement found by rule, never typed in."""

    rule: str  # cannot_both_hold, parts_do_not_add_up, growth_contradicts_levels
    series: str
    period: str
    scope: str
    values: tuple[Fact, ...]
    gap: Decimal
    unit: str
    facts: tuple[str, ...] = field(default=())
