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
    qualifier: str  # exactly, nearly, over, about, at-least, at-most
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
    found: str = ""  # where it stood in the list it was carried over from


@dataclass(frozen=True)
class Series:
    """What is counted: its unit, what it measures and what it is part of."""

    key: str
    name: Words
    kind: str  # level, growth, share, multiple, stock, length, event
    unit: str
    measures: str = ""  # for growth and share: the level series
    part_of: str = ""  # the series it is a part of
    parts: str = ""  # how its parts make it up: exhaustive or outcomes; on a part: may-overlap
    topic: str = ""


@dataclass(frozen=True)
class Derivation:
    """How a figure is computed: a formula over facts, named by their keys."""

    key: str
    formula: str
    inputs: tuple[str, ...]
    words: Words
    base: str = ""
    target: str = ""
    series: str = ""
    unit: str = ""
    period: str = ""
    scope: str = ""
    decimals: int = 0
    note: Words | None = None


@dataclass(frozen=True)
class Finding:
    """A disagreement found by rule, never typed in."""

    rule: str  # cannot_both_hold, parts_do_not_add_up, growth_contradicts_levels
    series: str
    period: str
    scope: str
    values: tuple[Fact, ...]
    gap: Decimal  # of the remainder of parts: the least it can be
    unit: str
    facts: tuple[str, ...] = field(default=())
    gap_high: Decimal | None = None  # of parts that may overlap: the most it can be
