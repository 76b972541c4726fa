"""A register of synthetic people, made and loaded at speed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from multiprocessing import get_context
from random import Random

import django
from django.db import connection

from hamsafar.journeys.actions.filing import COPY, row_of
from hamsafar.journeys.rules.alphabet import sort_key
from hamsafar.journeys.rules.filing import Filed
from hamsafar.kit.refs import new_ref
from hamsafar.synthetic.people import Person, people

A_CHUNK, WORKERS = 20_000, 2
AT = datetime(2026, 1, 1, tzinfo=UTC).isoformat()
PERSON = "journeys_person (id, ref, name, sort_key, sex, birth_date, birth_year, birth_month, citizenship, district, language, channel, synthetic, registered_at)"  # noqa: E501
FORM = 'journeys_nameform (person_id, "full", family, given, patronymic, script, authority, document, added_at)'
PASSPORT = "journeys_passport (person_id, number, country, mrz, added_at)"

Row = Sequence[object]


@dataclass(frozen=True)
class Chunk:
    """Neighbours in the register, as rows of four tables."""

    people: list[Row]
    forms: list[Row]
    passports: list[Row]
    entries: list[Row]


def everybody(number: int, seed: int) -> Iterator[Person]:
    """Synthetic people, family by family; each chunk has a seed of its own, so that chunks can be made side by side."""
    for chunk in range(-(-number // A_CHUNK)):
        yield from islice(people(seed * 1_000 + chunk), min(A_CHUNK, number - chunk * A_CHUNK))


def load(number: int, seed: int) -> None:
    """Fill the empty register with `number` people: their files, name forms, passports and search entries."""
    parts = [(seed, start, min(A_CHUNK, number - start)) for start in range(0, number, A_CHUNK)]
    for chunk in _made(parts):
        _copy(f"COPY {PERSON} FROM STDIN", chunk.people)
        _copy(f"COPY {FORM} FROM STDIN", chunk.forms)
        _copy(f"COPY {PASSPORT} FROM STDIN", chunk.passports)
        _copy(COPY, chunk.entries)


def _made(parts: Sequence[tuple[int, int, int]]) -> Iterator[Chunk]:
    """The chunks, several side by side. A forked copy of a process that drives a browser crashes: none is forked."""
    if len(parts) == 1:
        yield _chunk(parts[0])
        return
    with ProcessPoolExecutor(WORKERS, mp_context=get_context("spawn"), initializer=django.setup) as workers:
        yield from workers.map(_chunk, parts)


def _chunk(part: tuple[int, int, int]) -> Chunk:
    seed, start, number = part
    made = Chunk([], [], [], [])
    for place, person in enumerate(islice(people(seed * 1_000 + start // A_CHUNK), number), start + 1):
        name, number_ = " ".join(person.words()), passport_number(place)
        born = person.born
        made.people.append(
            (
                *(place, new_ref("P"), name, sort_key(name), person.sex, born, born.year, born.month),
                *("TJK", "", "tg", "import", True, AT),
            )
        )
        made.forms.append((place, name, person.family, person.given, person.patronymic, "cyrillic", "register", "", AT))
        made.passports.append((place, number_, "TJK", "", AT))
        made.entries.append(row_of(place, Filed((name,), born, documents=(number_,))))
    return made


def passport_number(place: int) -> str:
    """A number that no state issues, as all of the generator's."""
    return f"XS{Random(place).randrange(10**7):07}"  # noqa: S311 (repeatable on purpose)


def _copy(statement: str, rows: Sequence[Row]) -> None:
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)
