"""Many people at once as the lines that PostgreSQL copies in, with their names folded and their search codes.

All is done column by column: what is left for each person are loops that run in C. What comes out is what
`rules.filing` gives for one file at a time; a test holds the two against each other.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, count, repeat
from os import urandom
from struct import Struct
from typing import Any

import numpy
from numpy.typing import NDArray

from hamsafar.journeys.rules.alphabet import GAP, LONGEST
from hamsafar.journeys.rules.filing import RULE, code
from hamsafar.journeys.rules.import_cells import NameCell
from hamsafar.journeys.rules.import_codes import codes_of_many
from hamsafar.journeys.rules.import_columns import Manner
from hamsafar.journeys.rules.import_days import Day
from hamsafar.journeys.rules.imports import Someone
from hamsafar.kit.refs import ALPHABET, CHECKS, GROUP, RANDOM_CHARACTERS

Columns = Mapping[str, Sequence[Any]]  # what many rows say, by the names of `Someone`
NULL = "\\N"
FORMS_IN_LATIN, MOST_CONTACTS = 2, 2  # at most, of one row
DIGESTED = ("sex", "citizenship", "district", "number", "country", "phone", "email")  # as they are filed
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
ENTRY = numpy.dtype(
    [
        *(("columns", ">i2"), ("of_key", ">i4"), ("key", ">i8"), ("of_codes", ">i4"), ("dimensions", ">i4")),
        *(("nulls", ">i4"), ("kind", ">i4"), ("codes", ">i4"), ("lowest", ">i4")),
    ]
)
HEAD_OF_ARRAY = 20
ELEMENT = numpy.dtype([("length", ">i4"), ("code", ">i4")])
LENGTH = Struct(">i")


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


class Packer:
    """Makes the lines, column by column. One for a whole import, since births repeat."""

    def __init__(self, manner: Manner, *, at: datetime, synthetic: bool) -> None:
        self.manner, self.at, self.synthetic = manner, at.isoformat(), "t" if synthetic else "f"
        self._births: dict[Day | None, Birth] = {}

    def packed(self, people: Sequence[Someone], firsts: Firsts) -> Packed:
        """The rows of these people under keys that begin at `firsts`."""
        if not people:
            return Packed({}, 0, 0, 0, 0, hashlib.sha256().hexdigest())
        said: Columns = dict(zip(Someone._fields, zip(*people, strict=True), strict=True))
        self._births.update((day, birth_of(day)) for day in set(said["birth"]).difference(self._births))
        births = [self._births[day] for day in said["birth"]]
        keys = [str(key) for key in range(firsts.person, firsts.person + len(people))]
        forms, passports = self._forms(said, keys, firsts.form), self._passports(said, keys, firsts.passport)
        contacts = self._contacts(said, keys, firsts.contact)
        tables = {
            PERSONS: _lines(self._persons(said, keys, births)),
            FORMS: _lines(forms),
            PASSPORTS: _lines(passports),
            CONTACTS: _lines(contacts),
            ENTRIES: entries(said, firsts.person, births),
        }
        return Packed(tables, len(people), len(forms), len(passports), len(contacts), _digest(said, births))

    def _persons(self, said: Columns, keys: Sequence[str], births: Sequence[Birth]) -> list[str]:
        ordered = [GAP.join([part.sort_key for part in name if part.sort_key]) for name in said["parts"]]
        return _rows(
            *(keys, new_refs("P", len(keys)), said["name"], [_safe(each[:LONGEST]) for each in ordered], said["sex"]),
            *([birth.columns for birth in births], said["citizenship"], map(_safe, said["district"])),
            *map(repeat, ("", "import", self.synthetic, self.at)),
        )

    def _forms(self, said: Columns, keys: Sequence[str], first: int) -> list[str]:
        """Every name by who wrote it, then those in Latin."""
        texts = [_texts(said[field]) for field in ("family", "given", "patronymic")]
        scripts = [name[0].script for name in said["parts"]]
        written = map(repeat, (self.manner.authority, "", self.at))
        forms = _rows(_keys(first), keys, said["name"], *texts, scripts, *written)
        latin = [place for place, name in enumerate(said["latin_parts"]) if name]
        family, given, names = (_at(latin, said[field]) for field in ("latin_family", "latin_given", "latin_parts"))
        texts = [[" ".join(_texts(name)) for name in names], _texts(family), _texts(given)]
        written = map(repeat, (self.manner.latin_authority, "", self.at))
        return forms + _rows(
            *(_keys(first + len(forms)), _at(latin, keys), *texts, repeat("")),
            *([name[0].script for name in names], *written),
        )

    def _passports(self, said: Columns, keys: Sequence[str], first: int) -> list[str]:
        numbered = [place for place, number in enumerate(said["number"]) if number]
        days = [_days(_at(numbered, said[field])) for field in ("issued", "expires")]
        whose, numbers, countries = (_at(numbered, column) for column in (keys, said["number"], said["country"]))
        return _rows(_keys(first), whose, numbers, countries, repeat(""), *days, repeat(self.at))

    def _contacts(self, said: Columns, keys: Sequence[str], first: int) -> list[str]:
        found = list[str]()
        for field in ("phone", "email"):
            given = [place for place, value in enumerate(said[field]) if value]
            values = map(_safe, _at(given, said[field]))
            found += _rows(
                *(_keys(first + len(found)), _at(given, keys), repeat(field), values, repeat(""), repeat(self.at))
            )
        return found


@dataclass(frozen=True, slots=True)
class Birth:
    """A birth as every row of the tables says it; many people share one."""

    year: int | None
    columns: str  # day, year and month
    code: int | None  # of the day, where all of it is known
    end: bytes  # of the row of the search


def birth_of(day: Day | None) -> Birth:
    """A day as far as it is known, as rows say it."""
    if day is None:
        return Birth(None, f"{NULL}\t{NULL}\t{NULL}", None, Struct(">iih").pack(-1, 2, RULE))
    columns = f"{day.text if day.day else NULL}\t{day.year}\t{day.month or NULL}"
    of_day = code("date", day.text) if day.day else None
    return Birth(day.year, columns, of_day, Struct(">ihih").pack(2, day.year, 2, RULE))


def entries(said: Columns, first: int, births: Sequence[Birth]) -> bytes:
    """Rows of the search as COPY writes them in binary: they are a third of all that is imported."""
    years, days = [birth.year for birth in births], [birth.code for birth in births]
    names = said["parts"], said["latin_parts"]
    codes, counts = codes_of_many(names, years, days, said["number"], said["phone"])

    elements = numpy.empty(len(codes), ELEMENT)
    elements["length"], elements["code"] = 4, codes
    heads = numpy.empty(len(births), ENTRY)
    heads["columns"], heads["of_key"], heads["key"] = 5, 8, numpy.arange(first, first + len(births))
    heads["of_codes"], heads["dimensions"], heads["nulls"] = HEAD_OF_ARRAY + counts * ELEMENT.itemsize, 1, 0
    heads["kind"], heads["codes"], heads["lowest"] = INTEGER, counts, 1

    texts = [text.encode() for text in _heard_forms(said)]
    rows = zip(
        _cut(heads, numpy.ones_like(counts)),
        _cut(elements, counts),
        [LENGTH.pack(len(text)) for text in texts],
        texts,
        [birth.end for birth in births],
        strict=True,
    )
    return b"".join((BINARY_HEAD, *chain.from_iterable(rows), BINARY_END))


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


def _digest(said: Columns, births: Sequence[Birth]) -> str:
    """Of all that the rows say, column after column: the same for the same rows."""
    columns = [
        *(_texts(said[f"{latin}{part}"]) for latin in ("", "latin_") for part in ("family", "given", "whole")),
        *(_texts(said["patronymic"]), [birth.columns for birth in births], _days(said["issued"])),
        *(_days(said["expires"]), *(said[field] for field in DIGESTED)),
    ]
    return hashlib.sha256("\x1e".join(map("\x1f".join, columns)).encode()).hexdigest()


def _heard_forms(said: Columns) -> Iterable[str]:
    """The forms of each name to rank by, one a line, as `filing.heard` gives them."""
    names = list(map(_heard, said["parts"], said["name"]))
    if not any(said["latin_parts"]):
        return names
    latin = said["latin_parts"]
    others = map(_heard, latin, map(" ".join, map(_texts, latin)))
    return [
        f"{one}\n{other}" if name and one != other else one
        for one, other, name in zip(names, others, latin, strict=True)
    ]


def _heard(parts: Sequence[NameCell], name: str) -> str:
    """The name to rank by. Persian script stays as it is: folded, it would lose that its vowels were never written."""
    if parts and parts[0].script == "persian":
        return name
    return " ".join([part.heard for part in parts if part.heard])


def _rows(*columns: Iterable[str]) -> list[str]:
    """The lines of a table whose columns these are; the shortest column says how many."""
    return list(map("\t".join, zip(*columns, strict=False)))


def _lines(rows: Sequence[str]) -> bytes:
    return ("\n".join(rows) + "\n").encode() if rows else b""


def _keys(first: int) -> Iterator[str]:
    return map(str, count(first))


def _at(places: Sequence[int], column: Sequence[Any]) -> list[Any]:
    return [column[place] for place in places]


def _texts(cells: Iterable[NameCell]) -> list[str]:
    return [cell.text for cell in cells]


def _days(days: Iterable[Day | None]) -> list[str]:
    return [day.text if day else NULL for day in days]


def _cut(rows: NDArray[Any], lengths: NDArray[numpy.int64]) -> Iterator[bytes]:
    """The bytes of so many rows each, one run behind the other."""
    held, ends = rows.tobytes(), (numpy.cumsum(lengths) * rows.itemsize).tolist()
    return map(held.__getitem__, map(slice, chain((0,), ends), ends))


def _safe(text: str) -> str:
    """A text as COPY reads it; tabs and ends of lines were refused when its cell was read."""
    return text.replace("\\", "\\\\") if "\\" in text else text
