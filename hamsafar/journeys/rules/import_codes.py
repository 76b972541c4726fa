"""The search codes of many people at once, as `filing.codes_of` gives them for one: a test holds the two together.

A code is the check sum of a kind and a key, and a key is texts that repeat: the sum of two texts one behind the other
follows from their two sums and the length of the second. So no pair of words is ever written out or kept; what is done
for each person are steps of numpy over whole columns.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Sequence
from functools import lru_cache
from itertools import chain, zip_longest
from string import ascii_uppercase
from typing import TypeVar
from zlib import crc32

import numpy
from numpy.typing import NDArray

from hamsafar.journeys.rules.filing import (
    SHORTEST_NUMBER,
    SIGNED,
    TWO,
    begun_sum,
    codes_of_word,
    number_keys,
    phone_key,
)
from hamsafar.journeys.rules.import_cells import NOTHING, NameCell

Word = tuple[str, ...]
Thing = TypeVar("Thing", bound=Hashable)
Whole = NDArray[numpy.int64]
KEY_BITS = 32
YEAR_DIGITS = 4


class Codes:
    """The codes of people by their places in a list, found in any order and given once each."""

    def __init__(self) -> None:
        self._found: list[Whole] = []

    def add(self, people: Whole, sums: Whole) -> None:
        """For each place a code, as a check sum: without the sign that it is filed with."""
        self._found.append(people << KEY_BITS | sums)

    def by_person(self, people: int) -> tuple[Whole, Whole]:
        """All codes as they are filed, with their sign, person after person, and how many each of them has."""
        found = _once(numpy.concatenate(self._found))
        counts = numpy.bincount(found >> KEY_BITS, minlength=people)
        return (found & (1 << KEY_BITS) - 1) - SIGNED, counts


def codes_of_many(
    names: Iterable[Sequence[tuple[NameCell, ...]]],
    years: Sequence[int | None],
    days: Sequence[int | None],
    numbers: Sequence[str],
    phones: Sequence[str],
) -> tuple[Whole, Whole]:
    """Codes and their counts as `Codes.by_person` gives them.

    Each of `names` holds one form of everybody's name, as its cells; who has no such form has no cells there. Of a
    birth the year is given and the code of the day, as far as they are known.
    """
    found, everybody = Codes(), numpy.arange(len(years))
    for form in names:
        _add_name(found, form, _whole([year or 0 for year in years]))
    found.add(*Lists([() if day is None else (day + SIGNED,) for day in days]).at(everybody))
    for kind, texts, keys_of in (("number", numbers, _number_keys), ("phone", phones, _phone_keys)):
        start = begun_sum(kind)
        sums = [[crc32(key.encode(), start) for key in keys_of(text)] for text in texts]
        found.add(*Lists(sums).at(everybody))
    return found.by_person(len(years))


def _add_name(found: Codes, form: Sequence[tuple[NameCell, ...]], years: Whole) -> None:
    """The codes that follow from one form of everybody's name."""
    people, said, words = _words_of(form)

    # Each word by itself.
    owner, codes = Lists([codes_of_word(word) for word in words]).at(said)
    found.add(people[owner], codes + SIGNED)

    # Each word, as every one of its skeletons, with the year of birth.
    skeletons = Skeletons({skeleton for word in words for skeleton in word})
    of_word = Lists([[skeletons.places[skeleton] for skeleton in word] for word in words])
    owner, each = of_word.at(said)
    dated = numpy.flatnonzero(years[people[owner]])
    found.add(people[owner[dated]], skeletons.with_year(each[dated], years[people[owner[dated]]]))

    # Each two words; the same once more where a name is these two and no more.
    of_name = numpy.bincount(people, minlength=len(form))
    word, later = spread(numpy.cumsum(of_name)[people] - 1 - numpy.arange(len(people)))
    pair, left, right = of_word.crossed(said[word], said[word + 1 + later])
    whose = people[word[pair]]
    found.add(whose, skeletons.joined("pair", left, right))
    only = numpy.flatnonzero(of_name[whose] == TWO)
    found.add(whose[only], skeletons.joined("only", left[only], right[only]))


def _words_of(form: Sequence[tuple[NameCell, ...]]) -> tuple[Whole, Whole, list[Word]]:
    """All words of these names, each once in a name: whose it is, in their order, and its place among all words."""
    columns = list(zip_longest(*form, fillvalue=NOTHING))
    cells = _places(chain.from_iterable(columns))
    words = _places(word for cell in cells for word in cell.words)
    of_cell = Lists([[words[word] for word in cell.words] for cell in cells])
    place, said = of_cell.at(_whole([cells[cell] for column in columns for cell in column]))
    once = _once(place % len(form) * len(words) + said)
    people, said = numpy.divmod(once, max(len(words), 1))
    return people, said, list(words)


