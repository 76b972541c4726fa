"""The published facts of the pack that the replay needs, by their keys. No number of theirs stands in code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from hamsafar.corridor.formats.pack import columns
from hamsafar.corridor.formats.reading import Row, read_rows

FIGURES = columns(
    "key kind series value qualifier unit period scope counted_by said_by source quality published_on "
    "words_* note_* found"
)
MASS, LET_IN, LISTED, REMOVED = (
    *("held-vko-2024-04-27", "admitted-vko-2024-04-27"),
    *("listed-vko-2024-04-27", "removed-vko-2024-04-27"),
)
CONCERN, EXPLAINED, EXPLAINED_WHAT = "serious-concern-conveyed", "minister-explanation", "minister-explanation-content"
LAND_PEOPLE, LAND_CARS = "held-land-orenburg-people", "held-land-orenburg-cars"
DOZENS: Mapping[str, str] = {
    "held-zia-2024-04": "zhukovsky",
    "held-dme-2024-04": "domodedovo",
    "held-svo-2024-04": "sheremetyevo",
}
SOURCES = columns("key title address date dated_by quality host read_on document note_en")
LONGEST_SOURCE = 200
POSTS: Mapping[str, str] = {"vko": "vnukovo", "land-orenburg": "orenburg-land"}


@dataclass(frozen=True)
class Fact:
    """One published fact: a number, a day or words, for a period, from a source."""

    value: str
    words: str
    first: date | None
    last: date | None
    post: str
    source: str

    @property
    def people(self) -> int:
        return int(self.value)

    @property
    def day(self) -> date:
        return date.fromisoformat(self.value)


def published(pack: Path) -> Mapping[str, Fact] | None:
    """The facts of the replay by key; None where this corridor's pack does not hold them all."""
    wanted = {MASS, LET_IN, LISTED, REMOVED, CONCERN, EXPLAINED, EXPLAINED_WHAT, LAND_PEOPLE, LAND_CARS, *DOZENS}
    titles = {row["key"]: row["title"] for row in read_rows(pack / "sources.csv", SOURCES)}
    rows = [row for row in read_rows(pack / "figures.csv", FIGURES) if row["key"] in wanted]
    found = {row["key"]: _fact(row, titles[row["source"]]) for row in rows}
    return found if set(found) == wanted else None


def _fact(row: Row, source: str) -> Fact:
    first, _slash, last = row["period"].partition("/")
    return Fact(
        value=row["value"],
        words=row["words_en"],
        first=date.fromisoformat(first) if first else None,
        last=date.fromisoformat(last or first) if first else None,
        post=POSTS.get(row["scope"], DOZENS.get(row["key"], "")),
        source=source[:LONGEST_SOURCE],
    )
