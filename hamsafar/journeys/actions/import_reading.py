"""Opening a list that was handed in: its headings, its rows one after another, the manner in which it is read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from itertools import islice

from hamsafar.accounts.models import Organisation
from hamsafar.files.actions import open_repeatedly
from hamsafar.journeys.models import ColumnMemory, PeopleImport
from hamsafar.journeys.rules.import_columns import DAY_FIRST, EITHER, LONGEST_HEADING, MONTH_FIRST, Manner, fingerprint
from hamsafar.journeys.rules.import_columns import guess as guess_manner
from hamsafar.journeys.rules.import_days import order_told
from hamsafar.kit.actor import Actor
from hamsafar.kit.tables import Limits, Pieces, Row
from hamsafar.kit.tables.reading import read_rows

MEGABYTE = 1_000_000
LIMITS = Limits(
    size=400 * MEGABYTE,
    rows=1_000_000,
    columns=200,
    cell=2_000,
    unpacked=2_500 * MEGABYTE,
    memory=6_000 * MEGABYTE,
    seconds=600,
)
LOOKED_AT = 5_000  # rows by which the order of day and month is told


class Opened:
    """A list that is open for reading: `rows()` gives its rows behind the headings, as often as it is asked."""

    def __init__(self, batch: PeopleImport, *, by: Actor, at: datetime) -> None:
        if batch.file is None:
            raise ValueError("This list was erased.")
        self.name, self.size = batch.name, batch.file.size
        self.pieces: Pieces = open_repeatedly(file=batch.file, by=by, at=at)
        _line, cells = next(self._all())
        while cells and not cells[-1]:
            cells = cells[:-1]
        self.headings = [cell[:LONGEST_HEADING] for cell in cells]

    def rows(self) -> Iterator[Row]:
        """Every filled row behind the headings. Raises `NotATable` where one cannot be read."""
        return islice(self._all(), 1, None)

    def _all(self) -> Iterator[Row]:
        return read_rows(self.name, self.pieces, LIMITS)


def manner_for(headings: list[str], organisation: Organisation | None) -> Manner:
    """How a list with these headings is read: as the office chose last, else as the headings most probably mean."""
    known = ColumnMemory.objects.filter(organisation=organisation, fingerprint=fingerprint(headings)).first()
    return Manner.from_data(known.manner) if known else guess_manner(headings)


def with_day_order(manner: Manner, opened: Opened) -> Manner:
    """The manner with the order of day and month, where the first rows give it away and nobody chose one."""
    places = [manner.columns[field] for field in ("birth", "issued", "expires") if field in manner.columns]
    if manner.day_order or not places:
        return manner
    told = set()
    for _line, cells in islice(opened.rows(), LOOKED_AT):
        told |= {order_told(cells[place]) for place in places if place < len(cells)}
    if {DAY_FIRST, MONTH_FIRST} <= told:
        return replace(manner, day_order=EITHER)
    return replace(manner, day_order=next(iter(told - {""}), ""))
