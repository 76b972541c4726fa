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


@dataclass(frozen=True)
class AccountHead:
    """Whose statement a column holds: the side's name and key, when it was signed, its fingerprint and version."""

    name: str
    side: str
    signed: str
    fingerprint: str = ""


@dataclass(frozen=True)
class AccountLine:
    """One line of two statements. `sign` is =, ≠ or · and `heard` the same in words; empty text is silence."""

    what: str
    left: str
    right: str
    sign: str
    heard: str
    differs: bool = False


@dataclass(frozen=True)
class TwoAccounts:
    """Two signed statements of one event, side by side and never merged."""

    left: AccountHead
    right: AccountHead
    lines: tuple[AccountLine, ...]
    silence: str  # what stands where a side says nothing
