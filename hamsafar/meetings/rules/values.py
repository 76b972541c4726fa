"""The frozen dossier: everything a reader sees, cut, worded and numbered in one language.

Editions, languages and formats all print from this value; nothing is looked up after it is built.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from hamsafar.kit.charts.values import Chart as Drawing

PLAIN = "text"
MARK = "mark"  # a run that is only a raised source number
COMMA = "comma"  # between two of them


@dataclass(frozen=True)
class Run:
    """A piece of a sentence: `text`, `qualifier`, `number`, `unit`, or a `mark` that names its proof.

    A mark has `ref`, the key of a source or (with `computed`) of a derived fact, until a page numbers it;
    then `text` holds the number or ƒ that the page's notes explain.
    """

    kind: str
    text: str = ""
    ref: str = ""
    computed: bool = False


@dataclass(frozen=True)
class Line:
    """One sentence with its proof: the facts it names and the sources of those, in order of appearance."""

    text: str
    runs: tuple[Run, ...]
    facts: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.text)


NOTHING = Line("", ())


@dataclass(frozen=True)
class Figure:
    """A number that a statement states, with what it measures and who stands behind it."""

    key: str
    series: str
    value: Decimal
    decimals: int
    unit: str
    period: str
    scope: str
    counted_by: str
    said_by: str
    qualifier: str
    synthetic: bool
    formula: str


@dataclass(frozen=True)
class Status:
    """A status mark: its shape and the words beside it."""

    mark: str
    words: str


@dataclass(frozen=True)
class BigFigure:
    """The one figure of a front-sheet row: qualifier, value and unit apart, and its caption with sources."""

    qualifier: str
    value: str
    unit: str
    caption: Line


@dataclass(frozen=True)
class Statement:
    """One sentence of an item. `id` is `ITEM.N` in this edition; `key` stays the same in every edition."""

    id: str
    key: str
    section: str
    line: Line
    classification: str
    covers: tuple[str, ...]
    figures: tuple[Figure, ...]
    status: Status | None = None
    speaker: str = ""
    quote: bool = False


@dataclass(frozen=True)
class Note:
    """What a raised number at the page's foot means."""

    label: str
    text: str
    source: str = ""


@dataclass(frozen=True)
class Table:
    """The values of a chart as rows, so that nobody has to read them off the drawing."""

    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Chart:
    """A chart with its title, how to read it, what to draw, and the table of the same values."""

    id: str
    kind: str
    title: Line
    sub: Line
    picture: Drawing
    label: str
    table: Table
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Decision:
    """What needs a decision, with the number of the item it belongs to."""

    title: Line
    line: Line
    item: int


@dataclass(frozen=True)
class Item:
    """One agenda item: its row on the front sheet and its own page."""

    no: int
    key: str
    title: str
    classification: str
    status: Status | None
    standfirst: Line
    figure: BigFigure | None
    ask: Line
    statements: tuple[Statement, ...]
    charts: tuple[Chart, ...]
    asks: tuple[Line, ...]
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """What the last meeting decided and what became of it."""

    key: str
    line: Line
    owner: str
    due: date | None
    state: str
    became: str
    topic: str
    synthetic: bool = False


@dataclass(frozen=True)
class Since:
    """What is on record since the last meeting; `outcomes` may be empty, and then the page says so."""

    meeting: str
    on: date | None
    place: str
    outcomes: tuple[Outcome, ...]


@dataclass(frozen=True)
class DocumentText:
    """The text of a document in one language, as far as it is known."""

    lang: str
    title: str
    body: str
    source: str


@dataclass(frozen=True)
class Document:
    """A document to sign and where it stands on the as-of day."""

    key: str
    name: str
    state: str
    signed_on: date | None
    line: Line
    texts: tuple[DocumentText, ...]


@dataclass(frozen=True)
class Delegation:
    """One side of the table."""

    side: str
    side_name: str
    head: str
    office: str
    source: str


@dataclass(frozen=True)
class AnnexLine:
    """A line for cleared readers. An invented one is `synthetic` and says so wherever it is shown."""

    no: int
    title: str
    text: str
    clearance: int
    synthetic: bool


@dataclass(frozen=True)
class SourceEntry:
    """One source of the dossier with the number it has in the annex and the items that use it."""

    no: int
    key: str
    title: str
    address: str
    published_on: date | None
    quality: str
    host: str
    used_in: tuple[int, ...] = ()  # 0 is the front sheet


@dataclass(frozen=True)
class Formula:
    """A computed figure: what it is, its value in words, how it was computed and from what."""

    key: str
    words: str
    value: str
    formula: str
    inputs: tuple[str, ...]


@dataclass(frozen=True)
class Front:
    """The front sheet."""

    title: str
    decisions: tuple[Decision, ...]
    notes: tuple[Note, ...]


@dataclass(frozen=True)
class Dossier:
    """A whole dossier in one language and one edition."""

    meeting: str
    kind: str
    name: str
    place: str
    on: date
    as_of: date
    lang: str
    edition: str
    front: Front
    items: tuple[Item, ...]
    since: Since
    documents: tuple[Document, ...]
    delegations: tuple[Delegation, ...]
    annex: tuple[AnnexLine, ...]
    sources: tuple[SourceEntry, ...]
    formulas: tuple[Formula, ...]
    synthetic: bool = False
