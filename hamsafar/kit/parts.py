"""What the page components show, as frozen values: apps hand these to `kit/*.html` and write no markup of their own."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Table:
    """Rows to read. `numeric` names the columns (from 0) that hold numbers and stand at the right."""

    caption: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Piece:
    """A stretch of a sentence: `kind` is text, qualifier, number, unit or source (then `text` is the note's number)."""

    kind: str
    text: str


@dataclass(frozen=True)
class Note:
    """One numbered line of a source list. `no` is the number shown, or ƒ for a formula."""

    no: str
    text: str
    address: str = ""
    grade: str = ""  # "A official", in the reader's language


@dataclass(frozen=True)
class Todo:
    """One thing that waits for the reader: how long is left, what it is, why, and the one button."""

    clock: str
    clock_note: str
    what: str
    why: str
    url: str
    button: str
    urgent: bool = False
    synthetic: bool = False


@dataclass(frozen=True)
class Link:
    """An item of the navigation."""

    words: str
    url: str
    current: bool = False
