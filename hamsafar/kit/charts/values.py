"""What charts draw: frozen values with every word and number already written for the reader. Nothing is typed here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class Heading:
    """What stands above every chart. `sentence` is read aloud in place of the picture."""

    title: str
    sentence: str
    sub: str = ""  # how to read the lines
    headers: tuple[str, ...] = ()  # of the table beneath, as many as a row of it has


@dataclass(frozen=True)
class Count:
    """One published count: where it stands, and how it is written."""

    value: float
    shown: str  # "2.0", in the reader's language
    who: str  # who says so
    side: str = ""  # tj, ru, or empty for others
    qualifier: str = ""  # the reader's word: "nearly"
    note: str = ""  # the source's number
    low: float | None = None  # what rounding allows
    high: float | None = None
    opens: str = ""  # down where "nearly" leaves it open, up where "over" does
    row: tuple[str, ...] = ()  # its line in the table beneath


@dataclass(frozen=True)
class Mirror:
    """All counts of one thing on one axis, with equal weight; the gap drawn and stated."""

    heading: Heading
    lang: str
    counts: tuple[Count, ...]
    gap: str = ""  # "The gap: about 0.5 bn USD, a third of the lowest count"
    under: str = ""  # which can both hold and which cannot


@dataclass(frozen=True)
class Line:
    """The published values of one authority, by year. Two or more are joined; one alone is a lozenge."""

    side: str
    points: tuple[tuple[float, Count], ...]


@dataclass(frozen=True)
class Path:
    """A way from a published value to a later one, with a hollow end: `needed` (a requirement) or `forecast`."""

    start: tuple[float, float]
    end: tuple[float, float]
    shown: str  # the value at the end
    words: str  # where it starts from: "2.0, ambassador"
    side: str = ""
    kind: str = "needed"
    before: str = ""  # stands before the qualifier: "from"
    qualifier: str = ""  # stands before `words`: "nearly"
    low: float | None = None  # a forecast's interval at the end
    high: float | None = None
    row: tuple[str, ...] = ()


@dataclass(frozen=True)
class Missing:
    """A year without a figure: an empty frame with words, never a zero."""

    year: float
    words: str


@dataclass(frozen=True)
class PathToTarget:
    """Published values by year, and the ways that lead from them to a target."""

    heading: Heading
    lang: str
    first_year: int
    last_year: int
    lines: tuple[Line, ...]
    paths: tuple[Path, ...] = ()
    needed: str = ""  # "needed: +16.5 % every year"
    apart: str = ""  # "1.25 bn apart in 2030"
    missing: tuple[Missing, ...] = ()
    heavy_years: tuple[int, ...] = ()


@dataclass(frozen=True)
class GrowthDots:
    """Growth rates as stated, on one axis, against the rate that is needed."""

    heading: Heading
    lang: str
    dots: tuple[Count, ...]
    needed: float | None = None
    needed_words: str = ""


@dataclass(frozen=True)
class Part:
    """A part of a whole. `tone`: done, late, broken or plain; `rest` is what no source covers and comes out hatched."""

    value: float
    shown: str
    words: str
    under: str = ""
    tone: str = "plain"
    rest: bool = False
    qualifier: str = ""
    note: str = ""
    row: tuple[str, ...] = ()


@dataclass(frozen=True)
class Parts:
    """A whole, cut into the outcomes that were published and the rest that was not."""

    heading: Heading
    lang: str
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Stated:
    """What somebody said of a term on a day."""

    on: date
    words: str
    note: str = ""


@dataclass(frozen=True)
class Term:
    """One line of a plan: planned, re-planned, spoken of, done. Any of it may be unknown."""

    name: str
    under: str = ""
    planned: tuple[date, date] | None = None
    replanned: tuple[date, date] | None = None
    stated: tuple[Stated, ...] = ()
    actual: date | None = None
    actual_words: str = ""
    note: str = ""  # source of the plan
    words: str = ""  # "planned 2026–2027; start not reported"
    row: tuple[str, ...] = ()


@dataclass(frozen=True)
class Overlap:
    """A stretch that two terms both claim; `rows` are the first and last line it spans."""

    first: date
    last: date
    words: str
    rows: tuple[int, int]


@dataclass(frozen=True)
class Slippage:
    """Plan and fact of a programme. Solid: term passed. Saffron: beyond plan. Dotted: not known. Outline: planned."""

    heading: Heading
    lang: str
    terms: tuple[Term, ...]
    today: date
    today_words: str
    unknown: str = ""  # "nothing later found"
    overlaps: tuple[Overlap, ...] = ()


@dataclass(frozen=True)
class Event:
    """One event of a plan: when it was planned, when it was held."""

    name: str
    under: str = ""
    planned: tuple[date, date] | None = None
    held: tuple[date, date] | None = None
    planned_words: str = ""
    held_words: str = ""
    note: str = ""
    row: tuple[str, ...] = ()


@dataclass(frozen=True)
class Calendar:
    """The events of a year, planned beside held."""

    heading: Heading
    lang: str
    events: tuple[Event, ...]
    today: date | None = None
    today_words: str = ""


@dataclass(frozen=True)
class Bar:
    """One count of a tally: what stands on the axis, and the number as the reader writes it."""

    value: float
    label: str
    shown: str
    row: tuple[str, ...] = ()


@dataclass(frozen=True)
class Tally:
    """A count for each hour or day in their order; an hour without anybody has a bar of zero."""

    heading: Heading
    lang: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class Handing:
    """One thing that a side sent. `lane` sent it; `pen` is the lane that writes next, None where nobody does."""

    at: datetime
    lane: int
    pen: int | None
    words: str
    under: str  # the day
    row: tuple[str, ...] = ()


@dataclass(frozen=True)
class Standstill:
    """A stretch in which the clock stood still; open where it still does."""

    since: datetime
    until: datetime | None
    words: str  # "clock stopped"
    under: str  # "5 working days"


@dataclass(frozen=True)
class PenLine:
    """One case over time. `lanes` are name and side of who asks and who answers; `pen` is the lane that writes next."""

    heading: Heading
    lang: str
    lanes: tuple[tuple[str, str], tuple[str, str]]
    handings: tuple[Handing, ...]
    stops: tuple[Standstill, ...] = ()
    pen: int | None = None
    writes_next: str = ""  # "Moscow writes next"
    today: datetime | None = None  # None once the case is closed
    today_words: str = ""
    due: datetime | None = None
    due_lane: int = 1
    due_words: str = ""
    due_under: str = ""


Chart = Mirror | PathToTarget | GrowthDots | Parts | Slippage | Calendar | Tally | PenLine
