"""What is done with the rows of a list, part by part: read for the preview, or made ready to be copied in.

A part needs nothing of the others, so that several processes can share a long list (`import_process`).
"""

from __future__ import annotations

import time
from array import array
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from hamsafar.journeys.rules.import_bulk import Firsts, Packed, Packer
from hamsafar.journeys.rules.import_columns import Manner
from hamsafar.journeys.rules.import_keys import RowKeys
from hamsafar.journeys.rules.import_many import ManyReader
from hamsafar.journeys.rules.imports import Someone
from hamsafar.kit.tables import Row
from hamsafar.kit.tables.limits import CELL_END, ROW_END

SAMPLES = 10
Data = list[dict[str, object]]


class Rows(list[Row]):
    """Rows that go to another process as one text, which is taken apart there much faster than cell by cell."""

    def __reduce__(self) -> tuple[Any, ...]:
        text = ROW_END.join([CELL_END.join(cells) for _line, cells in self])
        ends = sum([len(cells) for _line, cells in self]) - len(self), len(self) - 1
        if (text.count(CELL_END), text.count(ROW_END)) != ends:  # a cell holds such a sign itself
            return Rows, (list(self),)
        return _taken_apart, (array("q", [line for line, _cells in self]), text)


def _taken_apart(lines: array[int], text: str) -> Rows:
    return Rows([(line, row.split(CELL_END)) for line, row in zip(lines, text.split(ROW_END), strict=True)])


@dataclass(frozen=True)
class Checked:
    """Rows as read: who of them is somebody, and of each other one its problems and questions as data.

    `people` stay in the process that read them; `seconds` is what their `keys` took.
    """

    people: Sequence[Someone]
    troubles: list[tuple[int, Data, Data]]
    samples: list[list[str]]
    keys: RowKeys
    seconds: float


@dataclass(frozen=True)
class Task:
    """How the rows of one list are worked on."""

    manner: Manner
    today: date
    at: datetime
    synthetic: bool


class Work:
    """Works on parts of one list; it remembers the cells it has read, since names repeat."""

    def __init__(self, task: Task) -> None:
        self.reader = ManyReader(task.manner, today=task.today)
        self.packer = Packer(task.manner, at=task.at, synthetic=task.synthetic)

    def check(self, rows: Sequence[Row]) -> Checked:
        """Rows as the preview shows them."""
        people, troubles = list[Someone](), list[tuple[int, Data, Data]]()
        for found in self.reader.read(rows):
            if isinstance(found, Someone):
                people.append(found)
            else:
                problems = [each.as_data() for each in found.problems]
                troubles.append((found.line, problems, [each.as_data() for each in found.questions]))
        begun = time.perf_counter()
        keys = RowKeys()
        keys.add(people)
        seconds = time.perf_counter() - begun
        return Checked(people, troubles, [sample(one) for one in people[:SAMPLES]], keys, seconds)

    def pack(self, rows: Sequence[Row], aside: Collection[int], firsts: Firsts) -> Packed:
        """Rows as lines to be copied, but for those that were set aside."""
        found = self.reader.read([row for row in rows if row[0] not in aside] if aside else rows)
        return self.packer.packed([one for one in found if isinstance(one, Someone)], firsts)


def sample(one: Someone) -> list[str]:
    """A row as it was understood, for the preview."""
    latin = " ".join(part.text for part in one.latin_parts)
    born = one.birth.text if one.birth else ""
    parts = [one.family.text, one.given.text, one.patronymic.text]
    return [str(one.line), one.name, " · ".join(parts if any(parts) else []), latin, born, one.sex, one.number]


def done(work: Work, act: str, given: Sequence[Any]) -> Any:
    """One of the two, by its name."""
    return work.check(*given) if act == "check" else work.pack(*given)
