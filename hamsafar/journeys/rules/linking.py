"""What of a file takes part in linking whole registers: keys that bring two files of one person together, and columns.

Words are skeletons, as in `filing`; a date is taken with the slips that offices make of it, so that a pair meets under
some key although one of its words, or its day, month or year, was written wrongly.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, product
from zlib import crc32

from hamsafar.journeys.rules.filing import number_keys, phone_key
from hamsafar.journeys.rules.likeness import Known, Likeness, likeness
from hamsafar.names import comparing
from hamsafar.names.parts import Part, parts_of
from hamsafar.names.searching import skeletons

MONTHS = range(1, 13)
WORDS = 4  # of a name: more would only make keys that nobody shares
FORMS = 4
# Fixed on the tuning half of the generated register, see docs/reference/people-linkage.md.
NAMES_WORTH_ASKING, WORTH_ASKING = 0.78, 0.6


@dataclass(frozen=True)
class LinkRow:
    """One file in a linkage: the words of its listed form as `roots` and as skeletons; `born` as yyyymmdd or less.

    Files meet under `keys`, and under those of `pairs`, two words without a date, that are rare in the register.
    """

    key: int
    keys: tuple[int, ...]
    pairs: tuple[int, ...]
    roots: tuple[str, ...]
    words: tuple[str, ...]
    born: str
    sex: str
    numbers: tuple[int, ...]

    @property
    def name(self) -> str:
        return " ".join(self.roots)


def link_row(key: int, known: Known) -> LinkRow:
    """A file as it takes part. `known.names[0]` is the form it is listed under."""
    listed = _words(known.names[0]) if known.names else []
    roots, words = sorted([part.roots[0] for part in listed]), _skeletons(listed)
    numbers = tuple(sorted(_numbers(known)))
    keys = set(numbers)
    for place, name in enumerate(known.names[:FORMS]):
        keys.update(_keys_of_name(_skeletons(_words(name)) if place else words, known))
    sex = known.sex.replace("X", "")
    pairs = tuple([_key(f"pair {one} {other}") for one, other in combinations(words, 2)])
    return LinkRow(key, tuple(sorted(keys)), pairs, tuple(roots), tuple(words), _born(known), sex, numbers)


def asked_about(one: Known, other: Known) -> Likeness | None:
    """The evidence of a pair that a clerk is asked about; None where it is too weak. Nobody is merged by it."""
    near = any(
        comparing.score(left, right) >= NAMES_WORTH_ASKING
        for left, right in product(one.names[:FORMS], other.names[:FORMS])
    )
    if not near and not one.documents & other.documents:
        return None
    found = likeness(one, other)
    return found if found.score >= WORTH_ASKING else None


def _words(name: str) -> list[Part]:
    return [part for part in parts_of(name) if not part.initial][:WORDS]


def _skeletons(words: list[Part]) -> list[str]:
    return sorted({skeletons(part)[0] for part in words})


def _numbers(known: Known) -> Iterator[int]:
    for number in known.documents:
        yield from (_key(f"number {key}") for key in number_keys(number))
    yield from (_key(f"phone {key}") for number in known.phones if (key := phone_key(number)))


def _keys_of_name(words: list[str], known: Known) -> Iterator[int]:
    """One word with the whole date; two words with year and month, year and day, or day and month in either order."""
    day, year = known.born, known.birth_year
    pairs = [f"{one} {other}" for one, other in combinations(words, 2)]
    if day is not None:
        yield from [_key(f"day {word} {day.isoformat()}") for word in words]
        one, other = sorted((day.month, day.day))
        yield from [_key(f"either {pair} {one} {other}") for pair in pairs]
        yield from [_key(f"year and day {pair} {day.year} {day.day}") for pair in pairs]
    if year is not None:
        yield from [_key(f"year and month {pair} {year} {month}") for month in _months(known) for pair in pairs]
    else:
        yield from [_key(f"three {' '.join(three)}") for three in combinations(words, 3)]


def _months(known: Known) -> Iterator[int]:
    """The month; every month where it is not known, or where the first of January may stand for a day nobody knew."""
    if known.born is not None and (known.born.month, known.born.day) != (1, 1):
        yield known.born.month
    elif known.born is None and known.birth_month is not None:
        yield known.birth_month
    else:
        yield from MONTHS


def _born(known: Known) -> str:
    if known.born is not None:
        return known.born.isoformat().replace("-", "")
    return "" if known.birth_year is None else f"{known.birth_year}{known.birth_month or 0:02}".removesuffix("00")


def _key(words: str) -> int:
    return crc32(words.encode())
