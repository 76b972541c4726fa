"""Under which codes a person is filed: whoever spelled the name, the same person comes under the same code.

A code is a whole number of 32 bits made of a kind and a key. What two different keys may share by chance is told apart
when the candidates are compared, so there is no dictionary to look anything up in, and nothing of a person stays behind
in one after erasure. `docs/decisions/2026-11-24-search-codes-in-one-array.md` says why.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache, lru_cache
from itertools import combinations, product
from zlib import crc32

from hamsafar.names.folding import fold
from hamsafar.names.letters import script_of
from hamsafar.names.parts import parts_of
from hamsafar.names.searching import skeletons

RULE = 2  # raise it when a code changes: `refile_all` then files everybody anew
SIGNED = 1 << 31
PHONE_DIGITS = 9  # the last ones: with or without the country's code, a number is the same
DIGITS = re.compile("[0-9]+")
SHORTEST_NUMBER = 5
TWO = 2
PREFIXES = (2, 3, 4)  # of a skeleton: what a word that is still being typed is found by
# Letters of both alphabets that look alike: a clerk reads A from a passport and types А.
LOOK_ALIKE = str.maketrans("АВЕКМНОРСТУХ", "ABEKMHOPCTYX")


@dataclass(frozen=True)
class Filed:
    """What of a person is searched by: every form of the name, the birth as far as it is known, numbers as written."""

    names: tuple[str, ...]
    born: date | None = None
    birth_year: int | None = None
    documents: tuple[str, ...] = field(default=())
    phones: tuple[str, ...] = field(default=())


def code(kind: str, key: str) -> int:
    """A key as a signed whole number of 32 bits, the same on every machine: the check sum of `kind:key`."""
    return crc32(key.encode(), begun_sum(kind)) - SIGNED


@cache
def begun_sum(kind: str) -> int:
    """The check sum of what stands before a key."""
    return crc32(f"{kind}:".encode())


def codes_of(filed: Filed) -> tuple[int, ...]:
    """Every code to file a person under, in order."""
    year = filed.born.year if filed.born else filed.birth_year
    found = {each for name in filed.names for each in _codes_of_name(name, year)}
    if filed.born:
        found.add(code("date", filed.born.isoformat()))
    found |= {code("number", key) for number in filed.documents for key in number_keys(number)}
    found |= {code("phone", key) for number in filed.phones if (key := phone_key(number))}
    return tuple(sorted(found))


def heard(names: Iterable[str]) -> str:
    """The forms of a name to rank by, one a line, folded so that equal ones fall together.

    Persian script stays as it is: folded, it would lose that its short vowels were never written.
    """
    return "\n".join(dict.fromkeys(name if script_of(name) == "persian" else fold(name) for name in names))


def number_keys(number: str) -> Iterator[str]:
    """A document's number by its capitals and digits, and by its digits alone where a series stands before them."""
    plain = plain_number(number)
    if len(plain) >= SHORTEST_NUMBER:
        yield plain
    digits = "".join(filter(str.isdigit, plain))
    if digits != plain and len(digits) >= SHORTEST_NUMBER:
        yield digits


def plain_number(number: str) -> str:
    """A number's capitals and digits, as a Latin keyboard writes them."""
    return "".join(sign for sign in number.upper() if sign.isalnum()).translate(LOOK_ALIKE)


def phone_key(number: str) -> str:
    """The last digits of a telephone number; empty where it is too short to be one."""
    bare = number.removeprefix("+")
    digits = (bare if bare.isascii() and bare.isdigit() else "".join(DIGITS.findall(number)))[-PHONE_DIGITS:]
    return digits if len(digits) >= SHORTEST_NUMBER else ""


def words_of(name: str) -> list[tuple[str, ...]]:
    """The skeletons of each word of a name, initials left out, words that sound alike once."""
    return list(dict.fromkeys(skeletons(part) for part in parts_of(name) if not part.initial))


def word_code(skeleton: str) -> int:
    return code("word", skeleton)


def dated_code(skeleton: str, year: int) -> int:
    return code("born", f"{skeleton} {year}")


def pair_code(one: str, other: str) -> int:
    return code("pair", " ".join(sorted((one, other))))


def whole_code(one: str, other: str) -> int:
    """Of a name that is these two words and no more, as where nobody wrote the patronymic."""
    return code("only", " ".join(sorted((one, other))))


def prefix_code(skeleton: str) -> int:
    return code("begins", skeleton)


def _codes_of_name(name: str, year: int | None) -> Iterator[int]:
    words = words_of(name)
    yield from _codes_of_words(tuple(words))
    if year is not None:
        for word in words:
            yield from _dated(word, year)


@lru_cache(maxsize=1 << 14)
def _codes_of_words(words: tuple[tuple[str, ...], ...]) -> tuple[int, ...]:
    found = {each for word in words for each in codes_of_word(word)}
    found |= {pair_code(left, right) for one, other in combinations(words, 2) for left in one for right in other}
    if len(words) == TWO:
        found |= {whole_code(*pair) for pair in product(*words)}
    return tuple(found)


@lru_cache(maxsize=1 << 14)
def codes_of_word(word: tuple[str, ...]) -> tuple[int, ...]:
    """Of a word by itself, and of how it begins."""
    begins = {skeleton[:length] for skeleton in word for length in PREFIXES if length < len(skeleton)}
    return (*map(word_code, word), *map(prefix_code, begins))


@lru_cache(maxsize=1 << 16)
def _dated(word: tuple[str, ...], year: int) -> tuple[int, ...]:
    return tuple(dated_code(skeleton, year) for skeleton in word)