def _places(things: Iterable[Thing]) -> dict[Thing, int]:
    """Each different thing and its place among them."""
    return {thing: place for place, thing in enumerate(dict.fromkeys(things))}


class Lists:
    """Lists of whole numbers, one behind the other, so that very many of them are taken at once."""

    def __init__(self, lists: Sequence[Sequence[int]]) -> None:
        self._counts = _whole([len(each) for each in lists])
        self._begins = numpy.cumsum(self._counts) - self._counts
        self._flat = _whole(list(chain.from_iterable(lists)))

    def at(self, places: Whole) -> tuple[Whole, Whole]:
        """The numbers of the lists at these places: by which of the places each came, and the number."""
        owner, place = spread(self._counts[places])
        return owner, self._flat[self._begins[places][owner] + place]

    def crossed(self, ones: Whole, others: Whole) -> tuple[Whole, Whole, Whole]:
        """Each number of a list with each number of the list beside it: by which two lists, and the two numbers."""
        across = self._counts[others]
        owner, place = spread(self._counts[ones] * across)
        one, other = numpy.divmod(place, across[owner])
        return owner, self._flat[self._begins[ones][owner] + one], self._flat[self._begins[others][owner] + other]


class Skeletons:
    """Skeletons of words by their places in order, with the check sums of what keys begin and end with."""

    def __init__(self, texts: Collection[str]) -> None:
        ordered = sorted(texts)
        self.places = _places(ordered)
        self._texts = [text.encode() for text in ordered]
        self._sums = _whole([crc32(text) for text in self._texts])
        self._lengths = _whole([len(text) for text in self._texts])

    def with_year(self, places: Whole, years: Whole) -> Whole:
        """Check sums as of `filing.dated_code`."""
        different, at = numpy.unique(years, return_inverse=True)
        sums = _whole([crc32(b"%d" % year) for year in different])
        return behind(self._begun("born")[places], sums[at], numpy.full(len(places), YEAR_DIGITS))

    def joined(self, kind: str, left: Whole, right: Whole) -> Whole:
        """Check sums as of `filing.pair_code` and `filing.whole_code`: which is first in order goes first."""
        first, last = numpy.minimum(left, right), numpy.maximum(left, right)
        return behind(self._begun(kind)[first], self._sums[last], self._lengths[last])

    def _begun(self, kind: str) -> Whole:
        """Check sums of the kind, a skeleton, and the gap behind it."""
        start = begun_sum(kind)
        return _whole([crc32(b"%b " % text, start) for text in self._texts])


def behind(sums: Whole, ends: Whole, lengths: Whole) -> Whole:
    """Check sums (CRC-32) of texts with another behind each: from the sums of both and the bytes of the other.

    Mark Adler's `crc32_combine` of zlib, for many at once: a sum moves past a byte by a linear map, so what it becomes
    behind so many is put together from what each of its four bytes becomes.
    """
    different, at = numpy.unique(lengths, return_inverse=True)
    moved = numpy.array([_moved(length) for length in different.tolist()], numpy.int64).reshape(-1, 4, 256)
    found = ends
    for place in range(4):
        found = found ^ moved[at, place, sums >> 8 * place & 255]
    return found


@lru_cache(maxsize=1_000)
def _moved(length: int) -> Whole:
    """What each value of each of a sum's four bytes becomes behind so many bytes."""
    empty = bytes(length)
    nothing = crc32(empty)
    return numpy.array([[crc32(empty, value << 8 * place) ^ nothing for value in range(256)] for place in range(4)])


def spread(counts: Whole) -> tuple[Whole, Whole]:
    """For owners with so many things each: the owner of every thing, and its place among its owner's."""
    owner = numpy.repeat(numpy.arange(len(counts)), counts)
    return owner, numpy.arange(len(owner)) - numpy.repeat(numpy.cumsum(counts) - counts, counts)


def _once(numbers: Whole) -> Whole:
    """The different ones of these numbers, none below 0, in order. `numpy.unique` hashes them, which takes longer."""
    ordered = numpy.sort(numbers)
    return ordered[numpy.flatnonzero(numpy.diff(ordered, prepend=-1))]


def _whole(numbers: Sequence[int]) -> Whole:
    return numpy.array(numbers, numpy.int64)


def _number_keys(number: str) -> Sequence[str]:
    """As `filing.number_keys` gives them; most numbers are letters and then digits."""
    digits = number.lstrip(ascii_uppercase)
    if not (number.isascii() and digits.isdigit() and len(digits) >= SHORTEST_NUMBER):
        return list(number_keys(number))
    return (number,) if digits == number else (number, digits)


def _phone_keys(number: str) -> Sequence[str]:
    key = phone_key(number)
    return (key,) if key else ()
