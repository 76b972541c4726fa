"""Many people at once as the lines that PostgreSQL copies in, with their names folded and their search codes.

Words repeat a thousandfold in a list of names, so what follows from a word is worked out once and looked up after that.
What comes out is what `rules.filing` gives for one file at a time; a test holds the two against each other.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import combinations, product
from os import urandom
from string import ascii_uppercase
from struct import Struct
from typing import TypeVar

import numpy

from hamsafar.journeys.rules.alphabet import GAP, LONGEST
from hamsafar.journeys.rules.filing import (
    RULE,
    SHORTEST_NUMBER,
    code,
    codes_of_word,
    dated_code,
    number_keys,
    pair_code,
    phone_key,
    whole_code,
)
from hamsafar.journeys.rules.import_cells import NOTHING, NameCell
from hamsafar.journeys.rules.import_columns import Manner
from hamsafar.journeys.rules.import_days import Day
from hamsafar.journeys.rules.imports import Someone
from hamsafar.kit.refs import ALPHABET, CHECKS, GROUP, RANDOM_CHARACTERS

Word = tuple[str, ...]
Key = TypeVar("Key")
Value = TypeVar("Value")
REMEMBERED = 1 << 20  # codes kept in memory before they are worked out anew
NULL = "\\N"
TWO = 2
FORMS_IN_LATIN, MOST_CONTACTS = 2, 2  # at most, of one row
_LETTERS = numpy.frombuffer(CHECKS.encode(), numpy.uint8)

PERSONS, FORMS, PASSPORTS = "journeys_person", "journeys_nameform", "journeys_passport"
CONTACTS, ENTRIES = "journeys_contact", "journeys_searchentry"
COLUMNS = {
    PERSONS: (
        "id, ref, name, sort_key, sex, birth_date, birth_year, birth_month, citizenship, district, language, channel,"
        " synthetic, registered_at"
    ),
    FORMS: 'id, person_id, "full", family, given, patronymic, script, authority, document, added_at',
    PASSPORTS: "id, person_id, number, country, mrz, issued, expires, added_at",
    CONTACTS: "id, person_id, kind, value, whose, added_at",
    ENTRIES: "person_id, codes, heard, birth_year, rule",
}
# How COPY writes a row of the search in binary: numbers of bytes and the values, the high byte first.
BINARY_HEAD, BINARY_END = b"PGCOPY\n\xff\r\n\0" + bytes(8), b"\xff\xff"
INTEGER = 23  # the type of an array's elements, by PostgreSQL's catalogue
ENTRY, ELEMENT, LENGTH = Struct(">hiqiiiiii"), Struct(">ii"), Struct(">i")
SIZE = ELEMENT.size


def form_of(table: str) -> str:
    """How rows of a table are copied in, at the end of the statement."""
    return " (FORMAT BINARY)" if table == ENTRIES else ""


@dataclass(frozen=True)
class Firsts:
    """The first keys of the rows to come in each table; those of one part follow without a gap."""

    person: int
    form: int
    passport: int
    contact: int

    def behind(self, rows: int, *, latin: bool) -> Firsts:
        """The first keys behind so many rows, whatever became of them: a part need not know those before it."""
        forms = FORMS_IN_LATIN if latin else 1
        return Firsts(
            self.person + rows, self.form + rows * forms, self.passport + rows, self.contact + rows * MOST_CONTACTS
        )


@dataclass(frozen=True)
class Packed:
    """Rows ready to be copied, by table, how many of each kind there are, and the digest of what they say."""

    tables: dict[str, bytes]
    people: int
    forms: int
    passports: int
    contacts: int
    digest: str


def counts_of(people: Sequence[Someone]) -> tuple[int, int, int, int]:
    """How many rows these people make: files, forms of a name, passports, contacts."""
    forms = len(people) + sum(1 for one in people if one.latin_parts)
    passports = sum(1 for one in people if one.number)
    return len(people), forms, passports, sum(bool(one.phone) + bool(one.email) for one in people)


class Packer:
    """Makes the lines. One for a whole import, since it remembers the codes of words."""

    def __init__(self, manner: Manner, *, at: datetime, synthetic: bool) -> None:
        self.manner, self.at = manner, at.isoformat()
        self.tail = f"\timport\t{'t' if synthetic else 'f'}\t{self.at}"
        self.coder = Coder()
        self.births: dict[Day | None, Birth] = {}

    def packed(self, people: Sequence[Someone], firsts: Firsts) -> Packed:
        """The rows of these people under keys that begin at `firsts`."""
        persons, entries, said = list[str](), list[bytes](), list[str]()
        tail, births, codes = self.tail, self.births, self.coder.codes
        for key, (one, ref) in enumerate(zip(people, new_refs("P", len(people)), strict=True), firsts.person):
            birth = births.get(one.birth) or _remember(births, one.birth, birth_of(one.birth))
            sort_key = GAP.join([part.sort_key for part in one.parts if part.sort_key])[:LONGEST]
            persons.append(
                f"{key}\t{ref}\t{one.name}\t{_safe(sort_key)}\t{one.sex}\t{birth.columns}\t{one.citizenship}\t"
                f"{_safe(one.district)}\t{tail}"
            )
            entries += _entry(key, codes(one, birth), _heard_forms(one), birth.end)
            said.append(_said(one, birth.columns))
        forms, passports, contacts = (
            list(make(people, firsts)) for make in (self._forms, self._passports, self._contacts)
        )
        digest = hashlib.sha256("\x1e".join(said).encode())
        tables = {
            PERSONS: _lines(persons),
            FORMS: _lines(forms),
            PASSPORTS: _lines(passports),
            CONTACTS: _lines(contacts),
            ENTRIES: b"".join((BINARY_HEAD, *entries, BINARY_END)) if entries else b"",
        }
        return Packed(tables, len(persons), len(forms), len(passports), len(contacts), digest.hexdigest())

    def _forms(self, people: Sequence[Someone], firsts: Firsts) -> Iterator[str]:
        """The name by who wrote it, and the Latin one."""
        at, authority, latin_authority, form = self.at, self.manner.authority, self.manner.latin_authority, firsts.form
        for key, one in enumerate(people, firsts.person):
            yield (
                f"{form}\t{key}\t{one.name}\t{one.family.text}\t{one.given.text}\t{one.patronymic.text}\t"
                f"{one.parts[0].script}\t{authority}\t\t{at}"
            )
            form += 1
            if one.latin_parts:
                yield (
                    f"{form}\t{key}\t{_latin_name(one)}\t{one.latin_family.text}\t{one.latin_given.text}\t\t"
                    f"{one.latin_parts[0].script}\t{latin_authority}\t\t{at}"
                )
                form += 1

    def _passports(self, people: Sequence[Someone], firsts: Firsts) -> Iterator[str]:
        numbered = ((key, one) for key, one in enumerate(people, firsts.person) if one.number)
        for passport, (key, one) in enumerate(numbered, firsts.passport):
            issued = one.issued.text if one.issued else NULL
            expires = one.expires.text if one.expires else NULL
            yield f"{passport}\t{key}\t{one.number}\t{one.country}\t\t{issued}\t{expires}\t{self.at}"

    def _contacts(self, people: Sequence[Someone], firsts: Firsts) -> Iterator[str]:
        contact = firsts.contact
        for key, one in enumerate(people, firsts.person):
            if one.phone:
                yield f"{contact}\t{key}\tphone\t{one.phone}\t\t{self.at}"
                contact += 1
            if one.email:
                yield f"{contact}\t{key}\temail\t{_safe(one.email)}\t\t{self.at}"
                contact += 1


@dataclass(frozen=True, slots=True)
class Birth:
    """A birth as every row of the tables says it; many people share one."""

    year: int | None
    columns: str  # day, year and month
    code: bytes  # of the day, as an element of the codes
    end: bytes  # of the row of the search


def birth_of(day: Day | None) -> Birth:
    """A day as far as it is known, as rows say it."""
    if day is None:
        return Birth(None, f"{NULL}\t{NULL}\t{NULL}", b"", Struct(">iih").pack(-1, 2, RULE))
    columns = f"{day.text if day.day else NULL}\t{day.year}\t{day.month or NULL}"
    of_day = _elements([code("date", day.text)]) if day.day else b""
    return Birth(day.year, columns, of_day, Struct(">ihih").pack(2, day.year, 2, RULE))


class Coder:
    """The search codes of a person as elements of an array, as `filing.codes_of` gives them.

    What follows from a cell, and from two cells beside each other, is worked out once.
    """

    def __init__(self) -> None:
        self._cells: dict[tuple[NameCell, int | None], bytes] = {}
        self._between: dict[tuple[NameCell, NameCell], tuple[bytes, bool]] = {}

    def codes(self, one: Someone, birth: Birth) -> bytes:
        """Every code of a person, once."""
        cells, between, year = self._cells, self._between, birth.year
        found, repeats = [birth.code, _of_numbers(one)], bool(one.latin_parts)
        for name in (one.parts, one.latin_parts) if repeats else (one.parts,):
            shared, count = False, 0
            for cell in name:
                found.append(cells.get((cell, year)) or self._of_cell(cell, year))
                count += len(cell.words)
            for pair in combinations(name, 2):
                elements, alike = between.get(pair) or self._of_pair(pair)
                found.append(elements)
                shared |= alike
            if shared or count == TWO:
                found.append(_of_two_words({word for cell in name for word in cell.words}))
            repeats |= shared
        joined = b"".join(found)
        return b"".join({joined[at : at + SIZE] for at in range(0, len(joined), SIZE)}) if repeats else joined

    def _of_cell(self, cell: NameCell, year: int | None) -> bytes:
        """Of its words, of every two of them, and of each with the year."""
        found = set(_codes_of_words(cell))
        found.update(pair_code(*each) for each in _pairs(cell, cell))
        if year is not None:
            found.update(dated_code(skeleton, year) for word in cell.words for skeleton in word)
        return _remember(self._cells, (cell, year), _elements(found))

    def _of_pair(self, pair: tuple[NameCell, NameCell]) -> tuple[bytes, bool]:
        """Of a word of the one with a word of the other, and whether the two share a code."""
        shared = not _codes_of_words(pair[0]).isdisjoint(_codes_of_words(pair[1]))
        return _remember(self._between, pair, (_elements({pair_code(*each) for each in _pairs(*pair)}), shared))


def _pairs(one: NameCell, other: NameCell) -> list[tuple[str, str]]:
    """Each skeleton of a word with each of another word."""
    words = [(word, beside) for word in one.words for beside in other.words if word != beside]
    return [(each, with_it) for word, beside in words for each in word for with_it in beside]


@lru_cache(maxsize=1 << 14)
def _codes_of_words(cell: NameCell) -> frozenset[int]:
    """Of each word of a cell, and of how it begins."""
    return frozenset(each for word in cell.words for each in codes_of_word(word))


def _of_two_words(words: set[Word]) -> bytes:
    """Of a name that is two words and no more."""
    return _elements({whole_code(*each) for each in product(*words)}) if len(words) == TWO else b""


def _of_numbers(one: Someone) -> bytes:
    found = [code("number", key) for key in _number_keys(one.number)] if one.number else []
    if one.phone:
        found.append(code("phone", phone_key(one.phone)))
    return _elements(found)


def _elements(codes: Iterable[int]) -> bytes:
    """Codes as COPY writes them inside an array: each with its length."""
    return b"".join([ELEMENT.pack(4, each) for each in codes])


def _entry(person: int, codes: bytes, heard: str, end: bytes) -> tuple[bytes, ...]:
    """A row of the search as COPY writes it in binary: the array of codes is half of all that is imported."""
    text = heard.encode()
    head = ENTRY.pack(5, 8, person, 20 + len(codes), 1, 0, INTEGER, len(codes) // SIZE, 1)
    return head, codes, LENGTH.pack(len(text)), text, end


def _remember(known: dict[Key, Value], key: Key, value: Value) -> Value:
    """The value, kept for the next time."""
    if len(known) >= REMEMBERED:
        known.clear()
    known[key] = value
    return value


def _number_keys(number: str) -> Sequence[str]:
    """As `filing.number_keys` gives them; most numbers are letters and then digits."""
    digits = number.lstrip(ascii_uppercase)
    if not (number.isascii() and digits.isdigit() and len(digits) >= SHORTEST_NUMBER):
        return list(number_keys(number))
    return (number,) if digits == number else (number, digits)


def chained(previous: str, digest: str) -> str:
    """The digest of all rows up to a part, from that of the rows before it and its own."""
    return hashlib.sha256(f"{previous}\x1e{digest}".encode()).hexdigest()


def new_refs(kind: str, number: int) -> list[str]:
    """So many new references, as `kit.refs.new_ref` makes them one by one."""
    shape = number, RANDOM_CHARACTERS
    drawn = numpy.frombuffer(urandom(number * RANDOM_CHARACTERS), numpy.uint8).reshape(shape) % len(ALPHABET)
    check = numpy.zeros(number, numpy.int32)
    for place in range(RANDOM_CHARACTERS):
        check = (check * len(ALPHABET) + drawn[:, place]) % len(CHECKS)
    written = numpy.full((number, len(kind) + len("-0000-0000-0000-0000-0")), ord("-"), numpy.uint8)
    written[:, : len(kind)] = list(kind.encode())
    for group in range(RANDOM_CHARACTERS // GROUP):
        start = len(kind) + 1 + group * (GROUP + 1)
        written[:, start : start + GROUP] = _LETTERS[drawn[:, group * GROUP : (group + 1) * GROUP]]
    written[:, -1] = _LETTERS[check]
    text, width = written.tobytes().decode(), written.shape[1]
    return [text[start : start + width] for start in range(0, len(text), width)]


def _said(one: Someone, born: str) -> str:
    """All that a row says, the same for the same row: what is digested."""
    parts = "\x1f".join([part.text for part in (*one.parts, NOTHING, *one.latin_parts)])
    issued, expires = one.issued and one.issued.text, one.expires and one.expires.text
    return (
        f"{parts}\x1f{born}\x1f{one.sex}\x1f{one.citizenship}\x1f{one.district}\x1f{one.number}\x1f{one.country}\x1f"
        f"{issued}\x1f{expires}\x1f{one.phone}\x1f{one.email}"
    )


def _latin_name(one: Someone) -> str:
    return " ".join([part.text for part in one.latin_parts])


def _heard_forms(one: Someone) -> str:
    """The forms of a name to rank by, one a line, as `filing.heard` gives them."""
    heard = _heard(one.parts, one.name)
    if not one.latin_parts:
        return heard
    other = _heard(one.latin_parts, _latin_name(one))
    return heard if other == heard else f"{heard}\n{other}"


def _heard(parts: Sequence[NameCell], name: str) -> str:
    """The name to rank by. Persian script stays as it is: folded, it would lose that its vowels were never written."""
    if parts[0].script == "persian":
        return name
    return " ".join([part.heard for part in parts if part.heard])


def _safe(text: str) -> str:
    return text.replace("\\", "\\\\") if "\\" in text else text


def _lines(lines: list[str]) -> bytes:
    return ("\n".join(lines) + "\n").encode() if lines else b""
