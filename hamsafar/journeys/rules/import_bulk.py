"""Many people at once as the lines that PostgreSQL copies in, with their names folded and their search codes.

Words repeat a thousandfold in a list of names, so what follows from a word is worked out once and looked up after that.
What comes out is what `rules.filing` gives for one file at a time; a test holds the two against each other.
"""

from __future__ import annotations

import hashlib
from base64 import b32encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations, product
from os import urandom
from string import ascii_uppercase
from typing import TypeVar

from hamsafar.journeys.rules.alphabet import GAP, LONGEST
from hamsafar.journeys.rules.filing import (
    PREFIXES,
    RULE,
    SHORTEST_NUMBER,
    code,
    dated_code,
    number_keys,
    pair_code,
    phone_key,
    prefix_code,
    whole_code,
    word_code,
)
from hamsafar.journeys.rules.import_cells import NOTHING, NameCell
from hamsafar.journeys.rules.import_columns import Manner
from hamsafar.journeys.rules.imports import Someone
from hamsafar.kit.refs import CHECKS

Word = tuple[str, ...]
Key = TypeVar("Key")
Value = TypeVar("Value")
REMEMBERED = 1 << 20  # codes kept in memory before they are worked out anew
NULL = "\\N"
RANDOM_BYTES = 10  # 80 bits
TWO = 2
FORMS_IN_LATIN, CONTACTS = 2, 2  # at most, of one row
_CROCKFORD = bytes.maketrans(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", b"0123456789ABCDEFGHJKMNPQRSTVWXYZ")

COLUMNS = {
    "journeys_person": (
        "id, ref, name, sort_key, sex, birth_date, birth_year, birth_month, citizenship, district, language, channel,"
        " synthetic, registered_at"
    ),
    "journeys_nameform": 'id, person_id, "full", family, given, patronymic, script, authority, document, added_at',
    "journeys_passport": "id, person_id, number, country, mrz, issued, expires, added_at",
    "journeys_contact": "id, person_id, kind, value, whose, added_at",
    "journeys_searchentry": "person_id, codes, heard, birth_year, rule",
}


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
            self.person + rows, self.form + rows * forms, self.passport + rows, self.contact + rows * CONTACTS
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

    def packed(self, people: Sequence[Someone], firsts: Firsts) -> Packed:
        """The rows of these people under keys that begin at `firsts`."""
        persons: list[str] = []
        forms: list[str] = []
        passports: list[str] = []
        contacts: list[str] = []
        entries: list[str] = []
        said: list[str] = []
        refs = new_refs("P", len(people))
        key, form, passport, contact = firsts.person, firsts.form, firsts.passport, firsts.contact
        at, manner = self.at, self.manner
        for one, ref in zip(people, refs, strict=True):
            parts, name = one.parts, one.name
            day, year, month = _born(one)
            sort_key = GAP.join([part.sort_key for part in parts if part.sort_key])[:LONGEST]
            persons.append(
                f"{key}\t{ref}\t{name}\t{_safe(sort_key)}\t{one.sex}\t{day}\t{year}\t{month}\t{one.citizenship}\t"
                f"{_safe(one.district)}\t{self.tail}"
            )
            family, given, patronymic = one.family.text, one.given.text, one.patronymic.text
            forms.append(
                f"{form}\t{key}\t{name}\t{family}\t{given}\t{patronymic}\t{parts[0].script}\t{manner.authority}\t\t{at}"
            )
            form += 1
            heard = _heard(parts, name)
            latin = one.latin_parts
            if latin:
                latin_name = " ".join(part.text for part in latin)
                forms.append(
                    f"{form}\t{key}\t{latin_name}\t{one.latin_family.text}\t{one.latin_given.text}\t\t"
                    f"{latin[0].script}\t{manner.latin_authority}\t\t{at}"
                )
                form += 1
                other = _heard(latin, latin_name)
                heard = heard if other == heard else f"{heard}\\n{other}"
            if one.number:
                issued = one.issued.text if one.issued else NULL
                expires = one.expires.text if one.expires else NULL
                passports.append(f"{passport}\t{key}\t{one.number}\t{one.country}\t\t{issued}\t{expires}\t{at}")
                passport += 1
            if one.phone:
                contacts.append(f"{contact}\t{key}\tphone\t{one.phone}\t\t{at}")
                contact += 1
            if one.email:
                contacts.append(f"{contact}\t{key}\temail\t{_safe(one.email)}\t\t{at}")
                contact += 1
            codes = ",".join(self.coder.codes(one, parts, latin))
            entries.append(f"{key}\t{{{codes}}}\t{heard}\t{year}\t{RULE}")
            said.append(_said(one, day, year, month))
            key += 1
        digest = hashlib.sha256("\x1e".join(said).encode())
        tables = dict(zip(COLUMNS, map(_bytes, (persons, forms, passports, contacts, entries)), strict=True))
        return Packed(tables, len(persons), len(forms), len(passports), len(contacts), digest.hexdigest())


class Coder:
    """The search codes of a person as text, as `filing.codes_of` gives them; those of a cell are worked out once."""

    def __init__(self) -> None:
        self._cells: dict[NameCell, tuple[str, ...]] = {}
        self._between: dict[tuple[NameCell, NameCell], tuple[str, ...] | None] = {}
        self._dated: dict[tuple[NameCell, int], tuple[str, ...]] = {}
        self._days: dict[str, str] = {}

    def codes(self, one: Someone, parts: Sequence[NameCell], latin: Sequence[NameCell]) -> set[str]:
        """Every code of a person."""
        found: set[str] = set()
        year = one.birth.year if one.birth else None
        for name in (parts, latin) if latin else (parts,):
            self._add_name(found, name)
            if year is not None:
                for cell in name:
                    found.update(self._dated.get((cell, year)) or self._of_dated(cell, year))
        if one.birth and one.birth.day:
            text = one.birth.text
            found.add(self._days.get(text) or self._of_day(text))
        if one.number:
            found.update([str(code("number", key)) for key in _number_keys(one.number)])
        if one.phone:
            found.add(str(code("phone", phone_key(one.phone))))
        return found

    def _add_name(self, found: set[str], name: Sequence[NameCell]) -> None:
        count, apart = 0, True
        for cell in name:
            found.update(self._cells.get(cell) or self._of_cell(cell))
            count += len(cell.words)
        for pair in combinations(name, 2):
            between = self._between[pair] if pair in self._between else self._of_pair(pair)
            if between is None:
                apart = False
            else:
                found.update(between)
        if count == TWO or not apart:
            self._add_words(found, list(dict.fromkeys([word for cell in name for word in cell.words])))

    @staticmethod
    def _add_words(found: set[str], words: list[Word]) -> None:
        """A name that says a word twice, or is two words and no more."""
        for one, other in combinations(words, 2):
            found.update([str(pair_code(left, right)) for left in one for right in other])
        if len(words) == TWO:
            found.update([str(whole_code(*each)) for each in product(*words)])

    def _of_cell(self, cell: NameCell) -> tuple[str, ...]:
        """Of its words, and of every two of them."""
        found: set[str] = set()
        for word in cell.words:
            begins = {skeleton[:length] for skeleton in word for length in PREFIXES if length < len(skeleton)}
            found.update(map(str, map(word_code, word)), map(str, map(prefix_code, begins)))
        for one, other in combinations(cell.words, 2):
            found.update(str(pair_code(left, right)) for left in one for right in other)
        return _remember(self._cells, cell, tuple(found))

    def _of_pair(self, pair: tuple[NameCell, NameCell]) -> tuple[str, ...] | None:
        """Of a word of the one with a word of the other; None where they share one."""
        one, other = pair
        if not set(one.words).isdisjoint(other.words):
            return _remember(self._between, pair, None)
        words = [(left, right) for word in one.words for left in word for each in other.words for right in each]
        return _remember(self._between, pair, tuple({str(pair_code(*each)) for each in words}))

    def _of_dated(self, cell: NameCell, year: int) -> tuple[str, ...]:
        words = {str(dated_code(skeleton, year)) for word in cell.words for skeleton in word}
        return _remember(self._dated, (cell, year), tuple(words))

    def _of_day(self, day: str) -> str:
        self._days[day] = str(code("date", day))
        return self._days[day]


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
    made = []
    for start in range(0, number, 1000):
        count = min(1000, number - start)
        drawn = urandom(RANDOM_BYTES * count)
        body = b32encode(drawn).translate(_CROCKFORD).decode()
        for place in range(count):
            each = body[place * 16 : place * 16 + 16]
            check = CHECKS[int.from_bytes(drawn[place * RANDOM_BYTES : (place + 1) * RANDOM_BYTES]) % len(CHECKS)]
            made.append(f"{kind}-{each[:4]}-{each[4:8]}-{each[8:12]}-{each[12:]}-{check}")
    return made


def _said(one: Someone, day: str, year: str, month: str) -> str:
    """All that a row says, the same for the same row: what is digested."""
    days = f"{day}\x1f{year}\x1f{month}\x1f{one.issued and one.issued.text}\x1f{one.expires and one.expires.text}"
    names = "\x1f".join([part.text for part in (*one.parts, NOTHING, *one.latin_parts)])
    person = f"{one.sex}\x1f{one.citizenship}\x1f{one.district}\x1f{one.number}\x1f{one.country}"
    return f"{names}\x1f{days}\x1f{person}\x1f{one.phone}\x1f{one.email}"


def _born(one: Someone) -> tuple[str, str, str]:
    if one.birth is None:
        return NULL, NULL, NULL
    year, month, day = one.birth
    return (one.birth.text if day else NULL), str(year), (str(month) if month else NULL)


def _heard(parts: Sequence[NameCell], name: str) -> str:
    """The name to rank by. Persian script stays as it is: folded, it would lose that its vowels were never written."""
    if parts[0].script == "persian":
        return name
    return " ".join([part.heard for part in parts if part.heard])


def _safe(text: str) -> str:
    return text.replace("\\", "\\\\") if "\\" in text else text


def _bytes(lines: list[str]) -> bytes:
    return ("\n".join(lines) + "\n").encode() if lines else b""
