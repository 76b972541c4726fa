"""By what the rows of one list are held against each other: numbers of passports, words of the name with the birth.

Keys are whole numbers, the same in every process; rows that share one by chance are told apart once compared.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from itertools import combinations
from zlib import crc32

import numpy

from hamsafar.journeys.rules.import_cells import NOTHING
from hamsafar.journeys.rules.imports import Someone

BIRTH_BITS = 20  # a day fits into so many
NEVER = (0, 0, 0)  # the birth of whom nobody says when
NUMBER, DAY, YEAR = "number", "day", "year"


class RowKeys:
    """The keys of rows, by their lines."""

    def __init__(self) -> None:
        self._lines = {kind: array("q") for kind in (NUMBER, DAY, YEAR)}
        self._keys = {kind: array("q") for kind in (NUMBER, DAY, YEAR)}
        self._in_part: set[int] = set()  # rows whose birth is known in part only

    def add(self, people: Sequence[Someone]) -> None:
        numbered = [one for one in people if one.number]
        self._add(NUMBER, [(one.line, crc32(one.number.encode())) for one in numbered])
        days, years = list[tuple[int, int]](), list[tuple[int, int]]()
        for one in people:
            line, birth = one.line, one.birth
            year, month, day = birth or NEVER
            if not day:
                self._in_part.add(line)
            for said in sums_of(one):
                if day:
                    days.append((line, said + (year * 12 + month) * 31 + day))
                years.append((line, said + year))
        self._add(DAY, days)
        self._add(YEAR, years)

    def join(self, other: RowKeys) -> None:
        """Take in the keys of other rows of the list."""
        for kind, keys in other._keys.items():
            self._keys[kind] += keys
            self._lines[kind] += other._lines[kind]
        self._in_part |= other._in_part

    def shared(self) -> set[int]:
        """The lines of rows that share a number, or words of the name and a birth, with another row."""
        kinds = (NUMBER, DAY, YEAR) if self._in_part else (NUMBER, DAY)
        return {line for kind in kinds for line in _that_share(self._keys[kind], self._lines[kind])}

    def _add(self, kind: str, found: Sequence[tuple[int, int]]) -> None:
        self._lines[kind].extend([line for line, _key in found])
        self._keys[kind].extend([key for _line, key in found])


def sums_of(one: Someone) -> Sequence[int]:
    """Words of the name two by two, as whole numbers that leave room for a birth."""
    family, given = one.family.first, one.given.first
    if family and given and one.whole is NOTHING:
        return ((family + given if family != given else family) << BIRTH_BITS,)
    return [sum(crc32(word.encode()) for word in words) << BIRTH_BITS for words in pairs_of(one)]


def words_of(one: Someone) -> list[tuple[str, ...]]:
    """The skeletons of each word of a name, as `filing.words_of` gives them."""
    return list(dict.fromkeys([word for part in one.parts for word in part.words]))


def pairs_of(one: Someone) -> list[frozenset[str]]:
    """Words of the name two by two, by their first skeletons: what a row is held against other rows by."""
    if one.family.words and one.given.words and one.whole is NOTHING:
        return [frozenset((one.family.words[0][0], one.given.words[0][0]))]
    words = [word[0] for word in words_of(one)][:4]
    return [frozenset(pair) for pair in combinations(words, 2)] or [frozenset(words)]


def _that_share(keys: array[int], lines: array[int]) -> set[int]:
    held, places = numpy.array(keys, dtype="int64"), numpy.array(lines, dtype="int64")
    order = numpy.argsort(held, kind="stable")
    same = numpy.flatnonzero(held[order][1:] == held[order][:-1])
    return {int(line) for line in places[order[same]]} | {int(line) for line in places[order[same + 1]]}
