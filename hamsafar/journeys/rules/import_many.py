"""Many rows of a list at once: column by column where they are as usual, one by one where anything is to be said.

Each different text of a column is read once, and what is left for each row are loops that run in C. What comes out is
what `RowReader` gives row by row; a test holds the two against each other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from operator import add
from typing import Any

from hamsafar.journeys.enums import ImportField
from hamsafar.journeys.rules.import_cells import (
    LONGEST_NAME,
    NOTHING,
    USUAL_NUMBER,
    WELL_KNOWN_PHONE,
    BadCell,
    NameCell,
    email_cell,
    number_cell,
    phone_cell,
)
from hamsafar.journeys.rules.import_columns import Manner
from hamsafar.journeys.rules.imports import (
    PHONE_REGIONS,
    REMEMBERED,
    RowReader,
    Someone,
    Trouble,
    ends_as_a_family_name,
    problems_of,
    seem_exchanged,
)
from hamsafar.kit.tables import Row

F = ImportField
WHOLE_NAMES = {F.NAME, F.LATIN_NAME}  # hardly one of them stands twice in a list: their rows are read one by one
# A cell that by itself says nothing for certain. It is an empty name, so that names can be joined before it is settled.
ODD: Any = replace(NOTHING)

Column = Sequence[Any]
Read = Callable[[str], Any]
# Columns in which hardly a text stands twice: how a cell is read, and what a cell looks like that says just what it is.
DIFFERENT: Mapping[str, tuple[Read, str]] = {
    F.NUMBER: (number_cell, USUAL_NUMBER.pattern),
    F.PHONE: (partial(phone_cell, regions=PHONE_REGIONS), WELL_KNOWN_PHONE.pattern),
    F.EMAIL: (email_cell, ""),
}


class ManyReader:
    """Reads the rows of one list in one manner, many at a time."""

    def __init__(self, manner: Manner, *, today: date) -> None:
        self.manner = manner
        self.one_by_one = RowReader(manner, today=today)
        self._width = max(manner.columns.values()) + 1
        reader = self.one_by_one
        self._repeating: list[tuple[str, int, Read, dict[str, Any]]] = [
            *[(slot, place, read, {}) for slot, place, _known, read, _nothing in reader.plan],
            *[(field, place, partial(self._day, field), {}) for field, place, _known in reader.days],
        ]

    def read(self, rows: Sequence[Row]) -> list[Someone | Trouble]:
        """What each row says, in their order."""
        if not rows or WHOLE_NAMES & self.manner.columns.keys():
            return [self.one_by_one.read(line, cells) for line, cells in rows]
        odd = set[int]()
        said = self._said(rows, odd)
        parts = _filled(said["family"], said["given"], said["patronymic"])
        said["parts"], said["latin_parts"] = parts, _filled(said["latin_family"], said["latin_given"])
        said["name"] = [" ".join([part.text for part in name]) for name in parts]
        people = list(map(Someone._make, zip(*[said[slot] for slot in Someone._fields], strict=True)))
        odd.update(self._to_look_at(people, said))
        found: list[Someone | Trouble] = [*people]
        for place in odd:
            found[place] = self.one_by_one.read(*rows[place])
        return found

    def _said(self, rows: Sequence[Row], odd: set[int]) -> dict[str, Column]:
        """What the cells say by the names of `Someone`, in all rows; `odd` gets the places of odd ones."""
        width = self._width
        lines, cells = zip(*rows, strict=True)
        whole = [each if len(each) >= width else [*each, *[""] * (width - len(each))] for each in cells]
        columns: Sequence[Sequence[str]] = list(zip(*whole, strict=False))  # a longer row says nothing more
        said: dict[str, Column] = {slot: [nothing] * len(rows) for slot, nothing in self.one_by_one.empty}
        said["line"] = lines
        for slot, place, read, known in self._repeating:
            said[slot] = looked_up(columns[place], read, known, odd)
        if self.manner.citizenship:
            said["citizenship"] = [each or self.manner.citizenship for each in said["citizenship"]]
        said["country"] = [one or other for one, other in zip(said["country"], said["citizenship"], strict=True)]
        for field, (read, usual) in DIFFERENT.items():
            texts = columns[self.manner.columns[field]] if field in self.manner.columns else [""] * len(rows)
            if field == F.NUMBER and F.SERIES in self.manner.columns:
                texts = list(map(add, columns[self.manner.columns[F.SERIES]], texts))
            said[field] = texts if all_are(usual, texts) else certain(read, texts, odd)
        return said

    def _day(self, field: str, text: str) -> Any:
        """The one day that a cell can mean."""
        days = self.one_by_one.days_of(field, text) if text else [None]
        return days[0] if len(days) == 1 else ODD

    def _to_look_at(self, people: Sequence[Someone], said: Mapping[str, Column]) -> Iterator[int]:
        """Rows of which something may be wrong, or must be asked, though each of their cells can be read."""
        yield from (place for place, name in enumerate(said["name"]) if not 0 < len(name) <= LONGEST_NAME)
        telling = {cell for cell in set(said["given"]) if ends_as_a_family_name(cell)}
        if telling:
            yield from (
                place
                for place, one in enumerate(people)
                if one.given in telling and seem_exchanged(one.family, one.given)
            )
        if F.ISSUED in self.manner.columns or F.EXPIRES in self.manner.columns:
            yield from (place for place, one in enumerate(people) if any(problems_of(one)))


def looked_up(texts: Sequence[str], read: Read, known: dict[str, Any], odd: set[int]) -> Column:
    """What each text says; `known` keeps what was read before, and is forgotten at some size."""
    different = set(texts)
    if len(known) + len(different) > REMEMBERED:
        known.clear()
    known.update((text, _certain(read, text)) for text in different.difference(known))
    values = [known[text] for text in texts]
    if ODD in [known[text] for text in different]:
        odd.update(place for place, value in enumerate(values) if value is ODD)
    return values


def all_are(usual: str, texts: Sequence[str]) -> bool:
    """Whether each text is empty or looks so: asked once for all of them."""
    lines = "\n".join(texts)
    every = re.compile(rf"(?:{usual})?(?:\n(?:{usual})?)*+")
    return lines.count("\n") < len(texts) and every.fullmatch(lines) is not None


def certain(read: Read, texts: Sequence[str], odd: set[int]) -> Column:
    """What each text says, where hardly one stands twice."""
    try:
        return [read(text) for text in texts]
    except BadCell:
        values = [_certain(read, text) for text in texts]
    odd.update(place for place, value in enumerate(values) if value is ODD)
    return values


def _certain(read: Read, text: str) -> Any:
    try:
        return read(text)
    except BadCell:
        return ODD


def _filled(*columns: Column) -> list[tuple[NameCell, ...]]:
    """The cells of each name that are not empty."""
    names = zip(*columns, strict=True)
    return [name if NOTHING not in name else tuple([part for part in name if part is not NOTHING]) for name in names]
