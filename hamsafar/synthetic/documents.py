"""Passports of people who do not exist, with machine-readable lines whose check digits hold.

Every number begins with XS, so that no synthetic passport can be taken for one that a state issued.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from hamsafar.synthetic.people import Person
from hamsafar.synthetic.spelling import direct, icao

YEARS_VALID = 10
NAME_ROOM = 39


@dataclass(frozen=True)
class Passport:
    """A TD3 passport as issued."""

    number: str
    issued: date
    expires: date
    surname: str
    given: str
    lines: tuple[str, str]


def passports(person: Person, seed: int, *, until: date) -> list[Passport]:
    """One after another through the renewals, the first at sixteen; another clerk may spell the name another way."""
    random = Random(f"{seed} {person.ref}")  # noqa: S311 (repeatable on purpose)
    issued = person.born + timedelta(days=16 * 365 + random.randrange(3000))
    found = []
    while issued < until:
        found.append(_passport(person, random, issued))
        issued += timedelta(days=YEARS_VALID * 365 - random.randrange(200))
    return found


def _passport(person: Person, random: Random, issued: date) -> Passport:
    write = random.choice((icao, direct))
    surname = _plain(write(person.family or person.father))
    given = _plain(write(person.given))
    number = f"XS{random.randrange(10**7):07}"
    expires = issued + timedelta(days=YEARS_VALID * 365)
    names = f"{surname}<<{given}"[:NAME_ROOM].ljust(NAME_ROOM, "<")
    dates = [f"{day:%y%m%d}" for day in (person.born, expires)]
    fields = [number, dates[0], dates[1], "<" * 14]
    checked = [field + digit(field) for field in fields[:3]] + [fields[3] + "<"]
    lower = f"{checked[0]}TJK{checked[1]}{person.sex}{checked[2]}{checked[3]}"
    return Passport(number, issued, expires, surname, given, (f"P<TJK{names}", lower + digit("".join(checked))))


def digit(text: str) -> str:
    """The check digit of ICAO Doc 9303 part 3: weights 7, 3, 1, letters from 10, filler 0."""
    total = 0
    for place, sign in enumerate(text):
        value = 0 if sign == "<" else int(sign, 36)
        total += value * (7, 3, 1)[place % 3]
    return str(total % 10)


def _plain(word: str) -> str:
    return "".join(letter for letter in word.upper() if "A" <= letter <= "Z")
