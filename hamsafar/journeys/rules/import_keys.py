"""By what the rows of one list are held against each other: numbers of passports, words of the name with the birth.

Keys are whole numbers, the same in every process; rows that share one by chance are told apart once compared.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from functools import lru_cache
from itertools import combinations
from zlib import crc32

import numpy

from hamsafar.journeys.rules.imports import Someone

BIRTH_BITS = 20  # a day fits into so many
NUMBER, DAY, YEAR = "number", "day", "year"


class RowKeys:
    """The keys of rows, by their lines."""

    def __init__(self) -> None:
        self._lines = {kind: array("q") for kind in (NUMBER, DAY, YEAR)}
        self._keys = {kind: array("q") for kind in (NUMBER, DAY, YEAR)}
        self._in_part: set[int] = set()  # rows whose birth is known in part only

    def add(self, people: Sequence[Someone]) -> None:
        for one in people:
            birth, line = one.birth, one.line
            if one.number:
                self._add(NUMBER, line, crc32(one.number.encode()))
            whole = birth is not None and bool(birth.day)
            if not whole:
                self._in_part.add(line)
            for words in pairs_of(one):
                said = sum(map(_sum_of, words)) << BIRTH_BITS
                if birth is not None and whole:
                    self._add(DAY, line, said + (birth.year * 12 + birth.month) * 31 + birth.day)
                self._add(YEAR, line, said + (birth.year if birth else 0))

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

    def _add(self, kind: str, line: int, key: int) -> None:
        self._lines[kind].append(line)
        self._keys[kind].append(key)


@lru_cache(maxsize=1 << 14)
def _sum_of(text: str) -> int:
    return crc32(text.encode())


def words_of(one: Someone) -> list[tuple[str, ...]]:
    """The skeletons of each word of a name, as `filing.words_of` gives them."""
    return list(dict.fromkeys([word for part in one.parts for word in part.words]))


def pairs_of(one: Someone) -> list[frozenset[str]]:
    """Words of the name two by two, by their first skeletons: what a row is held against other rows by."""
    if one.family.words and one.given.words and not one.whole.text:
        return [frozenset((one.family.words[0][0], one.given.words[0][0]))]
    words = [word[0] for word in words_of(one)][:4]
    return [frozenset(pair) for pair in combinations(words, 2)] or [frozenset(words)]


def _that_share(keys: array[int], lines: array[int]) -> set[int]:
    held, places = numpy.array(keys, dtype="int64"), numpy.array(lines, dtype="int64")
    order = numpy.argsort(held, kind="stable")
    same = numpy.flatnonzero(held[order][1:] == held[order][:-1])
    return {int(line) for line in places[order[same]]} | {int(line) for line in places[order[same + 1]]}
